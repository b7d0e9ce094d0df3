"""Which moves already made would not have happened, had a corrected entry been right at first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.compiled import Acte
from workflow.deadlines import calculer, jour_de
from workflow.history import saisies_de
from workflow.operation import Operation
from workflow.rules import delais_de
from workflow.scope import Portee, portee_de
from workflow.values import Donnees, Historique, Ligne


def coups_contestes(cas: Operation, corrige: Historique, *, depuis: int) -> tuple[Ligne, ...]:
    """Moves from line ``depuis`` on that held with the old entry and no longer hold.

    Both histories are judged the same way, so that what has changed since for another reason
    (a parameter, a linked dossier) contests nothing.
    """
    tenaient = set(_qui_tiennent(cas, cas.snapshot.historique, depuis))
    tiennent = set(_qui_tiennent(cas, corrige, depuis))
    return tuple(
        une for une in saisies_de(corrige) if une.seq in tenaient and une.seq not in tiennent
    )


def _qui_tiennent(cas: Operation, historique: Historique, depuis: int) -> list[int]:
    lignes = saisies_de(historique)
    entres = {nom for ligne in lignes for nom in ligne.donnees}
    donnees = {nom: val for nom, val in cas.snapshot.donnees.items() if nom not in entres}
    vues: list[Ligne] = []
    tenues: list[int] = []
    for ligne in lignes:
        avant = Historique(tuple(sorted(vues, key=lambda une: une.rang)))
        if ligne.seq >= depuis and ligne.bouge and _tient(cas, ligne, donnees, avant):
            tenues.append(ligne.seq)
        donnees.update(ligne.donnees)
        vues.append(ligne)
    return tenues


def _tient(cas: Operation, ligne: Ligne, donnees: Donnees, avant: Historique) -> bool:
    acte = cas.compilee.actes.get(ligne.evenement)
    if acte is None:  # an opening, a takeover: not an event of the machine
        return True
    portee = portee_de(
        cas.compilee.definition,
        cas.snapshot,
        cas.compilee.faits,
        maintenant=ligne.recorded_at,
        temps=cas.temps,
        donnees={**donnees, **_entres(ligne)},
        etat=ligne.de,
        historique=avant,
    ).avec_timers(delais_de(ligne, donnees, cas.temps))
    return (
        all(portee.tient(garde.si) for garde in acte.gardes)
        and _meme_suite(acte, ligne, portee)
        and _etait_due(cas, ligne, donnees)
    )


def _entres(ligne: Ligne) -> dict[str, Any]:
    """What the line enters; the fields it empties were still full when its guards were read."""
    return {nom: valeur for nom, valeur in ligne.donnees.items() if valeur is not None}


def _meme_suite(acte: Acte, ligne: Ligne, portee: Portee) -> bool:
    """Whether the alternative that was taken is still the one to take."""
    for branche, garde in zip(acte.declare.selon, acte.branches, strict=True):
        if garde is None or portee.tient(garde.si):
            return branche.vers == ligne.vers
    return not acte.branches


def _etait_due(cas: Operation, ligne: Ligne, donnees: Mapping[str, Any]) -> bool:
    """Whether the deadline that made the move had really ended, with the corrected anchor."""
    regle = ligne.donnees.get("regle") or {}
    ancre = jour_de(donnees.get(str(regle.get("depuis"))), cas.temps)
    if ancre is None:
        return True
    return calculer(regle, ancre, cas.temps).expire_le <= ligne.at
