"""Renders a message when it is decided and keeps it whole: outbox, morning mail, or held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notifications.catalogue import MESSAGES, Envoi, Message
from notifications.rendering import Rendu
from services.act import Acte, Chantier
from services.mail.message_context import contexte_message
from services.pieces import nom_de_lettre
from states.roles import ACHETEURS, ENTREPRISES
from storage import accounts, outbox
from storage.column_types import ecrire_instant
from storage.parties import Personne
from storage.stored_json import ecrire_json, octets_json

PRET, RETENU, SANS_ADRESSE = "pret", "retenu", "sans_adresse"
DES_MARCHES = frozenset({ACHETEURS, ENTREPRISES})
"""Audiences of several marchés at once: none of their mails waits for just anybody of them."""
INCONNU = "Madame, Monsieur"
"""How a mail greets somebody whom the register does not name yet."""
DOMAINE_SANS_ADRESSE = "jalon.invalid"


def ecrire_courriel(chantier: Chantier, acte: Acte, nom: str) -> list[Mapping[str, str]]:
    """Render a message for each person of its audience.

    Returns what is missing for somebody to be written to: each becomes a task of the facilitateur.
    """
    message = MESSAGES[nom]
    personnes = chantier.entourage.personnes(acte.dossier, message.audience)
    if message.sauf_auteur and personnes:
        personnes = _sauf_l_auteur(chantier, acte, personnes)
        if not personnes:
            return []
    if message.audience in DES_MARCHES:  # its own act says who has no address
        personnes = [un for un in personnes if un.courriel]
        if not personnes:
            return []
    if message.suit:
        attend = outbox.attend_une_adresse(chantier.connexion, acte.dossier.id, nom)
        nouvelles = _sans_qui_a_recu(chantier, acte, message, personnes)
        nouvelles = [un for un in nouvelles if un.courriel or not attend]
        if not nouvelles and (personnes or attend):
            return []
        personnes = nouvelles
    if message.envoi is Envoi.DIGEST:
        _au_digest(chantier, acte, message, personnes)
        return []
    contexte = contexte_message(chantier, acte, message.audience, listes=message.liste_structures)
    manques: list[Mapping[str, str]] = []
    for rang, personne in enumerate(_une_par_adresse(personnes) or [Personne(INCONNU, None)]):
        deposer(
            chantier,
            acte,
            message,
            personne,
            rendu=chantier.bureau.rendeur.rendre(nom, contexte(personne.nom)),
            rang=rang,
        )
        if not personne.courriel:
            manques.append({"destinataire": personne.nom, "message": message.libelle})
    return manques


def _sauf_l_auteur(chantier: Chantier, acte: Acte, personnes: list[Personne]) -> list[Personne]:
    """Those who learn something: who ends a marché knows that its procedures end with it."""
    auteur = accounts.par_login(chantier.connexion, acte.auteur.au_nom_de or "")
    adresse = auteur.courriel.casefold() if auteur and auteur.courriel else None
    return [un for un in personnes if not un.courriel or un.courriel.casefold() != adresse]


def _sans_qui_a_recu(
    chantier: Chantier, acte: Acte, message: Message, personnes: list[Personne]
) -> list[Personne]:
    """Those whom none of the mails that this one would repeat has reached, or will."""
    ecrits = outbox.ecrits(chantier.connexion, acte.dossier.id, message.suit)
    deja = {un.adresse.casefold() for un in ecrits} | {
        str(un["adresse"]).casefold()
        for un in chantier.lot.outbox
        if un["dossier"] == acte.dossier.id and un["message"] in message.suit
    }
    return [un for un in personnes if (un.courriel or "").casefold() not in deja]


def _une_par_adresse(personnes: list[Personne]) -> list[Personne]:
    """One mail to a box that several people share: the key of the outbox allows no second."""
    par_adresse = {un.courriel or f"{rang}": un for rang, un in reversed([*enumerate(personnes)])}
    return [un for un in personnes if un in par_adresse.values()]


def deposer(  # noqa: PLR0913 # what one mail is made of
    chantier: Chantier,
    acte: Acte,
    message: Message,
    personne: Personne,
    *,
    rendu: Rendu,
    rang: int = 0,
    vise: str = "",
) -> None:
    """Gather one mail: its body in ``contenu``, its row in the outbox.

    ``vise`` tells apart several mails of one act to the same person.
    """
    statut = RETENU if message.envoi is Envoi.A_VALIDER else PRET
    if not personne.courriel:
        statut = SANS_ADRESSE
    facilitateur = chantier.entourage.facilitateur(acte.dossier)
    expediteur = _expediteur(chantier, acte)
    domaine = expediteur.rpartition("@")[2] if expediteur else DOMAINE_SANS_ADRESSE
    piece = _piece(chantier, message)
    chantier.lot.outbox.append(
        {
            "cle": f"{acte.cle}:{message.nom}:{vise}{personne.courriel or rang}",
            "dossier": acte.dossier.id,
            "seq": acte.decision.ligne.seq,
            "message": message.nom,
            "role": message.audience,
            "nom": personne.nom,
            "adresse": personne.courriel,
            "statut": statut,
            "sujet": rendu.sujet,
            "contenu": chantier.garder(corps(rendu), f"courriel:{message.nom}"),
            "contenu_origine": None,
            "expediteur_nom": facilitateur.nom if facilitateur else "Jalon",
            "expediteur": expediteur,
            "repondre_a": facilitateur.courriel if facilitateur else None,
            "message_id": f"<{acte.dossier.numero}.{acte.decision.ligne.seq}.{message.nom}"
            f".{rang}@{domaine}>",
            "fil": f"<{acte.dossier.numero}@{domaine}>",
            "piece": piece["contenu"] if piece else None,
            "piece_nom": nom_de_lettre(piece["nom"], acte.dossier.numero) if piece else None,
            "perime_si_quitte": ecrire_json(list(message.perime)) if message.perime else None,
            "cree_le": chantier.instant(),
            "pret_le": chantier.instant(),
            "essai_le": None,
            "loue_jusqu_a": None,
            "tentatives": 0,
            "erreur": None,
            "envoye_le": None,
        }
    )
    dit = {
        "dossier": acte.dossier.numero,
        "message": message.nom,
        "destinataire": personne.nom,
        "adresse": personne.courriel,
        "statut": statut,
        "sujet": rendu.sujet,
    }
    chantier.courriels.append(dit)
    chantier.apercus.append(
        {
            **dit,
            "genre": "courriel",
            "de": facilitateur.nom if facilitateur else "Jalon",
            "texte": rendu.texte,
            "piece_jointe": piece["titre"] if piece else None,
        }
    )


def corps(rendu: Rendu) -> bytes:
    """Stored form of a mail: what its reader sees, so that no version of it is lost."""
    return octets_json({"sujet": rendu.sujet, "texte": rendu.texte, "html": rendu.html})


def _expediteur(chantier: Chantier, acte: Acte) -> str | None:
    """Address that signs: the installation's, else the structure's."""
    adresse = chantier.bureau.reglages.adresse_expediteur
    cadre = chantier.entourage.cadre(acte.dossier)
    return adresse or (cadre.courriel if cadre else None)


def _piece(chantier: Chantier, message: Message) -> dict[str, Any] | None:
    """The letter that the same act has just written, when the message attaches it."""
    pieces: Iterator[dict[str, Any]] = reversed(chantier.lot.documents)
    return next((une for une in pieces if une["nom"] == message.piece_jointe), None)


def _au_digest(chantier: Chantier, acte: Acte, message: Message, personnes: list[Personne]) -> None:
    contexte = contexte_message(chantier, acte, message.audience)
    for personne in personnes:
        rendu = chantier.bureau.rendeur.rendre(message.nom, contexte(personne.nom))
        chantier.lot.digest.append(
            {
                "cle": f"{acte.cle}:{message.nom}:{personne.compte or personne.courriel}",
                "compte": personne.compte,
                "dossier": acte.dossier.id,
                "message": message.nom,
                "sujet": rendu.sujet,
                "texte": rendu.texte,
                "cree_le": ecrire_instant(chantier.now),
                "servi_le": None,
            }
        )
        chantier.courriels.append(
            {
                "dossier": acte.dossier.numero,
                "message": message.nom,
                "destinataire": personne.nom,
                "adresse": personne.courriel,
                "statut": "digest",
                "sujet": rendu.sujet,
            }
        )
