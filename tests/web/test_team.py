"""The team's page: the load of each, absences, a portfolio that changes hands; what to invoice."""

from __future__ import annotations

import re
import time
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from services.clock.ticking import tick
from services.counter.handing_over import remettre
from services.register.registering import CompteSaisi, ajouter_compte
from storage import dossiers as depot
from storage import tables as t
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, REL2, Portefeuille, mener
from tests.services.test_participation import deviser
from tests.web.conftest import COMPTES, Guichet, vu
from tests.web.test_every_machine import ouvrir
from tests.web.test_exports import lignes
from tests.web.test_reading import requetes
from web import long_pages
from web.pages import remises
from web.site import Site


def poster(guichet: Guichet, adresse: str, **champs: str) -> Any:
    donnees = {"_jeton": guichet.jeton("/compte"), **champs}
    return guichet.client.post(adresse, data=donnees, follow_redirects=False)


@pytest.fixture
def avec_idris(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    compte = CompteSaisi(
        login="idris", nom="Idris Morel", roles=("facilitateur",), courriel="idris@exemple.test"
    )
    ajouter_compte(portefeuille_sqlite.bureau.travail, compte)
    return portefeuille_sqlite


def test_somebody_is_away_and_nobody_stands_in(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Their tasks stay on their desk; a responsable declares it for a buyer's people too."""
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("resp")
    for login in ("fac", "ref"):
        saisies = {"login": login, "delegue": "-", "du": "03/03/2025", "au": "07/03/2025"}
        assert poster(guichet, "/equipe/absences", **saisies).status_code == 303
    page = clair(guichet.lire("/equipe").text)
    assert page.count("Personne ne remplace.") == 2
    assert "personne ne remplace" in guichet.lire("/equipe/export.csv").text
    guichet.client.cookies.clear()
    guichet.entrer("ref")
    assert REL1 in guichet.lire("/aujourdhui").text
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    vide = {"login": "fac", "delegue": "", "du": "10/03/2025", "au": "11/03/2025"}
    assert poster(guichet, "/equipe/absences", **vide).status_code == 400
    assert poster(guichet, "/equipe/absences", **{**vide, "login": "ref"}).status_code == 400


def suivis(portefeuille: Portefeuille, login: str) -> set[str]:
    requete = """SELECT d.numero FROM dossier d JOIN compte c ON c.id = d.assigned
        WHERE c.login = :l AND d.final = 0"""
    return {une.numero for une in portefeuille.rangees(requete, l=login)}


def test_the_team_s_load_in_few_questions(guichet: Guichet, site: Site) -> None:
    guichet.entrer("resp")
    guichet.lire("/equipe")
    with requetes(site) as dites:
        page = clair(guichet.lire("/equipe").text)
    assert len(dites) <= 10
    assert "4 dossiers" in page
    assert "/equipe/fac/remettre" in page


def test_a_portfolio_changes_hands_and_each_company_is_told_once(
    guichet: Guichet, avec_idris: Portefeuille
) -> None:
    with avec_idris.bureau.travail.ecrire() as connexion:
        un, autre = (depot.par_cle(connexion, cle) for cle in (REL1, REL2))
        assert un is not None
        assert autre is not None
        meme = t.dossier.update().where(t.dossier.c.id == autre.id)
        connexion.execute(meme.values(entreprise=un.entreprise))
    tous = suivis(avec_idris, "fac")
    guichet.entrer("resp")
    adresse, saisies = "/equipe/fac/remettre", {"a": "idris", "motif": "départ"}
    essai = poster(guichet, adresse, **saisies, etape="essai")
    lu = clair(essai.text)
    assert "Essai à blanc" in lu
    assert "2 courriels partiraient" in lu
    assert lu.count('<span class="meta coupe">') == 2  # whom it is written to
    assert "jean@btp.test" in lu
    assert "Lire un de ces courriels, en entier" in lu
    assert "Idris" in lu.partition('class="enveloppe"')[2]
    assert suivis(avec_idris, "fac") == tous
    assert avec_idris.rangees("SELECT 1 FROM outbox WHERE message='changement_de_referent'") == []
    for _ in range(2):  # a double click is told the same
        fait = clair(poster(guichet, adresse, **saisies, etape="faire", vu=vu(essai.text)).text)
        assert "C’est fait" in fait
        assert "1 autre suivra" in fait
    tick(avec_idris.bureau)
    assert suivis(avec_idris, "idris") == tous
    partis = avec_idris.rangees(
        "SELECT dossier FROM outbox WHERE message = 'changement_de_referent'"
    )
    assert len(partis) == len({une.dossier for une in partis}) == 2


def test_what_changed_since_the_dry_run_is_shown_before_anything_leaves(
    guichet: Guichet, avec_idris: Portefeuille
) -> None:
    guichet.entrer("resp")
    adresse, saisies = "/equipe/fac/remettre", {"a": "idris", "motif": "départ"}
    essai = poster(guichet, adresse, **saisies, etape="essai").text
    assert f'href="/d/{REL1}"' in essai  # which dossiers, not their number alone
    avec_idris.fire(REL1, "affecter", "resp", compte="idris")
    tous = suivis(avec_idris, "fac")
    page = clair(poster(guichet, adresse, **saisies, etape="faire", vu=vu(essai)).text)
    assert "Quelque chose a changé depuis l’essai : rien n’est encore fait" in page
    assert suivis(avec_idris, "fac") == tous
    fait = clair(poster(guichet, adresse, **saisies, etape="faire", vu=vu(page)).text)
    assert "C’est fait" in fait
    assert suivis(avec_idris, "fac") < tous


def test_a_long_handing_over_is_one_act_that_tells_how_far_it_is(
    guichet: Guichet, avec_idris: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is left while it works; what it did is read where its address leads."""
    tous = suivis(avec_idris, "fac")
    attend, va = Event(), Event()

    def lente(*arguments: Any) -> dict[str, Any]:
        *premiers, avance = arguments
        avance(1, 60)
        attend.set()
        assert va.wait(8)
        return remettre(*premiers, avance)

    guichet.entrer("resp")
    adresse, saisies = "/equipe/fac/remettre", {"a": "idris", "motif": "départ"}
    saisies["vu"] = vu(poster(guichet, adresse, **saisies, etape="essai").text)
    monkeypatch.setattr(remises, "remettre", lente)
    monkeypatch.setattr(long_pages, "PATIENCE_S", 0)
    pose = poster(guichet, adresse, **saisies, etape="faire")
    assert pose.status_code == 303
    suivi = pose.headers["location"]
    assert "départ" not in suivi
    assert attend.wait(8)
    assert "1 dossier sur 60" in clair(guichet.lire(suivi).text)
    va.set()
    for _ in range(80):
        page = guichet.lire(suivi).text
        if "C’est fait" in page:
            break
        time.sleep(0.1)
    assert "C’est fait" in page
    assert "cinquante" not in page
    tick(avec_idris.bureau)
    assert suivis(avec_idris, "idris") == tous
    assert "ne sait plus" in guichet.lire(f"{adresse}?suivi=perdu").text
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    assert "ne sait plus" in guichet.lire(suivi).text  # another's work is nobody else's


@pytest.mark.parametrize(
    ("saisies", "dit"),
    [
        ({"a": "fac", "motif": "x"}, "La même personne"),
        ({"a": "idris", "motif": " "}, "Il manque le motif"),
        ({"a": "personne", "motif": "x"}, "n’existe pas"),
    ],
)
def test_a_portfolio_that_cannot_go_says_why(
    guichet: Guichet, avec_idris: Portefeuille, saisies: dict[str, str], dit: str
) -> None:
    guichet.entrer("resp")
    refuse = poster(guichet, "/equipe/fac/remettre", **saisies, etape="faire")
    assert refuse.status_code == 400
    assert dit in clair(refuse.text)
    assert suivis(avec_idris, "idris") == set()


def test_an_absence_is_declared_and_ends(guichet: Guichet, avec_idris: Portefeuille) -> None:
    guichet.entrer("fac")
    saisies = {"login": "fac", "delegue": "idris", "du": "demain", "au": "15/03"}
    suivante = {"login": "fac", "delegue": "-", "du": "17/03", "au": "18/03"}
    for une in (saisies, saisies, suivante):  # a double click declares one
        assert poster(guichet, "/equipe/absences", **une).status_code == 303
    page = clair(guichet.lire("/equipe").text)
    assert "Camille Daubrac, du mardi 4 mars au samedi 15 mars" in page
    for _ in range(2):  # a second click, here or on another's old page, ends that one alone
        assert poster(guichet, "/equipe/absences/fac/fin", du="2025-03-04").status_code == 303
    assert [str(une.du) for une in avec_idris.rangees("SELECT du FROM absence")] == ["2025-03-17"]


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"login": "resp"}, "votre propre absence"),
        ({"du": "jamais"}, "n’est pas une date"),
        ({"delegue": "fac"}, "ne se remplace pas"),
        ({"delegue": ""}, "n’existe pas"),
        ({"au": "01/03"}, "avant de commencer"),
    ],
)
def test_an_absence_that_cannot_be_says_why(
    guichet: Guichet, avec_idris: Portefeuille, change: dict[str, str], dit: str
) -> None:
    guichet.entrer("fac")
    saisies = {"login": "fac", "delegue": "idris", "du": "demain", "au": "15/03", **change}
    refuse = poster(guichet, "/equipe/absences", **saisies)
    assert refuse.status_code == 400
    assert dit in clair(refuse.text)
    assert avec_idris.rangees("SELECT 1 FROM absence") == []


def test_the_people_of_another_structure_are_not_hers_to_send_away(
    guichet: Guichet, avec_idris: Portefeuille
) -> None:
    """Their mails would be written to whoever she names."""
    with avec_idris.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text(
                "INSERT INTO structure (id, siret, nom, zone) VALUES (9, '9', 'Autre', 'metropole')"
            )
        )
        connexion.execute(text("UPDATE compte SET structure = 9 WHERE login = 'idris'"))
        connexion.execute(text("UPDATE compte SET structure = 1 WHERE login IN ('fac', 'resp')"))
    guichet.entrer("resp")
    jours = {"du": "demain", "au": "15/03"}
    for saisies, dit in (
        ({"login": "idris", "delegue": "-"}, "n’est pas de votre structure"),
        ({"login": "fac", "delegue": "idris"}, "ne relève pas de la structure"),
    ):
        refuse = poster(guichet, "/equipe/absences", **saisies, **jours)
        assert refuse.status_code == 400
        assert dit in clair(refuse.text)
    assert poster(guichet, "/equipe/absences/idris/fin").status_code == 404
    assert avec_idris.rangees("SELECT 1 FROM absence") == []


@pytest.mark.parametrize("login", COMPTES)
def test_the_team_s_pages_are_the_team_s(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    attendu = 200 if login in {"fac", "resp"} else 404
    for adresse in ("/equipe", "/equipe/fac/remettre"):
        assert guichet.lire(adresse).status_code == attendu
    assert poster(guichet, "/equipe/fac/remettre", a="x", motif="x").status_code in {400, 404}
    facture = 200 if login in {"fac", "resp", "compta"} else 404
    for adresse in ("/a-facturer", "/a-facturer/export.csv", "/a-facturer/export.xlsx"):
        assert guichet.lire(adresse).status_code == facture
    assert guichet.lire("/equipe/personne/remettre").status_code == 404


def test_the_accounts_read_invoices_and_nothing_else(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    numero = ouvrir(portefeuille_sqlite, "facture", "brouillon")
    guichet.entrer("compta")
    assert guichet.client.get("/").url.path == "/a-facturer"
    page = clair(guichet.lire("/a-facturer").text)
    assert "1 facture est à émettre" in page
    assert "calibrage" in page
    assert "convention, article 7" in page
    assert f'href="/factures/{numero}"' in page
    assert f'href="/factures/{numero}/actes/emettre"' in page
    fiche = clair(guichet.lire(f"/factures/{numero}").text)
    assert "La main est à vous" in fiche
    assert "À faire de votre côté : émettre la facture." in fiche
    assert numero in guichet.lire("/factures?main=vous").text
    titres, une = lignes(guichet.lire("/a-facturer/export.csv").content)
    assert dict(zip(titres, une, strict=True))["Facture"] == numero
    assert guichet.lire(f"/factures/{numero}").status_code == 200
    assert guichet.lire(f"/factures/{numero}/actes/emettre").status_code == 200
    assert guichet.lire("/factures").status_code == 200
    for autre in (f"/marches/{MAR}", f"/relations/{REL1}", "/relations", "/aujourdhui"):
        assert guichet.lire(autre).status_code == 404


def test_an_invoice_is_due_because_of_a_fact_and_only_its_issuer_is_asked(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    numero = ouvrir(portefeuille_sqlite, "facture", "brouillon")
    for login, bouton in (("compta", True), ("resp", False)):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        page = clair(guichet.lire("/a-facturer").text)
        assert (f'href="/factures/{numero}/actes/emettre"' in page) is bouton
        assert "/actes/renoncer" not in page
        assert "Dossier ouvert, le lundi 3 mars<br>" in page


def test_the_day_of_a_responsable_offers_what_she_may_do(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """The acts of others are theirs: she hands the dossier over (ui §8)."""
    mener(portefeuille_sqlite, "en_difficulte")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE dossier SET assigned = NULL WHERE machine = 'marche'"))
    portefeuille_sqlite.attendre(days=20)
    guichet.entrer("resp")
    page = guichet.lire("/aujourdhui?tout=true").text
    offerts = set(re.findall(r'href="(/[^"]+/actes/[^"]+)"', page))
    assert any(un.endswith("/actes/affecter") for un in offerts)
    for un in offerts:
        forme = clair(guichet.lire(un).text)
        assert "Cet acte revient à" not in forme, un
    dite = clair(page)
    assert "en retard dans l’équipe" in dite
    assert re.search(r"Camille Daubrac</a> : <span[^>]*>\d+ points? en retard", dite)
    assert 'href="/marches?suivi=0">1 marché</a> sans personne pour le suivre' in dite
    assert 'href="/marches/MAR-2025-00001"' in guichet.lire("/marches?suivi=0").text
    assert "REL-" not in guichet.lire("/relations?suivi=0").text


def test_the_green_button_is_an_act_of_the_reader(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """An invoice is the accountant's to issue: the responsable sees it, and is offered nothing."""
    deviser(portefeuille_sqlite)
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("DELETE FROM tache WHERE code != 'emettre_facture'")
        connexion.exec_driver_sql(
            "UPDATE tache SET echeance = '2025-03-03', compte = (SELECT id FROM compte WHERE"
            " login = 'compta')"
        )
        connexion.exec_driver_sql("UPDATE compte SET structure = (SELECT min(id) FROM structure)")
    guichet.entrer("resp")
    page = guichet.lire("/aujourdhui").text
    rangee = page[page.index('<li class="tache">') :].partition("</li>")[0]
    assert "Émettre la facture" in rangee
    assert "Voir le dossier" in rangee
    assert "principal" not in rangee
    assert "Choisir la suite" not in rangee
