"""Accounts that are limited to some marchés: which ones, and the SQL that holds them to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, insert, or_, select

from storage import register_tables as r
from storage import tables as t

_C, _L, _D = r.compte.c, r.compte_marche.c, t.dossier.c


def ses_marches(compte: int) -> Select[Any]:
    """Keys of the marchés that an account is limited to, to be looked for in."""
    return select(_L.marche).where(_L.compte == compte)


def marches_de(connexion: Connection, compte: int) -> frozenset[int]:
    """The same, read."""
    return frozenset(connexion.execute(ses_marches(compte)).scalars())


def sans_ceux_d_ailleurs(compte: int) -> ColumnElement[bool]:
    """Dossiers that the limits of an account leave it; all of them when it has none."""
    hors = or_(_D.marche.is_(None), _D.marche.not_in(ses_marches(compte)))
    return ~exists().where(_C.id == compte, _C.limite, hors).correlate(t.dossier)


def ferme_a_l_adresse(connexion: Connection, adresse: str, marche: int | None) -> bool:
    """Whether every open account of an address is limited to other marchés than that one."""
    sien = exists().where(_L.compte == _C.id, _L.marche == (marche or 0))
    requete = select(_C.limite & ~sien).where(
        _C.actif.is_(True), func.lower(_C.courriel) == adresse.lower()
    )
    hors = [bool(un) for un in connexion.execute(requete).scalars()]
    return bool(hors) and all(hors)


def limiter(connexion: Connection, compte: int, marches: Collection[int]) -> None:
    """Limit an account to those marchés, in the place of those before."""
    connexion.execute(delete(r.compte_marche).where(_L.compte == compte))
    if marches:
        rangees = [{"compte": compte, "marche": un} for un in sorted(marches)]
        connexion.execute(insert(r.compte_marche), rangees)


def numeros(connexion: Connection, compte: int, machine: str) -> list[Any]:
    """``numero, subject`` of the dossiers that follow the marchés of an account."""
    requete = (
        select(_D.numero, _D.subject)
        .where(_D.machine == machine, _D.marche.in_(ses_marches(compte)))
        .order_by(_D.numero)
    )
    return list(connexion.execute(requete))


def par_numero(connexion: Connection, machine: str, numeros_: Sequence[str]) -> dict[str, Any]:
    """Number of a dossier → ``marche, donneur_ordre`` of the register, if it has one yet.

    Unknown ones are absent.
    """
    requete = (
        select(_D.numero, _D.marche, r.marche.c.donneur_ordre)
        .outerjoin_from(t.dossier, r.marche, _D.marche == r.marche.c.id)
        .where(_D.machine == machine, _D.numero.in_(numeros_))
    )
    return {un.numero: un for un in connexion.execute(requete)}
