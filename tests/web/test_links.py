"""Personal links: read by anything, answered once, by the person or a colleague who says so."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from services.errors import Conflit
from services.link_secrets import VALIDITE
from services.personal_links.answering_links import repondre as repondre_par_lien
from tests.plain_text import clair
from tests.portfolio import REFUS, REL1, Portefeuille, mener
from tests.services.test_participation import deviser
from tests.web.conftest import Boite, Guichet, texte_du_courriel

REF = "ref@exemple.test"


@pytest.fixture
def lien(portefeuille_sqlite: Portefeuille, boite: Boite) -> str:
    """The link of a mail that asks the town for its agreement."""
    mener(portefeuille_sqlite, "courrier_propose")
    return boite.lien(REF)


def repondre(guichet: Guichet, lien: str, acte: str, **champs: str) -> object:
    return guichet.envoyer(f"{lien}/{acte}", lien, **champs)


def test_reading_uses_nothing_up(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    avant = portefeuille_sqlite.tout()
    for _ in range(3):
        page = guichet.lire(lien)
        assert page.status_code == 200
    assert "Courrier de rappel" in page.text or "Madame, Monsieur" in page.text
    assert "Accepter l’envoi du courrier" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex"
    assert portefeuille_sqlite.tout() == avant


def test_the_title_is_the_question(guichet: Guichet, lien: str) -> None:
    """Once it is answered, the page says what it was about."""
    titre = re.search("<h1>(.*?)</h1>", guichet.lire(lien).text)
    assert titre is not None
    assert re.fullmatch(r"Acceptez-vous l’envoi de ce courrier à .+\xa0\?", titre[1])
    guichet.envoyer(f"{lien}/accepter_courrier", lien, qui="moi")
    assert "Acceptez-vous" not in guichet.lire(lien).text


def test_the_link_acts_once(guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille) -> None:
    assert repondre(guichet, lien, "accepter_courrier", qui="moi").status_code == 303
    assert portefeuille_sqlite.etat(REL1) == "courrier_accepte"
    ligne = next(
        une for une in portefeuille_sqlite.journal(REL1) if une.event == "accepter_courrier"
    )
    assert (ligne.role, ligne.actor, ligne.on_behalf_of) == ("referent", "lien:1", None)
    page = guichet.lire(lien).text
    assert "Votre réponse est enregistrée" in page
    assert f"{lien}/accepter_courrier" not in page
    jeton = guichet.jeton("/connexion")
    encore = guichet.client.post(f"{lien}/refuser_courrier", data={"_jeton": jeton, "motif": "x"})
    assert encore.status_code == 409
    assert portefeuille_sqlite.etat(REL1) == "courrier_accepte"


def test_a_double_click_answers_once(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    donnees = {"_jeton": guichet.jeton(lien), "qui": "moi"}
    for _ in range(2):
        guichet.client.post(f"{lien}/accepter_courrier", data=donnees)
    faits = [une.event for une in portefeuille_sqlite.journal(REL1)]
    assert faits.count("accepter_courrier") == 1


def test_a_refusal_asks_for_its_reason(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    sans = repondre(guichet, lien, "refuser_courrier", qui="moi")
    assert sans.status_code == 422
    assert "Il manque : Motif" in clair(sans.text)
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"
    avec = repondre(guichet, lien, "refuser_courrier", qui="moi", motif="trop tôt")
    assert avec.status_code == 303
    assert portefeuille_sqlite.etat(REL1) != "courrier_propose"


def test_a_colleague_says_who_they_are(guichet: Guichet, lien: str) -> None:
    sans_nom = repondre(guichet, lien, "accepter_courrier", qui="autre")
    assert sans_nom.status_code == 400
    assert "Indiquez votre nom" in sans_nom.text
    repondre(guichet, lien, "accepter_courrier", qui="autre", nom="Luc Favre, achats")
    assert "par Luc Favre, achats" in guichet.lire(lien).text
    guichet.entrer("fac")
    assert "Luc Favre, achats, pour Nadia Orsel" in guichet.lire(f"/relations/{REL1}").text


def test_the_secret_is_nowhere_in_the_database(
    lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    secret = lien.rpartition("/")[2]
    assert secret not in repr(portefeuille_sqlite.tout())
    assert "votre-lien-personnel" in repr(portefeuille_sqlite.tout())


def test_a_link_that_is_over_tells_nothing_to_whoever_holds_it(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    secrets = ("Luc Favre", "Nadia Orsel", "Madame, Monsieur", REL1, "Accepter l’envoi")
    assert "Madame, Monsieur" in guichet.lire(lien).text
    repondre(guichet, lien, "accepter_courrier", qui="autre", nom="Luc Favre, achats")
    assert "Luc Favre" in guichet.lire(lien).text
    guichet.client.cookies.clear()
    page = guichet.lire(lien).text
    assert "Ce lien a servi" in page
    assert [un for un in secrets if un in page] == []
    portefeuille_sqlite.horloge.instant += VALIDITE + timedelta(days=1)
    page = guichet.lire(lien).text
    assert [un for un in secrets if un in page] == []


def test_an_expired_link_shows_no_letter(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.horloge.instant += VALIDITE + timedelta(days=1)
    page = guichet.lire(lien).text
    assert "Recevoir un nouveau lien" in page
    assert [un for un in ("Nadia Orsel", "Madame, Monsieur", REL1) if un in page] == []


def test_an_expired_link_does_not_ask_again_what_was_answered(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    portefeuille_sqlite.fire(REL1, "lever_difficulte", motif="ils ont appelé")
    portefeuille_sqlite.horloge.instant += VALIDITE + timedelta(days=1)
    page = guichet.lire(lien).text
    assert "Plus rien n’est attendu de vous" in page
    assert "Recevoir un nouveau lien" not in page
    assert [un for un in ("Nadia Orsel", "Madame, Monsieur", REL1) if un in page] == []
    avant = len(boite.relever())
    jeton = guichet.jeton("/connexion")
    refuse = guichet.client.post(f"{lien}/renouveler", data={"_jeton": jeton})
    assert refuse.status_code == 409
    assert len(boite.relever()) == avant


def test_a_fresh_link_asks_what_the_dossier_asks_today(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """Not what was answered long ago; nothing of it is joined any more."""
    portefeuille_sqlite.fire(REL1, "accepter_courrier", "ref")
    portefeuille_sqlite.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    portefeuille_sqlite.horloge.instant += VALIDITE + timedelta(days=1)
    guichet.envoyer(f"{lien}/renouveler", lien)
    neuf = boite.relever()[-1]
    dit = clair(texte_du_courriel(neuf))
    assert str(neuf["Subject"]).startswith("Nouveau lien\u00a0: ")
    assert "n’est plus d’actualité : le dossier est aujourd’hui à « Alerte à la ville »" in dit
    assert "- notifier la défaillance à l’entreprise, ou classer l’alerte" in dit
    assert "accepter ou refuser" not in dit
    assert not [un for un in neuf.iter_attachments() if un.get_filename()]


def test_nobody_answers_in_another_s_name_by_haste(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    assert 'value="moi" checked' not in guichet.lire(lien).text
    refuse = repondre(guichet, lien, "accepter_courrier")
    assert refuse.status_code == 400
    assert "Dites qui répond" in refuse.text
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"


@pytest.mark.parametrize("faux", ["/lien/inconnu", "/lien/votre-lien-personnel"])
def test_an_unknown_link_opens_nothing(guichet: Guichet, lien: str, faux: str) -> None:
    assert guichet.lire(faux).status_code == 404
    jeton = guichet.jeton("/connexion")
    pose = guichet.client.post(f"{faux}/accepter_courrier", data={"_jeton": jeton})
    assert pose.status_code == 404


def test_an_expired_link_gives_a_new_one_to_the_known_address(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    portefeuille_sqlite.horloge.instant += VALIDITE + timedelta(days=5, hours=1)
    assert "Ce lien n’est plus valable" in guichet.lire(lien).text
    jeton = guichet.jeton(lien)
    pose = guichet.client.post(f"{lien}/accepter_courrier", data={"_jeton": jeton, "qui": "moi"})
    assert pose.status_code == 409
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"
    for _ in range(2):  # twice asked, once sent
        assert guichet.envoyer(f"{lien}/renouveler", lien).status_code in {200, 201}
    neuf = boite.lien(REF)
    assert neuf != lien
    envoyes = [un for un in boite.relever() if un["To"] and REF in str(un["To"])]
    assert len(envoyes) == 2
    deux = [
        un.get_body((genre,)).get_content() for un in envoyes[-1:] for genre in ("plain", "html")
    ]
    dite = "écrit le lundi 3 mars 2025, est toujours d’actualité."
    assert [un.count(dite) for un in deux] == [1, 1]
    assert "- accepter ou refuser l’envoi du courrier, attendu depuis le lundi 10 mars" in deux[0]
    assert f'<a href="http://testserver.local{neuf}"' in deux[1]
    assert any(un.get_filename() for un in envoyes[-1].iter_attachments())
    assert repondre(guichet, neuf, "accepter_courrier", qui="moi").status_code == 303


def test_a_link_offers_what_its_dossier_waits_for_alone(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(REL1, "lever_difficulte", motif="ils ont appelé")
    assert "Plus rien n’est attendu de vous" in guichet.lire(lien).text


def test_an_act_of_another_role_is_no_answer(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    for acte in ("lever_difficulte", "clore", "noter", "corriger", "inconnu"):
        refuse = repondre(guichet, lien, acte, qui="moi", motif="essai", texte="essai")
        assert refuse.status_code == 409
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"


def test_the_team_s_mails_lead_to_its_page(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    repondre(guichet, lien, "accepter_courrier", qui="moi")
    recu = next(un for un in boite.relever() if "fac@" in str(un["To"]))
    assert f"/d/{REL1}" in texte_du_courriel(recu)
    guichet.entrer("fac")
    assert guichet.lire(f"/d/{REL1}").headers["location"] == f"/relations/{REL1}"


def test_no_link_acts_in_the_place_of_the_accounts(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    """A link is for who has no account: the accounts sign in to issue an invoice."""
    deviser(portefeuille_sqlite)
    recu = next(un for un in boite.relever() if "facture" in str(un["Subject"]).lower())
    texte = clair(texte_du_courriel(recu))
    assert "Ouvrir le dossier : http" in texte
    assert [un for un in ("/lien/", "sans compte") if un in texte] == []
    trouve = re.search(r"/d/(FAC-\d+-\d+)", texte)
    assert trouve is not None
    guichet.entrer("compta")
    assert guichet.lire(trouve[0]).headers["location"] == f"/factures/{trouve[1]}"


def test_an_alert_is_acknowledged_then_answered_by_a_fresh_link(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    alerte = boite.lien(REF)
    page = guichet.lire(alerte).text
    assert page.index("notifier_defaillance") < page.index("classer_alerte")
    assert "rien ne part vers l’entreprise : la notification est le courrier" in clair(page)
    assert repondre(guichet, alerte, "accuser_alerte", qui="moi").status_code == 303
    assert portefeuille_sqlite.etat(REL1) == "alerte"
    guichet.envoyer(f"{alerte}/renouveler", alerte)
    neuf = boite.lien(REF)
    assert neuf != alerte
    fait = repondre(guichet, neuf, "notifier_defaillance", qui="moi", date_notification="hier")
    assert fait.status_code == 422  # before the alert
    fait = repondre(
        guichet, neuf, "notifier_defaillance", qui="moi", date_notification="aujourd’hui"
    )
    assert fait.status_code == 303
    assert portefeuille_sqlite.etat(REL1) == "defaillance_notifiee"


def test_a_point_d_etape_is_asked_for_and_the_answer_stays_to_be_given(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    point = f"{lien}/point-d-etape"
    sans_nom = guichet.envoyer(point, lien, qui="autre")
    assert sans_nom.status_code == 400
    assert "Indiquez votre nom" in sans_nom.text
    for _ in range(2):
        pose = guichet.envoyer(point, lien, qui="autre", nom="Luc Favre, achats", demande="Où ?")
        assert pose.status_code in {303, 404}
    ouverts = portefeuille_sqlite.rangees(
        "SELECT numero, parent FROM dossier WHERE machine = 'point_etape'"
    )
    assert len(ouverts) == 1
    assert "accepter_courrier" in guichet.lire(lien).text
    guichet.entrer("fac")
    fiche = guichet.lire(guichet.lire(f"/d/{ouverts[0].numero}").headers["location"]).text
    assert "Luc Favre, achats, pour Nadia Orsel" in fiche
    (ligne,) = portefeuille_sqlite.journal(ouverts[0].numero)
    assert (ligne.role, ligne.actor) == ("referent", "lien:1")
    assert "Luc Favre" not in ligne.payload
    assert '"signataire":{"dp"' in ligne.payload.replace(" ", "")


def test_a_link_closes_with_the_mandate_of_whoever_it_was_sent_to(
    guichet: Guichet, lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    """Thirty days are longer than some mandates: neither read, answered nor renewed after it."""
    jeton = guichet.jeton(lien)
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE referent SET courriel = 'neuve@exemple.test'")
    avant = portefeuille_sqlite.tout()

    page = clair(guichet.lire(lien).text)
    assert "n'est plus celle d'une personne référente" in page.replace("’", "'")
    assert "appelez" in page
    assert not [un for un in ("Votre réponse", "Le courrier", "Madame, Monsieur") if un in page]
    assert f"{lien}/" not in page
    for suite in ("accepter_courrier", "renouveler", "point-d-etape"):
        refus = guichet.client.post(f"{lien}/{suite}", data={"_jeton": jeton, "qui": "moi"})
        assert refus.status_code == 409
    assert portefeuille_sqlite.tout() == avant


def test_an_answer_sent_after_the_mandate_is_refused_whatever_the_page(
    lien: str, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE referent SET au = '2025-01-01'")
    with pytest.raises(Conflit):
        repondre_par_lien(
            portefeuille_sqlite.bureau,
            lien.rpartition("/")[2],
            "accepter_courrier",
            saisies={},
            pieces={},
        )
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"
