"""What several tests ask of a portfolio: why an act is refused, what waits, what a mail says."""

from __future__ import annotations

from typing import Any

import pytest

from services.errors import Refused
from services.reading.looking_mails import courriel
from tests.portfolio import REL1, Portefeuille


def refuse(
    p: Portefeuille, evenement: str, by: str = "fac", dossier: str = REL1, **saisies: Any
) -> dict[str, str]:
    """The sentence of each condition that refuses; nothing is written."""
    avant = p.tout()
    with pytest.raises(Refused) as erreur:
        p.fire(dossier, evenement, by, **saisies)
    assert p.tout() == avant
    return {une.garde: une.phrase for une in erreur.value.refus.conditions}


def en_pause(p: Portefeuille) -> set[str]:
    """Dossiers on hold, whoever put them there."""
    return {une.numero for une in p.rangees("SELECT numero FROM dossier WHERE hold IS NOT NULL")}


def mail(p: Portefeuille, message: str) -> str:
    """The text of the last mail of a kind."""
    [(identifiant,)] = p.rangees("SELECT max(id) FROM outbox WHERE message = :m", m=message)
    return str(courriel(p.bureau, identifiant)["texte"])
