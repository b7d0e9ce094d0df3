"""Definitions on record: immutable, known by their hash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from storage import tables as t
from storage.column_types import ecrire_instant
from storage.statements import insertion

_ENREGISTRER = insertion(t.definition, sauf_doublon=True)


def chercher(connexion: Connection, machine: str, empreinte: str) -> int | None:
    """Id of a definition on record."""
    table = t.definition
    requete = select(table.c.id).where(table.c.machine == machine, table.c.hash == empreinte)
    return connexion.execute(requete).scalar_one_or_none()


def enregistrer(
    connexion: Connection,
    *,
    machine: str,
    version: int,
    empreinte: str,
    texte: str,
    maintenant: datetime,
) -> int:
    """Record a definition; returns its id, that of somebody else who was quicker if need be."""
    valeurs = {
        "machine": machine,
        "version": version,
        "hash": empreinte,
        "texte": texte,
        "enregistree_le": ecrire_instant(maintenant),
    }
    _ENREGISTRER.executer(connexion, valeurs)
    cle = chercher(connexion, machine, empreinte)
    assert cle is not None  # noqa: S101 # written above, by us or by another
    return cle


def lire(connexion: Connection, identifiant: int) -> tuple[str, str, str]:
    """Machine, hash and text of a definition."""
    table = t.definition
    rangee = connexion.execute(
        select(table.c.machine, table.c.hash, table.c.texte).where(table.c.id == identifiant)
    ).one()
    return rangee.machine, rangee.hash, rangee.texte


class Enregistree(NamedTuple):
    """A row of ``definition``, as stored."""

    id: int
    machine: str
    version: int
    hash: str
    texte: str


def toutes(connexion: Connection) -> Iterator[Enregistree]:
    """Every definition on record, one at a time: each holds its whole text."""
    colonnes = [t.definition.c[nom] for nom in Enregistree._fields]
    for identifiant in connexion.execute(select(t.definition.c.id).order_by("id")).scalars().all():
        requete = select(*colonnes).where(t.definition.c.id == identifiant)
        yield Enregistree(*connexion.execute(requete).one())


def version_de(connexion: Connection, identifiant: int) -> int:
    """Version number of a definition on record."""
    table = t.definition
    requete = select(table.c.version).where(table.c.id == identifiant)
    return int(connexion.execute(requete).scalar_one())


def attribuer(connexion: Connection, dossiers: list[int], identifiant: int) -> None:
    """Have dossiers run another definition from now on."""
    colonnes = t.dossier.c
    connexion.execute(
        update(t.dossier).where(colonnes.id.in_(dossiers)).values(definition=identifiant)
    )
