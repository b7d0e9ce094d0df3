"""Deadlines among themselves: reminders before what they remind of, one move at a time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from workflow.errors import Faute
from workflow.process import Definition, Etat, RegleEcheance
from workflow.values import HORLOGE, Delai, Unite

_JOURS = {
    Unite.JOURS: Fraction(1),
    Unite.JOURS_OUVRES: Fraction(7, 5),
    Unite.SEMAINES: Fraction(7),
    Unite.MOIS: Fraction(61, 2),
    Unite.ANS: Fraction(365),
}


def fautes_des_echeances(definition: Definition) -> Iterator[Faute]:
    """Ladders out of order, verifications without a move, moves at the same instant."""
    for etat in definition.etats.values():
        for regle in etat.echeances.values():
            yield from _echelle(definition, etat, regle)
            yield from _verification(definition, etat, regle)
        for une, autre in combinations(etat.echeances.values(), 2):
            yield from _ordre(definition, etat, une, autre)
    yield from _horloge_sans_echeance(definition)


def _chemin(etat: Etat, regle: RegleEcheance) -> str:
    return f"etats.{etat.nom}.echeances.{regle.nom}"


def _en_vigueur(definition: Definition, delai: Delai | str) -> Delai:
    """The delay, its parameter taken at its default."""
    valeur = definition.parametres[delai].defaut if isinstance(delai, str) else delai
    return valeur if isinstance(valeur, Delai) else Delai.lire(str(valeur))


def _jours(definition: Definition, delai: Delai | str) -> Fraction:
    en_vigueur = _en_vigueur(definition, delai)
    return en_vigueur.nombre * _JOURS[en_vigueur.unite]


def _echelle(definition: Definition, etat: Etat, regle: RegleEcheance) -> Iterator[Faute]:
    if regle.repeter is None:
        return
    chemin = f"{_chemin(etat, regle)}.repeter"
    tous = _jours(definition, regle.repeter.tous)
    if regle.declenche:
        message = f"« {regle.nom} » déclenche un mouvement : il ne se répète pas, retirez repeter."
        yield definition.faute("repeter_mouvement", chemin, message)
    if tous == 0:
        message = f"« {regle.nom} » se répète tous les 0 jours ; donnez un intervalle."
        yield definition.faute("repeter_nul", chemin, message)
    if regle.repeter.max == 1:
        message = (
            f"« {regle.nom} » : max: 1 ne répète rien ; retirez repeter, ou comptez au moins 2."
        )
        yield definition.faute("repeter_une_fois", chemin, message, niveau="avertissement")
    if regle.sens == "avant" and tous * (regle.repeter.max - 1) > _jours(definition, regle.delai):
        message = (
            f"« {regle.nom} » : ses {regle.repeter.max} rappels vont au-delà de la date qu’ils "
            "annoncent ; réduisez max ou tous."
        )
        yield definition.faute("rappel_apres_terme", chemin, message)


def _verification(definition: Definition, etat: Etat, regle: RegleEcheance) -> Iterator[Faute]:
    """The task goes out at the office opening, the move follows at its hour: only after a délai."""
    if regle.verification and (regle.declenche is None or regle.sens == "avant"):
        message = (
            f"« {regle.nom} » : une vérification précède un mouvement (apres et declenche) ; "
            "mettez la tâche dans effets."
        )
        chemin = f"{_chemin(etat, regle)}.verification"
        yield definition.faute("verification_sans_mouvement", chemin, message)


def _ordre(
    definition: Definition, etat: Etat, une: RegleEcheance, autre: RegleEcheance
) -> Iterator[Faute]:
    """Two deadlines of one state that count from the same day."""
    comparables = une.depuis == autre.depuis and une.sens == autre.sens == "apres"
    if not comparables:
        return
    if une.declenche and autre.declenche:
        delais = {_en_vigueur(definition, une.delai), _en_vigueur(definition, autre.delai)}
        if len(delais) == 1 and une.calendrier == autre.calendrier:
            message = (
                f"« {une.nom} » et « {autre.nom} » déclenchent {une.declenche} et "
                f"{autre.declenche} au même instant ; rien ne dit lequel passe d’abord."
            )
            yield definition.faute("horloge_simultanee", _chemin(etat, autre), message)
    elif une.declenche or autre.declenche:
        mouvement, rappel = (une, autre) if une.declenche else (autre, une)
        if _jours(definition, rappel.delai) >= _jours(definition, mouvement.delai):
            message = (
                f"Le rappel « {rappel.nom} » ne part jamais : « {mouvement.nom} » fait quitter "
                f"« {etat.nom} » avant lui."
            )
            yield definition.faute("rappel_apres_terme", _chemin(etat, rappel), message)


def _horloge_sans_echeance(definition: Definition) -> Iterator[Faute]:
    """Events of the clock alone that no deadline fires."""
    for evenement in definition.evenements.values():
        if evenement.par != {HORLOGE} or evenement.operation:
            continue
        muets = [
            nom
            for nom in definition.etats
            if nom in evenement.de
            and not any(
                regle.declenche == evenement.nom
                for regle in definition.etats[nom].echeances.values()
            )
        ]
        if muets:
            message = (
                f"« {evenement.nom} » revient à l’horloge, mais aucune échéance de "
                f"{', '.join(muets)} ne le déclenche."
            )
            yield definition.faute("horloge_sans_echeance", f"evenements.{evenement.nom}", message)
