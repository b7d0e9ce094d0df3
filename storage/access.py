"""Passwords, sessions and failed attempts; every instant here is real time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from storage import access_tables as a
from storage.accounts import LigneCompte
from storage.register_tables import compte

_C = compte.c
_COMPTE = [_C[nom] for nom in LigneCompte.__dataclass_fields__]
_DE_LA_SESSION = select(a.session.c.ouverte_le, a.session.c.vue_le, *_COMPTE).join_from(
    a.session, compte, a.session.c.compte == _C.id
)


def mot_de_passe(connexion: Connection, identifiant: int) -> str | None:
    """Digest of an account's password."""
    table = a.mot_de_passe
    requete = select(table.c.empreinte).where(table.c.compte == identifiant)
    return connexion.execute(requete).scalar_one_or_none()


def poser_mot_de_passe(
    connexion: Connection, identifiant: int, empreinte: str, now: datetime
) -> None:
    """Give an account its password, the old one forgotten."""
    table = a.mot_de_passe
    connexion.execute(delete(table).where(table.c.compte == identifiant))
    connexion.execute(insert(table).values(compte=identifiant, empreinte=empreinte, pose_le=now))


def ouvrir(connexion: Connection, cle: str, identifiant: int, now: datetime) -> None:
    """Begin a session."""
    connexion.execute(
        insert(a.session).values(cle=cle, compte=identifiant, ouverte_le=now, vue_le=now)
    )


def session(connexion: Connection, cle: str) -> tuple[datetime, datetime, LigneCompte] | None:
    """When a session began and was last seen, and whose it is."""
    requete = _DE_LA_SESSION.where(a.session.c.cle == cle)
    rangee: Any = connexion.execute(requete).first()
    return (rangee[0], rangee[1], LigneCompte(*rangee[2:])) if rangee else None


def toucher(connexion: Connection, cle: str, now: datetime) -> None:
    """Note that a session is in use."""
    table = a.session
    connexion.execute(update(table).where(table.c.cle == cle).values(vue_le=now))


def fermer(connexion: Connection, cle: str) -> None:
    """End one session."""
    connexion.execute(delete(a.session).where(a.session.c.cle == cle))


def fermer_toutes(connexion: Connection, identifiant: int) -> None:
    """End every session of an account."""
    connexion.execute(delete(a.session).where(a.session.c.compte == identifiant))


def oublier(connexion: Connection, avant: datetime) -> int:
    """Forget the sessions and attempts that began before an instant; how many."""
    vieilles = connexion.execute(delete(a.session).where(a.session.c.ouverte_le < avant))
    essais = connexion.execute(delete(a.tentative).where(a.tentative.c.depuis < avant))
    return vieilles.rowcount + essais.rowcount


def echecs(connexion: Connection, cle: str, depuis: datetime) -> int:
    """Failures counted under a key since an instant."""
    table = a.tentative
    requete = select(table.c.echecs).where(table.c.cle == cle, table.c.depuis >= depuis)
    return connexion.execute(requete).scalar_one_or_none() or 0


def compter_un_echec(connexion: Connection, cle: str, depuis: datetime, now: datetime) -> None:
    """Count one failure more; a window that is over begins again."""
    table = a.tentative
    deja = echecs(connexion, cle, depuis)
    if deja:
        connexion.execute(update(table).where(table.c.cle == cle).values(echecs=deja + 1))
        return
    connexion.execute(delete(table).where(table.c.cle == cle))
    connexion.execute(insert(table).values(cle=cle, echecs=1, depuis=now))


def effacer_les_echecs(connexion: Connection, cle: str) -> None:
    """Forget the failures of a key: the right password came."""
    connexion.execute(delete(a.tentative).where(a.tentative.c.cle == cle))
