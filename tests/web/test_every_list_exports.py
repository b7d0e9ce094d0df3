"""Every page that shows a list offers it as a file, to its readers and to nobody else."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest

from storage import incidents
from tests.portfolio import Portefeuille
from tests.services.clockwork import EXPIRATION, a, courrier_recu
from tests.web.conftest import COMPTES, Guichet
from tests.web.test_every_machine import ADRESSES, ouvrir
from tests.web.test_every_route import gabarits
from tests.web.test_exports import lignes
from tests.web.test_imports import DECP, donner
from web.pages.exports import FEUILLES
from web.site import Site

pytestmark = pytest.mark.usefixtures("patience")

NE_SONT_PAS_DES_LISTES = {
    "/admin": "the state of six jobs, of this minute",
    "/admin/recalculer": "a comparison with the settings of the day: nothing is kept of it",
    "/admin/simulation": "a question asked of the future: nothing is kept of it",
    "/aide/composants": "examples, whose links lead nowhere",
    "/compte": "one's own sessions",
    "/donnees-personnelles": "a text in the form of a table",
    "/reprise": "the report of the file that was just given",
}
_EXPORT = re.compile(r'href="([^"#]*/export\.(?:csv|xlsx)[^"]*)"')


def exports(page: str) -> list[str]:
    return [html.unescape(un) for un in _EXPORT.findall(page)]


def garnir(guichet: Guichet, p: Portefeuille) -> str:
    """Something in every list: a mail, a deadline, an alert, an incident, an import: its key."""
    courrier_recu(p)
    a(p, f"{EXPIRATION}T14:00")
    p.aller("2025-03-24")  # the week of the alert's reminder
    ouvrir(p, "facture", "brouillon")
    guichet.entrer("adm")
    donner(guichet, DECP)
    (lot,) = re.findall(r"/admin/imports/(\d+)\"", guichet.lire("/admin/imports").text)[:1]
    now = datetime(2025, 3, 3, 9, tzinfo=UTC)
    with p.bureau.travail.ecrire() as connexion:
        incidents.ouvrir(connexion, cle="x", genre="x", message="Le poste ne répond pas.", now=now)
    guichet.client.cookies.clear()
    return str(lot)


def test_every_list_exports(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, site: Site
) -> None:
    lot = garnir(guichet, portefeuille_sqlite)
    adresses = [un for un in gabarits(site) if "{" not in un] + [f"/admin/imports/{lot}"]
    adresses.append("/calendrier?du=2025-03-19&tous=oui")  # a week that has deadlines
    trouves: set[str] = set()
    for login in ("resp", "adm", "compta", "ref"):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        for une in adresses:
            lue = guichet.lire(une)
            if lue.status_code != 200 or "html" not in lue.headers["content-type"]:
                continue
            siens = exports(lue.text)
            if 'class="liste' in lue.text and une not in NE_SONT_PAS_DES_LISTES:
                assert len(siens) == 2, une
            for export in siens:
                fichier = guichet.lire(export)
                assert fichier.status_code == 200, export
                assert "attachment" in fichier.headers["content-disposition"]
                if ".csv" in export:
                    titres, *rangees = lignes(fichier.content)
                    assert rangees, export
                    assert {len(un) for un in rangees} == {len(titres)}, export
            trouves.update(un.partition("/export.")[0] for un in siens)
    attendues = {un.replace("{lot:int}", lot) for un in FEUILLES} - {"/equipe/doublons"}
    assert trouves >= attendues | {f"/{ADRESSES['relation_entreprise']}"}


@pytest.mark.parametrize("login", COMPTES)
def test_who_may_not_read_a_list_has_no_file_of_it(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    for une in FEUILLES:
        adresse = une.replace("{lot:int}", "1")
        lue = guichet.lire(adresse)
        assert guichet.lire(f"{adresse}/export.csv").status_code == lue.status_code, adresse


def test_an_export_keeps_the_filter_of_its_page(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    garnir(guichet, portefeuille_sqlite)
    guichet.entrer("resp")
    nombres = []
    for filtre in ("", "?voir=tous", "?q=trottoirs&voir=tous", "?q=introuvable"):
        page = guichet.lire(f"/registre/marches{filtre}").text
        siens = [un for un in exports(page) if ".csv" in un]
        nombres.append(len(lignes(guichet.lire(siens[0]).content)) - 1 if siens else 0)
    a_suivre, tous, trottoirs, aucun = nombres
    assert tous > a_suivre > 0
    assert (trottoirs, aucun) == (1, 0)
    guichet.client.cookies.clear()
    guichet.entrer("adm")
    lues = guichet.lire("/admin/lectures").text
    assert "/registre/marches/export.csv (filtré par q, voir)" in lues
    assert "trottoirs" not in lues
