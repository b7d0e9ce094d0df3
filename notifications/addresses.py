"""E-mail addresses: what a person typed becomes an address that a server will take."""

from __future__ import annotations

import re

from workflow.errors import ValeurInvalide

_LOCALE = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_ETIQUETTE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_REMEDE = "Écrivez une seule adresse, par exemple prenom.nom@ville.fr."
_LOCALE_MAX = 64
_ADRESSE_MAX = 254


def adresse_valide(texte: str) -> str:
    """The address, ready for an envelope: trimmed, its domain in lower case and in IDNA.

    Raises:
        ValeurInvalide: the text is no single address; says why in French.
    """
    locale, arobase, domaine = texte.strip().rpartition("@")
    if not arobase or not locale or not domaine:
        raise _refus(texte, "il faut un nom, une arobase et un domaine")
    if not _LOCALE.fullmatch(locale) or len(locale.encode()) > _LOCALE_MAX:
        raise _refus(texte, "la partie avant l’arobase n’est pas possible")
    adresse = f"{locale}@{_domaine_idna(texte, domaine)}"
    if len(adresse) > _ADRESSE_MAX:
        raise _refus(texte, f"elle dépasse {_ADRESSE_MAX} caractères")
    return adresse


def pour_l_enveloppe(adresse: str) -> str:
    """The same address, its domain in IDNA: every server takes an accented domain so.

    A domain that cannot be written so stays as it is: the server will say no.
    """
    locale, arobase, domaine = adresse.rpartition("@")
    try:
        return f"{locale}{arobase}{domaine.encode('idna').decode('ascii')}"
    except UnicodeError:
        return adresse


def demande_smtputf8(adresse: str) -> bool:
    """Whether only a server that takes accented addresses can carry it."""
    return not adresse.isascii()


def _domaine_idna(texte: str, domaine: str) -> str:
    try:
        ascii_ = domaine.encode("idna").decode("ascii").lower()
    except UnicodeError as erreur:
        raise _refus(texte, "le domaine n’est pas possible") from erreur
    etiquettes = ascii_.split(".")
    if len(etiquettes) == 1:
        raise _refus(texte, "il manque la fin du domaine, comme « .fr »")
    if etiquettes[-1].isdigit() or not all(_ETIQUETTE.fullmatch(une) for une in etiquettes):
        raise _refus(texte, "le domaine n’est pas possible")
    return ascii_


def _refus(texte: str, cause: str) -> ValeurInvalide:
    lisible = "".join(lettre if lettre.isprintable() else " " for lettre in texte).strip()
    return ValeurInvalide(
        "adresse", f"« {lisible} » n’est pas une adresse électronique : {cause}.", _REMEDE
    )
