"""Dates and instants in words, as tables and sentences tell them."""

from __future__ import annotations

from datetime import date, datetime


def jour(texte: str | None) -> str:
    """« lundi 2 novembre 2026 » of an ISO date or instant; empty stays empty."""
    from states.french import a_paris, date_longue

    if not texte:
        return ""
    lu = datetime.fromisoformat(texte) if "T" in texte else date.fromisoformat(texte)
    return date_longue(a_paris(lu) if isinstance(lu, datetime) else lu)


def quand(texte: str | None) -> str:
    """« lundi 2 novembre 2026 à 14 h »."""
    from states.french import date_et_heure

    return date_et_heure(datetime.fromisoformat(texte)) if texte else ""


def court(texte: str | None) -> str:
    """« 02/11/2026 », for the columns of a table."""
    from states.french import a_paris, date_courte

    if not texte:
        return ""
    lu = datetime.fromisoformat(texte) if "T" in texte else date.fromisoformat(texte)
    return date_courte(a_paris(lu) if isinstance(lu, datetime) else lu)
