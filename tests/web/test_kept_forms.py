"""A form that comes too late is given back: nothing typed dies with a session."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.plain_text import clair
from tests.portfolio import REL1, REL2, Portefeuille
from tests.web.conftest import MOT_DE_PASSE, Guichet

NOTE = f"/relations/{REL1}/actes/noter"
TEXTE = "Deux lignes\net un « guillemet »"
DE_CHEZ_NOUS = {"sec-fetch-site": "same-origin"}
_CACHE = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def caches(page: str) -> dict[str, str]:
    """Hidden fields of a page's last form but that of the way out."""
    return {nom: unescape(val) for nom, val in _CACHE.findall(page)}


def forme(guichet: Guichet, adresse: str = NOTE, **saisies: str) -> dict[str, str]:
    page = guichet.lire(adresse).text
    return {**caches(page[page.index("<main") :]), **saisies}


def poster(guichet: Guichet, adresse: str, donnees: dict[str, Any], **entetes: str) -> Any:
    entetes = {**DE_CHEZ_NOUS, **{nom.replace("_", "-"): val for nom, val in entetes.items()}}
    return guichet.client.post(adresse, data=donnees, headers=entetes, follow_redirects=False)


def notes(portefeuille: Portefeuille) -> int:
    return sum(une.event == "noter" for une in portefeuille.journal(REL1))


def test_what_was_typed_comes_back_after_the_door(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    ecrite = forme(guichet, texte=TEXTE)
    guichet.client.cookies.clear()
    porte = poster(guichet, NOTE, ecrite)
    assert porte.status_code == 401
    assert "vous retrouverez ce que vous aviez écrit" in clair(porte.text)
    faux = poster(
        guichet, "/connexion", {**caches(porte.text), "login": "fac", "mot_de_passe": "x"}
    )
    assert faux.status_code == 400
    dedans = {**caches(faux.text), "login": "fac", "mot_de_passe": MOT_DE_PASSE}
    entree = poster(guichet, "/connexion", dedans)
    assert f'action="{NOTE}"' in entree.text
    assert notes(portefeuille_sqlite) == 0  # nobody has confirmed
    revue = poster(guichet, NOTE, caches(entree.text))
    assert f"{TEXTE}</textarea>" in unescape(revue.text)
    envoyee = poster(guichet, NOTE, {**caches(revue.text), "texte": TEXTE})
    assert envoyee.status_code == 303
    assert notes(portefeuille_sqlite) == 1


def test_a_page_of_an_older_session_gives_back_what_was_typed(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    ecrite = forme(guichet, texte=TEXTE)
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    refusee = poster(guichet, NOTE, ecrite)
    assert refusee.status_code == 403
    assert f"{TEXTE}</textarea>" in unescape(poster(guichet, NOTE, caches(refusee.text)).text)
    assert notes(portefeuille_sqlite) == 0


@pytest.mark.parametrize(
    ("adresse", "saisies"),
    [
        ("/ouvrir/operation", {"nom": "Le guillemet"}),
        (f"/plusieurs?d={REL1}&d={REL2}&acte=noter", {"texte": TEXTE, "d": REL1}),
    ],
)
def test_every_form_of_a_dossier_is_shown_again(
    guichet: Guichet, adresse: str, saisies: dict[str, str]
) -> None:
    guichet.entrer("fac")
    ecrite = forme(guichet, adresse, **saisies)
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    ou = adresse.partition("?")[0]
    revue = poster(guichet, ou, caches(poster(guichet, ou, ecrite).text))
    assert revue.status_code == 200
    assert "guillemet" in revue.text


def test_another_site_gets_nothing_through_the_door(guichet: Guichet) -> None:
    """A form that a stranger wrote must not wait behind the sign-in of its victim."""
    for ailleurs in ("cross-site", "same-site", ""):
        porte = poster(guichet, NOTE, {"texte": "piège"}, sec_fetch_site=ailleurs)
        assert porte.status_code == 303, ailleurs
        assert porte.headers["location"] == "/connexion"


def test_a_password_never_comes_back(guichet: Guichet) -> None:
    guichet.entrer("fac")
    secret = {"actuel": MOT_DE_PASSE, "nouveau": "autre chose de long", "encore": "autre chose"}
    refusee = poster(guichet, "/compte/mot-de-passe", secret)
    assert refusee.status_code == 403
    assert "autre chose" not in refusee.text
    assert MOT_DE_PASSE not in refusee.text
