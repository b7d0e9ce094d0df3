"""The contestant to beat: the same rows, by hand-written SQL on the bare driver."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.bases import SQLITE, brancher
from bench.replay import (
    COLONNES_DOSSIER,
    INSEREES,
    MAJ_DOSSIER,
    MAJ_TACHE,
    MAJ_TIMER,
    Act,
    relire,
)

ORDRE = (
    *("contenu", "donnee_personnelle", "journal", MAJ_DOSSIER, MAJ_TIMER, "timer", MAJ_TACHE),
    *("tache", "document", "outbox", "digest_ligne"),
)


def rejouer(url: str, mode: str, releve: Path, par_commit: int) -> tuple[float, int]:
    """Write a dump, ``par_commit`` acts per transaction; seconds spent writing, and rows."""
    base = brancher(url, mode)
    sqlite = url.startswith(SQLITE)
    textes = _textes("?" if sqlite else "%s")
    debut = "BEGIN IMMEDIATE" if sqlite else "BEGIN"
    secondes, ecrites = 0.0, 0
    for lot in _lots(releve, par_commit):
        commence = time.perf_counter()
        curseur = base.cursor()
        curseur.execute(debut)
        for nom, rangees in lot:
            if len(rangees) == 1:
                curseur.execute(textes[nom], rangees[0])
            else:
                curseur.executemany(textes[nom], rangees)
            ecrites += curseur.rowcount
        curseur.execute("COMMIT")
        secondes += time.perf_counter() - commence
    base.close()
    return secondes, ecrites


def _lots(releve: Path, par_commit: int) -> Iterator[list[tuple[str, list[Any]]]]:
    """Statements of each transaction, gathered before the clock runs."""
    for paquet in relire(releve):
        for debut in range(0, len(paquet), par_commit):
            yield _reunir(paquet[debut : debut + par_commit])


def _reunir(actes: list[Act]) -> list[tuple[str, list[Any]]]:
    reunis = ((nom, [une for acte in actes for une in acte.get(nom, ())]) for nom in ORDRE)
    return [(nom, rangees) for nom, rangees in reunis if rangees]


def _textes(marque: str) -> dict[str, str]:
    inserer = {nom: _insertion(nom, marque) for nom in INSEREES}
    colonnes = ", ".join(f'"{nom}" = {marque}' for nom in COLONNES_DOSSIER)
    return {
        **inserer,
        MAJ_DOSSIER: f"UPDATE dossier SET {colonnes} WHERE id = {marque} AND seq = {marque}",
        MAJ_TIMER: f"UPDATE timer SET status = {marque} WHERE id = {marque} AND status = 'arme'",
        MAJ_TACHE: f"UPDATE tache SET statut = 'faite', faite_le = {marque}, faite_par = {marque} "
        f"WHERE id = {marque} AND statut = 'ouverte'",
    }


def _insertion(table: str, marque: str) -> str:
    noms = [colonne.name for colonne in INSEREES[table].columns]
    liste = ", ".join(f'"{nom}"' for nom in noms)
    return f"INSERT INTO {table} ({liste}) VALUES ({', '.join([marque] * len(noms))})"
