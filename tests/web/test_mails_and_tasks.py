"""Mails as they were sent, held ones let go by a click; tasks answered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from notifications.captured import BoiteCapturee
from services.clock.ticking import tick
from services.counter.tasks import repondre
from services.mail.delivering import livrer
from tests.plain_text import clair
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import EXPIRATION, a
from tests.web.conftest import COMPTES, Boite, Guichet, texte_du_courriel
from web.headers import CSP

BASE = f"/relations/{REL1}"


def courriels(portefeuille: Portefeuille, message: str) -> Any:
    requete = "SELECT * FROM outbox WHERE message = :m ORDER BY id DESC"
    return portefeuille.rangees(requete, m=message)[0]


@pytest.fixture
def retenu(portefeuille_sqlite: Portefeuille, boite: Boite) -> str:
    """Path of a mail to the company that waits for a click."""
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.aller("2025-03-19")
    tick(portefeuille_sqlite.bureau)
    portefeuille_sqlite.attendre(hours=5)
    tick(portefeuille_sqlite.bureau)
    portefeuille_sqlite.fire(REL1, "proposer_rencontre", "fac")
    boite.relever()
    return f"{BASE}/courriels/{courriels(portefeuille_sqlite, 'convocation_rencontre').id}"


def test_a_mail_without_an_address_says_how_to_mend_it(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """The way leads to the form of the very person; once it is filled, the mail waits no more."""
    p = portefeuille_sqlite
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE referent SET courriel = NULL")
    mener(p, "courrier_propose")
    [(numero,)] = p.rangees("SELECT id FROM outbox WHERE statut = 'sans_adresse'")
    guichet.entrer("fac")
    page = guichet.lire(f"/relations/{REL1}/courriels/{numero}").text
    assert "il part alors de lui-même" in page
    [fiche] = re.findall(r'href="(/registre/donneurs-ordre/\d+/referent)"', page)
    personne = {"suppleant": "non", "nom": "Nadia Orsel", "courriel": "n@exemple.test"}
    assert guichet.envoyer(fiche, fiche, **personne, du="aujourd’hui").status_code == 303
    livrer(p.bureau, BoiteCapturee(Path(p.url.removeprefix("sqlite:///")).parent / "boite"))
    assert not p.rangees("SELECT id FROM outbox WHERE statut = 'sans_adresse'")


def test_a_held_mail_is_put_right_then_leaves_by_a_click(
    guichet: Guichet, retenu: str, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    guichet.entrer("fac")
    page = guichet.lire(retenu).text
    assert "attend votre relecture" in page
    vide = guichet.envoyer(retenu, retenu, etape="modifier", sujet="Rencontre", texte=" ")
    assert vide.status_code == 400
    garde = guichet.envoyer(retenu, retenu, etape="modifier", sujet="Rencontre", texte="Mardi ?")
    assert garde.status_code == 303
    guichet.envoyer(retenu, retenu)  # a form that does not say what it asks for
    assert not [un for un in boite.relever() if "jean@" in str(un["To"])]
    assert guichet.envoyer(retenu, retenu, etape="envoyer").status_code == 303
    parti = [un for un in boite.relever() if "jean@" in str(un["To"])][-1]
    assert parti["Subject"] == "Rencontre"
    assert "Mardi" in texte_du_courriel(parti)
    assert "remis" in guichet.lire(retenu).text


def test_words_of_health_to_the_town_are_confirmed_on_the_page(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE referent SET courriel = NULL")
    p.fire(REL1, "signaler_au_donneur_ordre", motif="Le chantier a du retard")
    adresse = f"{BASE}/courriels/{courriels(p, 'signalement_donneur_ordre').id}"
    guichet.entrer("fac")
    assert 'id="mots_relus"' not in guichet.lire(adresse).text
    recrit = {"etape": "modifier", "sujet": "Retard", "texte": "Le tuteur est malade."}
    refuse = guichet.envoyer(adresse, adresse, **recrit)
    assert refuse.status_code == 400
    assert 'id="mots_relus"' in refuse.text
    assert "Le tuteur est malade.</textarea>" in clair(refuse.text)
    assert guichet.envoyer(adresse, adresse, **recrit, mots_relus="oui").status_code == 303


def version(page: str) -> str:
    trouvee = re.search(r'name="version" value="([^"]+)"', page)
    assert trouvee is not None
    return trouvee[1]


def test_two_people_on_one_waiting_mail_do_not_undo_each_other(
    guichet: Guichet, retenu: str, boite: Boite
) -> None:
    guichet.entrer("resp")
    vue = version(guichet.lire(retenu).text)
    correction = {"etape": "modifier", "sujet": "Rencontre", "version": vue}
    assert guichet.envoyer(retenu, retenu, **correction, texte="Mardi ?").status_code == 303
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    tard = guichet.envoyer(retenu, retenu, **correction, texte="Jeudi ?")
    assert tard.status_code == 409
    dite = clair(tard.text)
    assert "a modifié ce texte depuis votre lecture" in dite
    assert "Mardi ?</p>" in dite
    assert "Jeudi ?</textarea>" in dite  # what was typed is kept
    assert "Le texte d’avant sa correction" in dite
    assert '<th scope="row">Enregistré entre-temps</th><td>Mardi ?</td>' in dite
    assert '<th scope="row">Le vôtre</th><td>Jeudi ?</td>' in dite
    assert "<td>Objet : " not in dite  # the same
    objet = {**correction, "sujet": "Rendez-vous", "texte": "Mardi ?"}
    autre = clair(guichet.envoyer(retenu, retenu, **objet).text)
    assert '<th scope="row">Le vôtre</th><td>Objet : Rendez-vous</td>' in autre
    assert "Vous aviez écrit le même texte" not in autre
    memes = clair(guichet.envoyer(retenu, retenu, **correction, texte="Mardi ?").text)
    assert "Vous aviez écrit le même texte" in memes
    parti = guichet.envoyer(retenu, retenu, etape="envoyer", version=vue)
    assert parti.status_code == 409  # nobody sends a text that they have not read
    assert not [un for un in boite.relever() if "jean@" in str(un["To"])]
    page = guichet.lire(retenu).text
    assert (
        guichet.envoyer(retenu, retenu, etape="envoyer", version=version(page)).status_code == 303
    )


def test_a_waiting_mail_is_kept_back_with_a_reason_then_put_back(
    guichet: Guichet, retenu: str, boite: Boite
) -> None:
    guichet.entrer("fac")
    sans = guichet.envoyer(retenu, retenu, etape="ecarter", motif=" ")
    assert sans.status_code == 400
    assert "Il manque le motif" in sans.text
    fait = guichet.envoyer(retenu, retenu, etape="ecarter", motif="Vu au téléphone.")
    assert fait.status_code == 303
    page = guichet.lire(retenu).text
    assert "écarté, non envoyé" in page
    assert "Envoyer à" not in page
    dossier = clair(guichet.lire(BASE).text)
    assert "a décidé de ne pas envoyer le courriel" in dossier
    assert "Vu au téléphone." in dossier
    assert f'href="{retenu}"' not in guichet.lire("/aujourdhui").text
    assert guichet.envoyer(retenu, retenu, etape="envoyer").status_code == 403
    assert guichet.envoyer(retenu, retenu, etape="remettre").status_code == 303
    assert "attend votre relecture" in guichet.lire(retenu).text
    assert guichet.envoyer(retenu, retenu, etape="envoyer").status_code == 303
    assert [un for un in boite.relever() if "jean@" in str(un["To"])]


def test_a_text_that_lost_the_personal_link_is_told(guichet: Guichet, retenu: str) -> None:
    guichet.entrer("fac")
    perdu = "Le texte n’a plus son lien personnel"
    assert perdu not in guichet.lire(retenu).text
    guichet.envoyer(retenu, retenu, etape="modifier", sujet="Rencontre", texte="Mardi ?")
    page = guichet.lire(retenu).text
    assert perdu in page
    lien = re.search(r'class="numero">(http\S+/lien/votre-lien-personnel)<', page)
    assert lien is not None
    remis = f"Mardi ? {lien[1]}"
    guichet.envoyer(retenu, retenu, etape="modifier", sujet="Rencontre", texte=remis)
    assert perdu not in guichet.lire(retenu).text


@pytest.mark.parametrize("login", COMPTES)
def test_a_mail_is_read_by_its_own_and_sent_by_the_team(
    guichet: Guichet, retenu: str, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    guichet.entrer(login)
    equipe = login in {"fac", "resp"}
    assert guichet.lire(retenu).status_code == (200 if equipe else 404)
    alerte = courriels(portefeuille_sqlite, "alerte_donneur_ordre").id
    lisible = login in {"fac", "resp", "ref"}
    assert guichet.lire(f"{BASE}/courriels/{alerte}").status_code == (200 if lisible else 404)
    jeton = guichet.jeton("/compte")
    donnees = {"_jeton": jeton, "etape": "envoyer"}
    envoye = guichet.client.post(retenu, data=donnees, follow_redirects=False)
    assert envoye.status_code == (303 if equipe else 404)


def test_a_mail_belongs_to_one_dossier(guichet: Guichet, retenu: str) -> None:
    guichet.entrer("fac")
    ailleurs = retenu.replace(REL1, "REL-2025-00002")
    assert guichet.lire(ailleurs).status_code == 404
    assert guichet.lire(f"{BASE}/courriels/999999").status_code == 404


def test_nothing_received_moves_the_dossier_at_once(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.aller("2025-03-19")
    tick(portefeuille_sqlite.bureau)
    guichet.entrer("fac")
    page = guichet.lire("/aujourdhui").text
    assert "Rien reçu" in page
    tache = portefeuille_sqlite.rangees(
        "SELECT id FROM tache WHERE code = 'verifier_courrier' AND statut = 'ouverte'"
    )[0].id
    adresse = f"/taches/{tache}"
    pose = guichet.envoyer(adresse, "/aujourdhui", reponse="rien_recu", suite=BASE)
    assert pose.headers["location"].startswith(f"{BASE}?fait=")
    assert portefeuille_sqlite.etat(REL1) == "alerte"
    assert guichet.envoyer(adresse, "/compte", reponse="rien_recu").status_code == 403


@pytest.mark.parametrize(
    ("login", "statut_http"),
    [("ref", 403), ("lyon", 404), ("ent", 404), ("compta", 404), ("adm", 404)],
)
def test_a_task_is_answered_by_its_own_people(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str, statut_http: int
) -> None:
    """Who does not read its dossier is answered as if there were no such task, done or not."""
    mener(portefeuille_sqlite, "courrier_recu")
    a(portefeuille_sqlite, f"{EXPIRATION}T10:00")
    requete = "SELECT id FROM tache WHERE code = 'verifier_courrier'"
    tache = portefeuille_sqlite.rangees(requete)[0].id
    guichet.entrer(login)
    refuse = guichet.envoyer(f"/taches/{tache}", "/compte", reponse="fait")
    assert refuse.status_code == statut_http
    statut = portefeuille_sqlite.rangees("SELECT statut FROM tache WHERE id = :i", i=tache)
    assert statut[0].statut == "ouverte"
    repondre(portefeuille_sqlite.bureau, tache, "fait", "fac", "cli:test")
    fait = guichet.envoyer(f"/taches/{tache}", "/compte", reponse="fait")
    assert fait.status_code == statut_http
    assert "(par fac)" not in fait.text
    if statut_http == 404:
        rien = guichet.envoyer("/taches/999999", "/compte", reponse="fait")
        assert (rien.status_code, rien.text) == (404, refuse.text) == (404, fait.text)


def test_a_held_mail_stands_on_the_day_of_who_lets_it_go(
    guichet: Guichet, retenu: str, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    assert f'href="{retenu}"' in guichet.lire("/aujourdhui").text
    guichet.envoyer(retenu, retenu, etape="envoyer")
    assert f'href="{retenu}"' not in guichet.lire("/aujourdhui").text


@pytest.mark.parametrize(("login", "vu"), [("resp", True), ("ref", False)])
def test_the_team_s_day_has_the_mails_that_wait_and_the_town_s_has_not(
    guichet: Guichet, retenu: str, login: str, vu: bool
) -> None:
    guichet.entrer(login)
    assert (f'href="{retenu}"' in guichet.lire("/aujourdhui").text) is vu


def test_a_decision_is_not_ticked_off(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    tache = portefeuille_sqlite.rangees("SELECT id FROM tache WHERE code = 'decider_accord'")[0].id
    guichet.entrer("ref")

    assert f'action="/taches/{tache}"' not in guichet.lire(BASE).text
    refuse = guichet.envoyer(f"/taches/{tache}", BASE, reponse="fait")

    assert refuse.status_code == 403
    assert "Accepter l’envoi du courrier" in refuse.text


def test_a_move_whose_day_was_past_is_made_from_the_pages(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    a(portefeuille_sqlite, f"{EXPIRATION}T10:00")
    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")
    portefeuille_sqlite.fire(REL1, "retablir", etat="courrier_recu", motif="partie trop tôt")
    tache = portefeuille_sqlite.rangees(
        "SELECT id FROM tache WHERE code = 'decider_echeance:expiration' AND statut = 'ouverte'"
    )[0].id
    portefeuille_sqlite.aller("2025-03-21")
    guichet.entrer("fac")

    for page in (BASE, "/aujourdhui"):
        forme = guichet.lire(page).text.partition(f'action="/taches/{tache}"')[2]
        assert "Rien reçu" in forme.partition("</form>")[0]
    lue = guichet.lire(BASE).text
    assert "<strong>Fin du délai du courrier</strong>" in lue
    assert "la suite ne se fait plus" in lue
    avant = "/relations?avant=2025-03-20"  # what runs now is due later
    assert REL1 in guichet.lire(avant).text
    guichet.envoyer(f"/taches/{tache}", BASE, reponse="rien_recu", suite=BASE)

    assert portefeuille_sqlite.etat(REL1) == "alerte"
    assert "la suite ne se fait plus" not in guichet.lire(BASE).text
    assert REL1 not in guichet.lire(avant).text


def test_a_task_without_a_date_is_not_of_today(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET echeance = NULL"))
    portefeuille_sqlite.aller("2025-03-05")
    guichet.entrer("fac")
    page = clair(guichet.lire("/aujourdhui").text)
    assert re.search(r"Rien en retard, rien à faire aujourd’hui, \d+ sans échéance\.", page)
    assert "À faire aujourd’hui" not in page
    section = page[page.index("Sans échéance") :]
    assert "depuis lundi" in section[: section.index("</li>")]


def test_a_mail_is_also_shown_as_its_html_draws_it(guichet: Guichet, retenu: str) -> None:
    """In a frame of its own rules, which the page alone allows; the text stays the default."""
    guichet.entrer("fac")
    texte, encadree = (guichet.lire(f"{retenu}{forme}") for forme in ("", "?forme=html"))
    assert "<iframe" not in texte.text
    assert texte.headers["content-security-policy"] == CSP
    assert f'<iframe class="recu" src="{retenu}/html"' in encadree.text
    assert encadree.headers["content-security-policy"] == f"{CSP}; frame-src 'self'"
    seule = guichet.lire(f"{retenu}/html")
    regles = seule.headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= set(regles)
    assert not [une for une in regles if "script" in une or "allow" in une]
    assert '<html lang="fr">' in seule.text
    assert "Bonjour" in seule.text


@pytest.mark.parametrize("login", ["", *COMPTES])
def test_the_html_of_a_mail_is_read_by_who_reads_the_mail(
    guichet: Guichet, retenu: str, login: str
) -> None:
    if login:
        guichet.entrer(login)
    page, seule = guichet.lire(retenu), guichet.lire(f"{retenu}/html")
    assert seule.status_code == page.status_code


def test_a_mail_without_html_has_one_form(
    guichet: Guichet, retenu: str, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE contenu SET corps = NULL")
    guichet.entrer("fac")
    assert "<iframe" not in guichet.lire(f"{retenu}?forme=html").text
    assert guichet.lire(f"{retenu}/html").status_code == 404
