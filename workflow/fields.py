"""Values of fields: from what people type to typed values, to stored text and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflow.errors import ValeurInvalide
from workflow.offering import enumeres
from workflow.process import Champ
from workflow.sentences import chiffres
from workflow.typed_text import lisible, sans_bords
from workflow.values import Valeur

_DATE_FR = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$")
_DATE_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_ENTIER = re.compile(r"-?[0-9]{1,15}$")
_DECIMAL = re.compile(r"-?[0-9]{1,15}([.,][0-9]*)?$")
_LONG = re.compile(r"-?[0-9]{16,}([.,][0-9]*)?$")
_TROP_DE_CHIFFRES = ("a trop de chiffres", "au plus quinze chiffres avant la virgule")
_MILLIERS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}$")
"""Thousands by a full stop, as some write them, or three decimals: nobody can tell."""
_ESPACES = str.maketrans("", "", " \u00a0\u202f")
_BOOLEENS: Mapping[str, bool] = {"oui": True, "non": False, "true": True, "false": False}
CENTIME = Decimal("0.01")
LONGUEUR_MAX = 20_000
"""Longest text that a field takes, in characters."""


def convertir(champ: Champ, brut: Any) -> Valeur:
    """Type what was entered for a field.

    Raises:
        ValeurInvalide: names the field, in French, and what is accepted.
    """
    valeur = _typer(champ, brut)
    _borner(champ, valeur)
    return valeur


def convertir_le(champ: Champ, brut: Any, aujourd_hui: date) -> Valeur:
    """Type what somebody enters that day: a date stays within the years that its field takes.

    Raises:
        ValeurInvalide: as :func:`convertir`, or a date so far away that it is a slip.
    """
    valeur = convertir(champ, brut)
    if champ.annees is None or not isinstance(valeur, date):
        return valeur
    premiere = aujourd_hui.year - champ.annees.passees
    derniere = aujourd_hui.year + champ.annees.a_venir
    if not premiere <= valeur.year <= derniere:
        souci = f"«\u00a0{valeur:%d/%m}/{valeur.year}\u00a0» est trop loin d’aujourd’hui"
        raise _refus(champ, souci, f"écrivez une date des années {premiere} à {derniere}")
    return valeur


def _typer(champ: Champ, brut: Any) -> Valeur:
    brut = sans_bords(brut)
    if isinstance(brut, str):
        if brut == "":
            raise _refus(champ, "est vide", "donnez une valeur, ou retirez ce champ")
        # Before any message quotes it: some signs no text can carry.
        brut = lisible(champ.nom, brut, une_ligne=champ.sur_une_ligne)
    match champ.type:
        case "date":
            return _date(champ, brut)
        case "instant":
            return _instant(champ, brut)
        case "entier":
            return _entier(champ, brut)
        case "decimal":
            return _decimal(champ, brut)
        case "booleen":
            return _booleen(champ, brut)
        case _:
            return _texte(champ, brut)


def _date(champ: Champ, brut: Any) -> date:
    if isinstance(brut, date) and not isinstance(brut, datetime):
        return brut
    texte = str(brut)
    francaise = _DATE_FR.match(texte)
    try:
        if francaise:
            jour, mois, annee = (int(un) for un in francaise.groups())
            return date(annee, mois, jour)
        if _DATE_ISO.match(texte):
            return date.fromisoformat(texte)
    except ValueError:
        pass  # the 31st of February: told below, as any text that is no date
    raise _refus(champ, f"« {texte} » n’est pas une date", "écrivez par exemple 17/10/2026")


def _instant(champ: Champ, brut: Any) -> datetime:
    try:
        instant = brut if isinstance(brut, datetime) else datetime.fromisoformat(str(brut))
    except ValueError as erreur:
        raise _refus(
            champ, f"« {brut} » n’est pas un instant", "écrivez 2026-10-17T09:30+02:00"
        ) from erreur
    if instant.tzinfo is None:
        raise _refus(champ, "n’a pas de décalage horaire", "écrivez 2026-10-17T09:30+02:00")
    return instant


def _entier(champ: Champ, brut: Any) -> int:
    texte = str(brut) if isinstance(brut, int | str) and not isinstance(brut, bool) else ""
    if _LONG.match(texte):
        raise _refus(champ, *_TROP_DE_CHIFFRES)
    if not _ENTIER.match(texte):
        raise _refus(champ, f"« {brut} » n’est pas un nombre entier", "écrivez par exemple 12")
    return int(texte)


def _decimal(champ: Champ, brut: Any) -> Decimal:
    texte = str(brut).translate(_ESPACES)
    if isinstance(brut, str) and _MILLIERS.match(texte):
        entier, court = texte.replace(".", ""), texte.replace(".", ",", 1)[:-1]
        remede = f"écrivez {entier} pour des milliers, ou {court} pour des centimes"
        raise _refus(champ, f"«\u00a0{brut}\u00a0» se lit de deux façons", remede)
    if _LONG.match(texte):
        raise _refus(champ, *_TROP_DE_CHIFFRES)
    if not _DECIMAL.match(texte):
        raise _refus(champ, f"« {brut} » n’est pas un nombre", "écrivez par exemple 1250,50")
    valeur = Decimal(texte.replace(",", "."))
    arrondi = valeur.quantize(CENTIME)
    if arrondi != valeur:
        raise _refus(champ, f"« {brut} » a plus de deux décimales", "arrondissez au centième")
    return arrondi


def _booleen(champ: Champ, brut: Any) -> bool:
    if isinstance(brut, bool):
        return brut
    if str(brut).lower() in _BOOLEENS:
        return _BOOLEENS[str(brut).lower()]
    raise _refus(champ, f"« {brut} » n’est ni oui ni non", "écrivez oui ou non")


def _texte(champ: Champ, brut: Any) -> str:
    texte = str(brut)
    if champ.type == "choix" and texte not in champ.valeurs:
        dits = {libelle.casefold(): valeur for valeur, libelle in champ.libelles.items()}
        if texte.casefold() in dits:  # as forms and spreadsheets show it
            return dits[texte.casefold()]
        parmi = enumeres((valeur, champ.libelles.get(valeur, "")) for valeur in champ.valeurs)
        raise _refus(champ, f"« {texte} » n’est pas admis", f"choisissez parmi {parmi}")
    if len(texte) > LONGUEUR_MAX:
        raise _refus(champ, "est trop long", f"au plus {LONGUEUR_MAX} caractères")
    return texte


def _borner(champ: Champ, valeur: Valeur) -> None:
    if isinstance(valeur, bool) or not isinstance(valeur, int | Decimal):
        return
    if champ.min is not None and valeur < champ.min:
        raise _refus(
            champ, f"« {chiffres(valeur)} » est trop petit", f"au moins {chiffres(champ.min)}"
        )
    if champ.max is not None and valeur > champ.max:
        raise _refus(
            champ, f"« {chiffres(valeur)} » est trop grand", f"au plus {chiffres(champ.max)}"
        )


def _refus(champ: Champ, souci: str, remede: str) -> ValeurInvalide:
    return ValeurInvalide(champ.nom, f"{champ.nom} : {souci}.", f"{remede[0].upper()}{remede[1:]}.")


def en_texte(valeur: Valeur) -> str | int | bool | None:
    """The JSON form of a value: no float, dates and decimals as text."""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Decimal):
        return str(valeur)
    return valeur


def depuis_texte(genre: str, stocke: Any) -> Valeur:
    """The typed value of what :func:`en_texte` wrote."""
    if stocke is None or not isinstance(stocke, str):
        return stocke
    if genre == "date":
        return date.fromisoformat(stocke)
    if genre == "instant":
        return datetime.fromisoformat(stocke)
    if genre == "decimal":
        return Decimal(stocke)
    return stocke


def depuis_personnel(genre: str, garde: str | None) -> Valeur:
    """The typed value of a personal field, whose text is kept apart; ``None`` once erased."""
    if garde is None or genre not in {"entier", "booleen"}:
        return depuis_texte(genre, garde)
    return int(garde) if genre == "entier" else garde == str(True)
