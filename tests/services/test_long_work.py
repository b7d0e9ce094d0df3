"""Long work: one thread, one work a key, how far it is, and what becomes of it when Jalon stops."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from services.counter.long_work import FILE_MAX, GARDE, Atelier, Avance, Interrompu, sans_avance
from services.errors import Interdit
from workflow.errors import ValeurInvalide

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PATIENCE_S = 5


@pytest.fixture
def atelier() -> Iterator[Atelier]:
    """One that is closed in the end."""
    ouvert = Atelier()
    yield ouvert
    ouvert.fermer()


def test_a_work_tells_how_far_it_is_then_what_it_gave(atelier: Atelier) -> None:
    commence, reprend = Event(), Event()

    def faire(avance: Avance) -> str:
        avance(212, 562)
        commence.set()
        reprend.wait(PATIENCE_S)
        return "562 lignes"

    ouvrage = atelier.confier("a", faire, NOW)
    assert commence.wait(PATIENCE_S)
    assert (ouvrage.fini, ouvrage.fait, ouvrage.total) == (False, 212, 562)
    assert not ouvrage.attendre(0)
    assert atelier.confier("a", lambda _avance: "another", NOW) is ouvrage  # a double click
    reprend.set()
    assert ouvrage.attendre(PATIENCE_S)
    assert (atelier.trouver("a"), ouvrage.rendre()) == (ouvrage, "562 lignes")


def test_what_it_raises_is_raised_where_it_is_read(atelier: Atelier) -> None:
    def faire(_avance: Avance) -> None:
        raise ValeurInvalide("valeur", "Trop long.", "Raccourcissez.")

    ouvrage = atelier.confier("a", faire, NOW)
    assert ouvrage.attendre(PATIENCE_S)
    with pytest.raises(ValeurInvalide):
        ouvrage.rendre()


def test_an_answer_is_kept_a_while_and_forgotten_at_will(atelier: Atelier) -> None:
    ouvrage = atelier.confier("a", lambda _avance: 1, NOW)
    assert ouvrage.attendre(PATIENCE_S)
    autre = atelier.confier("b", lambda _avance: 2, NOW + GARDE - timedelta(seconds=1))
    assert autre.attendre(PATIENCE_S)
    assert atelier.trouver("a") is ouvrage
    encore = atelier.confier("a", lambda _avance: 3, NOW + GARDE)
    assert encore.attendre(PATIENCE_S)
    atelier.oublier(ouvrage)  # not the one of this key any more
    assert atelier.trouver("a") is encore
    atelier.oublier(encore)
    assert atelier.trouver("a") is None
    atelier.confier("c", sans_avance_puis_rien, NOW + 3 * GARDE)
    assert atelier.trouver("b") is None


def sans_avance_puis_rien(_avance: Avance) -> None:
    sans_avance(0, 0)


def test_too_many_works_are_refused_and_none_begins_once_jalon_stops() -> None:
    atelier, commence, reprend = Atelier(), Event(), Event()

    def faire(avance: Avance) -> None:
        commence.set()
        reprend.wait(PATIENCE_S)
        avance(1, 2)

    en_cours = atelier.confier("0", faire, NOW)
    assert commence.wait(PATIENCE_S)
    attendent = [atelier.confier(str(rang), faire, NOW) for rang in range(1, FILE_MAX)]
    with pytest.raises(Interdit):
        atelier.confier("de trop", faire, NOW)
    arret = Thread(target=atelier.fermer)
    arret.start()
    arret.join(0.2)  # it waits for the work in hand, and has told it to stop
    assert (arret.is_alive(), atelier.ferme) == (True, True)
    reprend.set()
    arret.join()
    with pytest.raises(Interrompu):
        en_cours.rendre()
    assert all(un.promesse.cancelled() for un in attendent)
