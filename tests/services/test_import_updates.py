"""A later file, a succession, a duplicate: what the register knows is completed, never lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from services.register.register_donneurs import DonneurOrdreSaisi, ajouter_donneur_ordre
from services.register.register_identities import IdentiteSaisie
from storage.register_queries import noms_donneurs
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_A,
    ENTREPRISE_B,
    OULLINS,
    OULLINS_PIERRE_BENITE,
    ecrire_csv,
    ecrire_json,
    importer,
    lire,
    marche_2022,
    modification,
    rangee,
    tenants,
)


def test_a_later_file_updates_what_changed_and_leaves_a_trace(
    registre_partout: Travail, tmp_path: Path
) -> None:
    importer(registre_partout, ecrire_json(tmp_path / "1.json", [marche_2022()]))
    change = marche_2022(
        montant=500000,
        objet=None,
        uid="x",
        modifications=[
            modification(1, "2024-06-01", titulaires=[{"titulaire": {"id": ENTREPRISE_B}}])
        ],
    )
    fichier = ecrire_json(tmp_path / "2.json", [change])
    assert importer(registre_partout, fichier).modifies == 1
    assert importer(registre_partout, fichier).inchanges == 1
    marche = lire(registre_partout, "2024-07")
    assert (marche.montant, marche.objet) == (
        Decimal(500000),
        "Réhabilitation du groupe scolaire, lot 3",
    )
    assert tenants(registre_partout, marche.uid, date(2024, 5, 31)) == [ENTREPRISE_A]
    assert tenants(registre_partout, marche.uid, date(2024, 6, 1)) == [ENTREPRISE_B]


def test_a_tabular_version_never_closes_a_holder(registre: Travail, tmp_path: Path) -> None:
    ancien = rangee(dateNotification="2024-01-10", montant="10")
    recent = rangee(dateNotification="2024-03-10", montant="20", titulaire_id=ENTREPRISE_B)
    importer(registre, ecrire_csv(tmp_path / "1.csv", [recent]))
    assert importer(registre, ecrire_csv(tmp_path / "2.csv", [ancien])).modifies == 1
    assert importer(registre, ecrire_csv(tmp_path / "3.csv", [recent, ancien])).inchanges == 1
    marche = lire(registre, "2024T1")
    assert (marche.date_notification, marche.montant) == (date(2024, 1, 10), Decimal(10))
    assert set(tenants(registre, "2024T1", date(2024, 4, 1))) == {ENTREPRISE_A, ENTREPRISE_B}


def test_a_duplicate_counts_once(registre: Travail, tmp_path: Path) -> None:
    fichier = ecrire_json(tmp_path / "f.json", [marche_2022(), marche_2022()])
    assert importer(registre, fichier).lus == 1


def test_a_past_siret_belongs_to_the_same_buyer(registre_partout: Travail, tmp_path: Path) -> None:
    marches = [marche_2022(), marche_2022(acheteur={"id": OULLINS_PIERRE_BENITE})]
    importer(registre_partout, ecrire_json(tmp_path / "f.json", marches))
    succession = (
        IdentiteSaisie(OULLINS, "Ville d’Oullins"),
        IdentiteSaisie(OULLINS_PIERRE_BENITE, du=date(2024, 1, 1)),
    )
    saisie = DonneurOrdreSaisi("Oullins-Pierre-Bénite", succession)
    donneur = ajouter_donneur_ordre(registre_partout, saisie)
    encore = ajouter_donneur_ordre(registre_partout, saisie)
    assert (donneur.cree, donneur.modifie) == (False, True)
    assert (encore.cree, encore.modifie) == (False, False)
    cles = [f"{OULLINS}/2024-07", f"{OULLINS_PIERRE_BENITE}/2024-07"]
    assert {lire(registre_partout, cle).donneur_ordre for cle in cles} == {donneur.objet.id}
    with registre_partout.lire() as connexion:
        cle = donneur.objet.id
        noms = [
            noms_donneurs(connexion, [cle], jour)[cle]
            for jour in (date(2023, 12, 31), date(2024, 1, 1))
        ]
    assert noms == ["Ville d’Oullins", "Oullins-Pierre-Bénite"]
