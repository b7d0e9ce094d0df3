"""The rules as an admin reads them: machines, parameters and who sets them, what a change does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from jalon.serving import qui_a_un_second_facteur
from jalon.settings import Reglages, Web
from states.roles import ADMIN, ROLES
from tests.plain_text import clair
from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import Guichet, pages_de
from web.site import Site

pytestmark = pytest.mark.usefixtures("patience")

CONSTATS = [
    {
        "code": "x",
        "niveau": "avertissement",
        "machine": "marche",
        "ou": "etats.clos",
        "message": "Cet état n’a pas d’issue.",
    }
]


@pytest.fixture
def admin(site: Site) -> Iterator[Guichet]:
    """An admin, on pages that know the scenarios and one finding."""
    complet = replace(site, constats=lambda: list(CONSTATS))
    with TestClient(pages_de(complet)) as client:
        guichet = Guichet(client)
        guichet.entrer("adm")
        yield guichet


def test_every_machine_is_listed_with_its_dossiers_and_findings(admin: Guichet, site: Site) -> None:
    page = clair(admin.lire("/admin/parcours").text)
    for une in site.bureau.machines.courantes.values():
        assert une.definition.libelle in page
    assert "1 point" in page


@pytest.mark.parametrize("machine", ["relation_entreprise", "marche"])
def test_a_machine_is_drawn_and_told(admin: Guichet, site: Site, machine: str) -> None:
    page = clair(admin.lire(f"/admin/parcours/{machine}").text)
    for etat in site.bureau.machines.courantes[machine].definition.etats.values():
        assert etat.libelle in page
    assert "<svg" in page
    assert ("Cet état n’a pas d’issue" in page) is (machine == "marche")


def test_an_unknown_machine_is_not_there(admin: Guichet) -> None:
    assert admin.lire("/admin/parcours/inconnue").status_code == 404


def test_parameters_say_who_sets_them(admin: Guichet) -> None:
    page = clair(admin.lire("/admin/parametres?convention=OULLINS-2022").text)
    assert "15 j" in page
    assert "le modèle" in page
    assert "Aucune procédure n’est encore arrêtée" in page


def test_the_future_is_told_and_nothing_is_written(
    admin: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    avant = portefeuille_sqlite.tout()
    page = clair(admin.lire("/admin/simulation?lancer=oui&scenario=silence").text)
    assert "événements prévus" in page
    assert REL1 in page
    assert {nom: lues for nom, lues in portefeuille_sqlite.tout().items() if nom != "session"} == {
        nom: lues for nom, lues in avant.items() if nom != "session"
    }


def test_a_changed_parameter_shows_what_it_changes(
    admin: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    change = "scenario=pire&parametre=relation_entreprise.delai_courrier&valeur=30 j"
    refus = admin.lire(f"/admin/simulation?lancer=oui&{change}")
    assert refus.status_code == 400
    assert "annexe 2/A" in clair(refus.text)
    assert "ne permettent pas « 30 j » pour « délai du courrier »" in clair(refus.text)
    assert "L’entreprise a quinze jours pour se mettre en contact" in clair(refus.text)
    ecrits = ("parametres.", "« delai_courrier »", "courrier_recu.", "apres:", "Retirez")
    assert [un for un in ecrits if un in clair(refus.text)] == []
    assert "cochez « Convenu par écrit »" in clair(refus.text)
    change += "&convenu=oui"
    page = clair(admin.lire(f"/admin/simulation?lancer=oui&{change}").text)
    assert "Cette modification supprime" in page
    assert "en plus" in page
    assert "en moins" in page


@pytest.mark.parametrize(
    ("demande", "dit"),
    [
        ("scenario=inconnu", "Ce scénario n’existe pas"),
        ("jusqu_au=2024-01-01", "est passée"),
        ("jusqu_au=demain", "ne se lit pas"),
        ("parametre=marche.inconnu&valeur=1", "Ce paramètre n’existe pas"),
        ("parametre=relation_entreprise.delai_courrier&valeur=bientôt", "ne convient pas"),
    ],
)
def test_a_wrong_question_is_told(admin: Guichet, demande: str, dit: str) -> None:
    refus = admin.lire(f"/admin/simulation?lancer=oui&{demande}")
    assert refus.status_code == 400
    assert dit in clair(refus.text)
    assert "parametres." not in refus.text


@pytest.mark.parametrize(
    ("environnement", "reglage", "attendus"),
    [
        ("demo", "tous", set()),
        ("production", "admin", {ADMIN}),
        ("production", "equipe", {ADMIN, "comptable", "facilitateur", "responsable"}),
        ("recette", "tous", set(ROLES)),
    ],
)
def test_who_needs_a_second_factor_is_a_setting(
    environnement: str, reglage: str, attendus: set[str]
) -> None:
    reglages = Reglages(environnement=environnement, web=Web(second_facteur=reglage))  # type: ignore[arg-type] # one of the words
    assert qui_a_un_second_facteur(reglages) == attendus


def test_deadlines_and_parameters_are_told_by_their_labels(
    admin: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="congés")
    page = clair(admin.lire("/admin/echeances").text)
    assert "Pause sans date, à revoir" in page
    assert "pause a revoir" not in page
    lus = clair(admin.lire("/admin/parametres").text)
    assert ">Courrier reçu le</td>" in lus
    assert "_le</td>" not in lus


def test_a_parameter_is_told_in_french_by_its_page_its_file_and_its_trial(admin: Guichet) -> None:
    page = admin.lire("/admin/parametres").text
    fichier = admin.lire("/admin/parametres/export.csv").content.decode("utf-8-sig")
    for anglais in ("True", "False"):
        assert anglais not in page
        assert anglais not in fichier
    assert "parametre=marche.analyse_conviee&valeur=oui" in page
    rangees = [une.split(";") for une in fichier.splitlines()]
    [convie] = [une for une in rangees if une[1].startswith("la facilitation est conviée")]
    assert convie[2:4] == ["oui", "le modèle"]
    assert any("Courrier reçu le" in une for une in rangees)
