"""The records of a JSON file of any nesting, one at a time: memory stays flat, a fault costs one.

A streaming parser (ijson) was set aside: it stops at the first fault and gives no line. Here each
record is decoded alone by the C decoder of ``json``, so that a broken one loses only itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.importing.json_pruning import decodeur, elaguer
from services.importing.sources import Flux

BLOC = 1 << 18
ENREGISTREMENT_MAX = 1 << 22
_CONTENEURS = (
    "marches|marche|contrat-concession|contratConcession|contrats|concessions|results|data"
)
_CONTENEUR = re.compile(rf'\{{\s*"(?:{_CONTENEURS})"\s*:\s*[\[{{]')
_CLE_DE_CONTENEUR = re.compile(rf'"(?:{_CONTENEURS})"\s*:\s*[\[{{]')
_CLE = re.compile(r'"(?:[^"\\]|\\.)*"\s*:\s*')
_SANS_OBJET = re.compile(r'\[(?:"(?:[^"\\]|\\.)*+"|[^\[\]{}"]++)*+\]')
"""An array of plain values: where a record is due, it is one, and a faulty one."""
_BLANCS = re.compile(r"[\s,:\x1e\ufeff]*")
_FENETRE = 1 << 16
_MARGE = 16
"""How near the end of the buffer a fault may be the mark of a token cut in two."""

CLES_DECP = frozenset(
    {
        "acheteur",
        "titulaires",
        "objet",
        "dateNotification",
        "autoriteConcedante",
        "concessionnaires",
    }
)


@dataclass(frozen=True)
class Enregistrement:
    """One value found where a record is due, or the reason why it cannot be decoded."""

    ligne: int
    valeur: Any = None
    motif: str = ""
    extrait: str = ""
    ecartes: tuple[str, ...] = ()
    """Fields that had to be cut away for the rest to be read."""
    doubles: tuple[str, ...] = ()
    """Keys that it gives more than once."""
    fin: bool = False
    """What is said is about the end of the file: no record stands there."""


def parcourir(flux: Flux) -> Iterator[Enregistrement]:
    """Give the records in order.

    Arrays and the known containers around them are walked through whatever their nesting; line
    delimited JSON works too. What is broken is passed over up to the next whole record.
    """
    return _Parcours(flux).enregistrements()


class _Parcours:
    """A moving window over the text."""

    def __init__(self, flux: Flux) -> None:
        self._flux = flux.texte
        self._doubles: list[str] = []
        self._decoder = decodeur(self._doubles)
        self._texte = ""
        self._pos = 0
        self._compte = 0  # up to where lines were counted
        self._ligne = 1
        self._fini = False
        self._ouverts = 0
        self._tronque = False
        self._sous_marches = False
        self._apres_cle = False
        self._ecartes: tuple[str, ...] = ()

    def enregistrements(self) -> Iterator[Enregistrement]:
        premier = True
        while lettre := self._lettre():
            if self._ouvre(lettre, premier=premier):
                self._pas(1)
            elif lettre in "]}":
                self._pas(-1)
            elif lettre == '"' and self._passer_cle():
                continue
            else:
                yield from self._decoder_ici()
            premier = self._sous_marches = self._apres_cle = False
        if self._ouverts > 0 and not self._tronque:
            motif = "le fichier s’arrête avant ses derniers crochets : il manque peut-être la suite"
            yield Enregistrement(self._ligne_ici(), motif=motif, fin=True)

    def _ouvre(self, lettre: str, *, premier: bool) -> bool:
        """Whether an array or a container of records starts here."""
        if lettre == "[":
            self._garantir(_MARGE * 8)
            seule = self._ouverts and not self._apres_cle
            return not (seule and _SANS_OBJET.match(self._texte, self._pos))
        return lettre == "{" and self._est_conteneur(premier=premier or self._sous_marches)

    def _pas(self, sens: int) -> None:
        self._ouverts = max(0, self._ouverts + sens)
        self._pos += 1

    def _lettre(self) -> str:
        """Next character that is neither blank nor separator; empty at the end."""
        while True:
            trouve = _BLANCS.match(self._texte, self._pos)
            self._pos = trouve.end() if trouve else self._pos
            if self._pos < len(self._texte):
                return self._texte[self._pos]
            if not self._remplir():
                return ""

    def _remplir(self) -> bool:
        if self._fini:
            return False
        self._ligne_ici()
        bloc = self._flux.read(BLOC)
        self._fini = not bloc
        self._texte = self._texte[self._pos :] + bloc
        self._pos = self._compte = 0
        return bool(bloc)

    def _ligne_ici(self) -> int:
        self._ligne += self._texte.count("\n", self._compte, self._pos)
        self._compte = self._pos
        return self._ligne

    def _est_conteneur(self, *, premier: bool) -> bool:
        self._garantir(_FENETRE if premier else _MARGE * 8)
        if _CONTENEUR.match(self._texte, self._pos):
            return True
        fin = self._pos + _FENETRE
        return premier and _CLE_DE_CONTENEUR.search(self._texte, self._pos, fin) is not None

    def _garantir(self, nombre: int) -> None:
        while len(self._texte) - self._pos < nombre and self._remplir():
            pass

    def _passer_cle(self) -> bool:
        """Pass a key of a container, with its value unless that opens a container or an array."""
        self._garantir(_FENETRE)
        cle = _CLE.match(self._texte, self._pos)
        if cle is None:
            return False
        ouvre = self._texte[cle.end() : cle.end() + 1]
        contient = ouvre == "[" or _CLE_DE_CONTENEUR.match(self._texte, self._pos)
        self._sous_marches = cle.group().startswith('"marches"')
        self._apres_cle = True
        self._pos = cle.end()
        if not contient and ouvre:
            self._une_valeur()
        return True

    def _decoder_ici(self) -> Iterator[Enregistrement]:
        ligne, depart = self._ligne_ici(), self._texte[self._pos : self._pos + 200]
        valeur, motif = self._une_valeur()
        ecartes, self._ecartes = self._ecartes, ()
        doubles = tuple(dict.fromkeys(self._doubles))
        yield Enregistrement(ligne, valeur, motif, "" if not motif else depart, ecartes, doubles)

    def _une_valeur(self) -> tuple[Any, str]:
        """Decode the value that starts here; on a fault, move to the next whole record."""
        while True:
            self._doubles.clear()
            try:
                valeur, self._pos = self._decoder.raw_decode(self._texte, self._pos)
            except json.JSONDecodeError as erreur:
                if self._coupe(erreur) and self._remplir():
                    continue
                return None, self._passer_la_faute(self._expliquer(erreur))
            except RecursionError:
                return self._elaguer()
            return valeur, ""

    def _elaguer(self) -> tuple[Any, str]:
        """Decode without what is too deep for the decoder."""
        while (elague := elaguer(self._decoder, self._texte, self._pos)) is None:
            if len(self._texte) - self._pos > ENREGISTREMENT_MAX or not self._remplir():
                return None, self._passer_la_faute("imbrication trop profonde")
        self._pos = elague.fin
        self._ecartes = elague.champs
        return elague.valeur, ""

    def _coupe(self, erreur: json.JSONDecodeError) -> bool:
        """Whether the window, not the file, may end too early."""
        taille = len(self._texte)
        if self._fini or taille - self._pos > ENREGISTREMENT_MAX:
            return False
        return erreur.msg.startswith("Unterminated") or erreur.pos >= taille - _MARGE

    def _expliquer(self, erreur: json.JSONDecodeError) -> str:
        if len(self._texte) - self._pos > ENREGISTREMENT_MAX:
            return "enregistrement de plus de quatre millions de caractères"
        ligne = self._ligne_ici() + self._texte.count("\n", self._pos, erreur.pos)
        if self._fini and erreur.pos >= len(self._texte.rstrip()) - 1:
            self._tronque = True
            return f"enregistrement tronqué : le fichier s’arrête ligne {ligne}"
        if self._fini and erreur.msg.startswith("Unterminated"):
            self._tronque = True
            return f"texte sans guillemet fermant, ouvert ligne {ligne} : fichier tronqué ou abîmé"
        return f"JSON illisible à partir de la ligne {ligne}"

    def _passer_la_faute(self, motif: str) -> str:
        """Go to the next brace from which a whole record can be decoded, or to the end."""
        self._pos += 1
        while True:
            accolade = self._texte.find("{", self._pos)
            if accolade < 0:
                self._pos = len(self._texte)
                if not self._remplir():
                    self._tronque = True  # the end was passed over with the fault: told once
                    return motif
                continue
            self._pos = accolade
            if self._commence_un_enregistrement():
                return motif

    def _commence_un_enregistrement(self) -> bool:
        """Try here without moving when it is one; step over it when it is not."""
        while True:
            try:
                valeur, fin = self._decoder.raw_decode(self._texte, self._pos)
            except json.JSONDecodeError as erreur:
                if self._coupe(erreur) and self._remplir():
                    continue
                self._pos += 1
                return False
            except RecursionError:
                self._pos += 1
                return False
            if isinstance(valeur, dict) and CLES_DECP.intersection(valeur):
                return True
            self._pos = fin
            return False
