"""The page of a link shows what its question is about, and offers no more than its answers."""

from __future__ import annotations

import re

from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from tests.plain_text import clair
from tests.portfolio import MAR, Portefeuille, mener
from tests.services.test_convention import CONV, REU, ouvrir_convention, piece
from tests.web.conftest import Boite, Guichet
from tests.web.test_reading import MAX_DE_REQUETES, requetes
from web.site import Site

REF = "ref@exemple.test"
_ACTES = re.compile(r'action="/lien/[^/"]+/([a-z_]+)"')


def test_a_devis_is_accepted_with_its_amount_in_sight(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    demande = Ouverture(
        machine="devis",
        acteur="cli:test",
        compte="fac",
        dans=MAR,
        saisies={"montant": "2501.01", "objet_du_devis": "Participation 2025"},
    )
    numero = str(ouvrir_a_la_main(portefeuille_sqlite.bureau, demande)["dossier"])
    portefeuille_sqlite.fire(numero, "envoyer", envoye_le="2025-03-03")
    page = guichet.lire(boite.lien(REF, "Devis")).text
    assert "Montant de la participation (€)</dt><dd>2 501,01" in clair(page)
    assert "Participation 2025" in page
    assert _ACTES.findall(page) == ["accepter", "refuser"]


def test_a_procedure_is_accepted_with_its_rules_in_sight(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """And nobody ends an agreement by a link."""
    ecrits = "relation_entreprise: {delai_courrier: 21 j}\n  marche: {analyse_conviee: non}\n"
    procedure = piece("p.yaml", f"parametres:\n  {ecrits}")
    ouvrir_convention(portefeuille_sqlite)
    portefeuille_sqlite.fire(REU, "tenir", tenue_le="2025-03-03")
    portefeuille_sqlite.fire(CONV, "proposer_procedure", _pieces={"procedure": procedure})
    page = guichet.lire(boite.lien(REF, "Procédure")).text
    proposes = clair(page[page.index("Ce que la procédure propose") :])
    assert re.search(r"courrier[^<]*<br>.*?</th><td>21 j</td><td>15 j</td>", proposes)
    assert re.search(r"analyse des offres<br>.*?</th><td>non</td><td>oui</td>", proposes)
    assert re.search(r"Tout ce qui sera figé : \d+ réglages", proposes)
    assert _ACTES.findall(page) == ["accepter_procedure", "revoir_procedure"]


def test_the_indicators_are_validated_with_their_list_in_sight(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """The procedure is accepted already: its rules are no longer the question."""
    procedure = piece("p.yaml", "parametres:\n  relation_entreprise: {delai_courrier: 21 j}\n")
    ouvrir_convention(portefeuille_sqlite)
    portefeuille_sqlite.fire(REU, "tenir", tenue_le="2025-03-03")
    portefeuille_sqlite.fire(CONV, "proposer_procedure", _pieces={"procedure": procedure})
    lien = boite.lien(REF, "Procédure")
    portefeuille_sqlite.fire(CONV, "accepter_procedure", by="ref")
    page = clair(guichet.lire(lien).text)
    assert "Validez-vous les indicateurs du bilan annuel ?" in page
    assert "Nombre de personnes concernées" in page
    assert "Typologie des bénéficiaires" in page
    assert "Ce que la procédure propose" not in page
    assert _ACTES.findall(page) == ["valider_indicateurs"]


def test_the_form_of_an_account_shows_what_it_validates(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    ouvrir_convention(portefeuille_sqlite)
    guichet.entrer("ref")
    page = clair(guichet.lire(f"/conventions/{CONV}/actes/valider_indicateurs").text)
    assert "Nombre de personnes concernées" in page
    assert "Typologie des bénéficiaires" in page
    autre = clair(guichet.lire(f"/conventions/{CONV}/actes/noter").text)
    assert "Typologie des bénéficiaires" not in autre


def test_a_link_of_the_city_asks_few_questions(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite, site: Site
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    lien = boite.lien(REF)
    guichet.lire(lien)
    with requetes(site) as dites:
        assert "Accepter l’envoi" in clair(guichet.lire(lien).text)
    assert len(dites) <= MAX_DE_REQUETES


def test_what_a_link_cannot_answer_is_said(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """The marché waits for its pièces: its mail's link closes no marché."""
    portefeuille_sqlite.fire(MAR, "signaler_au_donneur_ordre", motif="les pièces manquent")
    page = guichet.lire(boite.lien(REF)).text
    assert _ACTES.findall(page) == []
    assert "Transmettre les pièces du marché" in page
    assert f'href="mailto:fac@exemple.test?subject={MAR}"' in page
    assert "ne se répond pas" not in page
    assert "Plus rien" not in page
