"""Named views of an account: kept, listed, forgotten."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from storage.view_tables import vue_nommee

_V = vue_nommee.c


class VueNommee(NamedTuple):
    """The filter of a list, under a name."""

    id: int
    nom: str
    filtre: str


def de(connexion: Connection, compte: int, machine: str) -> list[VueNommee]:
    """Views of an account on a machine's dossiers, by name."""
    requete = (
        select(_V.id, _V.nom, _V.filtre)
        .where(_V.compte == compte, _V.machine == machine)
        .order_by(_V.nom)
    )
    return [VueNommee(*une) for une in connexion.execute(requete)]


def garder(connexion: Connection, *, compte: int, machine: str, nom: str, filtre: str) -> None:
    """Keep a view; one of the same name is replaced."""
    cle = {"compte": compte, "machine": machine, "nom": nom}
    connexion.execute(
        delete(vue_nommee).where(_V.compte == compte, _V.machine == machine, _V.nom == nom)
    )
    connexion.execute(insert(vue_nommee).values(**cle, filtre=filtre))


def oublier(connexion: Connection, compte: int, identifiant: int) -> bool:
    """Forget one of an account's own; whether there was one."""
    requete = delete(vue_nommee).where(_V.compte == compte, _V.id == identifiant)
    return bool(connexion.execute(requete).rowcount)
