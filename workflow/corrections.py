"""The generic operations: hold and resume, correction of an entry, return to an earlier state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from workflow.compiled import Compilee
from workflow.contest import coups_contestes
from workflow.deadlines import (
    armer,
    armer_regle,
    calculer,
    champ_ancre,
    instant_du,
    timers,
)
from workflow.decision import Attente, Condition, Decision, Refus, Snapshot, Timer
from workflow.errors import ValeurInvalide
from workflow.fields import convertir
from workflow.history import CORRECTION, RETABLISSEMENT, donnees_de, effectif
from workflow.process import Effet, Evenement
from workflow.scope import Portee, portee_de
from workflow.values import Delai, Ligne, TempsLegal, Unite

FIN_D_ATTENTE = "fin_d_attente"
TEMPS_RESTANT = "temps_restant"
EVENEMENT_REPRISE = "reprendre"


def appliquer_operation(
    compilee: Compilee,
    snapshot: Snapshot,
    evenement: Evenement,
    ligne: Ligne,
    *,
    now: datetime,
    temps: TempsLegal,
) -> Decision | Refus:
    """Decide a generic event; ``ligne`` is the new line with its typed entries."""
    cas = _Operation(compilee, snapshot, evenement, ligne, now, temps)
    return getattr(cas, str(evenement.operation))()  # type: ignore[no-any-return]  # OPERATIONS is closed


class _Operation:
    """One generic event on one dossier."""

    def __init__(
        self,
        compilee: Compilee,
        snapshot: Snapshot,
        evenement: Evenement,
        ligne: Ligne,
        now: datetime,
        temps: TempsLegal,
    ) -> None:
        self.compilee = compilee
        self.snapshot = snapshot
        self.evenement = evenement
        self.ligne = ligne
        self.now = now
        self.temps = temps

    def attente(self) -> Decision | Refus:
        """Stop the deadlines, until a date when there is one."""
        jusqu_au = self.ligne.donnees.get("jusqu_au")
        aujourd_hui = self.temps.jour_civil(self.now)
        if jusqu_au is not None and jusqu_au <= aujourd_hui:
            return self._refus("jusqu_au", "La pause doit finir après aujourd’hui.")
        attente = Attente(
            depuis=self.ligne.at, jusqu_au=jusqu_au, mode=str(self.ligne.donnees["mode"])
        )
        armes: tuple[Timer, ...] = ()
        if jusqu_au is not None:
            veille = jusqu_au - timedelta(days=1)
            regle = {
                "sens": "apres",
                "delai": "0 j",
                "calendrier": "bureau",
                "zone": self.temps.zone,
                "declenche": EVENEMENT_REPRISE,
            }
            echeance = self.temps.apres(veille, Delai(0, Unite.JOURS_OUVRES), "bureau")
            armes = (
                Timer(
                    nom=FIN_D_ATTENTE,
                    rang=1,
                    regle=regle,
                    ancre=veille,
                    du_le=echeance.verification_le,
                    echeance=echeance,
                ),
            )
        return self._decision(attente=attente, armes=armes, changes={"attente"})

    def reprise(self) -> Decision | Refus:
        """Start the deadlines again: with the time that was left, or on their dates."""
        attente = self.snapshot.attente
        assert attente is not None  # noqa: S101 - refusals.py has checked it
        vivants = [un for un in self.snapshot.timers if un.nom != FIN_D_ATTENTE]
        jours = (self.temps.jour_civil(self.ligne.at) - self.temps.jour_civil(attente.depuis)).days
        if attente.mode == TEMPS_RESTANT:
            armes = tuple(self._reporter(timer, jours) for timer in vivants)
        else:
            armes = tuple(self._recaler(timer) for timer in vivants)
        return self._decision(
            attente=None, annules=self.snapshot.timers, armes=armes, changes={"attente"}
        )

    def _reporter(self, timer: Timer, jours: int) -> Timer:
        regle = {**timer.regle, "report": int(timer.regle.get("report", 0)) + jours}
        if timer.rang > 1:  # a reminder of a ladder keeps its distance to now
            return replace(timer, regle=regle, du_le=timer.du_le + timedelta(days=jours))
        echeance = calculer(regle, timer.ancre, self.temps)
        du_le = echeance.verification_le if timer.rang == 0 else instant_du(regle, echeance)
        return replace(timer, regle=regle, echeance=echeance, du_le=du_le)

    def _recaler(self, timer: Timer) -> Timer:
        """A date passed during the hold waits for the next office day: nobody is surprised."""
        if timer.du_le > self.now:
            return timer
        hier = self.temps.jour_civil(self.now)
        prochain = self.temps.apres(hier, Delai(0, Unite.JOURS_OUVRES), "bureau")
        du_le = prochain.verification_le if timer.rang == 0 else instant_du(timer.regle, prochain)
        return replace(timer, du_le=du_le)

    def affectation(self) -> Decision | Refus:
        """Give the dossier to somebody; the service resolves the account."""
        return self._decision(attente=self.snapshot.attente, changes={"affecte"})

    def correction(self) -> Decision | Refus:
        """Replace an entry; recompute what counts from it; show the moves it would have changed."""
        visee = self._ligne_visee()
        champ = self.compilee.champ(str(self.ligne.donnees["champ"]))
        valeur = convertir(champ, self.ligne.donnees["valeur"])
        donnees_ligne = {**self.ligne.donnees, "valeur": valeur, "ligne": visee.seq}
        ligne = replace(self.ligne, kind=CORRECTION, donnees=donnees_ligne)
        historique = effectif((*self.snapshot.historique, ligne))
        derniere = visee == self._lignes_du_champ(champ.nom)[-1]
        donnees = {**self.snapshot.donnees, **({champ.nom: valeur} if derniere else {})}
        contestees = coups_contestes(
            self.compilee, self.snapshot, historique, depuis=visee.seq, temps=self.temps
        )
        apres = self._portee(donnees, self.snapshot.etat, historique)
        viole = [
            Condition(f"invariant_{un.nom}", *apres.phrase(un.sinon, un.invariant))
            for un, lus in self.compilee.invariants
            if un.invariant
            and champ.nom in lus
            and apres.complete(un.invariant)
            and not apres.tient(un.invariant)
        ]
        if viole:
            return Refus(evenement=self.evenement.nom, conditions=tuple(viole))
        annules, armes = self._rearmer(apres, champ.nom)
        return replace(
            self._decision(
                attente=self._attente_si(contestees),
                annules=annules,
                armes=armes,
                changes={champ.nom},
                donnees=donnees,
            ),
            ligne=ligne,
            faits=apres.faits(),
            remplace=(visee.seq,),
            contestees=contestees,
            effets=(Effet(genre="tache", nom="decider_des_suites"),) if contestees else (),
        )

    def _attente_si(self, contestees: tuple[Ligne, ...]) -> Attente | None:
        if not contestees or self.snapshot.attente is not None:
            return self.snapshot.attente
        return Attente(depuis=self.now, jusqu_au=None, mode="date_fixe")

    def _rearmer(self, apres: Portee, champ: str) -> tuple[tuple[Timer, ...], tuple[Timer, ...]]:
        annules: list[Timer] = []
        armes: list[Timer] = []
        for regle in self.compilee.definition.etats[apres.etat].echeances.values():
            vivants = [un for un in self.snapshot.timers if un.nom == regle.nom]
            if champ_ancre(regle, apres) != champ:
                continue
            annules.extend(vivants)
            if vivants:  # the delay in force when it was armed stays: only the fact changed
                ancre = apres[champ]
                armes.extend(timers(regle.nom, vivants[-1].regle, ancre, self.temps))
            else:
                armes.extend(armer_regle(regle, apres, apres["aujourd_hui"]))
        return tuple(annules), tuple(armes)

    def _lignes_du_champ(self, champ: str) -> list[Ligne]:
        return sorted(
            (
                une
                for une in self.snapshot.historique
                if champ in une.donnees and une.kind not in {CORRECTION, RETABLISSEMENT}
            ),
            key=lambda une: une.seq,
        )

    def _ligne_visee(self) -> Ligne:
        champ = str(self.ligne.donnees["champ"])
        declare = self.compilee.definition.contexte.get(champ)
        if declare is None or not declare.saisi:
            raise ValeurInvalide(
                "champ",
                f"« {champ} » n’est pas un champ saisi de ce dossier.",
                "Donnez le nom d’un champ qui a été saisi.",
            )
        lignes = self._lignes_du_champ(champ)
        voulue = self.ligne.donnees.get("ligne")
        trouvees = [une for une in lignes if voulue is None or une.seq == voulue]
        if not trouvees:
            raise ValeurInvalide(
                "champ",
                f"« {champ} » n’a pas été saisi"
                + (f" à la ligne {voulue}." if voulue else " dans ce dossier."),
                "Rien à corriger : saisissez-le par son événement.",
            )
        return trouvees[-1]

    def retablissement(self) -> Decision | Refus:
        """Go back to a state the dossier has been in; its timers start from their old anchors."""
        voulu = str(self.ligne.donnees["etat"])
        annulees = self._mouvements_depuis(voulu)
        if not annulees:
            return self._refus("etat", "Le dossier n’est jamais passé par cet état.")
        if self.ligne.role not in self._roles_requis(annulees):
            return self._refus(
                "role",
                "Ce mouvement a été décidé par la personne référente du donneur d’ordre : "
                "elle seule peut l’annuler.",
            )
        seqs = tuple(une.seq for une in annulees)
        ligne = replace(
            self.ligne,
            kind=RETABLISSEMENT,
            vers=voulu,
            donnees={**self.ligne.donnees, "annule": list(seqs)},
        )
        historique = effectif((*self.snapshot.historique, ligne))
        donnees = self._donnees_sans(annulees, historique)
        apres = self._portee(donnees, voulu, historique)
        entree = self._entree(historique, voulu)
        armes = armer(self.compilee.definition, apres, self.temps.jour_civil(entree))
        futurs = tuple(un for un in armes if un.du_le > self.now)
        passes = sorted({un.nom for un in armes if un.du_le <= self.now})
        effets = [Effet(genre="rectificatif", nom="rectificatif")]
        effets += [Effet(genre="echeance_passee", nom=nom) for nom in passes]
        decision = self._decision(
            attente=self.snapshot.attente,
            annules=self.snapshot.timers,
            armes=futurs,
            changes={"etat"},
            donnees=donnees,
        )
        return replace(
            decision,
            ligne=ligne,
            vers=voulu,
            annule_lignes=seqs,
            effets=tuple(effets),
            faits=apres.faits(),
        )

    def _mouvements_depuis(self, voulu: str) -> list[Ligne]:
        """Moves to cancel: those made since the dossier last left the wanted state."""
        mouvements = sorted(
            (une for une in self.snapshot.historique if une.de != une.vers),
            key=lambda une: une.seq,
        )
        rangs = [rang for rang, une in enumerate(mouvements) if une.de == voulu]
        return mouvements[rangs[-1] :] if rangs and voulu != self.snapshot.etat else []

    def _roles_requis(self, annulees: list[Ligne]) -> frozenset[str]:
        """Who may cancel: the referent when one of the moves was the referent's alone."""
        evenements = self.compilee.definition.evenements
        reserves = [
            evenements[une.evenement].par
            for une in annulees
            if une.evenement in evenements
            and self.ligne.role not in evenements[une.evenement].par
            and une.role not in {"horloge", "systeme"}
        ]
        return frozenset.intersection(*reserves) if reserves else frozenset({self.ligne.role})

    def _donnees_sans(self, annulees: list[Ligne], historique: Any) -> Mapping[str, Any]:
        touches = {nom for une in annulees for nom in une.donnees}
        depart = {n: v for n, v in self.snapshot.donnees.items() if n not in touches}
        return donnees_de(historique, depart, self.compilee.definition.contexte)

    def _entree(self, historique: Any, voulu: str) -> datetime:
        entrees = [une.at for une in historique if une.vers == voulu and une.de != voulu]
        return entrees[0] if len(entrees) == 1 else (entrees[-1] if entrees else self.now)

    def _portee(self, donnees: Mapping[str, Any], etat: str, historique: Any) -> Portee:
        return portee_de(
            self.compilee.definition,
            self.snapshot,
            self.compilee.faits,
            maintenant=self.now,
            temps=self.temps,
            donnees=donnees,
            etat=etat,
            historique=historique,
        )

    def _refus(self, garde: str, phrase: str) -> Refus:
        return Refus(evenement=self.evenement.nom, conditions=(Condition(garde, phrase),))

    def _decision(
        self,
        *,
        attente: Attente | None,
        changes: set[str],
        annules: tuple[Timer, ...] = (),
        armes: tuple[Timer, ...] = (),
        donnees: Mapping[str, Any] | None = None,
    ) -> Decision:
        neuves = self.snapshot.donnees if donnees is None else donnees
        apres = self._portee(neuves, self.snapshot.etat, self.snapshot.historique)
        phrases = [p for un in armes if un.echeance for p in un.echeance.calcul]
        return Decision(
            ligne=self.ligne,
            de=self.snapshot.etat,
            vers=self.snapshot.etat,
            donnees=neuves,
            changes=frozenset(changes),
            attente=attente,
            annules=annules,
            armes=armes,
            faits=apres.faits(),
            explication=tuple(dict.fromkeys(phrases)),
        )
