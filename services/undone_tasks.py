"""What a return to an earlier state closes on the desks, and what it gives back to them."""

from __future__ import annotations

from typing import Any

from services.act import Acte, Chantier
from services.given_tasks import annoncer
from storage import tasks
from storage.lots import TachesFigees, TachesRendues
from storage.statements import civil
from workflow.finished_tasks import DECIDER_ECHEANCE, ECHEANCE_RETENUE, a_redemander, taches_finies
from workflow.history import RETABLISSEMENT
from workflow.past_stops import fondus
from workflow.process import Definition
from workflow.stops import Degel, suite_de_l_arret, taches_sans_arret
from workflow.task_days import est_la_sienne
from workflow.values import Ligne

TACHES_CLOSES = "taches_closes"
"""Ids of the tasks that a return closes, on its line of the journal."""
TACHES_RENDUES = "taches_rendues"
"""Ids of the tasks that it opens again, beside them."""


def defaire_les_taches(chantier: Chantier, acte: Acte) -> dict[str, Any]:
    """Close what the undone moves had asked for, give back what they had finished.

    Returns what the journal says of it; nothing for an act that undoes none.
    """
    if not acte.decision.annule_lignes:
        return {}
    closes = _fermer(chantier, acte)
    rendues = taches_rendues(chantier, acte)
    _rouvrir(chantier, acte, rendues)
    dites = {TACHES_CLOSES: closes, TACHES_RENDUES: [une.id for une in rendues]}
    return {nom: ids for nom, ids in dites.items() if ids}


def taches_rendues(chantier: Chantier, acte: Acte) -> list[Any]:
    """Tasks that were open before the undone moves, and that one of them had finished.

    What somebody has answered stays answered, and so does what an act that stands would have
    finished since. A deadline that a guard held, or that runs again, asks by itself; one that is
    past and moves the dossier is decided, which is to look at its mail.
    """
    annulees, definition = acte.decision.annule_lignes, acte.compilee.definition
    lignes = [une for une in acte.snapshot.historique if une.seq not in annulees]
    lignes.append(acte.decision.ligne)
    instants = {un.recorded_at for un in acte.snapshot.historique if un.seq in annulees}
    a_venir = a_redemander(definition, acte.decision) | _verifiees(acte)
    prises = _restent_ouvertes(chantier, acte)
    rendues: dict[str, Any] = {}
    for une in tasks.finies_par(chantier.connexion, acte.dossier.id, instants):
        genre, depuis = _genre(une.code), _ligne_de(une.cle)
        tenue = any(
            ligne.seq > depuis and genre in definition.taches_de(ligne.evenement)
            for ligne in lignes
        )
        sans_elle = une.code in prises or une.code in a_venir or genre == ECHEANCE_RETENUE
        if depuis < min(annulees) and not (tenue or sans_elle or _annulee_deja(lignes, depuis)):
            rendues[une.code] = une
    return list(rendues.values())


def _verifiees(acte: Acte) -> set[str]:
    """Tasks that look at the mail of the past deadlines that this act puts up for a decision."""
    regles = acte.compilee.definition.etats[acte.decision.vers].echeances
    passees = (regles[un.nom] for un in acte.decision.effets if un.genre == "echeance_passee")
    return {une.verification for une in passees if une.verification}


def deja_sur_le_bureau(chantier: Chantier, acte: Acte, echeance: str) -> bool:
    """Whether a return finds, or gives back, the task by which a past deadline is seen to.

    A deadline that moves the dossier is decided all the same: its task only looks at the mail.
    """
    if not acte.decision.annule_lignes:
        return False
    definition = acte.compilee.definition
    regle = definition.etats[acte.decision.vers].echeances[echeance]
    codes = _restent_ouvertes(chantier, acte)
    codes.update(une.code for une in taches_rendues(chantier, acte))
    if f"{DECIDER_ECHEANCE}:{echeance}" in codes:
        return True
    connues = (definition.taches[un] for un in map(_genre, codes) if un in definition.taches)
    return not regle.declenche and any(est_la_sienne(regle, une) for une in connues)


def _fermer(chantier: Chantier, acte: Acte) -> list[int]:
    """Close what the undone states had put on the desks; the ids of it.

    What a machine asks for in its own name has lost its object, whether an undone move, the clock
    or an act between two moves had asked. What Jalon noted of its own (a refused mail, a changed
    publication) is still to be seen to.
    """
    demandees = _demandees(acte.compilee.definition)
    closes = [
        une.id
        for une in tasks.ouvertes(chantier.connexion, acte.dossier.id)
        if _genre(une.code) in demandees and _ligne_de(une.cle) >= min(acte.decision.annule_lignes)
    ]
    tasks.fermer(chantier.connexion, closes, par=acte.auteur.acteur, le=chantier.now)
    return closes


def _rouvrir(chantier: Chantier, acte: Acte, rendues: list[Any]) -> None:
    """Open them again on the desk that follows the dossier today, each with its own day.

    The days of the stops that it has not seen, for it was finished before them, are given back.
    """
    definition, temps = acte.compilee.definition, acte.temps
    le, arrets = temps.jour_civil(chantier.now), fondus(acte.snapshot.arrets)
    degel = Degel(le=le, arrets=arrets, fixes=True, definition=definition, temps=temps)
    for une in rendues:
        compte = chantier.entourage.compte_de_la_tache(acte.dossier, une.role)
        jour = une.echeance
        if jour is not None and une.figee_le is None:
            jour = degel.jour(une.code, jour, temps.jour_civil(une.faite_le))
        echeance = civil(chantier.connexion, jour)
        chantier.lot.taches_rouvertes.append(
            {"b_id": une.id, "compte": compte, "b_echeance": echeance}
        )
        annoncer(chantier, acte, une._asdict(), jour, depuis=une.cree_le)
    if rendues:
        _arreter_ou_rendre(chantier, acte)


def _arreter_ou_rendre(chantier: Chantier, acte: Acte) -> None:
    """They were finished under another hold than today's: time stands still for them, or runs.

    A return that begins or ends a stop does so for every task of its dossier.
    """
    definition, attente = acte.compilee.definition, acte.decision.attente
    if suite_de_l_arret(definition, acte.snapshot, acte.decision, acte.temps):
        return
    if attente is not None:
        depuis = acte.temps.jour_civil(attente.depuis)
        chantier.lot.taches_figees.append(
            TachesFigees(acte.dossier.id, depuis, taches_sans_arret(definition))
        )
    elif acte.decision.vers not in definition.etats_arretes:
        jour = acte.temps.jour_civil(chantier.now)
        rendus = fondus(acte.snapshot.arrets)
        degel = Degel(le=jour, arrets=rendus, fixes=False, definition=definition, temps=acte.temps)
        chantier.lot.taches_rendues.append(TachesRendues(acte.dossier.id, degel.jour))


def _restent_ouvertes(chantier: Chantier, acte: Acte) -> set[str]:
    """Codes of the tasks that stay open, once the act has finished its own."""
    finies = taches_finies(acte.compilee.definition, acte.decision)
    codes = {une.code for une in tasks.ouvertes(chantier.connexion, acte.dossier.id)}
    return {un for un in codes if un not in finies and _genre(un) not in finies}


def _annulee_deja(lignes: list[Ligne], depuis: int) -> bool:
    """Whether an earlier return has undone what had asked for a task."""
    retours = (une for une in lignes if une.kind == RETABLISSEMENT)
    return any(min(une.donnees["annule"]) <= depuis < une.seq for une in retours)


def _genre(code: str) -> str:
    return code.partition(":")[0]


def _ligne_de(cle: str) -> int:
    """Line of the journal that opened a task: its key is ``dossier:line:code``."""
    return int(cle.split(":")[1])


def _demandees(definition: Definition) -> frozenset[str]:
    """Tasks that the events and the deadlines of a machine ask for."""
    regles = [une for etat in definition.etats.values() for une in etat.echeances.values()]
    effets = [un for une in definition.evenements.values() for un in une.effets]
    effets += [un for une in regles for un in une.effets]
    demandees = {un.nom for un in effets if un.genre == "tache"}
    return frozenset(demandees | {une.verification for une in regles if une.verification})
