"""Who keeps the register by the pages, and what the forms of its acts are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.accounts.reading_log import REGISTRE, noter_lecture
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, absent
from services.office import Bureau
from states.roles import ADMIN, RESPONSABLE

QUI_AJOUTENT = frozenset({ADMIN, RESPONSABLE})
"""Roles that add an agreement: it sets what every dossier under it counts with."""


@dataclass(frozen=True, kw_only=True)
class FormulaireDuRegistre:
    """One act on the register: what it is about, and its fields as ``web.forms`` draws them."""

    sur: str
    saisies: list[dict[str, Any]] = field(default_factory=list)


def tient_le_registre(visiteur: Visiteur) -> bool:
    """Whether somebody follows marchés and names people: the team of a structure."""
    return bool(visiteur.roles & EQUIPE) and visiteur.compte.donneur_ordre is None


def ajoute_des_conventions(visiteur: Visiteur) -> bool:
    """Whether somebody adds agreements."""
    return bool(visiteur.roles & QUI_AJOUTENT) and visiteur.compte.donneur_ordre is None


def exiger_l_equipe(visiteur: Visiteur) -> None:
    """Answer whoever is not of the team as if the page were not there.

    Raises:
        Introuvable: the account keeps no register.
    """
    if not tient_le_registre(visiteur):
        raise absent()


def saisie(
    champ: str,
    libelle: str,
    *,
    obligatoire: bool = True,
    genre: str = "texte",
    choix: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """One field of a form of the register, as ``services.reading.explaining.saisie_dite``."""
    return {
        "champ": champ,
        "libelle": libelle,
        "obligatoire": obligatoire,
        "type": genre,
        "choix": list(choix),
        "court": True,
        "personnel": False,
        "reference": False,
        "format": "",
        "cote": "",
    }


def noter_au_registre(bureau: Bureau, visiteur: Visiteur, phrase: str) -> None:
    """Keep who wrote in the register, beside the readings: its rows tell no author."""
    noter_lecture(bureau, visiteur, REGISTRE, phrase)
