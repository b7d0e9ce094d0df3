"""``states/scenarios.yaml``: what people do in a simulation, state by state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.errors import Faute
from workflow.form import Section
from workflow.process import AUJOURD_HUI, MOTIF, Definition
from workflow.strict_yaml import Document, lire

SILENCE, PIRE = PROMIS = ("silence", "pire")
"""Scenarios that the simulation promises: nobody acts, and nobody answers."""


@dataclass(frozen=True, kw_only=True)
class Geste:
    """One act of a person, with what they enter; ``aujourd_hui`` stands for the day."""

    evenement: str
    saisies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A way the future may go: what is done in each state once its first deadline has rung."""

    nom: str
    libelle: str
    gestes: Mapping[tuple[str, str], tuple[Geste, ...]] = field(default_factory=dict)


def lire_scenarios(
    texte: str, fichier: str, definitions: Mapping[str, Definition]
) -> tuple[Mapping[str, Scenario], tuple[Faute, ...]]:
    """Read the scenarios strictly: each act exists, starts there, and has all it asks for."""
    document = lire(texte, fichier)
    tete = Section.racine(document)
    if tete is None:
        return {}, tuple(document.fautes)
    tete.cles(obligatoires=("machine", "scenarios"), permises=("machine", "scenarios"))
    lus = {
        nom: _scenario(document, nom, un, definitions)
        for nom, un in tete.sous("scenarios").elements()
    }
    for nom in PROMIS:
        if nom not in lus:
            dit = f"Le scénario « {nom} » manque : « jalon simulate » le promet. Rétablissez-le."
            document.faute("scenario_manquant", "scenarios", dit)
    if PIRE in lus and not lus[PIRE].gestes:
        dit = "Le scénario « pire » n’a plus de gestes : il ne montrerait que le silence."
        document.faute("scenario_vide", f"scenarios.{PIRE}", dit)
    if SILENCE in lus and lus[SILENCE].gestes:
        dit = "Dans le scénario « silence », personne ne fait rien : retirez ses gestes."
        document.faute("scenario_bavard", f"scenarios.{SILENCE}", dit)
    return lus, tuple(document.fautes)


def _scenario(
    document: Document, nom: str, section: Section, definitions: Mapping[str, Definition]
) -> Scenario:
    section.cles(obligatoires=("libelle",), permises=("libelle", "gestes"))
    gestes: dict[tuple[str, str], tuple[Geste, ...]] = {}
    for machine, etats in section.sous("gestes").elements():
        definition = definitions.get(machine)
        if definition is None:
            document.faute("machine_inconnue", etats.chemin, f"« {machine} » n’existe pas.")
            continue
        for etat in etats.contenu:
            if etat not in definition.etats:
                etats.faute("etat_inconnu", etat, f"« {etat} » n’est pas un état de {machine}.")
            gestes[machine, etat] = tuple(
                _geste(une, definition, etat) for une in etats.lignes(etat)
            )
    return Scenario(nom=nom, libelle=section.texte("libelle"), gestes=gestes)


def _geste(section: Section, definition: Definition, etat: str) -> Geste:
    section.cles(obligatoires=("evenement",), permises=("evenement", "saisies"))
    nom = section.texte("evenement")
    evenement = definition.evenements.get(nom)
    saisies = section.sous("saisies").textes()
    if evenement is None:
        section.faute("evenement_inconnu", "evenement", f"« {nom} » n’existe pas.")
    else:
        admises = {une.champ for une in evenement.saisies} | {MOTIF}
        for champ in sorted(saisies.keys() - admises):
            section.faute("champ_inconnu", "saisies", f"« {nom} » ne prend pas « {champ} ».")
        exiges = {une.champ for une in evenement.saisies if une.obligatoire}
        exiges |= {MOTIF} if evenement.motif else set()
        for champ in sorted(exiges - saisies.keys()):
            dit = f"« {nom} » demande « {champ} » : donnez-le sous saisies."
            section.faute("champ_manquant", "evenement", dit)
        if etat in definition.etats and etat not in evenement.de:
            dit = f"« {nom} » n’est pas possible depuis « {etat} »."
            section.faute("evenement_impossible", "evenement", dit)
    return Geste(evenement=nom, saisies=saisies)


def saisies_du_jour(geste: Geste, jour: str) -> dict[str, str]:
    """The entries of an act on a day."""
    return {nom: jour if val == AUJOURD_HUI else val for nom, val in geste.saisies.items()}
