"""Fires one due timer: the event it declares, the effects it carries, or a task when it is late."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.act import Acte, Auteur, Chantier
from services.effects import executer, mettre_au_bureau
from services.recording import inscrire
from services.snapshots import lire_timer, snapshot
from states.calendars import Calendriers
from storage import clock
from storage.dossiers import LigneDossier, LigneTimer
from workflow.compiled import Compilee
from workflow.deadlines import PRINCIPAL, VERIFICATION, calculer
from workflow.decision import Decision, Demande, Refus, Snapshot, Timer
from workflow.kernel import decide, sonner
from workflow.values import HORLOGE, Delai, Unite

AUTEUR = Auteur(acteur="jalon")
DEMANDER, SAUTER = "demander", "sauter"


class ClockRefused(Exception):
    """The process refuses what its own clock asks; an incident, tried again later."""


@dataclass(frozen=True)
class Sonnerie:
    """A due timer with all that its decision reads."""

    ligne: LigneTimer
    dossier: LigneDossier
    compilee: Compilee
    vivants: list[LigneTimer]
    snapshot: Snapshot
    temps: Calendriers

    @property
    def timer(self) -> Timer:
        """The timer as the kernel knows it."""
        return lire_timer(self.ligne)


def preparer(
    chantier: Chantier,
    ligne: LigneTimer,
    dossier: LigneDossier,
    vivants: list[LigneTimer],
    lignes: list[object],
) -> Sonnerie:
    """Build the snapshot of a due timer from rows already read."""
    bureau = chantier.bureau
    compilee = bureau.machines.par_id(chantier.connexion, dossier.definition)
    cadre = chantier.entourage.cadre(dossier)
    vue = snapshot(
        compilee,
        dossier,
        timers=vivants,
        lignes=lignes,
        parametres=chantier.parametres(compilee.definition, cadre),
    )
    temps = bureau.calendriers(cadre.zone if cadre else bureau.reglages.zone)
    return Sonnerie(ligne, dossier, compilee, vivants, vue, temps)


def faire_sonner(chantier: Chantier, sonnerie: Sonnerie, *, panne: bool = False) -> None:
    """Gather what the timer writes; ``panne`` when it fell due while Jalon was down.

    Raises:
        ClockRefused: the event it declares is refused.
    """
    if panne and _rattrapage(sonnerie) in {DEMANDER, SAUTER}:
        decision = _en_retard(chantier, sonnerie)
    elif sonnerie.timer.rang and sonnerie.timer.regle.get("declenche"):
        decision = _mouvement(chantier, sonnerie)
    else:
        decision = sonner(
            sonnerie.compilee, sonnerie.snapshot, sonnerie.timer, chantier.now, sonnerie.temps
        )
    acte = Acte(
        dossier=sonnerie.dossier,
        compilee=sonnerie.compilee,
        snapshot=sonnerie.snapshot,
        decision=decision,
        auteur=AUTEUR,
        temps=sonnerie.temps,
    )
    inscrire(chantier, acte, timers=sonnerie.vivants, sonne=sonnerie.ligne)
    if panne and sonnerie.ligne.rung == VERIFICATION:
        _laisser_le_temps(chantier, sonnerie)
    executer(chantier, acte)
    if panne and _rattrapage(sonnerie) == DEMANDER:
        regle = sonnerie.compilee.definition.etats[sonnerie.dossier.state]
        libelle = regle.echeances[sonnerie.timer.nom].libelle
        mettre_au_bureau(
            chantier,
            acte,
            "decider_echeance",
            {"echeance": libelle},
            cle=f":{sonnerie.timer.nom}",
            timer=sonnerie.timer.nom,
        )


def _laisser_le_temps(chantier: Chantier, sonnerie: Sonnerie) -> None:
    """A verification that comes late puts its move off to the next office day: somebody must have
    time to look at the mail before a company is said to be silent (design §4).
    """
    jour = sonnerie.temps.jour_civil(chantier.now)
    prochain = sonnerie.temps.apres(jour, Delai(0, Unite.JOURS), "delai_contractuel")
    for vivant in sonnerie.vivants:
        if vivant.name == sonnerie.ligne.name and vivant.rung == PRINCIPAL:
            clock.reporter(chantier.connexion, vivant.id, prochain.declenche_le)


def _rattrapage(sonnerie: Sonnerie) -> str:
    regle = sonnerie.compilee.definition.etats[sonnerie.dossier.state].echeances.get(
        sonnerie.timer.nom
    )
    return regle.rattrapage if regle else ""


def _mouvement(chantier: Chantier, sonnerie: Sonnerie) -> Decision:
    timer = sonnerie.timer
    echeance = calculer(timer.regle, timer.ancre, sonnerie.temps)
    demande = Demande(
        evenement=str(timer.regle["declenche"]),
        role=HORLOGE,
        at=chantier.now,
        constats={
            "echeance_declenchee": timer.nom,
            "regle": dict(timer.regle),
            "ancre": timer.ancre.isoformat(),
            "dernier_jour": echeance.dernier_jour.isoformat(),
        },
    )
    issue = decide(sonnerie.compilee, sonnerie.snapshot, demande, chantier.now, sonnerie.temps)
    if isinstance(issue, Refus):
        phrases = " ".join(une.phrase for une in issue.conditions)
        raise ClockRefused(phrases or f"saisies manquantes : {issue.saisies_manquantes}")
    return issue


def _en_retard(chantier: Chantier, sonnerie: Sonnerie) -> Decision:
    """The line of a deadline that was missed and will not act by itself."""
    decision = sonner(
        sonnerie.compilee, sonnerie.snapshot, sonnerie.timer, chantier.now, sonnerie.temps
    )
    return replace(decision, effets=(), explication=("Échue pendant une panne : à décider.",))
