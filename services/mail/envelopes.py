"""Puts a rendered mail into its envelope: addresses, thread, attached letter."""

from __future__ import annotations

import secrets

from documents.pdf import en_pdf
from notifications.composing import Courriel, PieceJointe
from services.office import Bureau
from states.french import a_paris
from storage import outbox
from storage.canonical import empreinte_salee
from storage.outbox import CourrielDu


def composer(bureau: Bureau, du: CourrielDu, pieces: tuple[PieceJointe, ...]) -> Courriel:
    """The mail to flatten."""
    detourne = bureau.reglages.rediriger_vers
    return Courriel(
        message_id=du.message_id,
        de_nom=du.expediteur_nom,
        de_adresse=str(du.expediteur),
        a_nom=du.nom,
        a_adresse=detourne or du.adresse,
        sujet=f"[pour {du.adresse}] {du.sujet}" if detourne else du.sujet,
        texte=du.texte,
        html=du.html,
        date=a_paris(bureau.horloge.maintenant()),
        repondre_a=du.repondre_a or "",
        en_reponse_a=du.fil or "",
        references=(du.fil,) if du.fil else (),
        pieces=pieces,
    )


def preparer_piece(bureau: Bureau, du: CourrielDu) -> tuple[PieceJointe, ...]:
    """The attached letter as PDF, made outside any transaction, once, and kept with its digest."""
    if du.piece is None:
        return ()
    with bureau.travail.lire() as connexion:
        page, pdf = outbox.piece(connexion, du.piece)
    if pdf is None:
        pdf = _imprimer(bureau, du, page)
    return (PieceJointe(nom=str(du.piece_nom), type="application/pdf", contenu=pdf),)


def _imprimer(bureau: Bureau, du: CourrielDu, page: bytes) -> bytes:
    pdf = en_pdf(page.decode())
    sel = secrets.token_hex(16)
    rangee = {
        "empreinte": empreinte_salee(sel, pdf),
        "sel": sel,
        "genre": "pdf",
        "nom": du.piece_nom,
        "corps": pdf,
        "efface_le": None,
    }
    with bureau.travail.ecrire() as connexion:
        if outbox.garder_pdf(connexion, str(du.piece), rangee):
            return pdf
        return outbox.piece(connexion, str(du.piece))[1] or pdf
