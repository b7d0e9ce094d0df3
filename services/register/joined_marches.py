"""The marchés that an action collective counts for: a number is that of a marché's dossier."""

from __future__ import annotations

from services.act import Acte, Chantier
from storage import dossiers as depot
from workflow.errors import ValeurInvalide

CHAMP, MACHINE = "marche", "marche"


def exiger_le_marche(chantier: Chantier, acte: Acte) -> None:
    """Refuse a number that is no marché's.

    Raises:
        ValeurInvalide: no such dossier, or another kind of dossier.
    """
    numero = str(acte.decision.ligne.donnees[CHAMP]).strip()
    dossier = depot.par_cle(chantier.connexion, numero)
    if dossier is None or dossier.machine != MACHINE or dossier.numero != numero.upper():
        raise ValeurInvalide(
            CHAMP,
            f"« {numero} » n’est le numéro d’aucun dossier de marché.",
            "Écrivez par exemple MAR-2026-00012 ; « jalon dossiers --machine marche » les liste.",
        )
