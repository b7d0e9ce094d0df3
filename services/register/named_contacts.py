"""The interlocuteur that an entreprise names: written in the register, for that marché."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.act import Acte, Chantier
from services.register import register_fields as champs
from storage.register_people import creer, interlocuteurs
from workflow.errors import ValeurInvalide

NOM, COURRIEL, TELEPHONE = "interlocuteur", "interlocuteur_courriel", "interlocuteur_telephone"


def verifier_les_coordonnees(saisies: Mapping[str, Any]) -> dict[str, str | None]:
    """Address and telephone as the register takes them.

    Raises:
        ValeurInvalide: one of them is no good.
    """
    return {
        "courriel": champs.courriel(COURRIEL, saisies.get(COURRIEL)),
        "telephone": champs.telephone(TELEPHONE, saisies.get(TELEPHONE)),
    }


def inscrire(chantier: Chantier, acte: Acte) -> None:
    """Add the person whom the act names, unless the register has that address already.

    Raises:
        ValeurInvalide: an address or a telephone that is no good, or no company to name one for.
    """
    saisies, dossier = acte.decision.ligne.donnees, acte.dossier
    if dossier.entreprise is None:
        raise ValeurInvalide(NOM, "Ce dossier n’a pas d’entreprise.", "Choisissez-en un autre.")
    jour = chantier.entourage.jour
    valeurs = {
        "nom": champs.exiger(NOM, str(saisies[NOM])),
        **verifier_les_coordonnees(saisies),
    }
    connus = interlocuteurs(chantier.connexion, dossier.entreprise, dossier.marche, jour)
    if any(
        (un.nom, un.courriel) == (valeurs["nom"], valeurs["courriel"])
        for un in connus
        if un.marche == dossier.marche
    ):
        return
    lien = {"entreprise": dossier.entreprise, "marche": dossier.marche, "du": jour, "au": None}
    creer(chantier.connexion, "interlocuteur", lien | valeurs)
