"""The list of accounts, and what an account may belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage import register_tables as r
from storage.access_tables import mot_de_passe
from storage.names import donneur_du_jour
from storage.stored_json import lire_json

_C = r.compte.c


@dataclass(frozen=True)
class LigneListe:
    """An account with the names of what it belongs to, and when its password was set."""

    id: int
    login: str
    nom: str
    courriel: str | None
    telephone: str | None
    roles: str
    structure: int | None
    donneur_ordre: int | None
    actif: bool
    limite: bool
    structure_nom: str | None
    donneur_nom: str | None
    mot_de_passe_le: datetime | None


def comptes(connexion: Connection, jour: date, *, login: str | None = None) -> list[LigneListe]:
    """Accounts by name, the open ones first; or one. Buyers bear their name of the day."""
    s, d = r.structure.c, r.donneur_ordre.c
    requete = (
        select(
            *(_C[nom] for nom in ("id", "login", "nom", "courriel", "telephone", "roles")),
            *(
                _C.structure,
                _C.donneur_ordre,
                _C.actif,
                _C.limite,
                s.nom,
                donneur_du_jour(jour),
                mot_de_passe.c.pose_le,
            ),
        )
        .outerjoin_from(r.compte, r.structure, _C.structure == s.id)
        .outerjoin(r.donneur_ordre, _C.donneur_ordre == d.id)
        .outerjoin(mot_de_passe, mot_de_passe.c.compte == _C.id)
        .order_by(_C.actif.desc(), _C.nom, _C.id)
    )
    if login is not None:
        requete = requete.where(_C.login == login)
    lues: Any = connexion.execute(requete)
    return [LigneListe(*une) for une in lues]


def rattachements(connexion: Connection, jour: date) -> dict[str, list[tuple[str, str]]]:
    """Structures, and buyers that an agreement names: id and name."""
    s, d, nom = r.structure.c, r.donneur_ordre.c, donneur_du_jour(jour).label("nom")
    structures = connexion.execute(select(s.id, s.nom).order_by(s.nom))
    lies = select(r.convention.c.donneur_ordre).union(
        select(_C.donneur_ordre).where(_C.donneur_ordre.is_not(None))
    )
    donneurs = connexion.execute(select(d.id, nom).where(d.id.in_(lies)).order_by(nom))
    return {
        "structures": [(str(une.id), une.nom) for une in structures],
        "donneurs": [(str(une.id), une.nom) for une in donneurs],
    }


def autres_admins(connexion: Connection, role: str, sauf: int) -> int:
    """How many other open accounts have a role."""
    lus = connexion.execute(select(_C.roles).where(_C.actif.is_(True), _C.id != sauf)).scalars()
    return sum(role in lire_json(une) for une in lus)
