"""Hold and resume: the deadlines stop, then start again on their dates or with the time left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from workflow.arming import (
    FIN_D_ATTENTE,
    PAUSE_AU_PLUS,
    Armement,
    calculs,
    fin_deplacee,
    refaire,
)
from workflow.deadlines import AVANT, REPRISE, echeance_de, recalculer, rendre, timers
from workflow.decision import TEMPS_RESTANT, Attente, Decision, Refus, Timer
from workflow.operation import Operation
from workflow.process import AUJOURD_HUI, DECIDER_DES_SUITES, Effet, RegleEcheance
from workflow.rules import armer_regle, date_d_ancrage
from workflow.scope import Portee
from workflow.sentences import en_francais
from workflow.values import HORLOGE, SYSTEME

ATTENTE = "attente"


def mettre_en_attente(cas: Operation) -> Decision | Refus:
    """Stop the deadlines, until a date when there is one."""
    jusqu_au = cas.ligne.donnees.get("jusqu_au")
    if jusqu_au is not None and jusqu_au <= cas.temps.jour_civil(cas.now):
        return cas.refus("jusqu_au", "La pause doit finir après aujourd’hui.")
    mode = str(cas.ligne.donnees["mode"])
    personne = cas.ligne.role != SYSTEME
    limite = _limite(cas) if personne else None
    if jusqu_au is not None and limite is not None and jusqu_au > limite:
        jour = en_francais(limite)
        phrase = f"Une pause finit au plus tard le {jour} ; elle peut alors être remise."
        return cas.refus("jusqu_au", phrase)
    attente = Attente(depuis=cas.ligne.at, jusqu_au=jusqu_au, mode=mode, personne=personne)
    fin = jusqu_au or limite
    armes = () if fin is None else (_fin(cas, fin),)
    armement = Armement(
        armes=armes, phrases=calculs(armes, cas.compilee.definition, cas.snapshot.etat)
    )
    decision = cas.decision(attente=attente, changes={ATTENTE}, armement=armement)
    return replace(decision, effets=_annonces(cas))


def _limite(cas: Operation) -> date | None:
    """The last day that a hold put by a person may reach, when the generic file bounds it."""
    regle = cas.compilee.definition.rappels.get(PAUSE_AU_PLUS)
    if regle is None:
        return None
    avant = cas.avant()
    fin = next(armer_regle(regle, avant, avant[AUJOURD_HUI]))
    return echeance_de(fin, cas.temps).dernier_jour


def _annonces(cas: Operation) -> tuple[Effet, ...]:
    """Whoever was told of a délai that runs is told that it stops, or runs again."""
    regles = cas.compilee.definition.etats[cas.snapshot.etat].echeances
    annoncees = {nom for nom, une in regles.items() if une.opposable_a}
    courent = any(un.nom in annoncees for un in cas.snapshot.timers)
    return cas.evenement.effets if courent else ()


def _fin(cas: Operation, jusqu_au: date) -> Timer:
    """Resumes at the first office opening from the wanted day on."""
    regle = {
        "sens": REPRISE,
        "zone": cas.temps.zone,
        "depuis": "jusqu_au",
        "declenche": cas.compilee.reprise,
    }
    return next(timers(FIN_D_ATTENTE, regle, jusqu_au, cas.temps))


def reprendre(cas: Operation) -> Decision | Refus:
    """Start the deadlines again: with the time that was left, or on their dates."""
    attente = cas.snapshot.attente
    if attente is None:  # refusals.py has said so before
        raise LookupError(f"{cas.snapshot.numero} is not on hold")
    apres = cas.apres()
    fins = tuple(un for un in cas.snapshot.timers if un.nom == FIN_D_ATTENTE)
    if attente.contestees and cas.ligne.role == HORLOGE:  # not the clock's to decide
        ouverte = replace(attente, jusqu_au=None)
        decision = cas.decision(
            attente=ouverte, changes={ATTENTE}, armement=Armement(annules=fins), apres=apres
        )
        return replace(decision, effets=(Effet(genre="tache", nom=DECIDER_DES_SUITES),))

    def repartir(
        regle: RegleEcheance, portee: Portee, siens: list[Timer]
    ) -> Iterable[Timer] | None:
        ancre = date_d_ancrage(regle, portee) if fin_deplacee(regle, apres, portee) else None
        return [_repris(cas, attente, timer, ancre) for timer in siens]

    armement = refaire(apres, cas.snapshot.timers, repartir)
    armement = replace(armement, annules=(*armement.annules, *fins))
    decision = cas.decision(attente=None, changes={ATTENTE}, armement=armement)
    return replace(decision, effets=_annonces(cas))


def _repris(cas: Operation, attente: Attente, timer: Timer, ancre: date | None) -> Timer:
    """A timer after the hold: its days given back if so chosen, never due before tomorrow.

    What comes before a date follows that date (``ancre``) alone: in the past, it is skipped.
    """
    temps = cas.temps
    if attente.mode == TEMPS_RESTANT and ancre is None:
        debut, fin = temps.jour_civil(attente.depuis), temps.jour_civil(cas.ligne.at)
        timer = rendre(timer, debut, fin, temps)
    timer = recalculer(replace(timer, ancre=ancre or timer.ancre), temps)
    if timer.du_le > cas.now or timer.regle["sens"] == AVANT:
        return timer
    regle = {**timer.regle, "pas_avant": temps.jour_civil(cas.now).isoformat()}
    return recalculer(replace(timer, regle=regle), temps)
