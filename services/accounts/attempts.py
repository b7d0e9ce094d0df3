"""Wrong tries at a door: counted per account and network, and waited for longer each time.

Nobody shuts another out: no count is per account alone, a browser that is known for its account has
a count of its own, and the one of a whole network, which an office shares, is high.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta

from services.errors import ServiceError
from services.secret_digests import condense
from storage import access
from storage.unit_of_work import Connexion

FENETRE = timedelta(minutes=15)
"""Without a wrong try, after which all is forgotten; the longest wait too."""
PREMIERE_ATTENTE = timedelta(minutes=1)
PAR_COMPTE_ET_ADRESSE, PAR_ADRESSE = 5, 300
"""Wrong tries before one has to wait. Never per account alone: anybody could shut its owner out."""
CODES_PAR_COMPTE = 30
"""Of codes, whose door only the right password opens; a code on paper still passes."""
PREFIXE_IPV6 = 64

Compteurs = Mapping[str, int]
"""What is counted → how many are allowed before one has to wait."""


class TropDeTentatives(ServiceError):
    """Too many wrong tries from there: to be tried again later."""


def a_la_porte(login: str, adresse: str, appareil: str = "") -> Compteurs:
    """Counters of a password; the first is forgotten when the right one comes.

    ``appareil`` is the browser, when it is known for that account: it answers for itself alone.
    """
    if appareil:
        return {f"appareil|{login}|{appareil}": PAR_COMPTE_ET_ADRESSE}
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
    """Refuse who has tried too often, for twice as long after each wrong try more.

    Raises:
        TropDeTentatives: one of the counters is full, and its wait is not over.
    """
    for quoi, permis in compteurs.items():
        echecs, dernier = access.echecs(connexion, condense(quoi), now - FENETRE)
        if echecs >= permis and now < dernier + attente(echecs - permis):
            raise TropDeTentatives


def attente(de_trop: int) -> timedelta:
    """How long one waits after that many wrong tries more than allowed."""
    doublements = min(de_trop, FENETRE // PREMIERE_ATTENTE)
    return min(FENETRE, PREMIERE_ATTENTE * (1 << doublements))


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
