"""What no decoder takes in a JSON record is cut away, so that the rest of the record is kept.

Nesting deeper than Python's stack, or a number of thousands of digits, stands as nothing; the field
of the record that held it is named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

PROFONDEUR_MAX = 32
"""DECP nests six deep."""
CHIFFRES_MAX = 400
_JETON = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]', re.DOTALL)
PROFOND = "imbrication trop profonde, champ écarté"


def decodeur(doubles: list[str] | None = None) -> json.JSONDecoder:
    """A decoder that no number breaks; NaN is no JSON but Python writers let it out: its word.

    ``doubles`` collects the keys that an object gives twice: the last value is the one kept.
    """

    def objet(paires: list[tuple[str, Any]]) -> dict[str, Any]:
        lu = dict(paires)
        if len(lu) < len(paires) and doubles is not None:
            noms = [nom for nom, _ in paires]
            doubles.extend(nom for nom in lu if noms.count(nom) > 1)
        return lu

    return json.JSONDecoder(
        parse_float=_decimal,
        parse_int=_entier,
        parse_constant=str,
        strict=False,
        object_pairs_hook=objet,
    )


def _entier(texte: str) -> int | str:
    """A number too long to be one stays text: the field that takes it says what is wrong."""
    return int(texte) if len(texte) <= CHIFFRES_MAX else texte


def _decimal(texte: str) -> Decimal | str:
    return Decimal(texte) if len(texte) <= CHIFFRES_MAX else texte


@dataclass(frozen=True)
class Elague:
    """A record without what is too deep, where it ends in the text, and the fields that lost."""

    valeur: Any
    fin: int
    champs: tuple[str, ...]


def elaguer(decodeur_: json.JSONDecoder, texte: str, debut: int) -> Elague | None:
    """Decode the object that starts here without what is too deep; nothing if it does not end."""
    morceaux: list[str] = []
    champs: dict[str, None] = {}
    reprise = debut
    for coupe in _parcourir(texte, debut):
        if coupe.dedans:
            morceaux.append(texte[reprise : coupe.debut] + "null")
            champs[coupe.champ] = None
            reprise = coupe.fin
            continue
        morceaux.append(texte[reprise : coupe.fin])
        try:
            return Elague(decodeur_.decode("".join(morceaux)), coupe.fin, tuple(champs))
        except json.JSONDecodeError:
            return None
    return None


@dataclass(frozen=True)
class _Coupe:
    """A part that is too deep (``dedans``), or the whole object at its end."""

    debut: int
    fin: int
    champ: str
    dedans: bool


def _parcourir(texte: str, debut: int) -> Iterator[_Coupe]:
    profondeur, trop, champ, dernier = 0, debut, "", ""
    for jeton in _JETON.finditer(texte, debut):
        signe = jeton.group()
        if signe in "[{":
            profondeur += 1
            if profondeur == PROFONDEUR_MAX:
                trop = jeton.start()
        elif signe in "]}":
            profondeur -= 1
            if profondeur == PROFONDEUR_MAX - 1:
                yield _Coupe(trop, jeton.end(), champ, dedans=True)
            if profondeur == 0:
                yield _Coupe(debut, jeton.end(), champ, dedans=False)
                return
        elif profondeur == 1:
            champ = dernier if signe == ":" else champ
            dernier = signe.strip('"')
