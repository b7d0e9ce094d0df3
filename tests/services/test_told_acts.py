"""Acts of a marché's life write to whoever must know (articles 3 and 4)."""

from __future__ import annotations

import json

import pytest

from tests.plain_text import clair
from tests.portfolio import MAR, REL1, REL2, Portefeuille, mener
from tests.services.asking import mail
from tests.services.test_convention import PRG, accepter, courriels
from tests.services.test_marche_life import PROGRAMME, preconiser, programmer

EFFET = {"date_effet": "2025-03-03"}


def ecrits(p: Portefeuille, dossier: str) -> dict[str, str]:
    """The role of each mail of a dossier, and of each line of the morning mail, by message."""
    courriels = p.rangees(
        "SELECT o.message, o.role FROM outbox o JOIN dossier d ON d.id = o.dossier"
        " WHERE d.numero = :n",
        n=dossier,
    )
    lignes = p.rangees(
        "SELECT l.message FROM digest_ligne l JOIN dossier d ON d.id = l.dossier"
        " WHERE d.numero = :n",
        n=dossier,
    )
    return {une.message: une.role for une in courriels} | {une.message: "matin" for une in lignes}


def test_whoever_follows_the_marche_learns_that_it_stops_and_goes_on(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "suspendre", by="ref", motif="ordre de service", **EFFET)
    p.fire(MAR, "reprendre_execution", by="ref", **EFFET)
    dits = ecrits(p, MAR)
    assert dits["marche_suspendu_avis"] == dits["marche_repris_avis"] == "facilitateur"


@pytest.mark.parametrize("heures", ["conserver", "revoir"])
def test_whoever_follows_the_marche_learns_of_an_avenant(
    portefeuille_sqlite: Portefeuille, heures: str
) -> None:
    p = portefeuille_sqlite
    saisies = {"avenant_le": "2025-03-03", "motif": "lot ajouté", "decision_heures": heures}
    p.fire(MAR, "modifier_marche", by="ref", **saisies)
    assert ecrits(p, MAR)["marche_modifie_avis"] == "facilitateur"


def test_a_choice_made_at_the_ciblage_is_written_to_nobody_of_the_town(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """It is made together, in a meeting: a list of forty purchases writes no mail."""
    p = portefeuille_sqlite
    programmer(p)
    p.fire(PROGRAMME, "ne_pas_retenir", motif="trop petit")
    assert ecrits(p, PROGRAMME) == {"marche_sans_execution_avis": "matin"}


def test_the_town_that_consulted_us_learns_that_its_marche_is_not_kept(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    preconiser(p, "clause_execution")
    p.fire(PROGRAMME, "ne_pas_retenir", motif="trop petit")
    dits = ecrits(p, PROGRAMME)
    assert dits["marche_non_retenu"] == "referent"
    assert dits["marche_sans_execution_avis"] == "matin"


@pytest.mark.parametrize("acte", ["declarer_sans_suite", "declarer_infructueux"])
def test_whoever_follows_the_marche_learns_that_it_comes_to_nothing(
    portefeuille_sqlite: Portefeuille, acte: str
) -> None:
    p = portefeuille_sqlite
    preconiser(p, "clause_execution")
    p.fire(PROGRAMME, "publier")
    p.fire(PROGRAMME, acte, by="ref", motif="aucune offre")
    assert ecrits(p, PROGRAMME)["marche_sans_execution_avis"] == "matin"


def test_the_town_learns_that_its_list_is_no_longer_awaited(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    accepter(p)
    p.fire(PRG, "abandonner", motif="aucun achat cette année")
    assert ecrits(p, PRG)["programmation_abandonnee"] == "referent"


@pytest.mark.parametrize(
    ("by", "dits"),
    [
        ("fac", {"programmation_sans_achat": "referent"}),
        ("ref", {"programmation_sans_achat_avis": "matin"}),
    ],
)
def test_an_empty_list_is_told_to_whoever_has_not_said_it(
    portefeuille_sqlite: Portefeuille, by: str, dits: dict[str, str]
) -> None:
    p = portefeuille_sqlite
    accepter(p)
    avant = ecrits(p, PRG)
    p.fire(PRG, "constater_sans_achat", by, motif="aucun achat de travaux cette année")
    assert {k: v for k, v in ecrits(p, PRG).items() if k not in avant} == dits
    if by == "fac":
        assert "aucun achat n’est à cibler" in clair(mail(p, "programmation_sans_achat"))


@pytest.mark.parametrize(
    ("etape", "dit"),
    [
        ("courrier_propose", "Notre demande d’accord sur le courrier est retirée"),
        ("courrier_recu", "Le courrier que vous aviez accepté n’a plus de suite"),
    ],
)
def test_the_town_learns_that_its_procedure_ends_with_the_relation(
    portefeuille_sqlite: Portefeuille, etape: str, dit: str
) -> None:
    p = portefeuille_sqlite
    mener(p, etape)
    p.fire(REL1, "clore", motif="dossier rangé")
    assert ecrits(p, REL1)["procedure_arretee"] == "referent"
    texte = clair(mail(p, "procedure_arretee"))
    assert dit in texte
    assert "Motif : « dossier rangé »" in texte
    assert (
        json.loads(p.rangees("SELECT data FROM dossier WHERE numero = :n", n=REL1)[0].data)[
            "close_en"
        ]
        == etape
    )


@pytest.mark.parametrize(("by", "ecrits_a_la_ville"), [("ref", 0), ("fac", 1)])
@pytest.mark.parametrize("acte", ["resilier", "clore"])
def test_the_end_of_a_marche_is_told_once_whatever_it_stops(
    portefeuille_sqlite: Portefeuille, acte: str, by: str, ecrits_a_la_ville: int
) -> None:
    """One mail for one act; the preview of the act has told its author."""
    p = portefeuille_sqlite
    for relation in (REL1, REL2):
        mener(p, "courrier_propose", relation)
    fin = {"date_effet": "2025-03-03"} if acte == "resilier" else {}
    dite = p.fire(MAR, acte, by, motif="fin anticipée", **fin)
    assert courriels(p, "procedure_arretee") == []
    arretees = courriels(p, "procedures_arretees")
    assert [une.adresse for une in arretees] == ["ref@exemple.test"] * ecrits_a_la_ville
    assert {une["dossier"] for une in dite["suites"]} >= {REL1, REL2}
    assert p.rangees("SELECT 1 FROM outbox WHERE statut = 'sans_adresse'") == []
    if ecrits_a_la_ville:
        texte = clair(mail(p, "procedures_arretees"))
        assert texte.count(": Courrier proposé, accord attendu") == len((REL1, REL2))
        assert "Motif : « fin anticipée »" in texte


def test_the_end_of_a_marche_without_procedure_says_nothing_of_them(
    portefeuille_sqlite: Portefeuille,
) -> None:
    portefeuille_sqlite.fire(MAR, "clore", motif="fini")
    assert courriels(portefeuille_sqlite, "procedures_arretees") == []


def test_a_relation_without_a_procedure_closes_in_silence(
    portefeuille_sqlite: Portefeuille,
) -> None:
    portefeuille_sqlite.fire(REL1, "clore", motif="fini")
    assert "procedure_arretee" not in ecrits(portefeuille_sqlite, REL1)
