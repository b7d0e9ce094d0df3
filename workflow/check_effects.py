"""Properties of effects: whom an act writes to, what it brings about, what it must bear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from workflow.check_exact import evenements
from workflow.process import OUVRIR_EN_COURS, Definition, Effet, Evenement
from workflow.property_names import Designe
from workflow.property_terms import Manque, Terme
from workflow.references_effects import recepteurs
from workflow.values import OUVRIR


def _effets(designe: Designe) -> Iterator[tuple[tuple[Effet, ...], Evenement | None]]:
    """Effects of the event, of each event that enters the state, of the deadline, of opening."""
    definition = designe.definition
    if designe.genre == "echeance":
        regle = designe.regle
        verification = (Effet(genre="tache", nom=regle.verification),) if regle.verification else ()
        declenche = definition.evenements[regle.declenche].effets if regle.declenche else ()
        yield (*regle.effets, *verification, *declenche), None
    elif designe.genre in {"evenement", "etat"}:
        for evenement in evenements(designe):
            yield evenement.effets, evenement
    elif designe.nom == OUVRIR_EN_COURS:
        yield definition.ouverture.en_cours, None
    else:
        yield definition.ouverture.effets, None


def _portes(terme: Terme) -> Iterator[Manque]:
    for effets, evenement in _effets(terme.designe):
        yield from _sans_effet(terme, effets, evenement)


def _sans_effet(
    terme: Terme, dits: Iterable[Effet], evenement: Evenement | None
) -> Iterator[Manque]:
    """Effects that are not borne as they are written, condition included."""
    designe = terme.designe
    for voulu in terme.effets:
        if voulu in dits:
            continue
        autre = next((un for un in dits if (un.genre, un.nom) == (voulu.genre, voulu.nom)), None)
        quoi = f"{voulu.genre} {voulu.nom}"
        if autre is None:
            yield f"{designe} : l’effet « {quoi} » manque.", evenement
        elif autre.si != voulu.si:
            si = f"sous la condition « {autre.si} »" if autre.si else "sans condition"
            yield (
                f"{designe} : l’effet « {quoi} » se fait {si}, au lieu de « {voulu.si} ».",
                evenement,
            )
        else:
            yield f"{designe} : l’effet « {quoi} » n’est pas celui qui est convenu.", evenement


def _absents(terme: Terme) -> Iterator[Manque]:
    faits = _entraines if terme.forme == "entraine" else _adresses
    for effets, evenement in _effets(terme.designe):
        dits = set(faits(terme.designe.definition, effets, terme.definitions, terme.audiences))
        quoi = f"« {evenement.nom} »" if evenement else "L’échéance"
        for attendu in terme.attendus:
            courriel = f"mail.{attendu}"
            voulus = {courriel} if terme.forme == "informe" else {attendu, courriel}
            if not voulus & dits:
                yield f"{quoi} {_PHRASES[terme.forme].format(attendu)}", evenement


_PHRASES = {
    "entraine": "n’entraîne pas {}.",
    "informe": "n’écrit pas à {}.",
    "mobilise": "n’adresse ni courriel ni tâche à {}.",
}
EFFETS: Mapping[str, Callable[[Terme], Iterator[Manque]]] = {
    **dict.fromkeys(_PHRASES, _absents),
    "porte_effets": _portes,
}
"""Forms that speak of effects."""


def _adresses(
    definition: Definition,
    effets: Iterable[Effet],
    _definitions: Mapping[str, Definition],
    audiences: Mapping[str, str],
) -> Iterator[str]:
    """Roles that are surely written to (``mail.ROLE``) or given a task."""
    for effet in effets:
        if effet.genre == "mail" and not effet.si:
            yield f"mail.{audiences[effet.nom]}"
        elif effet.genre == "tache" and not effet.si:
            yield definition.taches[effet.nom].pour


def _entraines(
    definition: Definition,
    effets: Iterable[Effet],
    definitions: Mapping[str, Definition],
    _audiences: Mapping[str, str],
) -> Iterator[str]:
    """What effects surely bring about, as a property names it."""
    for effet in effets:
        if effet.si:
            continue
        if effet.genre == "emet":
            for cible in recepteurs(definition, definitions, effet.a) or ():
                yield f"{cible.machine}.{effet.nom}"
        else:
            yield f"{effet.nom}.{OUVRIR}" if effet.genre == "ouvre" else effet.nom
