"""Where an emitted event goes: the dossiers behind a link, and the root that each belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from storage import register_tables as r
from storage import tables as t
from storage.key_lists import liste, parmi
from storage.statements import Enonce

_D = t.dossier.c
_CIBLE = [_D.id, func.coalesce(_D.racine, _D.id).label("tete")]
_PARENT = Enonce(select(*_CIBLE).where(_D.id == bindparam("id")))
_ENFANTS = Enonce(
    select(*_CIBLE)
    .where(_D.parent == bindparam("id"), _D.lien == bindparam("lien"), _D.final == 0)
    .order_by(_D.id)
)
PARTAGES = ("convention", "operation", "entreprise")
"""Columns of ``dossier`` that two dossiers may share."""
_VIVANTS = {
    nom: Enonce(
        select(*_CIBLE)
        .where(_D[nom] == bindparam("valeur"), _D.machine == bindparam("machine"), _D.final == 0)
        .order_by(_D.id)
    )
    for nom in PARTAGES
}
_LIES = {
    nom: Enonce(
        select(_D.id, _D.numero, _D.machine, _D.state, _D.final, _D[nom])
        .where(parmi(_D[nom], "valeurs"), _D.machine == bindparam("machine"))
        .order_by(_D.id)
    )
    for nom in PARTAGES
}


_REFERENT = Enonce(
    select(_D.assigned)
    .join_from(t.dossier, r.compte, _D.assigned == r.compte.c.id)
    .where(
        _D.entreprise == bindparam("entreprise"),
        _D.machine == bindparam("machine"),
        _D.final == 0,
        r.compte.c.actif.is_(True),
    )
    .order_by(_D.id.desc())
    .limit(1)
)


class Cible(NamedTuple):
    """A dossier that an event is emitted to, and the root that its transaction locks."""

    id: int
    tete: int


def parent(connexion: Connection, identifiant: int) -> list[Cible]:
    """The dossier that opened another one."""
    return [Cible(*une) for une in _PARENT.executer(connexion, {"id": identifiant})]


def enfants(connexion: Connection, dossier: int, lien: str) -> list[Cible]:
    """Live dossiers that this one opened under a link."""
    lus = _ENFANTS.executer(connexion, {"id": dossier, "lien": lien})
    return [Cible(*une) for une in lus]


def partagent(connexion: Connection, colonne: str, valeur: int, machine: str) -> list[Cible]:
    """Live dossiers of a machine that share a column (``convention``, ``operation``)."""
    lus = _VIVANTS[colonne].executer(connexion, {"valeur": valeur, "machine": machine})
    return [Cible(*une) for une in lus]


def referent_de_l_entreprise(connexion: Connection, entreprise: int, machine: str) -> int | None:
    """Active account that a live dossier of the company is entrusted to, the latest first."""
    lu: Any = _REFERENT.executer(connexion, {"entreprise": entreprise, "machine": machine}).first()
    return lu[0] if lu else None


def lies(
    connexion: Connection, colonne: str, valeurs: Sequence[int], machine: str
) -> dict[int, list[Any]]:
    """Dossiers of a machine by the column that they share: id, number, machine, state, final."""
    trouves: dict[int, list[Any]] = {une: [] for une in valeurs}
    parametres = {"valeurs": liste(valeurs), "machine": machine}
    for rangee in _LIES[colonne].executer(connexion, parametres) if valeurs else ():
        trouves[rangee[5]].append(rangee)
    return trouves
