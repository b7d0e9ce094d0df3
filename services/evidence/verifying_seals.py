"""Checks the seals: their own chain, and that every line they hold still stands as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from services.evidence.sealing import (
    PREMIER,
    VIDE,
    contenu_du_sceau,
    dossiers_scelles,
    hash_du_sceau,
)
from services.evidence.verifying_chain import Rupture
from states.french import date_longue
from storage import evidence
from storage import evidence_seals as depot
from storage.evidence_seals import PAQUET, Sceau
from storage.unit_of_work import Connexion


@dataclass
class Scelles:
    """What has been read of the seals so far."""

    nombre: int = 0
    dernier: Sceau | None = None

    def resume(self) -> dict[str, Any]:
        """How many seals, and the last one: its digest may be kept elsewhere, on paper."""
        dernier = self.dernier
        dit = {"jour": dernier.jour.isoformat(), "empreinte": dernier.hash} if dernier else None
        return {"nombre": self.nombre, "dernier": dit}


def ruptures_des_sceaux(connexion: Connexion, vus: Scelles) -> Iterator[Rupture]:
    """Breaks that the seals show; ``vus`` is filled on the way."""
    for sceau in _lus(connexion):
        if sceau is None:
            yield Rupture(None, None, "un sceau ne se lit plus")
            return
        contenu = contenu_du_sceau(sceau)
        motif = _motif(sceau, contenu, vus)
        if motif:
            yield Rupture(None, None, f"sceau du {date_longue(sceau.jour)} : {motif}")
        scelles = dossiers_scelles(contenu or VIDE)
        while paquet := list(islice(scelles, PAQUET)):
            yield from _dossiers(connexion, sceau.jour, paquet)
        vus.nombre += 1
        vus.dernier = sceau
    poses = evidence.compteurs(connexion).get(depot.COMPTEUR, 0)
    if poses != vus.nombre:
        motif = f"{poses} sceaux ont été posés, il en reste {vus.nombre}"
        yield Rupture(None, None, motif)


def _lus(connexion: Connexion) -> Iterator[Sceau | None]:
    """Every seal in order, until one whose day or instant can no longer be read: then None."""
    try:
        yield from depot.tous(connexion)
    except (TypeError, ValueError):
        yield None


def _motif(sceau: Sceau, contenu: Mapping[str, Any] | None, vus: Scelles) -> str | None:
    precedent = vus.dernier.hash if vus.dernier else PREMIER
    if contenu is None or hash_du_sceau(sceau) != sceau.hash:
        return "il a changé depuis qu’il est posé"
    if sceau.prev_hash != precedent:
        return "il ne suit pas celui qui le précède"
    if contenu["rang"] != vus.nombre + 1:
        return "il n’est pas à son rang"
    return None


def _dossiers(
    connexion: Connexion, jour: date, scelles: Sequence[tuple[str, int, str]]
) -> Iterator[Rupture]:
    trouves = depot.lignes_scellees(connexion, [(numero, seq) for numero, seq, _ in scelles])
    for numero, seq, hash_ in scelles:
        motif = _motif_du_dossier(trouves.get(numero), seq, hash_)
        if motif:
            yield Rupture(numero, seq, f"sceau du {date_longue(jour)} : {motif}")


def _motif_du_dossier(trouve: tuple[int, str | None] | None, seq: int, hash_: str) -> str | None:
    if trouve is None:
        return "le dossier a disparu"
    derniere, aujourd_hui = trouve
    if (evidence.stocke(derniere, int) or 0) < seq or aujourd_hui is None:
        return f"la ligne {seq} a disparu"
    return "la ligne n’est plus celle qui a été scellée" if aujourd_hui != hash_ else None
