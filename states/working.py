"""The working of a deadline in French: every computed date says how it was found (design §4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from states.civil_dates import APRES
from states.counting import Compte, Ecart, Suspension
from states.french import (
    INSECABLE,
    JOURS,
    MOIS,
    date_avec_jour,
    date_courte,
    date_longue,
    heure,
    pluriel,
)
from workflow.values import Delai, Unite

_DEUX_POINTS = f"{INSECABLE}: "
_POINT_VIRGULE = f"{INSECABLE}; "
# Set by hand: the `typographie` filter would take four fifths of the time of a computed deadline.

_JOUR_MEME = "Le {depart} même"

_NOMS = {
    Unite.JOURS: ("jour calendaire", "jours calendaires"),
    Unite.JOURS_OUVRES: ("jour ouvré", "jours ouvrés"),
    Unite.SEMAINES: ("semaine", "semaines"),
    Unite.MOIS: ("mois", "mois"),
    Unite.ANS: ("an", "ans"),
}


def phrase_du_compte(compte: Compte, tournure: str) -> str:
    """« 15 jours calendaires à compter du 17/10/2026 : 01/11 férié (Toussaint) → reporté au … ».

    ``tournure`` says from where, with ``{duree}`` and ``{depart}``.
    """
    if not compte.delai.nombre:
        tournure = _JOUR_MEME
    debut = tournure.format(duree=_duree(compte.delai), depart=date_courte(compte.depart))
    raisons = (
        _mois_court(compte) + _pauses(compte) + _non_comptes(compte.ecarts) + _jours(compte.reports)
    )
    verbe = "reporté au " if compte.sens == APRES else "avancé au "
    fin = f"{verbe if compte.reports else ''}{date_avec_jour(compte.dernier)}"
    milieu = f"{_DEUX_POINTS}{', '.join(raisons)}" if raisons else ""
    return f"{debut}{milieu} → {fin}"


def phrase_du_terme(dernier: date) -> str:
    """« Dernier jour : lundi 2 novembre 2026 à minuit (fin de la journée) »."""
    return f"Dernier jour{_DEUX_POINTS}{date_longue(dernier)} à minuit (fin de la journée)"


def phrase_du_jour(jour: date) -> str:
    """« Dès le vendredi 25 juillet 2025 »: what begins then does not end with that day."""
    return f"Dès le {date_longue(jour)}"


def phrase_du_declenchement(acte: str, verification: datetime, declenchement: datetime) -> str:
    """« Vérification du courrier mardi 3 novembre 2026 à 9 h ; déclenchement à 14 h »."""
    return (
        f"{acte} {date_longue(verification)} à {heure(verification)}{_POINT_VIRGULE}"
        f"déclenchement à {heure(declenchement)}"
    )


def phrase_des_instants_armes(verification: datetime | None, declenchement: datetime) -> str:
    """The same of a délai that is armed; ``None`` once its verification has been asked for."""
    if verification is None:
        return (
            f"Vérification du courrier déjà demandée{_POINT_VIRGULE}"
            f"déclenchement {date_longue(declenchement)} à {heure(declenchement)}"
        )
    return phrase_du_declenchement("Vérification du courrier", verification, declenchement)


def phrase_a_l_ouverture(ouverture: datetime) -> str:
    """« Déclenchement à l’ouverture du bureau, vendredi 3 avril 2026 à 9 h »."""
    return f"Déclenchement à l’ouverture du bureau, {date_longue(ouverture)} à {heure(ouverture)}"


def phrase_de_la_pause(jour: date) -> str:
    """« Pause jusqu’au vendredi 14 mars 2025 »."""
    return f"Pause jusqu’au {date_longue(jour)}"


def phrase_de_la_reprise(ouverture: datetime) -> str:
    """« Reprise à l’ouverture du bureau, vendredi 14 mars 2025 à 9 h »."""
    return f"Reprise à l’ouverture du bureau, {date_longue(ouverture)} à {heure(ouverture)}"


def phrase_de_la_regle(nom: str, regle: str, zone: str) -> str:
    """« Délai contractuel (CCAG 2021, art. 3.2) : … ; jours fériés : métropole »."""
    return f"{nom}{_DEUX_POINTS}{regle}{_POINT_VIRGULE}jours fériés{_DEUX_POINTS}{zone}"


def _duree(delai: Delai) -> str:
    return f"{delai.nombre} {pluriel(delai.nombre, *_NOMS[delai.unite])}"


def _mois_court(compte: Compte) -> list[str]:
    if compte.mois_court is None:
        return []
    return [f"pas de {compte.depart.day} en {MOIS[compte.mois_court - 1]}"]


def _pauses(compte: Compte) -> list[str]:
    """« 7 jours écoulés avant la pause du 10/03/2025 au 17/03/2025 (7 jours) »."""
    return [phrase for une in compte.suspensions for phrase in _pause(une)]


def _pause(une: Suspension) -> list[str]:
    """One hold; before it, the days over which the end had rolled when it began."""
    ecoules = f"{_jours_comptes(une.ecoules)} {pluriel(une.ecoules, 'écoulé', 'écoulés')}"
    bornes = f"du {date_courte(une.debut)} au {date_courte(une.fin)}"
    pause = f"{ecoules} avant la pause {bornes} ({_jours_comptes(une.jours)})"
    if not une.reports:
        return [pause]
    reporte = date_courte(une.reports[-1].jour + timedelta(days=1))
    return [*_jours(une.reports), f"fin reportée au {reporte}", pause]


def _jours_comptes(nombre: int) -> str:
    return f"{nombre} {pluriel(nombre, 'jour', 'jours')}"


def _non_comptes(ecarts: Sequence[Ecart]) -> list[str]:
    """Days skipped while counting ``jo``: each by its date, the weekly rest in a word."""
    repos = [f"{jour}s" for jour in JOURS if any(ecart.raison == jour for ecart in ecarts)]
    autres = _jours([ecart for ecart in ecarts if ecart.raison not in JOURS])
    return autres + ([f"{_enumeration(repos)} non comptés"] if repos else [])


def _enumeration(mots: Sequence[str]) -> str:
    return " et ".join([", ".join(mots[:-1]), mots[-1]] if len(mots) > 1 else mots)


def _jours(ecarts: Sequence[Ecart]) -> list[str]:
    """« 01/11 férié (Toussaint) »; days in a row for one reason are told together."""
    suites: list[list[Ecart]] = []
    for ecart in ecarts:
        if suites and _prolonge(suites[-1][-1], ecart):
            suites[-1].append(ecart)
        else:
            suites.append([ecart])
    return [_suite(suite) for suite in suites]


def _prolonge(avant: Ecart, apres: Ecart) -> bool:
    return avant.raison == apres.raison and abs(apres.jour - avant.jour) == timedelta(days=1)


def _suite(suite: Sequence[Ecart]) -> str:
    debut, fin = sorted((suite[0].jour, suite[-1].jour))
    jours = f"{debut:%d/%m}" if debut == fin else f"du {debut:%d/%m} au {fin:%d/%m}"
    return f"{jours} {suite[0].raison}"
