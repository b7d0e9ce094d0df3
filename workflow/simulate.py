"""The same kernel run forward over a portfolio: what the clock would do, and what would follow.

Pure: nothing is read or written. A scenario says what people do, once the first deadline of a
state has rung; with none, nobody does anything. Dossiers that share one snapshot are twins: what
the kernel decides for one at an instant is decided for all, once.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from typing import Any

from workflow.compiled import Compilee
from workflow.deadlines import demande_de
from workflow.decision import Decision, Demande, Refus, Snapshot, Timer
from workflow.declared import Tache
from workflow.fields import en_texte
from workflow.finished_tasks import (
    DECIDER_ECHEANCE,
    ECHEANCE_RETENUE,
    deja_demande,
    taches_finies,
)
from workflow.kernel import decide, sonner
from workflow.opening import DemandeOuverture, ouvrir
from workflow.past_stops import fondus
from workflow.process import Effet
from workflow.scenarios import Scenario, saisies_du_jour
from workflow.simulated import (
    ACTES_MAX,
    COURRIEL,
    DOCUMENT,
    ETAT,
    OUVERTURE,
    REFUS,
    TACHE,
    Constat,
    Issue,
    Parametres,
    Simule,
    TournEnRond,
    court,
    phrases,
    suivant,
)
from workflow.simulated_links import Reseau
from workflow.simulated_stops import arrete, arrets_a_l_ouverture, avec_ses_arrets, retenir
from workflow.simulated_tasks import Taches, TacheSimulee
from workflow.stops import Gel, suite_de_l_arret
from workflow.task_days import jour_donne, jours_deplaces
from workflow.values import ROLES_DU_MOTEUR, SYSTEME, Delai, Unite

UN_JOUR = Delai(1, Unite.JOURS)


@dataclass
class Simulation:
    """A portfolio, its scenario, and the time that runs."""

    portefeuille: Mapping[str, Simule]
    machines: Mapping[str, Compilee]
    scenario: Scenario
    depart: datetime
    fin: datetime
    parametres: Parametres
    taches: Taches = field(default_factory=Taches)
    constats: list[Constat] = field(default_factory=list)
    chaque_jour: Callable[[datetime], None] = lambda _instant: None
    """Hears of each day that begins: whoever watches tells how far the future is lived."""

    a_change: Callable[[Simule, datetime], None] = lambda _dossier, _le: None
    """Hears of each dossier as it stands: when all begins, and after what it lives."""

    def __post_init__(self) -> None:
        """Own copies; every live timer goes to the queue."""
        self.reseau = Reseau(self.portefeuille.values())
        self._file: list[tuple[datetime, int, str, Timer]] = []
        self._rang = count()
        self._vus: dict[tuple[Any, ...], Issue] = {}
        self._tenus: dict[tuple[str, int], tuple[Timer, datetime]] = {}
        self._lues = {nom: frozenset(une.evenements_lus) for nom, une in self.machines.items()}
        for un in self.portefeuille.values():
            self._attendre(un.numero, un.snapshot.timers)
            self.a_change(un, self.depart)

    def courir(self) -> list[Constat]:
        """Everything that would happen until the end, in order.

        Raises:
            TournEnRond: a dossier never stops acting.
        """
        jour = None
        while self._file and self._file[0][0] <= self.fin:
            du_le, _, numero, timer = heapq.heappop(self._file)
            if du_le.date() != jour:
                jour = du_le.date()
                self.chaque_jour(max(du_le, self.depart))
            dossier = self.reseau.dossiers[numero]
            vivant = any(un is timer for un in dossier.snapshot.timers) and court(dossier, timer)
            if vivant and self._tenus.get((numero, id(timer)), (timer, du_le))[1] == du_le:
                self._sonner(dossier, timer, max(du_le, self.depart))
        return sorted(self.constats, key=lambda un: un.le)

    def _attendre(self, numero: str, timers: Iterable[Timer]) -> None:
        for timer in timers:
            heapq.heappush(self._file, (timer.du_le, next(self._rang), numero, timer))

    def _sonner(self, dossier: Simule, timer: Timer, now: datetime) -> None:
        issue = self._issue(dossier, now, timer)
        snapshot = dossier.snapshot
        regle = dossier.compilee.definition.echeance(snapshot.etat, timer.nom)
        pourquoi = f"échéance « {regle.libelle or regle.nom} »" if regle else "fin de la pause"
        if timer.rang > 1:
            pourquoi += f", rappel {timer.rang}"
        if isinstance(issue.dite, Refus):
            if issue.dite.tenu(dossier.compilee.definition):
                self._tenir(dossier, timer, now, phrases(issue.dite))
                return
            self._dire(dossier, now, REFUS, issue.dite.evenement, "", phrases(issue.dite))
            restants = tuple(un for un in snapshot.timers if un is not timer)
            dossier.snapshot = replace(dossier.snapshot, timers=restants)
            return
        self._appliquer(dossier, issue, now, pourquoi, sonne=timer)
        if issue.dite.de == issue.dite.vers and not dossier.sonne:
            dossier.sonne = True
            self._agir(dossier, now)

    def _tenir(self, dossier: Simule, timer: Timer, now: datetime, raison: str) -> None:
        """A guard holds what is due: its task, once; the clock looks again, and after any act.

        The real clock looks every hour; what guards read of time is the day.
        """
        definition, temps = dossier.compilee.definition, dossier.temps
        jour, tache = temps.jour_civil(now), definition.taches[ECHEANCE_RETENUE]
        code, limite = f"{ECHEANCE_RETENUE}:{timer.nom}", None
        if tache.dans is not None:
            limite = temps.apres(jour, tache.dans, "bureau").dernier_jour
        self._au_bureau(dossier, tache, code, limite, now, raison)
        self.a_change(dossier, now)
        self._regarder(dossier, timer, temps.apres(jour, UN_JOUR, "duree").expire_le)

    def _regarder(self, dossier: Simule, timer: Timer, le: datetime) -> None:
        """When the clock looks again at a deadline that a guard holds."""
        self._tenus[dossier.numero, id(timer)] = timer, le  # kept alive: no other has its id
        heapq.heappush(self._file, (le, next(self._rang), dossier.numero, timer))

    def _agir(self, dossier: Simule, now: datetime) -> None:
        """What people do in this state, each act decided by the kernel."""
        machine, etat = dossier.compilee.definition.machine, dossier.snapshot.etat
        jour = dossier.temps.jour_civil(now).isoformat()
        for geste in self.scenario.gestes.get((machine, etat), ()):
            if dossier.snapshot.etat != etat:
                return
            evenement = dossier.compilee.definition.evenements[geste.evenement]
            demande = Demande(
                evenement=geste.evenement,
                role=next((un for un in evenement.ordre if un not in ROLES_DU_MOTEUR), SYSTEME),
                at=now,
                saisies=saisies_du_jour(geste, jour),
            )
            self._demander(dossier, demande, now, f"scénario « {self.scenario.nom} »")

    def _demander(self, dossier: Simule, demande: Demande, now: datetime, pourquoi: str) -> None:
        issue = self._issue(dossier, now, demande)
        if isinstance(issue.dite, Refus):
            if not issue.dite.court_deja:
                self._dire(dossier, now, REFUS, demande.evenement, "", phrases(issue.dite))
            return
        libelle = dossier.compilee.definition.evenements[demande.evenement].libelle
        self._appliquer(dossier, issue, now, f"{libelle} ({pourquoi})")

    def _issue(self, dossier: Simule, now: datetime, acte: Timer | Demande) -> Issue:
        """What the kernel says, asked once for all the twins."""
        if dossier.compilee.liens_lus:  # twins do not share what they are linked to
            return Issue(self._decider(dossier, now, acte), dossier.snapshot)
        if isinstance(acte, Timer):
            quoi: tuple[Any, ...] = (id(acte),)
        else:
            quoi = (acte.evenement, acte.role, *sorted(acte.saisies.items()))
        cle = (id(dossier.snapshot), id(dossier.temps), now, *quoi)
        vue = self._vus.get(cle)
        if vue is None:
            vue = self._vus[cle] = Issue(self._decider(dossier, now, acte), dossier.snapshot)
        return vue

    def _decider(self, dossier: Simule, now: datetime, acte: Timer | Demande) -> Decision | Refus:
        snapshot, temps = self.reseau.lie(dossier), dossier.temps
        if arrete(dossier) or (
            isinstance(acte, Demande) and dossier.compilee.peut_dater(acte.evenement)
        ):
            snapshot = avec_ses_arrets(dossier, snapshot)
        if isinstance(acte, Demande):
            return decide(dossier.compilee, snapshot, acte, now, temps)
        if acte.rang and acte.regle.get("declenche"):
            return decide(dossier.compilee, snapshot, demande_de(acte, now, temps), now, temps)
        return sonner(dossier.compilee, snapshot, acte, now, temps)

    def _appliquer(
        self,
        dossier: Simule,
        issue: Issue,
        now: datetime,
        pourquoi: str,
        *,
        sonne: Timer | None = None,
    ) -> None:
        decision, avant = issue.decision, dossier.snapshot
        self._arreter_les_taches(dossier, decision, now)
        retenir(dossier, decision)
        dossier.actes += 1
        if dossier.actes > ACTES_MAX:
            raise TournEnRond(dossier.numero)
        if issue.apres is None:
            lues = self._lues[dossier.compilee.definition.machine]
            issue.apres = suivant(avant, decision, sonne, lue=decision.ligne.evenement in lues)
        dossier.snapshot = issue.apres
        self._attendre(dossier.numero, decision.armes)
        if decision.attente != avant.attente:  # what was stopped runs again
            armes = {id(un) for un in decision.armes}
            repris = (un for un in issue.apres.timers if id(un) not in armes)
            self._attendre(dossier.numero, repris)
        for un in issue.apres.timers if self._tenus else ():
            if (dossier.numero, id(un)) in self._tenus:  # what held it may be over
                self._regarder(dossier, un, now)
        if decision.de != decision.vers:
            dossier.sonne = False
            etats = dossier.compilee.definition.etats
            passage = f"{etats[decision.de].libelle} → {etats[decision.vers].libelle}"
            self._dire(dossier, now, ETAT, decision.vers, "", f"{pourquoi} : {passage}")
        self._suites(dossier, decision, now, pourquoi, sonne)
        self.a_change(dossier, now)

    def _arreter_les_taches(self, dossier: Simule, decision: Decision, now: datetime) -> None:
        """A stop takes the tasks of the dossier off the desks; its end puts them back."""
        definition = dossier.compilee.definition
        avant = avec_ses_arrets(dossier, dossier.snapshot) if arrete(dossier) else dossier.snapshot
        suite = suite_de_l_arret(definition, avant, decision, dossier.temps)
        if isinstance(suite, Gel):
            self.taches.figer(dossier.numero, suite, now)
        elif suite is not None:
            self.taches.rendre(dossier.numero, suite.jour, now)
            deplaces = jours_deplaces(definition, decision, dossier.temps)
            self.taches.dater(dossier.numero, deplaces)

    def _suites(
        self,
        dossier: Simule,
        decision: Decision,
        now: datetime,
        pourquoi: str,
        sonne: Timer | None,
    ) -> None:
        finies = taches_finies(dossier.compilee.definition, decision)
        self.taches.finir(dossier.numero, finies, now)
        for effet in decision.effets:
            if effet.genre == "mail":
                self._dire(dossier, now, COURRIEL, effet.nom, "", pourquoi)
            elif effet.genre == "tache":
                self._poser(dossier, decision, effet.nom, pourquoi, sonne)
            elif effet.genre == "echeance_passee":
                self._poser(dossier, decision, DECIDER_ECHEANCE, pourquoi, cle=f":{effet.nom}")
            elif effet.genre == "document":
                self._dire(dossier, now, DOCUMENT, effet.nom, "", pourquoi)
            elif effet.genre == "emet":
                self._emettre(dossier, decision, effet, now)
            elif effet.genre == "ouvre":
                self._ouvrir(dossier, decision, effet, now)

    def _poser(
        self,
        dossier: Simule,
        decision: Decision,
        nom: str,
        pourquoi: str,
        sonne: Timer | None = None,
        *,
        cle: str = "",
    ) -> None:
        """A task on its desk, unless it still stands there."""
        definition, now = dossier.compilee.definition, decision.ligne.at
        ouvertes = self.taches.ouvertes(dossier.numero)
        if deja_demande(definition, decision.vers, nom, ouvertes, sonne):
            return
        tache = definition.taches[nom]
        limite = jour_donne(definition, decision, tache, dossier.temps, now)
        self._au_bureau(dossier, tache, f"{nom}{cle}", limite, now, pourquoi)

    def _au_bureau(  # what a task on a desk is made of
        self,
        dossier: Simule,
        tache: Tache,
        code: str,
        limite: date | None,
        now: datetime,
        pourquoi: str,
    ) -> None:
        posee = TacheSimulee(dossier.numero, dossier.origine, code, tache.pour, now, limite)
        if self.taches.poser(posee):
            self._dire(dossier, now, TACHE, code, tache.pour, pourquoi)

    def _emettre(self, dossier: Simule, decision: Decision, effet: Effet, now: datetime) -> None:
        saisies = decision.transmis(effet, dossier.compilee.definition)
        for cible in list(self.reseau.cibles(dossier, effet.a)):
            if effet.nom in cible.compilee.definition.evenements and not cible.final:
                demande = Demande(evenement=effet.nom, role=SYSTEME, at=now, saisies=saisies)
                self._demander(cible, demande, now, f"suite de {dossier.numero}")

    def _ouvrir(self, dossier: Simule, decision: Decision, effet: Effet, now: datetime) -> None:
        lien = dossier.compilee.definition.liens[effet.lien]
        donnees = decision.transmis(effet, dossier.compilee.definition)
        fratrie = list(self.reseau.cibles(dossier, effet.lien))
        vivants = [un for un in fratrie if not un.final]
        pris = [un for un in fratrie if un.snapshot.etat not in lien.libere_par]
        if lien.maximum is not None and len(vivants) >= lien.maximum:
            return
        if lien.cle and any(
            en_texte(un.snapshot.donnees.get(lien.cle)) == donnees.get(lien.cle) for un in pris
        ):
            return
        compilee = self.machines[effet.nom]
        demande = DemandeOuverture(
            numero=f"{dossier.numero}+{effet.nom}{len(fratrie) + 1}",
            at=now,
            donnees=donnees,
            parametres=self.parametres(effet.nom),
            arrets=fondus(
                arrets_a_l_ouverture(compilee, dossier, effet.lien, self.reseau),
                dossier.temps.jour_civil(now),
            ),
        )
        ouverte = ouvrir(compilee, demande, now, dossier.temps)
        vide = Snapshot(numero=demande.numero, etat=ouverte.vers, parametres=demande.parametres)
        neuf = Simule(
            numero=demande.numero,
            compilee=compilee,
            snapshot=vide,
            temps=dossier.temps,
            parent=dossier.numero,
            lien=effet.lien,
            origine=dossier.origine,
            partages=dossier.partages,
        )
        self.reseau.naitre(neuf, dossier)
        self._dire(neuf, now, OUVERTURE, effet.nom, "", f"ouvert par {dossier.numero}")
        ouverte = replace(ouverte, de=ouverte.vers)  # nothing is left for its first state
        self._appliquer(neuf, Issue(ouverte, neuf.snapshot), now, "ouverture")

    def _dire(
        self, dossier: Simule, le: datetime, effet: str, nom: str, role: str, pourquoi: str
    ) -> None:
        machine = dossier.compilee.definition.machine
        self.constats.append(
            Constat(le, dossier.numero, effet, nom, role, pourquoi, dossier.origine, machine)
        )
