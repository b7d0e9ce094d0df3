"""`jalon import decp`: files are read whole first, then written by batches; nothing starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from services.importing.applying import Application
from services.importing.duplicates import signaler
from services.importing.grouping import Groupe, regrouper
from services.importing.reading import lire_decp
from services.importing.records import BilanImport, Progres
from services.importing.report import Compteur, ligne_de_quarantaine
from services.importing.sources import Source, examiner
from services.importing.spool import Depot
from states.french import PARIS
from storage.register_batches import par_lots
from storage.register_imports import clore_lot, noter_quarantaine, ouvrir_lot
from storage.unit_of_work import Travail

PAR_TRANSACTION = 1_000


def importer_decp(
    travail: Travail,
    fichiers: Sequence[Path],
    maintenant: datetime,
    progres: Progres | None = None,
) -> BilanImport:
    """Fill the register from DECP files, JSON or tabular; twice changes nothing.

    All files are read before anything is written; then each batch of marchés is one transaction,
    so an import that was cut short is simply run again. ``progres`` gets (done, whole): one half
    is reading, the other writing.

    Raises:
        FichierIllisible: nothing can be read from one of the files; nothing was written.
    """
    aujourd_hui = maintenant.astimezone(PARIS).date()
    sources = [examiner(Path(chemin)) for chemin in dict.fromkeys(fichiers)]
    avance = _Avance(progres, sum(source.taille for source in sources))
    with Depot() as depot:
        _poser(depot, sources, aujourd_hui, avance)
        return _ecrire(travail, depot, sources, maintenant, avance)


class _Avance:
    """Progress in bytes: those read, then as many written, by share of the readings."""

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
            self._progres(fait, 2 * self._taille)


def _poser(depot: Depot, sources: Sequence[Source], aujourd_hui: date, avance: _Avance) -> None:
    for source in sources:
        for lecture in lire_decp(source, aujourd_hui, avance.lire):
            depot.poser(lecture)
        avance.fichier_lu(source.taille)


def _ecrire(
    travail: Travail,
    depot: Depot,
    sources: Sequence[Source],
    maintenant: datetime,
    avance: _Avance,
) -> BilanImport:
    compteur, faites = Compteur(), 0
    with travail.ecrire() as connexion:
        lots = {
            source.nom: ouvrir_lot(connexion, "decp", source.nom, source.empreinte, maintenant)
            for source in sources
        }
    for lectures in par_lots(depot.groupes(), PAR_TRANSACTION):
        _ecrire_lot(travail, [regrouper(une) for une in lectures], maintenant, lots, compteur)
        faites += sum(len(une) for une in lectures)
        avance.ecrire(faites, depot.nombre)
    with travail.ecrire() as connexion:
        doublons = signaler(connexion, list(lots.values()))
        for nom, lot in lots.items():
            clore_lot(connexion, lot, compteur.nombres(nom))
    return compteur.bilan(doublons)


def _ecrire_lot(
    travail: Travail,
    groupes: Sequence[Groupe],
    maintenant: datetime,
    lots: dict[str, int],
    compteur: Compteur,
) -> None:
    refuses = [
        ligne_de_quarantaine(groupe.rebut, lots, "rebut", groupe.extrait)
        for groupe in groupes
        if groupe.rebut
    ]
    signales = [
        ligne_de_quarantaine(un, lots, "avertissement")
        for groupe in groupes
        for un in groupe.avertissements
    ]
    with travail.ecrire() as connexion:
        application = Application(connexion, maintenant, maintenant.astimezone(PARIS).date(), lots)
        resultat = application.appliquer([groupe.marche for groupe in groupes if groupe.marche])
        noter_quarantaine(connexion, refuses + signales)
    for groupe in groupes:
        compteur.avertir(groupe.avertissements)
        if groupe.rebut:
            compteur.refuser(groupe.rebut)
    for quoi in ("nouveaux", "modifies", "inchanges"):
        compteur.compter(quoi, (marche.fichier for marche in getattr(resultat, quoi)))
