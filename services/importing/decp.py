"""`jalon import decp`: files are read whole first, then written by batches; nothing starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from services.importing.duplicates import signaler
from services.importing.grouping import regrouper
from services.importing.json_kinds import nature_seule
from services.importing.reading import AUCUN_MARCHE, lire_decp
from services.importing.records import BilanImport, Progres, Rebut
from services.importing.report import Compteur
from services.importing.sources import Source, examiner
from services.importing.spool import Depot
from services.importing.writing import Ecriture
from services.office import Bureau
from states.french import jour_civil
from storage.register_batches import par_lots
from storage.register_imports import clore_lot, ouvrir_lot
from storage.register_lock import verrouiller_le_registre

PAR_TRANSACTION = 1_000


def importer_decp(
    bureau: Bureau, fichiers: Sequence[Path], progres: Progres | None = None, *, montre: str = ""
) -> BilanImport:
    """Fill the register from DECP files, JSON or tabular; twice changes nothing.

    All files are read before anything is written; then each batch of marchés is one transaction,
    and each followed marché that changes is one of its own, so an import that was cut short is
    simply run again. ``progres`` gets (done, whole) in bytes: one half is reading, the other
    writing. ``montre`` names the one file of a page, whose path is ours.

    Raises:
        FichierIllisible: nothing can be read from one of the files; nothing was written.
    """
    aujourd_hui = jour_civil(bureau.horloge.maintenant())
    sources = [examiner(Path(chemin), montre) for chemin in dict.fromkeys(fichiers)]
    avance = _Avance(progres, sum(source.taille for source in sources))
    with Depot() as depot:
        vides = _poser(depot, sources, aujourd_hui, avance)
        return _ecrire(bureau, depot, sources, avance, vides)


class _Avance:
    """Progress in bytes: half of those read, then half of the whole by share of the readings."""

    def __init__(self, progres: Progres | None, taille: int) -> None:
        self._progres = progres
        self._taille = taille
        self._avant = 0

    def lire(self, octets: int) -> None:
        self._dire(self._avant + octets)

    def fichier_lu(self, octets: int) -> None:
        self._avant += octets
        self._dire(self._avant)

    def ecrire(self, faites: int, toutes: int) -> None:
        self._dire(self._taille + self._taille * faites // max(1, toutes))

    def _dire(self, fait: int) -> None:
        if self._progres:
            self._progres(fait // 2, self._taille)


def _poser(
    depot: Depot, sources: Sequence[Source], aujourd_hui: date, avance: _Avance
) -> list[Rebut]:
    """Read every file; of one that is right and holds nothing, that is told."""
    vides = []
    for source in sources:
        avant = depot.nombre
        for lecture in lire_decp(source, aujourd_hui, avance.lire):
            depot.poser(lecture)
        if depot.nombre == avant:
            nature = nature_seule(source) or "en-tête ou enveloppe"
            vides.append(Rebut(source.nom, 1, "fichier", f"{nature}, {AUCUN_MARCHE} dedans"))
        avance.fichier_lu(source.taille)
    return vides


def _ecrire(
    bureau: Bureau,
    depot: Depot,
    sources: Sequence[Source],
    avance: _Avance,
    vides: Sequence[Rebut],
) -> BilanImport:
    travail, compteur, faites = bureau.travail, Compteur(), 0
    compteur.avertir(vides)
    with travail.ecrire() as connexion:
        maintenant = bureau.horloge.maintenant()
        lots = {
            source.nom: ouvrir_lot(connexion, "decp", source.nom, source.empreinte, maintenant)
            for source in sources
        }
    empreintes = {source.nom: source.empreinte for source in sources}
    ecriture = Ecriture(bureau, lots, empreintes, compteur)
    for lectures in par_lots(depot.groupes(), PAR_TRANSACTION):
        ecriture.ecrire([regrouper(une) for une in lectures])
        faites += sum(len(une) for une in lectures)
        avance.ecrire(faites, depot.nombre)
    with travail.ecrire() as connexion:
        verrouiller_le_registre(connexion)
        doublons = signaler(connexion, list(lots.values()))
        for nom, lot in lots.items():
            clore_lot(connexion, lot, compteur.nombres(nom))
    avance.ecrire(1, 1)
    return compteur.bilan(doublons)
