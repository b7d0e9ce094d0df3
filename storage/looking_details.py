"""What a dossier holds: its lines with their personal values, mails, tasks, documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, select

from storage import register_tables as r
from storage import tables as t
from storage.absences import bureau_de, remplacant_de
from storage.account_scope import sans_ceux_d_ailleurs
from storage.desks import ReglesDesBureaux, jour_de_tache, sur_un_bureau
from workflow.finished_tasks import COMPLETER_ADRESSE

Rangee = dict[str, Any]

_J, _O, _T = t.journal.c, t.outbox.c, t.tache.c
COURRIEL = [
    _O[nom]
    for nom in [
        "id",
        "seq",
        "message",
        "role",
        "nom",
        "adresse",
        "statut",
        "sujet",
        "expediteur_nom",
        "repondre_a",
        "piece_nom",
        "contenu",
        "cree_le",
        "pret_le",
        "envoye_le",
        "tentatives",
        "erreur",
    ]
]
"""Columns of a mail that lists and pages tell."""


def _rangees(connexion: Connection, requete: Select[Any]) -> list[Rangee]:
    return [dict(une) for une in connexion.execute(requete).mappings()]


def journal(connexion: Connection, dossier: int, *, apres: int, limite: int) -> list[Rangee]:
    """Lines of a dossier by number, after ``apres``."""
    requete = (
        select(t.journal)
        .where(_J.dossier == dossier, _J.seq > apres)
        .order_by(_J.seq)
        .limit(limite)
    )
    return _rangees(connexion, requete)


def personnelles(connexion: Connection, dossier: int) -> dict[str, Rangee]:
    """Personal values of a dossier by their id; an erased one has no value any more."""
    table = t.donnee_personnelle
    requete = select(table.c.id, table.c.valeur, table.c.efface_le).where(
        table.c.dossier == dossier
    )
    return {str(une["id"]): une for une in _rangees(connexion, requete)}


def courriels(
    connexion: Connection, dossier: int, seqs: Sequence[int] | None = None
) -> list[Rangee]:
    """Mails of a dossier, oldest first; of those lines only when they are named."""
    requete = select(*COURRIEL).where(_O.dossier == dossier).order_by(_O.id)
    if seqs is not None:
        requete = requete.where(_O.seq.in_(seqs))
    return _rangees(connexion, requete)


def courriel(connexion: Connection, identifiant: int) -> Rangee | None:
    """One mail with its body as sent, the one it had been written with, its dossier's number."""
    origine = t.contenu.alias("origine")
    requete = (
        select(
            *(*COURRIEL, t.dossier.c.numero, _O.contenu, t.contenu.c.corps, t.contenu.c.efface_le),
            origine.c.corps.label("corps_origine"),
        )
        .join_from(t.outbox, t.contenu, _O.contenu == t.contenu.c.empreinte)
        .outerjoin(origine, _O.contenu_origine == origine.c.empreinte)
        .outerjoin(t.dossier, _O.dossier == t.dossier.c.id)
        .where(_O.id == identifiant)
    )
    return next(iter(_rangees(connexion, requete)), None)


def taches(  # noqa: PLR0913 # of which desk, and how many
    connexion: Connection,
    regles: ReglesDesBureaux,
    *,
    dossier: int | None = None,
    compte: int | None = None,
    structure: int | None = None,
    jour: date,
    limite: int = 1_000,
) -> list[Rangee]:
    """Open tasks, the soonest due first; those without a date come after those due on ``jour``.

    Those that wait for the end of a stop (``figee_le``) are told of one dossier alone.

    The desk of ``compte`` is as it stands on ``jour``, absences counted; each task names its owner
    and who stands in that day. Its ``echeance`` is the day that it is due
    (:func:`storage.desks.jour_de_tache`), its ``courriel`` the mail that waits for its address.
    """
    du = jour_de_tache(regles)
    requete = (
        select(
            t.tache,
            du.label("du"),
            _courriel_sans_adresse().label("courriel"),
            *(t.dossier.c[nom] for nom in ("numero", "machine", "definition", "state", "subject")),
            r.compte.c.login,
            r.compte.c.nom,
            remplacant_de(_T.compte, jour).label("remplacant"),
        )
        .join_from(t.tache, t.dossier, _T.dossier == t.dossier.c.id)
        .outerjoin(r.compte, _T.compte == r.compte.c.id)
        .where(_T.statut == "ouverte" if dossier is not None else sur_un_bureau())
        .order_by(func.coalesce(du, jour.isoformat()), du.is_(None), _T.id)
        .limit(limite)
    )
    if dossier is not None:
        requete = requete.where(_T.dossier == dossier)
    lues = _rangees(connexion, requete.where(*_du_bureau(compte, structure, jour)))
    return [
        {**une, "echeance": date.fromisoformat(une["du"]) if une["du"] else None} for une in lues
    ]


def _courriel_sans_adresse() -> ColumnElement[int | None]:
    """The mail of a task that waits for its address; asked of those tasks alone."""
    sien = select(func.min(_O.id)).where(
        _O.dossier == _T.dossier,
        _O.statut == "sans_adresse",
        _T.code == literal(f"{COMPLETER_ADRESSE}:") + _O.message,
    )
    siennes = _T.code.startswith(f"{COMPLETER_ADRESSE}:", autoescape=True)
    return case((siennes, sien.correlate(t.tache).scalar_subquery()))


def compter_taches(
    connexion: Connection,
    regles: ReglesDesBureaux,
    bornes: Sequence[date],
    *,
    compte: int | None,
    structure: int | None,
) -> list[int]:
    """How many open tasks of a desk are due before each of some days, the first one being today.

    Then how many have a date, and how many there are.
    """
    du = jour_de_tache(regles).label("du")
    requete = (
        select(du, func.count())
        .join_from(t.tache, t.dossier, _T.dossier == t.dossier.c.id)
        .where(sur_un_bureau(), *_du_bureau(compte, structure, bornes[0]))
        .group_by("du")
    )
    par_jour = [(une[0], int(une[1])) for une in connexion.execute(requete)]
    dates = [(jour, nombre) for jour, nombre in par_jour if jour is not None]
    avant = [sum(nombre for jour, nombre in dates if jour < borne.isoformat()) for borne in bornes]
    return [*avant, sum(nombre for _, nombre in dates), sum(nombre for _, nombre in par_jour)]


def _du_bureau(
    compte: int | None, structure: int | None, jour: date
) -> Iterator[ColumnElement[bool]]:
    if compte is not None:
        yield bureau_de(_T.compte, jour) == compte
        yield sans_ceux_d_ailleurs(compte)
    if structure is not None:
        siennes = select(r.convention.c.id).where(r.convention.c.structure == structure)
        yield t.dossier.c.convention.in_(siennes)


def comptes_tenant(connexion: Connection, identifiant: int) -> int:
    """How many open dossiers an account holds."""
    d = t.dossier.c
    requete = select(func.count()).where(d.assigned == identifiant, d.final == 0)
    return int(connexion.execute(requete).scalar_one())


def lettre(connexion: Connection, dossier: int, seq: int | None) -> str | None:
    """The letter that an act wrote, whole; else the last one of the dossier."""
    c = t.document.c
    requete = (
        select(t.contenu.c.corps)
        .join_from(t.document, t.contenu, c.contenu == t.contenu.c.empreinte)
        .where(c.dossier == dossier)
        .order_by(case((c.seq == seq, 0), else_=1), c.id.desc())
        .limit(1)
    )
    corps = connexion.execute(requete).scalar_one_or_none()
    return bytes(corps).decode() if corps is not None else None


def lettre_et_pdf(connexion: Connection, dossier: int, identifiant: int) -> Any | None:
    """Name and page of one letter of a dossier (``nom, corps``), and its ``pdf`` once made.

    ``derniere`` tells whether it is the last one of its dossier.
    """
    c, page, pdf = t.document.c, t.contenu.alias("page").c, t.contenu.alias("pdf").c
    autre = t.document.alias("autre").c
    plus_recentes = select(autre.id).where(autre.dossier == dossier, autre.id > identifiant)
    derniere = ~plus_recentes.exists()
    requete = (
        select(c.nom, page.corps, pdf.corps.label("pdf"), derniere.label("derniere"))
        .join_from(t.document, page.corps.table, c.contenu == page.empreinte)
        .outerjoin(pdf.corps.table, c.pdf == pdf.empreinte)
        .where(c.dossier == dossier, c.id == identifiant)
    )
    return connexion.execute(requete).first()


def lettres(connexion: Connection, dossier: int) -> list[Any]:
    """Letters of a dossier, oldest first: ``id, nom, titre, cree_le``, and their line's payload."""
    c = t.document.c
    requete = (
        select(c.id, c.nom, c.titre, c.cree_le, _J.payload)
        .join_from(t.document, t.journal, and_(_J.dossier == c.dossier, _J.seq == c.seq))
        .where(c.dossier == dossier)
    )
    return list(connexion.execute(requete.order_by(c.id)))
