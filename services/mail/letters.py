"""Writes a letter when it is decided: its text is kept whole; the PDF is made outside."""

from __future__ import annotations

from documents.letters import rendre_document
from services.act import Acte, Chantier
from services.mail.message_context import contexte_message


def ecrire_document(chantier: Chantier, acte: Acte, nom: str) -> None:
    """Gather one letter: its page in ``contenu``, its row in ``document``."""
    contexte = contexte_message(chantier, acte, "entreprise")("")
    rendu = rendre_document(nom, contexte)
    chantier.apercus.append({"genre": "document", "titre": rendu.titre, "html": rendu.html})
    chantier.lot.documents.append(
        {
            "dossier": acte.dossier.id,
            "seq": acte.decision.ligne.seq,
            "nom": nom,
            "titre": rendu.titre,
            "contenu": chantier.garder(rendu.html.encode(), f"document:{nom}", rendu.titre),
            "pdf": None,
            "cree_le": chantier.instant(),
        }
    )
