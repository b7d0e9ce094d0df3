"""The deadlines of a state: from a rule, its anchor and its parameters to due instants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from workflow.decision import Demande, Timer
from workflow.process import ENTREE, RegleEcheance
from workflow.scope import Portee
from workflow.values import HORLOGE, Delai, Echeance, TempsLegal, Unite

VERIFICATION = 0
"""Rank of the task that precedes a move."""
PRINCIPAL = 1
"""Rank of the deadline itself; its reminders follow, 2, 3…"""
UN_JOUR = Delai(1, Unite.JOURS)
DE_LA_PAUSE = ("report", "pas_avant")
"""What a hold or a late verification has added to the rule of a timer."""
DUREE = "duree"
"""The calendar that includes its first day and never rolls."""


def armer_regle(regle: RegleEcheance, portee: Portee, entree: date) -> Iterator[Timer]:
    """The timers of one rule, with the values in force; none while its anchor is empty."""
    if regle.si_parametre is not None and portee[regle.si_parametre] is not True:
        return
    ancre = entree if regle.depuis == ENTREE else date_d_ancrage(regle, portee)
    if ancre is not None:
        yield from timers(regle.nom, regle_en_vigueur(regle, portee), ancre, portee.temps)


def timers(nom: str, valeurs: Mapping[str, Any], ancre: date, temps: TempsLegal) -> Iterator[Timer]:
    """The timers that a rule in force makes from an anchor: the verification, and the deadline."""
    principal = _premier(nom, valeurs, ancre, temps)
    if valeurs.get("verification") and principal.echeance is not None:
        yield replace(principal, rang=VERIFICATION, du_le=principal.echeance.verification_le)
    yield principal


def _premier(nom: str, valeurs: Mapping[str, Any], ancre: date, temps: TempsLegal) -> Timer:
    echeance = calculer(valeurs, ancre, temps)
    return Timer(
        nom=nom,
        rang=PRINCIPAL,
        regle=valeurs,
        ancre=ancre,
        du_le=instant_du(valeurs, echeance),
        echeance=echeance,
    )


def calculer(valeurs: Mapping[str, Any], ancre: date, temps: TempsLegal) -> Echeance:
    """Deadline of a rule in force; a suspended délai counts from its shifted anchor."""
    depart = ancre + timedelta(days=int(valeurs.get("report", 0)))
    compte = temps.avant if valeurs["sens"] == "avant" else temps.apres
    echeance = compte(depart, _lire(str(valeurs["delai"])), str(valeurs["calendrier"]))
    return _pas_avant(valeurs, echeance, temps)


def _pas_avant(valeurs: Mapping[str, Any], echeance: Echeance, temps: TempsLegal) -> Echeance:
    """What fell due during a hold waits for the office day after it; its last day stays."""
    fin_de_pause = valeurs.get("pas_avant")
    if not fin_de_pause:
        return echeance
    ensuite = lendemain(date.fromisoformat(str(fin_de_pause)), temps)
    return replace(
        echeance,
        verification_le=max(echeance.verification_le, ensuite.verification_le),
        declenche_le=max(echeance.declenche_le, ensuite.declenche_le),
    )


def lendemain(jour: date, temps: TempsLegal) -> Echeance:
    """The first office day after ``jour``: a durée of that one day never rolls."""
    return temps.apres(jour, UN_JOUR, DUREE)


def instant_du(valeurs: Mapping[str, Any], echeance: Echeance) -> datetime:
    """When the clock acts: a move at its hour of the day, anything else at the office opening."""
    bouge = valeurs.get("declenche") and not valeurs.get("a_l_ouverture")
    return echeance.declenche_le if bouge else echeance.verification_le


def rang_suivant(timer: Timer, temps: TempsLegal, maintenant: datetime) -> Timer | None:
    """The next reminder of a ladder after ``maintenant``: those missed in between are merged."""
    for suivant in _echelons(timer, temps):
        if suivant.rang > timer.rang and suivant.du_le > maintenant:
            return suivant
    return None


def recalculer(timer: Timer, temps: TempsLegal) -> Timer:
    """The same timer, its due instant derived again from its anchor and its rule."""
    if timer.rang > PRINCIPAL:
        return next((un for un in _echelons(timer, temps) if un.rang == timer.rang), timer)
    echeance = calculer(timer.regle, timer.ancre, temps)
    verifie = timer.rang == VERIFICATION
    du_le = echeance.verification_le if verifie else instant_du(timer.regle, echeance)
    return replace(timer, echeance=echeance, du_le=du_le)


def renouveler(ancien: Timer, regle: RegleEcheance, portee: Portee) -> Timer | None:
    """An armed timer as a rule and the parameters of ``portee`` make it, its hold still counted.

    ``None`` when the rule would arm none: its switch is off, or its anchor empty.
    """
    armes = armer_regle(regle, portee, ancien.ancre)
    neuf = next((un for un in armes if un.rang == PRINCIPAL), None)
    if neuf is None:
        return None
    garde = {nom: ancien.regle[nom] for nom in DE_LA_PAUSE if nom in ancien.regle}
    valeurs = {**neuf.regle, **garde}
    return recalculer(replace(ancien, regle=valeurs, ancre=neuf.ancre), portee.temps)


def demande_de(timer: Timer, now: datetime, temps: TempsLegal) -> Demande:
    """The event that a timer fires, with the rule, anchor and last day that it bears."""
    echeance = calculer(timer.regle, timer.ancre, temps)
    return Demande(
        evenement=str(timer.regle["declenche"]),
        role=HORLOGE,
        at=now,
        constats={
            "echeance_declenchee": timer.nom,
            "regle": dict(timer.regle),
            "ancre": timer.ancre.isoformat(),
            "dernier_jour": echeance.dernier_jour.isoformat(),
        },
    )


def _echelons(timer: Timer, temps: TempsLegal) -> Iterator[Timer]:
    """The reminders of a ladder, each counted from the last day of the one before."""
    echelle = timer.regle.get("repeter")
    if not echelle:
        return
    pas = _lire(str(echelle["tous"]))
    jour = calculer(timer.regle, timer.ancre, temps).dernier_jour
    for rang in range(PRINCIPAL + 1, int(echelle["max"]) + 1):
        echeance = temps.apres(jour, pas, str(timer.regle["calendrier"]))
        jour = echeance.dernier_jour
        echeance = _pas_avant(timer.regle, echeance, temps)
        yield replace(timer, rang=rang, du_le=echeance.verification_le, echeance=echeance)


def date_d_ancrage(regle: RegleEcheance, portee: Portee) -> date | None:
    """Civil day that a deadline counts from; ``None`` while its field or fact is empty."""
    return jour_de(portee[champ_ancre(regle, portee)], portee.temps)


def jour_de(valeur: Any, temps: TempsLegal) -> date | None:
    """Civil day of a field that a deadline counts from."""
    if isinstance(valeur, datetime):
        return temps.jour_civil(valeur)
    return valeur if isinstance(valeur, date) else None


def champ_ancre(regle: RegleEcheance, portee: Portee) -> str:
    """Name of the field a deadline counts from, its parameter resolved."""
    nom = regle.depuis
    return str(portee[nom]) if nom in portee.definition.parametres else nom


def regle_en_vigueur(regle: RegleEcheance, portee: Portee) -> dict[str, Any]:
    """A rule as a timer keeps it: plain JSON values, delays in force, the zone of holidays."""
    valeurs: dict[str, Any] = {
        "sens": regle.sens,
        "delai": str(_delai(regle.delai, portee)),
        "calendrier": regle.calendrier,
        "zone": portee.temps.zone,
        "depuis": champ_ancre(regle, portee),
    }
    if regle.declenche:
        valeurs["declenche"] = regle.declenche
    if regle.verification:
        valeurs["verification"] = regle.verification
    if regle.repeter:
        tous = str(_delai(regle.repeter.tous, portee))
        valeurs["repeter"] = {"tous": tous, "max": regle.repeter.max}
    return valeurs


def _delai(delai: Delai | str, portee: Portee) -> Delai:
    valeur = portee[delai] if isinstance(delai, str) else delai
    return valeur if isinstance(valeur, Delai) else _lire(str(valeur))


@cache
def _lire(texte: str) -> Delai:
    return Delai.lire(texte)
