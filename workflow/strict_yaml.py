"""A YAML reader that guesses nothing: every node has its line, what YAML 1.1 mangles is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from workflow.errors import Faute

_ENTIER = re.compile(r"-?(0|[1-9]\d*)$")
_ETIQUETTE = "tag:yaml.org,2002:"
_CONSEILS: Mapping[str, str] = {
    "bool": "écrivez oui ou non",
    "null": "donnez une valeur, ou retirez la clé",
    "timestamp": "mettez la date entre guillemets",
    "float": "mettez le nombre décimal entre guillemets",
    "int": "mettez la valeur entre guillemets",
    "merge": "les fusions << ne sont pas admises",
}
NOEUDS_MAX = 50_000
"""Values that a file may hold, its aliases unfolded."""
_OUI_NON: Mapping[str, bool] = {"oui": True, "non": False}


class _Rapide(Composer, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # a base found at run time
    """Scanned by libyaml, ten times faster, where PyYAML has it; composed in Python.

    libyaml's own composer dies of a file that is nested too deep; Python's raises.
    """

    def __init__(self, texte: str) -> None:
        super(Composer, self).__init__(texte)
        self.anchors = {}


@dataclass
class Document:
    """What a file says: plain values, the line of each path, the faults met."""

    valeur: Any
    lignes: dict[str, int] = field(default_factory=dict)
    fautes: list[Faute] = field(default_factory=list)
    fichier: str = ""

    def faute(self, code: str, chemin: str, message: str) -> None:
        """Add a fault at the line of a path, or of its nearest known parent."""
        ligne = self.ligne(chemin)
        self.fautes.append(Faute(code, message, self.fichier, ligne, ou=chemin))

    def ligne(self, chemin: str) -> int:
        """Line of a dotted path."""
        while chemin and chemin not in self.lignes:
            chemin = chemin.rpartition(".")[0]
        return self.lignes.get(chemin, 1)


def lire(texte: str, fichier: str = "") -> Document:
    """Read one document strictly; never raises, faults are in the result."""
    document = Document(None, fichier=fichier)
    try:
        _lire(document, _composer(texte))
    except yaml.YAMLError as erreur:
        marque = getattr(erreur, "problem_mark", None)
        ligne = marque.line + 1 if marque else 1
        souci = getattr(erreur, "problem", None) or "syntaxe"
        document.fautes.append(Faute("yaml", f"YAML illisible : {souci}", fichier, ligne))
    except RecursionError:
        message = "YAML illisible : trop de niveaux, ou un alias qui se contient lui-même"
        document.fautes.append(Faute("yaml", message, fichier, 1))
    except ValueError as erreur:
        document.fautes.append(Faute("yaml", f"YAML illisible : {erreur}", fichier, 1))
    return document


@lru_cache(maxsize=64)
def _composer(texte: str) -> Node | None:
    """The nodes of a text, which nobody changes: a command reads the same files several times.

    What libyaml refuses is read again, for a sentence that says where and why.
    """
    racine: Node | None
    try:
        racine = yaml.compose(texte, Loader=_Rapide)
    except yaml.YAMLError:
        racine = yaml.compose(texte, Loader=yaml.SafeLoader)
    return racine


def _lire(document: Document, racine: Node | None) -> None:
    if racine is None:
        document.fautes.append(Faute("yaml", "Le fichier est vide.", document.fichier, 1))
    else:
        document.valeur = _Lecteur(document).noeud(racine, "")


class _Lecteur:
    """Turns nodes into plain values, depth first."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.reste = NOEUDS_MAX

    def noeud(self, noeud: Node, chemin: str) -> Any:
        self.document.lignes.setdefault(chemin, noeud.start_mark.line + 1)
        self.reste -= 1
        if self.reste < 0:
            raise ValueError("le fichier est trop grand, ou ses alias se répètent sans fin")
        if isinstance(noeud, ScalarNode):
            return self._scalaire(noeud)
        if isinstance(noeud, MappingNode) and noeud.tag == f"{_ETIQUETTE}map":
            return dict(self._paires(noeud, chemin))
        if isinstance(noeud, SequenceNode) and noeud.tag == f"{_ETIQUETTE}seq":
            return [self.noeud(un, f"{chemin}.{i}") for i, un in enumerate(noeud.value)]
        self._faute(noeud, "yaml", f"Étiquette « {noeud.tag} » : {self._conseil(noeud)}.")
        return None

    def _paires(self, noeud: MappingNode, chemin: str) -> Iterator[tuple[str, Any]]:
        vues: set[str] = set()
        for cle, valeur in noeud.value:
            nom = str(cle.value)
            if not isinstance(cle, ScalarNode) or cle.tag != f"{_ETIQUETTE}str":
                self._faute(cle, "yaml", f"Clé « {nom} » : {self._conseil(cle)}.")
                continue
            if nom in vues:
                self._faute(cle, "cle_double", f"La clé « {nom} » est écrite deux fois.")
                continue
            vues.add(nom)
            dessous = f"{chemin}.{nom}" if chemin else nom
            self.document.lignes[dessous] = cle.start_mark.line + 1
            yield nom, self.noeud(valeur, dessous)

    def _scalaire(self, noeud: ScalarNode) -> Any:
        genre = noeud.tag.removeprefix(_ETIQUETTE)
        texte = noeud.value
        if genre == "str":
            return texte if noeud.style else _OUI_NON.get(texte, texte)
        if genre == "int" and _ENTIER.match(texte):
            return int(texte)
        self._faute(noeud, "yaml", f"Valeur « {texte} » ambiguë : {self._conseil(noeud)}.")
        return None

    def _conseil(self, noeud: Node) -> str:
        genre = noeud.tag.removeprefix(_ETIQUETTE)
        return _CONSEILS.get(genre, "cette forme de YAML n’est pas admise")

    def _faute(self, noeud: Node, code: str, message: str) -> None:
        ligne = noeud.start_mark.line + 1
        self.document.fautes.append(Faute(code, message, self.document.fichier, ligne))
