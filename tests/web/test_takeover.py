"""A running portfolio enters by page: tried line by line, then opened, within one structure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from services.counter.long_work import Avance
from services.counter.reprise_by_page import reprendre_le_tableau
from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.services.reprise_samples import Rangee, en_csv, enregistrer, marche, relation
from tests.web.conftest import COMPTES, Guichet
from web import long_pages
from web.pages import reprises

pytestmark = pytest.mark.usefixtures("patience")

DEUX = (marche(), relation())
ESSAIS = 500
"""Times that a page is asked before a work that ends soon is said to hang."""


def corps(dossier: Path, rangees: Sequence[Rangee]) -> bytes:
    return en_csv(dossier / "portefeuille.csv", rangees).read_bytes()


def deposer(guichet: Guichet, contenu: bytes, nom: str = "portefeuille.csv") -> Any:
    donnees = {"_jeton": guichet.jeton("/compte")}
    fichiers = {"fichier": (nom, contenu, "text/csv")}
    return guichet.client.post("/reprise", data=donnees, files=fichiers, follow_redirects=False)


def confirmer(guichet: Guichet, texte: str) -> Any:
    cle = texte.partition('name="cle" value="')[2].partition('"')[0]
    donnees = {"_jeton": guichet.jeton("/compte"), "cle": cle, "etape": "faire"}
    return guichet.client.post("/reprise", data=donnees, follow_redirects=False)


def dossiers(portefeuille: Portefeuille) -> int:
    return int(portefeuille.rangees("SELECT count(*) FROM dossier")[0][0])


@pytest.fixture
def portefeuille(portefeuille_sqlite: Portefeuille, tmp_path: Path) -> Portefeuille:
    enregistrer(portefeuille_sqlite, tmp_path)
    return portefeuille_sqlite


def test_a_file_is_tried_then_taken_over_once(
    guichet: Guichet, portefeuille: Portefeuille, tmp_path: Path
) -> None:
    guichet.entrer("fac")
    avant = dossiers(portefeuille)
    essai = deposer(guichet, corps(tmp_path, DEUX))
    assert "rien n’est encore écrit" in clair(essai.text)
    assert "Ouvrir 2 dossiers" in clair(essai.text)
    assert dossiers(portefeuille) == avant
    fait = confirmer(guichet, essai.text)
    assert "La reprise est faite" in fait.text
    assert dossiers(portefeuille) == avant + 2
    encore = confirmer(guichet, essai.text)
    assert "2 déjà suivis" in clair(encore.text)
    assert dossiers(portefeuille) == avant + 2


def test_a_fault_is_told_by_its_line_and_column(
    guichet: Guichet, portefeuille: Portefeuille, tmp_path: Path
) -> None:
    guichet.entrer("fac")
    page = clair(deposer(guichet, corps(tmp_path, (marche(), relation(etat="perdue")))).text)
    assert "Ligne 3" in page
    assert "<strong>État</strong>" in page
    assert "« perdue » n’est pas un état" in page


def test_every_fault_of_a_line_is_told_with_its_value_and_exported(
    guichet: Guichet, portefeuille: Portefeuille, tmp_path: Path
) -> None:
    """A remedy that is the administration's hides neither the value nor the other faults."""
    guichet.entrer("fac")
    perdue = relation(
        marche="=HYPERLINK(1)", siret="123", facilitateur="personne", etat_depuis="demain"
    )
    page = deposer(guichet, corps(tmp_path, (marche(), perdue))).text
    lue = clair(page)
    for dit in (
        "<strong>Marché</strong> : « =HYPERLINK(1) » n’est pas au registre. Demandez-le à l’adm",
        "<strong>SIRET du titulaire</strong> : ",
        "<strong>Compte qui suit le dossier</strong> : le compte « personne » n’existe pas",
        "<strong>État depuis le</strong> : date attendue",
        "1 dossier à ouvrir",
        "Ouvrir 1 dossier",
    ):
        assert dit in lue, dit
    adresse = page.partition('href="/reprise/refus.csv?cle=')[2].partition('"')[0]
    avant = portefeuille.tout()
    fichier = guichet.lire(f"/reprise/refus.csv?cle={adresse}")
    assert portefeuille.tout() == avant
    assert fichier.headers["content-type"].startswith("text/csv")
    rangees = list(csv.reader(io.StringIO(fichier.content.decode("utf-8-sig")), delimiter=";"))
    assert rangees[0] == ["Ligne", "Colonne", "Pourquoi"]
    assert {une[1] for une in rangees[1:]} == {
        "Marché",
        "SIRET du titulaire",
        "Compte qui suit le dossier",
        "État depuis le",
    }
    assert guichet.lire("/reprise/refus.csv?cle=autre").status_code == 400


def test_the_dossiers_told_are_those_that_open(
    guichet: Guichet, portefeuille: Portefeuille, tmp_path: Path
) -> None:
    """A relation without its marché opens both: the sentence and the button say so."""
    guichet.entrer("fac")
    essai = deposer(guichet, corps(tmp_path, (relation(),)))
    assert "2 dossiers à ouvrir, dont 1 marché qui n’a pas de ligne" in clair(essai.text)
    assert "Ouvrir 2 dossiers" in clair(essai.text)
    assert "2 dossiers ouverts" in clair(confirmer(guichet, essai.text).text)


def test_another_structure_s_agreement_is_refused(
    guichet: Guichet, portefeuille: Portefeuille, tmp_path: Path
) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(
            "INSERT INTO structure (siret, nom, zone) VALUES ('1', 'Ailleurs', 'metropole')"
        )
        connexion.exec_driver_sql(
            "UPDATE compte SET structure = (SELECT max(id) FROM structure) WHERE login = 'resp'"
        )
    guichet.entrer("resp")
    page = clair(deposer(guichet, corps(tmp_path, DEUX)).text)
    assert "celle d’une autre structure" in page
    assert "Ouvrir 2 dossiers" not in page


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [("a.csv", b""), ("a.pdf", b"%PDF"), ("a.xlsx", b"pas un classeur"), ("a.csv", b"a;b\n1;2\n")],
)
def test_a_file_that_is_no_portfolio_is_refused(
    guichet: Guichet, portefeuille: Portefeuille, nom: str, contenu: bytes
) -> None:
    guichet.entrer("fac")
    refuse = deposer(guichet, contenu, nom)
    assert refuse.status_code == 400
    assert 'href="#fichier"' in refuse.text


@pytest.mark.parametrize("login", COMPTES)
def test_a_reprise_is_the_team_s(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    attendu = 200 if login in {"fac", "resp"} else 404
    for adresse in ("/reprise", "/reprise/modele.xlsx", "/reprise/modele.csv"):
        assert guichet.lire(adresse).status_code == attendu
    assert deposer(guichet, b"x").status_code == (400 if attendu == 200 else 404)


def test_a_long_reprise_tells_how_far_it_is_and_is_found_again(
    guichet: Guichet, portefeuille: Portefeuille, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for in the background, left, found again by its address; once read, still there."""
    commence, reprend = Event(), Event()

    def lente(*arguments: Any, avance: Avance, **autres: Any) -> dict[str, Any]:
        avance(1, 2)
        commence.set()
        reprend.wait(5)
        return reprendre_le_tableau(*arguments, avance=avance, **autres)

    monkeypatch.setattr(reprises, "reprendre_le_tableau", lente)
    monkeypatch.setattr(long_pages, "PATIENCE_S", 0)
    guichet.entrer("fac")
    suivi = deposer(guichet, corps(tmp_path, DEUX)).headers["location"]
    assert suivi.startswith("/reprise/suivi?")
    assert commence.wait(5)
    page = guichet.lire(suivi)
    assert "1 ligne sur 2." in clair(page.text)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert "hx-refresh" not in page.headers
    reprend.set()
    assert any("Essai à blanc" in clair(guichet.lire(suivi).text) for _ in range(ESSAIS))
    assert guichet.lire(suivi, headers={"hx-request": "true"}).headers["hx-refresh"] == "true"
    assert "Ouvrir 2 dossiers" in clair(guichet.lire(suivi).text)
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    assert "n’est plus suivi" in clair(guichet.lire(suivi).text)  # another's, or forgotten
    guichet.client.cookies.clear()
    guichet.entrer("compta")
    assert guichet.lire(suivi).status_code == 404


def test_a_fault_found_in_the_background_is_told_too(
    guichet: Guichet, portefeuille: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    reprend = Event()

    def lente(*arguments: Any, **autres: Any) -> dict[str, Any]:
        reprend.wait(5)
        return reprendre_le_tableau(*arguments, **autres)

    monkeypatch.setattr(reprises, "reprendre_le_tableau", lente)
    monkeypatch.setattr(long_pages, "PATIENCE_S", 0)
    guichet.entrer("fac")
    suivi = deposer(guichet, b"a;b\n1;2\n").headers["location"]
    assert "en cours" in guichet.lire(suivi).text
    reprend.set()
    lues = (guichet.lire(suivi) for _ in range(ESSAIS))
    assert 'href="#fichier"' in next(une for une in lues if une.status_code == 400).text
