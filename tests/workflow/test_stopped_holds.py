"""A hold of one's own and the stop of another dossier: each ends by itself."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow.support import TEMPS, Dossier, le
from tests.workflow.test_holds import recu
from workflow.arming import FIN_D_ATTENTE
from workflow.deadlines import calculer
from workflow.decision import Refus
from workflow.holds import ARRET_EN_COURS


def dernier_jour(un: Dossier) -> date:
    [expiration] = [une for une in un.snapshot.timers if (une.nom, une.rang) == ("expiration", 1)]
    return calculer(expiration.regle, expiration.ancre, TEMPS).dernier_jour


def poser(un: Dossier, mode: str) -> None:
    un.faire("mettre_en_attente", le(10), mode=mode, motif="x", jusqu_au="2026-01-19")


def arreter(un: Dossier, jour: int) -> None:
    un.faire("mettre_en_attente", le(jour), "systeme", mode="temps_restant", motif="arrêt")


def repartir(un: Dossier, jour: int) -> None:
    un.faire("reprendre", le(jour), "systeme")


@pytest.mark.parametrize("mode", ["date_fixe", "temps_restant"])
def test_the_hold_ends_and_the_stop_goes_on(mode: str) -> None:
    un = recu()
    poser(un, mode)
    arreter(un, 12)
    decision = un.faire("reprendre", le(19, 9), "horloge")
    assert decision.explication == (ARRET_EN_COURS,)
    assert decision.effets == ()
    assert un.snapshot.attente is not None
    assert un.snapshot.attente.suit_un_arret
    assert FIN_D_ATTENTE not in [timer.nom for timer in un.snapshot.timers]
    repartir(un, 26)
    assert un.snapshot.attente is None


@pytest.mark.parametrize("mode", ["date_fixe", "temps_restant"])
def test_the_stop_ends_and_the_hold_goes_on(mode: str) -> None:
    un = recu()
    poser(un, mode)
    arreter(un, 12)
    repartir(un, 15)
    attente = un.snapshot.attente
    assert attente is not None
    assert (attente.personne, attente.arret) == (True, None)
    assert FIN_D_ATTENTE in [timer.nom for timer in un.snapshot.timers]
    un.faire("reprendre", le(19, 9), "horloge")
    assert un.snapshot.attente is None


def test_days_are_given_back_once() -> None:
    """Fixed dates give back the stop alone; the time that was left, the whole of both."""
    jours = {}
    for mode in ("date_fixe", "temps_restant"):
        un = recu()
        avant = dernier_jour(un)
        poser(un, mode)
        arreter(un, 12)
        un.faire("reprendre", le(19, 9), "horloge")
        repartir(un, 26)
        jours[mode] = (dernier_jour(un) - avant).days
    dedans = recu()
    avant = dernier_jour(dedans)
    poser(dedans, "date_fixe")
    arreter(dedans, 12)
    repartir(dedans, 15)
    dedans.faire("reprendre", le(19, 9), "horloge")
    jours["dedans"] = (dernier_jour(dedans) - avant).days
    assert jours == {"date_fixe": 14, "temps_restant": 16, "dedans": 3}


def test_nobody_puts_or_ends_a_hold_within_a_stop() -> None:
    un = recu()
    arreter(un, 12)
    for evenement, saisies in {
        "reprendre": {},
        "mettre_en_attente": {"mode": "date_fixe", "motif": "x"},
    }.items():
        issue = un.demander(evenement, le(13), "agent", **saisies)
        assert isinstance(issue, Refus)
        [condition] = issue.conditions
        assert "il suit l’arrêt d’un autre dossier, et reprendra avec lui" in condition.phrase
    issue = un.demander("mettre_en_attente", le(13), "systeme", mode="temps_restant", motif="x")
    assert isinstance(issue, Refus)
    assert issue.court_deja
