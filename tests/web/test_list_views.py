"""A list as rows, as a board, as a calendar; its counts; the views that one names."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select, update

from bench.pages_lists import adresses
from services.clock.ticking import tick
from services.reading.listing import Tri, liste
from storage.register_tables import marche, referent
from storage.tables import dossier
from tests.portfolio import INVITATION, MAR, REFUS, REL1, Portefeuille, mener
from tests.web.conftest import COMPTES, Guichet
from tests.web.test_reading import MAX_DE_REQUETES, requetes, visiteur
from tests.web.test_team import poster
from web.site import Site

VUES = ("", "&vue=tableau", "&vue=calendrier", "&vue=calendrier&mois=2025-04")


def en_observations(portefeuille: Portefeuille) -> None:
    """Lead the first relation to the observations of its company."""
    mener(portefeuille, "courrier_recu")
    portefeuille.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    portefeuille.fire(REL1, "notifier_defaillance", "ref", date_notification="2025-03-03")
    portefeuille.fire(
        REL1,
        "engager_penalites",
        "ref",
        faits="x",
        montant="1200",
        invitation_recue_le="2025-03-03",
        **INVITATION,
    )
    assert portefeuille.etat(REL1) == "observations"


def test_the_tabs_count_what_the_rows_show(site: Site, portefeuille_sqlite: Portefeuille) -> None:
    """Once the observations are over, the town decides: its tab counts it, and lists it."""
    en_observations(portefeuille_sqlite)
    qui = visiteur(site, "fac")

    def lues(main: str) -> tuple[int, set[str]]:
        dite = liste(site.bureau, qui, Tri(machine="relation_entreprise", main=main))
        trouve = dite["mains"].get(main)
        return (trouve.total if trouve else 0), {une["numero"] for une in dite["lignes"]}

    assert lues("entreprise") == (1, {REL1})
    assert lues("referent") == (0, set())
    portefeuille_sqlite.aller("2025-03-24")
    tick(portefeuille_sqlite.bureau)
    assert portefeuille_sqlite.etat(REL1) == "observations"
    assert lues("entreprise") == (0, set())
    assert lues("referent") == (1, {REL1})


@pytest.mark.parametrize("vue", VUES)
def test_every_view_keeps_the_filter_and_asks_few_questions(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille, vue: str
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    adresse = f"/relations?main=entreprise{vue}"
    guichet.lire(adresse)
    with requetes(site) as dites:
        lue = guichet.lire(adresse)
    assert lue.status_code == 200
    assert len(dites) <= 10, "\n\n".join(dites)
    assert "1 dossier</strong>" in lue.text.replace("\u00a0", " ")
    suite = re.findall(r'href="(/relations\?[^"]*)"', lue.text)
    assert any("main=entreprise" in une and "vue=tableau" in une for une in suite)


@pytest.mark.parametrize(("login", "liste"), [("fac", "/relations"), ("ref", "/marches")])
def test_every_filter_view_and_sort_asks_few_questions(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille, login: str, liste: str
) -> None:
    """The addresses that the bench asks are those that the definition of the lists gives."""
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer(login)
    for une in adresses(liste):
        with requetes(site) as dites:
            assert guichet.lire(une).status_code == 200, une
        assert len(dites) <= MAX_DE_REQUETES, (login, une, *dites)


def test_the_calendar_keeps_the_day_before_which_something_is_told(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    lue = guichet.lire("/relations?vue=calendrier&mois=2025-03&avant=2025-03-20")
    assert lue.status_code == 200
    assert REL1 in lue.text


def test_a_board_has_a_column_for_each_state_that_holds_something(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    page = guichet.lire("/relations?vue=tableau").text
    assert re.findall(r"<h2>([^<]+) <span", page) == [
        "À contacter",
        "Courrier reçu, délai en cours",
    ]
    assert page.count('class="carte"') == 3


def test_a_month_shows_the_deadlines_on_their_last_day(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    page = guichet.lire("/relations?vue=calendrier&mois=2025-03&etat=courrier_recu").text
    case = page[page.index(">18</span>") :]
    assert REL1 in case[: case.index("</td>")]
    assert "Mars 2025" in page.replace("\u00a0", " ")
    assert "mois=2025-02" in page
    assert "mois=2025-04" in page


def test_what_a_day_of_the_calendar_does_not_hold_is_behind_a_link(
    guichet: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    guichet.entrer("fac")
    monkeypatch.setattr("services.reading.month.DATES", 1)
    mois = guichet.lire("/relations?vue=calendrier").text
    adresse, autres = re.findall(r'<a href="([^"]+)">et (\d+) autres?<', mois)[0]
    liste = guichet.lire(html.unescape(adresse)).text
    assert "avant=" in adresse
    assert len(set(re.findall(r"REL-\d{4}-\d{5}", liste))) >= int(autres) + 1


def test_a_view_has_a_name_and_belongs_to_its_account(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    filtre = "?main=entreprise&vue=tableau&page=3&ailleurs=x"
    gardee = poster(guichet, "/relations/vues", nom="  Chez elles ", filtre=filtre)
    assert gardee.headers["location"] == "/relations?vue=tableau&main=entreprise"
    assert ">Chez elles</a>" in guichet.lire("/relations").text
    assert "Chez elles" not in guichet.lire("/marches").text
    poster(guichet, "/relations/vues", nom="Chez elles", filtre="?q=a")
    [(numero, gardee)] = portefeuille_sqlite.rangees("SELECT id, filtre FROM vue_nommee")
    assert gardee == "q=a"
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    assert "Chez elles" not in guichet.lire("/relations").text
    assert poster(guichet, f"/relations/vues/{numero}").status_code == 404
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    assert poster(guichet, f"/relations/vues/{numero}").status_code == 303
    assert portefeuille_sqlite.rangees("SELECT 1 FROM vue_nommee") == []


@pytest.mark.parametrize("nom", ["", "   ", "x" * 81])
def test_a_view_without_a_name_is_refused(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, nom: str
) -> None:
    guichet.entrer("fac")
    assert poster(guichet, "/relations/vues", nom=nom, filtre="?q=a").status_code == 400
    assert portefeuille_sqlite.rangees("SELECT 1 FROM vue_nommee") == []


@pytest.mark.parametrize("login", COMPTES)
def test_views_are_for_those_who_have_lists(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    lit = login in {"fac", "resp", "ref", "lyon"}
    assert guichet.lire("/relations?vue=tableau").status_code == (200 if lit else 404)
    assert guichet.lire("/relations?vue=calendrier").status_code == (200 if lit else 404)
    gardee = poster(guichet, "/relations/vues", nom="a", filtre="?q=a")
    assert gardee.status_code == (303 if lit else 404)


def test_lists_tell_the_hours_and_the_last_contact(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    """Hours are the marché's; its last contact is the latest of its relations'."""
    mener(portefeuille_sqlite, "courrier_propose")
    portefeuille_sqlite.fire(MAR, "demarrer_suivi", objectif_heures="420")
    portefeuille_sqlite.fire(MAR, "comptabiliser_heures", heures_comptabilisees="36")
    guichet.entrer("fac")
    for machine, numero in (("relation_entreprise", REL1), ("marche", MAR)):
        dite = liste(site.bureau, visiteur(site, "fac"), Tri(machine=machine))
        une = next(un for un in dite["lignes"] if un["numero"] == numero)
        assert une["heures"] == {"faites": 36, "sur": 420}
        assert une["dernier_contact"] == date(2025, 3, 2)
    with requetes(site) as dites:
        page = guichet.lire("/relations").text
    assert len(dites) <= 10, "\n\n".join(dites)
    assert "36 sur 420" in page
    assert re.search(r"<progress[^>]*value=\"36", page), re.findall("<progress.*?>", page)
    (titres, *lues) = csv.reader(
        io.StringIO(guichet.lire("/marches/export.csv").content.decode("utf-8-sig")), delimiter=";"
    )
    une = dict(zip(titres, lues[0], strict=True))
    assert (une["Heures faites"], une["Heures prévues"]) == ("36,00", "420,00")
    assert une["Dernier contact"] == "02/03/2025"
    feuille = load_workbook(io.BytesIO(guichet.lire("/marches/export.xlsx").content)).active
    assert feuille.cell(2, titres.index("Heures faites") + 1).value == 36
    assert "Heures faites" not in guichet.lire("/candidatures/export.csv").text


def test_the_day_names_who_will_be_written_to(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """The referent of the dossier's own buyer, among those of several."""
    mener(portefeuille_sqlite, "courrier_propose")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        lyon = select(marche.c.id, marche.c.donneur_ordre).where(marche.c.identifiant == "2025-08")
        son_marche, ville = connexion.execute(lyon).one()
        connexion.execute(
            insert(referent).values(
                donneur_ordre=ville,
                nom="Lyonne Autre",
                courriel="l@lyon.example",
                du=date.min,
                suppleant=False,
            )
        )
        relation = update(dossier).where(dossier.c.numero == REL1)
        connexion.execute(relation.values(marche=son_marche))
    portefeuille_sqlite.aller("2025-03-07")
    guichet.entrer("fac")
    prevus = guichet.lire("/aujourdhui").text.partition("Envois prévus")[2]
    assert "à Lyonne Autre" in prevus
    assert "Nadia" not in prevus


def test_tasks_that_bear_the_same_title_name_their_company(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.aller("2025-03-17")
    guichet.entrer("fac")
    page = guichet.lire("/aujourdhui").text
    titres = re.findall(r'class="quoi"><a [^>]*>([^<]+)</a>', page)
    assert len(titres) >= 2
    assert len(set(titres)) == len(titres)
