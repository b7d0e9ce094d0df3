"""A form saved after somebody else’s: what was typed stays, the rest follows the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.errors import Conflit


@dataclass(frozen=True, kw_only=True)
class Perime:
    """Who was quicker, in a sentence, and each value that they changed."""

    phrase: str
    changements: list[dict[str, Any]]


def perime(erreur: Conflit, avant: Mapping[str, str], maintenant: Mapping[str, str]) -> Perime:
    """What a page tells of it; both sides are words by label, in the order of the page."""
    return Perime(
        phrase=f"{erreur.message} {erreur.remede}",
        changements=[
            {"quoi": libelle, "avant": _dit(avant.get(libelle, "")), "maintenant": _dit(dit)}
            for libelle, dit in maintenant.items()
            if avant.get(libelle, "") != dit
        ],
    )


def _dit(valeur: str) -> dict[str, str]:
    return {"texte": "", "valeur": valeur or "vide"}


def suivre(erreur: Conflit, saisis: Mapping[str, str]) -> dict[str, str]:
    """What the form shows again: a field that nobody has typed in says what the register says.

    Saved as it was, it would undo what the other person has just done.
    """
    avant, maintenant = erreur.detail["avant"], erreur.detail["maintenant"]
    return {
        nom: maintenant[nom] if nom in maintenant and _meme(val, avant.get(nom, "")) else val
        for nom, val in saisis.items()
    }


def _meme(saisi: str, montre: str) -> bool:
    return saisi.split() == montre.split()  # a browser ends its lines otherwise
