"""Verifies the evidence: chains, copies, values, bodies and seals, in order, in flat memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.act import Chantier
from services.evidence.erasing import effacer_personnelle
from services.evidence.sealing import sceller
from services.evidence.verifying_chain import LigneStockee, Rupture, ruptures_de_chaine
from services.evidence.verifying_copies import (
    Ecart,
    ecarts_de_donnees,
    ecarts_de_faits,
    ruptures_des_jours_dits,
)
from services.evidence.verifying_forms import historique_lisible, ruptures_de_forme
from services.evidence.verifying_seals import Scelles, ruptures_des_sceaux
from services.evidence.verifying_values import ruptures_des_contenus, ruptures_des_valeurs
from services.office import Bureau
from services.surroundings import Entourage
from storage import evidence as depot
from storage.dossiers import LigneDossier
from storage.evidence import Paquet, Personnelle
from storage.unit_of_work import Connexion

__all__ = ["effacer_personnelle", "sceller", "verifier"]

MONTRES = 100
"""How many differences the answer shows."""


@dataclass
class _Releve:
    """What has been found so far."""

    lignes: int = 0
    series: Counter[str] = field(default_factory=Counter)
    rompus: int = 0
    premiere: Rupture | None = None
    ecarts: list[Ecart] = field(default_factory=list)
    scelles: Scelles = field(default_factory=Scelles)

    def noter(self, ruptures: Iterator[Rupture]) -> bool:
        """Count breaks, keep the first; whether there was one."""
        avant = self.rompus
        for une in ruptures:
            self.rompus += 1
            self.premiere = self.premiere or une
        return self.rompus > avant


def verifier(bureau: Bureau) -> dict[str, Any]:
    """Verify the whole database at one moment of it; the answer is that of ``jalon verify``.

    In order: each dossier's chain and its row, the personal values and files its lines name, its
    copies; then the numbering, the days that lists tell, the bodies of mails and letters, the
    seals. A fact that reads a parameter may differ because the parameter has changed: it is told,
    and breaks nothing.
    """
    releve = _Releve()
    with depot.figer(bureau.travail) as connexion:
        now = bureau.horloge.maintenant()
        jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
        chantier = Chantier(
            connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
        )
        for paquet in depot.paquets(connexion):
            _paquet(chantier, paquet, releve)
        releve.noter(_numerotation(connexion, releve))
        releve.noter(ruptures_des_jours_dits(connexion))
        releve.noter(ruptures_des_contenus(connexion))
        releve.noter(ruptures_des_sceaux(connexion, releve.scelles))
    return _reponse(releve)


def _paquet(chantier: Chantier, paquet: Paquet, releve: _Releve) -> None:
    journal = depot.journal(chantier.connexion, paquet)
    gardees = depot.personnelles(chantier.connexion, paquet)
    for dossier in paquet.dossiers:
        lignes = journal.pop(dossier.id, [])
        releve.lignes += len(lignes)
        releve.series[dossier.numero.rpartition("-")[0]] += 1
        _dossier(chantier, dossier, lignes, gardees, releve)
    for lignes in journal.values():
        releve.lignes += len(lignes)
        motif = "des lignes du journal n’ont plus de dossier"
        releve.noter(iter([Rupture(None, lignes[0]["seq"], motif)]))


def _dossier(
    chantier: Chantier,
    dossier: LigneDossier,
    lignes: Sequence[LigneStockee],
    gardees: Mapping[str, Personnelle],
    releve: _Releve,
) -> None:
    if releve.noter(ruptures_de_chaine(dossier, lignes)):
        return
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    historique = historique_lisible(compilee, lignes)
    if releve.noter(ruptures_de_forme(compilee, dossier, lignes, historique)) or historique is None:
        return
    releve.noter(ruptures_des_valeurs(chantier.connexion, dossier, lignes, gardees))
    champs = list(ecarts_de_donnees(compilee, dossier, historique))
    cadre = chantier.entourage.cadre(dossier)
    zone = cadre.zone if cadre else chantier.bureau.reglages.zone
    parametres = chantier.parametres(compilee.definition, cadre)
    temps = chantier.bureau.calendriers(zone)
    ecarts = [*champs, *ecarts_de_faits(compilee, dossier, historique, parametres, temps)]
    releve.ecarts.extend(ecarts[: MONTRES - len(releve.ecarts)])
    releve.noter(_rupture_de_copie(dossier, un) for un in ecarts if un.certain)


def _rupture_de_copie(dossier: LigneDossier, ecart: Ecart) -> Rupture:
    motif = f"« {ecart.champ} » n’est pas ce que le journal en dit"
    return Rupture(dossier.numero, dossier.seq, motif)


def _numerotation(connexion: Connexion, releve: _Releve) -> Iterator[Rupture]:
    """Numbers have no gap: a dossier that was removed whole leaves one."""
    for serie, donnes in sorted(depot.compteurs(connexion).items()):
        restants = releve.series[serie]
        if depot.stocke(donnes, int) is None:
            yield Rupture(serie, None, f"le compte des numéros {serie} ne se lit plus")
        elif "-" in serie and restants < donnes:
            motif = f"{donnes} numéros {serie} ont été donnés, il reste {restants} dossier(s)"
            yield Rupture(serie, None, motif)


def _reponse(releve: _Releve) -> dict[str, Any]:
    premiere = releve.premiere
    return {
        "lignes": releve.lignes,
        "dossiers": releve.series.total(),
        "intact": premiere is None,
        "premiere_rupture": premiere
        and {"dossier": premiere.dossier, "seq": premiere.seq, "motif": premiere.motif},
        "ruptures": releve.rompus,
        "ecarts_de_faits": [un.__dict__ for un in releve.ecarts],
        "sceaux": releve.scelles.resume(),
    }
