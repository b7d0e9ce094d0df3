"""Fires one due timer: the event it declares, the effects it carries, or a task when it is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.act import Acte, Auteur, Chantier
from services.clock.due_timers import Sonnerie
from services.clock.late_checks import remise
from services.clock.outage import Panne, retenir
from services.effects import executer, mettre_au_bureau
from services.recording import ecrire_regle, inscrire
from services.snapshots import Personnelles, snapshot
from services.stops_above import arrete, arrets_vus
from storage import clock
from storage import dossiers as depot
from storage.dossiers import LigneDossier, LigneTimer
from storage.stored_json import lire_json
from workflow.deadlines import PRINCIPAL, VERIFICATION, demande_de
from workflow.decision import Decision, Refus
from workflow.kernel import decide, sonner
from workflow.values import Lien

AUTEUR = Auteur(acteur="jalon")
FUSIONNER, DEMANDER = "fusionner", "demander"
A_DECIDER = "decider_echeance"
SANS_PANNE = Panne()


class ClockRefused(Exception):
    """The process refuses what its own clock asks; an incident, tried again later."""


class ClockHeld(ClockRefused):
    """A guard of the machine holds what is due: nothing has failed, somebody has to act first."""


@dataclass(frozen=True)
class Lu:
    """What a batch has read of one dossier."""

    vivants: list[LigneTimer]
    lignes: list[Any]
    liens: Mapping[str, tuple[Lien, ...]]
    personnelles: Personnelles


def preparer(chantier: Chantier, ligne: LigneTimer, dossier: LigneDossier, lu: Lu) -> Sonnerie:
    """Build the snapshot of a due timer from rows already read."""
    bureau = chantier.bureau
    compilee = bureau.machines.par_id(chantier.connexion, dossier.definition)
    cadre = chantier.entourage.cadre(dossier)
    vue = snapshot(
        compilee,
        dossier,
        timers=lu.vivants,
        lignes=lu.lignes,
        parametres=chantier.parametres(compilee.definition, cadre),
        liens=lu.liens,
        personnelles=lu.personnelles,
    )
    temps = bureau.calendriers(cadre.zone if cadre else bureau.reglages.zone)
    if arrete(dossier, compilee) and lire_json(ligne.rule).get("declenche"):  # it may end a stop
        rangees = depot.lignes_d_un(chantier.connexion, dossier, None)
        vue = replace(vue, arrets=tuple(arrets_vus(compilee, rangees, temps)))
    return Sonnerie(ligne, dossier, compilee, lu.vivants, vue, temps)


def faire_sonner(chantier: Chantier, sonnerie: Sonnerie, panne: Panne = SANS_PANNE) -> None:
    """Gather what the timer writes, late when it fell due while Jalon was down.

    Raises:
        ClockHeld: a guard of the machine holds the event it declares.
        ClockRefused: that event is refused for another reason.
    """
    en_retard = panne.couvre(sonnerie.ligne)
    rattrapage = _rattrapage(sonnerie) if en_retard else FUSIONNER
    decision = _decision(chantier, sonnerie, rattrapage)
    remis = remise(sonnerie, chantier.now) if rattrapage == FUSIONNER else None
    if remis is not None:
        decision = replace(decision, explication=(*decision.explication, remis.phrase))
    acte = _acte(sonnerie, decision)
    inscrire(chantier, acte, timers=sonnerie.vivants, sonne=sonnerie.ligne)
    if remis is not None:
        regle = ecrire_regle(remis.timer)
        clock.reporter(chantier.connexion, remis.ligne.id, regle=regle, du_le=remis.timer.du_le)
    executer(chantier, acte)
    if rattrapage == DEMANDER:
        _demander(chantier, acte, sonnerie)
    if en_retard:
        retenir(chantier, acte.dossier.id, acte.decision.ligne.seq)


def _decision(chantier: Chantier, sonnerie: Sonnerie, rattrapage: str) -> Decision:
    if rattrapage != FUSIONNER:
        return _en_retard(chantier, sonnerie)
    if sonnerie.timer.rang and sonnerie.timer.regle.get("declenche"):
        return _mouvement(chantier, sonnerie)
    return sonner(
        sonnerie.compilee, sonnerie.snapshot, sonnerie.timer, chantier.now, sonnerie.temps
    )


def _acte(sonnerie: Sonnerie, decision: Decision) -> Acte:
    return Acte(
        dossier=sonnerie.dossier,
        compilee=sonnerie.compilee,
        snapshot=sonnerie.snapshot,
        decision=decision,
        auteur=AUTEUR,
        temps=sonnerie.temps,
    )


def _demander(chantier: Chantier, acte: Acte, sonnerie: Sonnerie) -> None:
    nom = sonnerie.timer.nom
    etat = sonnerie.compilee.definition.etats[sonnerie.dossier.state]
    valeurs = {"echeance": etat.echeances[nom].libelle}
    mettre_au_bureau(chantier, acte, A_DECIDER, valeurs, cle=f":{nom}", timer=nom)


def exiger_la_verification(sonnerie: Sonnerie) -> None:
    """A délai never moves a dossier by itself before somebody was asked to look at the mail.

    Raises:
        ClockRefused: the verification failed and is still to be tried again.
    """
    if sonnerie.ligne.rung != PRINCIPAL:
        return
    if any(_verifie(un, sonnerie.ligne) for un in sonnerie.vivants):
        raise ClockRefused("la vérification qui précède n’a pas encore pu être demandée")


def _verifie(une: LigneTimer, ligne: LigneTimer) -> bool:
    return une.name == ligne.name and une.rung == VERIFICATION


def _rattrapage(sonnerie: Sonnerie) -> str:
    regle = sonnerie.compilee.definition.etats[sonnerie.dossier.state].echeances.get(
        sonnerie.timer.nom
    )
    return regle.rattrapage if regle else FUSIONNER


def _mouvement(chantier: Chantier, sonnerie: Sonnerie) -> Decision:
    demande = demande_de(sonnerie.timer, chantier.now, sonnerie.temps)
    issue = decide(sonnerie.compilee, sonnerie.snapshot, demande, chantier.now, sonnerie.temps)
    if isinstance(issue, Refus):
        phrases = " ".join(une.phrase for une in issue.conditions)
        if issue.tenu(sonnerie.compilee.definition):
            raise ClockHeld(phrases)
        raise ClockRefused(phrases or f"saisies manquantes : {issue.saisies_manquantes}")
    return issue


def _en_retard(chantier: Chantier, sonnerie: Sonnerie) -> Decision:
    """The line of a deadline that was missed and will not act by itself."""
    decision = sonner(
        sonnerie.compilee, sonnerie.snapshot, sonnerie.timer, chantier.now, sonnerie.temps
    )
    suite = "à décider" if _rattrapage(sonnerie) == DEMANDER else "sautée"
    return replace(decision, effets=(), explication=(f"Échue pendant une panne : {suite}.",))
