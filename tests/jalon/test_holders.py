"""Who holds the ball is said the same way by the machines and by the mails."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from jalon.assembly import charger_machines
from notifications.catalogue import MESSAGES
from notifications.sources import GABARITS
from workflow.process import Definition, Effet

TOURNURES = (
    ("La main est à vous", None),
    ("La main est à l'entreprise", "entreprise"),
    ("La main est au donneur d'ordre", "referent"),
)
"""What a mail says → the role that holds the ball then; ``None``: whoever reads it."""


def envois(definition: Definition) -> Iterator[tuple[str, str]]:
    """Every message of a machine with each state in which it may leave."""
    for evenement in definition.evenements.values():
        for etat in evenement.destinations or evenement.de:
            yield from ((nom, etat) for nom in courriels(evenement.effets))
    for etat in definition.etats.values():
        for regle in etat.echeances.values():
            yield from ((nom, etat.nom) for nom in courriels(regle.effets))


def courriels(effets: tuple[Effet, ...]) -> Iterator[str]:
    return (un.nom for un in effets if un.genre == "mail")


MACHINES = charger_machines().exiger()

CAS = sorted(
    {
        (definition.machine, message, etat)
        for definition in MACHINES.values()
        for message, etat in envois(definition)
    }
)


@pytest.mark.parametrize(("machine", "message", "etat"), CAS)
@pytest.mark.parametrize("corps", ["corps.txt", "corps.html"])
def test_a_mail_gives_the_ball_to_the_holder_of_the_state(
    machine: str, message: str, etat: str, corps: str
) -> None:
    detenteur = MACHINES[machine].etats[etat].detenteur
    texte = re.sub("<[^>]+>", "", (GABARITS / message / corps).read_text("utf-8"))
    dits = {role or MESSAGES[message].audience for tournure, role in TOURNURES if tournure in texte}
    assert texte.count("La main ") == len(dits)
    assert dits <= {detenteur}
