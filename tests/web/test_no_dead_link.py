"""Whatever a page leads to opens, for whoever reads it."""

from __future__ import annotations

import html
import re
from collections import Counter, deque

import pytest

from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import COMPTES, Boite, Guichet
from tests.web.test_every_machine import ADRESSES, ouvrir

LAISSEES = set(ADRESSES.values()) - {"relations", "marches", "factures", "demandes"}
"""Machines share their pages: those that stay have something of their own to link to."""
ENVOIS = 8
"""Mails are followed one by one: who reads a dossier may not read them all."""
PAS_UNE_PAGE = ("/statique/", "#", "mailto:", "tel:", "http")


def forme(adresse: str) -> str:
    """The address without what names one thing, nor the values of its query."""
    chemin, _, demande = adresse.partition("?")
    chemin = re.sub(r"[A-Z]{3,4}-\d{4}-\d+|\b[0-9a-f]{12}\b|\d+", "#", chemin)
    return f"{chemin}?{sorted(un.partition('=')[0] for un in demande.split('&'))}"


def liens(page: str) -> list[str]:
    vus = (html.unescape(un) for un in re.findall(r'<a [^>]*href="([^"]+)"', page))
    siens = (un.partition("#")[0] for un in vus if not un.startswith(PAS_UNE_PAGE))
    ici = (
        un for un in siens if un.startswith("/")
    )  # a mail drawn in its frame writes elsewhere too
    return [un for un in ici if un.split("/")[1].partition("?")[0] not in LAISSEES]


@pytest.mark.parametrize("login", COMPTES)
def test_no_link_is_dead(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite, login: str
) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "noter", texte="vu", _pieces={"fichier": ("a.pdf", b"%PDF-1")})
    p.fire(REL1, "nouer_relation")
    mener(p, "courrier_recu")
    for machine, etat in (
        ("facture", "brouillon"),
        ("candidature", "propose"),
        ("demande_recrutement", "a_diffuser"),
    ):
        ouvrir(p, machine, etat)
    boite.relever()
    guichet.entrer(login)
    suivies: Counter[str] = Counter()
    morts, a_suivre = [], deque([("/", "/")])
    while a_suivre:
        adresse, depuis = a_suivre.popleft()
        lue = guichet.lire(adresse)
        if lue.status_code not in {200, 303}:
            morts.append((lue.status_code, adresse, depuis))
            continue
        suite = [lue.headers["location"]] if lue.status_code == 303 else liens(lue.text)
        for une in dict.fromkeys(un for un in suite if un.startswith("/")):
            suivies[forme(une)] += 1
            if suivies[forme(une)] <= (ENVOIS if "/courriels/" in une else 1):
                a_suivre.append((une, adresse))
    assert morts == []
    assert len(suivies) >= (1 if login == "ent" else 3)
