"""Accounts, referents and contacts: checked, once, nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.register.register_donneurs import DonneurOrdreSaisi, ajouter_donneur_ordre
from services.register.register_identities import IdentiteSaisie
from services.register.registering import (
    CompteSaisi,
    InterlocuteurSaisi,
    ReferentSaisi,
    ajouter_compte,
    ajouter_interlocuteur,
    designer_referent,
)
from storage.parties import referents
from storage.register_people import comptes, interlocuteurs
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_A,
    ENTREPRISE_B,
    MMIE,
    OULLINS,
    OULLINS_PIERRE_BENITE,
    ecrire_json,
    importer,
    marche_2022,
)
from workflow.errors import ValeurInvalide

CLAIRE = CompteSaisi(login="claire", nom="Claire Moreau", roles=("facilitateur",))
REFERENT = ReferentSaisi(donneur_ordre=OULLINS, nom="Karim Haddad", du=date(2022, 7, 25))
CONTACT = InterlocuteurSaisi(entreprise=ENTREPRISE_A, nom="Léa Petit", du=date(2024, 1, 2))


@pytest.fixture
def oullins(registre_partout: Travail, tmp_path: Path) -> Travail:
    importer(registre_partout, ecrire_json(tmp_path / "f.json", [marche_2022()]))
    return registre_partout


def test_an_account_is_added_once_and_changed_where_it_differs(oullins: Travail) -> None:
    premier = ajouter_compte(oullins, CLAIRE)
    encore = ajouter_compte(oullins, replace(CLAIRE, login=" Claire "))
    complete = ajouter_compte(
        oullins, replace(CLAIRE, courriel="c.moreau@mmie.fr", donneur_ordre=OULLINS)
    )
    rappel = ajouter_compte(oullins, CLAIRE)
    assert [(un.cree, un.modifie) for un in (premier, encore, complete, rappel)] == [
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]
    assert rappel.objet.courriel == "c.moreau@mmie.fr"
    with oullins.lire() as connexion:
        assert [un.login for un in comptes(connexion)] == ["claire"]


@pytest.mark.parametrize(
    ("changes", "champ"),
    [
        ({"login": "é"}, "login"),
        ({"login": ""}, "login"),
        ({"nom": " "}, "nom"),
        ({"nom": "x" * 600}, "nom"),
        ({"roles": ()}, "roles"),
        ({"roles": ("roi",)}, "roles"),
        ({"roles": ("referent",)}, "donneur_ordre"),
        ({"roles": ("facilitateur", "referent")}, "donneur_ordre"),
        ({"courriel": "claire@"}, "courriel"),
        ({"telephone": "appelez"}, "telephone"),
        ({"donneur_ordre": "123"}, "donneur_ordre"),
        ({"donneur_ordre": OULLINS_PIERRE_BENITE}, "donneur_ordre"),
        ({"structure": MMIE}, "structure"),
    ],
)
def test_a_wrong_account_is_refused_whole(
    oullins: Travail, changes: dict[str, Any], champ: str
) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        ajouter_compte(oullins, replace(CLAIRE, **changes))
    assert refus.value.champ == champ
    assert refus.value.remede
    with oullins.lire() as connexion:
        assert comptes(connexion) == []


def test_a_new_titular_ends_the_previous_one_on_the_eve(oullins: Travail) -> None:
    premier = designer_referent(oullins, REFERENT)
    suivante = replace(REFERENT, nom="Anne Roux", courriel="a.roux@ville.fr", du=date(2024, 1, 1))
    designer_referent(oullins, suivante)
    adjoint = replace(REFERENT, nom="Paul Blanc", suppleant=True)
    designer_referent(oullins, adjoint)
    donneur = premier.objet.donneur_ordre
    with oullins.lire() as connexion:
        avant = [un.nom for un in referents(connexion, donneur, date(2023, 12, 31))]
        apres = [un.nom for un in referents(connexion, donneur, date(2024, 1, 1))]
    assert avant == ["Karim Haddad", "Paul Blanc"]
    assert apres == ["Anne Roux", "Paul Blanc"]
    meme = designer_referent(oullins, replace(suivante, nom="Anne Roux-Vidal"))
    assert (meme.cree, meme.modifie, meme.objet.nom) == (False, True, "Anne Roux-Vidal")
    assert designer_referent(oullins, REFERENT).cree is False


def test_a_titular_named_afterwards_for_before_ends_at_the_later_one(oullins: Travail) -> None:
    designer_referent(oullins, replace(REFERENT, du=date(2024, 1, 1)))
    avant = designer_referent(oullins, replace(REFERENT, nom="Anne Roux"))
    assert avant.objet.au == date(2023, 12, 31)


def test_two_titulars_of_one_day_are_refused(oullins: Travail) -> None:
    designer_referent(oullins, REFERENT)
    with pytest.raises(ValeurInvalide, match="déjà référent"):
        designer_referent(oullins, replace(REFERENT, nom="Anne Roux"))


def test_a_contact_for_one_marche_comes_before_the_general_one(oullins: Travail) -> None:
    general = ajouter_interlocuteur(oullins, CONTACT)
    propre = replace(CONTACT, nom="Ali Khelif", courriel="ali@e.fr", marche="2024-07")
    cible = ajouter_interlocuteur(oullins, propre)
    encore = ajouter_interlocuteur(oullins, replace(propre, nom="Ali KHELIF", fonction="RH"))
    assert (general.cree, cible.cree, encore.cree, encore.modifie) == (True, True, False, True)
    with oullins.lire() as connexion:
        noms = [
            un.nom
            for un in interlocuteurs(
                connexion, general.objet.entreprise, cible.objet.marche, date(2024, 5, 1)
            )
        ]
    assert noms == ["Ali KHELIF", "Léa Petit"]


@pytest.mark.parametrize(
    ("agir", "saisie", "champ"),
    [
        (ajouter_interlocuteur, replace(CONTACT, entreprise=ENTREPRISE_B), "entreprise"),
        (ajouter_interlocuteur, replace(CONTACT, entreprise="12"), "entreprise"),
        (ajouter_interlocuteur, replace(CONTACT, marche="inconnu"), "marche"),
        (ajouter_interlocuteur, replace(CONTACT, courriel="a b@c.fr"), "courriel"),
        (designer_referent, replace(REFERENT, donneur_ordre=MMIE), "donneur_ordre"),
    ],
)
def test_an_unknown_reference_is_refused(
    oullins: Travail, agir: Callable[[Travail, Any], Any], saisie: Any, champ: str
) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        agir(oullins, saisie)
    assert refus.value.champ == champ


def test_an_ambiguous_marche_names_its_candidates(oullins: Travail, tmp_path: Path) -> None:
    autre = marche_2022(acheteur={"id": OULLINS_PIERRE_BENITE})
    importer(oullins, ecrire_json(tmp_path / "g.json", [autre]))
    with pytest.raises(ValeurInvalide, match=OULLINS_PIERRE_BENITE):
        ajouter_interlocuteur(oullins, replace(CONTACT, marche="2024-07"))


@pytest.mark.parametrize(
    "identites",
    [
        (),
        (IdentiteSaisie("12"),),
        (IdentiteSaisie(OULLINS), IdentiteSaisie(OULLINS_PIERRE_BENITE)),
        (IdentiteSaisie(OULLINS), IdentiteSaisie(OULLINS, du=date(2024, 1, 1))),
        (IdentiteSaisie(OULLINS, du=date(2024, 1, 1), au=date(2023, 1, 1)),),
    ],
)
def test_contradictory_identities_are_refused(
    registre: Travail, identites: tuple[IdentiteSaisie, ...]
) -> None:
    with pytest.raises(ValeurInvalide):
        ajouter_donneur_ordre(registre, DonneurOrdreSaisi("Oullins", identites))


def test_a_buyer_is_renamed(registre: Travail) -> None:
    une = (IdentiteSaisie(OULLINS),)
    assert ajouter_donneur_ordre(registre, DonneurOrdreSaisi("Oullins", une)).cree
    autre = ajouter_donneur_ordre(registre, DonneurOrdreSaisi("Ville d’Oullins", une))
    assert (autre.modifie, autre.objet.nom) == (True, "Ville d’Oullins")
