"""What the project has just written, dumped from its tables act by act, to be written again."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from bench.bases import brancher
from storage import tables as t

Act = dict[str, list[tuple[Any, ...]]]
"""Rows of one act, by what is done with them: a table's name, or one of the updates below."""
MAJ_DOSSIER, MAJ_TIMER, MAJ_TACHE = "maj_dossier", "maj_timer", "maj_tache"
COLONNES_DOSSIER = [
    *("state", "final", "rev", "seq", "hash", "data", "faits", "hold", "assigned"),
    *("moved_at", "recorded_at", "shown"),
]
INSEREES = {
    une.name: une
    for une in (t.contenu, t.donnee_personnelle, t.journal, t.timer, t.tache, t.document, t.outbox,
                t.digest_ligne)
}  # fmt: skip # one list
_PAR_DOSSIER = ("timer", "tache", "document", "outbox", "digest_ligne")
_PAQUET = 500


class Releve:
    """Reads, between two timed rounds, every row that the round has added or changed."""

    def __init__(self, url: str, sortie: Path) -> None:
        """Remember where each table ends now."""
        self._base = brancher(url, "normal")
        self._fichier: BinaryIO = sortie.open("wb")
        self._fins = {nom: self._fin(nom) for nom in ("journal", *_PAR_DOSSIER)}
        self._retires = self._cles("timer", "status <> 'arme'")
        self._faites = self._cles("tache", "statut = 'faite'")
        self.lignes: dict[str, int] = defaultdict(int)

    def noter(self) -> None:
        """Append the acts of a round, in the order of the journal; one act per dossier."""
        actes = self._actes()
        for nom in _PAR_DOSSIER:
            self._inserees(actes, nom)
        self._contenus(actes)
        self._personnelles(actes)
        self._dossiers(actes)
        self._changes(actes)
        for debut in range(0, len(actes), _PAQUET):
            pickle.dump(list(actes.values())[debut : debut + _PAQUET], self._fichier)
        for acte in actes.values():
            for nom, rangees in acte.items():
                self.lignes[nom] += len(rangees)
        self._fins = {nom: self._fin(nom) for nom in self._fins}

    def fermer(self) -> dict[str, int]:
        """Close; returns how many rows were written, by kind."""
        self._fichier.close()
        self._base.close()
        return dict(self.lignes)

    def _lire(self, requete: str) -> Iterator[tuple[Any, ...]]:
        yield from self._base.execute(requete).fetchall()

    def _fin(self, table: str) -> int:
        [(fin,)] = self._lire(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(fin)

    def _cles(self, table: str, ou: str) -> set[int]:
        return {une[0] for une in self._lire(f"SELECT id FROM {table} WHERE {ou}")}

    def _nouvelles(self, table: str) -> Iterator[dict[str, Any]]:
        noms = [colonne.name for colonne in INSEREES[table].columns]
        requete = f"SELECT {_liste(noms)} FROM {table} WHERE id > {self._fins[table]} ORDER BY id"
        return (dict(zip(noms, une, strict=True)) for une in self._lire(requete))

    def _actes(self) -> dict[int, Act]:
        actes: dict[int, Act] = {}
        for ligne in self._nouvelles("journal"):
            assert ligne["dossier"] not in actes, "two acts on one dossier in one round"
            actes[ligne["dossier"]] = defaultdict(list, journal=[tuple(ligne.values())])
        return actes

    def _inserees(self, actes: dict[int, Act], table: str) -> None:
        for rangee in self._nouvelles(table):
            actes[rangee["dossier"]][table].append(tuple(rangee.values()))

    def _contenus(self, actes: dict[int, Act]) -> None:
        noms = [colonne.name for colonne in t.contenu.columns]
        for table in ("outbox", "document"):
            requete = (
                f"SELECT u.dossier, {_liste(noms, 'c')} FROM contenu c "
                f"JOIN {table} u ON u.contenu = c.empreinte WHERE u.id > {self._fins[table]}"
            )
            for dossier, *rangee in self._lire(requete):
                actes[dossier]["contenu"].append(tuple(rangee))

    def _personnelles(self, actes: dict[int, Act]) -> None:
        """A personal value bears the key that its line of the journal names."""
        noms = [colonne.name for colonne in t.donnee_personnelle.columns]
        requete = f"SELECT {_liste(noms)} FROM donnee_personnelle"
        for rangee in self._lire(requete):
            acte = actes.get(rangee[1])
            if acte is not None and any(rangee[0] in str(une) for une in acte["journal"]):
                acte["donnee_personnelle"].append(rangee)

    def _dossiers(self, actes: dict[int, Act]) -> None:
        requete = (
            f"SELECT d.id, {_liste(COLONNES_DOSSIER, 'd')} FROM dossier d "
            f"JOIN journal j ON j.dossier = d.id WHERE j.id > {self._fins['journal']}"
        )
        for dossier, *valeurs in self._lire(requete):
            avant = valeurs[COLONNES_DOSSIER.index("seq")] - 1
            actes[dossier][MAJ_DOSSIER].append((*valeurs, dossier, avant))

    def _changes(self, actes: dict[int, Act]) -> None:
        """Timers that were retired and tasks that were finished, of those that stood before."""
        retires = (
            "SELECT dossier, status, id FROM timer "
            f"WHERE status <> 'arme' AND id <= {self._fins['timer']}"
        )
        for dossier, statut, cle in self._lire(retires):
            if cle not in self._retires:
                actes[dossier][MAJ_TIMER].append((statut, cle))
                self._retires.add(cle)
        faites = (
            "SELECT dossier, faite_le, faite_par, id FROM tache "
            f"WHERE statut = 'faite' AND id <= {self._fins['tache']}"
        )
        for dossier, le, par, cle in self._lire(faites):
            if cle not in self._faites:
                actes[dossier][MAJ_TACHE].append((le, par, cle))
                self._faites.add(cle)


def relire(chemin: Path) -> Iterator[list[Act]]:
    """The acts of a dump, by packets."""
    with chemin.open("rb") as entree:
        while True:
            try:
                yield pickle.load(entree)  # noqa: S301 # written by the run itself
            except EOFError:
                return


def _liste(noms: list[str], alias: str = "") -> str:
    return ", ".join(f'{alias}."{nom}"' if alias else f'"{nom}"' for nom in noms)
