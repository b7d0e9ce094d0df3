"""Says which deadlines an act has moved, with both dates: the journal keeps it on its line."""

from __future__ import annotations

from collections.abc import Iterator

from services.act import Acte
from workflow.deadlines import PRINCIPAL, calculer
from workflow.decision import Timer
from workflow.scope import en_francais


def deplacements(acte: Acte) -> Iterator[str]:
    """One sentence per deadline of the state that the act cancels and arms again elsewhere."""
    decision = acte.decision
    if decision.de != decision.vers:
        return
    echeances = acte.compilee.definition.etats[decision.vers].echeances
    avant = {un.nom: un for un in decision.annules if un.rang >= PRINCIPAL}
    for nouveau in decision.armes:
        ancien = avant.get(nouveau.nom)
        if ancien is None or nouveau.rang < PRINCIPAL or nouveau.nom not in echeances:
            continue
        dates = _jour(acte, ancien), _jour(acte, nouveau)
        if dates[0] != dates[1]:
            yield f"« {echeances[nouveau.nom].libelle} » : {dates[0]} → {dates[1]}"


def _jour(acte: Acte, timer: Timer) -> str:
    if timer.rang > PRINCIPAL:
        return en_francais(acte.temps.jour_civil(timer.du_le))
    echeance = timer.echeance or calculer(timer.regle, timer.ancre, acte.temps)
    return en_francais(echeance.dernier_jour)
