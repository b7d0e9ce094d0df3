"""What a field of the engine’s own operations may hold: people, states, fields, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.act import Chantier
from services.act_words import minuscule
from services.counter.register_choices import du_registre
from services.line_labels import libelle
from services.plain_words import valeur_en_mots
from services.prescribers import prescripteurs
from states.french import jour_civil
from states.roles import FACILITATEUR, PRESCRIPTEUR
from storage import accounts
from storage import looking_details as details
from storage.looking import LigneVue
from storage.stored_json import lire_json
from workflow.history import CORRECTION
from workflow.process import Definition, Evenement
from workflow.sentences import en_francais

COMPTE = "compte"
LIGNES = 1_000


def choix(
    chantier: Chantier,
    vue: LigneVue,
    definition: Definition,
    evenement: Evenement,
    saisie: dict[str, Any],
) -> list[tuple[str, str]]:
    """Values of a field with their labels; none when anything may be typed."""
    if "valeurs" in saisie:
        return [(valeur, saisie["libelles"][valeur]) for valeur in saisie["valeurs"]]
    if saisie["type"] == "booleen":
        return [("oui", "oui"), ("non", "non")]
    if saisie["champ"] in {PRESCRIPTEUR, COMPTE}:
        return _comptes(chantier, vue, evenement, saisie["champ"])
    if evenement.operation == "correction" and saisie["champ"] == "champ":
        return _champs_saisis(vue, definition)
    if evenement.operation == "correction" and saisie["champ"] == "ligne":
        return _lignes_saisies(chantier, vue, definition)
    return du_registre(chantier, vue.dossier, evenement, saisie["champ"])


def _comptes(
    chantier: Chantier, vue: LigneVue, evenement: Evenement, champ: str
) -> list[tuple[str, str]]:
    """The accounts among which a field chooses, if it does."""
    if champ == PRESCRIPTEUR:
        return prescripteurs(chantier, vue.dossier)
    if evenement.operation != "affectation":
        return []
    return accounts.du_role(chantier.connexion, FACILITATEUR, _structure(chantier, vue))


def _structure(chantier: Chantier, vue: LigneVue) -> int | None:
    cadre = chantier.entourage.cadre(vue.dossier)
    return cadre.structure if cadre else None


def _champs_saisis(vue: LigneVue, definition: Definition) -> list[tuple[str, str]]:
    """Fields that the dossier keeps, with what they hold."""
    connus = {nom: un for nom, un in definition.contexte.items() if un.saisi}
    return [
        (nom, f"{connus[nom].libelle} ({valeur_en_mots(connus[nom], valeur)})")
        for nom, valeur in lire_json(vue.dossier.data).items()
        if valeur is not None and nom in connus
    ]


def _lignes_saisies(
    chantier: Chantier, vue: LigneVue, definition: Definition
) -> list[tuple[str, str]]:
    """Lines of the journal that entered something, newest first: their day and their act."""
    lues = details.journal(chantier.connexion, vue.dossier.id, apres=0, limite=LIGNES)
    saisis = {nom for nom, un in definition.contexte.items() if un.saisi}
    return [
        (str(une["seq"]), f"{en_francais(jour_civil(une['at']))}, {_nom(definition, une)}")
        for une in reversed(lues)
        if une["kind"] != CORRECTION and saisis & set(lire_json(une["payload"]))
    ]


def _nom(definition: Definition, ligne: Mapping[str, Any]) -> str:
    return minuscule(libelle(definition, ligne["event"], ligne["from_state"]))
