"""Reading: each role its dossiers, in few queries, and none of another's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import lit_les_dossiers, portee
from services.people import hors_du_cadre
from services.reading.looking_dossier import chantier_de_lecture
from services.register.registering import InterlocuteurSaisi, ajouter_interlocuteur
from states.french import jour_civil
from storage import looking as vues
from storage.accounts import par_login
from storage.looking import FiltreDossiers
from storage.missed_tasks import Lecture
from tests.portfolio import MAR, REL1, A, Portefeuille, mener
from tests.web.conftest import COMPTES, Guichet
from web.site import Site, adresses

LECTEURS = {"fac", "resp", "ref", "lyon"}
MAX_DE_REQUETES = 10
"""Of any page, the session read included."""


def visiteur(site: Site, login: str) -> Visiteur:
    with site.bureau.travail.lire() as connexion:
        compte = par_login(connexion, login)
    assert compte is not None
    return Visiteur(compte=compte, roles=frozenset(json.loads(compte.roles)))


@pytest.mark.parametrize("login", COMPTES)
@pytest.mark.parametrize("adresse", [f"/relations/{REL1}", f"/marches/{MAR}"])
def test_a_dossier_opens_to_its_own_people_alone(
    guichet: Guichet, login: str, adresse: str
) -> None:
    guichet.entrer(login)
    assert guichet.lire(adresse).status_code == (200 if login in {"fac", "resp", "ref"} else 404)


def test_what_is_another_s_and_what_is_not_are_answered_alike(guichet: Guichet) -> None:
    guichet.entrer("lyon")
    sien = guichet.lire(f"/relations/{REL1}").text
    rien = guichet.lire("/relations/REL-2025-09999").text
    assert sien == rien


def dans_la_portee(site: Site, qui: Visiteur) -> tuple[set[str], set[str]]:
    """Dossiers that lists show to somebody, and those that open for them."""
    jour = jour_civil(site.bureau.horloge.maintenant())
    with site.bureau.travail.lire() as connexion:
        chantier = chantier_de_lecture(site.bureau, connexion)
        tous = vues.page(connexion, FiltreDossiers(), Lecture(jour), apres=None, limite=200)
        ouverts = {
            une.dossier.numero
            for une in tous
            if hors_du_cadre(chantier, une.dossier, qui.compte) is None
        }
        filtre = FiltreDossiers(portee=portee(qui))
        siens = vues.page(connexion, filtre, Lecture(jour), apres=None, limite=200)
        return {une.dossier.numero for une in siens}, ouverts


@pytest.mark.parametrize("login", COMPTES)
def test_the_lists_hold_what_the_pages_open(site: Site, login: str) -> None:
    """The two forms of the one predicate of scope: of a list, and of a dossier."""
    qui = visiteur(site, login)
    if lit_les_dossiers(qui):
        listes, ouverts = dans_la_portee(site, qui)
        assert listes == ouverts


def test_the_town_never_reads_the_team_s_notes(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    portefeuille_sqlite.fire(REL1, "noter", texte="entre nous")
    guichet.entrer("ref")
    page = guichet.lire(f"/relations/{REL1}").text
    assert "Nadia Orsel" in page
    assert "entre nous" not in page
    assert "Zéphyr" not in page
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    page = guichet.lire(f"/relations/{REL1}").text
    assert "entre nous" in page
    assert "Zéphyr" in page


@contextmanager
def requetes(site: Site) -> Iterator[list[str]]:
    """Statements that SQLite ran meanwhile, whoever sent them."""
    dites: list[str] = []
    moteurs = site.bureau.travail.moteurs

    def ecouter(dbapi: Any, *_reste: object) -> None:
        dbapi.set_trace_callback(lambda dit: dites.append(dit) if "SELECT" in dit else None)

    for moteur in (moteurs.lecture, moteurs.ecriture):
        event.listen(moteur, "checkout", ecouter)
    yield dites
    for moteur in (moteurs.lecture, moteurs.ecriture):
        event.remove(moteur, "checkout", ecouter)


@pytest.mark.parametrize("adresse", ["/aujourdhui", "/relations", "/relations?main=vous&q=a"])
def test_lists_ask_few_questions(guichet: Guichet, site: Site, adresse: str) -> None:
    guichet.entrer("fac")
    guichet.lire(adresse)
    with requetes(site) as dites:
        assert guichet.lire(adresse).status_code == 200
    assert len(dites) <= 10, "\n\n".join(dites)


@pytest.mark.parametrize("etat", ["courrier_propose", "courrier_accepte", "courrier_recu"])
def test_a_dossier_and_its_acts_ask_few_questions(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille, etat: str
) -> None:
    mener(portefeuille_sqlite, etat)
    guichet.entrer("fac")
    page = guichet.lire(f"/relations/{REL1}").text
    actes = sorted(set(re.findall(rf'"(/relations/{REL1}/actes/[a-z_]+)"', page)))
    assert len(actes) > 3
    for adresse in (f"/relations/{REL1}", *actes):
        with requetes(site) as dites:
            assert guichet.lire(adresse).status_code == 200
        assert len(dites) <= MAX_DE_REQUETES, "\n\n".join((adresse, *dites))


@pytest.mark.parametrize(
    "adresse",
    [
        "/relations?page=0",
        "/relations?page=-1",
        "/relations?page=x&avant=demain&main=personne&etat=inconnu",
        "/relations?q=%25%27%22%3Cscript%3E&clos=oui",
        "/relations?avant=2025-04-01&main=entreprise",
        "/relations?avant=0001-01-01",
        "/relations?avant=9999-12-31",
        "/relations?vue=calendrier&mois=9999-12",
        "/relations?vue=calendrier&mois=0001-01",
    ],
)
def test_any_address_of_a_list_reads(guichet: Guichet, adresse: str) -> None:
    guichet.entrer("fac")
    lue = guichet.lire(adresse)
    assert lue.status_code == 200
    assert "<script>" not in lue.text


def test_addresses_come_from_the_machines() -> None:
    noms = ("relation_entreprise", "marche", "bilan_annuel", "bilan_final", "devis")
    assert adresses(noms) == {
        "relation_entreprise": "relations",
        "marche": "marches",
        "bilan_annuel": "bilans-annuel",
        "bilan_final": "bilans-final",
        "devis": "devis",
    }


def test_a_dossier_stands_on_its_diagram(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    assert f'href="/relations/{REL1}/schema"' in guichet.lire(f"/relations/{REL1}").text
    page = guichet.lire(f"/relations/{REL1}/schema").text
    assert page.count('aria-current="step"') == 1
    assert page.count('class="vecue"') == 5
    assert "<svg role=" in page
    guichet.client.cookies.clear()
    guichet.entrer("lyon")
    assert guichet.lire(f"/relations/{REL1}/schema").status_code == 404


def test_the_team_has_the_numbers_at_hand_and_the_town_reads_names(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    ajouter_interlocuteur(
        portefeuille_sqlite.bureau.travail,
        InterlocuteurSaisi(
            entreprise=A,
            nom="Alix Mandataire",
            du=date(2025, 1, 1),
            telephone="04 65 71 00 10",
            courriel="alix@chantier.example",
        ),
    )
    guichet.entrer("fac")
    fiche = guichet.lire(f"/relations/{REL1}").text
    assert 'href="tel:0465710010"' in fiche
    assert 'href="mailto:alix@chantier.example"' in fiche
    guichet.client.cookies.clear()
    guichet.entrer("ref")
    fiche = guichet.lire(f"/relations/{REL1}").text
    assert "Alix Mandataire" in fiche
    assert "0465710010" not in fiche
    assert "alix@chantier.example" not in fiche


def test_a_contact_is_noted_with_what_is_usual(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    """The first time by telephone, then as the last time; the result is left to say."""
    adresse = f"/relations/{REL1}/actes/consigner_contact"
    guichet.entrer("fac")
    vierge = guichet.lire(adresse).text
    assert 'value="telephone" checked' in vierge
    assert "Aucun contact noté" in vierge
    mener(portefeuille_sqlite, "courrier_propose")
    with requetes(site) as dites:
        page = guichet.lire(adresse).text
    assert len(dites) <= MAX_DE_REQUETES, "\n\n".join(dites)
    assert page.count(" checked") == 2
    assert 'value="courriel" checked' in page
    assert 'value="sortant" checked' in page
    assert "pas de réponse<br>" in page
    assert "Noter un contact avec" in page


def test_the_town_reads_the_reasons_that_were_written_to_it_alone(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Why the team paused a dossier stays in the team; its own refusal is the town's to read."""
    p = portefeuille_sqlite
    mener(p, "courrier_propose")
    p.fire(REL1, "refuser_courrier", by="ref", motif="attendre la fin du chantier")
    p.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="la directrice est injoignable")
    guichet.entrer("fac")
    assert "directrice est injoignable" in guichet.lire(f"/relations/{REL1}").text
    guichet.client.cookies.clear()
    guichet.entrer("ref")
    for adresse in (f"/relations/{REL1}", f"/api/v1/dossiers/{REL1}/journal"):
        page = guichet.lire(adresse).text
        assert "directrice est injoignable" not in page
        assert "attendre la fin du chantier" in page
