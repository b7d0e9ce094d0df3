"""Names that events use: roles, states, guards, fields, parameters, and what operations need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflow.arming import PAUSE_A_REVOIR, RAPPELS
from workflow.engine_fields import CHAMPS_DU_MOTEUR, SAISIES_DES_OPERATIONS
from workflow.errors import Faute
from workflow.history import CORRECTION
from workflow.process import (
    AUJOURD_HUI,
    DECIDER_DES_SUITES,
    ETAT,
    Champ,
    Definition,
    Evenement,
    Saisie,
)
from workflow.references_context import faute_de_role
from workflow.references_states import faute_de_si_parametre, faute_de_tache
from workflow.values import HORLOGE, ROLES_DU_MOTEUR
from workflow.vocabulary import Vocabulaire


def fautes_des_evenements(definition: Definition, vocabulaire: Vocabulaire) -> Iterator[Faute]:
    """What each event, and the opening, names and does not exist."""
    yield from _saisies(definition, definition.ouverture.saisies, "ouverture")
    for saisie in definition.ouverture.saisies:
        if saisie.champ in definition.contexte and definition.contexte[saisie.champ].passager:
            message = f"« {saisie.champ} » est passager : un dossier ne s’ouvre pas avec lui."
            chemin = f"ouverture.saisies.{saisie.champ}"
            yield definition.faute("ouverture_passagere", chemin, message)
    for champ in definition.contexte.values():
        yield from faute_de_garde(definition, champ.corrige_si, f"contexte.{champ.nom}.corrige_si")
    for evenement in definition.evenements.values():
        chemin = f"evenements.{evenement.nom}"
        for role in sorted(evenement.par - vocabulaire.roles.keys() - ROLES_DU_MOTEUR):
            admis = ROLES_DU_MOTEUR.union(vocabulaire.roles)
            yield faute_de_role(definition, role, f"{chemin}.par", admis)
        yield from _destinations(definition, evenement, chemin)
        for nom in evenement.gardes:
            yield from faute_de_garde(definition, nom, f"{chemin}.gardes")
        yield from _saisies(definition, evenement.saisies, chemin)
        yield from _pose(definition, evenement, chemin)
        yield from _efface(definition, evenement, chemin)
        yield from faute_de_si_parametre(
            definition, evenement.si_parametre, f"{chemin}.si_parametre"
        )
        yield from _arret(definition, evenement, chemin)
        yield from _operation(definition, evenement, chemin)


def faute_de_garde(definition: Definition, nom: str | None, chemin: str) -> Iterator[Faute]:
    """The fault of a guard that is not declared."""
    if nom and nom not in definition.gardes:
        message = f"La garde « {nom} » n’est pas déclarée dans gardes."
        yield definition.faute("garde_inconnue", chemin, message)


def _destinations(definition: Definition, evenement: Evenement, chemin: str) -> Iterator[Faute]:
    for vers in evenement.destinations:
        if vers not in definition.etats:
            cle = "selon" if evenement.selon else "vers"
            message = f"L’état « {vers} » n’est pas déclaré dans etats."
            yield definition.faute("etat_inconnu", f"{chemin}.{cle}", message)
    for rang, branche in enumerate(evenement.selon):
        yield from faute_de_garde(definition, branche.si, f"{chemin}.selon.{rang}")


def _saisies(definition: Definition, saisies: Iterable[Saisie], chemin: str) -> Iterator[Faute]:
    for saisie in saisies:
        champ = _declare(definition, saisie.champ)
        ou = f"{chemin}.saisies.{saisie.champ}"
        if champ is None:
            message = f"Le champ « {saisie.champ} » n’est pas déclaré dans contexte."
            yield definition.faute("champ_inconnu", ou, message)
        elif not champ.saisi:
            message = f"« {saisie.champ} » est un fait calculé : il ne se saisit pas."
            yield definition.faute("saisie_d_un_fait", ou, message)


def _declare(definition: Definition, nom: str) -> Champ | None:
    return definition.contexte.get(nom) or CHAMPS_DU_MOTEUR.get(nom)


def _pose(definition: Definition, evenement: Evenement, chemin: str) -> Iterator[Faute]:
    for cible, source in evenement.pose.items():
        ou = f"{chemin}.pose.{cible}"
        champ = definition.contexte.get(cible)
        if champ is None or not champ.saisi or champ.passager:
            message = f"« {cible} » ne peut pas être posé : il faut un champ saisi que l’on garde."
            yield definition.faute("pose_cible", ou, message)
            continue
        genre = _type_pose(definition, evenement, source)
        if genre is None:
            message = (
                f"« {source} » ne peut pas être copié : il faut un champ saisi, un fait, ou "
                f"{AUJOURD_HUI}."
            )
            yield definition.faute("pose_source", ou, message)
        elif genre != champ.type:
            message = f"« {source} » est de type {genre} et « {cible} » de type {champ.type}."
            yield definition.faute("pose_type", ou, message)


def _efface(definition: Definition, evenement: Evenement, chemin: str) -> Iterator[Faute]:
    for nom in evenement.efface:
        champ = definition.contexte.get(nom)
        if champ is None or not champ.saisi or champ.passager:
            message = f"« {nom} » ne peut pas être effacé : il faut un champ saisi que l’on garde."
            yield definition.faute("efface", f"{chemin}.efface", message)


def _arret(definition: Definition, evenement: Evenement, chemin: str) -> Iterator[Faute]:
    for cle in ("temps_arrete_depuis", "temps_repris_le"):
        nom = getattr(evenement, cle)
        champ = definition.contexte.get(nom)
        if nom and (champ is None or champ.type != "date" or not evenement.destinations):
            message = f"« {nom} » n’est pas une date de la machine, ou l’acte ne mène à aucun état."
            yield definition.faute("temps_arrete", f"{chemin}.{cle}", message)


def _type_pose(definition: Definition, evenement: Evenement, source: str) -> str | None:
    if source == AUJOURD_HUI:
        return "date"
    if source == ETAT:  # the one that the act leaves
        return "choix"
    champ = definition.contexte.get(source)
    if champ is None:
        return None
    if champ.fait is not None:
        return champ.type
    saisis = {saisie.champ for saisie in evenement.saisies}
    return champ.type if not champ.passager or source in saisis else None


def _operation(definition: Definition, evenement: Evenement, chemin: str) -> Iterator[Faute]:
    if evenement.operation is None:
        return
    voulues = SAISIES_DES_OPERATIONS.get(evenement.operation, ())
    obligatoires = {saisie.champ for saisie in evenement.saisies if saisie.obligatoire}
    for nom in voulues:
        if nom not in obligatoires:
            message = f"L’opération {evenement.operation} demande la saisie obligatoire « {nom} »."
            yield definition.faute("operation_saisie", f"{chemin}.saisies", message)
    soumis = any(un.si for un in evenement.effets)  # nothing of the dossier decides which
    if evenement.destinations or soumis:
        message = (
            f"« {evenement.nom} » est une opération du moteur : ni vers, ni selon, et des "
            "effets sans condition."
        )
        yield definition.faute("operation_forme", chemin, message)
    if evenement.operation == CORRECTION and DECIDER_DES_SUITES not in definition.taches:
        yield faute_de_tache(definition, DECIDER_DES_SUITES, chemin)
    commun = definition.evenement_de(str(evenement.operation)) is evenement
    if evenement.operation == "reprise" and commun and HORLOGE not in evenement.par:
        message = f"« {evenement.nom} » finit une pause à sa date : ajoutez horloge à par."
        yield definition.faute("operation_horloge", f"{chemin}.par", message)
    if evenement.operation == "attente" and definition.evenement_de("reprise") is None:
        message = "Une pause demande un événement d’opération reprise, sinon elle ne finit jamais."
        yield definition.faute("operation_reprise", chemin, message)
    if (
        evenement.operation == "attente"
        and not {PAUSE_A_REVOIR} <= set(definition.rappels) <= RAPPELS
    ):
        message = (
            f"Une pause sans date s’oublie : déclarez rappels: {{{PAUSE_A_REVOIR}: …}} "
            f"(connus : {', '.join(sorted(RAPPELS))})."
        )
        yield definition.faute("operation_rappel", chemin, message)
