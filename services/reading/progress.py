"""How far the hours of a marché are, and when its entreprises were last heard: for lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.register.follow import MACHINE, RELATION
from storage import boards as depot
from storage.boards import Suivi
from storage.looking import LigneVue
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

AVANCENT = frozenset({MACHINE, RELATION})
"""Machines whose lists tell it."""


def avec_l_avancement(
    connexion: Connexion, page: Sequence[LigneVue], dites: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows with ``heures`` ({faites, sur}, of the marché) and ``dernier_contact`` (a day).

    One reading a page. Hours are those of the whole marché, shared by its entreprises; a marché
    was last in contact when the latest of its relations was.
    """
    marches = {vue.dossier.marche for vue in page if vue.dossier.marche is not None}
    suivis = depot.suivis_des_marches(connexion, sorted(marches), sorted(AVANCENT))
    heures = {un.marche: heures_de(lire_json(un.data)) for un in suivis if un.machine == MACHINE}
    contacts = _contacts(suivis)
    return [
        {
            **dite,
            "heures": heures.get(vue.dossier.marche or 0),
            "dernier_contact": _contact(lire_json(vue.dossier.faits))
            if vue.dossier.machine == RELATION
            else contacts.get(vue.dossier.marche or 0),
        }
        for vue, dite in zip(page, dites, strict=True)
    ]


def heures_de(donnees: Mapping[str, Any]) -> dict[str, Decimal] | None:
    """Hours of a marché by the fields of its dossier; none before an objective: nothing is owed."""
    if donnees.get("objectif_heures") is None:
        return None
    return {
        "faites": Decimal(donnees.get("heures_comptabilisees") or 0),
        "sur": Decimal(donnees["objectif_heures"]),
    }


def _contact(faits: Mapping[str, Any]) -> date | None:
    lu = faits.get("dernier_contact_le")
    return date.fromisoformat(lu) if lu else None


def _contacts(suivis: Sequence[Suivi]) -> dict[int, date]:
    """The latest contact of each marché, of all its relations."""
    derniers: dict[int, date] = {}
    for un in suivis:
        lu = _contact(lire_json(un.faits)) if un.machine == RELATION else None
        if lu is not None:
            derniers[un.marche] = max(lu, derniers.get(un.marche, lu))
    return derniers
