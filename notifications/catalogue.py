"""The visible table of every message: who receives it, how it leaves, when it goes stale."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notifications.catalogue_parcours import PARCOURS
from notifications.catalogue_participation import PARTICIPATION
from notifications.catalogue_partnership import PARTENARIAT
from notifications.message import (
    DESTINATAIRE_INITIAL,
    ENTREPRISE,
    FACILITATEUR,
    JAMAIS,
    REFERENT,
    TITULAIRE_DU_COMPTE,
    Envoi,
    Message,
)

__all__ = [
    "COMPTES",
    "DESTINATAIRE_INITIAL",
    "ENTREPRISE",
    "FACILITATEUR",
    "INVITATION",
    "JAMAIS",
    "MESSAGES",
    "OUBLI",
    "REFERENT",
    "TITULAIRE_DU_COMPTE",
    "Envoi",
    "Message",
]

_DIGEST, _A_VALIDER = Envoi.DIGEST, Envoi.A_VALIDER

_RELATION = (
    Message(
        "premier_contact_attendu",
        FACILITATEUR,
        "Premier contact à prendre",
        _DIGEST,
        ("a_contacter",),
    ),
    Message(
        "liste_siae",
        ENTREPRISE,
        "Liste des SIAE et des GEIQ du territoire",
        liste_structures=True,
    ),
    Message(
        "demande_accord_courrier",
        REFERENT,
        "Demande d’accord pour un courrier",
        piece_jointe="courrier_rappel",
    ),
    Message(
        "rappel_accord_courrier",
        REFERENT,
        "Rappel de la demande d’accord",
        perime=("courrier_propose",),
    ),
    Message("courrier_accepte", FACILITATEUR, "Courrier accepté"),
    Message("courrier_refait", REFERENT, "Courrier refait à l’identité du jour"),
    Message("courrier_refuse", FACILITATEUR, "Courrier refusé"),
    Message(
        "rappel_delai_courrier",
        FACILITATEUR,
        "Fin prochaine du délai de réponse",
        _DIGEST,
        ("courrier_recu",),
    ),
    Message("alerte_donneur_ordre", REFERENT, "Alerte au donneur d’ordre"),
    Message("rappel_alerte", REFERENT, "Rappel de l’alerte", perime=("alerte",)),
    Message("retrait_alerte", REFERENT, "Retrait de l’alerte", _A_VALIDER),
    Message("reponse_par_lien", FACILITATEUR, "L’entreprise a écrit par son lien"),
    Message("reponse_recue", REFERENT, "Réponse de l’entreprise dans le délai"),
    Message("reponse_tardive", REFERENT, "Réponse de l’entreprise après le délai ou son refus"),
    Message("defaillance_notifiee_avis", FACILITATEUR, "Défaillance notifiée"),
    Message("convocation_rencontre", ENTREPRISE, "Invitation à une rencontre", _A_VALIDER),
    Message("plan_convenu_referent", REFERENT, "Plan de rattrapage convenu"),
    Message("plan_convenu_entreprise", ENTREPRISE, "Plan de rattrapage convenu", _A_VALIDER),
    Message(
        "plan_echeance",
        FACILITATEUR,
        "Échéance du plan de rattrapage",
        _DIGEST,
        ("plan_rattrapage",),
    ),
    Message("plan_non_tenu_avis", REFERENT, "Plan de rattrapage non tenu"),
    Message("penalites_engagees_avis", FACILITATEUR, "Procédure de pénalités engagée"),
    Message(
        "observations_finies",
        REFERENT,
        "Observations terminées, décision attendue",
        perime=("observations",),
    ),
    Message("penalite_decidee_avis", FACILITATEUR, "Pénalité décidée"),
    Message("exoneration_avis", FACILITATEUR, "Exonération décidée"),
    Message("procedure_arretee", REFERENT, "Procédure arrêtée", sauf_auteur=True),
)

_MARCHE = (
    Message("preconisation_demandee_avis", FACILITATEUR, "Préconisation demandée"),
    Message("preconisation_emise", REFERENT, "Préconisation à valider"),
    Message(
        "rappel_preconisation",
        REFERENT,
        "Rappel de la préconisation",
        perime=("preconisation_emise",),
    ),
    Message(
        "procedures_arretees", REFERENT, "Procédures arrêtées avec le marché", sauf_auteur=True
    ),
    Message("marche_notifie_avis", FACILITATEUR, "Marché notifié"),
    Message("pieces_attendues", REFERENT, "Pièces du marché attendues"),
    Message(
        "rappel_pieces",
        REFERENT,
        "Rappel des pièces du marché",
        perime=("notifie", "lance", "en_suivi"),
    ),
    Message("invitation_lancement_attendue", REFERENT, "Invitation à la réunion de lancement"),
    Message(
        "invitation_analyse_attendue",
        REFERENT,
        "Invitation à l’analyse des offres",
        perime=("en_consultation",),
    ),
    Message("analyse_sans_invitation_avis", FACILITATEUR, "Offres analysées sans invitation"),
    Message("analyse_rendue", REFERENT, "Analyse des offres rendue"),
    Message("objectif_atteint_avis", FACILITATEUR, "Objectif d’heures atteint"),
    Message("bilan_final_a_produire", FACILITATEUR, "Bilan final à produire", _DIGEST),
    Message("bilan_final_livre", REFERENT, "Bilan final livré"),
    Message("marche_clos_avis", REFERENT, "Marché clos"),
    Message("marche_resilie_avis", FACILITATEUR, "Marché résilié"),
    Message("marche_suspendu_avis", FACILITATEUR, "Marché suspendu"),
    Message("marche_repris_avis", FACILITATEUR, "Exécution du marché reprise"),
    Message("marche_sans_execution_avis", FACILITATEUR, "Marché sans exécution", _DIGEST),
    Message("marche_non_retenu", REFERENT, "Marché non retenu"),
    Message("marche_modifie_avis", FACILITATEUR, "Avenant au marché"),
)

_GENERIQUES = (
    Message("signalement_donneur_ordre", REFERENT, "Signalement d’une difficulté"),
    Message("pause_du_delai", ENTREPRISE, "Délai annoncé, arrêté"),
    Message("reprise_du_delai", ENTREPRISE, "Délai annoncé, repris"),
    Message("correction_convenue", REFERENT, "Correction de ce qui avait été convenu"),
    Message("rectificatif", DESTINATAIRE_INITIAL, "Courriel rectificatif", _A_VALIDER),
)

MESSAGES: Mapping[str, Message] = MappingProxyType(
    {
        message.nom: message
        for message in (*_RELATION, *_MARCHE, *PARTICIPATION, *PARCOURS, *PARTENARIAT, *_GENERIQUES)
    }
)

DIGEST = Message("digest", FACILITATEUR, "Courriel du matin")
"""The morning mail itself: sent by the daily job, named by no machine."""

INVITATION = Message("invitation_compte", TITULAIRE_DU_COMPTE, "Invitation à ouvrir son compte")
OUBLI = Message("mot_de_passe_oublie", TITULAIRE_DU_COMPTE, "Mot de passe oublié")
COMPTES: Mapping[str, Message] = MappingProxyType({un.nom: un for un in (INVITATION, OUBLI)})
"""Mails about somebody's own account: of no dossier, and never held back by the office's hours."""
