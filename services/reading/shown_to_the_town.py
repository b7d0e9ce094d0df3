"""A dossier's page as the people of a buyer read it: no note, no name, no total of a few people."""

from __future__ import annotations

from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import lit_la_machine
from services.meanwhile import NOTES
from services.people import SUIVENT_UNE_PERSONNE
from services.pieces import CHAMP, VALEUR, renvoi
from services.reading.standing import tenues
from states.facts import FACTS
from states.roles import ENTREPRISE, REFERENT
from workflow.process import Definition

PERSONNES_MIN = 5
"""Fewer people than that are not counted for a buyer."""
RETENUE_POUR_LA_VILLE = (
    "L’équipe de facilitation lit ce qu’elle a reçu : le délai ne peut se constater avant."
)


def pour_la_ville(
    visiteur: Visiteur, dite: dict[str, Any], definition: Definition
) -> dict[str, Any]:
    """A dossier's page without what its reader, of a buyer, is not shown."""
    fiche = dite["dossier"]
    fiche["retenue"] = fiche["retenue"] and RETENUE_POUR_LA_VILLE
    fiche["courriels"] = [un for un in fiche["courriels"] if un["role"] == REFERENT]
    fiche["taches"] = [une for une in fiche["taches"] if une["pour"] == REFERENT]
    fiche["liens"] = [un for un in fiche["liens"] if lit_la_machine(visiteur, un["machine"])]
    tenus = _tenus(dite["journal"])
    montrees = [_pour_la_ville(une, definition, tenus) for une in dite["journal"] if _montree(une)]
    retenus = _fichiers(dite["journal"]) - _fichiers(montrees)
    fiche["champs"] = [
        un
        for un in _champs_pour_la_ville(fiche["champs"], definition)
        if _fichier(un) not in retenus
    ]
    fiche["champs"] = [_sans_petit_total(un, definition) for un in fiche["champs"]]
    return {**dite, "journal": montrees, "propositions": [], "feuillet": False}


def _sans_petit_total(champ: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """A total of so few people would tell of each of them (ui §8)."""
    compte = _compte_des_personnes(definition, champ["champ"])
    if not compte or not 0 < int(champ["valeur"]) < PERSONNES_MIN:
        return champ
    return {**champ, "valeur": None, "texte": f"moins de {PERSONNES_MIN}"}


def _compte_des_personnes(definition: Definition, nom: str) -> bool:
    """Whether a fact counts dossiers that follow a person."""
    fait = FACTS.get(definition.contexte[nom].fait or "")
    return fait is not None and any(
        definition.liens[un].machine in SUIVENT_UNE_PERSONNE
        for un in fait.liens
        if un in definition.liens
    )


def _montree(ligne: dict[str, Any]) -> bool:
    """Notes of the team stay in the team; those of the buyer's people are theirs to read."""
    return bool(ligne["evenement"] not in NOTES or ligne["role"] == REFERENT)


def _des_notes(definition: Definition) -> frozenset[str]:
    """Fields that notes are made of: a correction of one quotes it."""
    actes = (definition.evenements[nom] for nom in NOTES & definition.evenements.keys())
    return frozenset(une.champ for acte in actes for une in acte.saisies)


def _fichiers(lignes: list[dict[str, Any]]) -> set[str | None]:
    return {_fichier(un) for une in lignes for un in une["champs"]} - {None}


def _tenus(lignes: list[dict[str, Any]]) -> set[str]:
    """How the digest begins of each file that still stands: none undone, nor replaced."""
    lues = tenues((une["seq"], une["genre"], une["donnees"]) for une in lignes)
    return {lu[1] for une in lues.values() for val in une.values() for lu in [renvoi(val)] if lu}


def _fichier(champ: dict[str, Any]) -> str | None:
    """How the digest of the file begins that a field names, when it names one."""
    lu = renvoi(champ["valeur"])
    return lu[1] if lu else None


def _champs_pour_la_ville(
    champs: list[dict[str, Any]], definition: Definition
) -> list[dict[str, Any]]:
    """Fields without what tells of a person, but where the machine shows it to the buyer."""
    return [
        un
        for un in champs
        if un["champ"] not in definition.personnels
        or REFERENT in definition.contexte[un["champ"]].montre_a
    ]


def _pour_la_ville(
    ligne: dict[str, Any], definition: Definition, tenus: set[str]
) -> dict[str, Any]:
    """Without the personal values that others entered, nor their files, nor mails to others.

    The reason that the team gives is its own, but where the same act wrote to the buyer about it.
    What an entreprise sends is the team's to read first: a file of it that counts is on the line
    by which somebody takes it up. A corrected value is as personal as its field, or as much a note.
    """
    ligne = {
        **ligne,
        "courriels": [un for un in ligne["courriels"] if un["role"] == REFERENT],
        "champs": [un for un in ligne["champs"] if _fichier(un) in {None, *tenus}],
    }
    if ligne["role"] == REFERENT:
        return ligne
    caches = definition.personnels | _des_notes(definition)
    if ligne["donnees"].get(CHAMP) in caches:
        caches |= {VALEUR}
    return {
        **ligne,
        "motif": ligne["motif"] if ligne["courriels"] else None,
        "champs": [
            un
            for un in ligne["champs"]
            if un["champ"] not in caches and not (ligne["role"] == ENTREPRISE and _fichier(un))
        ],
    }
