"""Every column of every table that verifies reads, one after the other, holds something else."""

# ruff: noqa: S608 # SQL of the tests themselves

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Column, Date, Integer, Table, text

from services.evidence.verifying import verifier
from storage import evidence_forms
from storage import tables as t
from storage.evidence_forms import mal_ecrites
from tests.portfolio import Portefeuille, mener

PREUVES = (t.journal, t.outbox, t.document, t.definition, t.contenu, t.sceau, t.donnee_personnelle)
TABLES = tuple(
    dict.fromkeys((*evidence_forms.CADRE, t.dossier, t.compteur, *PREUVES, *evidence_forms.AUTOUR))
)
COUVERTES = {  # by a hash: no value of theirs changes unseen, whatever its type
    t.journal: {une.name for une in t.journal.c} - {"id"},
    t.definition: {"id", "machine", "version", "hash", "texte"},
    t.sceau: {"jour", "dossiers", "prev_hash", "hash", "cree_le"},
    t.contenu: {"empreinte", "sel", "corps"},
    t.donnee_personnelle: {"id", "dossier", "sel", "valeur"},
}
PROCEDURE = """INSERT INTO convention_procedure
    (convention, version, applicable_le, parametres, origine, fichier, cree_le)
    VALUES (1, 1, '2025-01-01', '{}', 'acceptee', '', '2025-01-01T00:00:00.000000Z')"""
NON_UTF8 = "CAST(x'ff41' AS TEXT)"
OCTETS, AUTRE = ("x'00ff'", NON_UTF8), ("NULL", "-1")
TEXTES, NOMBRES = ("'{'", "'[]'", "'x'"), ("'x'", str(2**63 - 1))


def _jours(table: Table) -> list[str]:
    return [une.name for une in table.c if isinstance(une.type, Date)]


class Fraude:
    """One value changed behind the guards, then put back with its whole row."""

    def __init__(self, base: sqlite3.Connection) -> None:
        base.execute("PRAGMA foreign_keys=OFF")
        base.execute("PRAGMA ignore_check_constraints=ON")
        base.execute("PRAGMA synchronous=OFF")
        noms = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (nom,) in noms:
            base.execute(f"DROP TRIGGER {nom}")
        self.base = base

    @contextmanager
    def dans(self, table: Table, colonne: str, valeur: str) -> Iterator[Any]:
        """Yields the stored value, or ``None`` when SQLite itself refuses it or nothing changes."""
        [(rang, *avant)] = self.base.execute(
            f"SELECT rowid, * FROM {table.name} ORDER BY rowid DESC LIMIT 1"
        ).fetchall()
        lue = f"SELECT rowid, typeof({colonne}), {colonne} IS ? FROM {table.name} WHERE rowid = ?"
        ancienne = avant[[une.name for une in table.c].index(colonne)]
        try:
            [(rang,)] = self.base.execute(
                f"UPDATE {table.name} SET {colonne} = {valeur} WHERE rowid = ? RETURNING rowid",
                (rang,),
            ).fetchall()
        except sqlite3.IntegrityError:
            yield False
            return
        [(_, _, pareille)] = self.base.execute(lue, (ancienne, rang)).fetchall()
        try:
            yield not pareille
        finally:
            places = ", ".join("?" * len(avant))
            self.base.execute(f"DELETE FROM {table.name} WHERE rowid = ?", (rang,))
            self.base.execute(f"INSERT INTO {table.name} VALUES ({places})", avant)


def _valeurs(table: Table, colonne: Column[Any]) -> tuple[str, ...]:
    """Garbage of every type, and what the same column holds in another row."""
    autre = f"(SELECT {colonne.name} FROM {table.name} ORDER BY rowid LIMIT 1)"
    propres = NOMBRES if isinstance(colonne.type, Integer) else TEXTES
    return (*OCTETS, *AUTRE, *propres, autre)


def _a_dire(table: Table, colonne: Column[Any], base: sqlite3.Connection) -> bool:
    """Whether the change must be told: the column is covered, or has lost its form."""
    if colonne.name in COUVERTES.get(table, ()):
        return True
    lus = base.execute(f"SELECT {colonne.name} FROM {table.name}").fetchall()
    return any(colonne.name in mal_ecrites(table, {colonne.name: un}) for (un,) in lus)


def _lisible(octets: bytes) -> str | bytes:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets


@pytest.mark.parametrize("table", TABLES, ids=lambda une: une.name)
def test_no_value_makes_the_proof_fall_over(avance: Portefeuille, table: Table) -> None:
    chutes = []
    with avance.bureau.travail.ecrire() as connexion:
        connexion.execute(text(PROCEDURE))
    chemin = str(avance.bureau.travail.moteurs.ecriture.url.database)
    with closing(sqlite3.connect(chemin, isolation_level=None)) as base:
        fraude = Fraude(base)
        base.text_factory = _lisible
        for colonne in table.c:
            for valeur in _valeurs(table, colonne):
                with fraude.dans(table, colonne.name, valeur) as changee:
                    if changee and not _dite(avance, table, colonne, base):
                        chutes.append((colonne.name, valeur))
    assert not chutes
    assert verifier(avance.bureau)["intact"]


def _dite(
    avance: Portefeuille, table: Table, colonne: Column[Any], base: sqlite3.Connection
) -> bool:
    """Whether the proof stands upright, and tells what it has to."""
    try:
        dite = verifier(avance.bureau)
    except Exception:  # noqa: BLE001 # the list of all those that fall is worth more than the first
        return False
    return not (dite["intact"] and _a_dire(table, colonne, base))


DATEES = [une for une in TABLES if _jours(une) and une is not t.sceau]
"""No seal has been put here; a trigger keeps them as they are."""


@pytest.mark.parametrize("table", DATEES, ids=lambda une: une.name)
def test_no_date_that_only_postgresql_knows_does_either(
    portefeuille_postgresql: Portefeuille, table: Table
) -> None:
    """Infinite, or before our era: told, and the lists of other dossiers are read."""
    p = portefeuille_postgresql
    mener(p, "courrier_recu")
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(text(PROCEDURE))
    muettes = []
    cle = next(iter(table.primary_key)).name
    derniere = f"{cle} = (SELECT max({cle}) FROM {table.name})"
    for colonne in _jours(table):
        for jour in ("infinity", "-infinity", "0044-03-15 BC"):
            with p.bureau.travail.moteurs.ecriture.connect() as connexion:
                lu = text(f"SELECT {colonne} FROM {table.name} WHERE {derniere}")
                avant = connexion.execute(lu).scalar()
                change = text(f"UPDATE {table.name} SET {colonne} = :jour WHERE {derniere}")
                connexion.execute(change, {"jour": jour})
                connexion.commit()
                dite = verifier(p.bureau)
                motif = "" if dite["intact"] else dite["premiere_rupture"]["motif"]
                if colonne not in motif and "ne se lit plus" not in motif:
                    muettes.append((colonne, jour, motif))
                connexion.execute(change, {"jour": avant})
                connexion.commit()
    assert muettes == []
    assert verifier(p.bureau)["intact"]
