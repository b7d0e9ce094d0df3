"""axe finds nothing on the pages of an account and of the admin, in both widths and both shades."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from services.accounts.inviting import inviter
from tests.web.conftest import MOT_DE_PASSE, Boite, entrer
from tests.web.test_admin import PAGES
from tests.web.test_browser_accessible import fautes
from tests.web.test_passwords import lien
from web.site import Site

pytestmark = pytest.mark.usefixtures("patience")

SIMULEE = "/admin/simulation?lancer=oui&scenario=pire&parametre=marche.inconnu"
FACTEUR = "/compte/second-facteur"


@pytest.mark.sans_mesure
@pytest.mark.parametrize("largeur", [1280, 360])
def test_axe_finds_nothing_there(  # the cases and the fixtures
    navigateur: Browser, serveur: str, site: Site, boite: Boite, largeur: int
) -> None:
    inviter(site.bureau, "presc", "Admin")
    choix = lien(boite, "presc@")
    contexte = navigateur.new_context(
        base_url=serveur,
        bypass_csp=True,  # axe is injected
        viewport={"width": largeur, "height": 800},
    )
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
