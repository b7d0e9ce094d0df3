"""A row of a tabular export, whatever the spelling of its columns, under one set of names.

One row is one (marché, holder, version): rows are brought together by ``grouping``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.importing import csv_records
from services.importing.csv_records import Rangee
from services.importing.decp_json import couper
from services.importing.decp_record import MarcheBrut, TitulaireBrut, lire_marche
from services.importing.fields import Constats, simplifier
from services.importing.records import TABULAIRE, Lecture, Rebut

_COLONNES = {
    "uid": ("uid",),
    "id": ("id", "idmarche", "identifiant", "marcheid"),
    "acheteur": ("acheteurid", "idacheteur", "acheteursiret", "siretacheteur"),
    "acheteur_nom": ("acheteurnom", "nomacheteur"),
    "notification": ("datenotification",),
    "objet": ("objet", "objetmarche"),
    "nature": ("nature",),
    "procedure": ("procedure",),
    "cpv": ("codecpv", "cpv"),
    "duree_mois": ("dureemois", "duree"),
    "date_publication": ("datepublicationdonnees",),
    "montant": ("montant",),
    "lieu_nom": ("lieuexecutionnom",),
    "lieu_type": ("lieuexecutiontypecode",),
    "lieu_code": ("lieuexecutioncode",),
    "ccag": ("ccag",),
    "type_groupement": ("typegroupementoperateurs", "typegroupement"),
    "considerations": ("considerationssociales", "considerationsociale"),
    "modification": ("modificationid",),
    "actuelles": ("donneesactuelles",),
}
_CANONIQUES = {ecrite: nom for nom, ecrites in _COLONNES.items() for ecrite in ecrites}
_TITULAIRE = re.compile(
    r"titulaires?(?P<rang>\d*)(?P<quoi>typeidentifiant|denominationsociale|id|nom)(?P<apres>\d*)"
)
_QUOI = {"typeidentifiant": "type", "denominationsociale": "nom", "id": "id", "nom": "nom"}
EXIGEES = {"id": "id", "acheteur": "acheteur_id", "notification": "dateNotification"}
"""Columns without which no marché can be told, and how they are usually written."""

_NUMERO = re.compile(r"(\d{1,4})(?:[.,]0+)?")
_DITES = frozenset({"true", "false", "vrai", "faux", "oui", "non", "1", "0"})
"""How an export writes whether the row is in force: either way it says which version it tells."""
SIRET_COLLES = re.compile(r"\d{14}(?:\D+\d{14})+")


def nommer(entete: Sequence[str]) -> list[str]:
    """Our name of each column; empty for the ones that are not read."""
    return [_nommer(simplifier(colonne)) for colonne in entete]


def _nommer(colonne: str) -> str:
    if colonne in _CANONIQUES:
        return _CANONIQUES[colonne]
    trouve = _TITULAIRE.fullmatch(colonne)
    if trouve is None:
        return ""
    rang = int(trouve["rang"] or trouve["apres"] or 1)
    return f"titulaire.{rang}.{_QUOI[trouve['quoi']]}"


def lire(rangee: Rangee, colonnes: Sequence[str], constats: Constats) -> Lecture:
    """Read one row; never raises, whatever it holds."""
    if rangee.motif:
        rebut = Rebut(constats.fichier, constats.ligne, "ligne", rangee.motif)
        return Lecture("", constats.ligne, rebut=rebut)
    # a comma too many shifts all that follows: nothing of such a row can be trusted
    if len(rangee.cellules) > len(colonnes):
        surplus = len(rangee.cellules) - len(colonnes)
        rebut = Rebut(
            constats.fichier,
            constats.ligne,
            "ligne",
            f"{surplus} colonne(s) de trop : les valeurs ne sont plus en face de leur titre",
        )
        return Lecture("", constats.ligne, rebut=rebut)
    cellules = csv_records.nommees(rangee, colonnes, constats)
    numero = _numero(cellules.get("modification", ""))
    dite = numero is not None or simplifier(cellules.get("actuelles", "")) in _DITES
    lecture = lire_marche(_marche(cellules), constats)
    if lecture.marche is None or not dite:
        return lecture
    return replace(lecture, marche=replace(lecture.marche, version_dite=True, modification=numero))


def _numero(cellule: str) -> int | None:
    """The number of the modification; a spreadsheet writes ``1.0``."""
    trouve = _NUMERO.fullmatch(cellule.strip())
    return int(trouve[1]) if trouve else None


def _marche(cellules: Mapping[str, str]) -> MarcheBrut:
    considerations = cellules.get("considerations")
    return MarcheBrut(
        source=TABULAIRE,
        acheteur=cellules.get("acheteur"),
        identifiant=cellules.get("id"),
        # without a column of objects, the key has to do
        uid=cellules.get("uid") or (None if "objet" in cellules else cellules.get("id")),
        notification=cellules.get("notification"),
        titulaires=_titulaires(cellules),
        considerations=couper(considerations) if considerations else None,
        champs={**cellules, "lieu": _lieu(cellules)},
    )


def _titulaires(cellules: Mapping[str, str]) -> list[TitulaireBrut]:
    rangs = sorted({int(nom.split(".")[1]) for nom in cellules if nom.startswith("titulaire.")})
    bruts: list[TitulaireBrut] = []
    for rang in rangs:
        identifiant = cellules.get(f"titulaire.{rang}.id", "").strip()
        if not identifiant:
            continue
        colles = SIRET_COLLES.fullmatch(identifiant)
        for un in re.split(r"\D+", identifiant) if colles else [identifiant]:
            nom = None if colles else cellules.get(f"titulaire.{rang}.nom")
            genre = cellules.get(f"titulaire.{rang}.type") if not colles else "SIRET"
            bruts.append(TitulaireBrut(f"titulaires[{len(bruts) + 1}].id", genre, un, nom))
    return bruts


def _lieu(cellules: Mapping[str, str]) -> str | None:
    morceaux = [cellules.get(f"lieu_{quoi}", "") for quoi in ("nom", "type", "code")]
    return " ".join(morceau for morceau in morceaux if morceau) or None
