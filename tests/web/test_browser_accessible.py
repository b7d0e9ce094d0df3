"""axe finds nothing on any page: WCAG 2.2 AA and RGAA, light and dark, desktop and phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from services.personal_links.answering_links import repondre
from services.register.merging_companies import Fusion, fusionner
from services.register.register_entreprises import EntrepriseSaisie, ajouter_entreprise
from services.register.register_identities import IdentiteSaisie
from tests.portfolio import ETAPES, REL1, REL2, Portefeuille, mener
from tests.web.conftest import Boite, entrer
from tests.web.test_browser_reading import sans_debordement

AXE = (Path(__file__).parent / "vendu" / "axe.min.js").read_text("utf-8")
REGLES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
LARGEURS = (1280, 360)
COULEURS = ["color-contrast", "link-in-text-block"]
CHERCHER = """async (regles) => {
  const trouve = await axe.run({runOnly: regles});
  return trouve.violations.map((une) => une.id + " " + une.nodes[0].html);
}"""
OUVERTES = (
    *("/connexion", "/nulle-part"),
    *("/accessibilite", "/mentions-legales", "/donnees-personnelles", "/aide/composants"),
)
PAGES = (
    *(
        "/aujourdhui",
        "/relations",
        "/relations?q=rien-de-tel",
        "/marches",
        "/compte",
        "/compte/jetons",
        "/compte/calendriers",
    ),
    *(f"/relations/{REL1}", f"/relations/{REL2}/actes/nouer_relation"),
    *(
        f"/relations/{REL1}/actes/{acte}"
        for acte in ("consigner_contact", "corriger", "affecter", "plan_tenu", "recevoir_reponse")
    ),
    f"/relations/{REL1}/courriels/1",
    f"/relations/{REL1}/schema",
    *(f"/relations/{REL1}/ouvrir/candidature", "/ouvrir/operation"),
    *("/relations?vue=tableau", "/relations?vue=calendrier&mois=2025-03"),
    f"/plusieurs?d={REL1}&d={REL2}",
    *("/equipe", "/equipe/fac/remettre", "/a-facturer", "/factures", "/reprise"),
    "/equipe/doublons",
    *("/equipe/doublons/1/2", "/equipe/doublons/1/4", "/equipe/doublons/1/5"),
    f"/plusieurs?de={REL1}&acte=consigner_contact",
    *("/registre/marches?voir=tous", "/registre/conventions", "/registre/donneurs-ordre"),
    *("/registre/marches/2/suivre", "/registre/donneurs-ordre/1/referent"),
    *("/registre/entreprises", "/registre/entreprises/1/interlocuteur"),
    *("/calendrier", "/calendrier?vue=mois&du=2025-03-19", "/bilans", "/aide"),
)
DE_L_ADMINISTRATION = (
    *("/admin/imports", "/admin/comptes/ref", "/registre/conventions/ajouter"),
    "/registre/structures/1",
)
"""Read by the administration: imports, the limits of an account, an agreement, a structure."""


DE_LA_VILLE = ("/alertes", "/documents", "/compte/absence", "/calendrier?vue=mois")
"""Read by somebody of a buyer alone."""


def fautes(page: Page, adresses: tuple[str, ...]) -> list[str]:
    """What axe finds on each page, wide and narrow, and the pages wider than the screen.

    A page is read once and changes its width as a window does: no script of ours asks for it when
    it starts.
    """
    trouvees: list[str] = []
    for adresse in adresses:
        page.goto(adresse)
        page.evaluate(AXE)
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 800})
            trouvees += [f"{adresse}, {largeur} px{une}" for une in _fautes_de_la_vue(page)]
    return trouvees


def _fautes_de_la_vue(page: Page) -> Iterator[str]:
    """Every rule in the light; in the dark, those of colours again: nothing else depends on the
    shade (``prefers-color-scheme`` in our style sheets sets colours only).
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    yield from (f" : {une}" for une in page.evaluate(CHERCHER, REGLES))
    page.emulate_media(color_scheme="dark")
    yield from (f", en sombre : {une}" for une in page.evaluate(CHERCHER, COULEURS))
    if not sans_debordement(page):
        yield " : trop large"


def examen(navigateur: Browser, serveur: str | None = None) -> BrowserContext:
    """Where axe may be injected."""
    return navigateur.new_context(base_url=serveur, bypass_csp=True)


def reunir_des_fiches(portefeuille: Portefeuille) -> None:
    """Two entries more of the first company, one of them joined to it."""
    for rang, siret in enumerate(("51944339400027", "51944339400035")):
        saisie = EntrepriseSaisie(f"Bâtir et Couvrir {rang}", (IdentiteSaisie(siret),))
        ajouter_entreprise(portefeuille.bureau.travail, saisie)
    motif = "même SIREN, vérifié à l'annuaire"
    fusionner(portefeuille.bureau, Fusion(gardee=1, absorbee=5, motif=motif, acteur="cli:test"))


SOMBRE_ILLISIBLE = """data:text/html,<!doctype html><html lang="fr"><title>Essai</title>
<style>@media (prefers-color-scheme: dark) { body { background: black; color: rgb(40,40,40) } }
</style><main><h1>Lisible au clair seulement</h1></main>"""


def test_a_colour_unreadable_in_the_dark_is_found(navigateur: Browser) -> None:
    contexte = examen(navigateur)
    (large, etroite) = fautes(contexte.new_page(), (SOMBRE_ILLISIBLE,))
    contexte.close()
    assert "1280 px, en sombre : color-contrast <h1>" in large
    assert "360 px, en sombre : color-contrast <h1>" in etroite


def test_axe_finds_nothing(  # the cases and the fixtures
    navigateur: Browser, serveur: str, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    reunir_des_fiches(portefeuille_sqlite)
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    mener(portefeuille_sqlite, "courrier_propose")
    lien, sien = boite.lien("ref@exemple.test"), boite.lien("jean@btp.test")
    contexte = examen(navigateur, serveur)
    page = contexte.new_page()
    trouvees = fautes(page, (*OUVERTES, lien))
    for etape in ("courrier_accepte", "courrier_envoye", "courrier_recu"):
        for evenement, compte, saisies in ETAPES[etape]:
            portefeuille_sqlite.fire(REL1, evenement, compte, **saisies)
    trouvees += fautes(page, (sien,))
    repondre(
        portefeuille_sqlite.bureau,
        sien.rpartition("/")[2],
        "proposer_reponse",
        saisies={"message": "Nous rappelons demain.", "rendez_vous": "oui"},
        pieces={},
    )
    trouvees += fautes(page, (sien,))
    entrer(page, "fac")
    trouvees += fautes(page, PAGES)
    contexte.clear_cookies()
    entrer(page, "adm")
    trouvees += fautes(page, DE_L_ADMINISTRATION)
    contexte.clear_cookies()
    entrer(page, "ref")
    trouvees += fautes(page, DE_LA_VILLE)
    contexte.close()
    assert trouvees == []
