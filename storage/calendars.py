"""Addresses of calendars: whose deadlines they tell, kept by the digest of their secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, insert, or_, select

from storage import register_tables as r
from storage.accounts import LigneCompte
from storage.names import donneur_du_jour
from storage.sharing_tables import calendrier

_K, _C, _B = calendrier.c, r.compte.c, r.donneur_ordre.c
_COMPTE = [_C[nom] for nom in LigneCompte._fields]


@dataclass(frozen=True)
class LigneCalendrier:
    """An address as those who may take it back see it."""

    id: int
    cree_le: datetime
    par: str
    donneur_ordre: int | None
    nom_du_donneur: str | None


_SIENNES = 5


def _calendriers(jour: date) -> Select[Any]:
    """The columns of :class:`LigneCalendrier`; buyers bear their name of that day."""
    return (
        select(_K.id, _K.cree_le, _C.nom, _K.donneur_ordre, donneur_du_jour(jour))
        .join_from(calendrier, r.compte, _K.compte == _C.id)
        .outerjoin(r.donneur_ordre, _K.donneur_ordre == _B.id)
    )


def creer(connexion: Connection, **valeurs: Any) -> None:
    """Write an address."""
    connexion.execute(insert(calendrier).values(**valeurs))


def lire(connexion: Connection, cle: str, jour: date) -> tuple[LigneCalendrier, LigneCompte] | None:
    """The address of a secret's digest, with the account that made it."""
    requete = _calendriers(jour).add_columns(*_COMPTE).where(_K.cle == cle)
    rangee: Any = connexion.execute(requete).first()
    if rangee is None:
        return None
    return LigneCalendrier(*rangee[:_SIENNES]), LigneCompte(*rangee[_SIENNES:])


def visibles(
    connexion: Connection, identifiant: int, donneurs: list[int], jour: date
) -> list[LigneCalendrier]:
    """Addresses of an account, and those of some buyers, whoever made them; oldest first."""
    requete = _calendriers(jour).where(_sien(identifiant, donneurs)).order_by(_K.id)
    return [LigneCalendrier(*une) for une in connexion.execute(requete)]


def revoquer(connexion: Connection, cle: int, identifiant: int, donneurs: list[int]) -> None:
    """Forget an address, when it is theirs."""
    permises = select(_K.id).where(_K.id == cle, _sien(identifiant, donneurs))
    connexion.execute(delete(calendrier).where(_K.id.in_(permises)))


def remplacer_la_sienne(connexion: Connection, identifiant: int) -> None:
    """Forget the personal address of an account: another one takes its place."""
    connexion.execute(
        delete(calendrier).where(_K.compte == identifiant, _K.donneur_ordre.is_(None))
    )


def donneurs(connexion: Connection, structure: int | None, jour: date) -> list[tuple[int, str]]:
    """Buyers of the agreements of a structure, or of all, by name."""
    nom = donneur_du_jour(jour).label("nom")
    requete = (
        select(_B.id, nom)
        .join_from(r.donneur_ordre, r.convention, r.convention.c.donneur_ordre == _B.id)
        .distinct()
        .order_by(nom)
    )
    if structure is not None:
        requete = requete.where(r.convention.c.structure == structure)
    return [(une.id, une.nom) for une in connexion.execute(requete)]


def _sien(identifiant: int, donneurs_: list[int]) -> Any:
    return or_(
        and_(_K.donneur_ordre.is_(None), _K.compte == identifiant),
        _K.donneur_ordre.in_(donneurs_),
    )
