"""The slip printed beside a letter: its code and its address open a link, each slip its own."""

from __future__ import annotations

import re

import pytest

from services.link_secrets import VALIDITE
from services.personal_links.reply_slips import ALPHABET, imprimer_le_feuillet
from tests.plain_text import clair
from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import ADRESSE, Guichet
from tests.web.test_company_links import ecrire

FICHE = f"/relations/{REL1}"


@pytest.fixture
def lien(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address on a slip that the facilitatrice has printed."""
    dits: list[str] = []
    vrai = imprimer_le_feuillet.__globals__["rendre_feuillet"]

    def retenir(adresse: str, valeurs: dict[str, object]) -> str:
        dits.append(adresse)
        return str(vrai(adresse, valeurs))

    monkeypatch.setitem(imprimer_le_feuillet.__globals__, "rendre_feuillet", retenir)
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    rendu = guichet.envoyer(f"{FICHE}/feuillet", FICHE)
    assert rendu.status_code == 200
    assert rendu.headers["content-type"] == "application/pdf"
    assert f'filename="feuillet-{REL1}.pdf"' in rendu.headers["content-disposition"]
    assert rendu.content.startswith(b"%PDF-")
    guichet.client.cookies.clear()
    return dits[0].removeprefix(ADRESSE)


def test_it_opens_the_same_page_as_the_mail_and_answers_once(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    assert re.fullmatch(rf"/lien/([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", lien)
    assert "Pour Jean Maçon" in guichet.lire(lien).text
    assert ecrire(guichet, lien).status_code == 303
    assert "Votre réponse est enregistrée" in clair(guichet.lire(lien).text)
    encore = guichet.envoyer(f"{lien}/proposer_reponse", "/connexion", message="encore", qui="moi")
    assert encore.status_code == 409
    assert lien.rpartition("/")[2] not in repr(portefeuille_sqlite.tout())


def test_expired_it_says_whom_to_call_for_no_address_is_known(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.horloge.instant += VALIDITE
    page = guichet.lire(lien).text
    assert "Appelez Camille Daubrac au" in clair(page)
    assert "/renouveler" not in page
    demande = guichet.envoyer(f"{lien}/renouveler", "/connexion")
    assert demande.status_code == 409


def test_only_the_team_prints_one(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    for login in ("ref", "lyon", "ent"):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        assert guichet.envoyer(f"{FICHE}/feuillet", "/compte").status_code == 404
    assert portefeuille_sqlite.rangees("SELECT id FROM jeton") == []


def test_a_dossier_without_an_entreprise_has_none(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    assert "/feuillet" not in guichet.lire("/marches/MAR-2025-00001").text
    assert guichet.envoyer("/marches/MAR-2025-00001/feuillet", "/compte").status_code == 403
