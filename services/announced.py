"""Whom the announce of an action collective still has to reach, and whom it has no address for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notifications.catalogue import MESSAGES
from services.act import Chantier
from services.associated import marches_en_cours
from states.recruitment import A_PREVENIR, SANS_ADRESSE
from states.roles import REFERENT
from storage import outbox
from storage.dossiers import LigneDossier

ANNONCE = "action_annoncee"
"""Its first mail: ``suit`` names those of every audience."""


def registre_de_l_annonce(chantier: Chantier, action: LigneDossier) -> Mapping[str, Any]:
    """People whom none of its mails has reached, or will; companies and buyers without address."""
    annonces = MESSAGES[ANNONCE].suit
    ecrits = outbox.ecrits(chantier.connexion, action.id, annonces)
    deja = {un.adresse.casefold() for un in ecrits}
    joignables = {
        une.courriel.casefold()
        for nom in annonces
        for une in chantier.entourage.personnes(action, MESSAGES[nom].audience)
        if une.courriel
    }
    manquent = dict.fromkeys(_sans_adresse(chantier, action))
    return {A_PREVENIR: len(joignables - deja), SANS_ADRESSE: ", ".join(manquent) or None}


def _sans_adresse(chantier: Chantier, action: LigneDossier) -> Iterator[str]:
    """Parties of its running marchés to whom nobody can write."""
    entourage = chantier.entourage
    for marche in marches_en_cours(chantier.connexion, action):
        if not any(une.courriel for une in entourage.personnes(marche, REFERENT)):
            yield f"la personne référente de {marche.numero}"
        for relation in entourage.relations_en_cours(marche):
            entreprise = entourage.entreprise(relation)
            if entreprise and not any(un.courriel for un in entourage.interlocuteurs(relation)):
                yield f"{entreprise.nom} ({marche.numero})"
