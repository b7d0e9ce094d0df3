"""Who read what tells of a person: one row for each reader, object and day, counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from storage.access_tables import acces
from storage.column_types import ecrire_instant
from storage.register_tables import compte
from storage.statements import insertion

_A, _C = acces.c, compte.c
_PREMIERE = insertion(acces, sauf_doublon=True)


def noter(  # noqa: PLR0913 # one keyword per column
    connexion: Connection,
    *,
    compte: int,
    quoi: str,
    objet: str,
    jour: date,
    now: datetime,
    suite: bool = False,
) -> None:
    """Count a reading; ``suite`` goes on with one of that day, and counts where there is none."""
    ou = (_A.compte == compte, _A.quoi == quoi, _A.objet == objet, _A.jour == jour)
    fois = _A.fois if suite else _A.fois + 1
    encore = update(acces).where(*ou).values(fois=fois, dernier_le=now)
    if connexion.execute(encore).rowcount:
        return
    le = ecrire_instant(now)
    rangee = {"compte": compte, "quoi": quoi, "objet": objet, "jour": jour.isoformat()}
    premiere = {**rangee, "fois": 1, "premier_le": le, "dernier_le": le}
    if not _PREMIERE.executer(connexion, premiere).rowcount:
        connexion.execute(encore)  # another process has just counted the first one


def page(
    connexion: Connection, *, texte: str, limite: int | None, passes: int
) -> tuple[list[Any], int]:
    """Readings, the last first, and how many there are in all; of a reader or an object."""
    filtre = [or_(_A.objet.icontains(texte, autoescape=True), _C.login == texte)] if texte else []
    source = acces.join(compte, _A.compte == _C.id)
    en_tout = connexion.execute(select(func.count()).select_from(source).where(*filtre))
    requete = (
        select(_C.login, _C.nom, _A.quoi, _A.objet, _A.fois, _A.premier_le, _A.dernier_le)
        .select_from(source)
        .where(*filtre)
        .order_by(_A.dernier_le.desc(), _A.id.desc())
        .limit(limite)
        .offset(passes)
    )
    return list(connexion.execute(requete)), int(en_tout.scalar_one())


def dernier_auteur(connexion: Connection, *, quoi: str, texte: str, apres: datetime) -> Any | None:
    """``login, nom`` of whoever did last, after an instant, what these words tell; or nobody."""
    requete = (
        select(_C.login, _C.nom)
        .join_from(acces, compte, _A.compte == _C.id)
        .where(_A.quoi == quoi, _A.dernier_le > apres, _A.objet.contains(texte, autoescape=True))
        .order_by(_A.dernier_le.desc(), _A.id.desc())
        .limit(1)
    )
    return connexion.execute(requete).first()


def oublier(connexion: Connection, avant: date) -> int:
    """Forget the readings of the days before; how many."""
    return connexion.execute(delete(acces).where(_A.jour < avant)).rowcount
