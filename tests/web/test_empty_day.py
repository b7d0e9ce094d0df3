"""A day that asks for nothing: what comes next, and when."""

from __future__ import annotations

import re

from sqlalchemy import text

from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.web.conftest import Guichet
from tests.web.test_reading import MAX_DE_REQUETES, requetes
from web.site import Site


def jour(guichet: Guichet) -> str:
    return re.sub("<[^>]*>", "", clair(guichet.lire("/aujourdhui").text))


def test_an_empty_day_says_what_comes_next_and_when(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    """A task far off; else the first deadline of one's dossiers, whoever acts by then."""
    guichet.entrer("ref")
    travail = portefeuille_sqlite.bureau.travail
    with travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET echeance = '2025-05-05'"))
    assert "Prochaine date : lundi 5 mai, transmettre les pièces du marché" in jour(guichet)
    with travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET statut = 'faite'"))
    jour(guichet)
    with requetes(site) as dites:
        assert "Prochaine date : lundi 17 mars, pièces du marché à transmettre, " in jour(guichet)
    assert len(dites) <= MAX_DE_REQUETES, "\n\n".join(dites)
    with travail.ecrire() as connexion:
        connexion.execute(text("UPDATE timer SET status = 'annule'"))
    assert "rien à faire aujourd’hui. Aucune date n’est attendue." in jour(guichet)
