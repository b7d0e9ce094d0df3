"""Names that effects use: messages, documents, tasks, emitted events, opened dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.errors import Faute
from workflow.process import PARENT, Definition, Effet
from workflow.references_context import fautes_des_liens
from workflow.references_events import faute_de_garde
from workflow.references_states import faute_de_tache
from workflow.values import SYSTEME
from workflow.vocabulary import Vocabulaire


def fautes_des_effets(
    definition: Definition, definitions: Mapping[str, Definition], vocabulaire: Vocabulaire
) -> Iterator[Faute]:
    """What each effect names and does not exist, links included."""
    yield from fautes_des_liens(definition, definitions)
    for chemin, effet in effets_situes(definition):
        yield from faute_de_garde(definition, effet.si or None, chemin)
        match effet.genre:
            case "mail" if effet.nom not in vocabulaire.messages:
                message = f"Le message « {effet.nom} » n’est pas au catalogue des messages."
                yield definition.faute("message_inconnu", chemin, message)
            case "document" if effet.nom not in vocabulaire.documents:
                message = f"Le document « {effet.nom} » n’est pas au catalogue des documents."
                yield definition.faute("document_inconnu", chemin, message)
            case "tache" if effet.nom not in definition.taches:
                yield faute_de_tache(definition, effet.nom, chemin)
            case "emet":
                yield from _emission(definition, definitions, effet, chemin)
            case "ouvre":
                yield from _ouverture(definition, definitions, effet, chemin, vocabulaire)


def effets_situes(definition: Definition) -> Iterator[tuple[str, Effet]]:
    """Every effect of a machine with its path."""
    for evenement in definition.evenements.values():
        for rang, effet in enumerate(evenement.effets):
            yield f"evenements.{evenement.nom}.effets.{rang}", effet
    for etat in definition.etats.values():
        for regle in etat.echeances.values():
            for rang, effet in enumerate(regle.effets):
                yield f"etats.{etat.nom}.echeances.{regle.nom}.effets.{rang}", effet


def recepteurs(
    definition: Definition, definitions: Mapping[str, Definition], a: str
) -> tuple[Definition, ...] | None:
    """Machines behind a link or behind ``parent``; ``None`` when the link is not declared."""
    if a == PARENT:
        return tuple(
            une
            for une in definitions.values()
            if any(lien.machine == definition.machine for lien in une.liens.values())
        )
    lien = definition.liens.get(a)
    if lien is None:
        return None
    cible = definitions.get(lien.machine)
    return (cible,) if cible else ()


def _emission(
    definition: Definition, definitions: Mapping[str, Definition], effet: Effet, chemin: str
) -> Iterator[Faute]:
    cibles = recepteurs(definition, definitions, effet.a)
    if cibles is None:
        message = f"« {effet.a} » n’est pas un lien déclaré ; écrivez le nom d’un lien, ou parent."
        yield definition.faute("lien_inconnu", chemin, message)
        return
    if effet.a == PARENT and not cibles:
        message = "Aucune machine ne déclare de lien vers celle-ci : elle n’a pas de parent."
        yield definition.faute("lien_inconnu", chemin, message)
    recu = [une for une in cibles if effet.nom in une.evenements]
    if cibles and not recu:
        noms = ", ".join(une.machine for une in cibles)
        message = f"L’événement « {effet.nom} » n’existe pas dans {noms}."
        yield definition.faute("evenement_inconnu", chemin, message)
    for une in recu:
        if SYSTEME not in une.evenements[effet.nom].par:
            message = (
                f"« {effet.nom} » de {une.machine} n’est pas ouvert au système ; ajoutez systeme "
                "à par pour qu’il puisse être émis."
            )
            yield definition.faute("emission_role", chemin, message)


def _ouverture(
    definition: Definition,
    definitions: Mapping[str, Definition],
    effet: Effet,
    chemin: str,
    vocabulaire: Vocabulaire,
) -> Iterator[Faute]:
    lien = definition.liens.get(effet.lien)
    if lien is None:
        message = f"« {effet.lien} » n’est pas un lien déclaré dans liens."
        yield definition.faute("lien_inconnu", chemin, message)
    elif lien.machine != effet.nom:
        message = f"Le lien « {lien.nom} » mène à {lien.machine}, pas à {effet.nom}."
        yield definition.faute("lien_machine", chemin, message)
    if effet.pour_chaque and effet.pour_chaque not in vocabulaire.listes:
        connues = ", ".join(sorted(vocabulaire.listes)) or "aucune"
        message = f"« {effet.pour_chaque} » n’est pas une liste ; listes connues : {connues}."
        yield definition.faute("liste_inconnue", chemin, message)
    cible = definitions.get(effet.nom)
    if cible is None:
        message = f"La machine « {effet.nom} » n’existe pas."
        yield definition.faute("machine_inconnue", chemin, message)
        return
    for nom, valeur in effet.avec.items():
        champ = cible.contexte.get(nom)
        if champ is None or not champ.saisi:
            message = f"« {nom} » n’est pas un champ saisi de {cible.machine}."
            yield definition.faute("champ_inconnu", chemin, message)
        elif champ.valeurs and valeur not in champ.valeurs and valeur not in definition.contexte:
            message = f"« {valeur} » n’est pas une valeur de {cible.machine}.{nom}."
            yield definition.faute("valeur_inconnue", chemin, message)
