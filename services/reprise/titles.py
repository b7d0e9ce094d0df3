"""What becomes of a column that nobody knows: passed with a warning, or a slip to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from services.reprise.columns import Colonnes
from services.reprise.errors import TitresInvalides
from services.reprise.records import Ligne, Tableau


def exiger_les_titres(
    fichier: str, colonnes: Colonnes, tableau: Tableau, lignes: Sequence[Ligne]
) -> None:
    """Refuse the file when an unknown title is a slip of a column that its lines lack.

    Raises:
        TitresInvalides: names the titles and the columns that they were meant to be.
    """
    manquent = {champ for ligne in lignes for champ, _ in ligne.fautes}
    presentes = {nom for rangee in tableau.rangees for nom in rangee.cellules}
    voulues = {titre: colonnes.proche(titre) for titre in tableau.inconnues}
    mauvais = {
        titre: nom for titre, nom in voulues.items() if nom in manquent and nom not in presentes
    }
    if mauvais:
        raise TitresInvalides(
            "en-tête",
            f"« {fichier} », ligne {tableau.titres} : colonne inconnue "
            f"{', '.join(f'« {un} »' for un in mauvais)}, et il manque "
            f"{', '.join(f'« {un} »' for un in mauvais.values())}. Rien n’a été écrit.",
            " ".join(f"Écrivez « {nom} » au lieu de « {un} »." for un, nom in mauvais.items()),
        )


def avertissements(fichier: str, colonnes: Colonnes, tableau: Tableau) -> Iterator[dict[str, Any]]:
    """One warning for each unknown column, whatever the number of its lines."""
    for titre in tableau.inconnues:
        nom = colonnes.proche(titre)
        propose = f" ; vouliez-vous « {nom} » ?" if nom else ""
        yield {
            "fichier": fichier,
            "ligne": tableau.titres,
            "champ": titre,
            "colonne": titre,
            "motif": f"colonne inconnue, qui n’a pas été lue{propose}",
        }
