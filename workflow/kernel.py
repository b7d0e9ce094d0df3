"""The pure kernel: decides an event or a deadline on a snapshot; reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.compiled import Compilee
from workflow.corrections import FIN_D_ATTENTE, appliquer_operation
from workflow.deadlines import armer, armer_regle, date_d_ancrage, rang_suivant
from workflow.decision import Condition, Decision, Demande, Refus, Snapshot, Timer
from workflow.errors import ValeurInvalide
from workflow.fields import convertir
from workflow.process import ENTREE, Effet, Evenement
from workflow.refusals import refus_d_entree, refus_de_forme, refus_des_gardes
from workflow.scope import AUJOURD_HUI, Portee, condition, portee_de
from workflow.values import HORLOGE, Ligne, TempsLegal

MOTIF = "motif"


def decide(
    compilee: Compilee, snapshot: Snapshot, demande: Demande, now: datetime, temps: TempsLegal
) -> Decision | Refus:
    """Decide an event on a dossier.

    Guards read the facts before the event, with what it enters; invariants, anchors and effects
    read them after, on the history with the new line (design §3).

    Raises:
        ValeurInvalide: the event does not exist, or a field is unknown or does not fit its type.
    """
    evenement = compilee.definition.evenements.get(demande.evenement)
    if evenement is None:
        connus = ", ".join(compilee.definition.evenements)
        raise ValeurInvalide(
            "evenement",
            f"« {demande.evenement} » n’existe pas dans {compilee.definition.libelle}.",
            f"Événements connus : {connus}.",
        )
    refus = refus_d_entree(compilee.definition, snapshot, evenement, demande, now)
    if refus:
        return Refus(evenement=evenement.nom, conditions=refus)
    saisies = _saisies(compilee, evenement, demande)
    return _decider(_Cas(compilee, snapshot, evenement, demande, saisies, now, temps))


@dataclass(frozen=True)
class _Cas:
    """One event on one dossier, its entries typed."""

    compilee: Compilee
    snapshot: Snapshot
    evenement: Evenement
    demande: Demande
    saisies: dict[str, Any]
    now: datetime
    temps: TempsLegal

    def portee(self, **apres: Any) -> Portee:
        return portee_de(
            self.compilee.definition,
            self.snapshot,
            self.compilee.faits,
            maintenant=self.now,
            temps=self.temps,
            **apres,
        )


def _decider(cas: _Cas) -> Decision | Refus:
    avant = cas.portee(donnees={**cas.snapshot.donnees, **cas.saisies})
    manquantes = refus_de_forme(cas.evenement, cas.saisies)
    branche = _branche(cas.compilee, cas.evenement, avant) if not manquantes else 0
    conditions = refus_des_gardes(cas.compilee.definition, cas.evenement, avant)
    if branche is None and not conditions:
        conditions = (Condition("selon", "Aucune suite n’est prévue pour ces valeurs."),)
    if conditions or manquantes:
        return Refus(
            evenement=cas.evenement.nom, conditions=conditions, saisies_manquantes=manquantes
        )
    vers = cas.compilee.automate.destination(cas.snapshot.etat, cas.evenement.nom, branche or 0)
    if vers is None:  # the table of moves and the declaration disagree: a fault of ours
        raise LookupError(f"{cas.evenement.nom} leads nowhere from {cas.snapshot.etat}")
    return _conclure(cas, vers)


def _conclure(cas: _Cas, vers: str) -> Decision | Refus:
    effaces = dict.fromkeys(cas.evenement.efface)
    donnees = {**cas.snapshot.donnees, **effaces, **_donnees_durables(cas)}
    for champ, source in cas.evenement.pose.items():
        if donnees.get(champ) is None:
            donnees[champ] = donnees.get(source)
    ligne = Ligne(
        seq=cas.snapshot.seq + 1,
        evenement=cas.evenement.nom,
        de=cas.snapshot.etat,
        vers=vers,
        role=cas.demande.role,
        at=cas.demande.at,
        recorded_at=cas.now,
        donnees={
            **{nom: None for nom in effaces if cas.snapshot.donnees.get(nom) is not None},
            **cas.saisies,
            **_poses(cas.evenement, cas.snapshot.donnees, donnees),
            **cas.demande.constats,
        },
    )
    if cas.evenement.operation:
        return appliquer_operation(
            cas.compilee, cas.snapshot, cas.evenement, ligne, now=cas.now, temps=cas.temps
        )
    apres = cas.portee(donnees=donnees, etat=vers, historique=cas.snapshot.historique.avec(ligne))
    changes = _changes(cas.snapshot.donnees, donnees)
    viole = _invariants(cas.compilee, apres, changes)
    if viole:
        return Refus(evenement=cas.evenement.nom, conditions=viole)
    annules, armes = _timers(cas, apres)
    return Decision(
        ligne=ligne,
        de=cas.snapshot.etat,
        vers=vers,
        donnees=donnees,
        changes=changes,
        attente=cas.snapshot.attente,
        annules=annules,
        armes=armes,
        effets=_effets(cas.evenement.effets, cas.compilee, apres),
        faits=apres.faits(),
        explication=_explication(armes),
    )


def sonner(
    compilee: Compilee, snapshot: Snapshot, timer: Timer, now: datetime, temps: TempsLegal
) -> Decision:
    """Decide a deadline that stays in its state: its effects, and its next reminder.

    A deadline that moves the dossier goes through :func:`decide` with its event.
    """
    regle = compilee.definition.etats[snapshot.etat].echeances[timer.nom]
    ligne = Ligne(
        seq=snapshot.seq + 1,
        evenement=timer.nom,
        de=snapshot.etat,
        vers=snapshot.etat,
        role=HORLOGE,
        at=now,
        recorded_at=now,
        kind="echeance",
        donnees={"rang": timer.rang},
    )
    portee = portee_de(compilee.definition, snapshot, compilee.faits, maintenant=now, temps=temps)
    effets: tuple[Effet, ...]
    if timer.rang == 0:
        effets = (Effet(genre="tache", nom=str(timer.regle["verification"])),)
    else:
        effets = _effets(regle.effets, compilee, portee)
    suivant = rang_suivant(timer, temps, now) if timer.rang else None
    return Decision(
        ligne=ligne,
        de=snapshot.etat,
        vers=snapshot.etat,
        donnees=snapshot.donnees,
        changes=frozenset(),
        attente=snapshot.attente,
        armes=(suivant,) if suivant else (),
        effets=effets,
        faits=portee.faits(),
        explication=timer.echeance.calcul if timer.echeance else (),
    )


def _saisies(compilee: Compilee, evenement: Evenement, demande: Demande) -> dict[str, Any]:
    admises = {saisie.champ for saisie in evenement.saisies} | {MOTIF}
    typees: dict[str, Any] = {}
    for nom, brut in demande.saisies.items():
        if nom not in admises:
            raise ValeurInvalide(
                nom,
                f"« {nom} » n’est pas un champ de « {evenement.libelle} ».",
                f"Champs admis : {', '.join(sorted(admises))}.",
            )
        typees[nom] = convertir(compilee.champ(nom), brut)
    return typees


def _donnees_durables(cas: _Cas) -> dict[str, Any]:
    """Entries that the dossier keeps: the reason stays on its line of the journal."""
    return {nom: valeur for nom, valeur in cas.saisies.items() if nom != MOTIF}


def _poses(
    evenement: Evenement, avant: Mapping[str, Any], apres: Mapping[str, Any]
) -> dict[str, Any]:
    return {nom: apres[nom] for nom in evenement.pose if apres.get(nom) != avant.get(nom)}


def _branche(compilee: Compilee, evenement: Evenement, avant: Portee) -> int | None:
    """Rank of the first alternative whose guard holds; 0 when there is no choice."""
    if not evenement.selon:
        return 0
    gardes = compilee.definition.gardes
    for rang, branche in enumerate(evenement.selon):
        if branche.si is None or avant.tient(gardes[branche.si].si):
            return rang
    return None


def _changes(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(nom for nom, valeur in apres.items() if avant.get(nom) != valeur)


def _invariants(
    compilee: Compilee, apres: Portee, changes: frozenset[str]
) -> tuple[Condition, ...]:
    """Broken invariants among those that the event touches; an empty variable breaks nothing."""
    trouves = (
        condition(apres, f"invariant_{champ.nom}", champ.invariant, champ.sinon)
        for champ, lus in compilee.invariants
        if champ.invariant is not None and lus & changes and apres.complete(champ.invariant)
    )
    return tuple(une for une in trouves if une is not None)


def _timers(cas: _Cas, apres: Portee) -> tuple[tuple[Timer, ...], tuple[Timer, ...]]:
    """What to cancel and what to arm: all on a move, else the deadlines whose anchor changed."""
    entree = cas.temps.jour_civil(cas.demande.at)
    if cas.evenement.destinations:
        return _du_dossier(cas.snapshot.timers), armer(cas.compilee.definition, apres, entree)
    return rearmer(cas.compilee, cas.snapshot, cas.portee(), apres)


def rearmer(
    compilee: Compilee, snapshot: Snapshot, avant: Portee, apres: Portee
) -> tuple[tuple[Timer, ...], tuple[Timer, ...]]:
    """Recompute the deadlines of the current state whose anchor, field or fact, has moved."""
    annules: list[Timer] = []
    armes: list[Timer] = []
    for regle in compilee.definition.etats[apres.etat].echeances.values():
        if regle.depuis == ENTREE or date_d_ancrage(regle, avant) == date_d_ancrage(regle, apres):
            continue
        annules.extend(timer for timer in snapshot.timers if timer.nom == regle.nom)
        if regle.si_parametre is None or apres[regle.si_parametre] is True:
            armes.extend(armer_regle(regle, apres, apres[AUJOURD_HUI]))
    return tuple(annules), tuple(armes)


def _du_dossier(timers: tuple[Timer, ...]) -> tuple[Timer, ...]:
    """Timers of the state; the end of a hold outlives a move."""
    return tuple(timer for timer in timers if timer.nom != FIN_D_ATTENTE)


def _effets(effets: tuple[Effet, ...], compilee: Compilee, apres: Portee) -> tuple[Effet, ...]:
    gardes = compilee.definition.gardes
    return tuple(effet for effet in effets if not effet.si or apres.tient(gardes[effet.si].si))


def _explication(armes: tuple[Timer, ...]) -> tuple[str, ...]:
    """The working of every deadline just armed, once each."""
    return tuple(
        dict.fromkeys(
            phrase
            for timer in armes
            if timer.echeance is not None
            for phrase in timer.echeance.calcul
        )
    )
