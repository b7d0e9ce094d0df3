"""DECP records of every format, made here: clean ones that the tests then spoil."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jalon.assembly import assembler
from jalon.clock import HorlogeFigee
from jalon.settings import Base, Reglages
from services.importing.decp import importer_decp
from services.importing.records import BilanImport
from services.office import Bureau
from storage import register_tables as _tables  # noqa: F401 # declares the tables
from storage.engines import Moteurs, ouvrir
from storage.register_queries import marche_par_cle, titulaires
from storage.register_values import Marche
from storage.schema import metadata
from storage.unit_of_work import Travail

MAINTENANT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OULLINS = "21690149600010"
OULLINS_PIERRE_BENITE = "20010274700017"
LYON = "21690123100011"
MMIE = "13000354400033"
ENTREPRISE_A = "51944339400019"
ENTREPRISE_B = "31420941200019"
ENTREPRISE_C = "96650042300035"


def ouvrir_registre(url: str) -> tuple[Travail, Moteurs]:
    """The tables of the register on an empty database."""
    moteurs = ouvrir(url, mode="normal")
    metadata.create_all(moteurs.ecriture)
    return Travail(moteurs), moteurs


@cache
def _bureau() -> Bureau:
    ailleurs = Reglages(
        environnement="test", database=Base(url="sqlite:///nowhere/never-opened.db")
    )
    return assembler(ailleurs)


def bureau_du_registre(travail: Travail) -> Bureau:
    """The desk over this register, its clock standing still."""
    return replace(_bureau(), travail=travail, horloge=HorlogeFigee(MAINTENANT))


def importer(travail: Travail, *fichiers: Path) -> BilanImport:
    """Import and check the sum that always holds."""
    bilan = importer_decp(bureau_du_registre(travail), fichiers)
    suites = bilan.nouveaux + bilan.modifies + bilan.inchanges
    assert bilan.lus == suites + bilan.total_quarantaine
    assert len(bilan.quarantaine) == bilan.total_quarantaine
    return bilan


def marche_2022(**changes: Any) -> dict[str, Any]:
    """A record of the 2022 format, arrays wrapped."""
    return {
        "id": "2024-07",
        "_type": "Marché",
        "acheteur": {"id": OULLINS},
        "nature": "Marché",
        "objet": "Réhabilitation du groupe scolaire, lot 3",
        "codeCPV": "45214200-2",
        "techniques": {"technique": ["Sans objet"]},
        "ccag": "Travaux",
        "offresRecues": 3,
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "69600", "typeCode": "Code postal"},
        "dureeMois": 12,
        "dateNotification": "2023-12-20",
        "datePublicationDonnees": "2024-01-15",
        "montant": 412000.5,
        "titulaires": [{"titulaire": {"id": ENTREPRISE_A, "typeIdentifiant": "SIRET"}}],
        "typeGroupementOperateurs": "Pas de groupement",
        "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
        "modifications": [],
    } | changes


def modification(numero: Any, jour: Any, **changes: Any) -> dict[str, Any]:
    """A modification of the 2022 format."""
    return {"modification": {"id": numero, "dateNotificationModification": jour, **changes}}


def marche_2019(**changes: Any) -> dict[str, Any]:
    """A record of the 2019 format, arrays flat, amounts as texts, no social field."""
    return {
        "id": "2021S0400",
        "uid": f"{LYON}2021S0400",
        "_type": "Marché",
        "acheteur": {"id": LYON, "nom": "VILLE DE LYON"},
        "nature": "Accord-cadre",
        "objet": "Entretien des espaces verts",
        "codeCPV": "77310000-6",
        "procedure": "Appel d'offres ouvert",
        "lieuExecution": {"code": "69123", "typeCode": "Code commune", "nom": "Lyon"},
        "dureeMois": "48",
        "dateNotification": "2021-03-02",
        "montant": "160000.00",
        "formePrix": "Révisable",
        "titulaires": [
            {"id": ENTREPRISE_B, "typeIdentifiant": "SIRET", "denominationSociale": "LAQUET"}
        ],
        "modifications": [],
    } | changes


def rangee(**changes: str) -> dict[str, str]:
    """A row of the tabular export."""
    return {
        "uid": f"{OULLINS}2024T1",
        "id": "2024T1",
        "codeCPV": "45210000",
        "acheteur_id": OULLINS,
        "acheteur_nom": "VILLE D'OULLINS",
        "titulaire_id": ENTREPRISE_A,
        "titulaire_nom": "LAQUET TENNIS",
        "montant": "1054197.1",
        "dateNotification": "2024-07-31",
        "procedure": "Procédure adaptée",
        "dureeMois": "7",
    } | changes


def ecrire_json(chemin: Path, marches: Sequence[Any], *, encodage: str = "utf-8") -> Path:
    """A file of the 2022 nesting."""
    texte = json.dumps({"marches": {"marche": list(marches)}}, ensure_ascii=False, indent=1)
    chemin.write_bytes(texte.encode(encodage))
    return chemin


def ecrire_csv(
    chemin: Path,
    rangees: Sequence[Mapping[str, str]],
    *,
    separateur: str = ",",
    encodage: str = "utf-8",
) -> Path:
    """A tabular file."""
    flux = io.StringIO()
    colonnes = dict.fromkeys(nom for une in rangees for nom in une)
    ecrivain = csv.DictWriter(flux, colonnes, delimiter=separateur, lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(rangees)
    chemin.write_bytes(flux.getvalue().encode(encodage))
    return chemin


def lire(travail: Travail, cle: str) -> Marche:
    """The marché of that key, which the register has."""
    with travail.lire() as connexion:
        trouve = marche_par_cle(connexion, cle)
    assert trouve is not None
    return trouve


def tenants(travail: Travail, cle: str, jour: date) -> list[str]:
    """Who holds it on that day."""
    marche = lire(travail, cle)
    with travail.lire() as connexion:
        return [un.identifiant for un in titulaires(connexion, marche.id, jour)]
