"""Tasks on the desks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, case, or_, select, update

from storage import tables as t

_T = t.tache.c


def lire(connexion: Connection, identifiant: int) -> Any | None:
    """One task."""
    return connexion.execute(select(t.tache).where(_T.id == identifiant)).first()


def repondre(
    connexion: Connection, identifiant: int, *, reponse: str, par: str, le: datetime
) -> bool:
    """Close one open task with its answer; false when somebody has closed it before."""
    return bool(
        connexion.execute(
            update(t.tache)
            .where(_T.id == identifiant, _T.statut == "ouverte")
            .values(statut="faite", reponse=reponse, faite_par=par, faite_le=le)
        ).rowcount
    )


def rouvrir(connexion: Connection, dossier: int, le: datetime) -> None:
    """Open again the tasks of a dossier that were finished at that very instant."""
    connexion.execute(
        update(t.tache)
        .where(_T.dossier == dossier, _T.statut == "faite", _T.faite_le == le)
        .values(statut="ouverte", reponse=None, faite_par=None, faite_le=None)
    )


def finies_par(
    connexion: Connection, dossier: int, instants: Collection[datetime]
) -> Sequence[Any]:
    """Tasks of a dossier that acts of those instants have finished; no answer of a person."""
    requete = select(t.tache).where(
        _T.dossier == dossier,
        _T.statut == "faite",
        _T.reponse.is_(None),
        _T.faite_le.in_(list(instants)),
    )
    return connexion.execute(requete.order_by(_T.id)).all()


def ouvertes(connexion: Connection, dossier: int) -> Sequence[Any]:
    """Open tasks of a dossier: ``id``, ``cle``, ``code``, ``role``."""
    requete = select(_T.id, _T.cle, _T.code, _T.role).where(
        _T.dossier == dossier, _T.statut == "ouverte"
    )
    return connexion.execute(requete.order_by(_T.id)).all()


def depuis(connexion: Connection, dossier: int, code: str) -> tuple[datetime, date | None] | None:
    """When the open task of that code was asked for, and its last day; None when none is open."""
    requete = select(_T.cree_le, _T.echeance).where(
        _T.dossier == dossier, _T.code == code, _T.statut == "ouverte"
    )
    ouverte = connexion.execute(requete).first()
    return None if ouverte is None else (ouverte.cree_le, ouverte.echeance)


def figees(connexion: Connection, dossier: int) -> Sequence[Any]:
    """Open tasks of a dossier for which time stands still, the first asked for first."""
    colonnes = (_T.code, _T.libelle, _T.role, _T.echeance, _T.figee_le, _T.cree_le)
    siennes = (_T.dossier == dossier, _T.statut == "ouverte", _T.figee_le.is_not(None))
    return connexion.execute(select(*colonnes).where(*siennes).order_by(_T.id)).all()


def limites(connexion: Connection, dossier: int) -> dict[str, date | None]:
    """Last day of each open task of a dossier, by code; None while time stands still for it."""
    jour = case((_T.figee_le.is_(None), _T.echeance)).label("jour")
    requete = select(_T.code, jour).where(_T.dossier == dossier, _T.statut == "ouverte")
    return {une.code: une.jour for une in connexion.execute(requete)}


def fermer(connexion: Connection, ids: Sequence[int], *, par: str, le: datetime) -> None:
    """Close open tasks."""
    connexion.execute(
        update(t.tache)
        .where(_T.id.in_(ids), _T.statut == "ouverte")
        .values(statut="faite", faite_par=par, faite_le=le)
    )


def clore(connexion: Connection, dossier: int, code: str, *, par: str, le: datetime) -> None:
    """Close the open tasks of a kind on a dossier, with their variants (``code:detail``)."""
    connexion.execute(
        update(t.tache)
        .where(
            _T.dossier == dossier,
            _T.statut == "ouverte",
            or_(_T.code == code, _T.code.startswith(f"{code}:", autoescape=True)),
        )
        .values(statut="faite", faite_par=par, faite_le=le)
    )
