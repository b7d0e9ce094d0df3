"""The people of the register as its pages list them: referents of buyers, contacts of companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from storage import register_tables as r
from storage import tables as t
from storage.duplicates import RELATION
from storage.register_values import Interlocuteur

_R, _I, _M, _D = r.referent.c, r.interlocuteur.c, r.marche.c, r.donneur_ordre_identite.c
MARCHES_MAX = 50
"""Marchés of one company among which a form chooses."""


def sirets_des_donneurs(connexion: Connection, donneurs: Sequence[int]) -> list[Any]:
    """``donneur_ordre, siret, du, au`` of buyers, the oldest identity first."""
    requete = select(_D.donneur_ordre, _D.siret, _D.du, _D.au).where(_D.donneur_ordre.in_(donneurs))
    return list(connexion.execute(requete.order_by(_D.donneur_ordre, _D.du, _D.id)))


def referents(connexion: Connection, donneurs: Sequence[int], jour: date) -> list[Any]:
    """Rows of the referents in force that day or to come, the titulars first."""
    requete = select(r.referent).where(_R.donneur_ordre.in_(donneurs), _pas_fini(r.referent, jour))
    return list(connexion.execute(requete.order_by(_R.suppleant, _R.du, _R.id)))


def interlocuteurs(connexion: Connection, entreprises: Sequence[int], jour: date) -> list[Any]:
    """Rows of the contacts in force that day or to come, with ``numero``, that of their marché."""
    requete = (
        select(r.interlocuteur, _M.identifiant.label("numero"))
        .outerjoin_from(r.interlocuteur, r.marche, _I.marche == _M.id)
        .where(_I.entreprise.in_(entreprises), _pas_fini(r.interlocuteur, jour))
        .order_by(_I.marche.is_not(None), _I.du, _I.id)
    )
    return list(connexion.execute(requete))


def suite_de(connexion: Connection, un: Interlocuteur) -> Interlocuteur | None:
    """The period that follows one of the same contact, on the day after its last."""
    if un.au is None:
        return None
    table = r.interlocuteur
    requete = select(table).where(
        *(_I.entreprise == un.entreprise, _I.marche.is_not_distinct_from(un.marche)),
        *(_I.nom == un.nom, _I.du == un.au + timedelta(days=1)),
    )
    ligne = connexion.execute(requete).mappings().first()
    return None if ligne is None else Interlocuteur(**ligne)


def marches_suivis(connexion: Connection, entreprise: int, machine: str) -> list[Any]:
    """``acheteur, identifiant, objet`` of the company's marchés that a dossier follows."""
    requete = (
        select(_M.acheteur, _M.identifiant, _M.objet)
        .join_from(r.titulaire, r.marche, r.titulaire.c.marche == _M.id)
        .join(t.dossier, t.dossier.c.marche == _M.id)
        .where(r.titulaire.c.entreprise == entreprise, t.dossier.c.machine == machine)
        .order_by(_M.date_notification.desc(), _M.id)
        .distinct()
        .add_columns(_M.date_notification, _M.id)
        .limit(MARCHES_MAX)
    )
    return list(connexion.execute(requete))


def _pas_fini(personnes: Table, jour: date) -> ColumnElement[bool]:
    return or_(personnes.c.au.is_(None), personnes.c.au >= jour)


def relations_ouvertes(connexion: Connection, entreprise: int, marche: int | None) -> list[Any]:
    """``id, numero`` of the company's open relations, of one marché when it is named, by id."""
    d = t.dossier.c
    siennes = (d.entreprise == entreprise, d.machine == RELATION, d.final == 0)
    requete = select(d.id, d.numero).where(*siennes)
    if marche is not None:
        requete = requete.where(d.marche == marche)
    return list(connexion.execute(requete.order_by(d.id)))
