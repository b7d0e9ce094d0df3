"""Random journeys through the real kernel: what holds after every line, whatever was done."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.workflow.machines import GENERIQUES, LETTRE
from tests.workflow.support import TEMPS, Dossier, compiler, le
from workflow.arming import PENDANT_LA_PAUSE
from workflow.deadlines import recalculer
from workflow.decision import Decision, Refus
from workflow.errors import ValeurInvalide
from workflow.explain import expliquer
from workflow.history import donnees_de, effectif

COMPILEE = compiler(LETTRE, generiques=GENERIQUES)
DEFINITION = COMPILEE.definition
GARDES = [nom for nom, un in DEFINITION.contexte.items() if un.saisi and not un.passager]
JOURS = st.integers(-20, 20)


class Parcours(RuleBasedStateMachine):
    """Somebody does anything, the clock does its part."""

    @initialize()
    def ouvrir(self) -> None:
        self.dossier = Dossier.neuf(COMPILEE)
        self.maintenant = le(2)
        self.faits = COMPILEE.faits_de(
            COMPILEE.portee(self.dossier.snapshot, self.maintenant, TEMPS)
        )

    def _jour(self, ecart: int) -> date:
        return self.maintenant.date() + timedelta(days=ecart)

    def _saisies(self, evenement: str, ecart: int, montant: int) -> dict[str, Any]:
        valeurs: Mapping[str, Any] = {
            "date": self._jour(ecart),
            "texte": "texte",
            "piece": "p1",
            "decimal": montant,
            "entier": montant,
        }
        acte = COMPILEE.actes[evenement]
        return {
            nom: champ.valeurs[montant % len(champ.valeurs)]
            if champ.valeurs
            else valeurs[champ.type]
            for nom, champ in acte.champs.items()
            if nom in acte.obligatoires or ecart % 2
            if not (nom == "ligne" or (nom == "jusqu_au" and ecart <= 0))
        }

    def _demander(self, evenement: str, role: str, saisies: dict[str, Any]) -> None:
        avant = copy.deepcopy(self.dossier.snapshot)
        try:
            issue = self.dossier.demander(evenement, self.maintenant, role, **saisies)
        except ValeurInvalide:
            assert self.dossier.snapshot == avant
            return
        assert self.dossier.snapshot == avant  # deciding changes nothing
        assert issue == self.dossier.demander(evenement, self.maintenant, role, **saisies)
        if isinstance(issue, Refus):
            assert issue.conditions or issue.saisies_manquantes
        else:
            self._appliquer(issue)

    def _appliquer(self, decision: Decision) -> None:
        avant = self.dossier.snapshot
        assert decision.ligne.seq == avant.seq + 1
        assert decision.de == avant.etat
        assert all(timer in avant.timers for timer in decision.annules)
        self.dossier.appliquer(decision)
        self.faits = decision.faits

    @rule(heures=st.integers(1, 240))
    def attendre(self, heures: int) -> None:
        self.maintenant += timedelta(hours=heures)
        for timer in sorted(self.dossier.snapshot.timers, key=lambda un: un.du_le):
            if timer.du_le <= self.maintenant and timer in self.dossier.snapshot.timers:
                self._sonner(timer)

    def _sonner(self, timer: Any) -> None:
        en_pause = self.dossier.snapshot.attente is not None
        if en_pause and timer.nom not in PENDANT_LA_PAUSE:
            return
        if timer.rang and timer.regle.get("declenche"):
            constats = {"regle": timer.regle, "constate": timer.ancre}
            issue = self.dossier.demander(
                timer.regle["declenche"], self.maintenant, "horloge", constats=constats
            )
            assert isinstance(issue, Decision), issue
            self._appliquer(issue)
        else:
            self.faits = self.dossier.sonner(timer, self.maintenant).faits

    @rule(
        evenement=st.sampled_from(
            [nom for nom, un in DEFINITION.evenements.items() if un.operation is None]
        ),
        role=st.sampled_from(["agent", "chef", "client", "horloge"]),
        ecart=JOURS,
        montant=st.integers(0, 200),
    )
    def faire(self, evenement: str, role: str, ecart: int, montant: int) -> None:
        if role != "horloge" or evenement != "expirer":
            self._demander(evenement, role, self._saisies(evenement, ecart, montant))

    @rule(rang=st.integers(0, 9), ecart=st.integers(-3, 0), montant=st.integers(0, 200))
    def avancer(self, rang: int, ecart: int, montant: int) -> None:
        """Somebody does what can be done, rightly filled in most cases."""
        explication = expliquer(COMPILEE, self.dossier.snapshot, None, self.maintenant, TEMPS)
        choix = [
            un
            for un in explication.possibles
            if COMPILEE.actes[un.evenement].declare.operation is None
            and un.evenement not in {"abandonner", "noter"}
        ]
        if choix:
            choisi = choix[rang % len(choix)]
            saisies = self._saisies(choisi.evenement, ecart, montant)
            self._demander(choisi.evenement, choisi.par[0], saisies)

    @precondition(lambda self: self.maintenant.day % 3 == 0)
    @rule(ecart=JOURS, mode=st.sampled_from(["date_fixe", "temps_restant"]))
    def pause(self, ecart: int, mode: str) -> None:
        saisies = self._saisies("mettre_en_attente", ecart, 0)
        self._demander("mettre_en_attente", "agent", {**saisies, "mode": mode})

    @rule()
    def reprendre(self) -> None:
        self._demander("reprendre", "agent", {})

    @rule(champ=st.sampled_from([*GARDES, "resultat"]), ecart=JOURS, montant=st.integers(0, 200))
    def corriger(self, champ: str, ecart: int, montant: int) -> None:
        declare = DEFINITION.contexte[champ]
        valeur: Any = self._jour(ecart) if declare.type == "date" else montant
        valeur = "joint" if champ == "resultat" else valeur
        self._demander("corriger", "agent", {"champ": champ, "valeur": valeur, "motif": "x"})

    @rule(etat=st.sampled_from(list(DEFINITION.etats)), role=st.sampled_from(["agent", "chef"]))
    def retablir(self, etat: str, role: str) -> None:
        self._demander("retablir", role, {"etat": etat, "motif": "x"})

    @invariant()
    def the_fields_are_what_the_effective_lines_say(self) -> None:
        dites = donnees_de(effectif(self.dossier.journal), {}, GARDES)
        pleins = {nom: val for nom, val in self.dossier.snapshot.donnees.items() if val is not None}
        assert pleins == {nom: val for nom, val in dites.items() if val is not None}

    @invariant()
    def the_copied_facts_are_those_computed_again(self) -> None:
        faits = COMPILEE.faits_de(COMPILEE.portee(self.dossier.snapshot, self.maintenant, TEMPS))
        assert self.faits == faits

    @invariant()
    def every_timer_belongs_to_the_state_or_ends_the_hold(self) -> None:
        snapshot = self.dossier.snapshot
        noms = [(un.nom, un.rang) for un in snapshot.timers]
        assert len(noms) == len(set(noms))
        permis = set(DEFINITION.etats[snapshot.etat].echeances)
        if snapshot.attente is not None:
            permis |= PENDANT_LA_PAUSE
        assert {nom for nom, _ in noms} <= permis

    @invariant()
    def every_due_instant_can_be_derived_again(self) -> None:
        for timer in self.dossier.snapshot.timers:
            assert recalculer(timer, TEMPS).du_le == timer.du_le

    @invariant()
    def what_is_possible_is_what_the_kernel_says(self) -> None:
        snapshot = self.dossier.snapshot
        explication = expliquer(COMPILEE, snapshot, None, self.maintenant, TEMPS)
        dits = {un.evenement for un in explication.possibles}
        dits |= {un.evenement for un in explication.impossibles}
        assert dits == set(DEFINITION.evenements)
        for possible in explication.possibles:
            assert snapshot.etat in DEFINITION.evenements[possible.evenement].de

    @invariant()
    def an_end_is_silent(self) -> None:
        snapshot = self.dossier.snapshot
        if DEFINITION.etats[snapshot.etat].final:
            assert (snapshot.timers, snapshot.attente) == ((), None)


Parcours.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestParcours = Parcours.TestCase
