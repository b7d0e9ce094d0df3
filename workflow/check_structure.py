"""The shape of a machine: every state reached, an end from everywhere, no loop of the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from workflow.errors import Faute
from workflow.flow import Arc, arcs, atteignables, suites
from workflow.process import Definition
from workflow.values import HORLOGE

_COMMUTATEURS_MAX = 6
"""So many switches are tried in every combination; beyond, all on and all off."""


def fautes_des_prefixes(definitions: Iterable[Definition]) -> Iterator[Faute]:
    """Two machines whose numbers would begin alike: nobody could tell their dossiers apart."""
    premiers: dict[str, Definition] = {}
    for une in definitions:
        autre = premiers.setdefault(une.prefixe, une)
        if autre is not une:
            message = f"« {une.prefixe} » est le préfixe de {autre.machine} ; choisissez un autre."
            yield une.faute("prefixe_double", "prefixe", message)


def fautes_de_structure(definition: Definition) -> Iterator[Faute]:
    """Reachability, ends, and loops that nobody would stop."""
    yield from _non_atteints(definition)
    yield from _sans_fin(definition)
    yield from _boucles_de_l_horloge(definition)


def _non_atteints(definition: Definition) -> Iterator[Faute]:
    vus = atteignables([definition.etat_initial], suites(arcs(definition)))
    for nom in definition.etats:
        if nom not in vus:
            message = (
                f"Aucun chemin ne mène à « {nom} » depuis « {definition.etat_initial} » ; "
                "ajoutez un événement qui y va, ou retirez l’état."
            )
            yield definition.faute("etat_inaccessible", f"etats.{nom}", message)


def _sans_fin(definition: Definition) -> Iterator[Faute]:
    finaux = [etat.nom for etat in definition.etats.values() if etat.final]
    if not finaux:
        message = "Aucun état ne porte final: oui ; un dossier ne finirait jamais."
        yield definition.faute("sans_etat_final", "etats", message)
        return
    fautifs: set[str] = set()
    for eteints in _commutations(definition):
        ouverts = [arc for arc in arcs(definition) if arc.evenement.si_parametre not in eteints]
        vus = atteignables([definition.etat_initial], suites(ouverts))
        finissent = atteignables(finaux, suites(Arc(a.vers, a.de, a.evenement) for a in ouverts))
        for nom in definition.etats:
            if nom in vus - finissent - fautifs:
                fautifs.add(nom)
                quand = f" quand {', '.join(sorted(eteints))} vaut non" if eteints else ""
                message = f"Depuis « {nom} », aucun état final n’est accessible{quand}."
                yield definition.faute("sans_issue", f"etats.{nom}", message)


def _commutations(definition: Definition) -> Iterator[frozenset[str]]:
    """Sets of the switches that a convention may turn off."""
    tous = sorted({un.si_parametre for un in definition.evenements.values() if un.si_parametre})
    if len(tous) > _COMMUTATEURS_MAX:
        yield from (frozenset(), frozenset(tous))
        return
    for choix in product((True, False), repeat=len(tous)):
        yield frozenset(nom for nom, allume in zip(tous, choix, strict=True) if not allume)


def _boucles_de_l_horloge(definition: Definition) -> Iterator[Faute]:
    declenches = {
        (etat.nom, regle.declenche)
        for etat in definition.etats.values()
        for regle in etat.echeances.values()
    }
    graphe = suites(
        arc
        for arc in arcs(definition)
        if arc.evenement.destinations
        and (arc.evenement.par == {HORLOGE} or (arc.de, arc.evenement.nom) in declenches)
    )
    for nom in definition.etats:
        if nom in atteignables(graphe.get(nom, ()), graphe):
            message = f"L’horloge seule ramène « {nom} » à lui-même, sans fin."
            yield definition.faute("boucle_de_l_horloge", f"etats.{nom}", message)
