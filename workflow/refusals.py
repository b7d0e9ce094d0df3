"""Why an event is refused: the wrong role or state, a parameter, a hold, a guard, a field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.decision import Condition, Demande, Snapshot
from workflow.process import Definition, Evenement
from workflow.scope import Portee, condition, en_francais
from workflow.values import HORLOGE


def refus_d_entree(
    definition: Definition,
    snapshot: Snapshot,
    evenement: Evenement,
    demande: Demande,
    now: datetime,
) -> tuple[Condition, ...]:
    """Refusals that need no field: who, from where, when."""
    trouves = (
        _etat(definition, snapshot, evenement),
        _role(evenement, demande.role),
        _parametre(definition, snapshot, evenement),
        _attente(snapshot, evenement, demande),
        _instant(snapshot, evenement, demande, now),
    )
    return tuple(une for une in trouves if une is not None)


def refus_des_gardes(
    definition: Definition, evenement: Evenement, avant: Portee
) -> tuple[Condition, ...]:
    """Every guard that does not hold, with its sentence."""
    gardes = (definition.gardes[nom] for nom in evenement.gardes)
    trouves = (condition(avant, une.nom, une.si, une.sinon) for une in gardes)
    return tuple(une for une in trouves if une is not None)


def refus_de_forme(evenement: Evenement, saisies: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the compulsory fields that are missing."""
    voulues = [saisie.champ for saisie in evenement.saisies if saisie.obligatoire]
    if evenement.motif:
        voulues.append("motif")
    return tuple(nom for nom in voulues if nom not in saisies)


def _etat(definition: Definition, snapshot: Snapshot, evenement: Evenement) -> Condition | None:
    if snapshot.etat in evenement.de:
        return None
    etats = definition.etats
    depuis = " ou ".join(f"« {etats[nom].libelle} »" for nom in etats if nom in evenement.de)
    phrase = (
        f"« {evenement.libelle} » se fait depuis {depuis or 'aucun état'} ; "
        f"le dossier est à l’état « {etats[snapshot.etat].libelle} »."
    )
    return Condition("etat", phrase, {"etat": snapshot.etat})


def _role(evenement: Evenement, role: str) -> Condition | None:
    if role in evenement.par:
        return None
    if evenement.par == {HORLOGE}:
        qui = "Seule l’horloge le fait, quand le délai est passé."
    else:
        qui = f"Cet acte revient à : {', '.join(sorted(evenement.par))} (et non à : {role})."
    source = f" ({evenement.source})" if evenement.source else ""
    return Condition("role", qui.removesuffix(".") + source + ".", {"role": role})


def _parametre(
    definition: Definition, snapshot: Snapshot, evenement: Evenement
) -> Condition | None:
    nom = evenement.si_parametre
    if nom is None:
        return None
    parametre = definition.parametres[nom]
    if snapshot.parametres.get(nom, parametre.defaut) is True:
        return None
    phrase = f"La convention ne prévoit pas cette étape ({parametre.libelle} : non)."
    return Condition("parametre", phrase, {nom: False})


def _attente(snapshot: Snapshot, evenement: Evenement, demande: Demande) -> Condition | None:
    en_attente = snapshot.attente is not None
    if evenement.operation == "reprise" and not en_attente:
        return Condition("attente", "Le dossier n’est pas en pause.")
    if evenement.operation == "attente" and en_attente:
        return Condition("attente", "Le dossier est déjà en pause ; reprenez-le d’abord.")
    if en_attente and demande.role == HORLOGE and evenement.operation is None:
        return Condition("attente", "Le dossier est en pause : l’horloge ne le fait pas avancer.")
    return None


def _instant(
    snapshot: Snapshot, evenement: Evenement, demande: Demande, now: datetime
) -> Condition | None:
    if demande.at > now:
        return Condition("instant", "Un fait ne peut pas être daté dans l’avenir.")
    dernier = snapshot.dernier_mouvement
    if evenement.destinations and dernier is not None and demande.at < dernier:
        phrase = (
            "Le fait ne peut pas précéder l’entrée du dossier dans son état, "
            f"le {en_francais(dernier.date())}."
        )
        return Condition("instant", phrase, {"depuis": dernier.isoformat()})
    return None
