"""An export that says which version each row tells (``modification_id``, ``donneesActuelles``)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_A,
    ENTREPRISE_B,
    ecrire_csv,
    importer,
    lire,
    rangee,
    tenants,
)

NOTIFICATION, AVENANT = "2024-01-10", "2024-03-10"


def version(numero: str, jour: str, titulaire: str, **change: str) -> dict[str, str]:
    """A row as the consolidated tables of data.gouv.fr write it."""
    actuelle = "true" if numero.startswith("1") else "false"
    colonnes = {"modification_id": numero, "donneesActuelles": actuelle, **change}
    return rangee(dateNotification=jour, titulaire_id=titulaire, **colonnes)


def titulaires_du(travail: Travail, jour: date) -> set[str]:
    return set(tenants(travail, "2024T1", jour))


@pytest.mark.parametrize("numeros", [("0", "1"), ("0.0", "1.0"), ("", "")])
def test_who_is_not_in_the_next_version_has_left(
    registre_partout: Travail, tmp_path: Path, numeros: tuple[str, str]
) -> None:
    avant = version(numeros[0], NOTIFICATION, ENTREPRISE_A, donneesActuelles="false")
    apres = version(numeros[1], AVENANT, ENTREPRISE_B, donneesActuelles="true")
    fichier = ecrire_csv(tmp_path / "1.csv", [apres, avant])
    assert importer(registre_partout, fichier).avertissements == ()
    assert titulaires_du(registre_partout, date(2024, 3, 9)) == {ENTREPRISE_A}
    assert titulaires_du(registre_partout, date(2024, 3, 10)) == {ENTREPRISE_B}
    assert importer(registre_partout, fichier).inchanges == 1


def test_published_on_other_days_they_are_versions_all_the_same(
    registre: Travail, tmp_path: Path
) -> None:
    avant = version("0", NOTIFICATION, ENTREPRISE_A, datePublicationDonnees="2024-01-12")
    apres = version("1", AVENANT, ENTREPRISE_B, datePublicationDonnees="2024-03-12")
    importer(registre, ecrire_csv(tmp_path / "1.csv", [avant, apres]))
    assert titulaires_du(registre, date(2024, 3, 10)) == {ENTREPRISE_B}


def test_two_files_prove_no_absence(registre: Travail, tmp_path: Path) -> None:
    importer(
        registre,
        ecrire_csv(tmp_path / "1.csv", [version("0", NOTIFICATION, ENTREPRISE_A)]),
        ecrire_csv(tmp_path / "2.csv", [version("1", AVENANT, ENTREPRISE_B)]),
    )
    assert titulaires_du(registre, date(2024, 3, 10)) == {ENTREPRISE_A, ENTREPRISE_B}


def test_a_refused_row_may_be_the_one_who_stays(registre: Travail, tmp_path: Path) -> None:
    rangees = [
        version("0", NOTIFICATION, ENTREPRISE_A),
        version("1", AVENANT, ENTREPRISE_B),
        version("1", AVENANT, "123"),
    ]
    importer(registre, ecrire_csv(tmp_path / "1.csv", rangees))
    assert titulaires_du(registre, date(2024, 3, 10)) == {ENTREPRISE_A, ENTREPRISE_B}


def test_a_modification_alone_says_that_the_notification_is_missing(
    registre: Travail, tmp_path: Path
) -> None:
    seule = ecrire_csv(tmp_path / "1.csv", [version("1", AVENANT, ENTREPRISE_B)])
    (averti,) = importer(registre, seule).avertissements
    assert averti.champ == "dateNotification"
    assert "que la modification n° 1, notifiée le 10/03/2024" in averti.motif
    # the row of origin puts it right
    origine = [version("0", NOTIFICATION, ENTREPRISE_A)]
    assert importer(registre, ecrire_csv(tmp_path / "2.csv", origine)).modifies == 1
    assert lire(registre, "2024T1").date_notification == date(2024, 1, 10)
