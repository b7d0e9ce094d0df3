"""The graph of a machine's moves, and the fields that are surely set in each of its states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflow.expressions import (
    Appartenance,
    Comparaison,
    Constante,
    Et,
    Expression,
    Nom,
    Non,
    Ou,
)
from workflow.process import NOMS_DU_MOTEUR, Definition, Evenement


@dataclass(frozen=True)
class Arc:
    """One move: from a state to another by an event; a branch says under which guard."""

    de: str
    vers: str
    evenement: Evenement
    si: str | None = None


def arcs(definition: Definition) -> tuple[Arc, ...]:
    """Every move, those that stay included."""
    return tuple(
        Arc(de, vers, evenement, si)
        for evenement in definition.evenements.values()
        for de in sorted(evenement.de)
        for vers, si in _destinations(evenement, de)
    )


def _destinations(evenement: Evenement, de: str) -> Iterator[tuple[str, str | None]]:
    if evenement.selon:
        yield from ((branche.vers, branche.si) for branche in evenement.selon)
    else:
        yield evenement.vers or de, None


def atteignables(departs: Iterable[str], suites: Mapping[str, Collection[str]]) -> frozenset[str]:
    """States that can be reached, the starting ones included."""
    vus = set(departs)
    reste = list(vus)
    while reste:
        for suivant in suites.get(reste.pop(), ()):
            if suivant not in vus:
                vus.add(suivant)
                reste.append(suivant)
    return frozenset(vus)


def suites(tous: Iterable[Arc]) -> dict[str, set[str]]:
    """State → the states that follow it."""
    trouvees: dict[str, set[str]] = {}
    for arc in tous:
        trouvees.setdefault(arc.de, set()).add(arc.vers)
    return trouvees


def champs_surs(definition: Definition) -> dict[str, frozenset[str]]:
    """State → fields that are set on every path into it (the greatest fixed point)."""
    tout = frozenset(
        nom for nom, champ in definition.contexte.items() if champ.saisi and not champ.passager
    )
    ouverture = frozenset(une.champ for une in definition.ouverture.saisies if une.obligatoire)
    surs = dict.fromkeys(definition.etats, tout)
    surs[definition.etat_initial] = tout & ouverture
    tous = arcs(definition)
    change = True
    while change:
        change = False
        for arc in tous:
            restants = surs[arc.vers] & _apres(definition, arc, surs[arc.de], tout)
            change = change or restants != surs[arc.vers]
            surs[arc.vers] = restants
    return surs


def _apres(
    definition: Definition, arc: Arc, avant: frozenset[str], tout: frozenset[str]
) -> frozenset[str]:
    evenement = arc.evenement
    if evenement.operation:
        return avant
    entres = {saisie.champ for saisie in evenement.saisies if saisie.obligatoire}
    gardes = [*evenement.gardes, *((arc.si,) if arc.si else ())]
    exiges = frozenset[str]().union(*(remplis(definition.gardes[nom].si) for nom in gardes))
    surs = (avant | exiges) - set(evenement.efface) | entres
    for cible, source in evenement.pose.items():
        if source in surs or source in NOMS_DU_MOTEUR:
            surs |= {cible}
    return surs & tout


def remplis(condition: Expression) -> frozenset[str]:
    """Names that cannot be empty when the condition holds."""
    match condition:
        case Et(termes):
            return frozenset[str]().union(*map(remplis, termes))
        case Ou(termes):
            return frozenset.intersection(*map(remplis, termes))
        case Non(Comparaison(gauche, "==", Constante(None))):
            return frozenset({gauche.nom})
        case Non():
            return frozenset()
        case Appartenance(gauche, valeurs):
            return frozenset() if None in valeurs else frozenset({gauche.nom})
        case _:
            return _remplis(condition)


def _remplis(atome: Comparaison) -> frozenset[str]:
    droite = atome.droite
    if atome.signe in {"==", "!="}:
        vide = droite == Constante(None)
        plein = isinstance(droite, Constante) and vide == (atome.signe == "!=")
        return frozenset({atome.gauche.nom}) if plein else frozenset()
    autres = {droite.nom} if isinstance(droite, Nom) else set()
    return frozenset({atome.gauche.nom} | autres)


def chemin_vers(definition: Definition, evenement: Evenement) -> tuple[str, ...]:
    """The fewest events that lead from the opening to an event, itself last."""
    venus: dict[str, tuple[str, ...]] = {definition.etat_initial: ()}
    file = [definition.etat_initial]
    tous = arcs(definition)
    for etat in file:  # grows while it is walked: breadth first
        if etat in evenement.de:
            return (*venus[etat], evenement.nom)
        for arc in tous:
            if arc.de == etat and arc.vers not in venus and not arc.evenement.operation:
                venus[arc.vers] = (*venus[etat], arc.evenement.nom)
                file.append(arc.vers)
    return (evenement.nom,)


def entrants(definition: Definition, etat: str) -> tuple[Evenement, ...]:
    """Events that may enter a state from another."""
    return tuple(
        un
        for un in definition.evenements.values()
        if etat in un.destinations and un.de - {etat} and not un.operation
    )
