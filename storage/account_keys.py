"""Keys sent by mail that open the choice of a password: whose, until when, served or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from storage import register_tables as r
from storage.access_tables import cle_de_compte
from storage.accounts import LigneCompte

_K, _C = cle_de_compte.c, r.compte.c
_COMPTE = [_C[nom] for nom in LigneCompte._fields]


@dataclass(frozen=True)
class LigneCle:
    """A key and its account."""

    id: int
    genre: str
    cree_le: datetime
    expire_le: datetime | None
    servie_le: datetime | None
    compte: LigneCompte


def creer(
    connexion: Connection, *, compte: int, genre: str, courriel: int, cree_le: datetime
) -> None:
    """Write a key; its secret is drawn when its mail leaves."""
    connexion.execute(
        insert(cle_de_compte).values(compte=compte, genre=genre, courriel=courriel, cree_le=cree_le)
    )


def armer(connexion: Connection, courriel: int, cle: str, expire_le: datetime) -> None:
    """Bind a secret to the key that its mail carries; a mail sent again carries a new one."""
    changes = {"cle": cle, "expire_le": expire_le}
    connexion.execute(update(cle_de_compte).where(_K.courriel == courriel).values(changes))


def lire(connexion: Connection, cle: str) -> LigneCle | None:
    """The key of a secret's digest."""
    requete = (
        select(_K.id, _K.genre, _K.cree_le, _K.expire_le, _K.servie_le, *_COMPTE)
        .join_from(cle_de_compte, r.compte, _K.compte == _C.id)
        .where(_K.cle == cle)
    )
    rangee: Any = connexion.execute(requete).first()
    if rangee is None:
        return None
    compte = LigneCompte(*rangee[5:])
    return LigneCle(rangee[0], rangee[1], rangee[2], rangee[3], rangee[4], compte)


def derniere(connexion: Connection, compte: int) -> datetime | None:
    """When the last key of an account was asked for."""
    requete = select(func.max(_K.cree_le, type_=_K.cree_le.type)).where(_K.compte == compte)
    return connexion.execute(requete).scalar_one_or_none()


def en_cours(connexion: Connection, now: datetime) -> dict[int, datetime | None]:
    """Account → until when its invitation serves; empty while its mail has not left."""
    requete = select(_K.compte, _K.expire_le).where(
        _K.servie_le.is_(None), or_(_K.expire_le.is_(None), _K.expire_le > now)
    )
    return {une.compte: une.expire_le for une in connexion.execute(requete.order_by(_K.id))}


def epuiser(connexion: Connection, compte: int, now: datetime) -> None:
    """No key of an account serves any more: one has, or a newer one leaves."""
    requete = update(cle_de_compte).where(_K.compte == compte, _K.servie_le.is_(None))
    connexion.execute(requete.values(servie_le=now))


def oublier(connexion: Connection, avant: datetime) -> int:
    """Forget the keys asked for before an instant; how many."""
    return connexion.execute(delete(cle_de_compte).where(_K.cree_le < avant)).rowcount


def signature(connexion: Connection, structure: int | None) -> tuple[str, str | None]:
    """Name and address of the structure that writes to an account; the first one for others."""
    s = r.structure.c
    seule = select(func.min(s.id)).scalar_subquery()
    requete = select(s.nom, s.courriel).where(s.id == func.coalesce(structure, seule))
    rangee: Any = connexion.execute(requete).first()
    return (rangee[0], rangee[1]) if rangee else ("Jalon", None)


def par_adresse(connexion: Connection, adresse: str, limite: int) -> list[LigneCompte]:
    """Active accounts that have a mail address, its case set aside."""
    requete = (
        select(*_COMPTE)
        .where(func.lower(_C.courriel) == adresse, _C.actif.is_(True))
        .order_by(_C.id)
        .limit(limite)
    )
    return [LigneCompte(*une) for une in connexion.execute(requete)]
