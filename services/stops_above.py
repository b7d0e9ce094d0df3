"""What has stopped or ended a dossier, in its own journal and in those above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from services.act import Chantier
from services.snapshots import lire_ligne
from storage import dossiers as depot
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from workflow.compiled import Compilee
from workflow.decision import Arret, Fin
from workflow.endings import fins_de
from workflow.history import effectif
from workflow.past_stops import arrets_de, arrets_propres
from workflow.process import DE_LIEN_EN_LIEN
from workflow.values import TempsLegal


def ancetres(chantier: Chantier, dossier: LigneDossier) -> Iterator[tuple[LigneDossier, str]]:
    """The dossiers above one in its root, the nearest first, and the links from each down to it."""
    chemin, enfant = dossier.lien or "", dossier
    while enfant.parent is not None and (enfant is dossier or enfant.racine is not None):
        ancetre = depot.par_id(chantier.connexion, enfant.parent)
        assert ancetre is not None  # noqa: S101 # a foreign key holds it
        yield ancetre, chemin
        chemin, enfant = f"{ancetre.lien}{DE_LIEN_EN_LIEN}{chemin}", ancetre


def arrets_et_fins(
    chantier: Chantier, dossier: LigneDossier, temps: TempsLegal
) -> tuple[list[Arret], tuple[Fin, ...]]:
    """Stops and ends that stand, of the dossiers above one; the highest end first."""
    arrets: list[Arret] = []
    fins: list[Fin] = []
    ouvert = lire_instant(dossier.opened_at)
    for ancetre, chemin in ancetres(chantier, dossier):
        compilee = chantier.bureau.machines.par_id(chantier.connexion, ancetre.definition)
        rangees = depot.lignes_d_un(chantier.connexion, ancetre, None)
        lignes = [lire_ligne(compilee, une) for une in rangees]
        arrets += arrets_de(compilee.definition, lignes, chemin, temps)
        actes = effectif(lignes)
        siennes = fins_de(compilee.definition, ancetre.numero, actes, chemin, ouvert, temps)
        fins[:0] = list(siennes)
    return arrets, tuple(fins)


def arrete(dossier: LigneDossier, compilee: Compilee) -> bool:
    """Whether time stands still in a dossier: what ends there gives days back."""
    return dossier.hold is not None or dossier.state in compilee.definition.etats_arretes


def arrets_vus(compilee: Compilee, rangees: Iterable[Any], temps: TempsLegal) -> list[Arret]:
    """Stops of a dossier itself, read in every line of its journal."""
    lignes = (lire_ligne(compilee, une) for une in rangees)
    return list(arrets_propres(compilee.definition, lignes, temps))
