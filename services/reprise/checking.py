"""Asks the kernel whether a dossier can stand in a state: its anchors, its invariants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.reprise.columns import CHAMPS_REPRIS
from services.reprise.records import Ligne
from services.reprise.standing import dater
from workflow.compiled import Compilee
from workflow.decision import Decision, Snapshot
from workflow.errors import ValeurInvalide
from workflow.opening import DemandeOuverture, ouvrir
from workflow.process import ENTREE, RegleEcheance
from workflow.rules import champ_ancre, date_d_ancrage, regles_de
from workflow.scope import Portee, portee_de
from workflow.values import Historique, TempsLegal

SANS_ANCRE_ADMIS = frozenset({ENTREE, "fin_du_marche_le", "fin_inconnue_depuis"})
"""Anchors that no column has to give: the entry is dated, a marché’s end may be unknown or not."""
_COLONNES = {champ: colonne for colonne, champ in CHAMPS_REPRIS.items()}


class _Lues(dict[str, Any]):
    """Fields that remember which of them were asked for and are empty."""

    def __init__(self, donnees: Mapping[str, Any]) -> None:
        super().__init__(donnees)
        self.manquantes: set[str] = set()

    def get(self, nom: str, defaut: Any = None) -> Any:
        if nom not in self:
            self.manquantes.add(nom)
        return super().get(nom, defaut)


def verifier(
    ligne: Ligne,
    compilee: Compilee,
    demande: DemandeOuverture,
    *,
    now: datetime,
    temps: TempsLegal,
) -> Decision | None:
    """The opening that the line asks for; ``None`` when a fault stands against it."""
    try:
        decision = ouvrir(compilee, demande, now, temps)
    except ValeurInvalide as erreur:
        ligne.faute(erreur.champ, erreur.message.removesuffix("."))
        return None
    lues = _Lues(decision.donnees)
    portee = portee_de(
        compilee.definition,
        Snapshot(numero="", etat=decision.vers, parametres=demande.parametres),
        compilee.faits,
        maintenant=now,
        temps=temps,
        donnees=lues,
        historique=Historique((decision.ligne,)),
    )
    _ancres(ligne, portee, lues)
    if compilee.definition.machine == ligne.machine:  # not the marché that a relation implies
        dater(ligne, portee)
    _invariants(ligne, compilee, portee)
    return decision if ligne.saine else None


def _ancres(ligne: Ligne, portee: Portee, lues: _Lues) -> None:
    """Every field that a deadline of the state counts from, itself or through a fact."""
    contexte = portee.definition.contexte
    etat = portee.definition.etats[portee.etat].libelle
    manques: dict[str, str] = {}
    for regle in regles_de(portee):
        for champ in _champs_manquants(regle, portee, lues):
            if champ in contexte and contexte[champ].saisi:
                manques.setdefault(champ, regle.libelle)
    for champ, echeance in manques.items():
        ligne.faute(
            _COLONNES.get(champ, champ),
            f"« {contexte[champ].libelle} » manque : à l’état « {etat} », "
            f"l’échéance « {echeance} » en dépend",
        )


def _champs_manquants(regle: RegleEcheance, portee: Portee, lues: _Lues) -> list[str]:
    en_vigueur = regle.si_parametre is None or portee[regle.si_parametre] is True
    if regle.depuis in SANS_ANCRE_ADMIS or not en_vigueur:
        return []
    lues.manquantes.clear()
    nom = champ_ancre(regle, portee)
    if date_d_ancrage(regle, portee) is None:
        lues.manquantes.add(nom)
    return sorted(lues.manquantes)


def _invariants(ligne: Ligne, compilee: Compilee, portee: Portee) -> None:
    for un in compilee.invariants:
        touche = not un.lus.isdisjoint(portee.donnees)
        if touche and portee.complete(un.lus) and not portee.tient(un.si):
            phrase, _ = portee.phrase(un.sinon, un.lus)
            ligne.faute(un.nom.removeprefix("invariant_"), phrase.removesuffix("."))
