"""Stops typed late, taken back, put back: the dates of the orders count, never those of typing."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jalon.clock import HorlogeFigee
from storage.engines import ouvrir
from storage.unit_of_work import Travail
from tests.portfolio import MAR, REL1, Portefeuille, mener, ouvrir_bureau
from tests.services.test_stops_of_a_marche import fin, reprendre, suspendre
from workflow.values import Delai

RECU = date(2025, 3, 3)
ACTES = ("suspendre", "reprendre", "defaire_suspension", "defaire_reprise", "clore", "rendre")
PAS = st.tuples(st.sampled_from(ACTES), st.integers(0, 3), st.integers(0, 4))
"""An act, the days that pass before it is typed, and by how many it is typed late."""


class Vie:
    """Types acts on a marché and its relation, and keeps the days on which it was stopped."""

    def __init__(self, p: Portefeuille) -> None:
        self.p = p
        self.jour = RECU
        self.tenus: list[tuple[date, date]] = []
        """Suspensions that stand, with their resumptions: what may still be taken back."""
        self.defaits: list[tuple[date, date]] = []
        """Suspensions taken back: nobody was asked for anything meanwhile."""
        self.debut: date | None = None
        self.close = False

    def faire(self, acte: str, jours: int, retard: int) -> None:
        """One act, if it can be done now."""
        if self.jour + timedelta(days=jours) > RECU + timedelta(days=12):
            return
        self.jour += timedelta(days=jours)
        self.p.aller(self.jour.isoformat())
        le = max(self.jour - timedelta(days=retard), self.debut or self._dernier())
        getattr(self, f"_{acte}")(le)

    def finir(self) -> None:
        """Everything runs again."""
        self._rendre(self.jour)
        self._reprendre(self.jour)

    def _dernier(self) -> date:
        return self.tenus[-1][1] if self.tenus else RECU

    def _suspendre(self, le: date) -> None:
        if self.debut is None:
            suspendre(self.p, le.isoformat())
            self.debut = le

    def _reprendre(self, le: date) -> None:
        if self.debut is not None:
            reprendre(self.p, le.isoformat())
            self.tenus.append((self.debut, le))
            self.debut = None

    def _defaire_suspension(self, _: date) -> None:
        if self.debut is not None:
            self._retablir(MAR, "notifie")
            self.defaits.append((self.debut, self.jour))
            self.debut = None

    def _defaire_reprise(self, _: date) -> None:
        if self.debut is None and self.tenus:
            self._retablir(MAR, "suspendu")
            self.debut, _ = self.tenus.pop()

    def _clore(self, _: date) -> None:
        if not self.close:
            self.p.fire(REL1, "clore", motif="erreur")
            self.close = True

    def _rendre(self, _: date) -> None:
        if self.close:
            self._retablir(REL1, "courrier_recu")
            self.close = False

    def _retablir(self, numero: str, etat: str) -> None:
        self.p.fire(numero, "retablir", etat=etat, motif="erreur")

    @property
    def attendu(self) -> str:
        """The 15 days, without those of the stops."""
        temps = self.p.bureau.calendriers("metropole")
        pauses = tuple(sorted({*self.defaits, *self.tenus}))
        dite = temps.apres(RECU, Delai.lire("15 j"), "delai_contractuel", pauses)
        return dite.dernier_jour.isoformat()


def test_the_last_day_is_that_of_the_orders(modele_sqlite: Path, tmp_path: Path) -> None:
    """Whatever was typed first, and however late."""
    modele = tmp_path / "recu.db"
    shutil.copy(modele_sqlite, modele)
    base = ouvrir_bureau(f"sqlite:///{modele}")
    mener(base, "courrier_recu")
    base.fermer()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(PAS, min_size=2, max_size=8))
    @example([("suspendre", 3, 0), ("clore", 1, 0), ("reprendre", 0, 1), ("rendre", 1, 0)])
    @example([("suspendre", 3, 0), ("clore", 1, 0), ("defaire_suspension", 3, 0), ("rendre", 1, 0)])
    @example(
        [
            ("clore", 2, 0),
            ("suspendre", 1, 0),
            ("reprendre", 3, 1),
            ("rendre", 1, 0),
            ("defaire_reprise", 1, 0),
            ("reprendre", 2, 1),
        ]
    )
    def vivre(pas: list[tuple[str, int, int]]) -> None:
        with TemporaryDirectory() as dossier:
            chemin = Path(dossier) / "jalon.db"
            shutil.copy(modele, chemin)
            bureau = dataclasses.replace(
                base.bureau,
                travail=Travail(ouvrir(f"sqlite:///{chemin}", mode="normal")),
                horloge=HorlogeFigee(datetime.fromisoformat("2025-03-03T09:30+01:00")),
            )
            p = Portefeuille(bureau, f"sqlite:///{chemin}")
            try:
                vie = Vie(p)
                for un in pas:
                    vie.faire(*un)
                vie.finir()
                assert fin(p) == vie.attendu
            finally:
                p.fermer()

    vivre()
