"""Secrets of telephones and codes on paper: the second factor of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from storage.access_tables import code_de_secours, second_facteur

_F, _D = second_facteur.c, code_de_secours.c


@dataclass(frozen=True)
class LigneFacteur:
    """The sealed secret that an account shares with a telephone; in force once a code was given."""

    secret: str
    active_le: datetime | None
    dernier_pas: int | None


def lire(connexion: Connection, compte: int) -> LigneFacteur | None:
    """The one of an account."""
    requete = select(_F.secret, _F.active_le, _F.dernier_pas).where(_F.compte == compte)
    rangee: Any = connexion.execute(requete).first()
    return LigneFacteur(*rangee) if rangee else None


def preparer(connexion: Connection, compte: int, secret: str, now: datetime) -> None:
    """Keep a new secret, not in force yet; an older one is forgotten."""
    retirer(connexion, compte)
    connexion.execute(insert(second_facteur).values(compte=compte, secret=secret, cree_le=now))


def secrets_scelles(connexion: Connection) -> list[tuple[int, str]]:
    """Every account that has one, and its sealed secret."""
    requete = select(_F.compte, _F.secret).order_by(_F.compte)
    return [(une.compte, une.secret) for une in connexion.execute(requete)]


def resceller(connexion: Connection, compte: int, secret: str) -> None:
    """The same secret, sealed otherwise."""
    connexion.execute(update(second_facteur).where(_F.compte == compte).values(secret=secret))


def activer(connexion: Connection, compte: int, pas: int, now: datetime) -> None:
    """From now on a code is asked for."""
    changes = {"active_le": now, "dernier_pas": pas}
    connexion.execute(update(second_facteur).where(_F.compte == compte).values(changes))


def employer(connexion: Connection, compte: int, pas: int) -> bool:
    """Use the code of a step up; false when it, or a later one, has served already."""
    requete = update(second_facteur).where(
        _F.compte == compte, or_(_F.dernier_pas.is_(None), _F.dernier_pas < pas)
    )
    return bool(connexion.execute(requete.values(dernier_pas=pas)).rowcount)


def retirer(connexion: Connection, compte: int) -> bool:
    """Forget the secret and the codes on paper; whether there was one."""
    connexion.execute(delete(code_de_secours).where(_D.compte == compte))
    return bool(connexion.execute(delete(second_facteur).where(_F.compte == compte)).rowcount)


def poser_les_codes(connexion: Connection, compte: int, codes: Sequence[tuple[str, str]]) -> None:
    """Replace the codes on paper by others: how each begins, and its digest."""
    connexion.execute(delete(code_de_secours).where(_D.compte == compte))
    connexion.execute(
        insert(code_de_secours),
        [{"compte": compte, "repere": un, "empreinte": empreinte} for un, empreinte in codes],
    )


def code(connexion: Connection, compte: int, repere: str) -> tuple[int, str] | None:
    """Id and digest of the unused code that begins so."""
    requete = select(_D.id, _D.empreinte).where(
        _D.compte == compte, _D.repere == repere, _D.servi_le.is_(None)
    )
    rangee: Any = connexion.execute(requete).first()
    return (rangee[0], rangee[1]) if rangee else None


def user(connexion: Connection, identifiant: int, now: datetime) -> bool:
    """Use a code on paper up; false when somebody has meanwhile."""
    requete = update(code_de_secours).where(_D.id == identifiant, _D.servi_le.is_(None))
    return bool(connexion.execute(requete.values(servi_le=now)).rowcount)


def codes_restants(connexion: Connection, compte: int) -> int:
    """How many codes on paper are left."""
    requete = select(func.count()).where(_D.compte == compte, _D.servi_le.is_(None))
    return int(connexion.execute(requete).scalar_one())


def actifs(connexion: Connection) -> frozenset[int]:
    """Accounts that have one in force."""
    requete = select(_F.compte).where(_F.active_le.is_not(None))
    return frozenset(connexion.execute(requete).scalars())
