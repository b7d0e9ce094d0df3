"""Fields that the engine's own operations take; a machine need not declare them."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.process import ETAT, MOTIF, Champ

ACCORD = "accord_de_correction"
"""The file that a correction of what was agreed, or decided by somebody else, asks for."""
CHAMPS_DU_MOTEUR: Mapping[str, Champ] = {
    champ.nom: champ
    for champ in (
        Champ(nom=MOTIF, type="texte", libelle="Motif", saisi=True, personnel=True, passager=True),
        Champ(nom="champ", type="texte", libelle="Champ à corriger", saisi=True, passager=True),
        Champ(nom="valeur", type="texte", libelle="Bonne valeur", saisi=True, passager=True),
        Champ(nom="ligne", type="entier", libelle="Ligne à corriger", saisi=True, passager=True),
        Champ(
            nom=ACCORD,
            type="piece",
            libelle="Accord écrit, ou pièce qui le prouve",
            saisi=True,
            passager=True,
        ),
        Champ(nom=ETAT, type="texte", libelle="État à rétablir", saisi=True, passager=True),
        Champ(nom="jusqu_au", type="date", libelle="Jusqu’au", saisi=True, passager=True),
        Champ(
            nom="mode",
            type="choix",
            libelle="Reprise des délais",
            saisi=True,
            passager=True,
            valeurs=("date_fixe", "temps_restant"),
            libelles={"date_fixe": "À leurs dates", "temps_restant": "Avec le temps restant"},
        ),
    )
}
"""Fields that the engine's own operations take; a machine need not declare them."""
SAISIES_DES_OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "attente": ("mode",),
    "correction": ("champ", "valeur"),
    "retablissement": (ETAT,),
}
