"""A commune nouvelle publishes anew what the old one had: the same marché, told once (§2.3)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.importing.records import BilanImport
from services.register.register_donneurs import DonneurOrdreSaisi, ajouter_donneur_ordre
from services.register.register_identities import IdentiteSaisie
from storage.register_queries import compter_marches, marche_par_cle
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_B,
    OULLINS,
    OULLINS_PIERRE_BENITE,
    ecrire_json,
    importer,
    marche_2022,
)

NOUVEAU = {"acheteur": {"id": OULLINS_PIERRE_BENITE}}


def succeder(travail: Travail) -> None:
    deux = (
        IdentiteSaisie(OULLINS, au=date(2023, 12, 31)),
        IdentiteSaisie(OULLINS_PIERRE_BENITE, du=date(2024, 1, 1)),
    )
    ajouter_donneur_ordre(travail, DonneurOrdreSaisi("Oullins-Pierre-Bénite", deux))


def publier(travail: Travail, tmp_path: Path, *marches: dict[str, Any]) -> BilanImport:
    return importer(travail, ecrire_json(tmp_path / "decp.json", marches))


def combien(travail: Travail) -> int:
    with travail.lire() as connexion:
        return compter_marches(connexion)


def test_a_marche_published_under_the_new_siret_is_the_one_we_know(
    registre_partout: Travail, tmp_path: Path
) -> None:
    publier(registre_partout, tmp_path, marche_2022())
    succeder(registre_partout)
    bilan = publier(registre_partout, tmp_path, marche_2022(**NOUVEAU))
    assert (bilan.nouveaux, bilan.inchanges, bilan.doublons_probables) == (0, 1, ())
    bilan = publier(registre_partout, tmp_path, marche_2022(**NOUVEAU, montant=500000))
    assert (bilan.nouveaux, bilan.modifies, combien(registre_partout)) == (0, 1, 1)
    with registre_partout.lire() as connexion:
        marche = marche_par_cle(connexion, marche_2022()["id"])
    assert marche is not None
    assert marche.acheteur == OULLINS


def test_one_file_may_bring_it_under_both(registre: Travail, tmp_path: Path) -> None:
    publier(registre, tmp_path, marche_2022())
    succeder(registre)
    bilan = publier(registre, tmp_path, marche_2022(), marche_2022(**NOUVEAU, montant=500000))
    assert (bilan.nouveaux, bilan.modifies + bilan.inchanges, combien(registre)) == (0, 2, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"dateNotification": "2024-06-02"},
        {"titulaires": [{"titulaire": {"id": ENTREPRISE_B, "typeIdentifiant": "SIRET"}}]},
        {"id": "2024-08"},
    ],
)
def test_another_day_holder_or_number_is_another_marche(
    registre: Travail, tmp_path: Path, change: dict[str, Any]
) -> None:
    """Two buyers that merged may each have the same number."""
    publier(registre, tmp_path, marche_2022())
    succeder(registre)
    assert publier(registre, tmp_path, marche_2022(**NOUVEAU, **change)).nouveaux == 1


def test_a_warning_names_both_sirets(registre: Travail, tmp_path: Path) -> None:
    """Both came before the succession was known: told, and never merged."""
    publier(registre, tmp_path, marche_2022(), marche_2022(**NOUVEAU))
    succeder(registre)
    (doublon,) = publier(registre, tmp_path, marche_2022(id="autre")).doublons_probables
    numero = marche_2022()["id"]
    assert set(doublon.identifiants) == {f"{OULLINS}/{numero}", f"{OULLINS_PIERRE_BENITE}/{numero}"}
    assert "même donneur d’ordre sous deux SIRET" in doublon.motif
