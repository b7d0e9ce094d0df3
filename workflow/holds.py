"""Hold and resume: the deadlines stop, then start again on their dates or with the time left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from workflow.arming import (
    FIN_D_ATTENTE,
    PAUSE_AU_PLUS,
    SUITE_A_DECIDER,
    Armement,
    calculs,
)
from workflow.deadlines import AVANT, REPRISE, echeance_de, recalculer, rendre, timers
from workflow.decision import TEMPS_RESTANT, Arret, Attente, Decision, Refus, Timer
from workflow.operation import Operation
from workflow.process import AUJOURD_HUI, DECIDER_DES_SUITES, Effet, RegleEcheance
from workflow.rearming import fin_deplacee, refaire
from workflow.rules import armer_regle, champ_ancre, date_d_ancrage
from workflow.scope import Portee
from workflow.sentences import en_francais
from workflow.values import HORLOGE, SYSTEME

ATTENTE = "attente"
ARRET_EN_COURS = "L’arrêt d’un autre dossier tient encore celui-ci en pause."


def mettre_en_attente(cas: Operation) -> Decision | Refus:
    """Stop the deadlines, until a date when there is one.

    The stop of another dossier comes on top of a hold that this one has of its own.
    """
    if cas.snapshot.attente is not None:
        arretee = replace(cas.snapshot.attente, arret=cas.ligne.at)
        return cas.decision(attente=arretee, changes={ATTENTE})
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
    attente = Attente(
        depuis=cas.ligne.at,
        jusqu_au=jusqu_au,
        mode=mode,
        personne=personne,
        arret=None if personne else cas.ligne.at,
    )
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
    """End a hold; the deadlines start again, with the time that was left or on their dates.

    While something else still holds the dossier, its own hold or another one's stop, it waits on.
    """
    attente = cas.snapshot.attente
    if attente is None:  # refusals.py has said so before
        raise LookupError(f"{cas.snapshot.numero} is not on hold")
    apres = cas.apres()
    fins = tuple(un for un in cas.snapshot.timers if un.nom == FIN_D_ATTENTE)
    if cas.ligne.role == SYSTEME and not attente.suit_un_arret:
        return _garder_la_sienne(cas, attente, apres)
    if attente.contestees and cas.ligne.role == HORLOGE:  # not the clock's to decide
        ouverte = replace(attente, jusqu_au=None)
        decision = cas.decision(
            attente=ouverte, changes={ATTENTE}, armement=Armement(annules=fins), apres=apres
        )
        return replace(decision, effets=(Effet(genre="tache", nom=DECIDER_DES_SUITES),))
    if not attente.suit_un_arret and attente.arret is not None:
        seul = attente.arret_seul()
        armement = _repartir(cas, apres, _sienne(cas, attente), attente=seul)
        armement = replace(armement, annules=(*armement.annules, *fins), phrases=(ARRET_EN_COURS,))
        return cas.decision(attente=seul, changes={ATTENTE}, armement=armement, apres=apres)
    armement = _repartir(cas, apres, _sienne(cas, attente), attente=None)
    armement = replace(armement, annules=(*armement.annules, *fins))
    decision = cas.decision(attente=None, changes={ATTENTE}, armement=armement, apres=apres)
    return replace(decision, effets=_annonces(cas))


def _garder_la_sienne(cas: Operation, attente: Attente, apres: Portee) -> Decision:
    """The stop of another dossier ends; the hold of this one goes on, and gives those days back."""
    assert attente.arret is not None  # noqa: S101 # refusals.py has said so before
    reste = replace(attente, arret=None)
    armement = _repartir(cas, apres, _fini(cas, attente.arret), attente=reste)
    return cas.decision(attente=reste, changes={ATTENTE}, armement=armement, apres=apres)


def _sienne(cas: Operation, attente: Attente) -> Arret | None:
    """The hold that ends, when it gives its days back: a stop of others where nothing else held."""
    if attente.mode != TEMPS_RESTANT:
        return None
    return _fini(cas, attente.depuis, sienne=not attente.suit_un_arret)


def _fini(cas: Operation, depuis: datetime, *, sienne: bool = False) -> Arret:
    """From a day to that of the act."""
    return Arret(cas.temps.jour_civil(depuis), cas.temps.jour_civil(cas.ligne.at), sienne)


def _repartir(
    cas: Operation, apres: Portee, rendu: Arret | None, *, attente: Attente | None
) -> Armement:
    """The deadlines of the state, the days of a hold given back; they ring once nothing holds.

    What counts from a fact that the end of the hold has moved has its days back by that fact. What
    brings back to a desk a wait that no deadline ends runs with them; past, it is counted again
    from the resumption (``workflow/awaited.py``).
    """
    avant = cas.avant()

    def repartir(
        regle: RegleEcheance, portee: Portee, siens: list[Timer]
    ) -> Iterable[Timer] | None:
        suivie = fin_deplacee(regle, apres, portee) or _deplacee(regle, avant, portee)
        ancre = date_d_ancrage(regle, portee) if suivie else None
        repris = [_repris(cas, timer, ancre, rendu if ancre is None else None) for timer in siens]
        return repris if attente is not None else [_pas_avant(cas, un) for un in repris]

    armement = refaire(apres, cas.snapshot.timers, repartir)
    veille = tuple(un for un in cas.snapshot.timers if un.nom == SUITE_A_DECIDER)
    repris = (_repris(cas, un, None, rendu) for un in veille)
    return replace(
        armement,
        annules=(*armement.annules, *veille),
        armes=(*armement.armes, *(un for un in repris if un.du_le > cas.now)),
    )


def _deplacee(regle: RegleEcheance, avant: Portee, apres: Portee) -> bool:
    """Whether the end of a hold has moved the fact that a deadline counts from."""
    champ = avant.definition.contexte.get(champ_ancre(regle, avant))
    calcule = champ is not None and champ.fait is not None
    return calcule and date_d_ancrage(regle, avant) != date_d_ancrage(regle, apres)


def _repris(cas: Operation, timer: Timer, ancre: date | None, rendu: Arret | None) -> Timer:
    """A timer after a hold; what comes before a date follows that date (``ancre``) alone."""
    if rendu is not None:
        timer = rendre(timer, rendu, cas.temps)
    return recalculer(replace(timer, ancre=ancre or timer.ancre), cas.temps)


def _pas_avant(cas: Operation, timer: Timer) -> Timer:
    """Never due before tomorrow; what comes before a date in the past is skipped."""
    if timer.du_le > cas.now or timer.regle["sens"] == AVANT:
        return timer
    regle = {**timer.regle, "pas_avant": cas.temps.jour_civil(cas.now).isoformat()}
    return recalculer(replace(timer, regle=regle), cas.temps)
