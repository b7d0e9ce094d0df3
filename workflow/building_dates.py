"""Reads the years within which a date that somebody enters stays, around the day it is entered."""

from __future__ import annotations

from workflow.declared import Annees
from workflow.form import Section

ANNEES_DES_DATES = "annees_des_dates"
"""Key of ``generiques.yaml``: the years of every date that says nothing of its own."""
ANNEES = "annees"
_CLES = ("passees", "a_venir")
AU_PLUS = 30
"""Years beyond which the rule of every date stops no slip of the keyboard any more."""


def lire_annees(section: Section, cle: str, defaut: Annees | None) -> Annees | None:
    """The years declared under ``cle``, else ``defaut``; those of every date are few."""
    if cle not in section:
        return defaut
    lues = section.sous(cle)
    lues.cles(obligatoires=_CLES, permises=_CLES)
    annees = Annees(passees=lues.entier("passees"), a_venir=lues.entier("a_venir"))
    if cle == ANNEES_DES_DATES and max(annees.passees, annees.a_venir) > AU_PLUS:
        message = (
            f"{AU_PLUS} ans au plus : au-delà, aucune faute de frappe dans une date ne se voit. "
            "Un champ qui remonte plus loin a ses propres années (annees)."
        )
        section.faute("champ", cle, message)
    return annees


def annees_du_champ(une: Section, genre: str, defaut: Annees | None) -> Annees | None:
    """The years of one field; only a date that is entered has some."""
    if genre == "date" and une.oui("saisi"):
        return lire_annees(une, ANNEES, defaut)
    if ANNEES in une:
        une.faute("champ", ANNEES, "Seule une date saisie a des années.")
    return None
