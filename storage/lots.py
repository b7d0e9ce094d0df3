"""Everything one transaction writes about dossiers, gathered and written in a fixed order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, null, select, update

from storage import tables as t
from storage.errors import ConflitRevision
from storage.key_lists import liste, parmi
from storage.statements import Enonce, civil, constante, insertion, jour_lu

Rangee = dict[str, Any]


@dataclass(frozen=True)
class TachesFaites:
    """Tasks of a dossier that an act finishes, those that bear a suffix included."""

    dossier: int
    codes: frozenset[str]
    le: str
    par: str


@dataclass(frozen=True)
class TachesFigees:
    """Open tasks of a dossier that a stop freezes, but for the kinds that it leaves alone."""

    dossier: int
    figee_le: date
    sauf: frozenset[str]


@dataclass(frozen=True)
class TachesRendues:
    """Frozen tasks of a dossier: ``jour`` gives their day from code, day, and when they froze."""

    dossier: int
    jour: Callable[[str, date, date], date]


@dataclass(slots=True)
class Lot:
    """Rows to write, in their stored form."""

    contenus: list[Rangee] = field(default_factory=list)
    personnelles: list[Rangee] = field(default_factory=list)
    journal: list[Rangee] = field(default_factory=list)
    dossiers: list[Rangee] = field(default_factory=list)
    timers_retires: list[Rangee] = field(default_factory=list)
    timers_reveilles: list[Rangee] = field(default_factory=list)
    timers: list[Rangee] = field(default_factory=list)
    taches_faites: list[TachesFaites] = field(default_factory=list)
    taches_rouvertes: list[Rangee] = field(default_factory=list)
    taches: list[Rangee] = field(default_factory=list)
    taches_confiees: list[Rangee] = field(default_factory=list)
    taches_figees: list[TachesFigees] = field(default_factory=list)
    taches_rendues: list[TachesRendues] = field(default_factory=list)
    taches_datees: list[Rangee] = field(default_factory=list)
    documents: list[Rangee] = field(default_factory=list)
    outbox: list[Rangee] = field(default_factory=list)
    digest: list[Rangee] = field(default_factory=list)
    evenements: list[Rangee] = field(default_factory=list)


_MAJ_DOSSIER = Enonce(
    update(t.dossier)
    .where(t.dossier.c.id == bindparam("b_id"), t.dossier.c.seq == bindparam("b_seq"))
    .values(
        {
            nom: bindparam(nom)
            for nom in [
                "state",
                "final",
                "rev",
                "seq",
                "hash",
                "data",
                "faits",
                "hold",
                "assigned",
                "moved_at",
                "recorded_at",
                "shown",
            ]
        }
    )
)
_RETIRER_TIMER = Enonce(
    update(t.timer)
    .where(t.timer.c.id == bindparam("b_id"), t.timer.c.status == constante(t.ARME))
    .values(status=bindparam("status"))
)
_REVEILLER_TIMER = Enonce(
    update(t.timer)
    .where(t.timer.c.id == bindparam("b_id"), t.timer.c.status == constante(t.ARME))
    .values(retry_at=null())
)
_OUVERTES = select(t.tache.c.id, t.tache.c.dossier, t.tache.c.code).where(
    t.tache.c.statut == constante("ouverte")
)
_OUVERTES_D_UN = Enonce(_OUVERTES.where(t.tache.c.dossier == bindparam("dossier")))
_OUVERTES_DE = Enonce(_OUVERTES.where(parmi(t.tache.c.dossier, "dossiers")))
_FAIRE_TACHE = Enonce(
    update(t.tache)
    .where(t.tache.c.id == bindparam("b_id"), t.tache.c.statut == constante("ouverte"))
    .values(
        statut=constante("faite"), faite_le=bindparam("faite_le"), faite_par=bindparam("faite_par")
    )
)
_ROUVRIR_TACHE = Enonce(
    update(t.tache)
    .where(t.tache.c.id == bindparam("b_id"))
    .values(
        statut=constante("ouverte"),
        faite_le=null(),
        faite_par=null(),
        compte=bindparam("compte"),
        echeance=bindparam("b_echeance"),
    )
)
_CONFIER_TACHES = Enonce(
    update(t.tache)
    .where(
        t.tache.c.dossier == bindparam("b_dossier"),
        t.tache.c.statut == constante("ouverte"),
        t.tache.c.role == constante("facilitateur"),
    )
    .values(compte=bindparam("compte"))
)
_FIGER_TACHE = Enonce(
    update(t.tache)
    .where(t.tache.c.id == bindparam("b_id"), t.tache.c.figee_le.is_(None))
    .values(figee_le=bindparam("figee_le"))
)
_FIGEES = Enonce(
    select(t.tache.c.id, t.tache.c.code, t.tache.c.echeance, t.tache.c.figee_le).where(
        t.tache.c.dossier == bindparam("dossier"),
        t.tache.c.statut == constante("ouverte"),
        t.tache.c.figee_le.is_not(None),
    )
)
_RENDRE_TACHE = Enonce(
    update(t.tache)
    .where(t.tache.c.id == bindparam("b_id"))
    .values(echeance=bindparam("echeance"), figee_le=null())
)
_DATER_TACHES = Enonce(
    update(t.tache)
    .where(
        t.tache.c.dossier == bindparam("b_dossier"),
        t.tache.c.code == bindparam("b_code"),
        t.tache.c.statut == constante("ouverte"),
    )
    .values(echeance=bindparam("echeance"))
)


def ecrire(connexion: Connection, lot: Lot) -> None:
    """Write a lot; the caller commits.

    Raises:
        ConflitRevision: a dossier was written by somebody else since it was read.
    """
    for rangees, ecrire_les in zip(_listes(lot), _ECRITURES, strict=True):
        if rangees:
            ecrire_les(connexion, rangees)


def _mettre_a_jour(connexion: Connection, rangees: list[Rangee]) -> None:
    ecrites = _MAJ_DOSSIER.executer(connexion, rangees).rowcount
    if ecrites != len(rangees):
        raise ConflitRevision(f"{len(rangees) - ecrites} dossier(s) changed since they were read")


def _genre(code: str) -> str:
    """Kind of a task, without the detail that tells it from others of its kind."""
    return code.partition(":")[0]


def _faire_les_taches(connexion: Connection, finies: list[TachesFaites]) -> None:
    """Finish what is open: one reading for the whole lot, nothing written when nothing waits."""
    if len(finies) == 1:
        ouvertes = _OUVERTES_D_UN.executer(connexion, {"dossier": finies[0].dossier})
    else:
        cles = liste(une.dossier for une in finies)
        ouvertes = _OUVERTES_DE.executer(connexion, {"dossiers": cles})
    lues = ouvertes.all()
    if not lues:
        return
    fins = {(une.dossier, code): une for une in finies for code in une.codes}
    trouvees = (
        (une.id, fins.get((une.dossier, une.code)) or fins.get((une.dossier, _genre(une.code))))
        for une in lues
    )
    faites = [
        {"b_id": cle, "faite_le": fin.le, "faite_par": fin.par}
        for cle, fin in trouvees
        if fin is not None
    ]
    if faites:
        _FAIRE_TACHE.executer(connexion, faites)


def _figer_les_taches(connexion: Connection, figees: list[TachesFigees]) -> None:
    for une in figees:
        ouvertes = _OUVERTES_D_UN.executer(connexion, {"dossier": une.dossier}).all()
        figee_le = civil(connexion, une.figee_le)
        rangees = [
            {"b_id": tache.id, "figee_le": figee_le}
            for tache in ouvertes
            if _genre(tache.code) not in une.sauf
        ]
        if rangees:
            _FIGER_TACHE.executer(connexion, rangees)


def _rendre_les_taches(connexion: Connection, rendues: list[TachesRendues]) -> None:
    for une in rendues:
        figees = _FIGEES.executer(connexion, {"dossier": une.dossier}).all()
        rangees = [
            {"b_id": tache.id, "echeance": civil(connexion, _rendu(tache, une))} for tache in figees
        ]
        if rangees:
            _RENDRE_TACHE.executer(connexion, rangees)


def _rendu(tache: Any, rendues: TachesRendues) -> date | None:
    if tache.echeance is None:
        return None
    return rendues.jour(tache.code, jour_lu(tache.echeance), jour_lu(tache.figee_le))


_ORDRE: tuple[tuple[str, Callable[[Connection, list[Any]], Any]], ...] = (
    ("contenus", insertion(t.contenu, sans=frozenset()).executer),
    ("personnelles", insertion(t.donnee_personnelle, sans=frozenset()).executer),
    ("journal", insertion(t.journal).executer),
    ("dossiers", _mettre_a_jour),
    ("timers_retires", _RETIRER_TIMER.executer),
    ("timers_reveilles", _REVEILLER_TIMER.executer),
    ("timers", insertion(t.timer).executer),
    ("taches_faites", _faire_les_taches),
    ("taches_rouvertes", _ROUVRIR_TACHE.executer),
    ("taches_confiees", _CONFIER_TACHES.executer),
    ("taches_figees", _figer_les_taches),
    ("taches_rendues", _rendre_les_taches),
    ("taches_datees", _DATER_TACHES.executer),
    ("taches", insertion(t.tache, sauf_doublon=True).executer),
    ("documents", insertion(t.document).executer),
    ("outbox", insertion(t.outbox).executer),
    ("digest", insertion(t.digest_ligne).executer),
    ("evenements", insertion(t.evenement_a_traiter, sauf_doublon=True).executer),
)
"""What is written first is what the rest refers to."""
_listes = attrgetter(*(nom for nom, _ in _ORDRE))
_ECRITURES = tuple(ecrire_les for _, ecrire_les in _ORDRE)
