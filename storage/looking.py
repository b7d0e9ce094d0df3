"""Pages of dossiers for lists: one query a page, one more for what stands beside each row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Subquery,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
)

from storage import register_tables as r
from storage import tables as t
from storage.account_scope import ses_marches
from storage.dossiers import COLONNES_DOSSIER, LigneDossier, est_un_id
from storage.missed_tasks import (
    Lecture,
    Manquee,
    jour_dit,
    jours,
    lire,
    manque_avant,
    premiere,
)
from storage.names import donneur_du_jour, entreprise_du_jour
from storage.searching import avec_les_mots, tenu_par
from storage.titulaires import DU_JOUR, NOM, PUBLIEE, avec_identites
from workflow.deadlines import PRINCIPAL
from workflow.finished_tasks import DECIDER_ECHEANCE

OUVERTE = "ouverte"
_D = t.dossier.c
_N = len(COLONNES_DOSSIER)


@dataclass(frozen=True, kw_only=True)
class Portee:
    """Whose dossiers somebody may see: those of a structure, of a buyer, or all.

    ``sans`` are machines of which they see none.
    """

    structure: int | None = None
    donneur_ordre: int | None = None
    sans: tuple[str, ...] = ()
    limite_a: int | None = None
    """Account that is limited to some marchés."""


@dataclass(frozen=True, kw_only=True)
class FiltreDossiers:
    """What a list of dossiers is narrowed to; empty = all."""

    machine: str | None = None
    etat: str | None = None
    titulaire: str | None = None
    facilitateurs: tuple[int, ...] = ()
    """Accounts to which a dossier is entrusted; all of them when none is named."""
    en_retard: tuple[datetime, date] | None = None
    """Now and today: dossiers with a deadline or a task that is over."""
    portee: Portee | None = None
    texte: str | None = None
    """Words in any order: of a company, of the subject, of a marché's number, of its buyer."""
    etats: tuple[tuple[int, str], ...] | None = None
    """Definition and state, of any of which the dossier is."""
    ouverts: bool = False
    avant: tuple[date, Lecture] | None = None
    """Dossiers of which a day before that one is told, and to whom."""
    en_pause: bool | None = None
    sauf: tuple[int, ...] = ()
    """Dossiers that are not held as ``etats`` says."""
    aussi: tuple[int, ...] = ()
    """Dossiers to be had beside those of ``etats``."""
    donneur_ordre: int | None = None
    suivi_par: int | None = None  # 0: nobody
    numeros: tuple[str, ...] | None = None
    ids: tuple[int, ...] | None = None
    entreprise: int | None = None


@dataclass(frozen=True)
class LigneVue:
    """A dossier with what a list shows around it."""

    dossier: LigneDossier
    version: int
    entreprise: str | None
    marche: str | None
    donneur_ordre: str | None
    login: str | None
    facilitateur: str | None
    manquee: Manquee | None
    """The task that it has missed first, of those that its reader is told."""


def page(
    connexion: Connection,
    filtre: FiltreDossiers,
    lecture: Lecture,
    *,
    apres: int | None,
    limite: int,
) -> list[LigneVue]:
    """Dossiers by id, after the last one of the page before; the ids are found first, alone."""
    ids = select(_D.id).where(*criteres(filtre)).order_by(_D.id).limit(limite)
    if apres is not None:
        ids = ids.where(_D.id > apres)
    voulus = ids.subquery()
    requete = _vue(lecture).join(voulus, voulus.c.id == _D.id).order_by(voulus.c.id)
    return [_ligne(une) for une in connexion.execute(requete)]


def lues_dans_l_ordre(
    connexion: Connection, rangs: Subquery, ordre: Sequence[ColumnElement[Any]], lecture: Lecture
) -> tuple[list[LigneVue], int]:
    """The rows of the dossiers whose ids a question has sorted already, and its ``en_tout``."""
    requete = _vue(lecture).add_columns(rangs.c.en_tout)
    requete = requete.join(rangs, rangs.c.id == _D.id).order_by(*ordre)
    lues = connexion.execute(requete).all()
    return [_ligne(une[:-1]) for une in lues], lues[0][-1] if lues else 0


def par_etat(
    connexion: Connection, filtre: FiltreDossiers, lecture: Lecture, *, limite: int
) -> tuple[list[LigneVue], dict[str, int]]:
    """The first dossiers of each state, the soonest due first; how many stand in each.

    They are grouped by state and day, which counts them on the way and costs half of ranking them.
    """
    cles = func.aggregate_strings(cast(_D.id, String), ",")
    manquees = jours(lecture)
    dit = jour_dit(manquees, lecture)
    groupes = (
        select(_D.state, func.count(), cles)
        .outerjoin_from(t.dossier, manquees, manquees.c.dossier == _D.id)
        .where(*criteres(filtre))
    )
    comptes: dict[str, int] = {}
    premiers: dict[str, list[int]] = {}
    par_jour = groupes.group_by(_D.state, dit).order_by(_D.state, dit)
    for etat, combien, ids in connexion.execute(par_jour):
        comptes[etat] = comptes.get(etat, 0) + combien
        siens = premiers.setdefault(etat, [])
        if len(siens) < limite:
            siens.extend(nsmallest(limite - len(siens), map(int, ids.split(","))))
    voulus = [un for siens in premiers.values() for un in siens]
    lues = connexion.execute(_vue(lecture).where(_D.id.in_(voulus)))
    rangs = {cle: rang for rang, cle in enumerate(voulus)}
    return sorted(map(_ligne, lues), key=lambda vue: rangs[vue.dossier.id]), comptes


@dataclass(frozen=True)
class Nombre:
    """How many dossiers stand in one state of one version; ``miens`` for who reads them."""

    machine: str
    definition: int
    etat: str
    miens: bool
    en_pause: bool
    total: int
    depuis: str | None


def nombres(
    connexion: Connection, filtre: FiltreDossiers, comptes: Collection[int]
) -> list[Nombre]:
    """Dossiers counted by state, apart those that some accounts follow and those on hold.

    The database groups by bare columns, in the order of ``ix_dossier_listes``; people and holds
    are few and folded here.
    """
    depuis = type_coerce(func.min(func.coalesce(_D.moved_at, _D.opened_at)), String)
    groupe = (_D.final, _D.machine, _D.definition, _D.state, _D.assigned, _D.hold)
    requete = select(*groupe[1:], func.count(), depuis).where(*criteres(filtre)).group_by(*groupe)
    replies: dict[tuple[str, int, str, bool, bool], tuple[int, str]] = {}
    for machine, definition, etat, suivi_par, pause, combien, premier in connexion.execute(requete):
        cle = (machine, definition, etat, suivi_par in comptes, pause is not None)
        deja, avant = replies.get(cle, (0, t.JAMAIS))
        replies[cle] = (deja + combien, min(avant, premier))
    return [Nombre(*cle, *valeurs) for cle, valeurs in replies.items()]


def compter(connexion: Connection, filtre: FiltreDossiers) -> int:
    """How many dossiers pass the filter."""
    requete = select(func.count()).select_from(t.dossier).where(*criteres(filtre))
    return int(connexion.execute(requete).scalar_one())


def par_genre(connexion: Connection, filtre: FiltreDossiers) -> dict[str, tuple[int, int]]:
    """Machine → how many dossiers pass the filter, and how many of them are open."""
    ouverts = func.count().filter(_D.final == 0)
    requete = select(_D.machine, func.count(), ouverts).where(*criteres(filtre))
    lus = connexion.execute(requete.group_by(_D.machine))
    return {machine: (tous, encore) for machine, tous, encore in lus}


def une(connexion: Connection, cle: str, jour: date) -> LigneVue | None:
    """The dossier of a number or of an id written in digits, as a list shows it."""
    voulu = _D.id == int(cle) if est_un_id(cle) else _D.numero == cle.upper()
    rangee = connexion.execute(_vue(Lecture(jour)).where(voulu)).first()
    return _ligne(rangee) if rangee else None


def _vue(lecture: Lecture) -> Select[Any]:
    """A dossier with its parties, under the names that they bear that day."""
    jour = lecture.jour
    return (
        select(
            *COLONNES_DOSSIER,
            t.definition.c.version,
            entreprise_du_jour(jour),
            r.marche.c.identifiant,
            donneur_du_jour(jour, r.marche.c.acheteur),
            r.compte.c.login,
            r.compte.c.nom,
            premiere(lecture),
        )
        .select_from(t.dossier)
        .join(t.definition, _D.definition == t.definition.c.id)
        .outerjoin(r.entreprise, _D.entreprise == r.entreprise.c.id)
        .outerjoin(r.marche, _D.marche == r.marche.c.id)
        .outerjoin(r.donneur_ordre, r.marche.c.donneur_ordre == r.donneur_ordre.c.id)
        .outerjoin(r.compte, _D.assigned == r.compte.c.id)
    )


def _ligne(rangee: Any) -> LigneVue:
    valeurs: Any = (LigneDossier(*rangee[:_N]), *rangee[_N:-1], lire(rangee[-1]))
    return LigneVue(*valeurs)


def criteres(filtre: FiltreDossiers) -> list[ColumnElement[bool]]:
    """What a dossier must be, to pass the filter."""
    voulus: list[ColumnElement[bool]] = []
    if filtre.machine is not None:
        voulus.append(_D.machine == filtre.machine)
    if filtre.etat is not None:
        voulus.append(_D.state == filtre.etat)
    if filtre.facilitateurs:
        voulus.append(_D.assigned.in_(filtre.facilitateurs))
    if filtre.suivi_par is not None:
        suivi = filtre.suivi_par
        voulus.append(_D.assigned == suivi if suivi else _D.assigned.is_(None))
    if filtre.titulaire is not None:
        voulus.append(tenu_par(filtre.titulaire))
    if filtre.en_retard is not None:
        voulus.append(_en_retard(*filtre.en_retard))
    voulus.extend(_autres_criteres(filtre))
    return voulus


def _autres_criteres(filtre: FiltreDossiers) -> Iterator[ColumnElement[bool]]:
    if filtre.portee is not None:
        yield from _dans_la_portee(filtre.portee)
    if filtre.donneur_ordre is not None:
        yield from _dans_la_portee(Portee(donneur_ordre=filtre.donneur_ordre))
    if filtre.texte:
        yield avec_les_mots(filtre.texte)
    if filtre.etats is not None:
        des_etats = and_(
            tuple_(_D.definition, _D.state).in_(filtre.etats), _D.id.not_in(filtre.sauf)
        )
        yield or_(des_etats, _D.id.in_(filtre.aussi))
    if filtre.numeros is not None:
        yield _D.numero.in_(filtre.numeros)
    if filtre.ids is not None:
        yield _D.id.in_(filtre.ids)
    if filtre.entreprise is not None:
        yield _D.entreprise == filtre.entreprise
    # even where both will do, it is said: `ix_dossier_listes` begins with it
    yield _D.final == 0 if filtre.ouverts else _D.final.in_((0, 1))
    if filtre.avant is not None:
        limite, lecture = filtre.avant
        dite = or_(_D.shown < limite.isoformat(), manque_avant(limite, lecture))
        yield or_(dite, _jamais_decidee())
    if filtre.en_pause is not None:
        yield _D.hold.is_not(None) if filtre.en_pause else _D.hold.is_(None)


def _dans_la_portee(portee: Portee) -> Iterator[ColumnElement[bool]]:
    """The SQL of ``services.people.hors_de_portee``; a test compares the two."""
    if portee.sans:
        yield _D.machine.not_in(portee.sans)
    if portee.limite_a is not None:
        yield _D.marche.in_(ses_marches(portee.limite_a))
    if portee.donneur_ordre is not None:
        marches = select(r.marche.c.id).where(r.marche.c.donneur_ordre == portee.donneur_ordre)
        siennes = select(r.convention.c.id).where(
            r.convention.c.donneur_ordre == portee.donneur_ordre
        )
        yield or_(_D.marche.in_(marches), and_(_D.marche.is_(None), _D.convention.in_(siennes)))
    elif portee.structure is not None:
        siennes = select(r.convention.c.id).where(r.convention.c.structure == portee.structure)
        yield or_(_D.convention.is_(None), _D.convention.in_(siennes))


def _vivant() -> ColumnElement[bool]:
    """Deadlines of the dossier that still run, but for the checks of the mail."""
    timer = t.timer.c
    return and_(timer.dossier == _D.id, timer.status == t.ARME, timer.shown < t.TU)


def _en_retard(now: datetime, aujourd_hui: date) -> ColumnElement[bool]:
    tache = t.tache.c
    timer = t.timer.c
    jour = func.substr(timer.shown, 2)
    manquee = and_(timer.rung > PRINCIPAL, jour < aujourd_hui.isoformat())  # its reminders run
    echue = exists().where(_vivant(), or_(timer.due_at <= now, manquee))
    due = exists().where(
        tache.dossier == _D.id,
        tache.statut == OUVERTE,
        tache.figee_le.is_(None),
        tache.echeance < aujourd_hui,
    )
    return or_(and_(_D.hold.is_(None), echue), due, _jamais_decidee())


def _jamais_decidee() -> ColumnElement[bool]:
    """A deadline was past when the dossier entered its state, and nobody has decided of it."""
    tache = t.tache.c
    return exists().where(
        tache.dossier == _D.id,
        tache.statut == OUVERTE,
        tache.figee_le.is_(None),
        tache.code.startswith(f"{DECIDER_ECHEANCE}:", autoescape=True),
    )


@dataclass(frozen=True)
class TitulaireVu:
    """A company that holds a marché: as it is that day, and as it was published."""

    marche: int
    entreprise: int
    nom: str
    identifiant: str
    publie: str
    nom_publie: str | None


def titulaires(connexion: Connection, marches: Sequence[int], jour: date) -> list[TitulaireVu]:
    """Who holds those marchés on a day."""
    tenue, publiee = r.titulaire.c, PUBLIEE.c
    requete = (
        select(
            *(tenue.marche, tenue.entreprise, NOM, DU_JOUR.c.identifiant),
            *(publiee.identifiant, publiee.nom),
        )
        .select_from(avec_identites(jour))
        .where(tenue.marche.in_(marches), or_(tenue.au.is_(None), tenue.au >= jour))
        .order_by(tenue.marche, tenue.id)
    )
    return [TitulaireVu(*une_) for une_ in connexion.execute(requete)]


def dossiers_des_marches(
    connexion: Connection, marches: Sequence[int], machine: str, portee: Portee, jour: date
) -> dict[int, LigneVue]:
    """The dossier that follows each marché, where the scope holds it."""
    voulus = (_D.marche.in_(marches), _D.machine == machine, *_dans_la_portee(portee))
    requete = _vue(Lecture(jour)).where(*voulus).order_by(_D.id.desc())
    vues = (_ligne(rangee) for rangee in connexion.execute(requete))
    return {vue.dossier.marche: vue for vue in vues if vue.dossier.marche is not None}


def etats_connus(connexion: Connection, machine: str | None) -> frozenset[str]:
    """States in which some dossier stands: those of older versions too."""
    requete = select(_D.state).distinct()
    if machine is not None:
        requete = requete.where(_D.machine == machine)
    return frozenset(connexion.execute(requete).scalars())
