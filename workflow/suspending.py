"""What the state of a dossier holds back in others: a suspended marché, all that it had opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from workflow.deadlines import jour_de
from workflow.process import ARRETS, Definition, Effet
from workflow.values import Historique, Ligne, TempsLegal

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


def arrets_de(
    definition: Definition,
    historique: Historique,
    vers: str,
    temps: TempsLegal,
    jusqu_au: date | None = None,
) -> Iterator[tuple[date, date]]:
    """The stops of a dossier that are over, for what stands behind a link: from when until when.

    Of one that goes on, its days until ``jusqu_au``, when that day is given.
    """
    debut: date | None = None
    for ligne in (une for une in historique if une.bouge or une.de is None):
        pause = next((une for une in pauses_de(definition, ligne.vers) if une.a == vers), None)
        if pause is not None:
            debut = debut or _jour(ligne, pause.le, temps)
        elif debut is not None:
            acte = definition.evenements.get(ligne.evenement)
            yield debut, _jour(ligne, acte.temps_repris_le if acte else "", temps)
            debut = None
    if debut is not None and jusqu_au is not None:
        yield debut, jusqu_au


def _jour(ligne: Ligne, champ: str, temps: TempsLegal) -> date:
    return jour_de(ligne.donnees.get(champ), temps) or temps.jour_civil(ligne.at)


def arrets_dits(arrets: Iterable[tuple[date, date]]) -> dict[str, list[list[str]]]:
    """Those stops as a line of the journal keeps them; nothing where there are none."""
    dits = [[debut.isoformat(), fin.isoformat()] for debut, fin in arrets]
    return {ARRETS: dits} if dits else {}


def pauses_du_retour(definition: Definition, quitte: str, rendu: str) -> tuple[Effet, ...]:
    """What a return to an earlier state undoes: the holds of the state left end, those of the
    state given back start again.
    """
    levees, remises = pauses_de(definition, quitte), pauses_de(definition, rendu)
    gardees, reprise = {une.a for une in remises}, definition.evenement_de("reprise")
    reprises = tuple(
        Effet(genre=EMET, nom=reprise.nom, a=une.a)
        for une in levees
        if reprise is not None and une.a not in gardees
    )
    deja = {une.a for une in levees}
    return (*reprises, *(une for une in remises if une.a not in deja))
