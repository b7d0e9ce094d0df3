"""Ends the task that asks for the address of a mail, once no mail of its kind waits for one."""

from __future__ import annotations

from services.act import Chantier
from storage import outbox, tasks
from workflow.finished_tasks import COMPLETER_ADRESSE


def clore_la_tache(chantier: Chantier, dossier: int, message: str) -> None:
    """The address asked for has come, unless another mail of the kind still waits for its own."""
    if not outbox.attend_une_adresse(chantier.connexion, dossier, message):
        code, le = f"{COMPLETER_ADRESSE}:{message}", chantier.now
        tasks.clore(chantier.connexion, dossier, code, par="jalon", le=le)
