"""Wrong tries at a door: counted per account and network, so that nobody shuts another out."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta

from services.errors import ServiceError
from services.secret_digests import condense
from storage import access
from storage.unit_of_work import Connexion

FENETRE = timedelta(minutes=15)
PAR_COMPTE_ET_ADRESSE, PAR_ADRESSE = 5, 40
"""Wrong tries in a window. Never per account alone: anybody could shut its owner out."""
CODES_PAR_COMPTE = 30
"""Of codes, whose door only the right password opens; a code on paper still passes."""
PREFIXE_IPV6 = 64

Compteurs = Mapping[str, int]
"""What is counted → how many are allowed in a window."""


class TropDeTentatives(ServiceError):
    """Too many wrong tries from there: to be tried again later."""


def a_la_porte(login: str, adresse: str) -> Compteurs:
    """Counters of a password; the first is forgotten when the right one comes."""
    ou = reseau(adresse)
    return {f"{login}|{ou}": PAR_COMPTE_ET_ADRESSE, ou: PAR_ADRESSE}


def au_code(login: str, adresse: str) -> Compteurs:
    """Counters of a telephone's code."""
    return {
        f"code|{login}|{reseau(adresse)}": PAR_COMPTE_ET_ADRESSE,
        f"code|{login}": CODES_PAR_COMPTE,
    }


def au_papier(login: str, adresse: str) -> Compteurs:
    """Counters of a code on paper: too long to be found, its owner is never shut out."""
    return {f"papier|{login}|{reseau(adresse)}": PAR_COMPTE_ET_ADRESSE}


def a_la_demande(adresse: str) -> Compteurs:
    """Counters of what is asked without signing in."""
    return {f"oubli|{reseau(adresse)}": PAR_COMPTE_ET_ADRESSE * 2}


def exiger_la_patience(connexion: Connexion, compteurs: Compteurs, now: datetime) -> None:
    """Refuse who has tried too often.

    Raises:
        TropDeTentatives: one of the counters is full.
    """
    for quoi, permis in compteurs.items():
        if access.echecs(connexion, condense(quoi), now - FENETRE) >= permis:
            raise TropDeTentatives


def compter(connexion: Connexion, compteurs: Compteurs, now: datetime) -> None:
    """One wrong try more."""
    for quoi in compteurs:
        access.compter_un_echec(connexion, condense(quoi), now - FENETRE, now)


def pardonner(connexion: Connexion, compteurs: Compteurs) -> None:
    """The right answer came: what was counted of that account, from there, is forgotten."""
    access.effacer_les_echecs(connexion, condense(next(iter(compteurs))))


def reseau(adresse: str) -> str:
    """The address; of IPv6 the network that one subscriber has whole."""
    try:
        lue = ipaddress.ip_address(adresse)
    except ValueError:
        return "?"
    if isinstance(lue, ipaddress.IPv4Address):
        return str(lue)
    return str(ipaddress.ip_network((lue, PREFIXE_IPV6), strict=False))
