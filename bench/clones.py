"""Dossiers at rest by the hundred thousand: copies of a real one, with its line and its timers."""

from __future__ import annotations

from typing import Any

from bench.bases import SQLITE, brancher
from storage.tables import dossier, journal, timer

_PREFIXE = "CLN-"


def cloner(url: str, numero: str, dossiers: int) -> int:
    """Copy a dossier ``dossiers`` times; returns how many timers are armed with them.

    The copies are spread over the months that follow, so that none of theirs falls due.
    """
    if not dossiers:
        return 0
    connexion = brancher(url, "normal")
    moteur = SQLITE if url.startswith(SQLITE) else ""
    modele, premier = _reperes(connexion, numero)
    connexion.execute("BEGIN")
    for requete in _requetes(moteur, modele, premier, dossiers):
        connexion.execute(requete)
    [(armes,)] = connexion.execute(
        f"SELECT count(*) FROM timer WHERE dossier > {premier} AND status = 'arme'"
    ).fetchall()
    connexion.execute("COMMIT")
    if moteur != SQLITE:
        for table in (dossier, journal, timer):
            connexion.execute(_sequence(table.name))
        connexion.execute("ANALYZE")
    connexion.close()
    return int(armes)


def timers_de(url: str, numero: str) -> int:
    """How many timers one dossier arms."""
    connexion = brancher(url, "normal")
    modele, _ = _reperes(connexion, numero)
    [(armes,)] = connexion.execute(
        f"SELECT count(*) FROM timer WHERE dossier = {modele} AND status = 'arme'"
    ).fetchall()
    connexion.close()
    return int(armes)


def _reperes(connexion: Any, numero: str) -> tuple[int, int]:
    [(modele,)] = connexion.execute(f"SELECT id FROM dossier WHERE numero = '{numero}'").fetchall()
    [(dernier,)] = connexion.execute("SELECT max(id) FROM dossier").fetchall()
    return int(modele), int(dernier)


def _requetes(moteur: str, modele: int, premier: int, dossiers: int) -> list[str]:
    serie = (
        f"WITH RECURSIVE serie(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM serie "
        f"WHERE n < {dossiers}) "
        if moteur == SQLITE
        else f"WITH serie AS (SELECT n FROM generate_series(1, {dossiers}) AS n) "
    )
    nouveau = f"{premier} + s.n"
    lointain = "'2027-' || (10 + s.n % 3) || '-' || (10 + s.n % 19) || substr(m.due_at, 11)"
    return [
        serie
        + _copie("dossier", {"id": nouveau, "numero": f"'{_PREFIXE}' || s.n"}, f"m.id = {modele}"),
        serie + _copie("journal", {"dossier": nouveau}, f"m.dossier = {modele} AND m.seq = 1"),
        serie
        + _copie(
            "timer",
            {"dossier": nouveau, "due_at": lointain},
            f"m.dossier = {modele} AND m.status = 'arme'",
        ),
    ]


def _copie(table: str, changes: dict[str, str], ou: str) -> str:
    colonnes = {
        colonne.name: changes.get(colonne.name, f"m.{colonne.name}")
        for colonne in {"dossier": dossier, "journal": journal, "timer": timer}[table].columns
        if colonne.name != "id" or "id" in changes
    }
    noms, valeurs = ", ".join(f'"{un}"' for un in colonnes), ", ".join(colonnes.values())
    return (
        f"INSERT INTO {table} ({noms}) SELECT {valeurs} "  # names of our own schema
        f"FROM serie s CROSS JOIN {table} m WHERE {ou}"
    )


def _sequence(table: str) -> str:
    return f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
