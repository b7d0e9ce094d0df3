"""Legal time: the five calendars of the agreement, from a fact to its deadline and back.

- ``delai_contractuel``: j, sem, mois, ans; the day of the fact does not count; a last day that is
  a Saturday, Sunday or holiday rolls to the next day that is none (CCAG 2021, 3.2).
- ``bureau``: jo, and also j, sem, mois, ans; the day of the fact does not count; a last day on
  which the office is closed rolls to the next on which it opens.
- ``duree``: j, sem, mois, ans; its first day counts; never rolls.
- ``preavis``: j, sem, mois, ans; the day of the fact does not count; never rolls.
- ``jour_dit``: as ``preavis``, but something begins on that day instead of ending: the office acts
  on that very day, at its opening, or on the next one on which it opens.

A préavis counts from a fact, its receipt, and so excludes that day; it does not roll because it is
a duration (domain.md §9.3): received on 15/01, 3 mois end on 15/04, where a durée that takes
effect on 15/01 ends on 14/04. Civil days are reckoned first and turned into instants last, so that
the two nights when clocks change shift nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any

from states.civil_dates import APRES, AVANT, suivant, verifier
from states.counting import Compte, compter, jamais, reporter
from states.french import PARIS, a_paris, jour_civil, nom_du_jour, typographie
from states.holidays_fr import METROPOLE, ferie, libelle_de_zone, zones
from states.office_hours import HeuresDeBureau
from states.working import (
    phrase_a_l_ouverture,
    phrase_de_la_pause,
    phrase_de_la_regle,
    phrase_de_la_reprise,
    phrase_du_compte,
    phrase_du_declenchement,
    phrase_du_jour,
    phrase_du_terme,
)
from workflow.errors import ValeurInvalide
from workflow.values import JOUR_DIT, Delai, Echeance, Pauses, Unite

__all__ = ["Calendriers", "HeuresDeBureau", "calculer", "zones"]

DELAI_CONTRACTUEL = "delai_contractuel"
BUREAU = "bureau"
DUREE = "duree"
PREAVIS = "preavis"

_SAMEDI = 5
_CONNUES_MAX = 4096


@dataclass(frozen=True)
class _Regle:
    """What the working says of a calendar: its turn of phrase, the office's act, its rule."""

    tournure: str
    acte: str
    nom: str
    regle: str


_REGLES = {
    DELAI_CONTRACTUEL: _Regle(
        "{duree} à compter du {depart}",
        "Vérification du courrier",
        "Délai contractuel (CCAG 2021, art. 3.2)",
        "le jour du fait ne compte pas",
    ),
    BUREAU: _Regle(
        "{duree} à compter du {depart}",
        "Bureau ouvert ensuite",
        "Calendrier du bureau",
        "le jour du fait ne compte pas, le dernier est un jour d’ouverture",
    ),
    DUREE: _Regle(
        "{duree} à partir du {depart} inclus",
        "Bureau ouvert ensuite",
        "Durée",
        "le premier jour compte, le dernier n’est jamais reporté",
    ),
    PREAVIS: _Regle(
        "{duree} à compter du {depart}, sans compter ce jour",
        "Bureau ouvert ensuite",
        "Préavis ou délai de paiement",
        "le jour de réception ne compte pas, le dernier n’est jamais reporté",
    ),
    JOUR_DIT: _Regle(
        "{duree} à compter du {depart}, sans compter ce jour",
        "Bureau ouvert ce jour-là ou ensuite",
        "Jour dit",
        "le bureau agit dès ce jour, sans attendre qu’il soit passé",
    ),
}
_JOUR_DIT = ("Jour dit", "il n’est jamais reporté")
"""Rule of a préavis of no day: what ends on a day that is known ends on that day."""
_A_REBOURS = ("Compte à rebours", "jusqu’au jour de bureau précédent si le bureau est fermé")


@dataclass(frozen=True)
class Calendriers:
    """The calendars of one convention (``TempsLegal``): its zone of holidays and its office.

    Raises:
        ValeurInvalide: unknown zone.
    """

    zone: str
    bureau: HeuresDeBureau = field(default_factory=HeuresDeBureau)
    _connues: dict[tuple[Any, ...], Echeance] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Deadlines already computed: they depend on nothing but these calendars and their key."""

    def __post_init__(self) -> None:
        """Refuse an unknown zone at once, not on the day of the first deadline."""
        libelle_de_zone(self.zone)

    def dans(self, zone: str) -> Calendriers:
        """The same office under the holidays of another zone.

        Raises:
            ValeurInvalide: unknown zone.
        """
        return self if zone == self.zone else _ailleurs(zone, self.bureau)

    def apres(
        self,
        depart: date,
        delai: Delai,
        calendrier: str,
        pauses: Pauses = (),
        pas_avant: date | None = None,
    ) -> Echeance:
        """Deadline ``delai`` after the fact of ``depart``; see the head of this module.

        ``pauses`` are the holds whose days are given back; the office looks at the mail, and the
        dossier moves, on an office day after ``pas_avant`` at the earliest.

        Raises:
            ValeurInvalide: unknown calendar, a unit it does not count, a date outside 1950–2100;
                ``champ`` is ``calendrier``, ``delai`` or ``depart``.
        """
        cle = (depart, delai, calendrier, pauses, pas_avant)
        connue = self._connues.get(cle)
        if connue is None:
            if len(self._connues) >= _CONNUES_MAX:
                self._connues.clear()
            connue = self._connues[cle] = self._apres(*cle)
        return connue

    def _apres(
        self, depart: date, delai: Delai, calendrier: str, pauses: Pauses, pas_avant: date | None
    ) -> Echeance:
        regle = _regle(calendrier, delai)
        compte = self.compte(verifier(depart, "depart"), delai, calendrier, pauses)
        expiration = _minuit_apres(compte.dernier)
        des = _a_paris_le(compte.dernier, time()) if calendrier == JOUR_DIT else expiration
        attendu = des if pas_avant is None else max(des, _minuit_apres(pas_avant))
        verification = self.prochaine_ouverture(attendu)
        declenchement = _a_paris_le(verification, self.bureau.heure_de_declenchement)
        return Echeance(
            dernier_jour=compte.dernier,
            expire_le=expiration,
            verification_le=verification,
            declenche_le=declenchement,
            calcul=(
                phrase_du_compte(compte, regle.tournure),
                (phrase_du_jour if calendrier == JOUR_DIT else phrase_du_terme)(compte.dernier),
                phrase_du_declenchement(regle.acte, verification, declenchement),
                phrase_de_la_regle(*_dite(regle, delai), libelle_de_zone(self.zone)),
            ),
        )

    def avant(self, terme: date, delai: Delai, calendrier: str) -> Echeance:
        """Office day at least ``delai`` before ``terme``; verified and fired at its opening.

        Whatever the calendar, days are counted back from ``terme`` excluded (office days for
        ``jo``), then moved back to an office day: a reminder never comes later than promised.

        Raises:
            ValeurInvalide: as for ``apres``; ``champ`` may be ``terme``.
        """
        _regle(calendrier, delai)
        compte = compter(
            verifier(terme, "terme"),
            delai,
            AVANT,
            bureau=self.repos_bureau,
            report=self.repos_bureau,
        )
        ouverture = _a_paris_le(compte.dernier, self.bureau.ouverture)
        return Echeance(
            dernier_jour=compte.dernier,
            expire_le=_minuit_apres(compte.dernier),
            verification_le=ouverture,
            declenche_le=ouverture,
            calcul=(
                phrase_du_compte(compte, "{duree} avant le {depart}"),
                phrase_a_l_ouverture(ouverture),
                phrase_de_la_regle(*_A_REBOURS, libelle_de_zone(self.zone)),
            ),
        )

    def reprise(self, jour: date) -> Echeance:
        """End of a hold until ``jour``: the office opening of that day, or the next one.

        Raises:
            ValeurInvalide: a day outside 1950–2100; ``champ`` is ``jusqu_au``.
        """
        debut = _a_paris_le(verifier(jour, "jusqu_au"), time())
        ouverture = self.prochaine_ouverture(debut)
        return Echeance(
            dernier_jour=jour,
            expire_le=_minuit_apres(jour),
            verification_le=ouverture,
            declenche_le=ouverture,
            calcul=(phrase_de_la_pause(jour), phrase_de_la_reprise(ouverture)),
        )

    def jour_civil(self, instant: datetime) -> date:
        """Civil day of an instant in Europe/Paris."""
        return jour_civil(instant)

    def calendriers(self) -> frozenset[str]:
        """Names a definition may use."""
        return frozenset(_REGLES)

    def repos_legal(self, jour: date) -> str | None:
        """Why a délai may not end on ``jour``: « férié (Toussaint) », « samedi », or ``None``."""
        nom = ferie(jour, self.zone)
        if nom is not None:
            return f"férié ({nom})"
        return nom_du_jour(jour) if jour.weekday() >= _SAMEDI else None

    def repos_bureau(self, jour: date) -> str | None:
        """Why the office is closed on ``jour``, or ``None``."""
        nom = ferie(jour, self.zone)
        return self.bureau.repos(jour) if nom is None else f"férié ({nom})"

    def ouvert(self, instant: datetime) -> bool:
        """Whether the office is open; at the closing hour it is not."""
        local = a_paris(instant)
        return self.bureau.recoit_a(local.time()) and self.repos_bureau(local.date()) is None

    def prochaine_ouverture(self, instant: datetime) -> datetime:
        """When the doors next open, at or after ``instant``.

        While the office is open that is on another day: ask ``ouvert`` first.
        """
        local = a_paris(instant)
        jour = local.date() if local.time() <= self.bureau.ouverture else suivant(local.date())
        return _a_paris_le(reporter(jour, self.repos_bureau, APRES)[0], self.bureau.ouverture)

    def compte(self, depart: date, delai: Delai, calendrier: str, pauses: Pauses = ()) -> Compte:
        """How the last day of a délai is found, day by day: what is given back, what rolls."""
        reports = {DELAI_CONTRACTUEL: self.repos_legal, BUREAU: self.repos_bureau}
        return compter(
            depart,
            delai,
            APRES,
            bureau=self.repos_bureau,
            report=reports.get(calendrier, jamais),
            inclus=calendrier == DUREE,
            pauses=pauses,
        )


def calculer(
    depart: date,
    delai_texte: str,
    calendrier: str | None = None,
    zone: str = METROPOLE,
    bureau: HeuresDeBureau | None = None,
) -> Echeance:
    """Deadline as ``jalon deadline`` asks for it: no database, no settings.

    Args:
        depart: day of the fact.
        delai_texte: « 15 j », « 5 jo », « 2 sem », « 3 mois », « 4 ans ».
        calendrier: by default the one that counts in this unit: ``bureau`` for ``jo``, else
            ``delai_contractuel``.
        zone: its public holidays.
        bureau: office hours and closing days of the structure.

    Raises:
        ValeurInvalide: ``champ`` is ``depart``, ``delai``, ``calendrier`` or ``zone``; ``remede``
            says what is accepted.
    """
    try:
        delai = Delai.lire(delai_texte)
    except ValueError as erreur:
        remede = "Un délai est un nombre suivi de j, jo, sem, mois ou ans."
        raise ValeurInvalide("delai", typographie(str(erreur)), remede) from erreur
    if delai.nombre == 0 and calendrier != DUREE:  # which says so itself
        raise ValeurInvalide("delai", "Un délai compte au moins un jour.", "Écrivez 1 j.")
    if calendrier is None:
        calendrier = BUREAU if delai.unite is Unite.JOURS_OUVRES else DELAI_CONTRACTUEL
    return Calendriers(zone, bureau or HeuresDeBureau()).apres(depart, delai, calendrier)


@cache
def _ailleurs(zone: str, bureau: HeuresDeBureau) -> Calendriers:
    return Calendriers(zone, bureau)


def _regle(calendrier: str, delai: Delai) -> _Regle:
    if calendrier not in _REGLES:
        raise ValeurInvalide(
            "calendrier",
            f"Le calendrier «\u00a0{calendrier}\u00a0» n’existe pas.",
            f"Calendriers acceptés\u00a0: {', '.join(_REGLES)}.",
        )
    if delai.nombre < 0:
        raise ValeurInvalide("delai", "Un délai ne peut pas être négatif.")
    if delai.unite is Unite.JOURS_OUVRES and calendrier != BUREAU:
        raise ValeurInvalide(
            "delai",
            f"Le calendrier «\u00a0{calendrier}\u00a0» ne compte pas en jours ouvrés (jo).",
            f"Écrivez {delai.nombre} j, ou choisissez le calendrier bureau.",
        )
    return _REGLES[calendrier]


def _dite(regle: _Regle, delai: Delai) -> tuple[str, str]:
    """A rule's name and what it says, for a delay."""
    sans_delai = delai.nombre == 0 and regle is _REGLES[PREAVIS]
    return _JOUR_DIT if sans_delai else (regle.nom, regle.regle)


def _minuit_apres(jour: date) -> datetime:
    return _a_paris_le(suivant(jour), time())


def _a_paris_le(jour: date, moment: time) -> datetime:
    return datetime.combine(jour, moment, PARIS)
