"""Writes a letter when it is decided: its text is kept whole; the PDF is made outside."""

from __future__ import annotations

from documents.letters import REPRISES, rendre_document, reprendre_document
from services.act import Acte, Chantier
from services.letter_identities import derniere_version, inscrites
from services.mail.message_context import contexte_message


def ecrire_document(chantier: Chantier, acte: Acte, nom: str) -> None:
    """Gather one letter: its page in ``contenu``, its row in ``document``.

    Of a letter that Jalon does not hold (a dossier taken over, a page erased) nothing is made
    again.
    """
    contexte = contexte_message(chantier, acte, "entreprise")("")
    dites = inscrites(chantier.entourage, acte.dossier)
    if nom in REPRISES:
        page = derniere_version(chantier.connexion, acte.dossier.id, REPRISES[nom])
        if page is None:
            return
        rendu = reprendre_document(nom, page, contexte, dites)
    else:
        rendu = rendre_document(nom, contexte, dites)
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
