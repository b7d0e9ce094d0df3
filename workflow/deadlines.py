"""Timers: from a rule in force and its anchor to due instants and their working."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from workflow.decision import Arret, Demande, Timer
from workflow.values import HORLOGE, Delai, Echeance, Pauses, TempsLegal

VERIFICATION = 0
"""Rank of the task that precedes a move."""
PRINCIPAL = 1
"""Rank of the deadline itself; its reminders follow, 2, 3…"""
PARTI = "parti"
"""In a ladder that has changed on its way: the rung that had left, and the day it counts from."""
PERIODIQUE = "periodique"
"""In a ladder: each rung is a date of its own, none reminds of one that was missed."""
DECLENCHEMENT = 2
"""Place, in the working of a délai, of the sentence that tells when the office acts."""
RENDENT = ARRETS, ATTENTES = ("pauses", "attentes")
"""In a rule: the stops whose days are given back, those of others, and its own holds."""
APRES, AVANT, REPRISE = "apres", "avant", "reprise"
"""Directions of a rule: counted on from a fact, back from a date, or the end of a hold."""


def timers(nom: str, valeurs: Mapping[str, Any], ancre: date, temps: TempsLegal) -> Iterator[Timer]:
    """The timers that a rule in force makes from an anchor: the verification, and the deadline."""
    principal = _premier(nom, valeurs, ancre, temps)
    verification = verification_de(principal)
    if verification is not None:
        yield verification
    yield principal


def verification_de(principal: Timer) -> Timer | None:
    """The verification that precedes a computed move; ``None`` when its rule declares none."""
    if not principal.regle.get("verification") or principal.echeance is None:
        return None
    return replace(principal, rang=VERIFICATION, du_le=principal.echeance.verification_le)


def _premier(nom: str, valeurs: Mapping[str, Any], ancre: date, temps: TempsLegal) -> Timer:
    echeance = calculer(valeurs, ancre, temps)
    return Timer(
        nom=nom,
        rang=PRINCIPAL,
        regle=valeurs,
        ancre=ancre,
        du_le=instant_du(valeurs, echeance),
        echeance=echeance,
    )


def calculer(valeurs: Mapping[str, Any], ancre: date, temps: TempsLegal) -> Echeance:
    """Deadline of a rule in force, under the holidays it was armed with, its holds counted."""
    temps = temps.dans(str(valeurs.get("zone", temps.zone)))
    if valeurs["sens"] == REPRISE:
        return temps.reprise(ancre)
    delai, calendrier = lire_delai(str(valeurs["delai"])), str(valeurs["calendrier"])
    if valeurs["sens"] == AVANT:
        return temps.avant(ancre, delai, calendrier)
    return temps.apres(ancre, delai, calendrier, pauses_de(valeurs), _pas_avant(valeurs))


def pauses_de(valeurs: Mapping[str, Any]) -> Pauses:
    """The stops, its own holds among them, of which a rule gives the days back."""
    return tuple(une for cle in RENDENT for une in _pauses(valeurs, cle))


def _pauses(valeurs: Mapping[str, Any], cle: str) -> Pauses:
    lues = valeurs.get(cle, ())
    return tuple((date.fromisoformat(debut), date.fromisoformat(fin)) for debut, fin in lues)


def _pas_avant(valeurs: Mapping[str, Any]) -> date | None:
    """Day after which what fell due during a hold, or was verified late, may act."""
    jour = valeurs.get("pas_avant")
    return date.fromisoformat(str(jour)) if jour else None


def instant_du(valeurs: Mapping[str, Any], echeance: Echeance) -> datetime:
    """When the clock acts: a move at its hour of the day, anything else at the office opening."""
    return echeance.declenche_le if valeurs.get("declenche") else echeance.verification_le


def rang_suivant(
    timer: Timer, temps: TempsLegal, maintenant: datetime, connue: tuple[int, date] | None = None
) -> Timer | None:
    """The next reminder of a ladder after ``maintenant``: those missed in between are merged.

    ``connue`` is the rung that the timer stands on, and its last day, when it was just computed.
    """
    for rang, echeance in _echelons(timer, temps, connue):
        if rang > timer.rang and echeance.verification_le > maintenant:
            return _rappel(timer, rang, echeance)
    return None


def rang_apres(timer: Timer, temps: TempsLegal, maintenant: datetime) -> Timer | None:
    """The reminder that follows one that rings at ``maintenant``; ``None`` after the last.

    One that leaves days late, after an outage or a hold, is followed at the declared interval from
    the day it leaves: none counts as sent that was not, and whoever reads it has the time it asks.
    """
    jour = temps.jour_civil(maintenant)
    a_l_heure = temps.jour_civil(timer.du_le) >= jour and "pas_avant" not in timer.regle
    if a_l_heure or not timer.regle.get("repeter"):
        dernier = timer.echeance.dernier_jour if timer.echeance and timer.rang else None
        connue = (timer.rang, dernier) if dernier else None
        return rang_suivant(timer, temps, maintenant, connue)
    parti = {"rang": timer.rang, "jour": jour.isoformat()}
    echelle = {**timer.regle["repeter"], PARTI: parti}
    return rang_suivant(
        replace(timer, regle={**timer.regle, "repeter": echelle}), temps, maintenant
    )


def _rappel(timer: Timer, rang: int, echeance: Echeance) -> Timer:
    return replace(timer, rang=rang, du_le=echeance.verification_le, echeance=echeance)


def recalculer(timer: Timer, temps: TempsLegal) -> Timer:
    """The same timer, its due instant derived again from its anchor and its rule."""
    if timer.rang > PRINCIPAL:
        siens = (une for rang, une in _echelons(timer, temps) if rang == timer.rang)
        sienne = next(siens, None)
        return timer if sienne is None else _rappel(timer, timer.rang, sienne)
    echeance = calculer(timer.regle, timer.ancre, temps)
    verifie = timer.rang == VERIFICATION
    du_le = echeance.verification_le if verifie else instant_du(timer.regle, echeance)
    return replace(timer, echeance=echeance, du_le=du_le)


def demande_de(timer: Timer, now: datetime, temps: TempsLegal) -> Demande:
    """The event that a timer fires, with the rule, anchor and last day that it bears."""
    echeance = calculer(timer.regle, timer.ancre, temps)
    return Demande(
        evenement=str(timer.regle["declenche"]),
        role=HORLOGE,
        at=now,
        constats={
            "echeance_declenchee": timer.nom,
            "regle": dict(timer.regle),
            "ancre": timer.ancre.isoformat(),
            "dernier_jour": echeance.dernier_jour.isoformat(),
        },
    )


def rendre(timer: Timer, arret: Arret, temps: TempsLegal) -> Timer:
    """The same timer, the days that it has seen of a stop that is over given back.

    What comes before a date follows that date alone. A stop that is said to have ended when it
    began, or before, never was: it takes back the days that the dossier was opened with, or was
    given by a resumption since undone; those of its own holds are not its to take. A stop stays
    whole on the timer: the count starts at its anchor, which may be corrected to a day before it.
    """
    debut, fin = arret.debut, arret.fin
    if timer.regle["sens"] == AVANT or fin is None or (arret.sienne and fin <= debut):
        return timer
    cle = ATTENTES if arret.sienne else ARRETS
    avant = _pauses(timer.regle, cle)
    pauses = (*avant, (debut, fin)) if fin > debut else sans_l_arret(avant, debut, fin)
    if pauses == avant:
        return timer
    ecrites = [[du.isoformat(), au.isoformat()] for du, au in pauses]
    return recalculer(replace(timer, regle={**timer.regle, cle: ecrites}), temps)


def sans_l_arret(arrets: Pauses, debut: date, fin: date) -> Pauses:
    """Stops that are over, but for the days of one that is said to have ended when it began."""
    repris = ((du, min(au, fin) if debut in (du, au) else au) for du, au in arrets)
    return tuple((du, au) for du, au in repris if du < au)


def echeance_de(timer: Timer, temps: TempsLegal) -> Echeance:
    """The deadline of a timer, of its own rung when it is a reminder; with its working."""
    connue = timer.echeance or recalculer(timer, temps).echeance
    return connue or calculer(timer.regle, timer.ancre, temps)


def calcul_de(timer: Timer, echeance: Echeance, *, arrete: bool = False) -> tuple[str, ...]:
    """The working of a timer's deadline, as people read it.

    Only a délai that moves the dossier has its mail checked before, at the hour of the moves: of
    any other, that sentence would tell of a check that does not take place (design §4). Of one that
    a hold stops (``arrete``), nobody knows when the office will act.
    """
    if arrete:
        dits = DECLENCHEMENT if timer.regle["sens"] == APRES else 1
        return (*echeance.calcul[:dits], *echeance.calcul[dits + 1 :])
    if timer.regle.get("declenche") or timer.regle["sens"] != APRES:
        return echeance.calcul
    return sans_declenchement(echeance)


def sans_declenchement(echeance: Echeance) -> tuple[str, ...]:
    """The working of a délai without what the office does of it afterwards."""
    return (*echeance.calcul[:DECLENCHEMENT], *echeance.calcul[DECLENCHEMENT + 1 :])


def manquee(timer: Timer) -> bool:
    """Whether the deadline of a timer is over, and only its reminders run."""
    return rappelle(timer.regle, timer.rang)


def periodique(timer: Timer) -> bool:
    """Whether each rung of a timer is a date of its own."""
    return bool(timer.regle.get("repeter", {}).get(PERIODIQUE))


def rappelle(valeurs: Mapping[str, Any], rang: int) -> bool:
    """Whether a rung reminds of a day that was missed.

    What comes before a date, or comes back at each interval, has missed nothing.
    """
    echelle = valeurs.get("repeter", {})
    return rang > PRINCIPAL and valeurs["sens"] == APRES and not echelle.get(PERIODIQUE)


def echeance_dite(timer: Timer, temps: TempsLegal) -> Echeance:
    """The deadline that people are told: its own day stays, whatever reminder comes next."""
    if manquee(timer):
        return calculer(timer.regle, timer.ancre, temps)
    return echeance_de(timer, temps)


def jour_montre(timer: Timer, temps: TempsLegal) -> date:
    """The day that lists, desks and morning mails tell of a deadline."""
    if timer.regle["sens"] == AVANT:  # it acts on the day that it tells
        return temps.jour_civil(timer.du_le)
    return echeance_dite(timer, temps).dernier_jour


def _echelons(
    timer: Timer, temps: TempsLegal, connue: tuple[int, date] | None = None
) -> Iterator[tuple[int, Echeance]]:
    """The reminders of a ladder by rung, each counted from the last day of the one before.

    ``connue`` is a rung that is computed already, and its last day: those that follow it come.
    """
    echelle = timer.regle.get("repeter")
    if not echelle:
        return
    regle = {**timer.regle, "sens": APRES, "delai": str(echelle["tous"])}
    if PARTI in echelle:
        premier, jour = int(echelle[PARTI]["rang"]), date.fromisoformat(echelle[PARTI]["jour"])
    elif connue is not None:
        premier, jour = connue
    else:
        premier, jour = PRINCIPAL, calculer(timer.regle, timer.ancre, temps).dernier_jour
    for rang in range(premier + 1, int(echelle["max"]) + 1):
        echeance = calculer(regle, jour, temps)
        jour = echeance.dernier_jour
        yield rang, echeance


def poursuivre(
    ancien: Timer, valeurs: Mapping[str, Any], temps: TempsLegal
) -> dict[str, Any] | None:
    """The rule in force ``valeurs`` for a reminder on its way.

    Where it is another rule than that of ``ancien``, the reminder counts from the last one that
    has left. ``None`` when the rule has no such rung any more.
    """
    echelle = valeurs.get("repeter")
    if not echelle or ancien.rang > int(echelle["max"]):
        return None
    ancienne = {nom: un for nom, un in ancien.regle["repeter"].items() if nom != PARTI}
    if {**ancien.regle, "repeter": ancienne, **valeurs} == {**ancien.regle, "repeter": ancienne}:
        return {**valeurs, "repeter": ancien.regle["repeter"]}
    avant = (une for rang, une in _echelons(ancien, temps) if rang == ancien.rang - 1)
    precedent = next(avant, None) or calculer(ancien.regle, ancien.ancre, temps)
    parti = {"rang": ancien.rang - 1, "jour": precedent.dernier_jour.isoformat()}
    return {**valeurs, "repeter": {**echelle, PARTI: parti}}


def jour_de(valeur: Any, temps: TempsLegal) -> date | None:
    """Civil day of a field that a deadline counts from."""
    if isinstance(valeur, datetime):
        return temps.jour_civil(valeur)
    return valeur if isinstance(valeur, date) else None


@cache
def lire_delai(texte: str) -> Delai:
    """A delay as a rule in force writes it."""
    return Delai.lire(texte)
