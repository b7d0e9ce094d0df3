"""A waiting mail that somebody decides not to send, with a reason; and the way back."""

from __future__ import annotations

from typing import Any

from services.act import Auteur, commencer
from services.errors import Interdit
from services.mail.messages import RETENU
from services.mail.releasing import (
    MODIFIABLES,
    au_journal,
    autorise,
    exiger_la_version,
    fiche_verrouillee,
    finir,
)
from services.office import Bureau
from services.people import compte_de
from storage import outbox
from workflow.typed_text import lisible

ECARTE = "ecarte"
"""Status of a mail that a person keeps back: it leaves no more, unless it is put back."""


def ecarter(
    bureau: Bureau,
    courriel: int,
    compte: str,
    acteur: str,
    *,
    motif: str,
    version: str | None = None,
) -> dict[str, Any]:
    """Keep a mail back for good; the reason stands in the journal of its dossier.

    Raises:
        Introuvable: no such mail or account.
        Conflit: the text is not ``version``, the one that the person has read, by now.
        Interdit: no reason, it is leaving or has left, or is not this person's to send.
    """
    pourquoi = lisible("motif", motif.strip())
    if not pourquoi:
        raise Interdit("motif", "Il manque le motif.", "Dites pourquoi ce courriel ne part pas.")
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        qui = autorise(compte_de(connexion, compte), courriel)
        fiche = fiche_verrouillee(chantier, courriel, qui, MODIFIABLES)
        if fiche.dossier is None:
            raise Interdit(
                "courriel",
                f"Le courriel {courriel} n’est celui d’aucun dossier : rien ne garderait le motif.",
                "Corrigez l’adresse du compte, ou envoyez une nouvelle invitation.",
            )
        exiger_la_version(chantier, fiche, version)
        outbox.changer(connexion, courriel, statut=ECARTE, erreur=None)
        auteur = Auteur(acteur=acteur, au_nom_de=qui.login)
        donnees = {"avant": fiche.statut, "motif": pourquoi}
        au_journal(chantier, fiche, "courriel_ecarte", donnees, auteur)
        finir(chantier, fiche, qui.login)
    return {"courriel": courriel, "statut": ECARTE, "avant": fiche.statut, "sujet": fiche.sujet}


def remettre(bureau: Bureau, courriel: int, compte: str, acteur: str) -> dict[str, Any]:
    """Put a mail that was kept back among those that wait for a click.

    Raises:
        Introuvable: no such mail or account.
        Interdit: it was not kept back, its text is erased, or it is not this person's to send.
    """
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        qui = autorise(compte_de(connexion, compte), courriel)
        fiche = fiche_verrouillee(chantier, courriel, qui, (ECARTE,), "n’a pas été écarté")
        if not outbox.lire(connexion, courriel).texte:
            raise Interdit(
                "courriel",
                f"Le texte du courriel {courriel} est effacé : il ne peut plus partir.",
                "Écrivez à la personne autrement.",
            )
        outbox.changer(connexion, courriel, statut=RETENU)
        auteur = Auteur(acteur=acteur, au_nom_de=qui.login)
        au_journal(chantier, fiche, "courriel_remis", {"avant": ECARTE}, auteur)
    return {"courriel": courriel, "statut": RETENU, "avant": ECARTE, "sujet": fiche.sujet}
