"""A desk of a simulation: one task of a kind for a dossier, finished by its code or its kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.workflow.support import le
from workflow.simulated_tasks import Taches, TacheSimulee
from workflow.stops import Gel


def tache(code: str, dossier: str = "M-1") -> TacheSimulee:
    return TacheSimulee(dossier, dossier, code, "chef", le(5))


def test_a_task_still_open_is_not_made_again() -> None:
    taches = Taches([tache("voir")])
    assert not taches.poser(tache("voir"))
    assert taches.poser(tache("voir", "M-2"))
    assert taches.poser(tache("revoir"))
    assert [(un.dossier, un.code) for un in taches.toutes] == [
        ("M-1", "voir"), ("M-2", "voir"), ("M-1", "revoir"),
    ]  # fmt: skip


def test_a_finished_task_may_be_asked_again() -> None:
    faite, autre = tache("completer:lettre"), tache("voir")
    taches = Taches([faite, autre])
    plus_tard = le(5) + timedelta(days=1)
    taches.finir("M-1", frozenset({"completer"}), plus_tard)
    taches.finir("M-9", frozenset({"voir"}), plus_tard)
    assert (faite.finie, autre.finie) == (plus_tard, None)
    assert taches.poser(tache("completer:lettre"))
    taches.finir("M-1", frozenset({"voir", "completer:lettre"}), plus_tard)
    assert [un.finie for un in taches.toutes] == [plus_tard] * 3
    assert taches.ouvertes("M-1") == taches.ouvertes("M-9") == frozenset()


def test_what_is_open_for_a_dossier_is_told() -> None:
    taches = Taches([tache("voir"), tache("completer:lettre"), tache("autre", "M-2")])
    assert taches.ouvertes("M-1") == {"voir", "completer:lettre"}


def test_a_stop_takes_a_task_off_its_desk_and_its_end_puts_it_back() -> None:
    """Two stays on the desk; in between it is open still, and is not asked again."""
    voir, adresse = tache("voir"), tache("completer_adresse:lettre")
    taches = Taches([voir, adresse])
    voir.echeance, arret, reprise = date(2026, 1, 9), le(6), le(8)
    taches.figer("M-1", Gel(depuis=date(2026, 1, 6), sauf=frozenset({"completer_adresse"})), arret)
    assert not taches.poser(tache("voir"))
    taches.rendre("M-1", lambda _code, jour, depuis: jour + (date(2026, 1, 8) - depuis), reprise)
    sejours = [(un.depuis, un.finie, un.echeance) for un in taches.toutes if un.code == "voir"]
    assert sejours == [
        (le(5), arret, date(2026, 1, 9)),
        (reprise, None, date(2026, 1, 11)),
    ]
    assert adresse.finie is None
    taches.dater("M-1", [("voir", date(2026, 1, 12)), ("autre", date(2026, 1, 12))])
    assert [un.echeance for un in taches.toutes if un.finie is None][-1] == date(2026, 1, 12)
    taches.finir("M-1", frozenset({"voir"}), le(9))
    assert [un.finie for un in taches.toutes if un.code == "voir"] == [arret, le(9)]


def test_what_is_frozen_at_the_start_stands_on_no_desk() -> None:
    gelee = replace(tache("voir"), figee_le=date(2026, 1, 5))
    taches = Taches([gelee])
    assert taches.toutes == []
    assert taches.ouvertes("M-1") == {"voir"}
    taches.rendre("M-1", lambda _code, jour, _depuis: jour, le(8))
    assert [(un.depuis, un.echeance) for un in taches.toutes] == [(le(8), None)]
