"""Questions to the register, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.register_people import changer, compte_par_login, creer, lire
from storage.register_queries import (
    MarcheAmbigu,
    compter_marches,
    donneur_ordre_par_siret,
    entreprise_par_identifiant,
    marche_par_cle,
    marches,
    noms_donneurs,
    titulaires,
)
from storage.register_values import FiltreMarches
from storage.siae import du_territoire
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_A,
    ENTREPRISE_B,
    ENTREPRISE_C,
    LYON,
    OULLINS,
    ecrire_json,
    importer,
    marche_2019,
    marche_2022,
    ouvrir_registre,
)


@pytest.fixture
def travail(database_url: str, tmp_path: Path) -> Iterator[Travail]:
    travail, moteurs = ouvrir_registre(database_url)
    deux = [{"id": ENTREPRISE_A}, {"id": ENTREPRISE_B}]
    lots = [
        marche_2022(id="1", objet="100 % laine_", titulaires=deux),
        marche_2022(id="2024-07"),
        marche_2019(id="2024-07", uid=None),
    ]
    importer(travail, ecrire_json(tmp_path / "f.json", lots))
    yield travail
    moteurs.fermer()


def uid(travail: Travail, texte: str) -> str | None:
    with travail.lire() as connexion:
        trouve = marche_par_cle(connexion, texte)
    return trouve and trouve.uid


def test_a_marche_is_found_as_people_name_it(travail: Travail) -> None:
    with travail.lire() as connexion:
        lyon = donneur_ordre_par_siret(connexion, LYON)
        (un,) = marches(connexion, filtres=FiltreMarches(donneur_ordre=lyon))
        assert noms_donneurs(connexion, [un.donneur_ordre], date(2025, 1, 1)) == {
            un.donneur_ordre: "VILLE DE LYON"
        }
    assert uid(travail, f" {LYON} / 2024-07 ") == un.uid
    assert uid(travail, f"{LYON}2024-07") == un.uid
    assert uid(travail, "nulle part") is None
    assert uid(travail, f"{LYON}/nulle part") is None


def test_a_number_of_two_buyers_is_ambiguous(travail: Travail) -> None:
    with pytest.raises(MarcheAmbigu) as refus:
        uid(travail, "2024-07")
    assert set(refus.value.candidats) == {f"{OULLINS}/2024-07", f"{LYON}/2024-07"}


def test_our_id_that_is_also_a_number_is_ambiguous_unless_it_is_the_same(travail: Travail) -> None:
    with travail.lire() as connexion:
        un = connexion.execute(text("SELECT uid, identifiant FROM marche WHERE id = 1")).one()
    if un.identifiant == "1":
        assert uid(travail, "1") == un.uid
    else:
        with pytest.raises(MarcheAmbigu):
            uid(travail, "1")
    assert uid(travail, "2") is not None


@pytest.mark.parametrize(
    ("filtres", "nombre"),
    [
        (FiltreMarches(), 3),
        (FiltreMarches(texte="% LAINE_"), 1),
        (FiltreMarches(texte="_00"), 0),
        (FiltreMarches(titulaire=ENTREPRISE_B), 2),
        (FiltreMarches(titulaire=ENTREPRISE_C), 0),
        (FiltreMarches(consideration="Clause sociale"), 2),
        (FiltreMarches(notifies_depuis=date(2023, 1, 1)), 2),
        (FiltreMarches(notifies_jusqu_au=date(2023, 1, 1)), 1),
    ],
)
def test_filters(travail: Travail, filtres: FiltreMarches, nombre: int) -> None:
    with travail.lire() as connexion:
        assert compter_marches(connexion, filtres) == nombre
        assert len(marches(connexion, filtres=filtres)) == nombre


def test_pages_follow_each_other(travail: Travail) -> None:
    with travail.lire() as connexion:
        (premier,) = marches(connexion, limite=1)
        suite = marches(connexion, limite=5, apres=premier.id)
    assert len({premier.id, *(un.id for un in suite)}) == 3


def test_a_holder_bears_its_identity_of_the_day(travail: Travail) -> None:
    with travail.ecrire() as connexion:
        cle = entreprise_par_identifiant(connexion, ENTREPRISE_A)
        assert cle is not None
        avant = lire(connexion, "entreprise_identite", identifiant=ENTREPRISE_A)
        assert avant is not None
        changer(connexion, "entreprise_identite", avant["id"], {"au": date(2024, 5, 31)})
        neuve = {
            "entreprise": cle,
            "type_identifiant": "SIRET",
            "identifiant": ENTREPRISE_C,
            "nom": "LAQUET FUSION",
            "du": date(2024, 6, 1),
            "au": None,
        }
        creer(connexion, "entreprise_identite", neuve)
        un = marche_par_cle(connexion, f"{OULLINS}/2024-07")
        assert un is not None
        assert [t.identifiant for t in titulaires(connexion, un.id, date(2024, 5, 31))] == [
            ENTREPRISE_A
        ]
        assert [t.nom for t in titulaires(connexion, un.id, date(2024, 6, 1))] == ["LAQUET FUSION"]


def test_what_is_unknown_is_nothing(travail: Travail) -> None:
    with travail.lire() as connexion:
        assert compte_par_login(connexion, "personne") is None
        assert du_territoire(connexion, []) == []
        assert noms_donneurs(connexion, [10**6], date(2025, 1, 1)) == {}
