"""Erases personal values on request: value and salt go, their digest stays in the journal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from services.errors import Interdit
from services.loading import lire_dossier
from services.office import Bureau
from services.pieces import renvoi
from states.french import typographie
from storage import evidence_erasing as depot
from storage.dossiers import LigneDossier
from storage.stored_json import ecrire_json, lire_json
from workflow.process import Definition

EFFACE = "(effacé)"
PHRASES = frozenset({"libelle", "sujet"})
"""Keys of a stored answer whose sentence may quote what was typed."""


def effacer_personnelle(
    bureau: Bureau,
    dossier: str,
    champs: Collection[str] = (),
    *,
    seqs: Collection[int] = (),
    en_cours: bool = False,
) -> dict[str, Any]:
    """Erase the personal values of a dossier: of those fields and lines only, when some are named.

    They go from what quoted them too: labels of tasks, lines of the morning mail, stored answers
    of commands, names of files. Bodies of mails, letters and files have their own retention
    (design §5). ``champs`` may name ``motif``. Twice changes nothing; what was erased never comes
    back. ``en_cours``: what a dossier that goes on still works with may go too, whoever asks knows
    it.

    Raises:
        Introuvable: no such dossier.
        Interdit: the dossier goes on, and would go on without what would be lost.
    """
    with bureau.travail.ecrire() as connexion:
        lu = lire_dossier(connexion, dossier)
        visees = depot.visees(connexion, lu.id, champs=champs, seqs=seqs)
        if not visees:
            return {"dossier": lu.numero, "effacees": 0}
        if not en_cours:
            definition = bureau.machines.par_id(connexion, lu.definition).definition
            _exiger_une_fin(definition, lu, {une.champ for une in visees})
        ids = {une.id for une in visees}
        nettoyage = _Nettoyage([une.valeur for une in visees])
        lignes = depot.lignes_de(connexion, lu.id, ids)
        depot.nettoyer_les_copies(connexion, lu.id, lignes, nettoyage.phrase)
        depot.nettoyer_les_reponses(connexion, lu.numero, nettoyage.reponse)
        effacees = depot.effacer(connexion, ids, bureau.horloge.maintenant())
        fichiers = (renvoi(une.valeur) for une in visees)
        depot.nettoyer_les_fichiers(connexion, {un[1] for un in fichiers if un is not None})
    return {"dossier": lu.numero, "effacees": effacees}


def _exiger_une_fin(definition: Definition, lu: LigneDossier, champs: Collection[str]) -> None:
    """Refuse while the dossier goes on with those fields: its acts and its deadlines read them.

    Nothing of a person is kept longer than its purpose, and a purpose that lasts still needs it
    (domain.md §13): the dossier ends first, or the request is told to be one all the same.
    """
    perdus = [nom for nom in definition.contexte if nom in definition.personnels_gardes & {*champs}]
    if lu.final or not perdus:
        return
    dits = ", ".join(f"« {definition.contexte[nom].libelle} »" for nom in perdus)
    raise Interdit(
        "en-cours",
        typographie(
            f"{lu.numero} est en cours (« {definition.etats[lu.state].libelle} ») et continuerait "
            f"sans ce qui serait perdu pour toujours : {dits}."
        ),
        "Terminez d’abord le dossier ; si la personne demande l’effacement dès maintenant, "
        "ajoutez --en-cours.",
    )


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
