"""Nobody but the administration reads a name of the code, or is sent to a terminal."""

from __future__ import annotations

import html
import re
from collections import deque

import pytest

from services.plain_words import sans_commande
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.web.conftest import Guichet

IDENTIFIANT = re.compile(r"\b[a-zà-ÿ]+(?:_[a-zà-ÿ0-9]+)+\b|«\s?jalon [a-z-]+")
_CACHE = re.compile(r"<(script|style|head)\b.*?</\1>", re.DOTALL)
_BALISE = re.compile(r"<[^>]+>")
_LIEN = re.compile(r'href="(/[^"#?]*)"')
SANS_PAGE = ("/statique/", "/pieces/", "/documents/", "/exports/", "/reprise/modele")
PAGES_MAX = 45


def texte_visible(page: str) -> str:
    return html.unescape(_BALISE.sub("\x00", _CACHE.sub("", page)))


@pytest.fixture
def avance(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> Guichet:
    portefeuille_sqlite.fire(REL1, "noter", texte="vu")
    mener(portefeuille_sqlite, "courrier_recu")
    return guichet


@pytest.mark.parametrize("login", ["fac", "resp", "ref", "compta"])
def test_no_page_shows_an_identifier_or_a_command(avance: Guichet, login: str) -> None:
    avance.entrer(login)
    restent = deque(["/", f"/relations/{REL1}", f"/relations/{REL1}/schema", f"/marches/{MAR}"])
    vues: set[str] = set()
    lues = 0
    while restent and len(vues) < PAGES_MAX:
        adresse = restent.popleft()
        if adresse in vues or any(un in adresse for un in SANS_PAGE):
            continue
        vues.add(adresse)
        page = avance.client.get(adresse, follow_redirects=True)
        if "text/html" not in page.headers.get("content-type", ""):
            continue
        lues += 1
        assert IDENTIFIANT.findall(texte_visible(page.text)) == [], adresse
        restent.extend(_LIEN.findall(page.text))
    assert lues > 3


@pytest.mark.parametrize(
    ("message", "dit"),
    [
        ("Rien à dire.", "Rien à dire."),
        ("Inconnu. « jalon dossiers » les liste.", "Inconnu."),
        (
            "Inconnue. Ajoutez-la par « jalon convention ajouter FICHIER.yaml ».",
            "Inconnue. Demandez-le à l’administration de Jalon.",
        ),
        (
            "Vide : « jalon reprise --modele FICHIER » écrit un modèle.",
            "Partez du modèle de la reprise.",
        ),
        (
            "Joignez le fichier. Par la ligne de commande : --set piece=@FICHIER.",
            "Joignez le fichier.",
        ),
        ("Une facture attend son jalon : elle suit.", "Une facture attend son jalon : elle suit."),
    ],
)
def test_a_mend_for_the_terminal_is_told_for_a_page(message: str, dit: str) -> None:
    assert sans_commande(message) == dit
