"""A public file is given by page: read as the command reads it, with the same refusals."""

from __future__ import annotations

import json
from threading import Event
from typing import Any

import pytest

from services.counter import import_by_page
from services.counter.import_by_page import importer_le_fichier
from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.web.conftest import Guichet
from tests.web.test_takeover import ESSAIS
from web import long_pages
from web.pages.admin import imports

pytestmark = pytest.mark.usefixtures("patience")

ACHETEUR = "21690123100011"
BON: dict[str, Any] = {
    "id": "2025-77",
    "_type": "Marché",
    "acheteur": {"id": ACHETEUR},
    "objet": "Réfection des trottoirs",
    "dateNotification": "2025-02-03",
    "titulaires": [{"titulaire": {"id": "51944339400019", "typeIdentifiant": "SIRET"}}],
}
MAUVAIS: dict[str, Any] = {**BON, "id": "2025-99", "acheteur": {"id": "12"}}
DECP = json.dumps({"marches": {"marche": [BON, MAUVAIS]}}).encode()
SIAE = b"siret;raison_sociale;type\n51944339400019;Les Mains vertes;EI\n"


def donner(guichet: Guichet, corps: bytes, nom: str = "m.json", genre: str = "decp") -> Any:
    donnees = {"_jeton": guichet.jeton("/compte"), "genre": genre}
    fichiers = {"fichier": (nom, corps, "application/octet-stream")}
    client = guichet.client
    return client.post("/admin/imports", data=donnees, files=fichiers, follow_redirects=False)


def test_a_file_is_read_and_tells_what_it_gave(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("adm")
    fait = donner(guichet, DECP, "../mes marchés.json")
    assert fait.status_code == 200
    page = clair(fait.text)
    assert "2 fiches lues : 1 nouvelle, aucune modifiée, aucune inchangée, 1 mise de côté" in page
    assert "acheteur" in page.partition("Mises de côté")[2].partition("</section>")[0]
    requete = "SELECT fichier FROM import_lot ORDER BY id DESC LIMIT 1"
    assert portefeuille_sqlite.rangees(requete)[0][0] == "mes marchés.json"
    assert "aucune nouvelle, aucune modifiée, 1 inchangée" in clair(donner(guichet, DECP).text)
    assert "jalon import" not in page
    assert "fichier importé : mes marchés.json" in clair(guichet.lire("/admin/lectures").text)


@pytest.mark.parametrize(
    ("corps", "nom", "genre", "dit"),
    [
        (b"", "a.json", "decp", "est vide"),
        (b"PK\x03\x04", "a.csv", "decp", "un classeur ou une archive zip"),
        (b'{"a": [{"b": 1}]}', "a.json", "decp", "aucun marché n’est lisible"),
        (DECP, "a.json", "siae", "« a.json »"),
        (SIAE, "a.csv", "decp", "« a.csv »"),
        (DECP, "a.json", "", "Choisissez les marchés publiés"),
    ],
)
def test_what_the_command_refuses_is_refused(
    guichet: Guichet, corps: bytes, nom: str, genre: str, dit: str
) -> None:
    guichet.entrer("adm")
    refus = donner(guichet, corps, nom, genre)
    assert refus.status_code == 400
    assert dit in clair(refus.text)
    assert "jalon-import-" not in refus.text
    champ = "fichier" if genre else "genre"
    assert f'href="#{champ}"' in refus.text
    assert f'id="mot-{champ}"' in refus.text
    assert f'aria-describedby="{"aide-fichier " if genre else ""}mot-{champ}"' in refus.text


def test_a_file_too_heavy_is_refused(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_by_page, "TAILLE_MAX", 10)
    guichet.entrer("adm")
    refus = donner(guichet, DECP)
    assert refus.status_code == 400
    assert "dépasse 30 Mo" in clair(refus.text)


def test_a_long_import_tells_how_far_it_is(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    reprend = Event()

    def lente(*arguments: Any, **autres: Any) -> Any:
        reprend.wait(5)
        return importer_le_fichier(*arguments, **autres)

    monkeypatch.setattr(imports, "importer_le_fichier", lente)
    monkeypatch.setattr(long_pages, "PATIENCE_S", 0)
    guichet.entrer("adm")
    suivi = donner(guichet, DECP).headers["location"]
    autre = donner(guichet, b"", "a.csv", "siae").headers["location"]
    assert "L’import est en cours" in clair(guichet.lire(suivi).text)
    reprend.set()
    assert any("1 mise de côté" in clair(guichet.lire(suivi).text) for _ in range(ESSAIS))
    lues = (guichet.lire(autre) for _ in range(ESSAIS))
    assert "est vide" in clair(next(une for une in lues if une.status_code == 400).text)
    assert "n’est plus suivi" in clair(guichet.lire("/admin/imports/suivi?cle=0").text)
