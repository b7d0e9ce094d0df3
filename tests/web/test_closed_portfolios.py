"""A closed account holds nothing back: its dossiers are seen, and any of the team takes them."""

from __future__ import annotations

import pytest

from services.accounts.api_tokens import ACTES
from services.accounts.closing_accounts import fermer_compte
from services.accounts.signing_in import poser_mot_de_passe
from services.clock.ticking import tick
from services.reading.explaining import expliquer_dossier
from services.register.registering import CompteSaisi, ajouter_compte
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services.test_candidatures import CAN, proposer
from tests.web.conftest import COFFRE, MOT_DE_PASSE, Guichet
from tests.web.test_api import Appels, jeton, refus
from tests.web.test_exports import lignes
from tests.web.test_team import poster, suivis, vu
from web.site import Site


@pytest.fixture
def deux(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """« fac » follows everything, a candidate too; « idris » nothing."""
    p = portefeuille_sqlite
    saisi = CompteSaisi(login="idris", nom="Idris Morel", roles=("facilitateur",))
    ajouter_compte(p.bureau.travail, saisi)
    poser_mot_de_passe(p.bureau, COFFRE, "idris", MOT_DE_PASSE)
    proposer(p)
    return p


def fermer(p: Portefeuille, login: str) -> None:
    fermer_compte(p.bureau.travail, login)


def test_the_team_s_page_shows_a_closed_account_until_its_portfolio_is_handed_over(
    guichet: Guichet, deux: Portefeuille
) -> None:
    guichet.entrer("resp")
    assert "compte fermé" not in guichet.lire("/equipe").text
    fermer(deux, "fac")
    page = clair(guichet.lire("/equipe").text)
    assert "compte fermé, portefeuille à remettre" in page
    assert '<option value="fac"' not in page  # no absence of hers, nor does she stand in
    [ligne] = [
        un for un in lignes(guichet.lire("/equipe/export.csv").content) if "Camille" in un[0]
    ]
    assert "compte fermé" in ligne[1]
    adresse, saisies = "/equipe/fac/remettre", {"a": "idris", "motif": "départ"}
    assert f'href="{adresse}"' in page
    assert '<option value="fac"' not in guichet.lire(adresse).text
    tous = suivis(deux, "fac")
    essai = poster(guichet, adresse, **saisies, etape="essai")
    fait = clair(poster(guichet, adresse, **saisies, etape="faire", vu=vu(essai.text)).text)
    assert "C’est fait" in fait
    tick(deux.bureau)
    assert suivis(deux, "idris") == tous
    assert "compte fermé" not in guichet.lire("/equipe").text
    assert guichet.lire(adresse).status_code == 404


def test_with_no_responsable_left_a_colleague_takes_all_of_it(
    guichet: Guichet, deux: Portefeuille
) -> None:
    """The marché first: who has it knows its candidates."""
    fermer(deux, "fac")
    fermer(deux, "resp")
    tous = suivis(deux, "fac")
    assert {MAR, REL1, CAN} <= tous
    guichet.entrer("idris")
    adresse, saisies = "/equipe/fac/remettre", {"a": "idris", "motif": "départ"}
    essai = poster(guichet, adresse, **saisies, etape="essai")
    assert "Ce dossier suit une personne" not in clair(essai.text)
    assert f"{len(tous)} dossiers changent de mains" in clair(essai.text)
    assert "C’est fait" in clair(
        poster(guichet, adresse, **saisies, etape="faire", vu=vu(essai.text)).text
    )
    tick(deux.bureau)
    assert suivis(deux, "idris") == tous


def test_one_dossier_of_a_closed_account_is_taken_by_a_program(
    guichet: Guichet, site: Site, deux: Portefeuille
) -> None:
    api = Appels(guichet.client, jeton(site, "idris", ACTES))
    saisies = {"compte": "idris"}
    refus(api.envoyer(MAR, "affecter", saisies=saisies, cle="avant"), 409)
    fermer(deux, "fac")
    possibles = expliquer_dossier(deux.bureau, MAR, "idris")["possibles"]
    assert "affecter" in {un["evenement"] for un in possibles}
    assert api.envoyer(MAR, "affecter", saisies=saisies, cle="apres").status_code == 201
    assert MAR in suivis(deux, "idris")
