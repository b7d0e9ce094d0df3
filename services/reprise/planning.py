"""Decides, without writing, what each line becomes: refused, already there, or to open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from services.act import Chantier
from services.follow import LIEN
from services.reprise.checking import verifier
from services.reprise.comparing import ecarts
from services.reprise.records import MARCHE, RELATION, Ligne
from services.reprise.register import Registre
from services.reprise.resolving import compte_de, convention_de, resoudre
from states.french import PARIS
from storage.dossiers import LigneDossier
from storage.register_values import Marche
from storage.titulaires import FicheTitulaire
from workflow.decision import Decision
from workflow.opening import DemandeOuverture

EN_SUIVI = "en_suivi"
"""State of a marché that the file does not describe, when one of its relations is taken over."""
ROLE = "facilitateur"


@dataclass(frozen=True, kw_only=True)
class Voulu:
    """One dossier to open, checked: what ``ouvrir_dossier`` needs, and the decision it will make."""

    ligne: int
    machine: str
    marche: Marche
    titulaire: FicheTitulaire | None
    etat: str
    at: datetime
    donnees: dict[str, Any]
    convention: int
    facilitateur: str
    compte: int
    decision: Decision
    implicite: bool = False

    @property
    def sujet(self) -> str:
        """What people read in lists."""
        objet = self.marche.objet or f"Marché {self.marche.identifiant}"
        return f"{self.titulaire.nom} — {objet}" if self.titulaire else objet


@dataclass
class Groupe:
    """What is opened under one root, the marché first: one transaction."""

    marche: Marche
    parent: LigneDossier | None
    voulus: list[Voulu] = field(default_factory=list)


@dataclass
class Plan:
    """What becomes of the file."""

    lignes: Sequence[Ligne]
    groupes: list[Groupe] = field(default_factory=list)
    inchanges: list[tuple[Ligne, LigneDossier]] = field(default_factory=list)


class Planificateur:
    """Plans the lines of one file against what the register says."""

    def __init__(self, chantier: Chantier, registre: Registre, aujourd_hui: date) -> None:
        """``chantier`` lends its desk and its instant; nothing is written through it here."""
        self._chantier = chantier
        self._registre = registre
        self._jour = aujourd_hui

    def planifier(self, lignes: Sequence[Ligne]) -> Plan:
        """The plan; faults are left on the lines."""
        plan = Plan(lignes)
        for ligne in lignes:
            resoudre(self._registre, ligne)
        doublons(lignes)
        for groupe in _par_marche(lignes):
            self._un_marche(plan, groupe)
        return plan

    def _un_marche(self, plan: Plan, lignes: list[Ligne]) -> None:
        marche = lignes[0].marche
        if marche is None:
            return
        propres = [une for une in lignes if une.machine == MARCHE]
        relations = [une for une in lignes if une.machine == RELATION]
        groupe = Groupe(marche, self._registre.dossier(MARCHE, marche.id, None))
        for ligne in propres:
            self._traiter(plan, groupe, ligne, chef=None)
        chef = next((une for une in propres if une.saine), None)
        malade = next((une for une in propres if not une.saine), None)
        for ligne in relations:
            if malade is not None and chef is None and groupe.parent is None:
                ligne.faute("marche", f"la ligne {malade.numero}, de ce marché, est refusée")
            self._traiter(plan, groupe, ligne, chef=chef)
        if groupe.voulus:
            self._signaler_les_absents(groupe, relations)
            plan.groupes.append(groupe)

    def _traiter(self, plan: Plan, groupe: Groupe, ligne: Ligne, *, chef: Ligne | None) -> None:
        if not ligne.saine or ligne.depuis is None:
            return
        suivi = self._registre.dossier(*ligne.cle)
        if suivi is not None:
            self._comparer(plan, ligne, suivi)
            return
        if groupe.parent is not None and groupe.parent.final:
            ligne.faute("marche", f"le dossier {groupe.parent.numero} de ce marché est clos")
            return
        self._heriter(groupe, ligne, chef)
        if not ligne.saine:
            return
        voulus = [self._voulu(ligne, ligne.machine, ligne.etat, _instant(ligne.depuis))]
        if ligne.machine == RELATION and groupe.parent is None and not groupe.voulus:
            voulus.insert(0, self._voulu(ligne, MARCHE, EN_SUIVI, self._chantier.now))
        if ligne.saine:
            groupe.voulus.extend(un for un in voulus if un is not None)

    def _comparer(self, plan: Plan, ligne: Ligne, suivi: LigneDossier) -> None:
        differe = ecarts(self._registre, ligne, suivi, _instant(ligne.depuis or self._jour))
        if not differe:
            plan.inchanges.append((ligne, suivi))
            return
        definition = self._chantier.bureau.machines.courantes[ligne.machine].definition
        etat = definition.etats.get(suivi.state)
        libelle = etat.libelle if etat else suivi.state
        champ = "siret" if ligne.machine == RELATION else "marche"
        ligne.faute(
            champ,
            f"déjà suivi : {suivi.numero} (« {libelle} ») ; diffère : {', '.join(differe)}",
        )

    def _heriter(self, groupe: Groupe, ligne: Ligne, chef: Ligne | None) -> None:
        """A relation without account or agreement takes those of its marché."""
        parent = groupe.parent
        if ligne.facilitateur is None and chef is not None:
            ligne.facilitateur = chef.facilitateur
        if ligne.facilitateur is None and parent is not None:
            ligne.facilitateur = next(
                (un.login for un in self._registre.comptes.values() if un.id == parent.assigned),
                None,
            )
        if ligne.convention is None and chef is not None:
            ligne.convention = chef.convention
        if ligne.facilitateur is None:
            ligne.faute("facilitateur", "compte absent")
        voulue = self._convention(groupe, ligne)
        if voulue is None and ligne.saine:
            ligne.faute("convention", "convention absente")

    def _convention(self, groupe: Groupe, ligne: Ligne) -> int | None:
        """The agreement that the marché runs under; a relation never has another."""
        sienne = convention_de(self._registre, ligne) if ligne.convention else None
        imposee = groupe.parent.convention if groupe.parent else None
        if groupe.voulus:
            imposee = groupe.voulus[0].convention
        if imposee is None or sienne is None or sienne.id == imposee:
            return sienne.id if sienne else imposee
        ligne.faute("convention", "ce n’est pas la convention du marché")
        return None

    def _voulu(self, ligne: Ligne, machine: str, etat: str, at: datetime) -> Voulu | None:
        marche, compte = ligne.marche, compte_de(self._registre, ligne)
        convention = self._convention_de(ligne)
        if marche is None or compte is None or convention is None:
            return None
        implicite = machine != ligne.machine
        donnees = {**_du_registre(machine, marche), **({} if implicite else ligne.champs)}
        decision = self._verifier(ligne, machine, etat, at, donnees, convention)
        if decision is None:
            return None
        return Voulu(
            ligne=ligne.numero,
            machine=machine,
            marche=marche,
            titulaire=ligne.titulaire if machine == RELATION else None,
            etat=etat,
            at=at,
            donnees=donnees,
            convention=convention,
            facilitateur=compte.login,
            compte=compte.id,
            decision=decision,
            implicite=implicite,
        )
