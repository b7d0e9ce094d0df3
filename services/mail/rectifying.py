"""Prepares a rectifying mail to each person who had received one that a return takes back."""

from __future__ import annotations

from dataclasses import replace

from notifications.catalogue import MESSAGES
from notifications.context import CourrielVise
from services.act import Acte, Chantier
from services.mail.address_tasks import clore_la_tache
from services.mail.message_context import contexte_message
from services.mail.messages import deposer
from states.french import jour_civil
from storage import outbox as depot
from storage.parties import Personne

RECTIFICATIF = "rectificatif"


def preparer_rectificatifs(chantier: Chantier, acte: Acte, seqs: tuple[int, ...]) -> None:
    """Withdraw the mails of those lines that have not left; hold one rectifying mail per sent."""
    for retire in depot.retirer(chantier.connexion, acte.dossier.id, seqs):
        clore_la_tache(chantier, acte.dossier.id, retire)
    message = MESSAGES[RECTIFICATIF]
    for rang, parti in enumerate(depot.partis(chantier.connexion, acte.dossier.id, seqs)):
        contexte = replace(
            contexte_message(chantier, acte, parti.role)(parti.nom),
            courriel_vise=CourrielVise(sujet=parti.sujet, envoye_le=jour_civil(parti.envoye_le)),
        )
        rendu = chantier.bureau.rendeur.rendre(RECTIFICATIF, contexte)
        destinataire = Personne(parti.nom, parti.adresse)
        vise = f"{rang}:"  # the same person may have received several
        deposer(chantier, acte, message, destinataire, rendu=rendu, rang=rang, vise=vise)
