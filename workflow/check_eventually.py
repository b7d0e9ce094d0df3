"""``apres: E, toujours_possible: F``: from E on, some way still leads to F."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import product as combinaisons

from workflow.configurations import Fait
from workflow.errors import Faute
from workflow.process import Definition
from workflow.properties import Propriete
from workflow.property_facts import VU, designes, evenements_de, parmi, produit_de, violee
from workflow.property_names import Designe
from workflow.walk import Noeud, Parcours, parcourir

_COMMUTATEURS_MAX = 5
"""So many switches are tried in every combination; beyond, all on and all off."""


def fautes_du_toujours_possible(
    propriete: Propriete, definitions: Mapping[str, Definition]
) -> Iterator[Faute]:
    """After E and until F, some way still leads to F: whatever steps a convention leaves out."""
    departs = designes(propriete, "apres", definitions)
    buts = designes(propriete, "toujours_possible", definitions)
    machine = buts[0].definition
    for eteints in _commutations(definitions[nom] for nom in propriete.machines):
        utiles = evenements_de((*departs, *buts))
        produit = produit_de(propriete, definitions, utiles, precis=False, eteints=eteints)
        parcours, _ = parcourir(produit, partial(_en_attente, departs, buts), garder=True)
        perdu = _perdu(parcours, buts, machine, propriete.machines.index(machine.machine))
        if perdu is not None:
            quand = f" quand {', '.join(sorted(eteints))} vaut non" if eteints else ""
            dit = f"« {buts[0].nom} » n’est plus possible{quand}."
            yield violee(propriete, definitions, parcours.chemin(perdu), dit)
            return


def _commutations(definitions: Iterable[Definition]) -> Iterator[frozenset[str]]:
    tous = sorted(
        {
            un.si_parametre
            for une in definitions
            for un in une.evenements.values()
            if un.si_parametre
        }
    )
    if len(tous) > _COMMUTATEURS_MAX:
        yield from (frozenset(), frozenset(tous))
        return
    for choix in combinaisons((True, False), repeat=len(tous)):
        yield frozenset(nom for nom, allume in zip(tous, choix, strict=True) if not allume)


def _en_attente(
    departs: Collection[Designe], buts: Collection[Designe], memoire: frozenset[str], fait: Fait
) -> frozenset[str]:
    if parmi(departs, fait):
        memoire = memoire | {VU}
    return memoire - {VU} if parmi(buts, fait) else memoire


def _perdu(
    parcours: Parcours, buts: Collection[Designe], machine: Definition, rang: int
) -> Noeud | None:
    """The nearest node that waits for F, its dossier still alive, and from which F is lost."""
    avant: dict[Noeud, list[Noeud]] = {}
    mene: list[Noeud] = []
    for noeud, suites in parcours.suites.items():
        for pas, suivant in suites:
            avant.setdefault(suivant, []).append(noeud)
            if any(parmi(buts, fait) for fait in pas.faits):
                mene.append(noeud)
    menent = set(mene)
    while mene:
        for precedent in avant.get(mene.pop(), ()):
            if precedent not in menent:
                menent.add(precedent)
                mene.append(precedent)
    for noeud in parcours.venus:  # in the order of the walk: the shortest first
        etat = noeud.configuration.etats[rang]
        vivant = not etat or not machine.etats[etat].final
        if VU in noeud.memoire and vivant and noeud not in menent:
            return noeud
    return None
