"""Tokens of the API: whose they are, what they let through, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.accounts import LigneCompte
from storage.register_tables import compte
from storage.sharing_tables import jeton_api

_J = jeton_api.c
_COMPTE = [compte.c[nom] for nom in LigneCompte._fields]
_COLONNES = [_J[nom] for nom in ("id", "nom", "portees", "cree_le", "expire_le", "vu_le")]


@dataclass(frozen=True)
class LigneJeton:
    """A token as its owner sees it; its secret is nowhere."""

    id: int
    nom: str
    portees: str
    cree_le: datetime
    expire_le: datetime
    vu_le: datetime | None


def creer(connexion: Connection, **valeurs: Any) -> None:
    """Write a token."""
    connexion.execute(insert(jeton_api).values(**valeurs))


def lire(connexion: Connection, cle: str) -> tuple[LigneJeton, LigneCompte] | None:
    """The token of a secret's digest, with its account."""
    requete = (
        select(*_COLONNES, *_COMPTE)
        .join_from(jeton_api, compte, _J.compte == compte.c.id)
        .where(_J.cle == cle)
    )
    rangee: Any = connexion.execute(requete).first()
    if rangee is None:
        return None
    coupe = len(_COLONNES)
    return LigneJeton(*rangee[:coupe]), LigneCompte(*rangee[coupe:])


def du_compte(connexion: Connection, identifiant: int) -> list[LigneJeton]:
    """Tokens of an account, newest first."""
    requete = select(*_COLONNES).where(_J.compte == identifiant).order_by(_J.id.desc())
    return [LigneJeton(*une) for une in connexion.execute(requete)]


def compter(connexion: Connection, identifiant: int) -> int:
    """How many tokens an account has."""
    requete = select(func.count()).select_from(jeton_api).where(_J.compte == identifiant)
    return int(connexion.execute(requete).scalar_one())


def toucher(connexion: Connection, identifiant: int, now: datetime) -> None:
    """Note that a token is in use."""
    connexion.execute(update(jeton_api).where(_J.id == identifiant).values(vu_le=now))


def revoquer(connexion: Connection, identifiant: int, du_compte: int) -> None:
    """Forget a token of an account."""
    connexion.execute(delete(jeton_api).where(_J.id == identifiant, _J.compte == du_compte))
