"""Messages about people and engagements; none to the donneur d'ordre names a person."""

from __future__ import annotations

from notifications.message import (
    ENTREPRISE,
    FACILITATEUR,
    PRESCRIPTEUR,
    QUI_A_RECU,
    REFERENT,
    RESEAU,
    Envoi,
    Message,
)
from states.roles import ACHETEURS, ENTREPRISES

_CANDIDATURE = (
    Message("candidature_eligible_entreprise", ENTREPRISE, "Candidature éligible"),
    Message("candidature_eligible_prescripteur", PRESCRIPTEUR, "Candidature éligible"),
    Message("candidature_ineligible_entreprise", ENTREPRISE, "Candidature non éligible"),
    Message("candidature_ineligible_prescripteur", PRESCRIPTEUR, "Candidature non éligible"),
    Message(
        "validite_proche",
        FACILITATEUR,
        "Fin proche d’une validité",
        Envoi.DIGEST,
        ("eligible", "positionne", "en_parcours"),
    ),
    Message("candidature_expiree", FACILITATEUR, "Validité expirée", Envoi.DIGEST),
    Message("candidature_expiree_prescripteur", PRESCRIPTEUR, "Validité expirée"),
    Message("candidature_presentee", ENTREPRISE, "Candidature présentée"),
    Message("positionnement_avis", PRESCRIPTEUR, "Présentation à une entreprise"),
    Message("positionnement_sans_suite", PRESCRIPTEUR, "Retour d’un positionnement"),
    Message("embauche_avis", PRESCRIPTEUR, "Retour d’un positionnement : embauche"),
    Message("embauche_sans_validation", REFERENT, "Embauche sans validation"),
    Message("retour_mission", PRESCRIPTEUR, "Retour de mission"),
    Message("candidature_arretee", PRESCRIPTEUR, "Candidature arrêtée"),
)

_RECRUTEMENT = (
    Message("offre_diffusee", RESEAU, "Offre d’emploi"),
    Message(
        "profils_en_retard",
        FACILITATEUR,
        "Profils à présenter",
        Envoi.DIGEST,
        ("a_diffuser", "diffusee", "preselection"),
    ),
)

_ANNONCES = ("action_annoncee", "action_annoncee_acheteur", "action_annoncee_entreprise")
_ACTION = (
    *(
        Message(nom, a_qui, "Action collective annoncée", perime=("programmee",), suit=_ANNONCES)
        for nom, a_qui in zip(_ANNONCES, (RESEAU, ACHETEURS, ENTREPRISES), strict=True)
    ),
    Message(
        "action_reportee",
        QUI_A_RECU,
        "Action collective reportée",
        perime=("programmee",),
        suit=(*_ANNONCES, "action_reportee"),
    ),
    Message(
        "action_annulee",
        QUI_A_RECU,
        "Action collective annulée",
        suit=(*_ANNONCES, "action_reportee"),
    ),
)

_ENGAGEMENT = (
    Message("engagement_en_retard", FACILITATEUR, "Engagement à vérifier", Envoi.DIGEST),
    Message("justificatif_attendu", ENTREPRISE, "Justificatif attendu", perime=("a_justifier",)),
    Message("engagement_non_tenu", REFERENT, "Engagement non tenu"),
    Message("engagement_reporte", REFERENT, "Échéance d’un engagement reportée"),
)

PARCOURS = (*_CANDIDATURE, *_RECRUTEMENT, *_ACTION, *_ENGAGEMENT)
