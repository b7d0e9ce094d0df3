"""The live deadlines as they were armed: what the clock will follow, whatever the settings say.

A changed parameter or calendar recomputes nothing by itself (design §1.4). What people read tells
the stored instants; where today's settings would give another, it says so and names the command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.act import Chantier
from services.answers import echeances as dire_echeances
from services.clock.setting_gaps import Ecart, ecarts_de
from services.loading import Charge
from services.snapshots import lire_timer
from states.calendars import Calendriers
from states.french import a_paris, date_longue, heure, jour_civil, typographie
from states.working import phrase_des_instants_armes
from storage.dossiers import LigneDossier, LigneTimer
from workflow.deadlines import AVANT, DECLENCHEMENT, PRINCIPAL, VERIFICATION, calculer, recalculer
from workflow.decision import Timer
from workflow.values import Echeance

REGLAGES_DU_JOUR = "reglages_du_jour"
"""Key of a told deadline: the instant that today's settings would give, or null."""


def echeances_armees(
    timers: Sequence[LigneTimer], temps: Calendriers, now: datetime, *, pause: bool = False
) -> list[dict[str, Any]]:
    """Live deadlines with their working, soonest first; the stored instants are the truth.

    ``terminee`` tells one whose last day is over: it has not acted yet, or only its reminders run
    (``prochain_rappel``), since ``jours_de_retard``; ``attend_l_horloge`` one whose instant has
    come, or that of its reminder, and that has not rung. ``pause``: the dossier is on hold.
    """
    lus = [lire_timer(ligne) for ligne in timers]
    verifications = {un.nom: un for un in lus if un.rang == VERIFICATION}
    armes = (_arme(un, verifications.get(un.nom), temps) for un in lus if un.rang >= PRINCIPAL)
    return [
        {
            **une,
            "terminee": datetime.fromisoformat(une["expire_le"]) <= now,
            "jours_de_retard": _retard(une, now),
            "attend_l_horloge": datetime.fromisoformat(une["declenche_le"]) <= now,
            REGLAGES_DU_JOUR: None,
        }
        for une in dire_echeances(tuple(armes), temps, pause=pause)
    ]


def jour_dit(echeance: Mapping[str, Any]) -> date:
    """The day that people are told, everywhere: the last one, never when the office acts after it.

    A missed deadline keeps it while its reminders run.
    """
    return date.fromisoformat(echeance["dernier_jour"])


def _retard(echeance: Mapping[str, Any], now: datetime) -> int:
    """Days since a deadline was missed; none while it runs."""
    if not echeance["prochain_rappel"]:
        return 0
    return max(0, (jour_civil(now) - jour_dit(echeance)).days)


def _arme(timer: Timer, verification: Timer | None, temps: Calendriers) -> Timer:
    recalcule = recalculer(timer, temps)
    echeance = recalcule.echeance or calculer(timer.regle, timer.ancre, temps)
    timer = replace(timer, du_le=a_paris(timer.du_le))
    if timer.rang == PRINCIPAL and timer.regle.get("verification"):
        return replace(timer, echeance=_verifiee(timer, verification, echeance))
    if timer.regle["sens"] == AVANT and timer.du_le != recalcule.du_le:
        echeance = replace(echeance, dernier_jour=timer.du_le.date())
    return replace(timer, echeance=echeance)


def _verifiee(timer: Timer, verification: Timer | None, echeance: Echeance) -> Echeance:
    """The deadline with the armed instants of its verification and of its move."""
    verifie_le = a_paris(verification.du_le) if verification else None
    phrases = list(echeance.calcul)
    phrases[DECLENCHEMENT] = phrase_des_instants_armes(verifie_le, timer.du_le)
    return replace(
        echeance,
        verification_le=verifie_le or echeance.verification_le,
        declenche_le=timer.du_le,
        calcul=tuple(phrases),
    )


def dire_les_ecarts(
    dites: list[dict[str, Any]], chantier: Chantier, dossier: LigneDossier, charge: Charge
) -> list[dict[str, Any]]:
    """Add, to each deadline that ``jalon recalculer`` would list, what today's settings give."""
    ecarts = {(un.ancien.nom, un.ancien.rang): un for un in ecarts_de(chantier, dossier, charge)}
    return [_avec_l_ecart(une, ecarts.get((une["nom"], une["rang"]))) for une in dites]


def _avec_l_ecart(dite: dict[str, Any], ecart: Ecart | None) -> dict[str, Any]:
    if ecart is None:
        return dite
    calcul = [*dite["calcul"], *_phrases(ecart)]
    return {**dite, REGLAGES_DU_JOUR: ecart.apres, "calcul": calcul}


def _phrases(ecart: Ecart) -> Iterator[str]:
    instant = a_paris(ecart.nouveau.du_le)
    donnent = f"donneraient {date_longue(instant)} à {heure(instant)}"
    donnent = "n’en demanderaient plus" if ecart.cesse else donnent
    suite = (
        "annoncé à un tiers, ce délai n’est jamais raccourci."
        if ecart.interdit
        else "« jalon recalculer » les compare et les applique."
    )
    yield typographie(f"Les réglages du jour {donnent} ; {suite}")
