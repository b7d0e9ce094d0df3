"""A list, whole, as rows for a spreadsheet: the same filters as its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.accounts.signing_in import Visiteur
from services.office import Bureau
from services.reading.due_dates import jour_dit
from services.reading.listing import PAR_PAGE, Tri, liste
from services.reading.progress import AVANCENT

TITRES = (
    *("Numéro", "Entreprise", "SIRET", "Marché", "Donneur d’ordre", "Où on en est"),
    *("La main est à", "Prochaine échéance", "De quoi", "Suivi par"),
)
AVANCEMENT = ("Heures faites", "Heures prévues", "Dernier contact")
Rangee = tuple[str | Decimal | date | None, ...]


def titres(machine: str) -> tuple[str, ...]:
    """The header of a machine's list."""
    return (*TITRES, *AVANCEMENT) if machine in AVANCENT else TITRES


def rangees(bureau: Bureau, visiteur: Visiteur, tri: Tri) -> Iterator[Rangee]:
    """Every dossier that the page would show, page after page.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    page, suite = 1, True
    while suite:
        dite = liste(bureau, visiteur, replace(tri, page=page), par_page=PAR_PAGE * 20)
        yield from (_rangee(une, avance=dite["avance"]) for une in dite["lignes"])
        page, suite = page + 1, dite["suite"]


def _rangee(une: dict[str, Any], *, avance: bool) -> Rangee:
    echeance = une["prochaine_echeance"]
    return (
        une["numero"],
        une["titulaire"],
        une["siret"],
        une["marche"],
        une["donneur_ordre"],
        une["etat_libelle"],
        None if une["en_attente"] else une["detenteur_nom"],
        jour_dit(echeance) if echeance else None,
        echeance["libelle"] if echeance else None,
        une["facilitateur_nom"],
        *(_avancement(une) if avance else ()),
    )


def _avancement(une: dict[str, Any]) -> Rangee:
    heures = une["heures"] or {"faites": None, "sur": None}
    return (heures["faites"], heures["sur"], une["dernier_contact"])
