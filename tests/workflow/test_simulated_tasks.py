"""A desk of a simulation: one task of a kind for a dossier, finished by its code or its kind."""

from __future__ import annotations

from datetime import timedelta

from tests.workflow.support import le
from workflow.simulated_tasks import Taches, TacheSimulee


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
