"""A stop takes what was asked before it off the desks; its end gives each task its day back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from services.mail.digest import envoyer_digest
from services.reading.day import journee
from services.reading.explaining import expliquer_dossier
from services.reading.looking import Recherche, dossiers
from services.reading.looking_dossier import dossier
from services.reading.looking_tasks import taches
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services.clockwork import a
from tests.services.reprise_samples import marche, prendre
from tests.services.test_desk_days import charge, visiteur
from tests.services.test_digest import textes
from tests.services.test_taken_over import ANI, suivre

AVENANT = {"avenant_le": "2025-03-03", "decision_heures": "revoir", "motif": "avenant"}
PAUSE = {"mode": "date_fixe", "motif": "congés"}
REVOIR = "revoir_l_objectif"
RAPPEL = {
    "date": "2025-03-03",
    "moyen": "telephone",
    "sens": "sortant",
    "resultat": "pas_de_reponse",
}


def suspendre(p: Portefeuille, numero: str = MAR, le: str = "2025-03-03") -> None:
    p.fire(numero, "suspendre", motif="ordre de service", date_effet=le)


def reprendre(p: Portefeuille, numero: str = MAR) -> None:
    p.fire(numero, "reprendre_execution", date_effet=p.horloge.instant.date().isoformat())


def jours(p: Portefeuille, numero: str = MAR) -> dict[str, str | None]:
    """Day of each open task of a dossier, as its page tells it."""
    dites = dossier(p.bureau, numero)["taches"]
    return {une["code"]: "en pause" if une["en_pause"] else une["echeance"] for une in dites}


def test_a_task_of_its_own_delay_waits_for_the_resumption(portefeuille: Portefeuille) -> None:
    """Ten office days from 3 March, 25 days of suspension: nothing is late in between."""
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    avant = jours(p)
    assert avant[REVOIR] == "2025-03-17"
    assert charge(p)[0] >= len(avant)
    suspendre(p)
    a(p, "2025-03-28T09:05")

    assert set(jours(p).values()) == {"en pause"}
    assert taches(p.bureau, compte=None, limite=50) == []
    assert charge(p) == (0, 0)
    assert journee(p.bureau, visiteur(p))["en_retard"] == []
    assert "manquee" not in str(expliquer_dossier(p.bureau, MAR)["echeances"])
    assert dossiers(p.bureau, Recherche(en_retard=True))["dossiers"] == []
    envoyer_digest(p.bureau)
    assert not [un for un in textes(p) if "Revoir l’objectif" in un]
    reprendre(p)

    assert jours(p)[REVOIR] == "2025-04-11"
    assert jours(p).keys() == avant.keys()


def test_what_was_missed_before_the_stop_stays_missed(portefeuille: Portefeuille) -> None:
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    a(p, "2025-03-20T09:05")
    suspendre(p, le="2025-03-20")
    a(p, "2025-03-27T09:05")
    assert MAR not in en_retard(p)
    reprendre(p)
    assert jours(p)[REVOIR] == "2025-03-17"
    assert MAR in en_retard(p)


def en_retard(p: Portefeuille) -> list[str]:
    return [une["numero"] for une in dossiers(p.bureau, Recherche(en_retard=True))["dossiers"]]


def test_a_suspension_told_late_has_frozen_what_fell_since(portefeuille: Portefeuille) -> None:
    """The ordre de service of the 10th, told on the 20th: the 17th was no missed day."""
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    p.aller("2025-03-20")
    suspendre(p, le="2025-03-10")
    p.aller("2025-03-24")
    reprendre(p)
    assert jours(p)[REVOIR] == "2025-03-31"


def test_a_suspension_taken_back_has_made_nothing_late(portefeuille: Portefeuille) -> None:
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    suspendre(p)
    p.aller("2025-03-20")
    p.fire(MAR, "retablir", etat="notifie", motif="ordre de service d’un autre marché")
    assert jours(p)[REVOIR] == "2025-04-03"


def test_what_was_to_be_decided_of_a_late_marche_is_so_again(leger: Portefeuille) -> None:
    """Followed seven months late: neither its days nor the past deadlines are lost."""
    numero = suivre(leger, "reserve_iae")
    avant = jours(leger, numero)
    relation = relations(leger, numero)
    assert relation
    suspendre(leger, numero)
    assert {*jours(leger, numero).values(), *relations(leger, numero).values()} == {"en pause"}
    assert en_retard(leger) == []
    leger.attendre(days=14)
    reprendre(leger, numero)

    assert jours(leger, numero) == plus_tard(avant)
    assert relations(leger, numero) == plus_tard(relation)
    assert "decider_echeance:reunion_individuelle" in jours(leger, ANI)
    assert ANI in en_retard(leger)


def plus_tard(jours: dict[str, str | None]) -> dict[str, str | None]:
    return {
        code: jour and (date.fromisoformat(jour) + timedelta(days=14)).isoformat()
        for code, jour in jours.items()
    }


def relations(p: Portefeuille, marche: str) -> dict[str, str | None]:
    [(numero,)] = p.rangees(
        """SELECT e.numero FROM dossier e JOIN dossier m ON m.id = e.parent
        WHERE m.numero = :n AND e.machine = 'relation_entreprise'""",
        n=marche,
    )
    return jours(p, numero)


@pytest.mark.parametrize(
    ("acte", "restent"),
    [
        ("reprendre_execution", {"fin_passee"}),  # the points are counted again
        ("retablir", {"fin_passee", "point_regulier"}),
        ("resilier", set()),
    ],
)
def test_a_past_deadline_is_to_decide_as_long_as_its_state_may_come_back(
    leger: Portefeuille, tmp_path: Path, acte: str, restent: set[str]
) -> None:
    leger.aller("2025-09-01")
    [pris] = prendre(leger, tmp_path, marche(etat="en_suivi"))["dossiers"]
    numero = pris["dossier"]
    passees = {un for un in jours(leger, numero) if un.startswith("decider_echeance")}
    assert passees
    suspendre(leger, numero, "2025-09-01")
    assert passees <= jours(leger, numero).keys()
    leger.attendre(days=7)
    saisies = {"etat": "en_suivi"} if acte == "retablir" else {"date_effet": "2025-09-08"}
    motif = {} if acte == "reprendre_execution" else {"motif": "fin"}

    leger.fire(numero, acte, **saisies, **motif)

    assert passees & jours(leger, numero).keys() == {f"decider_echeance:{un}" for un in restent}


def test_a_hold_of_fixed_dates_keeps_them(portefeuille: Portefeuille) -> None:
    """The task has the day of its deadline, and so has what follows none: one date for an act."""
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    avant = jours(p)
    p.fire(MAR, "mettre_en_attente", **PAUSE)
    assert set(jours(p).values()) == {"en pause"}
    p.aller("2025-04-01")
    p.fire(MAR, "reprendre")
    assert jours(p) == avant
    assert MAR in en_retard(p)


def test_a_day_that_a_person_named_is_not_moved(portefeuille: Portefeuille) -> None:
    """The time that was left is given back to the délais, not to « rappeler le 18 mars »."""
    p = portefeuille
    p.fire(REL1, "consigner_contact", rappel_le="2025-03-18", **RAPPEL)
    [rappel] = [un for un in jours(p, REL1) if un.startswith("rappeler_l_entreprise")]
    p.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="congés")
    p.aller("2025-03-10")
    p.fire(REL1, "reprendre")
    assert jours(p, REL1)[rappel] == "2025-03-18"


def test_what_is_asked_during_the_stop_runs(portefeuille: Portefeuille) -> None:
    p = portefeuille
    p.fire(REL1, "mettre_en_attente", **PAUSE)
    p.fire(REL1, "consigner_contact", rappel_le="2025-03-05", **RAPPEL)
    a(p, "2025-03-06T09:05")
    [(code, jour)] = [un for un in jours(p, REL1).items() if un[1] != "en pause"]
    assert (code[:21], jour) == ("rappeler_l_entreprise", "2025-03-05")
    assert REL1 in en_retard(p)


def test_what_no_stop_touches_stays_on_the_desk(portefeuille: Portefeuille) -> None:
    """A reminder asked for a day, the answer of a company: the suspension puts neither off."""
    p = portefeuille
    p.fire(MAR, "demander_un_rappel", a_rappeler="Appeler la ville", rappel_le="2025-03-10")
    p.fire(REL1, "proposer_reponse", by="ent", message="Nous embauchons.")
    suspendre(p)
    a(p, "2025-03-11T09:05")
    restent = {une["code"].partition(":")[0] for une in taches(p.bureau, compte="fac", limite=50)}
    assert restent == {"rappel_demande", "lire_reponse"}
    assert MAR in en_retard(p)
    envoyer_digest(p.bureau)
    assert "Appeler la ville" in textes(p)[-1]


def test_pieces_that_come_during_a_suspension_are_noted(portefeuille: Portefeuille) -> None:
    p = portefeuille
    suspendre(p)
    p.fire(MAR, "recevoir_pieces", pieces_recues_le="2025-03-03")
    p.aller("2025-03-10")
    reprendre(p)
    assert "transmettre_pieces" not in jours(p)
    assert "pieces_a_transmettre" not in str(expliquer_dossier(p.bureau, MAR)["echeances"])
