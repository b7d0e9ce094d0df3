"""Reads the form of one mapping of a document: expected keys, types, faults with their path."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.strict_yaml import Document
from workflow.values import Delai

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?$")
_NOM = re.compile(r"[a-z][a-z0-9_]*$")


@dataclass(frozen=True)
class Section:
    """A mapping of the document and its path; every reader notes its fault and goes on."""

    document: Document
    chemin: str
    contenu: Mapping[str, Any]

    @classmethod
    def racine(cls, document: Document) -> Section | None:
        """The whole document, when it is a mapping."""
        if isinstance(document.valeur, dict):
            return cls(document, "", document.valeur)
        if document.valeur is not None:
            document.faute("forme", "", "Le fichier doit commencer par des clés.")
        return None

    def __contains__(self, cle: str) -> bool:
        """Whether the key is written."""
        return cle in self.contenu

    def faute(self, code: str, cle: str, message: str) -> None:
        """Note a fault on a key of this section."""
        self.document.faute(code, self._sous(cle), message)

    def _sous(self, cle: str) -> str:
        return f"{self.chemin}.{cle}" if self.chemin and cle else self.chemin or cle

    def cles(self, *, obligatoires: Collection[str] = (), permises: Collection[str]) -> None:
        """Refuse unknown keys and missing ones."""
        for cle in self.contenu:
            if cle not in permises:
                admises = ", ".join(sorted(permises))
                self.faute("cle_inconnue", cle, f"Clé inconnue « {cle} » ; admises : {admises}.")
        for cle in obligatoires:
            if cle not in self.contenu:
                ou = f" dans {self.chemin}" if self.chemin else ""
                self.faute("cle_absente", "", f"Il manque la clé « {cle} »{ou}.")

    def brut(self, cle: str) -> Any:
        """The value as read."""
        return self.contenu.get(cle)

    def texte(self, cle: str) -> str:
        """A text, empty when absent."""
        valeur = self.contenu.get(cle, "")
        if isinstance(valeur, str):
            return " ".join(valeur.split())
        if valeur is not None:
            self.faute("type", cle, f"« {cle} » doit être un texte.")
        return ""

    def identifiant(self, cle: str) -> bool:
        """Whether the value is a plain ASCII name; notes a fault otherwise."""
        valeur = self.contenu.get(cle)
        if isinstance(valeur, str) and _NOM.match(valeur):
            return True
        self.faute("nom", cle, f"« {valeur} » : un nom s’écrit en minuscules sans accent.")
        return False

    def parmi(self, cle: str, admis: Collection[str]) -> str:
        """A text among those."""
        valeur = self.texte(cle)
        if valeur not in admis and cle in self.contenu:
            choix = ", ".join(sorted(admis))
            self.faute("valeur", cle, f"« {valeur} » n’est pas admis ; choisissez parmi {choix}.")
        return valeur

    def entier(self, cle: str, *, minimum: int = 0) -> int:
        """A whole number, at least ``minimum``."""
        valeur = self.contenu.get(cle, minimum)
        if isinstance(valeur, bool) or not isinstance(valeur, int) or valeur < minimum:
            self.faute("type", cle, f"« {cle} » doit être un entier d’au moins {minimum}.")
            return minimum
        return valeur

    def entier_ou_rien(self, cle: str) -> int | None:
        """A whole number, or nothing."""
        valeur = self.contenu.get(cle)
        if valeur is None or (isinstance(valeur, int) and not isinstance(valeur, bool)):
            return valeur
        self.faute("type", cle, f"« {cle} » doit être un entier.")
        return None

    def decimal(self, cle: str) -> Decimal:
        """A decimal number: whole, or between quotes."""
        valeur = self.contenu.get(cle)
        if isinstance(valeur, bool) or not _DECIMAL.match(str(valeur)):
            self.faute("type", cle, f"« {valeur} » : écrivez un nombre, par exemple « 1.5 ».")
            return Decimal(0)
        return Decimal(str(valeur))

    def oui(self, cle: str) -> bool:
        """``oui`` or ``non``; absent is ``non``."""
        valeur = self.contenu.get(cle, False)
        if not isinstance(valeur, bool):
            self.faute("type", cle, f"« {cle} » : écrivez oui ou non.")
            return False
        return valeur

    def liste(self, cle: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        valeur = self.contenu.get(cle, [])
        if isinstance(valeur, str):
            return (valeur,)
        if not isinstance(valeur, list) or not all(isinstance(un, str) for un in valeur):
            self.faute("type", cle, f"« {cle} » doit être une liste de noms.")
            return ()
        return tuple(valeur)

    def delai(self, cle: str) -> Delai:
        """A delay such as ``15 j``."""
        try:
            return Delai.lire(str(self.contenu.get(cle, "")))
        except ValueError as erreur:
            self.faute("delai", cle, str(erreur))
            return Delai.lire("1 j")

    def delai_ou_nom(self, cle: str) -> Delai | str:
        """A delay, or the name of the parameter that holds it."""
        valeur = self.contenu.get(cle)
        return valeur if isinstance(valeur, str) and _NOM.match(valeur) else self.delai(cle)

    def sous(self, cle: str) -> Section:
        """The mapping under a key; empty when absent."""
        valeur = self.contenu.get(cle)
        if valeur is not None and not isinstance(valeur, dict):
            self.faute("forme", cle, f"« {cle} » doit contenir des clés.")
        return Section(self.document, self._sous(cle), valeur if isinstance(valeur, dict) else {})

    def valeurs(self) -> Iterator[tuple[str, Any]]:
        """Keys and plain values."""
        yield from self.contenu.items()

    def textes(self) -> dict[str, str]:
        """Keys and their values as they are written."""
        mots = {True: "oui", False: "non"}
        return {
            cle: mots[val] if isinstance(val, bool) else str(val)
            for cle, val in self.contenu.items()
        }

    def elements(self) -> Iterator[tuple[str, Section]]:
        """Named sub-sections; a bad name or a shape that is no mapping is a fault."""
        for nom, valeur in self.contenu.items():
            if not _NOM.match(nom):
                self.faute("nom", nom, f"« {nom} » : un nom s’écrit en minuscules sans accent.")
            elif not isinstance(valeur, dict):
                self.faute("forme", nom, f"« {nom} » doit contenir des clés.")
            else:
                yield nom, Section(self.document, self._sous(nom), valeur)

    def lignes(self, cle: str) -> Iterator[Section]:
        """The mappings of a list."""
        valeur = self.contenu.get(cle, [])
        if not isinstance(valeur, list):
            self.faute("forme", cle, f"« {cle} » doit être une liste.")
            return
        for rang, un in enumerate(valeur):
            if isinstance(un, dict):
                yield Section(self.document, f"{self._sous(cle)}.{rang}", un)
            else:
                self.faute("forme", f"{cle}.{rang}", f"« {un} » doit contenir une clé.")
