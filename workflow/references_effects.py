"""Names that effects use: messages, documents, tasks, emitted events, opened dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from workflow.engine_fields import CHAMPS_DU_MOTEUR
from workflow.errors import Faute, ValeurInvalide
from workflow.fields import convertir
from workflow.process import DE_LIEN_EN_LIEN, MOTIF, PARENT, Champ, Definition, Effet
from workflow.references_events import faute_de_garde
from workflow.references_states import faute_de_tache
from workflow.values import SYSTEME
from workflow.vocabulary import Vocabulaire


def fautes_des_effets(
    definition: Definition, definitions: Mapping[str, Definition], vocabulaire: Vocabulaire
) -> Iterator[Faute]:
    """What each effect names and does not exist."""
    for chemin, effet in effets_situes(definition):
        yield from faute_de_garde(definition, effet.si or None, chemin)
        match effet.genre:
            case "mail" if effet.nom not in vocabulaire.messages:
                message = f"Le message « {effet.nom} » n’est pas au catalogue des messages."
                yield definition.faute("message_inconnu", chemin, message)
            case "document" if effet.nom not in vocabulaire.documents:
                message = f"Le document « {effet.nom} » n’est pas au catalogue des documents."
                yield definition.faute("document_inconnu", chemin, message)
            case "inscrit" if effet.nom not in vocabulaire.inscriptions:
                connues = ", ".join(sorted(vocabulaire.inscriptions)) or "aucune"
                message = (
                    f"« {effet.nom} » ne s’inscrit pas au registre ; inscriptions : {connues}."
                )
                yield definition.faute("inscription_inconnue", chemin, message)
            case "tache" if effet.nom not in definition.taches:
                yield faute_de_tache(definition, effet.nom, chemin)
            case "emet":
                yield from _emission(definition, definitions, effet, chemin)
                if effet.defait_par:
                    retour = replace(effet, nom=effet.defait_par, avec={}, le="")
                    yield from _emission(definition, definitions, retour, chemin)
            case "ouvre":
                yield from _ouverture(definition, definitions, effet, chemin, vocabulaire)


def effets_situes(definition: Definition) -> Iterator[tuple[str, Effet]]:
    """Every effect of a machine with its path."""
    for rang, effet in enumerate(definition.ouverture.effets):
        yield f"ouverture.effets.{rang}", effet
    for rang, effet in enumerate(definition.ouverture.en_cours):
        yield f"ouverture.en_cours.{rang}", effet
    for evenement in definition.evenements.values():
        for rang, effet in enumerate(evenement.effets):
            yield f"evenements.{evenement.nom}.effets.{rang}", effet
    for etat in definition.etats.values():
        for regle in etat.echeances.values():
            for rang, effet in enumerate(regle.effets):
                yield f"etats.{etat.nom}.echeances.{regle.nom}.effets.{rang}", effet
    for regle in definition.rappels.values():
        for rang, effet in enumerate(regle.effets):
            yield f"rappels.{regle.nom}.effets.{rang}", effet


def recepteurs(
    definition: Definition, definitions: Mapping[str, Definition], a: str
) -> tuple[Definition, ...] | None:
    """Machines behind a link or behind ``parent``; ``None`` when the link is not declared.

    ``relations.engagements`` goes on, from the machine behind a link, by what its dossiers opened.
    """
    debut, _, dernier = a.rpartition(DE_LIEN_EN_LIEN)
    if debut:
        liens = [une.liens.get(dernier) for une in recepteurs(definition, definitions, debut) or ()]
        ouverts = [un.machine for un in liens if un is not None and un.trouve_par == PARENT]
        return tuple(definitions[un] for un in ouverts if un in definitions) if ouverts else None
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
    champ = definition.contexte.get(effet.le)
    if effet.le and (champ is None or champ.type != "date"):
        message = f"« {effet.le} » n’est pas une date de la machine : le fait émis n’a pas de jour."
        yield definition.faute("emission_le", chemin, message)
    recu = [une for une in cibles if effet.nom in une.evenements]
    if cibles and not recu:
        noms = ", ".join(une.machine for une in cibles)
        message = f"L’événement « {effet.nom} » n’existe pas dans {noms}."
        yield definition.faute("evenement_inconnu", chemin, message)
    for une in recu:
        yield from _reception(definition, une, effet, chemin)


def _reception(
    definition: Definition, cible: Definition, effet: Effet, chemin: str
) -> Iterator[Faute]:
    """Whether the event of the target takes what is emitted, and needs nothing more."""
    evenement = cible.evenements[effet.nom]
    if SYSTEME not in evenement.par:
        message = (
            f"« {effet.nom} » de {cible.machine} n’est pas ouvert au système ; ajoutez systeme "
            "à par pour qu’il puisse être émis."
        )
        yield definition.faute("emission_role", chemin, message)
    voulues = {saisie.champ for saisie in evenement.saisies if saisie.obligatoire}
    voulues |= {MOTIF} if evenement.motif else set()
    yield from _manquent(definition, voulues - set(effet.avec), effet.nom, chemin)
    admises = {saisie.champ for saisie in evenement.saisies} | {MOTIF}
    for nom, valeur in effet.avec.items():
        if nom in admises:
            champ = cible.contexte.get(nom) or CHAMPS_DU_MOTEUR[nom]
            yield from _valeur(definition, champ, valeur, chemin)
        else:
            message = f"« {nom} » n’est pas un champ de « {effet.nom} » de {cible.machine}."
            yield definition.faute("champ_inconnu", chemin, message)


def _manquent(
    definition: Definition, manquants: Iterable[str], nom: str, chemin: str
) -> Iterator[Faute]:
    for champ in sorted(manquants):
        message = f"« {nom} » demande « {champ} » : donnez-le sous avec."
        yield definition.faute("avec_manque", chemin, message)


def _valeur(definition: Definition, champ: Champ, valeur: str, chemin: str) -> Iterator[Faute]:
    """A field of this machine, of the same type, or a value that the target's field takes."""
    source = definition.contexte.get(valeur)
    if source is not None:
        if source.personnel and not champ.personnel:
            message = (
                f"« {valeur} » est personnel et « {champ.nom} » ne l’est pas : la valeur entrerait "
                "au journal de l’autre dossier."
            )
            yield definition.faute("avec_personnel", chemin, message)
        if source.type != champ.type:
            message = (
                f"« {valeur} » est de type {source.type} et « {champ.nom} » de type {champ.type}."
            )
            yield definition.faute("avec_type", chemin, message)
        return
    try:
        convertir(champ, valeur)
    except ValeurInvalide as erreur:
        message = f"« {valeur} » : ni un champ de cette machine, ni une valeur. {erreur}"
        yield definition.faute("valeur_inconnue", chemin, message)


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
    voulues = {saisie.champ for saisie in cible.ouverture.saisies if saisie.obligatoire}
    yield from _manquent(definition, voulues - set(effet.avec), effet.nom, chemin)
    admises = {saisie.champ for saisie in cible.ouverture.saisies}
    for nom, valeur in effet.avec.items():
        if nom in admises and nom in cible.contexte:
            yield from _valeur(definition, cible.contexte[nom], valeur, chemin)
        else:
            message = f"« {nom} » n’est pas un champ d’ouverture de {cible.machine}."
            yield definition.faute("champ_inconnu", chemin, message)
