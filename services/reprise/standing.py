"""Whether a dossier can stand in its state since that day: what leads to a state precedes it."""

from __future__ import annotations

from datetime import date

from services.reprise.records import Ligne
from states.letters_and_alerts import APRES_L_ALERTE
from workflow.expressions import noms
from workflow.process import AUJOURD_HUI, Champ, Definition
from workflow.scope import Portee
from workflow.sentences import en_francais

NOTIFIE, FONDEE = "notifie_le", "alerte_fondee"
FIN_DU_DELAI, REFUS = "fin_delai_de_l_alerte", "refus_ecrit_le"
FIN_DES_OBSERVATIONS = "fin_des_observations"
PREUVES = {
    "defaillance_notifiee": "date_notification",
    "observations": "montant",
    "penalite_decidee": "montant",
}
"""State → the field that the act which leads to it cannot do without."""
RELANCE, AVANT_L_ENVOI = "relance_justifiee", frozenset({"courrier_propose", "courrier_accepte"})
"""The guard of the courrier, and the states that stand on it alone: nothing is posted yet."""
SUITES = ("date_notification", "date_rencontre", "invitation_recue_le")
"""Days of what follows an alert."""
_DEPART, _DEPUIS = "depart_delai", "etat_depuis"


def du_passe(champ: Champ) -> bool:
    """Whether the machine says that a date cannot be in the future."""
    return champ.invariant is not None and AUJOURD_HUI in noms(champ.invariant)


def dater(ligne: Ligne, portee: Portee) -> None:
    """Leave a fault for each date that denies the day on which the state was entered.

    ``portee`` is the dossier as the line would open it.
    """
    if ligne.depuis is None:  # its own fault is told already
        return
    _precedents(ligne, portee.definition, ligne.depuis)
    if FIN_DU_DELAI in portee.definition.contexte:
        _apres_la_notification(ligne, portee, ligne.depuis)
        _fondement(ligne, portee, ligne.depuis)
        _suites(ligne, portee)
        _observations(ligne, portee, ligne.depuis)
        _contacts(ligne, portee)


def _precedents(ligne: Ligne, definition: Definition, depuis: date) -> None:
    """Facts that led to the state: those that no act of the state itself can enter."""
    sur_place = {
        saisie.champ
        for un in definition.evenements.values()
        if ligne.etat in un.de and not un.destinations
        for saisie in un.saisies
    }
    for nom, jour in ligne.champs.items():
        champ = definition.contexte[nom]
        if champ.type != "date" or not du_passe(champ) or nom in sur_place or jour <= depuis:
            continue
        ligne.faute(
            _DEPUIS,
            f"l’état « {definition.etats[ligne.etat].libelle} » ne peut pas commencer le "
            f"{en_francais(depuis)}, avant « {champ.libelle} » ({en_francais(jour)}) : "
            f"corrigez etat_depuis ou {nom}",
        )


def _fondement(ligne: Ligne, portee: Portee, depuis: date) -> None:
    """An alert stands on a délai that ran out, or on a written refusal (annexe 2/A)."""
    fin = portee[FIN_DU_DELAI]
    if fin is not None and fin >= depuis:
        etat = portee.definition.etats[ligne.etat].libelle
        ligne.faute(
            _DEPUIS,
            f"l’état « {etat} » ne peut pas commencer le {en_francais(depuis)} : l’entreprise "
            f"pouvait répondre jusqu’au {en_francais(fin)} ; corrigez etat_depuis ou les dates du "
            f"courrier, ou donnez {REFUS}",
        )
    if ligne.etat in APRES_L_ALERTE and not portee[FONDEE]:
        depart = str(portee[_DEPART])
        libelle = portee.definition.contexte[depart].libelle
        ligne.faute(
            depart,
            f"« {libelle} » manque : une alerte et ses suites supposent un délai passé sans "
            f"réponse ou un refus écrit ; donnez {depart}, ou {REFUS}",
        )


def _apres_la_notification(ligne: Ligne, portee: Portee, depuis: date) -> None:
    """Nothing is asked of an entreprise before its marché is notified."""
    notifie = portee[NOTIFIE]
    if notifie is None:
        return
    contexte = portee.definition.contexte
    dits = {nom: un for nom, un in ligne.champs.items() if nom != NOTIFIE and isinstance(un, date)}
    for nom, jour in {_DEPUIS: depuis, **dits}.items():
        if jour >= notifie or nom == REFUS:  # the machine has a sentence of its own for a refusal
            continue
        libelle = contexte[nom].libelle if nom in contexte else "L’entrée dans l’état"
        ligne.faute(
            nom,
            f"« {libelle} » ({en_francais(jour)}) précède la notification du marché "
            f"({en_francais(notifie)}) : corrigez {nom}",
        )


def _observations(ligne: Ligne, portee: Portee, depuis: date) -> None:
    """A penalty decided too early is taken as it is, and told: the city has to see to it."""
    fin = portee[FIN_DES_OBSERVATIONS]
    if ligne.etat == "penalite_decidee" and fin is not None and depuis <= fin:
        ligne.avertir(
            _DEPUIS,
            f"la pénalité est décidée le {en_francais(depuis)}, alors que l’entreprise pouvait "
            f"présenter ses observations jusqu’au {en_francais(fin)} : une tâche demande d’en "
            "décider avec la ville",
        )


def _contacts(ligne: Ligne, portee: Portee) -> None:
    """A courrier not sent yet that no contact founds is taken as it is, and told (annexe 2/A)."""
    garde = portee.definition.gardes[RELANCE]
    if ligne.etat in AVANT_L_ENVOI and not portee.tient(garde.si):
        phrase, _ = portee.phrase(garde.sinon)
        etat = portee.definition.etats[ligne.etat].libelle
        ligne.avertir(
            "contacts",
            f"l’état « {etat} » suppose des contacts restés sans suite. {phrase} Donnez contacts "
            "et ecrits, ou reprenez la relation « En difficulté »",
        )


def _suites(ligne: Ligne, portee: Portee) -> None:
    """What follows an alert comes after what founds it, and with what its act asks for."""
    contexte = portee.definition.contexte
    preuve = PREUVES.get(ligne.etat)
    if preuve is not None and ligne.champs.get(preuve) is None:
        etat = portee.definition.etats[ligne.etat].libelle
        ligne.faute(
            preuve,
            f"« {contexte[preuve].libelle} » manque : l’état « {etat} » le suppose ; "
            f"donnez {preuve}",
        )
    fin, refus = portee[FIN_DU_DELAI], ligne.champs.get(REFUS)
    for nom in SUITES:
        jour = ligne.champs.get(nom)
        if jour is None:
            continue
        if refus is not None and jour < refus:
            dit = f"le refus écrit du {en_francais(refus)}"
        elif refus is None and fin is not None and jour <= fin:
            dit = f"la fin du délai de l’entreprise ({en_francais(fin)})"
        else:
            continue
        ligne.faute(
            nom,
            f"« {contexte[nom].libelle} » ({en_francais(jour)}) ne peut pas précéder {dit} : "
            f"corrigez {nom} ou les dates du courrier",
        )
