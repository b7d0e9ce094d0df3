"""The order of the acts on a dossier's page: what is waited for first, and alone in the light."""

from __future__ import annotations

import pytest

from services.reading.arranging import actes_attendus, ranger
from services.reading.explaining import expliquer_dossier
from tests.portfolio import MAR, REFUS, REL1, Portefeuille, mener


def rangs(
    p: Portefeuille, cle: str, login: str, role: str = "facilitateur"
) -> tuple[list[str], list[str]]:
    """Acts that move the dossier, in their order, and those that stand out."""
    dite = expliquer_dossier(p.bureau, cle, login)
    definition = p.bureau.machines.courantes[dite["machine"]].definition
    taches = p.rangees(
        "SELECT t.code, t.role AS pour FROM tache t JOIN dossier d ON d.id = t.dossier"
        " WHERE t.statut = 'ouverte' AND d.numero = :cle",
        cle=cle,
    )
    siens = frozenset({role})
    ouvertes = [{"code": un.code, "pour": un.pour} for un in taches]
    avancer = ranger(dite, definition, dite["etat"], siens, ouvertes)["avancer"]
    return (
        [un["evenement"] for un in avancer],
        [un["evenement"] for un in avancer if un["premier"]],
    )


@pytest.mark.parametrize(
    ("etat", "premier"),
    [
        ("a_contacter", "nouer_relation"),
        ("courrier_accepte", "envoyer_courrier"),
        ("courrier_envoye", "constater_reception"),
        ("courrier_recu", "recevoir_reponse"),
    ],
)
def test_the_probable_act_comes_first(
    portefeuille_sqlite: Portefeuille, etat: str, premier: str
) -> None:
    p = portefeuille_sqlite
    if p.etat(REL1) != etat:
        mener(p, etat)
    avancer, en_vue = rangs(p, REL1, "fac")
    assert avancer[0] == premier
    assert en_vue == [premier]


def test_a_way_out_never_takes_the_place_of_an_act_that_is_prevented(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """« En difficulté », too few contacts: the courrier waits, nothing shines in its stead."""
    p = portefeuille_sqlite
    p.fire(REL1, "signaler_difficulte", motif="silence")
    avancer, en_vue = rangs(p, REL1, "fac")
    assert "lever_difficulte" in avancer
    assert en_vue == []


def test_suspensions_come_last(portefeuille_sqlite: Portefeuille) -> None:
    avancer, _ = rangs(portefeuille_sqlite, MAR, "fac")
    assert "suspendre" in avancer[1:]


def test_what_an_open_task_asks_for_comes_before_the_rest(
    portefeuille_sqlite: Portefeuille,
) -> None:
    relation = portefeuille_sqlite.bureau.machines.courantes["relation_entreprise"].definition
    assert actes_attendus(relation, "alerte", []) == []
    attendus = actes_attendus(relation, "alerte", ["repondre_alerte:4"])
    assert attendus[0] == "notifier_defaillance"


def test_what_shines_is_asked_of_the_reader(portefeuille_sqlite: Portefeuille) -> None:
    """Neither the task of another nor an end that no deadline has brought yet."""
    p = portefeuille_sqlite
    p.fire(MAR, "demarrer_suivi", objectif_heures="10")
    assert rangs(p, MAR, "fac")[1] == []
    mener(p, "courrier_propose")
    assert rangs(p, REL1, "fac")[1] == []
    assert rangs(p, REL1, "ref", "referent")[1] == ["accepter_courrier"]
    p.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    assert rangs(p, REL1, "ref", "referent")[1] == ["notifier_defaillance"]


def test_what_is_never_the_reader_s_is_apart(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    dite = expliquer_dossier(p.bureau, REL1, "ref")
    definition = p.bureau.machines.courantes[dite["machine"]].definition
    rangs = ranger(dite, definition, dite["etat"], frozenset({"referent"}))
    siens = {un["evenement"] for un in (*rangs["empeches"], *rangs["ailleurs"])}
    assert all("referent" in definition.evenements[nom].par for nom in siens)
    assert "nouer_relation" in {un["evenement"] for un in rangs["autres"]}
