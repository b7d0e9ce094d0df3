"""``jamais: X, quand: "…"``: no value that the guards of X let through makes the condition true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.building import mots_nus
from workflow.domains import TropGrand, affectations
from workflow.errors import Faute
from workflow.expressions import Expression, Non, evaluer, noms
from workflow.flow import chemin_vers, entrants
from workflow.parsing import analyser
from workflow.process import Definition, Evenement
from workflow.properties import Propriete
from workflow.property_names import Designe, designer
from workflow.scope import en_francais


def fautes_de_quand(propriete: Propriete, definitions: Mapping[str, Definition]) -> Iterator[Faute]:
    """Events that may happen while the condition holds, with values that show it."""
    (texte,) = propriete.termes["quand"]
    for nom in propriete.termes["jamais"]:
        designe = designer(propriete, nom, definitions)
        definition = designe.definition
        mots = mots_nus(definition.contexte, definition.parametres, definition.etats)
        quand = analyser(texte, mots=mots)
        inconnus = noms(quand) - set(definition.contexte) - set(definition.parametres)
        inconnus -= {"aujourd_hui", "etat"}
        if inconnus:
            raise KeyError(min(inconnus))
        if not _possible(definition, quand):
            message = f"« {texte} » n’est jamais vrai : la propriété ne prouve rien."
            yield propriete.faute("propriete_vide", message)
            return
        for evenement, gardes in _entrees(designe):
            yield from _fautes(propriete, definition, evenement, (*gardes, quand))


def _possible(definition: Definition, condition: Expression) -> bool:
    """Whether some values make the condition true; too many to be tried are not held against it."""
    try:
        tentees = affectations(definition, (condition,), noms(condition))
        return any(evaluer(condition, valeurs) for valeurs in tentees)
    except TropGrand:
        return True


def _entrees(designe: Designe) -> Iterator[tuple[Evenement, tuple[Expression, ...]]]:
    """The event, or each way into the state; with the conditions under which it is taken."""
    definition = designe.definition
    if designe.genre == "evenement":
        evenement = definition.evenements[designe.nom]
        yield evenement, _conditions(definition, evenement.gardes)
        return
    for evenement in entrants(definition, designe.nom):
        gardes = _conditions(definition, evenement.gardes)
        if not evenement.selon:
            yield evenement, gardes
        passees: tuple[Expression, ...] = ()
        for branche in evenement.selon:
            siennes = _conditions(definition, (branche.si,) if branche.si else ())
            if branche.vers == designe.nom:
                yield evenement, (*gardes, *passees, *siennes)
            passees += tuple(map(Non, siennes))  # a branch is tried once those before it are not


def _conditions(definition: Definition, gardes: Iterable[str]) -> tuple[Expression, ...]:
    return tuple(definition.gardes[nom].si for nom in gardes)


def _fautes(
    propriete: Propriete,
    definition: Definition,
    evenement: Evenement,
    conditions: tuple[Expression, ...],
) -> Iterator[Faute]:
    lus = frozenset[str]().union(*(noms(une) for une in conditions))
    surs = {une.champ for une in evenement.saisies if une.obligatoire}
    try:
        for valeurs in affectations(definition, conditions, lus):
            if any(valeurs[nom] is None for nom in surs & lus):
                continue
            if all(evaluer(une, valeurs) for une in conditions):
                yield _violee(propriete, definition, evenement, valeurs)
                return
    except TropGrand:
        message = f"« {evenement.nom} » lit trop de variables pour être prouvé."
        yield propriete.faute("preuve_trop_grande", message)


def _violee(
    propriete: Propriete, definition: Definition, evenement: Evenement, valeurs: Mapping[str, Any]
) -> Faute:
    exemple = ", ".join(f"{nom} = {en_francais(une)}" for nom, une in sorted(valeurs.items()))
    message = (
        f"« {evenement.nom} » passe avec {exemple}. "
        f"Chemin le plus court : {' ; '.join(chemin_vers(definition, evenement))}."
    )
    lieu = definition.lieu(f"evenements.{evenement.nom}.gardes")
    return propriete.faute("propriete_violee", message, lieu=lieu)
