"""Passwords, sessions and failed attempts; every instant here is real time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    String,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from storage import access_tables as a
from storage.accounts import LigneCompte
from storage.register_tables import absence, compte

_C = compte.c
_COMPTE = [_C[nom] for nom in LigneCompte._fields]
_S, _F = a.session.c, a.second_facteur.c
_A = absence.c
_REMPLACE = (
    select(func.aggregate_strings(cast(_A.compte, String), ","))
    .where(_A.delegue == _C.id, _A.du <= bindparam("jour"), _A.au >= bindparam("jour"))
    .scalar_subquery()
)
_DE_LA_SESSION = (
    select(_S.ouverte_le, _S.vue_le, _S.attend_code, _F.active_le, _REMPLACE, *_COMPTE)
    .join_from(a.session, compte, _S.compte == _C.id)
    .outerjoin(a.second_facteur, _F.compte == _C.id)
)


@dataclass(frozen=True)
class LigneSession:
    """A session and its account; ``attend_code``: the password was right, the code is to come."""

    ouverte_le: datetime
    vue_le: datetime
    attend_code: bool
    facteur_le: datetime | None
    """Since when the account has a second factor."""
    remplace: tuple[int, ...]
    """Accounts that are away that day, and that this one stands in for."""
    compte: LigneCompte


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a session is opened from: the network, and what the browser says it is."""

    reseau: str = "?"
    navigateur: str = ""


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


def ouvrir(  # one keyword per column
    connexion: Connection,
    cle: str,
    identifiant: int,
    now: datetime,
    *,
    de: Provenance,
    attend_code: bool = False,
) -> None:
    """Begin a session."""
    valeurs = {"cle": cle, "compte": identifiant, "ouverte_le": now, "vue_le": now}
    connexion.execute(
        insert(a.session).values(
            **valeurs, attend_code=attend_code, reseau=de.reseau, navigateur=de.navigateur
        )
    )


def session(connexion: Connection, cle: str, jour: date) -> LigneSession | None:
    """A session, whose it is that day, and whether its code is still to come."""
    requete = _DE_LA_SESSION.where(_S.cle == cle)
    rangee: Any = connexion.execute(requete, {"jour": jour}).first()
    if rangee is None:
        return None
    remplace = tuple(int(un) for un in (rangee[4] or "").split(",") if un)
    ouverte, vue, attend, facteur = rangee[:4]
    return LigneSession(ouverte, vue, attend, facteur, remplace, LigneCompte(*rangee[5:]))


def sessions_de(connexion: Connection, identifiant: int, depuis: datetime) -> list[Any]:
    """Sessions of an account that began since an instant: cle, ouverte_le, vue_le, whence."""
    requete = (
        select(_S.cle, _S.ouverte_le, _S.vue_le, _S.reseau, _S.navigateur)
        .where(_S.compte == identifiant, _S.attend_code.is_(False), _S.ouverte_le >= depuis)
        .order_by(_S.vue_le.desc())
    )
    return list(connexion.execute(requete))


def toucher(connexion: Connection, cle: str, now: datetime) -> None:
    """Note that a session is in use."""
    table = a.session
    connexion.execute(update(table).where(table.c.cle == cle).values(vue_le=now))


def fermer(connexion: Connection, cle: str) -> None:
    """End one session."""
    connexion.execute(delete(a.session).where(a.session.c.cle == cle))


def fermer_toutes(connexion: Connection, identifiant: int, *, sauf: str = "") -> int:
    """End every session of an account, but for one; how many."""
    requete = delete(a.session).where(_S.compte == identifiant, _S.cle != sauf)
    return connexion.execute(requete).rowcount


def oublier(connexion: Connection, avant: datetime) -> int:
    """Forget the sessions and attempts that began before an instant; how many."""
    vieilles = connexion.execute(delete(a.session).where(a.session.c.ouverte_le < avant))
    essais = connexion.execute(delete(a.tentative).where(a.tentative.c.dernier < avant))
    return vieilles.rowcount + essais.rowcount


def echecs(connexion: Connection, cle: str, depuis: datetime) -> tuple[int, datetime]:
    """Failures counted under a key whose last one is no older than an instant; when that was."""
    table = a.tentative
    requete = select(table.c.echecs, table.c.dernier).where(
        table.c.cle == cle, table.c.dernier >= depuis
    )
    rangee = connexion.execute(requete).first()
    return (rangee[0], rangee[1]) if rangee else (0, depuis)


def compter_un_echec(connexion: Connection, cle: str, depuis: datetime, now: datetime) -> None:
    """Count one failure more; those whose last one is older are forgotten."""
    table = a.tentative
    deja, _ = echecs(connexion, cle, depuis)
    connexion.execute(delete(table).where(table.c.cle == cle))
    connexion.execute(insert(table).values(cle=cle, echecs=deja + 1, dernier=now))


def effacer_les_echecs(connexion: Connection, cle: str) -> None:
    """Forget the failures of a key: the right password came."""
    connexion.execute(delete(a.tentative).where(a.tentative.c.cle == cle))
