"""Writes a line of the journal that moves nothing: what became of a mail, an answer to a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.act import Acte, Auteur, Chantier
from services.loading import charger_snapshot
from services.recording import inscrire
from storage import dossiers as depot
from storage.unit_of_work import Connexion
from workflow.arming import Armement
from workflow.awaited import veiller
from workflow.decision import Decision
from workflow.history import effectif
from workflow.values import SYSTEME, Ligne

RIEN = Armement()


def verrouiller(connexion: Connexion, dossier: int) -> None:
    """Lock the root of a dossier: before its mails and tasks, so that no two wait in a circle."""
    lu = depot.par_id(connexion, dossier)
    assert lu is not None  # noqa: S101 # a foreign key holds it
    depot.verrouiller(connexion, lu.tete)


def noter(  # noqa: PLR0913 # what one line is made of
    chantier: Chantier,
    dossier: int,
    *,
    evenement: str,
    kind: str,
    donnees: Mapping[str, Any],
    auteur: Auteur,
    armement: Armement = RIEN,
    explication: tuple[str, ...] = (),
) -> Acte:
    """Gather one line that stays in the state; the caller flushes and commits.

    ``armement`` are the timers that it replaces; ``explication`` is what people read of the line.
    """
    verrouiller(chantier.connexion, dossier)
    ligne_dossier = depot.par_id(chantier.connexion, dossier)
    assert ligne_dossier is not None  # noqa: S101 # dossiers are never deleted
    compilee = chantier.bureau.machines.par_id(chantier.connexion, ligne_dossier.definition)
    charge = charger_snapshot(chantier, ligne_dossier, compilee)
    ligne = Ligne(
        seq=ligne_dossier.seq + 1,
        evenement=evenement,
        de=ligne_dossier.state,
        vers=ligne_dossier.state,
        role=SYSTEME,
        at=chantier.now,
        recorded_at=chantier.now,
        donnees=donnees,
        kind=kind,
    )
    apres = replace(charge.snapshot, historique=effectif((*charge.snapshot.historique, ligne)))
    portee = compilee.portee(apres, chantier.now, charge.temps)
    decision = Decision(
        ligne=ligne,
        de=ligne_dossier.state,
        vers=ligne_dossier.state,
        donnees=charge.snapshot.donnees,
        changes=frozenset(),
        attente=charge.snapshot.attente,
        annules=armement.annules,
        armes=armement.armes,
        faits=compilee.faits_de(portee),
        explication=(*armement.phrases, *explication),
    )
    decision = veiller(decision, portee, charge.snapshot.timers)
    acte = Acte(
        dossier=ligne_dossier,
        compilee=compilee,
        snapshot=charge.snapshot,
        decision=decision,
        auteur=auteur,
        temps=charge.temps,
    )
    inscrire(chantier, acte, timers=charge.timers)
    return acte
