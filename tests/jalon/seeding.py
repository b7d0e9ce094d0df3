"""Seeds a fault in a machine's file and proves that machine alone: a case costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import cache
from typing import Any

import yaml

from jalon import assembly
from workflow.building import construire
from workflow.check_complete import fautes_de_completude
from workflow.check_properties import fautes_des_proprietes
from workflow.errors import Faute
from workflow.process import Definition
from workflow.properties import TABLES, Propriete, lire_accord
from workflow.references import verifier_references
from workflow.strict_yaml import lire

Corps = dict[str, Any]
Geste = Callable[[Any], Any]
"""What somebody does to the value under a path."""
RETIRE = object()
"""The key is taken out."""
CAUSES = "provoque_seulement_par"
"""Form that looks at what every machine does."""


class Lecteur(yaml.SafeLoader):
    """Plain scalars stay as they are written: oui, non, 15 j."""


Lecteur.yaml_implicit_resolvers = {}


def lire_corps(texte: str) -> Corps:
    """A machine's file as plain values."""
    corps = yaml.load(texte, Loader=Lecteur)  # noqa: S506 # a safe loader
    assert isinstance(corps, dict)
    return corps


def ecrire(valeur: Any) -> str:
    """Flow YAML with every text quoted but the words and numbers of the language."""
    if isinstance(valeur, dict):
        return "{" + ", ".join(f"{cle}: {ecrire(un)}" for cle, un in valeur.items()) + "}"
    if isinstance(valeur, list):
        return "[" + ", ".join(map(ecrire, valeur)) + "]"
    texte = str(valeur)
    if texte in {"oui", "non"} or texte.lstrip("-").isdigit():
        return texte
    return '"' + texte.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ecrire_corps(corps: Corps) -> str:
    """The whole file, a section a line."""
    return "\n".join(f"{cle}: {ecrire(valeur)}" for cle, valeur in corps.items())


def sans(*mots: str) -> Geste:
    """A list without what speaks of one of the words."""
    return lambda liste: [un for un in liste if not any(mot in str(un) for mot in mots)]


def avec(*ajouts: str) -> Geste:
    """A list with more."""
    return lambda liste: [*liste, *ajouts]


def prend(*champs: str, quand: str = "facultatif") -> Geste:
    """What an act takes, with more fields."""
    return lambda saisies: {**saisies, **dict.fromkeys(champs, quand)}


def change(avant: str, apres: str) -> Geste:
    """The same text or values with some words in the place of others."""

    def remplacer(valeur: Any) -> Any:
        texte = ecrire(valeur) if not isinstance(valeur, str) else valeur
        assert avant in texte, f"« {avant} » is not in {texte}"
        neuf = texte.replace(avant, apres, 1)
        return neuf if isinstance(valeur, str) else yaml.load(neuf, Loader=Lecteur)  # noqa: S506 # a safe loader

    return remplacer


def gater(corps: Corps, chemin: str, geste: Any) -> Corps:
    """A copy of the file with the value under a path taken out, replaced or changed."""
    autre = deepcopy(corps)
    *debut, cle = chemin.split("/")
    noeud = autre
    for nom in debut:
        noeud = noeud[nom]
    if geste is RETIRE:
        del noeud[cle]
    elif callable(geste):
        avant = noeud[cle]
        noeud[cle] = geste(avant)
        assert noeud[cle] != avant, f"nothing changes at {chemin}"
    else:
        assert noeud.get(cle) != geste, f"nothing changes at {chemin}"
        noeud[cle] = geste
    return autre


@cache
def _maison() -> tuple[Any, dict[str, str], dict[str, Definition], tuple[Propriete, ...]]:
    textes = {str(lire_corps(texte)["machine"]): texte for texte in assembly.textes().values()}
    accord, fautes = lire_accord(assembly.proprietes())
    assert fautes == ()
    communs = lire(assembly.generiques(), "generiques.yaml")
    return communs, textes, dict(assembly.charger_machines().exiger()), accord.proprietes


@cache
def corps_de(machine: str) -> Corps:
    """A machine's file, read once."""
    return lire_corps(_maison()[1][machine])


def erreurs(machine: str, chemin: str, geste: Any) -> list[Faute]:
    """What the tables of the agreement say of the machine once it is spoilt: errors alone."""
    return erreurs_de(machine, gater(corps_de(machine), chemin, geste))


def erreurs_de(machine: str, corps: Corps) -> list[Faute]:
    """Same, of a file as a whole."""
    communs, _, machines, proprietes = _maison()
    document = lire(ecrire_corps(corps), f"{machine}.yaml")
    definition = construire(document, communs, empreinte="")
    assert definition is not None, document.fautes
    toutes = {**machines, machine: definition}
    rien = verifier_references(definition, toutes, assembly.vocabulaire())
    assert [une for une in rien if une.niveau == "erreur"] == [], "another fault than the rule's"
    dites = [
        *_dites(proprietes, machine, toutes),
        *fautes_de_completude(proprietes, toutes, assembly.vocabulaire()),
    ]
    return [une for une in dites if une.niveau == "erreur"]


def _dites(
    proprietes: Iterable[Propriete], machine: str, machines: dict[str, Definition]
) -> Iterable[Faute]:
    siennes = [
        une
        for une in proprietes
        if (une.forme in TABLES and machine in une.machines) or une.forme == CAUSES
    ]
    return fautes_des_proprietes(siennes, machines, assembly.vocabulaire().messages)
