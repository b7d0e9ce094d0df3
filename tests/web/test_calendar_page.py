"""« Calendrier »: a week of deadlines of every kind of dossier, each reader's own."""

from __future__ import annotations

import re

import pytest

from services.accounts.signing_in import poser_mot_de_passe
from services.register.registering import CompteSaisi, ajouter_compte
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.web.conftest import COFFRE, COMPTES, MOT_DE_PASSE, Guichet
from tests.web.test_exports import lignes
from tests.web.test_reading import requetes
from web.site import Site

PREMIERE = """SELECT min(t.due_at) AS le FROM timer t JOIN dossier d ON d.id = t.dossier
    WHERE d.numero = :n AND t.status = 'arme' AND t.rung >= 1"""
SEMAINE = "/calendrier?du=2025-03-19"


def test_a_week_tells_each_deadline_on_its_last_day(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    page = clair(guichet.lire(SEMAINE).text)
    mardi = page[page.index("<h3>Mardi 18 mars</h3>") :].partition("</section>")[0]
    assert f'href="/relations/{REL1}"' in mardi
    assert "fin du délai du courrier" in mardi
    assert "Du lundi 17 mars au dimanche 23 mars 2025" in page
    agit_le = str(portefeuille_sqlite.rangees(PREMIERE, n=MAR)[0].le)[:10]
    assert f'href="/marches/{MAR}"' in guichet.lire(f"/calendrier?du={agit_le}").text
    assert "Aucune échéance cette semaine" in clair(guichet.lire("/calendrier?du=2199-01-01").text)
    for faux in ("x", "9999-12-31", "0001-01-01"):
        assert guichet.lire(f"/calendrier?du={faux}").status_code == 200


def test_one_s_own_dossiers_first_and_the_team_s_on_demand(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    saisie = CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",))
    ajouter_compte(p.bureau.travail, saisie)
    poser_mot_de_passe(p.bureau, COFFRE, "fac2", MOT_DE_PASSE)
    guichet.entrer("fac2")
    assert REL1 not in guichet.lire(SEMAINE).text
    assert REL1 in guichet.lire(f"{SEMAINE}&tous=oui").text


def test_a_month_is_a_grid_of_every_kind_of_dossier(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    page = clair(guichet.lire(f"{SEMAINE}&vue=mois").text)
    assert "<h2>Mars 2025</h2>" in page
    grille = page.partition('<table class="mois">')[2].partition("</table>")[0]
    (mardi,) = [un for un in grille.split("<td") if "mardi 18 mars" in un]
    assert f'href="/relations/{REL1}"' in mardi
    assert "Fin du délai du courrier" in mardi
    agit_le = str(portefeuille_sqlite.rangees(PREMIERE, n=MAR)[0].le)[:10]
    autre = guichet.lire(f"/calendrier?vue=mois&du={agit_le}").text
    assert f'href="/marches/{MAR}"' in autre
    assert 'href="/calendrier?du=2025-02-01&amp;vue=mois"' in page
    monkeypatch.setattr("services.reading.month.DATES", 0)
    with requetes(site) as dites:
        reste = clair(guichet.lire(f"{SEMAINE}&vue=mois&tous=oui").text)
    assert 'href="/calendrier?du=2025-03-18&amp;tous=oui">et ' in reste
    assert len(dites) <= 10
    vide = clair(guichet.lire("/calendrier?vue=mois&du=9999-12-31").text)
    assert "Aucune échéance ce mois-ci parmi vos dossiers" in vide


@pytest.mark.parametrize("login", COMPTES)
def test_the_calendar_is_of_who_reads_dossiers(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer(login)
    for vue in ("", "&vue=mois"):
        lue = guichet.lire(f"{SEMAINE}{vue}")
        assert lue.status_code == (200 if login in {"fac", "resp", "ref", "lyon"} else 404)
        assert (REL1 in lue.text) == (login in {"fac", "resp", "ref"})


def test_the_week_is_a_file_with_its_filter(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    page = guichet.lire(SEMAINE).text
    (adresse,) = re.findall(r'href="([^"]*/calendrier/export.csv[^"]*)"', page)
    titres, *rangees = lignes(guichet.lire(adresse).content)
    assert titres == ["Dernier jour", "Échéance", "Objet", "Dossier"]
    assert ["18/03/2025", REL1] in [[une[0], une[3]] for une in rangees]
    guichet.client.cookies.clear()
    guichet.entrer("compta")
    assert guichet.lire(adresse).status_code == 404


def test_a_week_with_too_much_to_tell_says_so_and_its_file_has_it_all(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    assert "trop d’échéances" not in clair(guichet.lire(SEMAINE).text)
    export = "/calendrier/export.csv?du=2025-03-17"
    toutes = lignes(guichet.lire(export).content)
    assert len(toutes) > 1
    monkeypatch.setattr("services.reading.week.MONTREES", 1)
    page = clair(guichet.lire(SEMAINE).text)
    assert "Cette semaine a trop d’échéances pour les dire toutes ici" in page
    assert "/calendrier/export.csv" in page
    assert lignes(guichet.lire(export).content) == toutes
