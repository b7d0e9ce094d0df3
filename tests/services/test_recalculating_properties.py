"""``recalculer`` on any portfolio: it does what it says it would, then has nothing to say."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.clock.recalculating import recalculer
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from states.calendars import Calendriers, HeuresDeBureau
from tests.portfolio import REL1, REL2, Portefeuille, mener, ouvrir_bureau
from tests.services.clockwork import a

RELATION = "relation_entreprise"
PAUSES = st.none() | st.tuples(
    st.sampled_from(["temps_restant", "date_fixe"]), st.integers(1, 12), st.integers(1, 12)
)
DELAIS = st.integers(5, 40).map(lambda jours: f"{jours} j")
FERMETURES = st.lists(
    st.integers(0, 60).map(lambda jours: date(2025, 3, 4) + timedelta(days=jours)), max_size=6
)
ZONES = st.sampled_from(["metropole", "alsace_moselle", "guadeloupe"])


@pytest.fixture(scope="module")
def modele(modele_sqlite: Path) -> Iterator[Path]:
    """Two relations whose délai runs, and a third that nobody has called."""
    with TemporaryDirectory() as dossier:
        copie = Path(dossier) / "jalon.db"
        shutil.copy(modele_sqlite, copie)
        portefeuille = ouvrir_bureau(f"sqlite:///{copie}")
        for relation in (REL1, REL2):
            mener(portefeuille, "courrier_recu", relation)
        portefeuille.fermer()
        yield copie


def suspendre(portefeuille: Portefeuille, relation: str, pause: tuple[str, int, int]) -> None:
    """A hold, some days after the reception, for some days."""
    mode, apres, jours = pause
    debut = date(2025, 3, 3) + timedelta(days=apres)
    portefeuille.aller(debut.isoformat())
    portefeuille.fire(relation, "mettre_en_attente", mode=mode, motif="ordre de service")
    portefeuille.aller((debut + timedelta(days=jours)).isoformat())
    portefeuille.fire(relation, "reprendre")


def change(
    portefeuille: Portefeuille, delai: str, preavis: str, zone: str, fermetures: list[date]
) -> Portefeuille:
    """The same desk under other parameters, other holidays, other closing days."""
    parametres = {RELATION: {"delai_courrier": delai, "preavis_fin_delai": preavis}}
    reglages = dataclasses.replace(portefeuille.bureau.reglages, parametres=parametres)
    heures = HeuresDeBureau(fermetures=tuple(fermetures))
    return portefeuille.avec(reglages=reglages, calendriers=lambda _: Calendriers(zone, heures))


def promis(portefeuille: Portefeuille) -> dict[str, str]:
    """Last day of the délai of each relation, as ``explain`` tells it."""
    return {
        relation: une["dernier_jour"]
        for relation in (REL1, REL2)
        for une in expliquer_dossier(portefeuille.bureau, relation)["echeances"]
        if une["nom"] == "expiration"
    }


def essentiel(dites: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(un["dossier"], un["echeance"], un["rang"], un["apres"]) for un in dites]


@given(
    pauses=st.tuples(PAUSES, PAUSES),
    delai=DELAIS,
    preavis=st.sampled_from(["2 j", "3 j", "6 j"]),
    zone=ZONES,
    fermetures=FERMETURES,
)
@example(
    pauses=(None, ("date_fixe", 10, 11)),
    delai="5 j",
    preavis="2 j",
    zone="metropole",
    fermetures=[date(2025, 3, 25)],
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_second_run_has_nothing_to_say_and_a_promise_is_never_shortened(
    modele: Path,
    *,
    pauses: tuple[tuple[str, int, int] | None, ...],
    delai: str,
    preavis: str,
    zone: str,
    fermetures: list[date],
) -> None:
    with TemporaryDirectory() as dossier:
        copie = Path(dossier) / "jalon.db"
        shutil.copy(modele, copie)
        base = ouvrir_bureau(f"sqlite:///{copie}")
        for relation, pause in zip((REL1, REL2), pauses, strict=True):
            if pause is not None:
                suspendre(base, relation, pause)
        base.aller("2025-03-28")
        assert recalculer(base.bureau) == []
        avant = promis(base)
        neuf = change(base, delai, preavis, zone, fermetures)
        assert promis(neuf) == avant  # nothing moves by itself

        a_sec = recalculer(neuf.bureau)
        ecrits = recalculer(neuf.bureau, appliquer=True, motif="avenant")

        assert essentiel(a_sec) == essentiel(ecrits)
        assert recalculer(neuf.bureau) == []
        assert all(promis(neuf)[relation] >= fin for relation, fin in avant.items())
        assert verifier(neuf.bureau)["intact"]
        base.fermer()


def test_a_kept_delai_is_judged_again_when_the_settings_change_again(
    portefeuille_sqlite: Portefeuille,
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    dix = change(portefeuille_sqlite, "10 j", "3 j", "metropole", [])
    assert recalculer(dix.bureau, appliquer=True)
    assert recalculer(dix.bureau) == []

    neuf = change(portefeuille_sqlite, "9 j", "3 j", "metropole", [])

    assert {un["echeance"] for un in recalculer(neuf.bureau)} == {"expiration"}
    quinze = change(portefeuille_sqlite, "15 j", "3 j", "metropole", [])
    assert recalculer(quinze.bureau) == []
    a(quinze, "2025-03-19T14:00")
    assert quinze.etat(REL1) == "alerte"
