"""What the counter says once and plainly: journal, buttons, refusals, invoices, flashes."""

from __future__ import annotations

import html
import re

from tests.portfolio import MAR, REL1, REL2, Portefeuille, mener
from tests.web.conftest import Boite, Guichet
from tests.web.test_every_machine import ouvrir
from tests.web.test_team import poster


def clair(texte: str) -> str:
    return html.unescape(texte).replace("\u00a0", " ")


def test_a_mail_that_left_is_one_line_of_the_journal(
    fac: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    boite.relever()
    page = clair(fac.lire(f"/relations/{REL1}?journal=tout").text)
    journal = page.partition('class="journal"')[2].partition("</ol>")[0]
    assert ", remis" in journal
    assert "a envoyé le courriel" not in journal
    assert int(re.findall(r"Tout \((\d+)\)", page)[0]) == journal.count('id="ligne-')


def test_the_button_of_a_fact_is_short_and_says_which_to_whoever_does_not_see_it(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    page = clair(fac.lire(f"/relations/{REL1}").text)
    assert 'Enregistrer…<span class="visually-hidden"> : l’entreprise a répondu' in page


def test_a_refusal_of_no_field_has_its_summary(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(REL1, "signaler_difficulte", motif="rien")
    refus = poster(
        fac, f"/relations/{REL1}/actes/proposer_courrier", etape="faire", note="x", rev="2"
    )
    assert refus.status_code == 422
    page = clair(refus.text)
    resume = page.partition('class="resume-fautes"')[2].partition("</ul>")[0]
    assert "contacts non aboutis" in resume
    assert 'href="#refus"' in resume
    assert '<h1 id="refus"' in page
    assert page.count("contacts non aboutis") == 1


def test_a_contact_of_several_dossiers_is_checked_as_of_one(fac: Guichet) -> None:
    page = fac.lire(f"/plusieurs?d={REL1}&d={REL2}&acte=consigner_contact").text
    assert 'name="moyen" value="telephone" checked' in page
    assert 'name="sens" value="sortant" checked' in page
    autre = fac.lire(f"/plusieurs?d={REL1}&d={REL2}&acte=noter").text
    assert 'name="moyen"' not in autre


def test_two_invoices_of_one_marche_are_told_apart(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    ouvrir(portefeuille_sqlite, "facture", "brouillon")
    guichet.entrer("compta")
    assert "Calibrage (50 %)" in clair(guichet.lire("/factures").text)


def test_a_flash_that_nobody_signed_says_nothing(guichet: Guichet) -> None:
    guichet.entrer("adm")
    for adresse in ("/compte?fait=mot-de-passe", "/admin/incidents?fait=1"):
        assert 'class="bandeau" role="status"' not in guichet.lire(adresse).text
    fait = poster(guichet, "/compte/sessions", actuel_sessions="quatre mots sans lien")
    assert "Les autres sessions sont fermées" in clair(guichet.lire(fait.headers["location"]).text)


def test_the_help_of_a_date_offers_a_day_that_it_takes(fac: Guichet) -> None:
    page = clair(fac.lire(f"/relations/{REL1}/actes/consigner_contact").text)
    aides = dict(re.findall(r'id="aide-(\w+)">([^<]*)</p>', page))
    assert aides["rappel_le"].endswith("ou demain.")
    assert aides["date"].endswith("ou hier.")
    assert "hier ou demain." in clair(fac.lire(f"/marches/{MAR}/actes/suspendre").text)
