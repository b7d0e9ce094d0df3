"""How a line of the journal is named in words, wherever it is told."""

from __future__ import annotations

from services.act_words import rappel_de
from workflow.process import Definition

ANNULER = "annuler_saisie"
"""What somebody takes back at once (``services.counter.undoing``)."""
LIBELLES = {
    ANNULER: "Saisie annulée",
    "ouvrir": "Dossier ouvert",
    "ouverture": "Dossier ouvert",
    "reprise": "Dossier repris en cours",
    "tache_faite": "Tâche faite",
    "echeance_retenue": "Échéance retenue",
    "recalculer": "Échéances recalculées",
    "courriel_envoye": "Courriel envoyé",
    "courriel_reporte": "Courriel reporté",
    "courriel_echec": "Courriel refusé par le serveur",
    "courriel_incertain": "Courriel au sort incertain",
    "courriel_perime": "Courriel périmé, non envoyé",
    "courriel_libere": "Courriel libéré",
    "courriel_ecarte": "Courriel écarté, non envoyé",
    "courriel_remis": "Courriel écarté remis en attente",
    "courriel_modifie": "Courriel modifié avant l’envoi",
    "publication_modifiee": "La publication du marché a changé",
    "entreprise_reunie": "Entreprise réunie avec une autre fiche",
    "interlocuteur_modifie": "Personne interlocutrice corrigée au registre",
    "relations_en_double": "Deux relations ouvertes pour la même entreprise",
    "migrer": "Nouvelle version de la définition",
}
"""Lines that no machine declares."""
JALON = "jalon"
"""Actor of what nobody has typed."""


def libelle(definition: Definition, evenement: str, etat: str) -> str:
    """How a line is named: its event, its deadline, or what Jalon itself notes."""
    if evenement in definition.evenements:
        return definition.evenements[evenement].libelle
    regle = definition.echeance(etat, evenement) if etat in definition.etats else None
    if regle is not None:
        return rappel_de(regle.libelle or evenement.replace("_", " "), " : ")
    return LIBELLES.get(evenement, evenement.replace("_", " ").capitalize())


def auteur(qui: str) -> str:
    """Who a line is from, as people read it."""
    return qui.capitalize() if qui == JALON else qui
