"""The stops of the dossiers above one: what is put back, or opened late, has their days back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.act import Chantier
from services.snapshots import lire_ligne
from storage import dossiers as depot
from storage.dossiers import LigneDossier
from workflow.history import effectif
from workflow.process import DE_LIEN_EN_LIEN
from workflow.suspending import arrets_de
from workflow.values import TempsLegal


def ancetres(chantier: Chantier, dossier: LigneDossier) -> Iterator[tuple[LigneDossier, str]]:
    """The dossiers above one in its root, the nearest first, and the links from each down to it."""
    chemin, enfant = dossier.lien or "", dossier
    while enfant.parent is not None and (enfant is dossier or enfant.racine is not None):
        ancetre = depot.par_id(chantier.connexion, enfant.parent)
        assert ancetre is not None  # noqa: S101 # a foreign key holds it
        yield ancetre, chemin
        chemin, enfant = f"{ancetre.lien}{DE_LIEN_EN_LIEN}{chemin}", ancetre


def arrets_passes(
    chantier: Chantier, dossier: LigneDossier, temps: TempsLegal, jusqu_au: date | None = None
) -> tuple[tuple[date, date], ...]:
    """Stops that are over, whatever became of the dossier meanwhile.

    One that opens while a stop goes on has not seen its days until then: ``jusqu_au``.
    """
    trouves: list[tuple[date, date]] = []
    for ancetre, chemin in ancetres(chantier, dossier):
        compilee = chantier.bureau.machines.par_id(chantier.connexion, ancetre.definition)
        lignes = depot.lignes_d_un(chantier.connexion, ancetre, None)
        historique = effectif(lire_ligne(compilee, une) for une in lignes)
        trouves += arrets_de(compilee.definition, historique, chemin, temps, jusqu_au)
    return tuple(trouves)
