"""Messages of the convention's life: procedure, term, programming, meetings, bilans, points."""

from __future__ import annotations

from notifications.message import (
    ENTREPRISE,
    FACILITATEUR,
    QUI_A_RECU,
    REFERENT,
    RESPONSABLE,
    Envoi,
    Message,
)

PARTENARIAT = (
    Message("procedure_proposee", REFERENT, "Procédure à accepter"),
    Message("rappel_procedure", REFERENT, "Rappel de la procédure", perime=("procedure_proposee",)),
    Message("procedure_acceptee_avis", FACILITATEUR, "Procédure acceptée"),
    Message("procedure_a_revoir", FACILITATEUR, "Procédure à revoir"),
    Message("procedure_modifiee", REFERENT, "Procédure modifiée"),
    Message("avenant_signe", REFERENT, "Avenant à la convention"),
    Message("avenant_signe_avis", RESPONSABLE, "Avenant à la convention"),
    Message("rappel_indicateurs", REFERENT, "Indicateurs à valider", perime=("en_vigueur",)),
    Message(
        "terme_de_la_convention",
        REFERENT,
        "Terme de la convention",
        perime=("a_cadrer", "procedure_proposee", "en_vigueur"),
    ),
    Message("terme_de_la_convention_avis", RESPONSABLE, "Terme de la convention à préparer"),
    Message("denonciation_de_la_convention", REFERENT, "Dénonciation de la convention"),
    Message("denonciation_avis", RESPONSABLE, "Convention dénoncée"),
    Message("convention_terminee", REFERENT, "Fin de la convention"),
    Message("appel_programmation", REFERENT, "Programmation des achats demandée"),
    Message(
        "rappel_programmation",
        REFERENT,
        "Rappel de la programmation",
        perime=("liste_attendue",),
    ),
    Message("programmation_abandonnee", REFERENT, "Programmation des achats abandonnée"),
    Message(
        "programmation_sans_achat", REFERENT, "Aucun achat à cibler cette année", sauf_auteur=True
    ),
    Message(
        "programmation_sans_achat_avis",
        FACILITATEUR,
        "Aucun achat à cibler cette année",
        Envoi.DIGEST,
        sauf_auteur=True,
    ),
    Message("invitation_reunion", REFERENT, "Invitation à une réunion"),
    Message("invitation_recue_avis", FACILITATEUR, "Invitation du donneur d’ordre"),
    Message("rappel_reunion", REFERENT, "Rappel d’une réunion", perime=("convoquee",)),
    Message("reunion_annulee", REFERENT, "Réunion annulée"),
    Message("reunion_annulee_avis", FACILITATEUR, "Réunion annulée par le donneur d’ordre"),
    Message(
        "reunion_sans_objet",
        QUI_A_RECU,
        "Réunion qui n’a plus lieu d’être",
        suit=("invitation_reunion", "invitation_recue_avis"),
    ),
    Message("compte_rendu_reunion", REFERENT, "Compte rendu d’une réunion"),
    Message(
        "bilan_a_transmettre", FACILITATEUR, "Bilan à transmettre", Envoi.DIGEST, ("a_produire",)
    ),
    Message("bilan_transmis", REFERENT, "Bilan transmis"),
    Message("changement_de_referent", ENTREPRISE, "Changement de personne référente"),
    Message("point_etape_demande_avis", FACILITATEUR, "Point d’étape demandé"),
    Message("point_etape_rendu", REFERENT, "Point d’étape rendu"),
)
