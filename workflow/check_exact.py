"""Properties that close a list: who acts, from where, by which events, under which guards.

What the machine has must be what the property says, no more and no less: a second path, a role
added, a guard removed are faults, and so is a property looser than the machine that it speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workflow.entries import se_corrige_seul
from workflow.flow import entrants
from workflow.history import CORRECTION
from workflow.process import OUVRIR_EN_COURS, Definition, Evenement
from workflow.property_names import Designe
from workflow.property_terms import Manque, Terme
from workflow.references_effects import effets_situes, recepteurs
from workflow.values import OUVRIR

Dits = Mapping[str, Evenement | None]
"""What the machine has, each with the event that brings it."""
NON_FINAUX = "non_finaux"
TOUS = "tous"


@dataclass(frozen=True)
class _Ensemble:
    """How a closed list is read in the machines, and how a difference is told."""

    dits: Callable[[Designe, Mapping[str, Definition]], Dits]
    manque: str
    en_trop: str
    sans: str = ""
    """Said of what is there when the list is empty."""


def evenements(designe: Designe) -> tuple[Evenement, ...]:
    """The named event, or every event that enters the named state."""
    if designe.genre == "evenement":
        return (designe.definition.evenements[designe.nom],)
    return entrants(designe.definition, designe.nom)


def manques_de_l_ensemble(terme: Terme) -> Iterator[Manque]:
    """What the machine no longer has of a closed list, and what it has beside it."""
    designe, ensemble = terme.designe, ENSEMBLES[terme.forme]
    dits = ensemble.dits(designe, terme.definitions)
    voulus = _developper(designe.definition, terme.attendus)
    permis = ", ".join(terme.attendus) or "rien"
    sien = None
    if designe.genre == "evenement":
        sien = designe.definition.evenements[designe.nom]
    for un in voulus:
        if un not in dits:
            yield f"{designe} : {ensemble.manque.format(un=un, permis=permis)}.", sien
    for un, evenement in sorted(dits.items()):
        if un not in voulus:
            en_trop = ensemble.en_trop if terme.attendus else ensemble.sans or ensemble.en_trop
            dit = en_trop.format(un=un, permis=permis)
            yield f"{designe} : {dit}.", evenement or sien


def _developper(definition: Definition, attendus: Mapping[str, str]) -> tuple[str, ...]:
    """The words for all the states, or all but the final ones, stand for their names."""
    if set(attendus) == {TOUS}:
        return tuple(definition.etats)
    if set(attendus) == {NON_FINAUX}:
        return tuple(nom for nom, etat in definition.etats.items() if not etat.final)
    return tuple(attendus)


def _roles(designe: Designe, _definitions: Mapping[str, Definition]) -> Dits:
    if designe.genre == "ouverture":
        return dict.fromkeys(designe.definition.ouverture.par)
    return {role: un for un in evenements(designe) for role in un.par}


def _entrees(designe: Designe, _definitions: Mapping[str, Definition]) -> Dits:
    return {un.nom: un for un in entrants(designe.definition, designe.nom)}


def _origines(designe: Designe, _definitions: Mapping[str, Definition]) -> Dits:
    return dict.fromkeys(designe.definition.evenements[designe.nom].de)


def _conditions(designe: Designe, _definitions: Mapping[str, Definition]) -> Dits:
    """All that may hold the event back: its guards, and the parameter that makes it exist."""
    evenement = designe.definition.evenements[designe.nom]
    parametre = (evenement.si_parametre,) if evenement.si_parametre else ()
    return dict.fromkeys((*evenement.gardes, *parametre))


def ecritures(designe: Designe, _definitions: Mapping[str, Definition]) -> Dits:
    """What changes the field: acts that take it, copy it (``X pose Y``) or empty it.

    The act that corrects is one of them, unless it takes an agreement for this field.
    """
    definition, champ = designe.definition, designe.nom
    changent: dict[str, Evenement | None] = {}
    for un in definition.evenements.values():
        if any(une.champ == champ for une in un.saisies):
            changent[un.nom] = un
        if champ in un.pose:
            changent[f"{un.nom} pose {un.pose[champ]}"] = un
        if champ in un.efface:
            changent[f"{un.nom} efface"] = un
    if any(une.champ == champ for une in definition.ouverture.saisies):
        changent[OUVRIR] = None
    correction = definition.evenement_de(CORRECTION)
    if correction and se_corrige_seul(definition, definition.contexte[champ]):
        changent[correction.nom] = None  # told where the field stands, not in what all share
    return changent


def _causes(designe: Designe, definitions: Mapping[str, Definition]) -> Dits:
    """What emits the event, opens the dossier or bears the effect; deadlines that trigger it."""
    causes: dict[str, Evenement | None] = {}
    for une in definitions.values():
        for chemin, effet in effets_situes(une):
            vises = _vises(une, definitions, effet.genre, effet.a)
            quoi = OUVRIR if effet.genre == "ouvre" else effet.nom
            machine = effet.nom if effet.genre == "ouvre" else ""
            if quoi == designe.nom and designe.definition.machine in (vises or {machine}):
                causes[f"{une.machine}.{_porteur(chemin)}"] = None
        if une is designe.definition:
            for etat in une.etats.values():
                for regle in etat.echeances.values():
                    if regle.declenche == designe.nom:
                        causes[f"{une.machine}.{etat.nom}.{regle.nom}"] = None
    return causes


def _vises(
    definition: Definition, definitions: Mapping[str, Definition], genre: str, a: str
) -> set[str]:
    """Machines that an effect acts on; its own when it writes, or puts a task on a desk."""
    if genre == "ouvre":
        return set()
    if genre == "emet":
        return {une.machine for une in recepteurs(definition, definitions, a) or ()}
    return {definition.machine}


def _porteur(chemin: str) -> str:
    """What bears the effect of a path: an event, a deadline with its state, the opening."""
    parties = chemin.split(".")
    match parties[0]:
        case "evenements" | "rappels":
            return parties[1]
        case "etats":
            return f"{parties[1]}.{parties[3]}"
        case _:
            return OUVRIR if parties[1] == "effets" else OUVRIR_EN_COURS


ENSEMBLES: Mapping[str, _Ensemble] = {
    "seulement_par": _Ensemble(
        _roles,
        "{un} ne peut plus l’accomplir",
        "c’est ouvert à {un}, quand seul {permis} le peut",
        "c’est ouvert à {un}, quand personne ne le fait à la main",
    ),
    "entre_seulement_par": _Ensemble(
        _entrees,
        "« {un} » n’y mène plus",
        "« {un} » y mène aussi, quand seul {permis} y mène",
    ),
    "part_de": _Ensemble(
        _origines,
        "ce n’est plus possible depuis « {un} »",
        "c’est possible depuis « {un} », et non seulement depuis {permis}",
    ),
    "garde": _Ensemble(
        _conditions,
        "la condition « {un} » manque",
        "la condition « {un} » s’ajoute à ce qui est convenu ({permis})",
    ),
    "ecrit_seulement_par": _Ensemble(
        ecritures,
        "« {un} » ne le change plus",
        "« {un} » le change aussi, quand seul {permis} le change",
        "« {un} » le change, quand aucun acte ne le change",
    ),
    "provoque_seulement_par": _Ensemble(
        _causes,
        "« {un} » ne le provoque plus",
        "« {un} » le provoque aussi, quand seul {permis} le provoque",
    ),
}
"""Forms that close a list."""
