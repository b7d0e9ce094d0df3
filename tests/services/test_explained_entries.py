"""What an entry may change is never refused before it is typed: every act of every machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from jalon.assembly import calendriers, machines
from jalon.settings import Reglages
from workflow.compiled import Acte, Compilee
from workflow.decision import Decision, Demande, Snapshot
from workflow.errors import ValeurInvalide
from workflow.explain import expliquer
from workflow.fields import convertir
from workflow.kernel import decide
from workflow.process import Champ
from workflow.values import ROLES_DU_MOTEUR

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
MACHINES = machines().courantes
TEMPS = calendriers(Reglages())("metropole")
ECARTS = (-9000, -400, -30, -1, 0, 1, 30)
"""Days from today that a date is drawn among: a birth, a past year, around today."""
DOSSIERS, ESSAIS = 12, 12
"""How many dossiers are drawn for each state, and how many ways to fill a form that is refused."""


def tirer(champ: Champ, hasard: Random) -> str:
    match champ.type:
        case "date":
            return (NOW + timedelta(days=hasard.choice(ECARTS))).date().isoformat()
        case "choix":
            return hasard.choice(champ.valeurs)
        case "entier" | "decimal":
            return str(hasard.choice([champ.min or 1, champ.max or 1000, 1, 2]))
        case "booleen":
            return hasard.choice(["oui", "non"])
        case _:
            return "x"


def dossier(compilee: Compilee, etat: str, hasard: Random) -> Snapshot:
    """A dossier in a state, each of its fields filled or not; the first are empty."""
    donnees: dict[str, Any] = {}
    part = hasard.choice([0.0, 0.5, 0.9])
    for champ in compilee.definition.contexte.values():
        if champ.fait is None and not champ.passager and hasard.random() < part:
            try:
                donnees[champ.nom] = convertir(champ, tirer(champ, hasard))
            except ValeurInvalide:
                continue  # out of the bounds of this field
    return Snapshot(numero="X-1", etat=etat, donnees=donnees)


def acceptee(
    compilee: Compilee, snapshot: Snapshot, acte: Acte, hasard: Random
) -> Mapping[str, str] | None:
    """Entries that the kernel takes on this dossier, when some are found."""
    role = min(acte.declare.par - ROLES_DU_MOTEUR)
    for _ in range(ESSAIS):
        saisies = {
            nom: tirer(champ, hasard)
            for nom, champ in acte.champs.items()
            if nom in acte.obligatoires or hasard.random() < 0.7
        }
        demande = Demande(evenement=acte.nom, role=role, at=NOW, saisies=saisies)
        try:
            if isinstance(decide(compilee, snapshot, demande, NOW, TEMPS), Decision):
                return saisies
        except ValeurInvalide:
            continue
    return None


def refuses_a_tort(compilee: Compilee, etat: str) -> Iterator[tuple[str, str]]:
    """Acts that are said impossible, and that some entries make pass."""
    hasard = Random(f"{compilee.definition.machine} {etat}")  # noqa: S311 # nothing secret
    for _ in range(DOSSIERS):
        snapshot = dossier(compilee, etat, hasard)
        for un in expliquer(compilee, snapshot, None, NOW, TEMPS).impossibles:
            acte = compilee.actes[un.evenement]
            gens = acte.declare.par - ROLES_DU_MOTEUR
            if acte.declare.operation or not gens or etat not in acte.declare.de:
                continue
            saisies = acceptee(compilee, snapshot, acte, hasard)
            if saisies is not None:
                yield un.evenement, " ".join(une.phrase for une in un.conditions)


@pytest.mark.parametrize("machine", MACHINES)
def test_what_some_entries_make_pass_is_never_said_impossible(machine: str) -> None:
    compilee = MACHINES[machine]
    etats = compilee.definition.etats
    assert {(etat, *un) for etat in etats for un in refuses_a_tort(compilee, etat)} == set()
