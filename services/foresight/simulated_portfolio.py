"""The stored portfolio as a simulation lives it: read once, twins sharing one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from services.act import Chantier
from services.loading import liens_de
from services.parameters import en_vigueur
from services.snapshots import lire_ligne, snapshot
from states.french import PARIS
from storage import dossiers as depot
from storage import portfolio
from storage.column_types import lire_instant
from storage.dossiers import EVENEMENTS_DE_STRUCTURE, LigneDossier, LigneTimer
from storage.links import PARTAGES
from workflow.compiled import Compilee
from workflow.decision import Snapshot
from workflow.migrate import Passage, Sort, planifier
from workflow.scenarios import Scenario
from workflow.simulated import REFUS, Constat, Simule
from workflow.values import Donnees, Lien

LOT = 500


@dataclass(frozen=True, kw_only=True)
class Hypothese:
    """What the future is asked under: a scenario, an end, and what somebody would change.

    ``definitions`` take the place of the machines of the same name, for every dossier;
    ``parametres`` win over those of the installation and of the conventions.
    """

    scenario: Scenario
    fin: datetime
    definitions: Mapping[str, Compilee] = field(default_factory=dict)
    parametres: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def change(self) -> bool:
        """Whether anything differs from today."""
        return bool(self.definitions or self.parametres)


@dataclass(frozen=True)
class Lu:
    """What a page of the portfolio has read of one dossier."""

    timers: Sequence[LigneTimer]
    lignes: Sequence[Any]
    arrets: Sequence[Any]
    """Its whole journal, if it was ever stopped."""
    liens: Mapping[str, tuple[Lien, ...]]


@dataclass
class Portefeuille:
    """Reads every dossier that lives, under what is supposed."""

    chantier: Chantier
    hypothese: Hypothese
    refus: list[Constat] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lignes: dict[str, LigneDossier] = {}
        self._numeros: dict[int, str] = {}
        self._jumeaux: dict[tuple[Any, ...], Snapshot] = {}
        self._migres: dict[int, Snapshot] = {}

    def dossiers(self) -> Iterator[Simule]:
        """Every dossier that lives."""
        for lot in portfolio.vivants(self.chantier.connexion, LOT):
            self.chantier.entourage.annoncer(lot)
            yield from self._lot(lot)

    def _lot(self, lot: Sequence[LigneDossier]) -> Iterator[Simule]:
        connexion, ids = self.chantier.connexion, [un.id for un in lot]
        timers = depot.timers_de(connexion, ids)
        lues = sorted({nom for un in lot for nom in self._compilee(un).evenements_lus})
        lignes = depot.lignes(connexion, ids, lues)
        arrets = self._lignes_d_arret(lot)
        liens = liens_de(connexion, [(un, self._compilee(un)) for un in lot])
        for un in lot:
            self.lignes[un.numero], self._numeros[un.id] = un, un.numero
            compilee = self._compilee(un)
            siens = arrets.get(un.id, [])
            lu = Lu(timers[un.id], lignes[un.id], siens, liens.get(un.id, {}))
            vue = self._vue(un, compilee, lu)
            cadre = self.chantier.entourage.cadre(un)
            bureau = self.chantier.bureau
            simule = Simule(
                numero=un.numero,
                compilee=compilee,
                snapshot=vue,
                temps=bureau.calendriers(cadre.zone if cadre else bureau.reglages.zone),
                parent=self._numeros.get(un.parent or 0),
                lien=un.lien or "",
                origine=un.numero,
                partages={nom: val for nom in PARTAGES if (val := getattr(un, nom)) is not None},
                journal=tuple(lire_ligne(compilee, une) for une in siens),
            )
            yield self._migre(un, simule) if un.machine in self.hypothese.definitions else simule

    def _lignes_d_arret(self, lot: Sequence[LigneDossier]) -> dict[int, list[Any]]:
        """Whole journals of the dossiers that were ever stopped: their stops are read there."""
        definitions = [self._compilee(un).definition for un in lot]
        pauses = {un.nom for une in definitions if (un := une.evenement_de("attente"))}
        etats = {nom for une in definitions for nom in une.etats_arretes}
        ids = portfolio.deja_arretes(
            self.chantier.connexion, [un.id for un in lot], pauses=pauses, etats=etats
        )
        return depot.lignes(self.chantier.connexion, ids, None) if ids else {}

    def _vue(self, dossier: LigneDossier, compilee: Compilee, lu: Lu) -> Snapshot:
        """The snapshot of a dossier; twins share one.

        They are alike in all that the kernel reads; facts count civil days, not hours.
        """
        lues = [une for une in lu.lignes if _lue(compilee, une)]
        jumeaux = (
            (dossier.definition, dossier.state, dossier.data, dossier.hold, dossier.convention),
            (_jour_de(dossier.moved_at), dossier.numero if lu.liens else ""),
            tuple(un[2:7] for un in lu.timers),
            tuple((une.event, une.kind, une.payload, _jour_de(une.at)) for une in lues),
            tuple((une.seq, une.event, une.payload, _jour_de(une.at)) for une in lu.arrets),
        )
        if jumeaux not in self._jumeaux:
            self._jumeaux[jumeaux] = snapshot(
                compilee,
                dossier,
                timers=lu.timers,
                lignes=lues,
                parametres=self._parametres(dossier, compilee),
                liens=lu.liens,
            )
        return self._jumeaux[jumeaux]

    def _compilee(self, dossier: LigneDossier) -> Compilee:
        nouvelle = self.hypothese.definitions.get(dossier.machine)
        return nouvelle or self._ancienne(dossier)

    def _ancienne(self, dossier: LigneDossier) -> Compilee:
        return self.chantier.bureau.machines.par_id(self.chantier.connexion, dossier.definition)

    def _parametres(self, dossier: LigneDossier, compilee: Compilee) -> Donnees:
        cadre = self.chantier.entourage.cadre(dossier)
        definition = compilee.definition
        connus = self.chantier.parametres(definition, cadre)
        changes = self.hypothese.parametres.get(definition.machine)
        return {**connus, **_types(compilee, changes)} if changes else connus

    def parametres_courants(self, machine: str) -> Donnees:
        """Parameters of the dossiers that the simulation opens."""
        compilee = self.hypothese.definitions.get(machine)
        compilee = compilee or self.chantier.bureau.machines.courantes[machine]
        connus = self.chantier.parametres(compilee.definition, None)
        return {**connus, **_types(compilee, self.hypothese.parametres.get(machine, {}))}

    def _migre(self, dossier: LigneDossier, simule: Simule) -> Simule:
        """The dossier under the other definition, its live deadlines as a migration leaves them."""
        vue = simule.snapshot
        if id(vue) in self._migres:
            return replace(simule, snapshot=self._migres[id(vue)])
        if dossier.state not in simule.compilee.definition.etats:
            phrase = f"L’état « {dossier.state} » n’existe plus dans la définition proposée."
            self._refuser(simule, phrase)
            return replace(simule, compilee=self._ancienne(dossier))
        plan = planifier(
            Passage(
                ancienne=self._ancienne(dossier).definition,
                nouvelle=simule.compilee,
                snapshot=simule.snapshot,
                entree=simule.temps.jour_civil(lire_instant(dossier.moved_at or dossier.opened_at)),
                etats={},
                now=self.chantier.now,
                temps=simule.temps,
            )
        )
        for phrase in plan.refus:
            self._refuser(simule, phrase)
        timers = tuple(un.apres for un in plan.sorts if un.apres and un.sort is not Sort.RETENU)
        if plan.refus:
            return replace(simule, snapshot=replace(vue, timers=timers))
        self._migres[id(vue)] = replace(vue, timers=timers)
        return replace(simule, snapshot=self._migres[id(vue)])

    def _refuser(self, simule: Simule, phrase: str) -> None:
        machine = simule.compilee.definition.machine
        numero = simule.numero
        self.refus.append(
            Constat(self.chantier.now, numero, REFUS, "migration", "", phrase, numero, machine)
        )


def _jour_de(stocke: Any) -> str:
    """Civil day of a stored instant."""
    return "" if stocke is None else _jour_de_l_heure(str(stocke)[:13])


@cache
def _jour_de_l_heure(heure: str) -> str:
    return (
        datetime.fromisoformat(f"{heure}:00:00+00:00".replace(" ", "T"))
        .astimezone(PARIS)
        .date()
        .isoformat()
    )


def _types(compilee: Compilee, ecrits: Mapping[str, Any]) -> Mapping[str, Any]:
    """Parameters that are changed, typed."""
    toutes = en_vigueur(compilee.definition, ecrits)
    return {nom: toutes[nom] for nom in ecrits}


def _lue(compilee: Compilee, ligne: Any) -> bool:
    return ligne.event in compilee.evenements_lus or ligne.event in EVENEMENTS_DE_STRUCTURE
