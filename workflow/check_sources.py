"""Where the rules stand that bind an element: its own properties', else those of what uses it."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.expressions import noms
from workflow.process import Definition, Effet
from workflow.property_index import Tables
from workflow.property_names import RAPPELS, SECTIONS, echeances
from workflow.references_effects import effets_situes
from workflow.sentences import noms_du_modele
from workflow.values import OUVRIR

_SOURCES_MAX = 3
"""So many sources are quoted: enough to find the rules."""
_GENRES = {section: genre for genre, section in SECTIONS.items()}
Element = tuple[str, str]
"""Genre and name, as the properties index them."""


def sources_de(tables: Tables, definition: Definition, chemin: str) -> str:
    """Sources of the element of a path; those of its machine when no rule is near it."""
    genre, nom = element = _element(chemin)
    if genre == "evenement" and definition.evenements[nom].source:
        return definition.evenements[nom].source
    dites = [*tables.sources_de(genre, definition, nom)]
    voisins = _voisins(definition, element) if not dites else ()
    for voisin_genre, voisin in voisins:
        dites += tables.sources_de(voisin_genre, definition, voisin)
    return " ; ".join(list(dict.fromkeys(dites))[:_SOURCES_MAX]) or definition.source


def _element(chemin: str) -> Element:
    section, _, reste = chemin.partition(".")
    nom, _, suite = reste.partition(".")
    if section == RAPPELS:
        return "echeance", chemin
    if section == "etats" and suite:
        return "echeance", f"{nom}.{suite.partition('.')[2]}"
    return (_GENRES[section], nom) if section in _GENRES else ("ouverture", OUVRIR)


def _voisins(definition: Definition, element: Element) -> Iterator[Element]:
    """What an element bears on: the acts that use it, the states it starts from or leads to."""
    genre, nom = element
    if genre == "echeance":
        yield "etat", nom.partition(".")[0]
        yield from (("evenement", un) for un in _declenches(definition, nom))
    if genre == "evenement":
        acte = definition.evenements[nom]
        yield from (("etat", un) for un in definition.etats if un in {*acte.de, *acte.destinations})
    yield from (("evenement", un) for un in _actes(definition, element))
    yield from (("echeance", un) for un in _echeances(definition, element))
    yield from _phrases(definition, nom)


def _declenches(definition: Definition, nom: str) -> Iterator[str]:
    declenche = echeances(definition)[nom].declenche
    if declenche:
        yield declenche


def _actes(definition: Definition, element: Element) -> Iterator[str]:
    """Acts that name the element, in whatever place."""
    genre, nom = element
    portes = {
        chemin.split(".")[1]
        for chemin, un in effets_situes(definition)
        if chemin.startswith("evenements.") and nom in _dits(un)
    }
    portes |= set(definition.taches[nom].faite_par) if genre == "tache" else set()
    for un in definition.evenements.values():
        dits = {*un.gardes, *un.efface, *un.pose, *un.pose.values(), un.si_parametre}
        dits |= {un.temps_arrete_depuis, un.temps_repris_le}
        dits |= {une.champ for une in un.saisies} | {une.si for une in un.selon}
        etats = {*un.de, *un.destinations} if genre == "etat" else set()
        if un.nom in portes or nom in dits | etats:
            yield un.nom


def _dits(effet: Effet) -> set[str | None]:
    """Names that an effect uses."""
    return {effet.nom, effet.a, effet.lien, effet.si, effet.le, *effet.avec.values()}


def _echeances(definition: Definition, element: Element) -> Iterator[str]:
    genre, nom = element
    for chemin, regle in echeances(definition).items():
        portes = {regle.depuis, regle.si_parametre}.union(*map(_dits, regle.effets))
        delais = {str(regle.delai), str(regle.repeter.tous) if regle.repeter else ""}
        if nom in portes | {regle.verification} | (delais if genre == "parametre" else set()):
            yield chemin


def _phrases(definition: Definition, nom: str) -> Iterator[Element]:
    """Guards and invariants that read the name, and fields that a guard keeps from correction."""
    for garde in definition.gardes.values():
        if nom in garde.lus | noms_du_modele(garde.sinon):
            yield "garde", garde.nom
    for champ in definition.contexte.values():
        lus = noms(champ.invariant) if champ.invariant is not None else frozenset()
        if nom in lus | {champ.corrige_si}:
            yield "champ", champ.nom
