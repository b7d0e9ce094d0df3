"""One run: prepare, let the project work, dump what it wrote, replay it raw, count both."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import report
from bench.arguments import PROJECT, RAW, Demande
from bench.bases import Base, brancher, creer
from bench.processes import courir
from bench.replay import INSEREES, Releve
from bench.workloads import attendus, preparer


def comparer(demande: Demande) -> bool:
    """Run both contestants and print their lines; false when the rows are not what they must be."""
    base = creer(demande.db)
    copie: Base | None = None
    try:
        armes = preparer(base, demande)
        copie = base.copier()
        with tempfile.TemporaryDirectory() as dossier:
            return _comparer(demande, base, copie, Path(dossier) / "releve", armes)
    finally:
        for une in (copie, base):
            if une is not None:
                une.supprimer()


def _comparer(demande: Demande, base: Base, copie: Base, releve: Path, armes: int) -> bool:
    tailles = base.taille(), copie.taille()
    temoin = _Temoin(base.url, releve)
    projet = courir(PROJECT, demande, base.url, releve, temoin)
    lignes = temoin.fermer()
    juste = _juger("project", lignes, attendus(demande))
    avant = _compter(copie)
    brut = courir(RAW, demande, copie.url, releve)
    ajoutees = {nom: fin - avant[nom] for nom, fin in _compter(copie).items()}
    juste &= _juger("raw", {"rows": brut["ops"]}, {"rows": sum(lignes.values())})
    juste &= _juger("raw", ajoutees, {nom: lignes.get(nom, 0) for nom in ajoutees})
    brut["ops"] = projet["ops"]
    mesures = zip((PROJECT, RAW), (projet, brut), (base, copie), tailles, strict=True)
    rates = [
        report.dire(qui, demande, une.moteur, {**mesure, "armed": armes}, une.taille() - taille)
        for qui, mesure, une, taille in mesures
    ]
    report.dire_le_rapport(*rates)
    return juste


class _Temoin:
    """Dumps what the project writes, from the moment its processes are warm."""

    def __init__(self, url: str, chemin: Path) -> None:
        self._url, self._chemin = url, chemin
        self._releve: Releve | None = None

    def commencer(self) -> None:
        self._releve = Releve(self._url, self._chemin)

    def noter(self) -> None:
        assert self._releve is not None
        self._releve.noter()

    def fermer(self) -> dict[str, int]:
        assert self._releve is not None
        return self._releve.fermer()


def _compter(base: Base) -> dict[str, int]:
    connexion = brancher(base.url, "normal")
    comptes = {
        nom: int(connexion.execute(f"SELECT count(*) FROM {nom}").fetchall()[0][0])
        for nom in INSEREES
    }
    connexion.close()
    return comptes


def _juger(qui: str, trouve: dict[str, Any], attendu: dict[str, Any]) -> bool:
    """Say on stderr what was not written as it had to be."""
    ecarts = [nom for nom, un in attendu.items() if trouve.get(nom, 0) != un]
    for nom in ecarts:
        print(f"{qui}: {nom}: {trouve.get(nom, 0)}, not {attendu[nom]}", file=sys.stderr)
    return not ecarts
