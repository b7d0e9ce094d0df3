"""A hold and a suspension are two stops: each ends by itself, no day is lost nor given twice."""

from __future__ import annotations

import pytest

from services.reading.explaining import expliquer_dossier
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.services.asking import refuse
from tests.services.clockwork import a, courriels
from tests.services.test_frozen_tasks import AVENANT, REVOIR, jours
from tests.services.test_stops_of_a_marche import fin, recu, reprendre, suspendre

__all__ = ["recu"]

LANCEMENT = "lancement_a_tenir"
RESTANT = {"mode": "temps_restant", "motif": "attente d’une pièce"}
FIXE = {"mode": "date_fixe", "motif": "congés"}
ERREUR = {"motif": "erreur"}


def dates(p: Portefeuille) -> tuple[str, str | None]:
    """The last day of a délai of the marché, and that of a task."""
    return fin(p, MAR, LANCEMENT), jours(p)[REVOIR]


@pytest.mark.parametrize(
    ("pause", "jusqu_au", "attendu"),
    [
        (RESTANT, "2025-03-20", ("2025-04-29", "2025-04-18")),
        (RESTANT, "2025-04-10", ("2025-05-05", "2025-04-24")),
        (FIXE, "2025-03-20", ("2025-04-22", "2025-04-11")),
        (FIXE, "2025-04-10", ("2025-04-22", "2025-04-11")),
    ],
)
def test_a_hold_and_a_suspension_each_give_their_own_days(
    portefeuille: Portefeuille,
    pause: dict[str, str],
    jusqu_au: str,
    attendu: tuple[str, str],
) -> None:
    """Held from the 3rd, suspended from the 10th to 4 April; the hold ends during it or after.

    Without any stop: 28 March for the délai, 17 March for the task.
    """
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    p.fire(MAR, "mettre_en_attente", jusqu_au=jusqu_au, **pause)
    p.aller("2025-03-10")
    suspendre(p, "2025-03-10")
    a(p, "2025-03-20T09:05")
    a(p, "2025-04-04T09:05+02:00")
    reprendre(p, "2025-04-04")
    a(p, "2025-04-10T09:05+02:00")
    assert dates(p) == attendu


def test_two_suspensions_both_count(portefeuille: Portefeuille) -> None:
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    for debut, jour in (("2025-03-04", "2025-03-06"), ("2025-03-10", "2025-03-14")):
        p.aller(debut)
        suspendre(p, debut)
        p.aller(jour)
        reprendre(p, jour)
    assert dates(p) == ("2025-04-03", "2025-03-24")  # 28 and 17 March, 2 and 4 days later


def test_a_suspension_taken_back_gives_its_days(portefeuille: Portefeuille) -> None:
    """Nobody was asked for anything from the 3rd to the 13th: the délai and the task say so."""
    p = portefeuille
    p.fire(MAR, "modifier_marche", **AVENANT)
    suspendre(p, "2025-03-03")
    p.aller("2025-03-13")
    p.fire(MAR, "retablir", etat="notifie", **ERREUR)
    assert dates(p) == ("2025-04-07", "2025-03-27")


@pytest.mark.parametrize("acte", ["resilier", "clore"])
def test_a_relation_is_not_put_back_under_a_marche_that_has_ended(
    recu: Portefeuille, acte: str
) -> None:
    """Its délai would run, and the town be alerted of a company that owes nothing any more."""
    date_effet = {"date_effet": "2025-03-03"} if acte == "resilier" else {}
    recu.fire(MAR, acte, **date_effet, **ERREUR)
    phrases = refuse(recu, "retablir", etat="courrier_recu", **ERREUR)
    assert list(phrases) == ["etat"]
    assert "MAR-2025-00001 a pris fin" in phrases["etat"]
    assert "revenez d’abord à l’état antérieur de MAR-2025-00001 (retablir)" in phrases["etat"]
    dite = expliquer_dossier(recu.bureau, REL1, "fac")
    [refus] = [un for un in dite["impossibles"] if un["evenement"] == "retablir"]
    assert [une["phrase"] for une in refus["conditions"]] == [phrases["etat"]]
    a(recu, "2025-03-20T14:30")
    assert courriels(recu, "alerte_donneur_ordre") == []

    recu.fire(MAR, "retablir", etat="notifie", **ERREUR)
    recu.fire(REL1, "retablir", etat="courrier_recu", **ERREUR)
    assert recu.etat(REL1) == "courrier_recu"


def test_one_closed_before_the_end_of_its_marche_is_not_put_back_after(recu: Portefeuille) -> None:
    recu.fire(REL1, "clore", **ERREUR)
    recu.fire(MAR, "resilier", date_effet="2025-03-03", **ERREUR)
    assert (
        "MAR-2025-00001 a pris fin"
        in refuse(recu, "retablir", etat="courrier_recu", **ERREUR)["etat"]
    )


def test_a_relation_that_a_delivered_marche_has_kept_is_put_back(recu: Portefeuille) -> None:
    """What ends a marché without ending its relations holds none of them back."""
    recu.fire(MAR, "lancer", date_lancement="2025-03-03")
    recu.fire(MAR, "livrer_bilan_final", bilan_livre_le="2025-03-03")
    recu.fire(REL1, "clore", **ERREUR)
    recu.fire(REL1, "retablir", etat="courrier_recu", **ERREUR)
    assert recu.etat(REL1) == "courrier_recu"


def test_a_stop_over_before_a_delay_was_told_counts_once(portefeuille: Portefeuille) -> None:
    """Typed on the day, it would have stopped; what comes back is the délai that was announced."""
    p = portefeuille
    mener(p, "courrier_envoye")
    suspendre(p, "2025-03-03")
    p.aller("2025-03-06")
    reprendre(p, "2025-03-06")
    p.aller("2025-03-10")
    p.fire(REL1, "constater_reception", courrier_recu_le="2025-03-03", preuve="AR 1")
    assert fin(p) == "2025-03-21"
    p.fire(REL1, "clore", **ERREUR)
    p.fire(REL1, "retablir", etat="courrier_recu", **ERREUR)
    assert fin(p) == "2025-03-21"
