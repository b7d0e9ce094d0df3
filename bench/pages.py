"""PAGES: server time of every page with many marchés, as a ratio to the same page with few."""

from __future__ import annotations

import json
import logging
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from litestar.status_codes import HTTP_200_OK
from litestar.testing import TestClient

from bench.pages_lists import adresses
from bench.pages_portfolio import (
    ADMIN,
    COMPTABLE,
    MOT_DE_PASSE,
    RESPONSABLE,
    construire_le_portefeuille,
)
from bench.portfolio import DEPART, FACILITATEUR, REFERENT, a_l_heure, bureau_de
from bench.workloads import numero
from jalon.serving import scenarios_du_site
from services.accounts.passwords import Coffre
from services.accounts.signing_in import Visiteur
from services.personal_links import shared_calendars
from storage.accounts import par_login
from storage.stored_json import lire_json
from web.app import application
from web.site import Site

PEU, TOURS = 100, 9
FICHE = f"/relations/{numero(1)}"
LISTES = (*adresses("/relations"), *adresses("/marches"))
REGISTRE = (
    *("/registre/marches", "/registre/marches?voir=tous", "/registre/marches?q=scolaire"),
    *("/registre/conventions", "/registre/donneurs-ordre", "/registre/entreprises"),
    *("/registre/entreprises?q=entreprise", "/registre/marches/1/suivre"),
    "/registre/entreprises/1/interlocuteur",
)
CALENDRIERS = (
    *(f"/calendrier?{une}" for une in ("", "tous=oui", "vue=mois", "vue=mois&tous=oui")),
    "/calendrier/export.csv",
)
"""A week and a month, of one's own dossiers and of everybody's; the week as a file."""
RECHERCHE = "Lyon"
PAGES: Mapping[str, tuple[str, ...]] = {
    FACILITATEUR: (
        *("/aujourdhui", "/aujourdhui?tout=true", "/relations", *LISTES, *REGISTRE),
        *(FICHE, f"{FICHE}/schema", f"{FICHE}/actes/consigner_contact", f"{FICHE}/actes/corriger"),
        f"{FICHE}/ouvrir/candidature",
        *(f"/plusieurs?d={numero(1)}&d={numero(2)}", "/ouvrir/operation", "/candidatures"),
        *("/conventions", "/equipe", "/equipe/doublons", f"/equipe/{FACILITATEUR}/remettre"),
        *("/a-facturer", "/reprise", "/compte", "/compte/jetons", "/compte/calendriers"),
        *("/aide", "/aide/composants", f"/chercher?q={RECHERCHE}"),
        *CALENDRIERS,
    ),
    RESPONSABLE: ("/aujourdhui", "/relations", "/equipe", *CALENDRIERS),
    REFERENT: ("/aujourdhui", *LISTES, FICHE, "/alertes", "/documents", *CALENDRIERS),
    COMPTABLE: ("/a-facturer", "/factures", "/factures?vue=tableau"),
    ADMIN: (
        *("/admin", "/admin/comptes", "/admin/incidents", "/admin/courriels", "/admin/echeances"),
        *("/admin/imports", "/admin/lectures", "/admin/parcours", "/admin/parametres"),
        *("/admin/parcours/relation_entreprise", "/admin/simulation", "/admin/recalculer"),
    ),
}
"""Who asks for what; simulations and most exports are work, not pages."""
FLUX = "/calendrier/….ics"
"""The calendar that a client asks for every few hours, by an address of its own (a secret)."""
ABONNES = (FACILITATEUR, REFERENT)
Temps = Mapping[tuple[str, str], tuple[float, float]]


def mesurer(marches: int, garde: Path | None) -> None:
    """One JSON line a page: medians in milliseconds, few and many, and their ratio.

    ``garde`` is a folder where the portfolios stay, to be measured again.
    ``cpu`` is what this process spent on it: on a machine that others use, the clock tells of them.
    """
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as passager:
        dossier = garde or Path(passager)
        peu, beaucoup = _temps(dossier, PEU), _temps(dossier, marches)
    for (login, page), (ms, cpu) in beaucoup.items():
        avant = peu[login, page]
        dite = {
            "qui": login,
            "page": page,
            "marches": marches,
            "ms": round(ms, 1),
            "cpu": round(cpu, 1),
            f"ms_{PEU}": round(avant[0], 1),
            f"cpu_{PEU}": round(avant[1], 1),
            "ratio": round(cpu / avant[1], 2),
        }
        print(json.dumps(dite, ensure_ascii=False), flush=True)


def _temps(dossier: Path, marches: int) -> Temps:
    """Median times of each page, its request and its answer in this process, three days later."""
    base = dossier / f"{marches}.db"
    url = f"sqlite:///{base}"
    bureau = bureau_de(url, "normal") if base.exists() else construire_le_portefeuille(url, marches)
    site = Site(
        bureau=a_l_heure(bureau, DEPART + timedelta(days=3)),
        coffre=Coffre(faible=True),
        adresse="http://testserver.local",
        scenarios=scenarios_du_site(bureau),
    )
    temps = {}
    for login, pages in PAGES.items():
        with _visite(site, login) as client:
            temps.update({(login, page): _medianes(client, page) for page in pages})
            if login in ABONNES:
                temps[login, FLUX] = _medianes(client, f"/calendrier/{_secret(site, login)}.ics")
    bureau.travail.moteurs.fermer()
    return temps


def _secret(site: Site, login: str) -> str:
    """An address of somebody's own calendar, in the place of the one before."""
    with site.bureau.travail.lire() as connexion:
        compte = par_login(connexion, login)
    assert compte is not None
    visiteur = Visiteur(compte=compte, roles=frozenset(lire_json(compte.roles)))
    return shared_calendars.creer(site.bureau, visiteur, "")


@contextmanager
def _visite(site: Site, login: str) -> Iterator[Any]:
    with TestClient(application(replace(site))) as client:
        jeton = re.search(r'name="_jeton" value="([^"]+)"', client.get("/connexion").text)
        assert jeton is not None
        champs = {"_jeton": jeton[1], "login": login, "mot_de_passe": MOT_DE_PASSE}
        assert client.post("/connexion", data=champs).status_code == HTTP_200_OK
        yield client


def _medianes(client: Any, page: str) -> tuple[float, float]:
    durees, travaux = [], []
    for _ in range(TOURS):
        commence, travaille = time.perf_counter(), time.process_time()
        lue = client.get(page)
        durees.append((time.perf_counter() - commence) * 1000)
        travaux.append((time.process_time() - travaille) * 1000)
        assert lue.status_code == HTTP_200_OK, (page, lue.status_code)
    return statistics.median(durees), statistics.median(travaux)


if __name__ == "__main__":
    mesurer(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,  # noqa: PLR2004 # the second argument
    )
