"""What the end of a dossier ends in others: nothing runs again below it while that act stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from workflow.decision import Fin
from workflow.process import Definition
from workflow.suspending import EMET
from workflow.values import Historique, TempsLegal


def fins_de(
    definition: Definition,
    numero: str,
    historique: Historique,
    vers: str,
    depuis: datetime,
    temps: TempsLegal,
) -> Iterator[Fin]:
    """What the acts of a dossier that stand have sent to what is behind a link, since it is there.

    An effect that waits for a guard may have sent nothing: it holds nobody back.
    """
    for ligne in historique:
        acte = definition.evenements.get(ligne.evenement)
        if acte is None or not ligne.bouge or ligne.recorded_at < depuis:
            continue
        for effet in acte.effets:
            if effet.genre == EMET and effet.a == vers and not effet.si:
                yield Fin(
                    evenement=effet.nom,
                    acte=acte.libelle,
                    numero=numero,
                    le=temps.jour_civil(ligne.at),
                    entiere=definition.etats[ligne.vers].final,
                )


def refus_de_la_fin(definition: Definition, fins: Iterable[Fin], voulu: str) -> str | None:
    """Why a state is not found again: what ended the dossier above takes this one out of it."""
    return next((une.phrase for une in fins if _sort(definition, une, voulu)), None)


def _sort(definition: Definition, fin: Fin, voulu: str) -> bool:
    acte = definition.evenements.get(fin.evenement)
    if acte is None or acte.operation is not None or voulu not in acte.de:
        return False
    finit = fin.entiere or any(definition.etats[nom].final for nom in acte.destinations)
    return finit and bool(acte.destinations) and voulu not in acte.destinations
