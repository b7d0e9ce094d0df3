"""Who may be named as prescripteur: an account of the register, whichever door names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.act import Chantier
from services.pieces import CHAMP, VALEUR
from states.roles import PRESCRIPTEUR
from storage import accounts
from storage.dossiers import LigneDossier
from workflow.errors import ValeurInvalide
from workflow.history import CORRECTION
from workflow.offering import enumeres, le_plus_proche
from workflow.process import Definition

MONTRES = 10


def prescripteurs(chantier: Chantier, dossier: LigneDossier) -> list[tuple[str, str]]:
    """Login and name of those whom a dossier, or one that it carries, may name."""
    cadre = chantier.entourage.cadre(dossier)
    return accounts.du_role(chantier.connexion, PRESCRIPTEUR, cadre.structure if cadre else None)


def exiger_un_prescripteur(
    chantier: Chantier, dossier: LigneDossier, saisies: Mapping[str, Any]
) -> None:
    """What is entered as prescripteur is one of them: mails and tasks go to that account.

    Raises:
        ValeurInvalide: it names nobody of that role.
    """
    login = saisies.get(PRESCRIPTEUR)
    if not login:
        return
    connus = prescripteurs(chantier, dossier)
    if login not in dict(connus):
        suite = "…" if len(connus) > MONTRES else "."
        raise ValeurInvalide(
            PRESCRIPTEUR,
            f"« {login} » n’est le compte d’aucune personne prescriptrice.",
            f"{le_plus_proche(str(login), dict(connus))}Comptes admis : "
            f"{enumeres(connus[:MONTRES]) or 'aucun pour l’instant'}{suite}",
        )


def saisies_nommees(
    definition: Definition, evenement: str, saisies: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What an act enters, by the field that will hold it: a correction names its own."""
    if definition.evenements[evenement].operation != CORRECTION:
        return saisies
    return {str(saisies.get(CHAMP)): saisies.get(VALEUR)}
