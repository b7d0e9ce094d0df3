"""The page of a link shows what its question is about, and offers no more than its answers."""

from __future__ import annotations

import re

from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from tests.fixtures.files import un_pdf
from tests.plain_text import clair
from tests.portfolio import MAR, REFUS, REL1, Portefeuille, mener
from tests.services.asking import mail
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
    assert re.search(
        r"courrier[^<]*<br>.*?</th><td[^>]*>21.jours</td><td[^>]*>15.jours</td>", proposes
    )
    etape = "<br><span[^>]*>« Participer à l’analyse des offres » n’a pas lieu</span>"
    ligne = rf"analyse des offres<br>.*?</th><td[^>]*>non{etape}</td><td[^>]*>oui</td>"
    assert re.search(ligne, proposes)
    texte = mail(portefeuille_sqlite, "procedure_proposee")
    [courriel] = re.findall(
        "Ce que la procédure propose :.*Une fois acceptée", clair(texte), re.DOTALL
    )
    assert "Délai du courrier" in courriel
    assert ": 21 jours (convention, annexe 2/A" in courriel
    assert "non ; « Participer à l’analyse des offres » n’a pas lieu (convention, art" in courriel
    dits = len(re.findall("^- ", courriel, re.MULTILINE))
    assert f"Tout ce qui sera figé : {dits} réglages" in clair(page)
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


def test_the_pieces_are_handed_over_by_their_link(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """Checked as any file, kept on the dossier: asked for no more, read by somebody."""
    portefeuille_sqlite.fire(MAR, "signaler_au_donneur_ordre", motif="les pièces manquent")
    lien = boite.lien(REF)
    assert _ACTES.findall(guichet.lire(lien).text) == ["remettre_pieces"]

    def remettre(corps: bytes) -> int:
        reponse = guichet.client.post(
            f"{lien}/remettre_pieces",
            data={"_jeton": guichet.jeton(lien), "qui": "moi"},
            files={"piece": ("CCAP.pdf", corps, "application/pdf")},
        )
        return int(reponse.status_code)

    assert remettre(b"MZ no PDF at all") == 400
    assert "transmettre_pieces" in _taches(portefeuille_sqlite)
    assert remettre(un_pdf("les pièces")) == 200
    (ligne,) = (une for une in portefeuille_sqlite.journal(MAR) if une.event == "remettre_pieces")
    assert ligne.role == "referent"
    assert "transmettre_pieces" not in _taches(portefeuille_sqlite)
    assert "lire_les_pieces" in _taches(portefeuille_sqlite)
    guichet.entrer("fac")
    assert "CCAP.pdf" in guichet.lire(f"/marches/{MAR}").text


def _taches(p: Portefeuille) -> set[str]:
    requete = """SELECT t.code FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.statut = 'ouverte'"""
    return {une.code for une in p.rangees(requete, n=MAR)}


def test_what_a_link_cannot_answer_has_an_address_to_write_to(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """The marché waits for its launch: its mail's link closes no marché."""
    portefeuille_sqlite.fire(MAR, "recevoir_pieces", pieces_recues_le="2025-03-03")
    portefeuille_sqlite.fire(MAR, "signaler_au_donneur_ordre", motif="le lancement tarde")
    page = guichet.lire(boite.lien(REF)).text
    assert _ACTES.findall(page) == []
    assert "Inviter la facilitation à la réunion de lancement" in page
    assert f'href="mailto:fac@exemple.test?subject={MAR}"' in page
    assert "ne se répond pas" not in page
    assert "Plus rien" not in page


def test_a_mail_that_asks_nothing_is_read_again_by_its_link(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """The plan and its dates, not the letter of long ago; nothing is said to have moved since."""
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    portefeuille_sqlite.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-03")
    portefeuille_sqlite.fire(REL1, "convenir_plan", echeance="2025-05-30")
    lien = boite.lien(REF, "Plan de rattrapage")
    page = clair(guichet.lire(lien).text)
    assert "Rien n’est attendu de vous" in page
    assert "Ce courriel n’attend aucune réponse." in page
    assert "Un plan de rattrapage est convenu avec l’entreprise" in page
    assert "30 mai 2025" in page
    assert "Madame, Monsieur" not in page
    assert "avancé" not in page
    portefeuille_sqlite.fire(REL1, "plan_tenu")
    page = clair(guichet.lire(lien).text)
    assert "Plus rien n’est attendu de vous" in page
    assert "Le dossier a avancé depuis l’envoi de ce courriel." in page
