"""Several people at once: one wins, the others are told; nothing is lost or waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from jalon.clock import HorlogeReelle
from services.clock.ticking import tick
from services.errors import Conflit, Refused
from services.evidence.verifying import sceller, verifier
from services.register.follow import Suivi, suivre_marche
from storage import dossiers as depot
from storage import incidents
from storage.unit_of_work import Travail
from tests.portfolio import DEBUT, MAR, REL1, REL2, REL3, Portefeuille, mener

ATTENTE = 60


def ensemble(*actes: Callable[[], Any]) -> list[Any]:
    """Start all at the same instant; what each returned, or the error it met."""
    porte = threading.Barrier(len(actes))

    def faire(acte: Callable[[], Any]) -> Any:
        porte.wait(ATTENTE)
        try:
            return acte()
        except (Refused, Conflit) as erreur:
            return erreur

    with ThreadPoolExecutor(len(actes)) as fils:
        return [un.result(ATTENTE) for un in [fils.submit(faire, acte) for acte in actes]]


@pytest.fixture
def vivant(portefeuille: Portefeuille) -> Portefeuille:
    """The portfolio on a clock that runs, as a server's does."""
    return portefeuille.avec(horloge=HorlogeReelle())


def test_two_people_one_event(vivant: Portefeuille) -> None:
    for dossier in (REL1, REL2, REL3):
        issues = ensemble(
            *[lambda: vivant.fire(dossier, "nouer_relation") for _ in range(2)]  # noqa: B023 # run at once
        )
        assert [type(une) for une in issues if not isinstance(une, dict)] == [Refused]
        assert [une.event for une in vivant.journal(dossier)].count("nouer_relation") == 1
    assert verifier(vivant.bureau)["intact"]


def test_two_people_who_saw_the_same_revision(vivant: Portefeuille) -> None:
    vivant.fire(MAR, "demarrer_suivi", objectif_heures="100")
    [[rev]] = vivant.rangees("SELECT rev FROM dossier WHERE numero = :n", n=MAR)
    issues = ensemble(
        *[
            lambda heures=heures: vivant.fire(
                MAR, "modifier_objectif", objectif_heures=heures, motif="avenant", _rev=rev
            )
            for heures in ("110", "120", "130")
        ]
    )
    assert [type(une) for une in issues].count(Conflit) == 2
    assert [type(une) for une in issues].count(dict) == 1


def test_the_same_key_at_the_same_time(vivant: Portefeuille) -> None:
    issues = ensemble(
        *[lambda: vivant.fire(REL1, "noter", texte="une fois", _cle="k") for _ in range(4)]
    )
    assert sorted(une.pop("deja_fait", False) for une in issues) == [False, True, True, True]
    assert all(une == issues[0] for une in issues)
    assert [une.event for une in vivant.journal(REL1)].count("noter") == 1


def test_the_same_key_for_two_dossiers_at_the_same_time(vivant: Portefeuille) -> None:
    issues = ensemble(
        lambda: vivant.fire(REL1, "noter", texte="x", _cle="k"),
        lambda: vivant.fire(REL2, "noter", texte="x", _cle="k"),
    )
    assert {type(une) for une in issues} == {dict, Conflit}


def test_eight_people_on_one_marche(vivant: Portefeuille) -> None:
    """They share a root: each waits for its turn, none is refused, every line is there."""
    avant = len(vivant.rangees("SELECT 1 FROM journal"))

    def acte(rang: int) -> Callable[[], Any]:
        dossier = (REL1, REL2, REL3, MAR)[rang % 4]

        def noter() -> None:
            for tour in range(5):
                vivant.fire(dossier, "noter", texte=f"{rang} {tour}")

        return noter

    assert ensemble(*[acte(rang) for rang in range(8)]) == [None] * 8
    assert len(vivant.rangees("SELECT 1 FROM journal")) == avant + 40
    assert verifier(vivant.bureau)["intact"]


def test_the_clock_the_seal_and_people_together(vivant: Portefeuille) -> None:
    """Everything that fell due since 2025 rings while people write and the day is sealed."""

    def noter() -> None:
        for tour in range(10):
            vivant.fire(REL1, "noter", texte=str(tour))

    def sonner() -> None:
        for _ in range(3):
            assert tick(vivant.bureau)["incidents"] == 0

    issues = ensemble(noter, sonner, sonner, lambda: sceller(vivant.bureau))
    assert issues[:3] == [None] * 3
    assert verifier(vivant.bureau)["intact"]
    sonnes = vivant.rangees(
        "SELECT dossier, name, rung, generation FROM timer WHERE status = 'declenche'"
    )
    assert len(sonnes) == len({tuple(une) for une in sonnes})


def test_verifying_sees_one_moment(vivant: Portefeuille) -> None:
    """Lines that are written meanwhile break nothing."""
    fin = threading.Event()

    def noter() -> None:
        while not fin.is_set():
            vivant.fire(REL1, "noter", texte="encore")

    with ThreadPoolExecutor(1) as fil:
        travail = fil.submit(noter)
        try:
            dites = [verifier(vivant.bureau) for _ in range(5)]
        finally:
            fin.set()
        travail.result(ATTENTE)
    assert all(une["intact"] for une in dites), dites


def test_closing_the_marche_against_acts_on_its_relations(vivant: Portefeuille) -> None:
    issues = ensemble(
        lambda: vivant.fire(MAR, "clore", by="ref", motif="fini"),
        lambda: vivant.fire(REL1, "nouer_relation"),
        lambda: vivant.fire(REL2, "signaler_difficulte", motif="rien"),
    )
    assert isinstance(issues[0], dict)
    assert {vivant.etat(un) for un in (REL1, REL2, REL3)} == {"close"}
    assert vivant.rangees("SELECT 1 FROM timer WHERE status = 'arme'") == []
    assert verifier(vivant.bureau)["intact"]


def test_one_marche_is_followed_once(vivant: Portefeuille) -> None:
    with vivant.bureau.travail.ecrire() as connexion:  # whatever the day is
        connexion.execute(text("UPDATE convention SET fin_le = '2090-01-01'"))
    suivi = Suivi(marche="2025-08", convention="OULLINS-2022", facilitateur="fac", acteur="x")
    issues = ensemble(*[lambda: suivre_marche(vivant.bureau, suivi) for _ in range(4)])
    assert sorted(une["nouveau"] for une in issues) == [False, False, False, True]
    numeros = vivant.rangees("SELECT numero FROM dossier WHERE machine = 'marche'")
    assert len(numeros) == 2


def test_a_root_waits_for_its_own_transaction_only(portefeuille_postgresql: Portefeuille) -> None:
    """Rows that point to a locked root go in; a second lock of it waits."""
    travail: Travail = portefeuille_postgresql.bureau.travail
    with travail.ecrire() as premier, travail.ecrire() as second:
        [[marche]] = premier.exec_driver_sql(f"SELECT id FROM dossier WHERE numero = '{MAR}'")  # noqa: S608 # ours
        depot.verrouiller(premier, marche)
        second.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        incidents.ouvrir(second, cle="x", genre="x", message="x", now=DEBUT, dossier=marche)
        second.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(Exception, match="lock timeout"):
            depot.verrouiller(second, marche)
        second.rollback()


def test_new_series_of_numbers_at_the_same_time(portefeuille_postgresql: Portefeuille) -> None:
    def numero() -> str:
        with portefeuille_postgresql.bureau.travail.ecrire() as connexion:
            return depot.numero_suivant(connexion, "NEU", 2031)

    assert sorted(ensemble(*[numero] * 6)) == [f"NEU-2031-0000{rang}" for rang in range(1, 7)]


def test_a_definition_is_recorded_once(postgres_db: str) -> None:
    from jalon.assembly import machines
    from storage.engines import ouvrir
    from storage.migrating import migrer

    migrer(postgres_db)
    travail = Travail(ouvrir(postgres_db))

    def enregistrer() -> int:
        fraiches = machines()
        with travail.ecrire() as connexion:
            return fraiches.courante(connexion, "marche", datetime(2025, 3, 3, tzinfo=UTC))[0]

    assert len(set(ensemble(*[enregistrer] * 4))) == 1
    travail.moteurs.fermer()


def test_led_in_parallel_two_relations_reach_the_same_state(vivant: Portefeuille) -> None:
    gele = vivant.avec(horloge=vivant.bureau.horloge)
    issues = ensemble(*[lambda un=un: mener(gele, "courrier_accepte", un) for un in (REL1, REL2)])
    assert issues == [None, None]
    assert {vivant.etat(un) for un in (REL1, REL2)} == {"courrier_accepte"}
    assert verifier(vivant.bureau)["intact"]
