"""What the field of the bar finds: dossiers of every kind, counted by kind."""

from __future__ import annotations

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import portee
from services.office import Bureau
from storage.looking import FiltreDossiers, par_genre


def chercher_partout(bureau: Bureau, visiteur: Visiteur, texte: str) -> dict[str, tuple[int, int]]:
    """Machine → how many dossiers have all those words, and how many of them are open.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    filtre = FiltreDossiers(portee=portee(visiteur), texte=texte)
    with bureau.travail.lire() as connexion:
        return par_genre(connexion, filtre)
