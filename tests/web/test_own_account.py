"""One's own account: the password is asked again, other sessions are seen and closed."""

from __future__ import annotations

import logging

import pytest
from litestar.testing import TestClient

from services.accounts.attempts import PAR_COMPTE_ET_ADRESSE
from tests.plain_text import clair
from tests.web.conftest import MOT_DE_PASSE, Guichet
from web.app import application
from web.browsers import en_mots
from web.site import Site

NEUF = "encore quatre autres mots"


def changer(guichet: Guichet, actuel: str = MOT_DE_PASSE, nouveau: str = NEUF) -> int:
    reponse = guichet.envoyer(
        "/compte/mot-de-passe", "/compte", actuel=actuel, nouveau=nouveau, encore=nouveau
    )
    return int(reponse.status_code)


def test_another_password_ends_the_other_sessions(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    with TestClient(application(site)) as client:
        ailleurs = Guichet(client)
        ailleurs.entrer("fac")
        assert changer(guichet) == 303
        assert ailleurs.lire("/compte").status_code == 303
        assert ailleurs.entrer("fac").status_code == 400
        assert ailleurs.entrer("fac", NEUF).status_code == 303
    assert guichet.lire("/compte").status_code == 200


def test_the_old_password_is_asked_for(guichet: Guichet) -> None:
    guichet.entrer("fac")
    assert changer(guichet, actuel="rate") == 400
    assert (
        "Ce n’est pas votre mot de passe actuel"
        in guichet.envoyer(
            "/compte/mot-de-passe", "/compte", actuel="rate", nouveau=NEUF, encore=NEUF
        ).text
    )
    for _ in range(PAR_COMPTE_ET_ADRESSE):
        changer(guichet, actuel="rate")
    assert changer(guichet) == 429


def test_two_different_entries_change_nothing(guichet: Guichet) -> None:
    guichet.entrer("fac")
    refuse = guichet.envoyer(
        "/compte/mot-de-passe", "/compte", actuel=MOT_DE_PASSE, nouveau=NEUF, encore="autre"
    )
    assert "ne sont pas les mêmes" in refuse.text
    assert changer(guichet, nouveau="azerty123456") == 400
    guichet.client.cookies.clear()
    assert guichet.entrer("fac").status_code == 303


def test_other_sessions_are_seen_and_closed(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    with TestClient(application(site)) as un:
        un.headers["user-agent"] = "X Firefox/1 (X11; Linux)"
        ailleurs = Guichet(un)
        ailleurs.entrer("fac")
        page = clair(guichet.lire("/compte").text)
        assert "Firefox sur Linux" in page
        assert page.count("(celle-ci)") == 1
        refuse = guichet.envoyer("/compte/sessions", "/compte", actuel_sessions="rate")
        assert refuse.status_code == 400
        assert ailleurs.lire("/compte").status_code == 200
        guichet.envoyer("/compte/sessions", "/compte", actuel_sessions=MOT_DE_PASSE)
        assert ailleurs.lire("/compte").status_code == 303
    assert "Firefox sur Linux" not in guichet.lire("/compte").text


@pytest.mark.parametrize(
    ("agent", "mots"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/140.0",
            "Firefox sur Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/1 Safari/5 Edg/1",
            "Edge sur Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/604", "Safari sur iPhone"),
        ("curl/8", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_named(agent: str, mots: str) -> None:
    assert en_mots(agent) == mots


def test_a_password_form_says_whose_it_is(guichet: Guichet) -> None:
    """Keepers of passwords ask for the name beside each password."""
    guichet.entrer("fac")
    page = guichet.lire("/compte").text
    assert page.count('autocomplete="username"') == page.count('autocomplete="current-password"')


def test_no_library_speaks_in_the_log(guichet: Guichet) -> None:
    guichet.entrer("fac")
    assert not logging.getLogger("transitions.core").isEnabledFor(logging.INFO)
