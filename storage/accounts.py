"""Accounts, as the passage reads them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from storage.register_tables import compte
from storage.statements import Enonce, rangees_de
from storage.stored_json import lire_json


class LigneCompte(NamedTuple):
    """A row of ``compte``; ``roles`` is a JSON list."""

    id: int
    login: str
    nom: str
    courriel: str | None
    roles: str
    structure: int | None
    donneur_ordre: int | None
    actif: bool
    limite: bool = False
    """Sees some marchés alone, and what hangs from them (``storage.account_scope``)."""


_C = compte.c
_PAR_LOGIN = Enonce(
    select(*(_C[nom] for nom in LigneCompte._fields)).where(_C.login == bindparam("login")),
    forme=rangees_de(LigneCompte),
)


def par_login(connexion: Connection, login: str) -> LigneCompte | None:
    """The account of a login."""
    compte: LigneCompte | None = _PAR_LOGIN.executer(connexion, {"login": login}).first()
    return compte


def est_ferme(connexion: Connection, identifiant: int) -> bool:
    """Whether an account is closed: its person acts no more."""
    requete = select(_C.id).where(_C.id == identifiant, _C.actif.is_(False))
    return connexion.execute(requete).first() is not None


def noms(connexion: Connection, logins: Collection[str]) -> dict[str, str]:
    """Login → name; a login that nobody has is absent."""
    lus = connexion.execute(select(_C.login, _C.nom).where(_C.login.in_(logins)))
    return {une.login: une.nom for une in lus}


def du_role(connexion: Connection, role: str, structure: int | None) -> list[tuple[str, str]]:
    """Login and name of the active accounts of a role, in a structure or bound to none."""
    return de_l_un(connexion, {role}, structure)


def de_l_un(
    connexion: Connection, roles: Collection[str], structure: int | None
) -> list[tuple[str, str]]:
    """Same, of any of several roles."""
    requete = select(_C.login, _C.nom, _C.roles).where(_C.actif.is_(True)).order_by(_C.nom)
    if structure is not None:
        requete = requete.where(or_(_C.structure.is_(None), _C.structure == structure))
    lus = connexion.execute(requete)
    return [(une.login, une.nom) for une in lus if {*roles} & {*lire_json(une.roles)}]


def du_donneur(connexion: Connection, donneur_ordre: int) -> list[LigneCompte]:
    """Active accounts of a buyer that see all of its marchés."""
    requete = (
        select(*(_C[nom] for nom in LigneCompte._fields))
        .where(_C.actif.is_(True), _C.donneur_ordre == donneur_ordre, _C.limite.is_(False))
        .order_by(_C.nom)
    )
    return [LigneCompte(*une) for une in connexion.execute(requete)]
