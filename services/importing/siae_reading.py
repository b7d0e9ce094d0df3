"""Rows of a directory of SIAE and GEIQ, whatever the spelling of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.importing import csv_records
from services.importing.csv_records import Rangee
from services.importing.errors import FichierIllisible
from services.importing.fields import (
    Constats,
    lire_choix,
    lire_siret,
    lire_texte,
    montrer,
    simplifier,
)
from services.importing.json_kinds import refuser_la_valeur_seule
from services.importing.reading import PAS, Avance, entete
from services.importing.records import Rebut, StructureLue
from services.importing.sources import Source

TYPES = ("EI", "AI", "ACI", "ETTI", "EITI", "GEIQ", "EA", "EATT", "ESAT")
_TYPES = {simplifier(nom): nom for nom in TYPES}
_COLONNES = {
    "siret": "siret",
    "raisonsociale": "raison_sociale",
    "nom": "raison_sociale",
    "enseigne": "enseigne",
    "typestructure": "type_structure",
    "type": "type_structure",
    "kind": "type_structure",
    "naf": "naf",
    "ape": "naf",
    "commune": "commune",
    "ville": "commune",
    "codepostal": "code_postal",
    "departement": "departement",
}
ATTENDU = "Attendu : un tableau CSV, une ligne par structure."
EXIGEES = {"siret": "siret", "raison_sociale": "raison_sociale"}
_CODE_POSTAL = re.compile(r"[0-9]{4,5}")
_DEPARTEMENT = re.compile(r"[0-9]{1,3}|2[AB]")
CHIFFRES_POSTAUX = 5


@dataclass(frozen=True)
class LectureSiae:
    """One row: a structure or its refusal, and what was set aside."""

    structure: StructureLue | None
    rebut: Rebut | None
    avertissements: tuple[Rebut, ...] = ()


def lire_siae(source: Source, aujourd_hui: date, avance: Avance) -> Iterator[LectureSiae]:
    """Give the readings of one file.

    Raises:
        FichierIllisible: it is no table with SIRET and names.
    """
    refuser_la_valeur_seule(source, "aucune structure", ATTENDU)
    if source.premier in "[{":
        raise FichierIllisible("fichier", f"« {source.nom} » est du JSON.", ATTENDU)
    with source.ouvrir(nouvelle_ligne="") as flux:
        separateur, colonnes, ligne = entete(source, flux, _nommer, EXIGEES)
        rangees = csv_records.parcourir(flux.texte, separateur, ligne=ligne)
        for rang, rangee in enumerate(rangees, 1):
            yield lire_rangee(rangee, colonnes, Constats(source.nom, rangee.ligne, aujourd_hui))
            if rang % PAS == 0:
                avance(flux.lus)


def _nommer(titres: Sequence[str]) -> list[str]:
    return [_COLONNES.get(simplifier(titre), "") for titre in titres]


def lire_rangee(rangee: Rangee, colonnes: Sequence[str], constats: Constats) -> LectureSiae:
    """Read one row; never raises, whatever it holds."""
    if rangee.motif or len(rangee.cellules) > len(colonnes):
        constats.faute("ligne", rangee.motif or "plus de valeurs que de colonnes")
        return LectureSiae(None, constats.fautes[0])
    cellules = csv_records.nommees(rangee, colonnes, constats)
    siret = _siret(constats, cellules)
    nom = lire_texte(constats, "raison_sociale", cellules.get("raison_sociale"))
    if nom is None:
        constats.faute("raison_sociale", "raison sociale absente")
    if siret is None or nom is None:
        return LectureSiae(None, constats.fautes[0], tuple(constats.avertissements))
    structure = _structure(constats, cellules, siret, nom)
    return LectureSiae(structure, None, tuple(constats.avertissements))


def _siret(constats: Constats, cellules: Mapping[str, str]) -> str | None:
    texte = lire_texte(constats, "siret", cellules.get("siret"))
    siret, motif = lire_siret(texte) if texte else (None, "SIRET absent")
    if siret is None:
        constats.faute("siret", motif)
    elif motif:
        constats.avertir("siret", motif)
    return siret


def _structure(
    constats: Constats, cellules: Mapping[str, str], siret: str, nom: str
) -> StructureLue:
    def texte(champ: str) -> str | None:
        return lire_texte(constats, champ, cellules.get(champ))

    genre = lire_choix(constats, "type_structure", cellules.get("type_structure"), _TYPES)
    if genre not in {*TYPES, None}:
        constats.avertir("type_structure", f"type inconnu : {montrer(genre)}")
        genre = None
    code_postal = _code_postal(constats, texte("code_postal"))
    return StructureLue(
        siret=siret,
        raison_sociale=nom,
        enseigne=texte("enseigne"),
        type_structure=genre,
        naf=(texte("naf") or "")[:10] or None,
        commune=texte("commune"),
        code_postal=code_postal,
        departement=_departement(constats, texte("departement"), code_postal),
        fichier=constats.fichier,
        ligne=constats.ligne,
    )


def _code_postal(constats: Constats, texte: str | None) -> str | None:
    if texte is None or _CODE_POSTAL.fullmatch(texte):
        return texte and texte.zfill(CHIFFRES_POSTAUX)
    constats.avertir("code_postal", f"code postal illisible : {montrer(texte)}")
    return None


def _departement(constats: Constats, texte: str | None, code_postal: str | None) -> str | None:
    """As written, else from the postcode (overseas on three digits)."""
    if texte and _DEPARTEMENT.fullmatch(texte.upper()):
        return texte.upper().zfill(2)
    if texte:
        constats.avertir("departement", f"département illisible : {montrer(texte)}")
    if code_postal is None:
        return None
    return code_postal[: 3 if code_postal.startswith(("97", "98")) else 2]
