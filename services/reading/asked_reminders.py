"""What a reminder of a candidate says, to whom it stands on the desk of; its number, to others.

The task itself says no word of it (domain.md §13): the words are read when the page is, so that an
erasure takes them from there too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.accounts.signing_in import Visiteur
from services.people import SUIVENT_UNE_PERSONNE
from storage import personal
from storage.unit_of_work import Connexion

RAPPEL, CHAMP = "rappel_demande", "a_rappeler"


def avec_les_rappels(
    connexion: Connexion, taches: Sequence[dict[str, Any]], visiteur: Visiteur
) -> list[dict[str, Any]]:
    """The same tasks, each reminder of a candidate with its words, or its dossier's number."""
    lignes = {
        (une["dossier"], _ligne(une))
        for une in taches
        if _est_un_rappel(une) and une["compte"] in visiteur.comptes
    }
    dits = personal.dits(connexion, sorted(lignes), CHAMP) if lignes else {}
    return [
        {**une, "libelle": _libelle(une, dits.get((une["dossier"], _ligne(une))))}
        if _est_un_rappel(une)
        else une
        for une in taches
    ]


def _libelle(une: Mapping[str, Any], dit: str | None) -> str:
    return f"Rappel demandé : {dit}" if dit else f"{une['libelle']} {une['numero']}"


def _est_un_rappel(une: Mapping[str, Any]) -> bool:
    code = str(une["code"]).partition(":")[0]
    return une["machine"] in SUIVENT_UNE_PERSONNE and code == RAPPEL


def _ligne(une: Mapping[str, Any]) -> int:
    return int(une["cle"].split(":")[1])
