"""The form of a correction: which field, its value by its own control, the proof that it takes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from services.confidential_texts import CONFIRMATION
from services.pieces import CHAMP, VALEUR
from services.reading.explaining import saisie_dite
from workflow.compiled import Compilee
from workflow.corrections import accord_demande, entrees_de
from workflow.decision import Snapshot
from workflow.engine_fields import ACCORD
from workflow.entries import deja_servie
from workflow.explain import saisie_attendue
from workflow.history import saisies_de
from workflow.process import Definition, Evenement


def preuves_dues(
    compilee: Compilee,
    snapshot: Snapshot,
    declare: Evenement,
    roles: Collection[str],
    corrige: str,
) -> list[bool]:
    """Of each entry of the field, in order, whether its correction takes a written agreement."""
    champ = compilee.definition.contexte.get(corrige)
    siens = [role for role in declare.ordre if role in roles]
    if champ is None or not siens:
        return []
    return [
        all(accord_demande(compilee, champ, une, role) for role in siens)
        for une in entrees_de(snapshot.historique, corrige)
    ]


def deja_servis(definition: Definition, snapshot: Snapshot) -> frozenset[str]:
    """Fields whose last entry has done all that it does."""
    derniers = {
        nom: une
        for une in saisies_de(snapshot.historique)
        for nom, valeur in une.donnees.items()
        if valeur is not None and nom in definition.contexte
    }
    return frozenset(
        nom
        for nom, une in derniers.items()
        if deja_servie(definition, une, definition.contexte[nom])
    )


def saisies_de_la_correction(
    definition: Definition, saisies: list[dict[str, Any]], corrige: str, dues: list[bool]
) -> list[dict[str, Any]]:
    """The field to correct alone, until it is chosen; then its value, by its own control.

    The agreement is asked for where some entry of the field takes it.
    """
    for une in saisies:
        if une["champ"] == CHAMP:
            siens = [un for un in une["choix"] if un[0] == corrige]
            if not siens:
                return [une]
            une["choix"] = siens
    if not any(dues):
        saisies = [une for une in saisies if une["champ"] not in {ACCORD, CONFIRMATION}]
    for une in saisies:
        une["obligatoire"] |= une["champ"] == ACCORD and dues[-1]
    champ = definition.contexte[corrige]
    libelle = f"Nouvelle valeur : {champ.libelle[:1].lower()}{champ.libelle[1:]}"
    valeur = saisie_dite(saisie_attendue(champ, obligatoire=True))
    valeur["choix"] = [*dict(valeur.get("libelles", {})).items()]
    if champ.type == "booleen":
        valeur["choix"] = [("oui", "oui"), ("non", "non")]
    voulue = {**valeur, "champ": VALEUR, "libelle": libelle}
    return [voulue if une["champ"] == VALEUR else une for une in saisies]
