"""The declared deadlines of a state: from what a machine says to rules in force and timers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from workflow.deadlines import (
    PERIODIQUE,
    PRINCIPAL,
    RENDENT,
    calculer,
    jour_de,
    lire_delai,
    manquee,
    poursuivre,
    recalculer,
    timers,
)
from workflow.decision import Timer
from workflow.line_names import DELAIS
from workflow.process import ENTREE, RegleEcheance
from workflow.scope import Portee
from workflow.values import Delai, Ligne, TempsLegal

DE_LA_PAUSE = (*RENDENT, "pas_avant")
"""What a hold or a late verification has added to the rule of a timer."""


def armer_regle(regle: RegleEcheance, portee: Portee, entree: date) -> Iterator[Timer]:
    """The timers of one rule, with the values in force.

    None while its anchor is empty, or while it would have nothing to say.
    """
    if regle.si_parametre is not None and portee[regle.si_parametre] is not True:
        return
    if sans_objet(regle, portee):
        return
    ancre = entree if regle.depuis == ENTREE else date_d_ancrage(regle, portee)
    if ancre is not None:
        yield from timers(regle.nom, regle_en_vigueur(regle, portee), ancre, portee.temps)


def conditions(regle: RegleEcheance) -> tuple[str, ...]:
    """Guards without which a deadline has nothing to say; none when it says something anyway."""
    if regle.declenche or not all(effet.si for effet in regle.effets):
        return ()
    return tuple(effet.si for effet in regle.effets)


def sans_objet(regle: RegleEcheance, portee: Portee) -> bool:
    """Whether a deadline has nothing to say: each of its effects waits for a guard that fails."""
    gardes, lues = portee.definition.gardes, conditions(regle)
    return bool(lues) and not any(portee.tient(gardes[nom].si) for nom in lues)


def renouveler(ancien: Timer, regle: RegleEcheance, portee: Portee) -> Timer | None:
    """An armed timer as a rule and the parameters of ``portee`` make it, its hold still counted.

    A reminder on its way counts from the last one that has left; where the deadline that it recalls
    is put off to a day to come, that day rings again. ``None`` when the rule would arm none: its
    switch is off, its anchor empty, its reminders are over, or it has nothing to say.
    """
    armes = armer_regle(regle, portee, ancien.ancre)
    neuf = next((un for un in armes if un.rang == PRINCIPAL), None)
    if neuf is None:
        return None
    garde = {nom: ancien.regle[nom] for nom in DE_LA_PAUSE if nom in ancien.regle}
    regle_neuve = {**neuf.regle, **garde}
    principal = replace(ancien, rang=PRINCIPAL, regle=regle_neuve, ancre=neuf.ancre)
    if ancien.rang <= PRINCIPAL:
        return recalculer(replace(principal, rang=ancien.rang), portee.temps)
    if (
        manquee(ancien)
        and (a_venir := recalculer(principal, portee.temps)).du_le > portee.maintenant
    ):
        return a_venir
    valeurs = poursuivre(ancien, regle_neuve, portee.temps)
    if valeurs is None:
        return None
    return recalculer(replace(ancien, regle=valeurs, ancre=neuf.ancre), portee.temps)


def date_d_ancrage(regle: RegleEcheance, portee: Portee) -> date | None:
    """Civil day that a deadline counts from; ``None`` while its field or fact is empty."""
    return jour_de(portee[champ_ancre(regle, portee)], portee.temps)


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
        if regle.repeter.periodique:
            valeurs["repeter"][PERIODIQUE] = True
    return valeurs


def _delai(delai: Delai | str, portee: Portee) -> Delai:
    valeur = portee[delai] if isinstance(delai, str) else delai
    return valeur if isinstance(valeur, Delai) else lire_delai(str(valeur))


def regles_de(portee: Portee) -> Iterable[RegleEcheance]:
    """Deadlines declared by the state, as the machine writes them."""
    return portee.definition.etats[portee.etat].echeances.values()


def regles_en_ordre(portee: Portee) -> list[RegleEcheance]:
    """The same, those that count from the end of another after that one."""
    return sorted(regles_de(portee), key=lambda regle: suit_un_delai(regle, portee))


def suit_un_delai(regle: RegleEcheance, portee: Portee) -> bool:
    """Whether a deadline counts from the end of another: a reminder before it."""
    champ = portee.definition.contexte.get(regle.depuis)
    return champ is not None and bool(champ.fait and portee.faits_connus[champ.fait].delais)


def delais_quittes(portee: Portee) -> dict[str, dict[str, Any]]:
    """The live délais of the state that a third party was told of, as they were told.

    A move writes them on its line: they judge an answer that is recorded later, and come back
    with the state.
    """
    opposables = {regle.nom for regle in regles_de(portee) if regle.opposable_a}
    return {
        timer.nom: {
            "regle": dict(timer.regle),
            "ancre": timer.ancre.isoformat(),
            "dernier_jour": calculer(
                timer.regle, timer.ancre, portee.temps
            ).dernier_jour.isoformat(),
        }
        for timer in portee.timers
        if timer.nom in opposables and timer.rang >= PRINCIPAL
    }


def delais_de(ligne: Ligne, donnees: Mapping[str, Any], temps: TempsLegal) -> Iterator[Timer]:
    """The délais that a line has left, from their anchors as the fields now say."""
    for nom, quitte in ligne.donnees.get(DELAIS, {}).items():
        regle = quitte["regle"]
        ancre = jour_de(donnees.get(str(regle["depuis"])), temps)
        yield from timers(nom, regle, ancre or date.fromisoformat(quitte["ancre"]), temps)
