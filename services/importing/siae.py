"""`jalon import siae`: fills the directory of inclusive structures; twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from services.importing.records import BilanImport, Progres, Rebut, StructureLue
from services.importing.report import Compteur, ligne_de_quarantaine
from services.importing.rows import ecarts, en_trace
from services.importing.siae_reading import LectureSiae, lire_siae
from services.importing.sources import Source, examiner
from services.office import Bureau
from states.french import jour_civil
from storage.register_batches import Ligne, par_lots
from storage.register_imports import clore_lot, noter_quarantaine, noter_traces, ouvrir_lot
from storage.register_lock import verrouiller_le_registre
from storage.register_siae import inserer_siae, modifier_siae, siae_par_siret
from storage.unit_of_work import Connexion

PAR_TRANSACTION = 1_000


def importer_siae(
    bureau: Bureau, fichiers: Sequence[Path], progres: Progres | None = None, *, montre: str = ""
) -> BilanImport:
    """Fill the directory from CSV files; a SIRET seen twice counts once, its last line wins.

    ``montre`` names the one file of a page, whose path is ours.

    Raises:
        FichierIllisible: one of the files is no such table; nothing was written.
    """
    travail, maintenant = bureau.travail, bureau.horloge.maintenant()
    aujourd_hui = jour_civil(maintenant)
    sources = [examiner(Path(chemin), montre) for chemin in dict.fromkeys(fichiers)]
    structures, compteur, rebuts = _lire(sources, aujourd_hui, progres)
    with travail.ecrire() as connexion:
        lots = {
            source.nom: ouvrir_lot(connexion, "siae", source.nom, source.empreinte, maintenant)
            for source in sources
        }
        lignes = [ligne_de_quarantaine(un, lots, niveau) for un, niveau in rebuts]
        noter_quarantaine(connexion, lignes)
    for lot in par_lots(structures.values(), PAR_TRANSACTION):
        with travail.ecrire() as connexion:
            verrouiller_le_registre(connexion)
            _ecrire(connexion, lot, lots, maintenant, compteur)
    with travail.ecrire() as connexion:
        for nom, numero in lots.items():
            clore_lot(connexion, numero, compteur.nombres(nom))
    return compteur.bilan()


def _lire(
    sources: Sequence[Source], aujourd_hui: date, progres: Progres | None
) -> tuple[dict[str, StructureLue], Compteur, list[tuple[Rebut, str]]]:
    """The whole directory fits in memory: some thousands of lines for the country."""
    structures: dict[str, StructureLue] = {}
    compteur = Compteur()
    rebuts: list[tuple[Rebut, str]] = []
    avant, taille = 0, sum(source.taille for source in sources)
    for source in sources:
        for lecture in lire_siae(source, aujourd_hui, _avance(progres, avant, taille)):
            if lecture.structure:
                structures[lecture.structure.siret] = lecture.structure
            _noter(lecture, compteur, rebuts)
        avant += source.taille
        _avance(progres, avant, taille)(0)
    return structures, compteur, rebuts


def _avance(progres: Progres | None, avant: int, taille: int) -> Any:
    def dire(octets: int) -> None:
        if progres:
            progres(avant + octets, taille)

    return dire


def _noter(lecture: LectureSiae, compteur: Compteur, rebuts: list[tuple[Rebut, str]]) -> None:
    compteur.avertir(lecture.avertissements)
    rebuts += [(un, "avertissement") for un in lecture.avertissements]
    if lecture.rebut:
        compteur.refuser(lecture.rebut)
        rebuts.append((lecture.rebut, "rebut"))


def _ecrire(
    connexion: Connexion,
    structures: Sequence[StructureLue],
    lots: dict[str, int],
    maintenant: datetime,
    compteur: Compteur,
) -> None:
    connues = siae_par_siret(connexion, [une.siret for une in structures])
    inserer_siae(connexion, [_ligne(une) for une in structures if une.siret not in connues])
    for une in structures:
        connue = connues.get(une.siret)
        if connue is None:
            compteur.compter("nouveaux", [une.fichier])
            continue
        change = _mettre_a_jour(connexion, connue, une, lots[une.fichier], maintenant)
        compteur.compter("modifies" if change else "inchanges", [une.fichier])


def _mettre_a_jour(
    connexion: Connexion, connue: Ligne, lue: StructureLue, lot: int, maintenant: datetime
) -> bool:
    """Write what changed and its trace; an empty cell erases nothing."""
    dites = {nom: valeur for nom, valeur in _ligne(lue).items() if valeur is not None}
    changees = ecarts(connue, dites)
    if not changees:
        return False
    modifier_siae(connexion, connue["id"], {nom: dites[nom] for nom in changees})
    noter_traces(
        connexion,
        [
            {
                "import_lot": lot,
                "objet": "siae",
                "objet_id": connue["id"],
                "champ": nom,
                "avant": en_trace(avant),
                "apres": en_trace(apres),
                "le": maintenant,
            }
            for nom, (avant, apres) in changees.items()
        ],
    )
    return True


def _ligne(une: StructureLue) -> dict[str, Any]:
    ligne = asdict(une)
    del ligne["fichier"], ligne["ligne"]
    return ligne
