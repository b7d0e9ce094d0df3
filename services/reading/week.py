"""A week or a month of deadlines, of every kind of dossier: one's own, or all that one may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import portee
from services.office import Bureau
from services.reading.due_dates import DERNIER, PREMIER, Periode, echeances_entre
from services.reading.held import par_portefeuille
from services.reading.month import mois
from states.french import jour_civil
from storage.looking import FiltreDossiers

_SEMAINE = timedelta(days=7)
_AUTOUR = timedelta(days=31)
"""Between the last day of a délai, where it is shown, and when the office acts."""
MONTREES = 500
"""Deadlines that the page of a week reads at most; its export has them all."""


TOUS = "oui"
"""``tous`` of the address that tells every dossier that the reader may see."""


def jour_demande(texte: str) -> date | None:
    """A day of the week that an address asks for; today's when it does not read."""
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


def semaine(
    bureau: Bureau,
    visiteur: Visiteur,
    le: date | None,
    *,
    tous: bool,
    entiere: bool = False,
) -> dict[str, Any]:
    """``{le, lundi, dimanche, precedente, suivante, jours, miens, coupee}``: a day's week.

    ``jours`` are Monday to Sunday: ``{jour, echeances}``. ``miens`` says that the dossiers
    entrusted to the reader are told alone; ``coupee`` how many were read when there
    are too many to read them all: the later days may then lack some.

    Args:
        bureau: the desk.
        visiteur: who reads.
        le: a day of the week, today when none is said.
        tous: every dossier that the reader may see, and not those entrusted to them alone.
        entiere: however many they are: the export of the page.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    le = _borner(bureau, le)
    lundi = max(le - timedelta(days=le.weekday()), PREMIER)
    dimanche = lundi + _SEMAINE - timedelta(days=1)
    filtre, miens = _filtre(visiteur, tous=tous)
    periode = Periode(du=lundi, au=dimanche + _AUTOUR, limite=MONTREES)
    lues = _toutes(bureau, filtre, periode) if entiere else echeances_entre(bureau, filtre, periode)
    jours = [lundi + timedelta(days=un) for un in range(_SEMAINE.days)]
    return {
        "le": le,
        "lundi": lundi,
        "dimanche": dimanche,
        "precedente": lundi - _SEMAINE,
        "suivante": lundi + _SEMAINE,
        "miens": miens,
        "coupee": MONTREES if len(lues) == MONTREES and not entiere else 0,
        "jours": [
            {"jour": jour, "echeances": [une for une in lues if une["jour"] == jour]}
            for jour in jours
        ],
    }


def _toutes(bureau: Bureau, filtre: FiltreDossiers, periode: Periode) -> list[dict[str, Any]]:
    """Every deadline of a period, read slice after slice."""
    toutes: list[dict[str, Any]] = []
    while True:
        lues = echeances_entre(bureau, filtre, replace(periode, saut=len(toutes)))
        toutes += lues
        if len(lues) < periode.limite:
            return toutes


def mois_de_tous(
    bureau: Bureau, visiteur: Visiteur, le: date | None, *, tous: bool
) -> dict[str, Any]:
    """``{le, semaines, mois, precedent, suivant, miens}``: a day's month; as :func:`semaine`.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    le = _borner(bureau, le)
    filtre, miens = _filtre(visiteur, tous=tous)
    with bureau.travail.lire() as connexion:
        return {**mois(bureau, connexion, filtre, le, total=0), "miens": miens, "le": le}


def _borner(bureau: Bureau, le: date | None) -> date:
    return min(max(le or jour_civil(bureau.horloge.maintenant()), PREMIER), DERNIER)


def _filtre(visiteur: Visiteur, *, tous: bool) -> tuple[FiltreDossiers, bool]:
    """The open dossiers that are told, and whether they are the reader's own alone."""
    miens = par_portefeuille(visiteur) and not tous
    comptes = visiteur.comptes if miens else ()
    return FiltreDossiers(portee=portee(visiteur), facilitateurs=comptes, ouverts=True), miens
