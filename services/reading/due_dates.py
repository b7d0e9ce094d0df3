"""Deadlines across dossiers, by day: for the API and for calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import portee
from services.answers import jour_du_calendrier, libelle_du_rappel
from services.clock.armed_instants import echeances_armees, jour_dit
from services.office import Bureau
from services.reading.looking_dossier import libelle_d_echeance
from states.french import PARIS
from storage import dossiers as depot
from storage import due
from storage.due import LigneDue
from storage.looking import FiltreDossiers
from storage.parties import zones
from storage.unit_of_work import Connexion

PREMIER, DERNIER = date(1900, 1, 1), date(2200, 1, 1)
"""Days asked for beyond these are read as these: nothing is due there."""


@dataclass(frozen=True, kw_only=True)
class Periode:
    """From a day on, up to another one, both included; a page of it."""

    du: date
    au: date
    saut: int = 0
    limite: int = 2_000


def minuit(jour: date) -> datetime:
    """The first instant of a day that somebody asks for."""
    return datetime.combine(min(max(jour, PREMIER), DERNIER), time(), PARIS)


def echeances_vues(
    bureau: Bureau, visiteur: Visiteur, periode: Periode, machine: str | None = None
) -> list[dict[str, Any]]:
    """Deadlines of every dossier that somebody may see; as :func:`echeances_entre`.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    filtre = FiltreDossiers(machine=machine, portee=portee(visiteur), ouverts=True)
    return echeances_entre(bureau, filtre, periode)


def echeances_entre(
    bureau: Bureau, filtre: FiltreDossiers, periode: Periode
) -> list[dict[str, Any]]:
    """Deadlines that run, soonest first, each with the name of its dossier and its working.

    Those that a hold stops are left out: nobody knows their date.
    """
    with bureau.travail.lire() as connexion:
        return echeances_lues(bureau, connexion, filtre, periode)


def echeances_lues(
    bureau: Bureau, connexion: Connexion, filtre: FiltreDossiers, periode: Periode
) -> list[dict[str, Any]]:
    """Same as :func:`echeances_entre`, in a reading that has begun."""
    de, a = minuit(periode.du), minuit(periode.au) + timedelta(days=1)
    lues = due.dues(connexion, filtre, de=de, a=a, saut=periode.saut, limite=periode.limite)
    return _dire(bureau, connexion, lues)


def _dire(bureau: Bureau, connexion: Connexion, lues: Sequence[LigneDue]) -> list[dict[str, Any]]:
    par_dossier = {une.dossier: une for une in lues}
    timers = depot.timers_de(connexion, list(par_dossier))
    conventions = {une.convention for une in lues} - {None}
    fuseaux = zones(connexion, [une for une in conventions if une is not None])
    now = bureau.horloge.maintenant()
    armees = {
        (cle, une["nom"], une["rang"]): une
        for cle, ligne in par_dossier.items()
        for une in echeances_armees(
            timers[cle],
            bureau.calendriers(fuseaux.get(ligne.convention or 0, bureau.reglages.zone)),
            now,
        )
    }
    return [
        _une(bureau, connexion, ligne, armees[ligne.dossier, ligne.nom, ligne.rang])
        for ligne in lues
    ]


def _une(
    bureau: Bureau, connexion: Connexion, ligne: LigneDue, armee: dict[str, Any]
) -> dict[str, Any]:
    definition = bureau.machines.par_id(connexion, ligne.definition).definition
    libelle = libelle_d_echeance(definition, ligne.etat, armee)
    if armee["prochain_rappel"]:
        libelle = libelle_du_rappel(libelle, jour_dit(armee))
    return {
        **armee,
        "dossier": ligne.numero,
        "machine": ligne.machine,
        "sujet": ligne.sujet,
        "libelle": libelle,
        "jour": jour_du_calendrier(armee),
        "mouvements": ligne.mouvements,
        "ecrit_le": ligne.ecrit_le,
    }
