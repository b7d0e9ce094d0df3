"""axe finds nothing on the pages of an account and of the admin, in both widths and both shades."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser

from services.accounts.inviting import inviter
from services.counter.import_by_page import importer_le_fichier
from tests.web.conftest import MOT_DE_PASSE, Boite, entrer
from tests.web.test_admin import PAGES
from tests.web.test_browser_accessible import examen, fautes
from tests.web.test_imports import DECP
from tests.web.test_passwords import lien
from web import long_pages
from web.pages.admin import imports
from web.site import Site

pytestmark = pytest.mark.usefixtures("patience")

SIMULEE = "/admin/simulation?lancer=oui&scenario=pire&parametre=marche.inconnu"
FACTEUR = "/compte/second-facteur"


def test_axe_finds_nothing_there(  # the cases and the fixtures
    navigateur: Browser, serveur: str, site: Site, boite: Boite
) -> None:
    inviter(site.bureau, "presc", "Admin")
    choix = lien(boite, "presc@")
    contexte = examen(navigateur, serveur)
    page = contexte.new_page()
    trouvees = fautes(page, ("/mot-de-passe-oublie", choix))
    entrer(page, "adm")
    trouvees += fautes(page, (*PAGES, SIMULEE, FACTEUR))
    page.goto(FACTEUR)
    page.get_by_label("Mot de passe actuel").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Ajouter un téléphone").click()
    trouvees += fautes(page, (FACTEUR,))
    contexte.close()
    assert trouvees == []


def test_axe_finds_nothing_while_a_file_is_read_nor_in_what_it_gave(
    navigateur: Browser, serveur: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reprend = Event()

    def lente(*arguments: Any, avance: Any) -> Any:
        avance(1, 3)
        reprend.wait(20)
        return importer_le_fichier(*arguments, avance=avance)

    monkeypatch.setattr(imports, "importer_le_fichier", lente)
    monkeypatch.setattr(long_pages, "PATIENCE_S", 0)
    contexte = examen(navigateur, serveur)
    page = contexte.new_page()
    entrer(page, "adm")
    page.goto("/admin/imports")
    page.get_by_label("Marchés publiés").check()
    fichier = {"name": "marchés.json", "mimeType": "application/json", "buffer": DECP}
    page.get_by_label("Votre fichier").set_input_files([fichier])
    page.get_by_role("button", name="Importer le fichier").click()
    page.get_by_role("heading", name="L’import est en cours").wait_for()
    suivi = page.url
    trouvees = fautes(page, (suivi,))
    assert page.get_by_role("heading", name="L’import est en cours").count() == 1
    reprend.set()
    page.get_by_role("heading", name="Le fichier est lu").wait_for()  # the page looks by itself
    trouvees += fautes(page, (suivi,))
    assert page.get_by_role("heading", name="Mises de côté").count() == 1
    contexte.close()
    assert trouvees == []
