"""How long an agreement lasts, in words: of its two dates, so that nothing contradicts them."""

from __future__ import annotations

from datetime import date

from states.civil_dates import decaler, fin_de_duree
from states.french import denombre
from workflow.values import Delai, Unite

MOIS_PAR_AN = 12


def duree_entre(debut: date, fin: date) -> str:
    """« 4 ans », « 5 ans et 3 mois », « 4 ans, 1 mois et 7 jours »: both days included."""
    mois = (fin.year - debut.year) * MOIS_PAR_AN + fin.month - debut.month + 1
    while mois and _fin(debut, mois) > fin:
        mois -= 1
    jours = (fin - _fin(debut, mois)).days if mois else (fin - debut).days + 1
    ans, mois = divmod(mois, MOIS_PAR_AN)
    comptes = ((ans, "an"), (mois, "mois"), (jours, "jour"))
    *premiers, dernier = [denombre(compte, mot) for compte, mot in comptes if compte]
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


def _fin(debut: date, mois: int) -> date:
    delai = Delai(mois, Unite.MOIS)
    return fin_de_duree(debut, decaler(debut, delai), delai)
