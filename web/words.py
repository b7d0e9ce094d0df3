"""How pages say dates, urgencies and counts: filters of the templates (ui §5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from notifications.filters import numeros
from services.accounts.administering import administre
from services.act_words import bouton
from services.answers import dire_le_jour, finit_la_pause, jour_du_calendrier
from services.clock.armed_instants import jour_dit
from services.pieces import renvoi
from services.plain_words import sans_commande
from services.reading.watching import nom_du_fichier
from states.french import (
    INSECABLE,
    MOIS,
    a_paris,
    decimal,
    denombre,
    euros,
    heure,
    jour_civil,
    nom_du_jour,
    nombre,
    typographie,
)

_SEMAINE = 7
_VOYELLES = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÛaeiouyàâéèêëîïôû")
_ABREGES = (
    *("janv.", "févr.", "mars", "avril", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)

SUITE = " — "
"""Between a dossier's own subject and that of what carries it (``services/opening``)."""


def en_date(valeur: Any) -> date:
    """A day out of what services hand over: a date, an instant, or the text of either."""
    if isinstance(valeur, str):
        valeur = datetime.fromisoformat(valeur) if "T" in valeur else date.fromisoformat(valeur)
    return jour_civil(valeur) if isinstance(valeur, datetime) else valeur


def en_instant(valeur: Any) -> datetime:
    """An instant, in Paris time."""
    return a_paris(datetime.fromisoformat(valeur) if isinstance(valeur, str) else valeur)


def _quantieme(jour: date) -> Markup:
    return Markup("1<sup>er</sup>") if jour.day == 1 else Markup(str(jour.day))  # noqa: S704 # a number


def _annee(jour: date, aujourd_hui: date) -> str:
    return "" if jour.year == aujourd_hui.year else f"{INSECABLE}{jour.year}"


def _simple(jour: date, aujourd_hui: date, mois: str) -> Markup:
    return Markup("{}{}{}{}").format(_quantieme(jour), INSECABLE, mois, _annee(jour, aujourd_hui))


@pass_context
def jour(contexte: Context, valeur: Any) -> Markup:
    """« lundi 2 novembre », the year when it is not this one."""
    le = en_date(valeur)
    simple = _simple(le, contexte["aujourd_hui"], MOIS[le.month - 1])
    return Markup("{} {}").format(nom_du_jour(le), simple)


@pass_context
def jour_simple(contexte: Context, valeur: Any) -> Markup:
    """« 2 novembre »."""
    le = en_date(valeur)
    return _simple(le, contexte["aujourd_hui"], MOIS[le.month - 1])


@pass_context
def jour_court(contexte: Context, valeur: Any) -> Markup:
    """« 2 nov. »."""
    le = en_date(valeur)
    return _simple(le, contexte["aujourd_hui"], _ABREGES[le.month - 1])


def mois_dit(valeur: Any) -> str:
    """« Mars 2025 »."""
    le = en_date(valeur)
    return f"{MOIS[le.month - 1].capitalize()}{INSECABLE}{le.year}"


def jour_tres_court(valeur: Any) -> str:
    """« lun. »."""
    return f"{nom_du_jour(en_date(valeur))[:3]}."


@pass_context
def sans_l_annee(contexte: Context, une: Mapping[str, Any]) -> str:
    """The day of a told deadline, the year when it is not this one."""
    return dire_le_jour(une).replace(f" {contexte['aujourd_hui'].year}", "")


@pass_context
def quand(contexte: Context, valeur: Any) -> Markup:
    """Urgency in the words of the interface, and no others."""
    le, aujourd_hui = en_date(valeur), contexte["aujourd_hui"]
    ecart = (le - aujourd_hui).days
    proches = {-1: "depuis hier", 0: "aujourd’hui", 1: "demain"}
    if ecart in proches:
        return Markup(proches[ecart])  # noqa: S704 # our own words
    if ecart < 0:
        texte = nom_du_jour(le) if -ecart < _SEMAINE else denombre(-ecart, "jour")
        return Markup("depuis {}").format(texte)
    if ecart < _SEMAINE:
        return Markup(nom_du_jour(le))  # noqa: S704 # our own words
    return _simple(le, aujourd_hui, MOIS[le.month - 1])


def il_reste(dernier_jour: Any, aujourd_hui: date) -> str:
    """« Il reste 6 jours. », « C’est le dernier jour. », « C’est passé depuis 2 jours. »."""
    ecart = (en_date(dernier_jour) - aujourd_hui).days
    if ecart > 0:
        return f"Il reste {denombre(ecart, 'jour')}."
    return "C’est le dernier jour." if ecart == 0 else f"Passé depuis {denombre(-ecart, 'jour')}."


def l_heure(valeur: Any) -> str:
    """« 9 h », « 23 h 41 »."""
    return heure(en_instant(valeur))


@pass_context
def vecu(contexte: Context, valeur: Any) -> datetime:
    """An instant of the real clock (a session, a job), at the hour that a demonstration lives."""
    instant: datetime = en_instant(valeur) + contexte["decalage"]
    return instant


@pass_context
def texte(contexte: Context, valeur: Any) -> Any:
    """French typography on a sentence that comes from data; commands are the administration's."""
    if not isinstance(valeur, str):
        return valeur
    visiteur = contexte.get("visiteur")
    dit = valeur if visiteur is not None and administre(visiteur) else sans_commande(valeur)
    return typographie(dit)


def minuscule(valeur: str) -> str:
    """The sentence inside another one."""
    return valeur[:1].lower() + valeur[1:]


def nom(sujet: str) -> str:
    """What a dossier is about, without what carries it: « Alto BTP — Marché 7 » → « Alto BTP »."""
    propre = sujet.partition(SUITE)[0]
    return propre[:1].upper() + propre[1:]


def porteur(sujet: str) -> str:
    """The rest of a dossier's subject: what carries it."""
    return sujet.partition(SUITE)[2]


def elide(nom: str, mot: str) -> str:
    """« d’Idris », « de Camille », « qu’Inès »: a name after ``de`` or ``que``."""
    return f"{mot[:-1]}’{nom}" if nom[:1] in _VOYELLES else f"{mot} {nom}"


def appel(numero: str) -> str:
    """A telephone number as a link dials it: « 04 65 71 00 10 » → « 0465710010 »."""
    return "".join(un for un in numero if un.isdecimal() or un == "+")


FILTRES = {
    "numeros": partial(numeros, attribut='class="text-nowrap"'),
    "appel": appel,
    "elide": elide,
    "bouton": bouton,
    "jour_dit": jour_dit,
    "dire_le_jour": sans_l_annee,
    "finit_la_pause": finit_la_pause,
    "jour_du_calendrier": jour_du_calendrier,
    "renvoi": renvoi,
    "nom_du_fichier": nom_du_fichier,
    "nom": nom,
    "porteur": porteur,
    "jour": jour,
    "jour_simple": jour_simple,
    "jour_court": jour_court,
    "jour_tres_court": jour_tres_court,
    "mois_dit": mois_dit,
    "quand": quand,
    "heure": l_heure,
    "vecu": vecu,
    "t": texte,
    "minuscule": minuscule,
    "nombre": nombre,
    "denombre": denombre,
    "decimal": decimal,
    "euros": euros,
    "en_date": en_date,
}
