"""What has stopped or ended a dossier, in its own journal and in those above it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.act import Chantier
from services.snapshots import lire_ligne
from storage.ancestry import au_dessus
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from workflow.compiled import Compilee
from workflow.decision import Arret, Fin
from workflow.endings import fins_de
from workflow.history import effectif
from workflow.past_stops import arrets_de, arrets_propres
from workflow.process import DE_LIEN_EN_LIEN
from workflow.values import TempsLegal


def arrets_et_fins(
    chantier: Chantier, dossier: LigneDossier, sienne: Compilee, temps: TempsLegal
) -> tuple[list[Arret], tuple[Fin, ...]]:
    """Stops and ends that stand, of the dossiers above one; the highest end first.

    A stop that was undone gives its days back all the same, but where the days of stops are
    counted: there it never was.
    """
    arrets: list[Arret] = []
    fins: list[Fin] = []
    ouvert, chemin = lire_instant(dossier.opened_at), dossier.lien or ""
    for un in au_dessus(chantier.connexion, dossier):
        compilee = chantier.bureau.machines.par_id(chantier.connexion, un.definition)
        lignes = [lire_ligne(compilee, une) for une in un.lignes]
        actes = effectif(lignes)
        vues = actes if sienne.compte_les_arrets else lignes
        arrets += arrets_de(compilee.definition, vues, chemin, temps)
        fins[:0] = fins_de(compilee.definition, un.numero, actes, chemin, ouvert, temps)
        chemin = f"{un.lien}{DE_LIEN_EN_LIEN}{chemin}"
    return arrets, tuple(fins)


def arrete(dossier: LigneDossier, compilee: Compilee) -> bool:
    """Whether time stands still in a dossier: what ends there gives days back."""
    return dossier.hold is not None or dossier.state in compilee.definition.etats_arretes


def arrets_vus(compilee: Compilee, rangees: Iterable[Any], temps: TempsLegal) -> list[Arret]:
    """Stops of a dossier itself, read in every line of its journal."""
    lignes = (lire_ligne(compilee, une) for une in rangees)
    return list(arrets_propres(compilee.definition, lignes, temps))
