"""What the proofs of properties share: the names of a property, facts, products, violations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from workflow.configurations import Fait
from workflow.errors import Faute
from workflow.process import Definition
from workflow.product import Produit
from workflow.properties import Propriete
from workflow.property_names import Designe, designer

VU = "vu"
"""What is remembered once the awaited fact has happened."""


def produit_de(
    propriete: Propriete,
    definitions: Mapping[str, Definition],
    utiles: frozenset[tuple[str, str]],
    *,
    precis: bool,
    eteints: frozenset[str] = frozenset(),
) -> Produit:
    return Produit(
        definitions=tuple(definitions[nom] for nom in propriete.machines),
        toutes=definitions,
        suivre_les_champs=precis,
        eteints=eteints,
        utiles=utiles,
    )


def violee(
    propriete: Propriete, definitions: Mapping[str, Definition], chemin: list[Fait], dit: str
) -> Faute:
    dernier = chemin[-1]
    lieu = definitions[dernier.machine].lieu(f"evenements.{dernier.evenement}")
    message = f"{dit} Chemin le plus court : {' ; '.join(map(str, chemin))}."
    return propriete.faute("propriete_violee", message, lieu=lieu)


def est(designe: Designe, fait: Fait) -> bool:
    """Whether a fact is the named event, or enters the named state."""
    if fait.machine != designe.definition.machine:
        return False
    if designe.genre == "etat":
        return fait.vers == designe.nom and fait.de != fait.vers
    return fait.evenement == designe.nom


def parmi(designes: Collection[Designe], fait: Fait) -> bool:
    return any(est(un, fait) for un in designes)


def designes(
    propriete: Propriete, cle: str, definitions: Mapping[str, Definition]
) -> tuple[Designe, ...]:
    noms = propriete.termes.get(cle, ())
    return tuple(designer(propriete, nom, definitions) for nom in noms)


def evenements_de(designes: Iterable[Designe]) -> frozenset[tuple[str, str]]:
    return frozenset((un.definition.machine, un.nom) for un in designes if un.genre == "evenement")
