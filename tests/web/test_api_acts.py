"""What an act sent by a program answers."""

from __future__ import annotations

from services.accounts.api_tokens import ACTES
from tests.portfolio import MAR
from tests.web.conftest import Guichet
from tests.web.test_api import Appels, jeton
from web.site import Site


def test_numbers_come_back_as_they_were_understood(guichet: Guichet, site: Site) -> None:
    fac = Appels(guichet.client, jeton(site, "fac", ACTES))
    saisies = {"objectif_heures": "1 250,5", "motif": "revu"}
    dite = fac.envoyer(MAR, "modifier_objectif", saisies=saisies).json()
    assert dite["nombres_lus"] == [
        {"champ": "objectif_heures", "libelle": "Objectif d’heures", "valeur": "1250.50"}
    ]
    rien = fac.envoyer(MAR, "noter", saisies={"texte": "vu"}, cle="autre").json()
    assert rien["nombres_lus"] == []
