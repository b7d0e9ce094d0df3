"""The small safe language of guards: its terms and their value, open to proof."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

SIGNES: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Portee = Mapping[str, Any]


@dataclass(frozen=True)
class Constante:
    """A literal, or a bare word (the value of a choice)."""

    valeur: Any


@dataclass(frozen=True)
class Nom:
    """A variable or a parameter, shifted by a constant (days, when it is a date)."""

    nom: str
    decalage: Decimal = Decimal(0)


@dataclass(frozen=True)
class Comparaison:
    """``variable ⋈ operand``."""

    gauche: Nom
    signe: str
    droite: Constante | Nom


@dataclass(frozen=True)
class Appartenance:
    """``variable in [a, b]``."""

    gauche: Nom
    valeurs: tuple[Any, ...]


@dataclass(frozen=True)
class Et:
    """All of them."""

    termes: tuple[Expression, ...]


@dataclass(frozen=True)
class Ou:
    """One of them."""

    termes: tuple[Expression, ...]


@dataclass(frozen=True)
class Non:
    """The contrary."""

    terme: Expression


Expression = Comparaison | Appartenance | Et | Ou | Non


def evaluer(expression: Expression, portee: Portee) -> bool:
    """Value of a guard; a comparison of order with an empty variable is false."""
    match expression:
        case Et(termes):
            return all(evaluer(terme, portee) for terme in termes)
        case Ou(termes):
            return any(evaluer(terme, portee) for terme in termes)
        case Non(terme):
            return not evaluer(terme, portee)
        case Appartenance(variable, valeurs):
            return _valeur(variable, portee) in valeurs
        case _:
            gauche = _valeur(expression.gauche, portee)
            return _comparer(gauche, expression.signe, _valeur(expression.droite, portee))


def parties(expression: Expression) -> tuple[Expression, ...]:
    """What an expression joins by ``and``; itself, when it joins nothing."""
    return expression.termes if isinstance(expression, Et) else (expression,)


def atomes(expression: Expression) -> Iterator[Comparaison | Appartenance]:
    """Every comparison of a guard."""
    match expression:
        case Et(termes) | Ou(termes):
            for terme in termes:
                yield from atomes(terme)
        case Non(terme):
            yield from atomes(terme)
        case _:
            yield expression


def noms(expression: Expression) -> frozenset[str]:
    """Names that a guard reads, on both sides."""
    trouves = set()
    for atome in atomes(expression):
        trouves.add(atome.gauche.nom)
        if isinstance(atome, Comparaison) and isinstance(atome.droite, Nom):
            trouves.add(atome.droite.nom)
    return frozenset(trouves)


def _valeur(operande: Constante | Nom, portee: Portee) -> Any:
    if isinstance(operande, Constante):
        return operande.valeur
    valeur = portee[operande.nom]
    if not operande.decalage or valeur is None:
        return valeur
    if isinstance(valeur, date):
        return valeur + timedelta(days=float(operande.decalage))
    return valeur + operande.decalage


def _comparer(gauche: Any, signe: str, droite: Any) -> bool:
    if signe not in {"==", "!="} and (gauche is None or droite is None):
        return False
    return SIGNES[signe](gauche, droite)
