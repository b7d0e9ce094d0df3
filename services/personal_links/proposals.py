"""What an entreprise wrote by its link, on the page of whoever takes it up or sets it aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, est_de_la_ville, exiger_visible
from services.errors import Introuvable
from services.office import Bureau
from services.reading.looking import trouver
from services.reading.looking_dossier import chantier_de_lecture
from services.reading.looking_journal import journal
from states.french import jour_civil
from states.roles import ENTREPRISE
from storage.column_types import lire_instant
from workflow.process import Definition

RECUE_LE = "recue_le"
"""Field that tells on which day an answer came."""


@dataclass(frozen=True, kw_only=True)
class Proposition:
    """One line of an entreprise: what it fills in the form of an act, and when it came.

    ``at`` is None once the dossier has moved since: the act is then of today, and only its field
    tells the day.
    """

    seq: int
    valeurs: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


def lire_la_proposition(bureau: Bureau, visiteur: Visiteur, cle: str, seq: int) -> Proposition:
    """The line of a dossier by which an entreprise wrote.

    Raises:
        Introuvable: no such dossier or line, or one that this reader is not shown.
    """
    with bureau.travail.lire() as connexion:
        try:
            vue = trouver(bureau, connexion, cle)
        except Introuvable as erreur:
            raise absent() from erreur
        exiger_visible(chantier_de_lecture(bureau, connexion), vue.dossier, visiteur)
    lues = journal(bureau, cle, apres=seq - 1, limite=1)
    if not lues or lues[0]["role"] != ENTREPRISE or est_de_la_ville(visiteur):
        raise absent()
    le = datetime.fromisoformat(lues[0]["enregistre_le"])
    dites = {nom: val for nom, val in lues[0]["donnees"].items() if isinstance(val, str)}
    entre = lire_instant(vue.dossier.moved_at) if vue.dossier.moved_at else le
    return Proposition(
        seq=lues[0]["seq"],
        valeurs={**dites, RECUE_LE: f"{jour_civil(le):%d/%m/%Y}"},
        at=le if entre <= le else None,
    )


def propositions(
    lignes: list[dict[str, Any]],
    taches: list[dict[str, Any]],
    possibles: list[dict[str, Any]],
    definition: Definition,
) -> list[dict[str, Any]]:
    """What waits to be read, oldest first: its line, its tasks, the acts that answer each."""
    libelles = {un["evenement"]: un["libelle"] for un in possibles}
    attendues: dict[int, list[dict[str, Any]]] = {}
    for une in taches:
        declaree = definition.taches.get(une["code"])
        actes = [un for un in (declaree.faite_par if declaree else ()) if un in libelles]
        dite = {"libelle": une["libelle"], "actes": [(un, libelles[un]) for un in actes]}
        attendues.setdefault(une["ligne"], []).append(dite)
    return [
        {**une, "taches": attendues[une["seq"]]}
        for une in lignes
        if une["role"] == ENTREPRISE and une["seq"] in attendues
    ]
