"""The mails of a demonstration, read by whoever plays all the parts; nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.portfolio import Portefeuille, mener
from tests.web.conftest import MOT_DE_PASSE, Boite, Guichet, pages_de
from web.site import Demonstration, Site


@pytest.fixture
def demo(site: Site, boite: Boite, portefeuille_sqlite: Portefeuille) -> Iterator[Guichet]:
    mener(portefeuille_sqlite, "courrier_propose")
    boite.relever()
    jouee = Demonstration(
        comptes=(("fac", "Camille Daubrac", "facilitateur"),),
        mot_de_passe=MOT_DE_PASSE,
        boite=boite.dossier,
    )
    with TestClient(pages_de(replace(site, demonstration=jouee))) as client:
        yield Guichet(client)


def test_the_door_tells_the_accounts_and_the_mails_are_read(demo: Guichet, boite: Boite) -> None:
    assert MOT_DE_PASSE in demo.lire("/connexion").text
    liste = demo.lire("/demonstration/courriels").text
    assert "Votre accord pour un courrier" in liste
    lien = boite.lien("ref@exemple.test")
    nom = next(un.name for un in boite.dossier.glob("*.eml") if lien in _texte(un))
    assert f'<a href="{lien}">' in demo.lire(f"/demonstration/courriels/{nom}").text


def _texte(fichier: Path) -> str:
    lu = message_from_bytes(fichier.read_bytes(), policy=policy.default)
    corps = lu.get_body(("plain",)) if isinstance(lu, EmailMessage) else None
    return corps.get_content() if corps else ""


@pytest.mark.parametrize("nom", ["..%2Fjalon.db", "rien.eml", "..eml", "%2Fetc%2Fpasswd"])
def test_no_other_file_is_read(demo: Guichet, nom: str) -> None:
    assert demo.lire(f"/demonstration/courriels/{nom}").status_code == 404


def test_a_real_installation_has_no_such_page(guichet: Guichet) -> None:
    assert guichet.lire("/demonstration/courriels").status_code == 404
    assert "quatre mots" not in guichet.lire("/connexion").text


def test_the_real_clock_is_told_at_the_hour_that_is_lived(
    demo: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session opened just now, in November 2026, is one of this morning of March 2025."""
    horloge = portefeuille_sqlite.horloge
    autres = horloge.maintenant() + timedelta(days=630)
    monkeypatch.setattr(type(horloge), "reelle", lambda _: autres)
    demo.entrer("fac")
    page = demo.lire("/compte").text
    assert "ouverte lundi 3 mars" in page.replace("\u00a0", " ")
    assert "2026" not in page
