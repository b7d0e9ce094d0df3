"""The directory of SIAE and GEIQ, as its import reads and writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storage.register_batches import Ligne, Valeurs, ajouter, lire_ou, modifier
from storage.register_tables import siae
from storage.unit_of_work import Connexion


def siae_par_siret(connexion: Connexion, sirets: Iterable[str]) -> dict[str, Ligne]:
    """The structures already known among these."""
    return {ligne["siret"]: ligne for ligne in lire_ou(connexion, siae, siae.c.siret, sirets)}


def inserer_siae(connexion: Connexion, lignes: Sequence[Valeurs]) -> None:
    """Add structures."""
    ajouter(connexion, siae, lignes)


def modifier_siae(connexion: Connexion, cle: int, valeurs: Valeurs) -> None:
    """Change columns of one structure."""
    modifier(connexion, siae, cle, valeurs)
