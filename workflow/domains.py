"""The values that the variables of a guard may take: enough of them to prove what it can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from workflow.declared import Parametre
from workflow.expressions import Appartenance, Comparaison, Constante, Expression, Nom, atomes
from workflow.process import AUJOURD_HUI, NOMS_DU_MOTEUR, Champ, Definition

PETIT = 50
"""A whole number with at most so many values takes them all."""
TROP = 50_000
"""Most assignments that one proof walks through."""
_PREMIER = 1_000_003
"""A stride that spreads over all the joint values when they are too many to be tried."""
_LOIN = 400
_ORIGINE = date(2026, 1, 1)
_PAS = {"entier": Decimal(1), "decimal": Decimal("0.01")}


class TropGrand(ValueError):
    """The guard reads too many variables for all their values to be tried."""


def affectations(
    definition: Definition, expressions: Iterable[Expression], noms: frozenset[str]
) -> Iterator[Mapping[str, Any]]:
    """Every joint value of ``noms``, as far as those expressions can tell them apart.

    Raises:
        TropGrand: there are more than ``TROP``; so many, spread over all, have been given.
    """
    tous = tuple(atome for expression in expressions for atome in atomes(expression))
    rangees = sorted(noms)
    domaines: list[list[Any]] = []
    for petit in (PETIT, 0):
        preuve = _Preuve(definition, tous, petit)
        domaines = [preuve.domaine(nom) for nom in rangees]
        if prod(map(len, domaines)) <= TROP:
            break
    for valeurs in _joints(domaines):
        yield dict(zip(rangees, valeurs, strict=True))


def _joints(domaines: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    total = prod(map(len, domaines))
    if total <= TROP:
        yield from product(*domaines)
        return
    for rang in range(TROP):
        reste = rang * _PREMIER % total
        valeurs = []
        for domaine in domaines:
            reste, place = divmod(reste, len(domaine))
            valeurs.append(domaine[place])
        yield tuple(valeurs)
    raise TropGrand


def sans_bornes(definition: Definition, condition: Expression) -> list[str]:
    """Numbers that a condition weighs and whose bounds, which a proof needs, are not declared."""
    peses = {nom for atome in atomes(condition) for nom in _peses(atome)}
    declares = (_declare(definition, nom) for nom in sorted(peses - NOMS_DU_MOTEUR))
    return [un.nom for un in declares if un.type in _PAS and None in {un.min, un.max}]


def _peses(atome: Comparaison | Appartenance) -> Iterator[str]:
    """Names that an atom compares with something else than the empty value."""
    if isinstance(atome, Comparaison) and atome.droite == Constante(None):
        return
    yield atome.gauche.nom
    if isinstance(atome, Comparaison) and isinstance(atome.droite, Nom):
        yield atome.droite.nom


def _declare(definition: Definition, nom: str) -> Champ | Parametre:
    return definition.contexte.get(nom) or definition.parametres[nom]


@dataclass(frozen=True)
class _Preuve:
    """The comparisons under proof, and up to how many values a number is walked through."""

    definition: Definition
    atomes: Sequence[Comparaison | Appartenance]
    petit: int

    def domaine(self, nom: str) -> list[Any]:
        """Values of one variable; empty (``None``) included when it can be."""
        if nom in NOMS_DU_MOTEUR:
            return self._dates() if nom == AUJOURD_HUI else list(self.definition.etats)
        declare = _declare(self.definition, nom)
        valeurs = self._valeurs(nom, declare)
        return [*valeurs, None] if self._peut_etre_vide(nom, declare) else valeurs

    def _valeurs(self, nom: str, declare: Champ | Parametre) -> list[Any]:
        if declare.type in _PAS:
            return self._nombres(nom, declare)
        if declare.type == "booleen":
            return [True, False]
        if declare.valeurs:
            return list(declare.valeurs)
        if declare.type == "date":
            return self._dates()
        if declare.type == "instant":
            return [datetime.combine(jour, time(0), UTC) for jour in self._dates()]
        return [*dict.fromkeys(str(une) for une in self._constantes(nom)), "un autre texte"]

    def _peut_etre_vide(self, nom: str, declare: Champ | Parametre) -> bool:
        if isinstance(declare, Parametre):
            return False
        compte = declare.type in {*_PAS, "booleen"}
        return declare.saisi or not compte or None in self._comparees(nom)

    def _comparees(self, nom: str) -> list[Any]:
        """Constants that the variable is compared with, its own shift taken off."""
        trouvees: list[Any] = []
        for atome in self.atomes:
            if atome.gauche.nom != nom:
                continue
            if isinstance(atome, Appartenance):
                trouvees.extend(atome.valeurs)
            elif isinstance(atome.droite, Constante):
                valeur = atome.droite.valeur
                decale = isinstance(valeur, int | Decimal) and not isinstance(valeur, bool)
                trouvees.append(valeur - atome.gauche.decalage if decale else valeur)
        return trouvees

    def _constantes(self, nom: str) -> list[Any]:
        return [valeur for valeur in self._comparees(nom) if valeur is not None]

    def _nombres(self, nom: str, declare: Champ | Parametre) -> list[Any]:
        bas, haut = _bornes(declare)
        if declare.type == "entier" and haut - bas < self.petit:
            return [int(bas) + rang for rang in range(int(haut - bas) + 1)]
        pas = _PAS[declare.type]
        reperes = self._reperes.get(nom, {bas, haut})
        proches = {repere + saut for repere in reperes for saut in (-pas, Decimal(0), pas)}
        retenus = sorted(une for une in proches if bas <= une <= haut)
        return [int(une) for une in retenus] if declare.type == "entier" else list(retenus)

    @cached_property
    def _reperes(self) -> Mapping[str, set[Decimal]]:
        """Number → the values where some comparison may turn.

        Its bounds, the constants that it meets, and those that it meets through other variables:
        what stands beside it, shifted as the comparison does, until nothing is added.
        """
        paires = [
            (atome.gauche, atome.droite)
            for atome in self.atomes
            if isinstance(atome, Comparaison) and isinstance(atome.droite, Nom)
        ]
        noms = {atome.gauche.nom for atome in self.atomes} | {autre.nom for _, autre in paires}
        bornes = {nom: _bornes(_declare(self.definition, nom)) for nom in noms if self._pese(nom)}
        reperes = {nom: {*bornes[nom], *map(Decimal, self._constantes(nom))} for nom in bornes}
        for _ in bornes:  # a constant crosses one comparison more at each turn
            for une, autre in paires:
                if une.nom in bornes and autre.nom in bornes:
                    saut = autre.decalage - une.decalage
                    reperes[une.nom] |= {un + saut for un in reperes[autre.nom]}
                    reperes[autre.nom] |= {un - saut for un in reperes[une.nom]}
        return {
            nom: {un for un in siens if bornes[nom][0] - 1 <= un <= bornes[nom][1] + 1}
            for nom, siens in reperes.items()
        }

    def _pese(self, nom: str) -> bool:
        return nom not in NOMS_DU_MOTEUR and _declare(self.definition, nom).type in _PAS

    def _dates(self) -> list[Any]:
        """The same days for all dates: around each date written, far before and far after."""
        ecarts = {Decimal(0)}
        ecrites = set()
        for atome in self.atomes:
            ecarts |= {une + signe * atome.gauche.decalage for une in ecarts for signe in (-1, 1)}
            droite = atome.droite if isinstance(atome, Comparaison) else None
            if isinstance(droite, Nom):
                ecarts |= {une + signe * droite.decalage for une in ecarts for signe in (-1, 1)}
            ecrites |= {une for une in _constantes_de(atome) if isinstance(une, date)}
        jours = {int(une) + saut for une in ecarts for saut in (-1, 0, 1)} | {-_LOIN, _LOIN}
        reperes = ecrites or {_ORIGINE}
        return sorted({repere + timedelta(days=jour) for repere in reperes for jour in jours})


def _bornes(declare: Champ | Parametre) -> tuple[Decimal, Decimal]:
    bas = Decimal(declare.min or 0)
    return bas, bas if declare.max is None else Decimal(declare.max)


def _constantes_de(atome: Comparaison | Appartenance) -> tuple[Any, ...]:
    if isinstance(atome, Appartenance):
        return atome.valeurs
    return (atome.droite.valeur,) if isinstance(atome.droite, Constante) else ()
