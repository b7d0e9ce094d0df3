"""Erases personal values on request: value and salt go, their digest stays in the journal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from services.loading import lire_dossier
from services.office import Bureau
from services.pieces import renvoi
from storage import evidence_erasing as depot
from storage.stored_json import ecrire_json, lire_json

EFFACE = "(effacé)"
PHRASES = frozenset({"libelle", "sujet"})
"""Keys of a stored answer whose sentence may quote what was typed."""


def effacer_personnelle(
    bureau: Bureau, dossier: str, champs: Collection[str] = (), *, seqs: Collection[int] = ()
) -> dict[str, Any]:
    """Erase the personal values of a dossier: of those fields and lines only, when some are named.

    They go from what quoted them too: labels of tasks, lines of the morning mail, stored answers
    of commands, names of files. Bodies of mails, letters and files have their own retention
    (design §5). ``champs`` may name ``motif``. Twice changes nothing; what was erased never comes
    back.

    Raises:
        Introuvable: no such dossier.
    """
    with bureau.travail.ecrire() as connexion:
        lu = lire_dossier(connexion, dossier)
        visees = depot.visees(connexion, lu.id, champs=champs, seqs=seqs)
        if not visees:
            return {"dossier": lu.numero, "effacees": 0}
        nettoyage = _Nettoyage(visees.values())
        lignes = depot.lignes_de(connexion, lu.id, visees.keys())
        depot.nettoyer_les_copies(connexion, lu.id, lignes, nettoyage.phrase)
        depot.nettoyer_les_reponses(connexion, lu.numero, nettoyage.reponse)
        effacees = depot.effacer(connexion, visees.keys(), bureau.horloge.maintenant())
        fichiers = (renvoi(valeur) for valeur in visees.values())
        depot.nettoyer_les_fichiers(connexion, {un[1] for un in fichiers if un is not None})
    return {"dossier": lu.numero, "effacees": effacees}


class _Nettoyage:
    """Takes erased values out of sentences, the longest first: one may stand in another."""

    def __init__(self, valeurs: Collection[str]) -> None:
        formes = {une for valeur in valeurs for une in (valeur, " ".join(valeur.split()))}
        self._formes = sorted(formes - {""}, key=len, reverse=True)

    def phrase(self, texte: str) -> str:
        """One sentence without them."""
        for une in self._formes:
            texte = texte.replace(une, EFFACE)
        return texte

    def reponse(self, texte: str) -> str:
        """A stored answer whose sentences are without them."""
        return ecrire_json(self._parcourir(lire_json(texte)))

    def _parcourir(self, valeur: Any) -> Any:
        if isinstance(valeur, list):
            return [self._parcourir(une) for une in valeur]
        if isinstance(valeur, dict):
            return {
                nom: self.phrase(une)
                if nom in PHRASES and isinstance(une, str)
                else self._parcourir(une)
                for nom, une in valeur.items()
            }
        return valeur
