"""Says which deadlines an act has moved, with both dates: the journal keeps it on its line."""

from __future__ import annotations

from collections.abc import Iterator

from services.act import Acte
from workflow.arming import FIN_D_ATTENTE
from workflow.deadlines import PRINCIPAL, echeance_dite
from workflow.decision import Timer
from workflow.process import Definition
from workflow.scope import en_francais
from workflow.values import TempsLegal

LIBELLES = {FIN_D_ATTENTE: "Fin de la pause"}
"""Deadlines that no state declares."""
VERIFICATION_DU_COURRIER = "vérification du courrier"
"""What is said to move when the end of a délai stays."""


def libelle_de(definition: Definition, etat: str, nom: str) -> str:
    """A deadline in words; empty when the machine gives it none."""
    regle = definition.echeance(etat, nom)
    return regle.libelle if regle else LIBELLES.get(nom, "")


def deplacements(acte: Acte) -> Iterator[str]:
    """One sentence per deadline of the state that the act cancels and arms again elsewhere.

    The end of a délai that stays is never said to move: its verification alone does.
    """
    decision = acte.decision
    if decision.de != decision.vers:
        return
    avant = {un.nom: un for un in decision.annules if un.rang >= PRINCIPAL}
    for nouveau in decision.armes:
        ancien = avant.get(nouveau.nom)
        libelle = libelle_de(acte.compilee.definition, decision.vers, nouveau.nom)
        if ancien is None or nouveau.rang < PRINCIPAL or not libelle:
            continue
        dates = deux_dates(ancien, nouveau, acte.temps)
        if dates[0] != dates[1]:
            yield f"« {libelle} » : {dates[0]} → {dates[1]}"
        elif ancien.du_le != nouveau.du_le:
            jours = _jour(ancien, acte.temps), _jour(nouveau, acte.temps)
            quoi = VERIFICATION_DU_COURRIER.capitalize()
            yield f"{quoi} : {jours[0]} → {jours[1]} (« {libelle} » reste le {dates[1]})"


def deux_dates(ancien: Timer, nouveau: Timer, temps: TempsLegal) -> tuple[str, str]:
    """Last days before and after; the days on which Jalon acts when these alone differ.

    Of a délai that is verified, only its last days are told: what is looked at after is no end.
    """
    if PRINCIPAL in {ancien.rang, nouveau.rang}:
        dates = _dernier_jour(ancien, temps), _dernier_jour(nouveau, temps)
        if dates[0] != dates[1] or nouveau.regle.get("verification"):
            return dates
    return _jour(ancien, temps), _jour(nouveau, temps)


def _jour(timer: Timer, temps: TempsLegal) -> str:
    return en_francais(temps.jour_civil(timer.du_le))


def _dernier_jour(timer: Timer, temps: TempsLegal) -> str:
    """Of a reminder, the day that was missed."""
    return en_francais(echeance_dite(timer, temps).dernier_jour)
