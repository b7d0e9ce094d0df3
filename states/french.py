"""How French writes a date, an hour, a number and a sentence: pure filters for every text.

Own tables and formats rather than Babel's: Babel writes U+202F, which the pages' font has not,
« 1 novembre » for « 1er novembre » and « 23:41 » for « 23 h 41 ». The tests compare both.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from workflow.values import Delai, Unite

PARIS = ZoneInfo("Europe/Paris")
"""Civil time of the whole application, whatever the zone of public holidays."""
INSECABLE = "\u00a0"

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

_PLURIEL = 2
"""From two on a French word is plural: « 0 jour », « 1,5 heure »."""

Texte = TypeVar("Texte", bound=str)


_ORDINAUX = (
    *("premier", "deuxième", "troisième", "quatrième", "cinquième"),
    *("sixième", "septième", "huitième", "neuvième", "dixième"),
)
_CARDINAUX = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
)


def a_paris(instant: datetime) -> datetime:
    """The same instant with the Paris offset.

    Raises:
        ValueError: the instant carries no offset, so its hour would depend on the machine.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"instant without an offset: {instant.isoformat()}")
    return instant.astimezone(PARIS)


def jour_civil(instant: datetime) -> date:
    """Civil day of an instant in Europe/Paris; an instant without offset is refused."""
    return a_paris(instant).date()


def date_longue(jour: date) -> str:
    """« lundi 2 novembre 2026 », « dimanche 1er novembre 2026 »."""
    return f"{nom_du_jour(jour)} {date_simple(jour)}"


def date_dite(jour: date, aujourd_hui: date) -> str:
    """« lundi 2 novembre », with its year when it is not this one (ui §5)."""
    longue = date_longue(jour)
    return longue.removesuffix(f" {jour.year}") if jour.year == aujourd_hui.year else longue


def date_simple(jour: date) -> str:
    """« 2 novembre 2026 », « 1er novembre 2026 »."""
    civil = _civil(jour)
    quantieme = "1er" if civil.day == 1 else str(civil.day)
    return f"{quantieme} {MOIS[civil.month - 1]} {civil.year}"


def date_courte(jour: date) -> str:
    """« 02/11/2026 »."""
    return f"{_civil(jour):%d/%m/%Y}"


def date_avec_jour(jour: date) -> str:
    """« lundi 02/11/2026 », as a working writes it."""
    return f"{nom_du_jour(jour)} {date_courte(jour)}"


def nom_du_jour(jour: date) -> str:
    """« lundi »."""
    return JOURS[_civil(jour).weekday()]


def heure(moment: datetime | time) -> str:
    """« 9 h », « 23 h 41 », « 9 h 05 »; an instant is told in Paris time."""
    local = a_paris(moment) if isinstance(moment, datetime) else moment
    minutes = f"{INSECABLE}{local.minute:02d}" if local.minute else ""
    return f"{local.hour}{INSECABLE}h{minutes}"


def date_et_heure(instant: datetime) -> str:
    """« lundi 2 novembre 2026 à 14 h », in Paris."""
    return f"{date_longue(a_paris(instant))} à {heure(instant)}"


def nombre(valeur: Decimal | int, decimales: int = 0) -> str:
    """« 38 600 », « 1 250,50 »: rounded half up, grouped by threes."""
    exact = Decimal(valeur).quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    return f"{exact:,}".replace(",", INSECABLE).replace(".", ",")


def euros(montant: Decimal | int) -> str:
    """« 1 250,50 € »; rounded half up to the cent."""
    return f"{nombre(montant, 2)}{INSECABLE}€"


def heures(quantite: Decimal | int) -> str:
    """« 833 h », « 7,50 h »: hours of work in hundredths, without the decimals of a whole hour."""
    return f"{nombre(quantite, 0 if _entier(quantite) else 2)}{INSECABLE}h"


def decimal(valeur: Decimal) -> str:
    """« 412 000 », « 1 250,50 », « 0,125 »: as it was entered, nothing rounded away."""
    chiffres = -int(valeur.normalize().as_tuple().exponent)
    return nombre(valeur, 0 if _entier(valeur) else max(2, chiffres))


def _entier(valeur: Decimal | int) -> bool:
    return Decimal(valeur) == Decimal(valeur).to_integral_value()


def pluriel(compte: Decimal | int, singulier: str, au_pluriel: str = "") -> str:
    """The word that agrees with ``compte``: « 0 jour », « 2 jours »."""
    if -_PLURIEL < compte < _PLURIEL:
        return singulier
    invariable = singulier.endswith(("s", "x", "z"))
    return au_pluriel or (singulier if invariable else f"{singulier}s")


def denombre(compte: int, singulier: str, au_pluriel: str = "") -> str:
    """A count and its word, agreed: « 0 marché », « 1 marché lu », « 1 200 marchés ».

    The one helper of every count that a person reads. ``au_pluriel`` is needed where an « s » at
    the end does not do: ``denombre(n, "marché lu", "marchés lus")``.
    """
    return f"{nombre(compte)} {pluriel(compte, singulier, au_pluriel)}"


def en_lettres(compte: int, un: str = "un") -> str:
    """A small count in words, for a sentence that begins with it: « deux », « seize », « 17 ».

    ``un`` is « une » before a feminine word.
    """
    if compte == 1:
        return un
    return _CARDINAUX[compte] if 0 <= compte < len(_CARDINAUX) else nombre(compte)


_UNITES = {
    Unite.JOURS: ("jour", ""),
    Unite.JOURS_OUVRES: ("jour", "ouvré"),
    Unite.SEMAINES: ("semaine", ""),
    Unite.MOIS: ("mois", ""),
    Unite.ANS: ("an", ""),
}


def depuis(jours: int) -> str:
    """« depuis hier », « depuis 8 jours »: how long ago a day was, in the interface's words."""
    return "depuis hier" if jours == 1 else f"depuis {denombre(jours, 'jour')}"


def ordinal(rang: int) -> str:
    """« premier », « deuxième », « 11e »."""
    return _ORDINAUX[rang - 1] if rang <= len(_ORDINAUX) else f"{rang}e"


def delai_en_mots(valeur: Delai | str) -> str:
    """A delay in the unit that the agreement uses: « 15 jours », never « 2 semaines »."""
    lu = Delai.lire(valeur) if isinstance(valeur, str) else valeur
    mots = [pluriel(lu.nombre, mot) for mot in _UNITES[lu.unite] if mot]
    return f"{lu.nombre}{INSECABLE}{' '.join(mots)}"


def heures_en_mots(quantite: Decimal | int) -> str:
    """« 1 heure », « 833 heures », « 7,50 heures »."""
    entier = Decimal(quantite) == Decimal(quantite).to_integral_value()
    return f"{nombre(quantite, 0 if entier else 2)}{INSECABLE}{pluriel(quantite, 'heure')}"


_UNITES_ECRITES = (
    "jours?|semaines?|mois|ans?|années?|heures?|minutes?|euros?|contacts?|personnes?|marchés?"
)
_AVANT_UNE_UNITE = re.compile(rf"(\d) (?=(?:{_UNITES_ECRITES})\b)")
_AVANT_UN_NOM = ("M. ", "Mme ", "n° ")


def tenu_ensemble(texte: str) -> str:
    """A finished text in which a number and its unit, « M. X » or « n° 3 » stay on one line.

    Whatever wrote the number: a template, or a value that it shows.
    """
    for mot in _AVANT_UN_NOM:  # ten times as fast as one pattern
        texte = texte.replace(mot, mot[:-1] + INSECABLE)
    return _AVANT_UNE_UNITE.sub(rf"\1{INSECABLE}", texte)


_TYPOGRAPHIE = re.compile(
    r"""
    (?P<garde>  # what stays untouched; each branch starts at a token's head, to stay linear
        <(?P<balise>style|script)\b (?:(?!<(?P=balise)\b).)*? </(?P=balise)>
      | </?[a-z!][^<>]*>                               # a tag
      | &(?!\#39;)(?:\#\w+|\w+);                       # an entity, save the apostrophe's
      | (?<![\w.+-])(?:[a-z][a-z0-9+.-]*://|mailto:|tel:|www\.)[^\s<>«»]+
      | (?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+
      | \b\d{1,2}:\d{2}                                # an hour
    )
    | (?P<apostrophe> (?<=[^\W\d_]) (?:'|&\#39;) (?=[^\W_]|[«<]) )
    | « (?P<ouvrant> [ \u00a0\u202f]* )
    | (?<=[^\s«]) [ \u00a0\u202f]* (?P<fermant> » )
    | (?<=[^\s«]) [ \u00a0\u202f]+ (?P<detache> [:;!?]+ )
    | (?<=[\w)\]%€]) (?P<colle> [:;!?]+ ) (?=[\s<»)]|$)  # a mark that forgot its space
    | (?<=\d) [ \u00a0\u202f]+ (?P<unite> (?:[%€]|h\b)(?!\}) )  # « 50 % »; « 2 %} » is Jinja's
    | (?<![\w,.+-]) (?P<milliers> \d{1,3} (?:[ \u202f]\d{3})+ ) (?!\d)  # « 1 234,56 »
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def typographie(texte: Texte) -> Texte:
    """Set French typography: U+00A0 before ``: ; ! ? »`` and after ``«``, apostrophe ``’``.

    A figure keeps its thousands and its unit: « 1 234,56 € », « 50 % », « 14 h ». Twice
    is once. Tags, entities, addresses and hours such as 12:30 are left alone. A ``Markup`` stays
    one, so that Jinja does not escape it again.
    """
    return type(texte)(_TYPOGRAPHIE.sub(_remplacer, texte))


def _remplacer(trouve: re.Match[str]) -> str:
    if trouve["garde"]:
        return trouve["garde"]
    if trouve["apostrophe"]:
        return "’"
    if trouve["milliers"]:
        return trouve["milliers"].replace(" ", INSECABLE).replace("\u202f", INSECABLE)
    if trouve["ouvrant"] is not None:
        return f"«{INSECABLE}"
    return INSECABLE + (
        trouve["fermant"] or trouve["detache"] or trouve["colle"] or trouve["unite"]
    )


def _civil(jour: date) -> date:
    return jour_civil(jour) if isinstance(jour, datetime) else jour
