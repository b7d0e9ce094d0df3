"""Why an event is refused: the wrong role or state, a parameter, a hold, a guard, a field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from workflow.arming import SUITE_A_DECIDER
from workflow.compiled import Acte, Compilee
from workflow.decision import (
    DEJA_EN_PAUSE,
    PAS_EN_PAUSE,
    PAUSE_D_UN_AUTRE,
    PAUSE_D_UNE_PERSONNE,
    Attente,
    Condition,
    Demande,
    Snapshot,
)
from workflow.process import Definition, Evenement
from workflow.scope import Portee
from workflow.sentences import a_qui, en_francais
from workflow.values import HORLOGE, ROLES_DU_MOTEUR, SYSTEME, TempsLegal

ROLE = "role"
SELON = "selon"
SANS_PAUSE = "sans_pause"
_SANS_APPEL = frozenset(
    {
        "etat",
        "parametre",
        "attente",
        PAS_EN_PAUSE,
        DEJA_EN_PAUSE,
        PAUSE_D_UN_AUTRE,
        PAUSE_D_UNE_PERSONNE,
        SANS_PAUSE,
        "contestation",
    }
)


def refus_d_entree(
    compilee: Compilee,
    snapshot: Snapshot,
    evenement: Evenement,
    demande: Demande,
    now: datetime,
    temps: TempsLegal,
) -> tuple[Condition, ...]:
    """Refusals that need no field: who, from where, when."""
    definition = compilee.definition
    trouves = (
        _etat(definition, snapshot, evenement),
        _role(compilee, snapshot, evenement, demande.role),
        _parametre(definition, snapshot, evenement),
        _attente(definition, snapshot, evenement, demande),
        _contestation(definition, snapshot, evenement, demande),
        _instant(snapshot, evenement, demande, now),
        _avant_l_ouverture(snapshot, demande, temps),
    )
    return tuple(une for une in trouves if une is not None)


def refus_sans_appel(conditions: Collection[Condition]) -> bool:
    """Whether the step does not exist here: nothing is then to be said of its guards and fields."""
    return any(une.garde in _SANS_APPEL for une in conditions)


def refus_des_gardes(
    acte: Acte, avant: Portee, manquantes: Collection[str], fausses: Collection[str]
) -> tuple[Condition, ...]:
    """Every guard that does not hold; one that depends on a missing entry is not known yet.

    Of a false entry, what a fact says is told still: it may name the way out.
    """
    return tuple(
        Condition(garde.nom, *avant.phrase(garde.sinon, garde.lus))
        for garde in acte.gardes
        if garde.lus.isdisjoint(fausses)
        and not avant.tient(garde.si)
        and not avant.depend(garde.lus, manquantes)
    )


def refus_de_forme(acte: Acte, saisies: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the compulsory fields that are missing."""
    return tuple(nom for nom in acte.obligatoires if nom not in saisies)


def refus_des_invariants(
    compilee: Compilee, apres: Portee, ecrits: frozenset[str], *, sans_faits: bool = False
) -> tuple[Condition, ...]:
    """Broken invariants among those that the event touches; an empty variable breaks nothing.

    ``sans_faits``: those alone that read fields, parameters and the day, known before the line is.
    """
    if compilee.surveilles.isdisjoint(ecrits):
        return ()
    rompus: dict[str, Condition] = {}
    for un in compilee.invariants:
        if (
            un.nom not in rompus  # several parts of one rule say one sentence
            and not un.lus.isdisjoint(ecrits)
            and not (sans_faits and un.attend_la_ligne)
            and apres.complete(un.lus)
            and not apres.tient(un.si)
        ):
            rompus[un.nom] = Condition(un.nom, *apres.phrase(un.sinon, un.lus))
    return tuple(rompus.values())


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


def _role(
    compilee: Compilee, snapshot: Snapshot, evenement: Evenement, role: str
) -> Condition | None:
    if role in evenement.par:
        return None
    if evenement.par == {HORLOGE} and any(un.nom == SUITE_A_DECIDER for un in snapshot.timers):
        qui = (
            "Le délai était déjà passé, l’horloge ne le fera pas d’elle-même : répondez "
            "« rien reçu » à la tâche qui demande de décider de la suite"
        )
    elif evenement.par == {HORLOGE}:
        qui = "Seule l’horloge le fait, quand le délai est passé"
    elif evenement.par == {SYSTEME}:
        qui = "Le système le fait de lui-même, à la suite d’un autre dossier"
    elif evenement.par <= ROLES_DU_MOTEUR:
        qui = "Seuls l’horloge et le système le font"
    else:
        siens = [nom for nom in evenement.ordre if nom not in ROLES_DU_MOTEUR]
        autre = f" (et non {a_qui([role], compilee.roles)})" if role in compilee.roles else ""
        qui = f"Cet acte revient {a_qui(siens, compilee.roles)}{autre}"
    source = f" ({evenement.source})" if evenement.source else ""
    return Condition(ROLE, f"{qui}{source}.", {"role": role})


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


def _attente(
    definition: Definition, snapshot: Snapshot, evenement: Evenement, demande: Demande
) -> Condition | None:
    attente, operation = snapshot.attente, evenement.operation
    if operation == "reprise":
        return _reprise(attente, demande.role)
    if operation == "attente" and demande.role != SYSTEME and definition.est_commun(evenement.nom):
        raison = definition.etats[snapshot.etat].sans_pause
        if raison:
            return Condition(SANS_PAUSE, raison)
    if attente is None:
        return None
    if operation == "attente":
        return _deja(attente, demande.role)
    if operation is None and demande.role == HORLOGE:
        return Condition("attente", "Le dossier est en pause : l’horloge ne le fait pas avancer.")
    return None


def _deja(attente: Attente, role: str) -> Condition | None:
    """Held already; the stop of another dossier comes on top of a hold of its own."""
    if attente.suit_un_arret:
        phrase = f"Le dossier est déjà en pause : {_AVEC_L_AUTRE}."
        return Condition(DEJA_EN_PAUSE, phrase)
    if role == SYSTEME and attente.arret is None:
        return None
    return Condition(DEJA_EN_PAUSE, "Le dossier est déjà en pause ; reprenez-le d’abord.")


_AVEC_L_AUTRE = "il suit l’arrêt d’un autre dossier, et reprendra avec lui"


def _reprise(attente: Attente | None, role: str) -> Condition | None:
    """A hold of its own ends by itself; so does the stop of another dossier, and by that alone."""
    if attente is None:
        return Condition(PAS_EN_PAUSE, "Le dossier n’est pas en pause.")
    if role != SYSTEME:
        phrase = f"Le dossier ne reprend pas seul : {_AVEC_L_AUTRE}."
        return Condition(PAUSE_D_UN_AUTRE, phrase) if attente.suit_un_arret else None
    if attente.suit_un_arret or attente.arret is not None:
        return None
    return Condition(PAUSE_D_UNE_PERSONNE, attente.sienne)


def _contestation(
    definition: Definition, snapshot: Snapshot, evenement: Evenement, demande: Demande
) -> Condition | None:
    """Nobody builds on a move that a correction contests; a marché that ends still closes it."""
    contestees = snapshot.attente.contestees if snapshot.attente else ()
    deplace = evenement.destinations and evenement.operation is None
    if not contestees or not deplace or demande.role == SYSTEME:
        return None
    actes = " et ".join(f"« {definition.evenements[nom].libelle} »" for nom in contestees)
    phrase = (
        f"Une correction remet en cause {actes} : décidez d’abord des suites. "
        "Revenez à l’état antérieur (retablir), ou maintenez ce qui a été fait (reprendre)."
    )
    return Condition("contestation", phrase, {"contestees": ", ".join(contestees)})


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


def _avant_l_ouverture(snapshot: Snapshot, demande: Demande, temps: TempsLegal) -> Condition | None:
    """A line of the journal older than the dossier; what happened before it is said in words."""
    ouvert = snapshot.ouvert_le
    if ouvert is None or demande.at >= ouvert or demande.role in ROLES_DU_MOTEUR:
        return None
    jour = temps.jour_civil(ouvert)
    if temps.jour_civil(demande.at) >= jour:
        return None
    phrase = (
        f"Le fait ne peut pas être daté avant l’ouverture du dossier, le {en_francais(jour)} : "
        "datez-le de ce jour au plus tôt, et dites dans une note quand il a eu lieu."
    )
    return Condition("instant", phrase, {"ouvert": jour.isoformat()})
