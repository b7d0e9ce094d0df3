"""Messages of the financial participation: the devis, then its two invoices (article 7)."""

from __future__ import annotations

from notifications.message import COMPTABLE, FACILITATEUR, REFERENT, Envoi, Message

PARTICIPATION = (
    Message("devis_envoye", REFERENT, "Devis de la participation financière"),
    Message("rappel_devis", REFERENT, "Rappel du devis", perime=("envoye",)),
    Message("devis_accepte_avis", FACILITATEUR, "Devis accepté"),
    Message("devis_refuse_avis", FACILITATEUR, "Devis refusé"),
    Message("facture_a_emettre", COMPTABLE, "Facture à émettre", perime=("brouillon",)),
    Message("facture_emise_avis", REFERENT, "Facture émise"),
    Message("facture_interrompue_avis", COMPTABLE, "Délai de paiement interrompu"),
    Message("facture_rejetee_avis", COMPTABLE, "Facture rejetée"),
    Message(
        "paiement_en_retard",
        COMPTABLE,
        "Paiement en retard",
        Envoi.DIGEST,
        ("recue", "service_fait", "mandatee"),
    ),
)
