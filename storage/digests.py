"""What the morning mail gathers, person by person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select, update

from storage import register_tables as r
from storage import tables as t
from storage.absences import bureau_de
from storage.desks import ReglesDesBureaux, jour_de_tache, sur_un_bureau


@dataclass(frozen=True)
class CompteServi:
    """An account that may get a morning mail."""

    id: int
    nom: str
    courriel: str
    telephone: str | None
    structure: str | None
    expediteur: str | None


@dataclass(frozen=True)
class LigneRecue:
    """One message kept for the morning."""

    id: int
    sujet: str
    numero: str
    message: str
    etat: str
    cree_le: datetime
    hold: str | None = None
    """The hold of its dossier, as stored."""


@dataclass(frozen=True)
class TacheDue:
    """One open task."""

    libelle: str
    sujet: str
    numero: str
    echeance: date | None
    cree_le: datetime


@dataclass(frozen=True)
class TacheOuverte:
    """One open task, as a simulation finds it."""

    numero: str
    code: str
    pour: str
    compte: int | None
    echeance: date | None
    cree_le: datetime
    figee_le: date | None


def _servis() -> tuple[ColumnElement[bool], ...]:
    """Who may get a morning mail: active accounts of the structures, with an address."""
    c = r.compte.c
    return (c.actif.is_(True), c.courriel.is_not(None), c.donneur_ordre.is_(None))


def a_servir(connexion: Connection, jour: date, aussi: Collection[int] = ()) -> list[CompteServi]:
    """Active accounts with something to be told, or of ``aussi``; not served yet that day."""
    c, s = r.compte.c, r.structure.c
    seule = select(func.min(s.id)).scalar_subquery()  # an account of no structure signs with ours
    requete = (
        select(c.id, c.nom, c.courriel, c.telephone, s.nom, s.courriel)
        .outerjoin_from(r.compte, r.structure, s.id == func.coalesce(c.structure, seule))
        .where(
            *_servis(),
            or_(
                c.id.in_(aussi),
                exists().where(bureau_de(t.tache.c.compte, jour) == c.id, sur_un_bureau()),
                exists().where(
                    bureau_de(t.digest_ligne.c.compte, jour) == c.id,
                    t.digest_ligne.c.servi_le.is_(None),
                ),
            ),
        )
        .order_by(c.id)
    )
    comptes = [CompteServi(*une) for une in connexion.execute(requete)]
    cles = {f"digest:{un.id}:{jour.isoformat()}" for un in comptes}
    deja = set(connexion.execute(select(t.outbox.c.cle).where(t.outbox.c.cle.in_(cles))).scalars())
    return [un for un in comptes if f"digest:{un.id}:{jour.isoformat()}" not in deja]


def destinataires(connexion: Connection) -> dict[int, str]:
    """Accounts that may get a morning mail, with their address."""
    c = r.compte.c
    return {une[0]: une[1] for une in connexion.execute(select(c.id, c.courriel).where(*_servis()))}


def ouvertes(connexion: Connection, regles: ReglesDesBureaux) -> list[TacheOuverte]:
    """Every open task, of the dossiers that live and of those that have ended."""
    c = t.tache.c
    requete = (
        select(
            *(t.dossier.c.numero, c.code, c.role, c.compte),
            *(jour_de_tache(regles), c.echeance, c.cree_le, c.figee_le),
        )
        .join_from(t.tache, t.dossier, c.dossier == t.dossier.c.id)
        .where(c.statut == "ouverte")
        .order_by(c.id)
    )
    return [
        TacheOuverte(
            *(numero, code, role, compte),
            echeance=date.fromisoformat(du) if du else sien,
            cree_le=cree_le,
            figee_le=figee_le,
        )
        for numero, code, role, compte, du, sien, cree_le, figee_le in connexion.execute(requete)
    ]


def reprendre(connexion: Connection, compte: int) -> None:
    """Withdraw the morning mails of a person that have not left: their messages wait again.

    They speak of another day; what they told is told by the mail of this one.
    """
    o, d = t.outbox.c, t.digest_ligne.c
    debut = f"digest:{compte}:"
    requete = select(o.id, o.cle, o.cree_le).where(
        o.statut.in_(("pret", "reporte")), o.cle.startswith(debut, autoescape=True)
    )
    for ancien in connexion.execute(requete).all():
        jour = date.fromisoformat(ancien.cle.removeprefix(debut))
        connexion.execute(update(t.outbox).where(o.id == ancien.id).values(statut="perime"))
        connexion.execute(
            update(t.digest_ligne)
            .where(d.servi_le == ancien.cree_le, bureau_de(d.compte, jour) == compte)
            .values(servi_le=None)
        )


def lignes(connexion: Connection, compte: int, jour: date) -> list[LigneRecue]:
    """Messages kept for the desk that the person keeps that day."""
    d = t.digest_ligne.c
    requete = (
        select(
            *(d.id, d.sujet, t.dossier.c.numero, d.message, t.dossier.c.state),
            *(d.cree_le, t.dossier.c.hold),
        )
        .join_from(t.digest_ligne, t.dossier, d.dossier == t.dossier.c.id)
        .where(bureau_de(d.compte, jour) == compte, d.servi_le.is_(None))
        .order_by(d.id)
    )
    return [LigneRecue(*une) for une in connexion.execute(requete)]


def taches(
    connexion: Connection, regles: ReglesDesBureaux, compte: int, jour: date, jusqu_au: date
) -> list[TacheDue]:
    """Tasks on the desk that the person keeps that day, due up to another or undated."""
    c, du = t.tache.c, jour_de_tache(regles)
    requete = (
        select(c.libelle, t.dossier.c.subject, t.dossier.c.numero, du, c.cree_le)
        .join_from(t.tache, t.dossier, c.dossier == t.dossier.c.id)
        .where(
            bureau_de(c.compte, jour) == compte,
            sur_un_bureau(),
            or_(du.is_(None), du <= jusqu_au.isoformat()),
        )
        .order_by(du.is_(None), du, c.id)
    )
    return [
        TacheDue(libelle, sujet, numero, date.fromisoformat(du) if du else None, cree_le)
        for libelle, sujet, numero, du, cree_le in connexion.execute(requete)
    ]


def servir(connexion: Connection, ids: Sequence[int], le: datetime) -> None:
    """Mark messages as told."""
    d = t.digest_ligne.c
    connexion.execute(update(t.digest_ligne).where(d.id.in_(ids)).values(servi_le=le))
