"""Every machine there is, in every state: its list, its pages, the form of each of its acts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser

from jalon.assembly import charger_machines
from services.act import Auteur, commencer
from services.opening import NouveauDossier, ouvrir_dossier
from services.people import SUIVENT_UNE_PERSONNE
from services.reading.shown_to_the_town import pour_la_ville
from storage import dossiers as depot
from tests.portfolio import MAR, Portefeuille
from tests.web.conftest import Guichet, entrer
from tests.web.test_browser_accessible import examen, fautes
from tests.web.test_reading import visiteur
from web.rendering import MAINS
from web.site import Site, adresses, titre
from web.words import nom, porteur
from workflow.process import Champ, Definition

MACHINES = charger_machines().exiger()
ADRESSES = adresses(tuple(MACHINES))
VALEURS: dict[str, Any] = {
    "date": date(2025, 3, 3),
    "decimal": Decimal("1200.50"),
    "entier": 2,
    "booleen": True,
    "texte": "quelque chose",
}


def valeur(champ: Champ) -> Any:
    if champ.type == "texte" and champ.personnel:
        return "Zéphyr"
    return champ.valeurs[0] if champ.type == "choix" else VALEURS[champ.type]


def ouvrir(portefeuille: Portefeuille, machine: str, etat: str) -> str:
    """A dossier of the marché, in a state, every field that it opens with filled."""
    definition = MACHINES[machine]
    with portefeuille.bureau.travail.ecrire() as connexion:
        parent = depot.par_cle(connexion, MAR)
        assert parent is not None
        return ouvrir_dossier(
            commencer(portefeuille.bureau, connexion),
            NouveauDossier(
                machine=machine,
                sujet=f"Un dossier {etat}",
                etat=etat,
                donnees={
                    une.champ: valeur(definition.contexte[une.champ])
                    for une in definition.ouverture.saisies
                },
                parent=parent,
                convention=parent.convention,
                marche=parent.marche,
                assigned=parent.assigned,
                auteur=Auteur(acteur="cli:test"),
            ),
        ).numero


def actes_a_lire(definition: Definition) -> dict[str, list[str]]:
    """State → acts whose form is read there: wherever the act starts, and one state where it does
    not (its page says so in the same way for all the others).
    """
    return {
        etat: [
            nom
            for nom, un in definition.evenements.items()
            if etat in un.de or etat == next((x for x in definition.etats if x not in un.de), None)
        ]
        for etat in definition.etats
    }


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_has_its_page_and_every_act_its_form(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, machine: str
) -> None:
    definition = MACHINES[machine]
    numeros = {etat: ouvrir(portefeuille_sqlite, machine, etat) for etat in definition.etats}
    guichet.entrer("fac")
    liste = guichet.lire(f"/{ADRESSES[machine]}?clos=oui").text
    assert re.findall(r"<h1>.*Erreur", liste) == []
    a_lire = actes_a_lire(definition)
    for etat, numero in numeros.items():
        fiche = f"/{ADRESSES[machine]}/{numero}"
        lue = guichet.lire(fiche)
        assert (fiche, lue.status_code) == (fiche, 200)
        assert numero in liste
        for acte in a_lire[etat]:
            forme = guichet.lire(f"{fiche}/actes/{acte}")
            assert (etat, acte, forme.status_code) == (etat, acte, 200)
            assert definition.evenements[acte].libelle.split(" ")[0] in forme.text


def test_axe_finds_nothing_on_any_machine(
    navigateur: Browser, serveur: str, portefeuille_sqlite: Portefeuille
) -> None:
    adresses_vues: list[str] = []
    for machine, definition in MACHINES.items():
        numero = ouvrir(portefeuille_sqlite, machine, definition.etat_initial)
        fiche = f"/{ADRESSES[machine]}/{numero}"
        propre = next(
            un
            for un in definition.evenements
            if definition.etat_initial in definition.evenements[un].de
        )
        adresses_vues += [f"/{ADRESSES[machine]}", fiche, f"{fiche}/actes/{propre}"]
    contexte = examen(navigateur, serveur)
    page = contexte.new_page()
    entrer(page, "fac")
    assert fautes(page, tuple(adresses_vues)) == []
    contexte.close()


def test_the_town_reads_no_candidature_by_any_door(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Neither its page nor a list, an export, a search, its calendar or a link to it (ui §8)."""
    demande = ouvrir(portefeuille_sqlite, "demande_recrutement", "a_diffuser")
    numero = ouvrir(portefeuille_sqlite, "candidature", "propose")
    fiche = f"/{ADRESSES['candidature']}/{numero}"
    portes = (
        *(fiche, f"{fiche}/schema", f"{fiche}/actes/noter", f"/d/{numero}"),
        *(f"/{ADRESSES['candidature']}{fin}" for fin in ("", "?vue=tableau", "?vue=calendrier")),
        *(f"/{ADRESSES['candidature']}/export.{fin}" for fin in ("csv", "xlsx")),
        *(f"/api/v1/dossiers/{numero}{fin}" for fin in ("", "/journal", "/echeances", "/explain")),
    )
    pages = ("/aujourdhui", f"/marches/{MAR}", f"/{ADRESSES['demande_recrutement']}/{demande}")
    listes = ("/api/v1/dossiers", "/api/v1/echeances?du=2025-01-01&au=2026-01-01")
    guichet.entrer("fac")
    assert "Zéphyr" in guichet.lire(fiche).text
    assert numero in guichet.lire(f"/marches/{MAR}").text + guichet.lire(pages[2]).text
    guichet.client.cookies.clear()
    guichet.entrer("ref")
    assert {une: guichet.lire(une).status_code for une in portes} == dict.fromkeys(portes, 404)
    for une in (*pages, *listes):
        assert numero not in guichet.lire(une).text, une
    assert f'href="/{ADRESSES["candidature"]}"' not in guichet.lire("/aujourdhui").text


def test_whoever_keeps_a_name_is_closed_to_buyers() -> None:
    gardent = {nom for nom, une in MACHINES.items() if une.personnels_gardes}
    assert gardent == SUIVENT_UNE_PERSONNE


def test_the_bar_stays_short_and_leads_everywhere(guichet: Guichet) -> None:
    guichet.entrer("fac")
    page = guichet.lire("/aujourdhui").text
    barre = page[page.index('<nav class="menu"') : page.index("</nav>")]
    directs, _, autres = barre.partition("<details")
    assert directs.count("<a ") <= 7
    siennes = {"/aujourdhui", "/calendrier", "/equipe", "/a-facturer", "/registre/marches"}
    assert {f"/{une}" for une in ADRESSES.values()} | siennes == set(
        re.findall('href="([^"]+)"', directs + autres)
    )


def test_whoever_may_hold_a_dossier_has_a_word_and_a_colour() -> None:
    tenus = {etat.detenteur for une in MACHINES.values() for etat in une.etats.values()} - {""}
    assert tenus - set(MAINS) == set()


@pytest.mark.parametrize(
    ("sujet", "dit", "reste"),
    [
        ("réunion de suivi — Marché 7", "Réunion de suivi", "Marché 7"),
        ("Stages — Alto BTP — Marché 7", "Stages", "Alto BTP — Marché 7"),
        ("ECULLY-2023", "ECULLY-2023", ""),
    ],
)
def test_a_dossier_is_named_by_its_own_subject(sujet: str, dit: str, reste: str) -> None:
    assert (nom(sujet), porteur(sujet)) == (dit, reste)


@pytest.mark.parametrize(
    ("libelle", "pluriel"),
    [
        ("Relation entreprise", "Relations"),
        ("Convention-cadre", "Conventions-cadres"),
        ("Point d’étape", "Points d’étape"),
        ("Devis", "Devis"),
    ],
)
def test_a_menu_names_many(libelle: str, pluriel: str) -> None:
    assert titre(libelle) == pluriel


def test_the_prescripteur_is_named_not_by_a_login(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    numero = ouvrir(portefeuille_sqlite, "candidature", "propose")
    fiche = f"/{ADRESSES['candidature']}/{numero}"
    guichet.entrer("fac")
    choix = guichet.lire(f"{fiche}/actes/completer_identite").text
    assert re.search('value="presc"[^>]*>Inès Morand', choix)
    portefeuille_sqlite.fire(numero, "completer_identite", prescripteur="presc")
    page = guichet.lire(fiche).text
    assert page.count("Inès Morand") == 2
    assert not re.search(r">\s*presc\s*<", page)


def test_a_total_of_a_few_people_is_not_told_to_a_buyer(site: Site) -> None:
    """Fewer than five would tell of each; a number of anything else is told."""
    definition = MACHINES["demande_recrutement"]
    champs = [
        {"champ": nom, "valeur": valeur, "texte": None}
        for nom, valeur in (("embauches", 4), ("candidatures_recues", 5), ("nombre_de_postes", 2))
    ]
    champs.append({"champ": "candidatures_eligibles", "valeur": 0, "texte": None})
    fiche = {"retenue": "", "courriels": [], "taches": [], "liens": [], "champs": champs}
    dite = pour_la_ville(visiteur(site, "ref"), {"dossier": fiche, "journal": []}, definition)
    dits = {un["champ"]: un["texte"] or un["valeur"] for un in dite["dossier"]["champs"]}
    assert dits == {
        "embauches": "moins de 5",
        "candidatures_recues": 5,
        "nombre_de_postes": 2,
        "candidatures_eligibles": 0,
    }
