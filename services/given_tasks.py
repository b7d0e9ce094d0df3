"""What the answer of an act says of the tasks that it gives, or that stand already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.act import Acte, Chantier
from storage import tasks
from workflow.finished_tasks import COMPLETER_ADRESSE
from workflow.history import ECHEANCE


def annoncer(
    chantier: Chantier,
    acte: Acte,
    tache: Mapping[str, Any],
    limite: date | None,
    *,
    depuis: datetime | None = None,
) -> None:
    """Tell one task, as its row has it; ``depuis`` when it had been asked for before this act."""
    dite = {
        "dossier": acte.dossier.numero,
        "code": tache["code"].partition(":")[0],
        "libelle": tache["libelle"],
        "pour": tache["role"],
        "echeance": limite.isoformat() if limite else None,
    }
    if depuis is not None:
        dite["depuis"] = acte.temps.jour_civil(depuis).isoformat()
    chantier.taches.append(dite)


def debout(
    chantier: Chantier, acte: Acte, code: str, limite: date | None
) -> tuple[datetime, date | None] | None:
    """Since when, and for which day, a task that an act gives stands on its desk already.

    The look is spared where it could not: a mail that waits for an address again, and a day that
    has passed, are all that an act finds there.
    """
    passee = limite is not None and limite < acte.temps.jour_civil(chantier.now)
    if acte.decision.ligne.kind == ECHEANCE or not (passee or code.startswith(COMPLETER_ADRESSE)):
        return None
    return tasks.depuis(chantier.connexion, acte.dossier.id, code)
