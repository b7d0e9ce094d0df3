"""What the team notes for itself is nowhere that a town reads."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from tests.portfolio import REL1, Portefeuille
from tests.web.conftest import Guichet
from tests.web.test_api import Appels, jeton
from web.site import Site

SECRET = "Mairie injoignable"
"""What the team writes, and its people alone read."""


def relire(guichet: Guichet, site: Site, login: str) -> str:
    """Every place where somebody of an account may meet a dossier's journal and tasks."""
    guichet.client.cookies.clear()
    guichet.entrer(login)
    pages = [f"/relations/{REL1}?journal=tout", "/aujourdhui", "/relations", "/documents"]
    pages += ["/alertes", "/chercher?q=injoignable", f"/relations/{REL1}/journal/export.csv"]
    lus = [guichet.lire(une).text for une in pages]
    lue = guichet.lire(f"/relations/{REL1}/journal/export.xlsx")
    rangees = load_workbook(io.BytesIO(lue.content)).active.values
    lus.append(str(list(rangees)))
    api = Appels(guichet.client, jeton(site, login))
    adresses = ("", "/journal", "/echeances", "/explain")
    lus += [api.lire(f"dossiers/{REL1}{une}").text for une in adresses]
    return "\n".join(lus)


def test_a_reminder_is_its_asker_s_own(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    quand = {"rappel_le": "2025-03-10"}
    for texte in ("rappeler", "rappeler encore"):
        p.fire(REL1, "demander_un_rappel", a_rappeler=f"{SECRET} : {texte}", **quand)
    assert SECRET in relire(guichet, site, "fac")
    assert SECRET not in relire(guichet, site, "ref")


def test_every_note_of_the_team_is_hidden(portefeuille_sqlite: Portefeuille) -> None:
    """A free text that is called a note is a personal one, which no town reads."""
    machines = portefeuille_sqlite.bureau.machines.courantes
    vues = {
        f"{nom}.{champ.nom}": champ.personnel
        for nom, une in machines.items()
        for definition in [une.definition]
        for champ in definition.contexte.values()
        if champ.type == "texte" and champ.libelle == "Note"
    }
    assert len(vues) > len(machines)
    assert all(vues.values()), vues
