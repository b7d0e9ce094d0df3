"""Reads one dossier for the kernel: only the lines, links and records that its facts need."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.act import Chantier
from services.errors import Introuvable
from services.snapshots import snapshot
from states.calendars import Calendriers
from storage import dossiers as depot
from storage.dossiers import LigneDossier, LigneTimer
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Snapshot
from workflow.values import Lien

COURRIERS = "courriers_de_l_entreprise"


@dataclass(frozen=True)
class Charge:
    """A snapshot, the rows of its live timers, and the legal time of its convention."""

    snapshot: Snapshot
    timers: list[LigneTimer]
    temps: Calendriers


def lire_dossier(connexion: Connexion, cle: str, *, verrou: bool = True) -> LigneDossier:
    """The dossier of a number or an id, its root locked first.

    Raises:
        Introuvable: no such dossier.
    """
    if verrou:
        depot.verrouiller_par_cle(connexion, cle)
    dossier = depot.par_cle(connexion, cle)
    if dossier is None:
        raise Introuvable(
            "dossier",
            f"Le dossier « {cle} » n’existe pas.",
            "Donnez un numéro comme REL-2026-00042 ; « jalon dossiers » les liste.",
        )
    return dossier


def charger_snapshot(
    chantier: Chantier,
    dossier: LigneDossier,
    compilee: Compilee,
    *,
    evenement: str | None = None,
    tout: bool = False,
) -> Charge:
    """The snapshot of one dossier; a generic operation, or ``tout``, needs its whole history."""
    connexion = chantier.connexion
    tout = tout or (evenement is not None and compilee.veut_tout_l_historique(evenement))
    timers = depot.timers_vivants(connexion, dossier.id)
    lus = None if tout else compilee.evenements_lus
    lignes = depot.lignes(connexion, [dossier.id], lus)[dossier.id] if tout or lus else []
    cadre = chantier.entourage.cadre(dossier)
    zone = cadre.zone if cadre else chantier.bureau.reglages.zone
    return Charge(
        snapshot(
            compilee,
            dossier,
            timers=timers,
            lignes=lignes,
            parametres=chantier.parametres(compilee.definition, cadre),
            liens=_liens(connexion, dossier) if compilee.lit_les_liens else {},
            registre=_registre(connexion, dossier, compilee, evenement),
        ),
        timers,
        chantier.bureau.calendriers(zone),
    )


def _liens(connexion: Connexion, dossier: LigneDossier) -> Mapping[str, tuple[Lien, ...]]:
    return lire_liens(depot.enfants_de(connexion, [dossier.id])[dossier.id])


def lire_liens(enfants: Iterable[Any]) -> Mapping[str, tuple[Lien, ...]]:
    """Links of one dossier, by name."""
    trouves: dict[str, tuple[Lien, ...]] = {}
    for un in enfants:
        lien = Lien(numero=un.numero, machine=un.machine, etat=un.state, final=bool(un.final))
        trouves[un.lien] = (*trouves.get(un.lien, ()), lien)
    return trouves


def _registre(
    connexion: Connexion, dossier: LigneDossier, compilee: Compilee, evenement: str | None
) -> Mapping[str, Any]:
    """Records that the guards of the event read; nothing is looked up for the others."""
    if evenement is None or COURRIERS not in compilee.registre_lu(evenement):
        return {}
    if dossier.entreprise is None:
        return {COURRIERS: ()}
    autres = depot.de_l_entreprise(connexion, dossier.entreprise, dossier.machine, dossier.id)
    dates = (json.loads(un).get("courrier_envoye_le") for un in autres)
    return {COURRIERS: tuple(date.fromisoformat(une) for une in dates if une)}
