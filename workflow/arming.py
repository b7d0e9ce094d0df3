"""Which deadlines a decision arms and cancels, and what it says of those already past."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from workflow.deadlines import (
    AVANT,
    VERIFICATION,
    calcul_de,
    rang_suivant,
    recalculer,
)
from workflow.decision import Arret, Attente, Timer
from workflow.frozen import d_un_trait
from workflow.past_stops import avec_les_arrets, sans_les_arrets
from workflow.process import AUJOURD_HUI, ENTREE, Definition, RegleEcheance
from workflow.rules import (
    armer_regle,
    date_d_ancrage,
    regles_de,
    regles_en_ordre,
    renouveler,
    sans_objet,
    suit_un_delai,
)
from workflow.scope import Portee
from workflow.sentences import en_francais
from workflow.values import Echeance

FIN_D_ATTENTE = "fin_d_attente"
"""Name of the timer that ends a hold; it outlives the moves of its dossier."""
PAUSE_A_REVOIR = "pause_a_revoir"
"""Name of the deadline that brings a hold without a date back to a desk."""
PENDANT_LA_PAUSE = frozenset({FIN_D_ATTENTE, PAUSE_A_REVOIR})
"""Timers that ring while a dossier is on hold, and because it is."""
SUITE_A_DECIDER = "suite_a_decider"
"""Name of the deadline that brings back to a desk a wait that no other deadline ends any more."""
PAUSE_AU_PLUS = "pause_au_plus"
"""Name of the rule that bounds a hold put by a person; no timer bears it."""
RAPPELS = frozenset({PAUSE_AU_PLUS, PAUSE_A_REVOIR, SUITE_A_DECIDER})
"""Deadlines that the generic file may declare for any state."""


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Armement:
    """Timers to cancel and to arm, and what the journal says of it."""

    annules: tuple[Timer, ...] = ()
    armes: tuple[Timer, ...] = ()
    phrases: tuple[str, ...] = ()

    def restants(self, vivants: Iterable[Timer]) -> tuple[Timer, ...]:
        """The live timers once this is written."""
        partis = {(timer.nom, timer.rang) for timer in self.annules}
        gardes = (timer for timer in vivants if (timer.nom, timer.rang) not in partis)
        return (*gardes, *self.armes)


class Quittee(NamedTuple):
    """The state that is left: its live timers, and how to look at the dossier in it."""

    etat: str
    timers: tuple[Timer, ...]
    regarder: Callable[[], Portee]


def _en_passant(
    quittee: Quittee, portee: Portee, entree: date, vus: tuple[Arret, ...]
) -> Iterator[Timer]:
    """The timers of a state entered from another one.

    A deadline that the state left had too, counted from the same day, goes on: what it missed there
    does not ring again, its reminders keep their days.
    """
    deja: list[Timer] = []
    for regle in regles_en_ordre(portee):
        vue = portee.avec_timers(deja) if suit_un_delai(regle, portee) else portee
        armes = list(armer_regle(regle, vue, entree))
        if vus and regle.depuis != ENTREE:
            armes = dates_tard(regle, armes, quittee.regarder(), vue, vus)
        if armes and _deja_courait(regle, quittee, vue):
            siens = [un for un in quittee.timers if un.nom == regle.nom]
            sonne = not siens and not regle.declenche and armes[-1].du_le <= portee.maintenant
            suivis = [un for ancien in siens if (un := renouveler(ancien, regle, vue))]
            armes = suivis if siens or sonne else armes
        deja += armes
        yield from armes


def dates_tard(
    regle: RegleEcheance, armes: list[Timer], avant: Portee, apres: Portee, vus: tuple[Arret, ...]
) -> list[Timer]:
    """The timers of a deadline, the stops that they have seen given back if its day is typed now.

    Typed on the day itself, it would have stood still with the dossier.
    """
    if date_d_ancrage(regle, avant) == date_d_ancrage(regle, apres):
        return armes
    return [avec_les_arrets(vus, un, apres.temps) for un in armes]


def _deja_courait(regle: RegleEcheance, quittee: Quittee, portee: Portee) -> bool:
    """Whether the state left had that deadline, counted from a fact that gives the same day."""
    ancienne = portee.definition.etats[quittee.etat].echeances.get(regle.nom)
    if ancienne is None or ENTREE in (ancienne.depuis, regle.depuis):
        return False
    avant = quittee.regarder()
    meme_jour = date_d_ancrage(ancienne, avant) == date_d_ancrage(regle, portee)
    return meme_jour and not sans_objet(ancienne, avant)


def armer_a_venir(
    portee: Portee,
    entree: date,
    annonces: Iterable[Timer] = (),
    arrets: tuple[Arret, ...] = (),
    arrete_le: datetime | None = None,
) -> tuple[Armement, tuple[str, ...]]:
    """Timers of a state entered long ago, and the names of those already past.

    A past deadline never fires: it comes back as a task to decide, its reminders go on.
    ``annonces`` are the délais that had been announced: they come back as they were. The days of
    the ``arrets`` that they have seen are given back. While time stands still, what was to come
    when it stopped (``arrete_le``) is to come: the end of the stop gives those days back.
    """
    maintenant = min(portee.maintenant, arrete_le or portee.maintenant)
    repris = tuple(sans_les_arrets(arrets, un, portee) for un in annonces)
    portee = portee.avec_timers(repris)
    armes: list[Timer] = []
    passees: list[str] = []
    for regle in regles_de(portee):
        siens = [timer for timer in repris if timer.nom == regle.nom]
        siens = siens or [
            sans_les_arrets(arrets, un, portee) for un in armer_regle(regle, portee, entree)
        ]
        if all(timer.du_le > maintenant for timer in siens):
            armes.extend(siens)
            continue
        passees.append(regle.nom)
        suivant = rang_suivant(siens[-1], portee.temps, maintenant)
        armes.extend([suivant] if suivant else [])
    return Armement(
        armes=tuple(armes), phrases=calculs(armes, portee.definition, portee.etat)
    ), tuple(passees)


def calculs(armes: Iterable[Timer], definition: Definition, etat: str) -> tuple[str, ...]:
    """The working of each timer, once, under the name of its deadline in that state."""
    phrases = (
        phrase
        for un in armes
        if un.echeance
        for phrase in _calcul_nomme(un, un.echeance, definition, etat)
    )
    return tuple(dict.fromkeys(phrases))


def _calcul_nomme(
    timer: Timer, echeance: Echeance, definition: Definition, etat: str
) -> Iterator[str]:
    regle = definition.echeance(etat, timer.nom)
    compte, *suite = calcul_de(timer, echeance)
    yield f"« {regle.libelle} » : {compte}" if regle and regle.libelle else compte
    yield from suite


def entrer(
    quittee: Quittee,
    portee: Portee,
    entree: date,
    arrets: tuple[Arret, ...] | None = None,
    vus: tuple[Arret, ...] = (),
) -> Armement:
    """Leave a state for that of ``portee``: its timers go, those of the new state come.

    Parameters:
        quittee: the state that is left.
        portee: the dossier in the state that it enters.
        entree: the day on which it enters it.
        arrets: when time stood still, if the state is found again after a stop.
        vus: the stops that are over, for what counts from a day that is typed only now.
    """
    if arrets is None:
        venus = tenir_compte(portee, _en_passant(quittee, portee, entree, vus))
    else:
        venus = _retrouver(portee, entree, arrets)
    nouveaux = _laisser_verifier(portee, venus)
    finit = portee.definition.etats[portee.etat].final
    annules = tuple(un for un in quittee.timers if finit or un.nom not in PENDANT_LA_PAUSE)
    return Armement(annules=annules, armes=nouveaux.armes, phrases=nouveaux.phrases)


def _retrouver(portee: Portee, entree: date, arrets: tuple[Arret, ...]) -> Armement:
    """The timers of a state found again: the days of its stops are given back.

    What was past before it rang then: its reminders go on.
    """
    return tenir_compte(
        portee,
        (
            timer
            for regle in regles_de(portee)
            for arme in armer_regle(regle, portee, entree)
            if (timer := _repris(sans_les_arrets(arrets, arme, portee), portee))
        ),
    )


def _repris(timer: Timer, portee: Portee) -> Timer | None:
    if timer.du_le > portee.maintenant or timer.regle.get("declenche"):
        return timer
    return rang_suivant(timer, portee.temps, portee.maintenant)


def suivre_la_pause(
    armement: Armement, portee: Portee, avant: Attente | None, apres: Attente | None
) -> Armement:
    """The same, and what brings back to a desk a hold that nothing ends by itself.

    It is armed when such a hold begins, and goes with it.
    """
    if not _a_revoir(apres):
        if avant is None or avant == apres:
            return armement
        rappels = (un for un in portee.timers if un.nom == PAUSE_A_REVOIR)
        return replace(armement, annules=(*armement.annules, *rappels))
    if _a_revoir(avant):
        return armement
    armes = list(
        armer_regle(portee.definition.rappels[PAUSE_A_REVOIR], portee, portee[AUJOURD_HUI])
    )
    return replace(
        armement,
        armes=(*armement.armes, *armes),
        phrases=(*armement.phrases, *calculs(armes, portee.definition, portee.etat)),
    )


def _a_revoir(attente: Attente | None) -> bool:
    """Whether a hold has no date and is a person's to end: what a stop asks for ends with it."""
    return attente is not None and attente.jusqu_au is None and not attente.suit_un_arret


def _laisser_verifier(portee: Portee, armement: Armement) -> Armement:
    """A délai known to be over only now still leaves an office day to look at the mail.

    Otherwise the verification and the move it precedes would ring together (design §4).
    """
    tard = {
        timer.nom
        for timer in armement.armes
        if timer.rang == VERIFICATION and timer.du_le <= portee.maintenant
    }
    if not tard:
        return armement
    pas_avant = {"pas_avant": portee[AUJOURD_HUI].isoformat()}
    armes = tuple(
        recalculer(replace(timer, regle={**timer.regle, **pas_avant}), portee.temps)
        if timer.nom in tard
        else timer
        for timer in armement.armes
    )
    return replace(armement, armes=armes)


def tenir_compte(portee: Portee, proposes: Iterable[Timer]) -> Armement:
    """Skip what had to come *before* a date and is already past: the journal says so."""
    armes: list[Timer] = []
    sautees: list[str] = []
    regles = portee.definition.etats[portee.etat].echeances
    for propose in proposes:
        timer: Timer | None = propose
        if propose.regle["sens"] == AVANT and propose.du_le <= portee.maintenant:
            timer = rang_suivant(propose, portee.temps, portee.maintenant)
            jour = en_francais(portee.temps.jour_civil(propose.du_le))
            sautees.append(f"« {regles[propose.nom].libelle} » : {jour}, déjà passé ; non armé.")
        if timer is not None:
            armes.append(timer)
    return Armement(
        armes=tuple(armes), phrases=(*calculs(armes, portee.definition, portee.etat), *sautees)
    )
