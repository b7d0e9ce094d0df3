"""The counts and lists of an import while it runs, and the rows it leaves in quarantine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.importing.fields import nettoyer
from services.importing.records import (
    LISTE_MAX,
    BilanImport,
    DoublonProbable,
    Rebut,
    SuiviModifie,
)

EXTRAIT_MAX = 500


@dataclass
class Compteur:
    """What was done so far, in all and file by file."""

    par_fichier: dict[str, Counter[str]] = field(default_factory=dict)
    quarantaine: list[Rebut] = field(default_factory=list)
    avertissements: list[Rebut] = field(default_factory=list)
    suivis: list[SuiviModifie] = field(default_factory=list)
    repetes: int = 0

    def compter(self, quoi: str, fichiers: Iterable[str]) -> None:
        """One more of a kind for each of these."""
        for fichier in fichiers:
            self.par_fichier.setdefault(fichier, Counter())[quoi] += 1

    def refuser(self, rebut: Rebut) -> None:
        """One more record in quarantine."""
        self.compter("quarantaine", [rebut.fichier])
        if len(self.quarantaine) < LISTE_MAX:
            self.quarantaine.append(rebut)

    def avertir(self, avertissements: Iterable[Rebut]) -> None:
        """More fields set aside."""
        for un in avertissements:
            self.compter("avertissements", [un.fichier])
            if len(self.avertissements) < LISTE_MAX:
                self.avertissements.append(un)

    def nombres(self, fichier: str) -> dict[str, int]:
        """Counts of one file."""
        comptes = self.par_fichier.get(fichier, Counter())
        noms = ("nouveaux", "modifies", "inchanges", "quarantaine")
        lus = sum(comptes[nom] for nom in noms)
        return {"lus": lus, **{nom: comptes[nom] for nom in (*noms, "avertissements")}}

    def bilan(self, doublons: tuple[DoublonProbable, ...] = ()) -> BilanImport:
        """The result."""
        total: Counter[str] = Counter()
        for fichier in self.par_fichier:
            total.update(self.nombres(fichier))
        return BilanImport(
            lus=total["lus"],
            nouveaux=total["nouveaux"],
            modifies=total["modifies"],
            inchanges=total["inchanges"],
            quarantaine=tuple(sorted(self.quarantaine, key=_place)),
            avertissements=tuple(sorted(self.avertissements, key=_place)),
            doublons_probables=doublons,
            suivis=tuple(self.suivis),
            repetes=self.repetes,
            total_quarantaine=total["quarantaine"],
            total_avertissements=total["avertissements"],
        )


def _place(rebut: Rebut) -> tuple[str, int, int]:
    return (rebut.fichier, rebut.ligne, rebut.rang or 0)


def ligne_de_quarantaine(
    rebut: Rebut, lots: Mapping[str, int], niveau: str, extrait: str = ""
) -> dict[str, Any]:
    """The row that keeps a refusal or a warning."""
    return {
        "import_lot": lots[rebut.fichier],
        "niveau": niveau,
        "fichier": rebut.fichier,
        "ligne": rebut.ligne,
        "champ": rebut.champ,
        "motif": rebut.motif,
        "extrait": nettoyer(extrait[:EXTRAIT_MAX]) or None,
    }
