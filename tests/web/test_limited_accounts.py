"""Somebody of a buyer limited to some marchés: one predicate, by every door."""

from __future__ import annotations

from typing import Any

import pytest

from services.accounts.managing_accounts import Saisie, changer_compte, lire
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.people import compte_de
from services.personal_links.shared_calendars import creer, mes_calendriers, ouvrir
from storage.account_scope import limiter
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.web.conftest import Boite, Guichet
from tests.web.test_every_machine import ADRESSES, MACHINES
from tests.web.test_every_machine import ouvrir as ouvrir_un_dossier
from tests.web.test_exports import lignes
from tests.web.test_reading import dans_la_portee, visiteur
from web.site import Site
from workflow.errors import ValeurInvalide


def saisie(site: Site, marches: str) -> Saisie:
    """The account « ref » as it is, limited otherwise."""
    vu = lire(site.bureau, visiteur(site, "adm"), "ref").ligne
    return Saisie(
        login="ref",
        nom=vu.nom,
        courriel=vu.courriel or "",
        roles=["referent"],
        donneur_ordre=str(vu.donneur_ordre),
        marches=marches,
    )


def ne_voir_rien(site: Site) -> None:
    """Limited to no marché at all: what is left when its marchés are another buyer's."""
    changer_compte(site.bureau, visiteur(site, "adm"), saisie(site, MAR))
    with site.bureau.travail.ecrire() as connexion:
        limiter(connexion, compte_de(connexion, "ref").id, ())


@pytest.mark.parametrize("voit", [True, False])
def test_every_door_asks_the_same_predicate(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, site: Site, *, voit: bool
) -> None:
    """Role × route: each kind of dossier by its page, its list, its file, the API."""
    numeros = {
        nom: ouvrir_un_dossier(portefeuille_sqlite, nom, MACHINES[nom].etat_initial)
        for nom in MACHINES
    }
    changer_compte(site.bureau, visiteur(site, "adm"), saisie(site, MAR))
    if not voit:
        ne_voir_rien(site)
    guichet.entrer("ref")
    listes, ouverts = dans_la_portee(site, visiteur(site, "ref"))
    assert listes == ouverts
    assert (MAR in ouverts, REL1 in ouverts) == (voit, voit)
    assert bool(ouverts) is voit
    for machine, numero in numeros.items():
        attendu = 200 if numero in ouverts else 404
        fiche = f"/{ADRESSES[machine]}/{numero}"
        for route in ("", "/schema"):
            assert guichet.lire(fiche + route).status_code == attendu, (machine, route)
        assert guichet.lire(f"/api/v1/dossiers/{numero}").status_code == attendu, machine
        liste = guichet.lire(f"/{ADRESSES[machine]}")
        if liste.status_code == 200:
            assert (numero in liste.text) is (numero in ouverts), machine
            fichier = lignes(guichet.lire(f"/{ADRESSES[machine]}/export.csv").content)
            assert (numero in {une[0] for une in fichier}) is (numero in ouverts), machine
        for nom, evenement in MACHINES[machine].evenements.items():
            if "referent" in evenement.par and numero not in ouverts:
                assert guichet.lire(f"{fiche}/actes/{nom}").status_code == 404, (machine, nom)
    assert guichet.lire("/ouvrir/programmation").status_code == 404


def test_calendars_and_links_stay_within_the_limits(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, site: Site, boite: Boite
) -> None:
    secret_du_donneur = creer(site.bureau, visiteur(site, "ref"), _donneur(site))
    le_sien = creer(site.bureau, visiteur(site, "ref"), "")
    mener(portefeuille_sqlite, "courrier_propose")
    lien = boite.lien("ref@exemple.test")
    assert guichet.lire(lien).text.count("Accepter l’envoi") > 0
    assert ouvrir(site.bureau, le_sien).echeances
    ne_voir_rien(site)
    assert ouvrir(site.bureau, le_sien).echeances == []
    assert ouvrir(site.bureau, secret_du_donneur).echeances == []
    assert mes_calendriers(site.bureau, visiteur(site, "ref"))["donneurs"] == []
    assert "Accepter l’envoi" not in guichet.lire(lien).text
    guichet.entrer("ref")
    assert REL1 not in guichet.lire("/aujourdhui").text
    assert guichet.lire("/api/v1/marches").json()["marches"] == []


def _donneur(site: Site) -> str:
    return str(visiteur(site, "ref").compte.donneur_ordre)


@pytest.mark.parametrize(
    ("texte", "dit"),
    [("MAR-2025-09999", "Aucun marché suivi"), (REL1, "Aucun marché suivi")],
)
def test_an_unknown_marche_is_refused_and_nothing_is_written(
    guichet: Guichet, site: Site, texte: str, dit: str
) -> None:
    guichet.entrer("adm")
    champs: dict[str, Any] = {"nom": "N", "roles": "referent", "donneur_ordre": _donneur(site)}
    champs |= {"courriel": "ref@exemple.test", "marches": f"{MAR}, {texte}"}
    lue = guichet.envoyer("/admin/comptes/ref", "/admin/comptes/ref", **champs)
    assert lue.status_code == 400
    assert dit in clair(lue.text)
    assert f"{MAR}, {texte}" in lue.text
    assert not visiteur(site, "ref").compte.limite


def test_a_limit_is_set_told_and_lifted_by_page(guichet: Guichet, site: Site) -> None:
    guichet.entrer("adm")
    champs: dict[str, Any] = {"nom": "N", "roles": "referent", "donneur_ordre": _donneur(site)}
    champs |= {"courriel": "ref@exemple.test"}
    page = "/admin/comptes/ref"
    assert guichet.envoyer(page, page, **champs, marches=MAR.lower()).status_code == 303
    assert visiteur(site, "ref").compte.limite
    assert f">{MAR}</textarea>" in guichet.lire(page).text
    assert "certains marchés seulement" in guichet.lire("/admin/comptes").text
    assert guichet.envoyer(page, page, **champs, marches="").status_code == 303
    assert not visiteur(site, "ref").compte.limite


def test_a_marche_of_another_buyer_or_an_account_of_none_is_refused(site: Site) -> None:
    admin, autre = visiteur(site, "adm"), str(visiteur(site, "lyon").compte.donneur_ordre)
    for donneur, dit in ((autre, "autre donneur d’ordre"), ("", "Seul le compte")):
        une = Saisie(
            login="lyon", nom="N", roles=["responsable"], donneur_ordre=donneur, marches=MAR
        )
        with pytest.raises(ValeurInvalide, match=dit):
            changer_compte(site.bureau, admin, une)


def test_a_marche_that_is_not_in_the_register_yet_limits_no_account(site: Site) -> None:
    prevu = Ouverture(
        machine="marche",
        acteur="cli:x",
        compte="fac",
        convention="OULLINS-2022",
        saisies={"objet": "Crèche à venir"},
    )
    numero = str(ouvrir_a_la_main(site.bureau, prevu)["dossier"])
    with pytest.raises(ValeurInvalide, match=f"{numero} n’est pas encore au registre"):
        changer_compte(site.bureau, visiteur(site, "adm"), saisie(site, numero))
