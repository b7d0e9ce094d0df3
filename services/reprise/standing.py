"""Whether a dossier can stand in its state since that day: what leads to a state precedes it."""

from __future__ import annotations

from datetime import date

from services.reprise.records import Ligne
from workflow.expressions import noms
from workflow.process import AUJOURD_HUI, Champ, Definition
from workflow.scope import Portee
from workflow.sentences import en_francais

ALERTE = "alerte"
FIN_DU_DELAI, REFUS = "fin_delai_de_l_alerte", "refus_ecrit_le"
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
        _fondement(ligne, portee, ligne.depuis)


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
    if fin is None and ligne.etat == ALERTE and REFUS not in ligne.champs:
        depart = str(portee[_DEPART])
        libelle = portee.definition.contexte[depart].libelle
        ligne.faute(
            depart,
            f"« {libelle} » manque : une alerte suppose un délai passé sans réponse ou un refus "
            f"écrit ; donnez {depart}, ou {REFUS}",
        )
