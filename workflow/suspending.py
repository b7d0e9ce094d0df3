"""What the state of a dossier holds back in others: a suspended marché, all that it had opened."""

from __future__ import annotations

from workflow.process import Definition, Effet

EMET = "emet"


def pauses_de(definition: Definition, etat: str) -> tuple[Effet, ...]:
    """The holds that the acts leading to a state put on linked dossiers."""
    pause = definition.evenement_de("attente")
    return tuple(
        effet
        for acte in definition.evenements.values()
        for effet in acte.effets
        if pause is not None
        and etat in acte.destinations
        and (effet.genre, effet.nom) == (EMET, pause.nom)
    )


def pauses_du_retour(definition: Definition, quitte: str, rendu: str) -> tuple[Effet, ...]:
    """What a return to an earlier state undoes: the holds of the state left end, those of the
    state given back start again.
    """
    levees, remises = pauses_de(definition, quitte), pauses_de(definition, rendu)
    gardees, reprise = {une.a for une in remises}, definition.evenement_de("reprise")
    reprises = tuple(
        Effet(genre=EMET, nom=reprise.nom, a=une.a, le=une.le)
        for une in levees
        if reprise is not None and une.a not in gardees
    )
    deja = {une.a for une in levees}
    return (*reprises, *(une for une in remises if une.a not in deja))
