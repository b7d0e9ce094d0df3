"""PAGES: server time of each page with many marchés, as a ratio to the same page with few."""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from litestar.status_codes import HTTP_200_OK
from litestar.testing import TestClient

from bench.portfolio import FACILITATEUR, bureau_de, construire
from bench.workloads import numero
from services.passwords import Coffre
from services.signing_in import poser_mot_de_passe
from web.app import application
from web.site import Site

PEU, PAR_MARCHE, TOURS = 100, 3, 15
MOT_DE_PASSE = "quatre mots sans lien"
PAGES = (
    "/aujourdhui",
    "/relations",
    "/relations?main=vous",
    "/relations?main=entreprise&q=entreprise",
    "/relations?vue=tableau",
    "/relations?vue=calendrier",
    f"/relations/{numero(1)}",
    f"/relations/{numero(1)}/schema",
    f"/plusieurs?d={numero(1)}&d={numero(2)}",
    "/equipe",
    "/a-facturer",
)
OUVERTURE = {"etat": "en_relation", "donnees": {"notifie_le": "2025-07-25"}}


def mesurer(marches: int) -> None:
    """One JSON line a page: medians in milliseconds, few and many, and their ratio."""
    peu, beaucoup = _temps(PEU), _temps(marches)
    for page in PAGES:
        dite = {
            "page": page,
            "marches": marches,
            "ms": round(beaucoup[page], 1),
            f"ms_{PEU}": round(peu[page], 1),
            "ratio": round(beaucoup[page] / peu[page], 2),
        }
        print(json.dumps(dite, ensure_ascii=False))


def _temps(marches: int) -> Mapping[str, float]:
    """Median time of each page, its request and its answer in this process."""
    with tempfile.TemporaryDirectory() as dossier:
        url = f"sqlite:///{Path(dossier) / 'jalon.db'}"
        construire(url, marches * PAR_MARCHE, OUVERTURE)
        bureau = bureau_de(url, "normal")
        coffre = Coffre(faible=True)
        poser_mot_de_passe(bureau, coffre, FACILITATEUR, MOT_DE_PASSE)
        adresse = "http://testserver.local"
        with TestClient(application(Site(bureau=bureau, coffre=coffre, adresse=adresse))) as client:
            _entrer(client)
            temps = {page: _median(client, page) for page in PAGES}
        bureau.travail.moteurs.fermer()
        return temps


def _entrer(client: TestClient[object]) -> None:
    jeton = re.search(r'name="_jeton" value="([^"]+)"', client.get("/connexion").text)
    assert jeton is not None
    champs = {"_jeton": jeton[1], "login": FACILITATEUR, "mot_de_passe": MOT_DE_PASSE}
    assert client.post("/connexion", data=champs).status_code == HTTP_200_OK


def _median(client: TestClient[object], page: str) -> float:
    durees = []
    for _ in range(TOURS):
        commence = time.perf_counter()
        lue = client.get(page)
        durees.append((time.perf_counter() - commence) * 1000)
        assert lue.status_code == HTTP_200_OK, (page, lue.status_code)
    return statistics.median(durees)


if __name__ == "__main__":
    mesurer(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
