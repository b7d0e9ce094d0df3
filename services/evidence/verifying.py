"""Verifies the evidence: chains, copies, values, bodies and seals, in order, in flat memory."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from services.act import Chantier, commencer
from services.evidence.erasing import effacer_personnelle
from services.evidence.sealing import sceller
from services.evidence.verifying_chain import LigneStockee, Rupture, ruptures_de_chaine
from services.evidence.verifying_copies import (
    Ecart,
    ecarts_de_donnees,
    ecarts_de_faits,
    ruptures_de_la_pause,
    ruptures_des_jours_dits,
)
from services.evidence.verifying_deadlines import echeances_suspectes
from services.evidence.verifying_forms import (
    historique_lisible,
    ruptures_de_forme,
    ruptures_de_la_rangee,
)
from services.evidence.verifying_frame import (
    ruptures_autour,
    ruptures_de_definition,
    ruptures_du_cadre,
)
from services.evidence.verifying_letters import ruptures_des_lettres
from services.evidence.verifying_mails import ruptures_des_courriels
from services.evidence.verifying_seals import Scelles, ruptures_des_sceaux
from services.evidence.verifying_values import ruptures_des_contenus, ruptures_des_valeurs
from services.office import Bureau
from storage import evidence as depot
from storage import evidence_rows as autour
from storage.dossiers import LigneDossier
from storage.evidence import Paquet, Personnelle
from storage.evidence_forms import ILLISIBLE
from storage.unit_of_work import Connexion

__all__ = ["effacer_personnelle", "sceller", "verifier"]

JOURNAL = logging.getLogger(__name__)
MONTRES = 100
"""How many differences the answer shows."""


@dataclass(frozen=True)
class _Rangees:
    """What a packet has around its journals: one question each, by id of dossier but the first."""

    personnelles: Mapping[str, Personnelle]
    courriels: Mapping[int, Sequence[Any]]
    lettres: Mapping[int, Sequence[Any]]
    echeances: Mapping[int, Sequence[Any]]


@dataclass
class _Releve:
    """What has been found so far."""

    lignes: int = 0
    series: Counter[str] = field(default_factory=Counter)
    rompus: int = 0
    premiere: Rupture | None = None
    ecarts: list[Ecart] = field(default_factory=list)
    scelles: Scelles = field(default_factory=Scelles)

    def noter(self, ruptures: Iterable[Rupture]) -> bool:
        """Count breaks, keep the first; whether there was one."""
        avant = self.rompus
        for une in ruptures:
            self.rompus += 1
            self.premiere = self.premiere or une
        return self.rompus > avant

    @contextmanager
    def lire(self, quoi: str, dossier: str | None = None) -> Iterator[None]:
        """What cannot be read meanwhile is a break, told here for every check: never a crash."""
        try:
            yield
        except ILLISIBLE:
            JOURNAL.debug("unreadable: %s %s", quoi, dossier or "", exc_info=True)
            self.noter([Rupture(dossier, None, f"{quoi} ne se lit plus")])


def verifier(bureau: Bureau) -> dict[str, Any]:
    """Verify the whole database at one moment of it; the answer is that of ``jalon verify``.

    In order: the definitions and the register that dossiers are read under; each dossier's chain
    and its row, the personal values, files, mails and letters its lines tell of, its copies, its
    live deadlines; then the numbering, the days that lists tell, the bodies of mails and letters,
    the rows around, the seals. A fact that reads a parameter may differ because the parameter has
    changed, a deadline because the office's calendar has: it is told, and breaks nothing.
    """
    releve = _Releve()
    with depot.figer(bureau.travail) as connexion:
        if releve.noter(_absences(connexion)):
            return _reponse(releve)  # no question is asked of what is not there
        with releve.lire("une définition ou le registre"):
            releve.noter(ruptures_du_cadre(connexion))
        with releve.lire("un dossier"):
            _dossiers(commencer(bureau, connexion), releve)
        for quoi, ruptures in (
            ("la suite des numéros", _numerotation(connexion, releve)),
            ("un jour annoncé", ruptures_des_jours_dits(connexion)),
            ("un contenu", ruptures_des_contenus(connexion)),
            ("une ligne autour des dossiers", ruptures_autour(connexion)),
            ("un sceau", ruptures_des_sceaux(connexion, releve.scelles)),
        ):
            with releve.lire(quoi):
                releve.noter(ruptures)
    return _reponse(releve)


def _absences(connexion: Connexion) -> Iterator[Rupture]:
    for table, colonne in autour.absentes(connexion):
        quoi = (
            f"la colonne « {colonne} » de la table « {table} »"
            if colonne
            else f"la table « {table} »"
        )
        yield Rupture(None, None, f"{quoi} a disparu")


def _dossiers(chantier: Chantier, releve: _Releve) -> None:
    for paquet in depot.paquets(chantier.connexion):
        _paquet(chantier, paquet, releve)
    ecrites = depot.lignes_ecrites(chantier.connexion)
    if ecrites != releve.lignes:
        motif = (
            f"{ecrites} lignes au journal, {releve.lignes} lues : une ne désigne plus de dossier"
        )
        releve.noter([Rupture(None, None, motif)])


def _paquet(chantier: Chantier, paquet: Paquet, releve: _Releve) -> None:
    journal = depot.journal(chantier.connexion, paquet)
    rangees = _Rangees(
        personnelles=depot.personnelles(chantier.connexion, paquet),
        courriels=autour.courriels(chantier.connexion, paquet),
        lettres=autour.lettres(chantier.connexion, paquet),
        echeances=autour.echeances(chantier.connexion, paquet),
    )
    for dossier in paquet.dossiers:
        lignes = journal.pop(dossier.id, [])
        releve.lignes += len(lignes)
        releve.series[str(dossier.numero).rpartition("-")[0]] += 1
        with releve.lire("ce dont ce dossier dépend", str(dossier.numero)):
            _dossier(chantier, dossier, lignes, rangees, releve)
    for lignes in journal.values():
        releve.lignes += len(lignes)
        motif = "des lignes du journal n’ont plus de dossier"
        releve.noter([Rupture(None, lignes[0]["seq"], motif)])


def _dossier(
    chantier: Chantier,
    dossier: LigneDossier,
    lignes: Sequence[LigneStockee],
    rangees: _Rangees,
    releve: _Releve,
) -> None:
    forme = releve.noter(ruptures_de_la_rangee(dossier))
    if releve.noter(ruptures_de_chaine(dossier, lignes)) or forme:
        return
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    historique = historique_lisible(compilee, lignes)
    if releve.noter(ruptures_de_forme(compilee, dossier, lignes, historique)) or historique is None:
        return
    releve.noter(ruptures_de_definition(compilee, dossier))
    releve.noter(ruptures_des_valeurs(chantier.connexion, dossier, lignes, rangees.personnelles))
    courriels, lettres = rangees.courriels.get(dossier.id, ()), rangees.lettres.get(dossier.id, ())
    releve.noter(ruptures_des_courriels(dossier, lignes, courriels))
    releve.noter(ruptures_des_lettres(compilee.definition, dossier, lignes, lettres, courriels))
    releve.noter(ruptures_de_la_pause(compilee, dossier, historique))
    champs = list(ecarts_de_donnees(compilee, dossier, historique))
    cadre = chantier.entourage.cadre(dossier)
    zone = cadre.zone if cadre else chantier.bureau.reglages.zone
    parametres = chantier.parametres(compilee.definition, cadre)
    temps = chantier.bureau.calendriers(zone)
    ecarts = [*champs, *ecarts_de_faits(compilee, dossier, historique, parametres, temps)]
    releve.noter(_rupture_de_copie(dossier, un) for un in ecarts if un.certain)
    for une in echeances_suspectes(dossier, rangees.echeances.get(dossier.id, ()), temps):
        if isinstance(une, Rupture):
            releve.noter([une])
        else:
            ecarts.append(une)
    releve.ecarts.extend(ecarts[: MONTRES - len(releve.ecarts)])


def _rupture_de_copie(dossier: LigneDossier, ecart: Ecart) -> Rupture:
    motif = f"« {ecart.champ} » n’est pas ce que le journal en dit"
    return Rupture(dossier.numero, dossier.seq, motif)


def _numerotation(connexion: Connexion, releve: _Releve) -> Iterator[Rupture]:
    """Numbers have no gap: a dossier that was removed whole leaves one."""
    donnes = depot.compteurs(connexion)
    for serie in sorted(donnes.keys() | releve.series.keys(), key=str):
        donne, restants = donnes.get(serie, 0), releve.series[serie]
        if not isinstance(serie, str) or depot.stocke(donne, int) is None:
            yield Rupture(None, None, f"le compte des numéros {serie} ne se lit plus")
        elif "-" in serie and restants != donne:
            motif = f"{donne} numéros {serie} ont été donnés, il reste {restants} dossier(s)"
            yield Rupture(serie, None, motif)


def _reponse(releve: _Releve) -> dict[str, Any]:
    premiere = releve.premiere
    return {
        "lignes": releve.lignes,
        "dossiers": releve.series.total(),
        "intact": premiere is None,
        "premiere_rupture": premiere
        and {
            "dossier": premiere.dossier,
            "seq": depot.stocke(premiere.seq, int),
            "motif": premiere.motif,
        },
        "ruptures": releve.rompus,
        "ecarts_de_faits": [un.__dict__ for un in releve.ecarts],
        "sceaux": releve.scelles.resume(),
    }
