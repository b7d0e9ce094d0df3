"""Arms the deadlines of a state: from its rules, anchors and parameters to due instants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from workflow.decision import Timer
from workflow.process import ENTREE, Definition, RegleEcheance
from workflow.scope import Portee
from workflow.values import Delai, Echeance, TempsLegal

VERIFICATION = 0
PRINCIPAL = 1


def armer(definition: Definition, portee: Portee, entree: date) -> tuple[Timer, ...]:
    """Timers of the state of ``portee``; a rule whose anchor is still empty arms none."""
    regles = definition.etats[portee.etat].echeances.values()
    return tuple(
        timer
        for regle in regles
        if regle.si_parametre is None or portee[regle.si_parametre] is True
        for timer in armer_regle(regle, portee, entree)
    )


def armer_regle(regle: RegleEcheance, portee: Portee, entree: date) -> Iterator[Timer]:
    """The timers of one rule, with the values in force."""
    ancre = entree if regle.depuis == ENTREE else date_d_ancrage(regle, portee)
    if ancre is None:
        return
    valeurs = _regle_en_vigueur(regle, portee)
    yield from timers(regle.nom, valeurs, ancre, portee.temps)


def timers(nom: str, valeurs: Mapping[str, Any], ancre: date, temps: TempsLegal) -> Iterator[Timer]:
    """The timers that a rule in force makes from an anchor: the verification, and the deadline."""
    echeance = calculer(valeurs, ancre, temps)
    if valeurs.get("verification"):
        yield Timer(
            nom=nom,
            rang=VERIFICATION,
            regle=valeurs,
            ancre=ancre,
            du_le=echeance.verification_le,
            echeance=echeance,
        )
    yield Timer(
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
    delai = Delai.lire(str(valeurs["delai"]))
    compte = temps.avant if valeurs["sens"] == "avant" else temps.apres
    return compte(depart, delai, str(valeurs["calendrier"]))


def instant_du(valeurs: Mapping[str, Any], echeance: Echeance) -> datetime:
    """When the clock acts: a move at its hour of the day, a reminder at the office opening."""
    return echeance.declenche_le if valeurs.get("declenche") else echeance.verification_le


def rang_suivant(timer: Timer, temps: TempsLegal, maintenant: datetime) -> Timer | None:
    """The next reminder of a ladder after ``maintenant``: those missed in between are merged."""
    echelle = timer.regle.get("repeter")
    if not echelle:
        return None
    pas = Delai.lire(str(echelle["tous"]))
    jour = calculer(timer.regle, timer.ancre, temps).dernier_jour
    for rang in range(PRINCIPAL + 1, int(echelle["max"]) + 1):
        echeance = temps.apres(jour, pas, str(timer.regle["calendrier"]))
        jour = echeance.dernier_jour
        if rang > timer.rang and echeance.verification_le > maintenant:
            return Timer(
                nom=timer.nom,
                rang=rang,
                regle=timer.regle,
                ancre=timer.ancre,
                du_le=echeance.verification_le,
                echeance=echeance,
            )
    return None


def date_d_ancrage(regle: RegleEcheance, portee: Portee) -> date | None:
    """Civil day that a deadline counts from; ``None`` while its field or fact is empty."""
    valeur = portee[champ_ancre(regle, portee)]
    if isinstance(valeur, datetime):
        return portee.temps.jour_civil(valeur)
    return valeur if isinstance(valeur, date) else None


def champ_ancre(regle: RegleEcheance, portee: Portee) -> str:
    """Name of the field a deadline counts from, its parameter resolved."""
    nom = regle.depuis
    return str(portee[nom]) if nom in portee.definition.parametres else nom


def _regle_en_vigueur(regle: RegleEcheance, portee: Portee) -> dict[str, Any]:
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
    return valeur if isinstance(valeur, Delai) else Delai.lire(str(valeur))
