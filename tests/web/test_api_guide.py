"""The commands of ``docs/api.md`` do what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

from tests.portfolio import REL1, Portefeuille
from tests.web.conftest import ADRESSE, Guichet
from tests.web.test_api import jeton
from web.site import Site

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


def commandes() -> list[str]:
    """Every command of the page, its lines joined."""
    blocs = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return [un.replace("\\\n", " ").strip() for un in blocs if un.startswith("curl")]


def lancer(guichet: Guichet, commande: str, secret: str) -> Any:
    """What curl would send."""
    mots = shlex.split(commande.replace("$JETON", secret).replace("$JALON", ADRESSE))[1:]
    entetes: dict[str, str] = {}
    corps, adresse = None, ""
    while mots:
        mot = mots.pop(0)
        if mot == "-H":
            nom, _, valeur = mots.pop(0).partition(": ")
            entetes[nom] = valeur
        elif mot == "-d":
            corps = mots.pop(0)
        elif mot != "-i":
            adresse = mot
    if corps is None:
        return guichet.client.get(adresse, headers=entetes)
    return guichet.client.post(adresse, content=corps, headers=entetes)


def test_the_commands_of_the_guide_work(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    lire, expliquer, agir = commandes()
    secret = jeton(site)
    assert lancer(guichet, lire, secret).json()["dossiers"] == []
    explication = lancer(guichet, expliquer, secret)
    assert "consigner_contact" in {un["evenement"] for un in explication.json()["possibles"]}
    rev = explication.headers["etag"]
    agir = agir.replace('"1"', rev, 1)
    fait = lancer(guichet, agir, secret)
    assert (fait.status_code, fait.json()["dossier"]) == (201, REL1)
    assert lancer(guichet, agir, secret).json()["deja_fait"] is True
