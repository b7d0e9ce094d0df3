"""Parses the language of guards: one pass over the tokens, no ``eval``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.expressions import (
    SIGNES,
    Appartenance,
    Comparaison,
    Constante,
    Et,
    Expression,
    Nom,
    Non,
    Ou,
)

_JETON = re.compile(
    r"""\s*(?:
    (?P<date>\d{4}-\d{2}-\d{2})
  | (?P<nombre>\d+(?:\.\d+)?)
  | (?P<texte>'[^']*')
  | (?P<mot>[a-z_][a-z0-9_]*)
  | (?P<signe>==|!=|<=|>=|<|>|\(|\)|\[|\]|,|\+|-)
    )""",
    re.VERBOSE,
)
_MOTS_CLES = frozenset({"and", "or", "not", "in"})
_CONSTANTES: Mapping[str, Any] = {"oui": True, "non": False, "vide": None}


class ExpressionInvalide(ValueError):
    """The text is no guard; the message is French and says where it stops being understood."""


def analyser(texte: str, *, mots: frozenset[str] = frozenset()) -> Expression:
    """Parse a guard.

    Parameters:
        texte: e.g. ``contacts >= contacts_requis and not (en_pause or jours > 3)``.
        mots: bare words that are values of a choice, not variables.

    Raises:
        ExpressionInvalide: the text is not understood.
    """
    return _Analyseur(texte, mots).tout()


class _Analyseur:
    """Recursive descent over the tokens."""

    def __init__(self, texte: str, mots: frozenset[str]) -> None:
        self.texte = texte
        self.mots = mots
        self.jetons = list(_decouper(texte))
        self.rang = 0

    def tout(self) -> Expression:
        expression = self._ou()
        if self._vu() is not None:
            raise self._erreur()
        return expression

    def _ou(self) -> Expression:
        termes = [self._et()]
        while self._mange("mot", "or"):
            termes.append(self._et())
        return termes[0] if len(termes) == 1 else Ou(tuple(termes))

    def _et(self) -> Expression:
        termes = [self._terme()]
        while self._mange("mot", "and"):
            termes.append(self._terme())
        return termes[0] if len(termes) == 1 else Et(tuple(termes))

    def _terme(self) -> Expression:
        if self._mange("mot", "not"):
            return Non(self._terme())
        if self._mange("signe", "("):
            dedans = self._ou()
            self._exige("signe", ")")
            return dedans
        return self._atome()

    def _atome(self) -> Expression:
        gauche = self._nom()
        if self._mange("mot", "in"):
            return Appartenance(gauche, self._liste())
        jeton = self._vu()
        if jeton is not None and jeton[0] == "signe" and jeton[1] in SIGNES:
            self.rang += 1
            return Comparaison(gauche, jeton[1], self._operande())
        return Comparaison(gauche, "==", Constante(valeur=True))

    def _nom(self) -> Nom:
        genre, texte = self._suivant()
        if genre != "mot" or texte in _MOTS_CLES or texte in _CONSTANTES:
            self.rang -= 1
            raise self._erreur()
        return Nom(texte, self._decalage())

    def _decalage(self) -> Decimal:
        for signe, facteur in (("+", 1), ("-", -1)):
            if self._mange("signe", signe):
                genre, texte = self._suivant()
                if genre != "nombre":
                    self.rang -= 1
                    raise self._erreur()
                return facteur * Decimal(texte)
        return Decimal(0)

    def _operande(self) -> Constante | Nom:
        jeton = self._vu()
        if (
            jeton is not None
            and jeton[0] == "mot"
            and jeton[1] not in _CONSTANTES
            and jeton[1] not in self.mots
        ):
            return self._nom()
        return Constante(self._constante())

    def _constante(self) -> Any:
        genre, texte = self._suivant()
        if genre == "nombre":
            return Decimal(texte) if "." in texte else int(texte)
        if genre == "texte":
            return texte[1:-1]
        if genre == "date":
            return date.fromisoformat(texte)
        if genre == "mot" and texte in _CONSTANTES:
            return _CONSTANTES[texte]
        if genre == "mot" and texte not in _MOTS_CLES:
            return texte
        self.rang -= 1
        raise self._erreur()

    def _liste(self) -> tuple[Any, ...]:
        self._exige("signe", "[")
        valeurs = [self._constante()]
        while self._mange("signe", ","):
            valeurs.append(self._constante())
        self._exige("signe", "]")
        return tuple(valeurs)

    def _vu(self) -> tuple[str, str] | None:
        return self.jetons[self.rang] if self.rang < len(self.jetons) else None

    def _suivant(self) -> tuple[str, str]:
        jeton = self._vu()
        if jeton is None:
            raise self._erreur()
        self.rang += 1
        return jeton

    def _mange(self, genre: str, texte: str) -> bool:
        if self._vu() == (genre, texte):
            self.rang += 1
            return True
        return False

    def _exige(self, genre: str, texte: str) -> None:
        if not self._mange(genre, texte):
            raise self._erreur(attendu=texte)

    def _erreur(self, attendu: str = "") -> ExpressionInvalide:
        jeton = self._vu()
        ou = f"devant « {jeton[1]} »" if jeton else "à la fin"
        suite = f" (« {attendu} » attendu)" if attendu else ""
        return ExpressionInvalide(f"Condition incomprise {ou}{suite} : {self.texte}")


def _decouper(texte: str) -> Iterator[tuple[str, str]]:
    position = 0
    while texte[position:].strip():
        trouve = _JETON.match(texte, position)
        if trouve is None:
            reste = texte[position:].strip()
            raise ExpressionInvalide(f"Condition incomprise devant « {reste} » : {texte}")
        genre = str(trouve.lastgroup)
        yield genre, trouve[genre]
        position = trouve.end()
