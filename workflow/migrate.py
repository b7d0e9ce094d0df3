"""What becomes of a dossier that takes another version of its machine; pure, nothing is written.

Its state keeps its name, or takes the one that the plan gives it. Each live deadline is kept,
recomputed or cancelled; one announced to a third party is never shortened. What the new version
would make due at once is held: it comes back as a task to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflow.arming import FIN_D_ATTENTE
from workflow.compiled import Compilee
from workflow.deadlines import VERIFICATION, rang_suivant
from workflow.decision import Snapshot, Timer
from workflow.errors import ValeurInvalide
from workflow.fields import convertir, en_texte
from workflow.process import Definition, RegleEcheance
from workflow.rearming import verifier_de_nouveau
from workflow.rules import armer_regle, renouveler
from workflow.scope import Portee
from workflow.values import TempsLegal

SANS_SUITE = "Sa date de départ est vide, son étape est éteinte, ou ses rappels sont au bout."
PROMIS = ("sens", "delai", "calendrier", "zone", "depuis")
"""What a third party was told of a délai: how long, and from when."""


class Sort(StrEnum):
    """What becomes of a deadline."""

    GARDE = "garde"
    RECALCULE = "recalcule"
    ANNULE = "annule"
    ARME = "arme"
    RETENU = "retenu"


@dataclass(frozen=True, kw_only=True)
class SortTimer:
    """One deadline, before and after."""

    nom: str
    rang: int
    sort: Sort
    avant: Timer | None = None
    apres: Timer | None = None
    raison: str = ""
    opposable_a: str = ""

    @property
    def allonge(self) -> bool:
        """Whether a délai that a third party knows becomes longer: that asks for a reason."""
        if not self.opposable_a or self.avant is None or self.apres is None:
            return False
        return self.apres.du_le > self.avant.du_le


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What becomes of one dossier; ``refus`` says why it cannot be migrated."""

    de: str
    vers: str
    sorts: tuple[SortTimer, ...] = ()
    retenus: Mapping[str, tuple[str, ...]] | None = None
    """Deadlines due at once, with the mails that they would have sent."""
    refus: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One dossier on its way: its snapshot bears the parameters of the new version."""

    ancienne: Definition
    nouvelle: Compilee
    snapshot: Snapshot
    entree: date
    etats: Mapping[str, str]
    now: datetime
    temps: TempsLegal


def planifier(passage: Passage) -> Plan:
    """Plan the migration of one dossier."""
    de = passage.snapshot.etat
    vers = passage.etats.get(de, de)
    definition = passage.nouvelle.definition
    if vers not in definition.etats:
        refus = f"L’état « {de} » n’existe plus : dites lequel le remplace (--etat {de}=…)."
        return Plan(de=de, vers="", refus=(refus,))
    portee = passage.nouvelle.portee(passage.snapshot, passage.now, passage.temps)
    portee.etat = vers
    refus_des_champs = tuple(_refus(passage, portee))
    sorts = tuple(_sorts(passage, portee, vers))
    retenus = {
        un.nom: tuple(_courriels(definition, regle))
        for un in sorts
        if un.sort is Sort.RETENU and (regle := definition.echeance(vers, un.nom))
    }
    return Plan(de=de, vers=vers, sorts=sorts, retenus=retenus, refus=refus_des_champs)


def _refus(passage: Passage, portee: Portee) -> Iterator[str]:
    """Fields that the new version would read otherwise, invariants it breaks, empty anchors."""
    definition = passage.nouvelle.definition
    for nom, valeur in passage.snapshot.donnees.items():
        champ = definition.contexte.get(nom)
        if valeur is None or champ is None or not champ.saisi:
            continue
        try:
            convertir(champ, en_texte(valeur))
        except ValeurInvalide as erreur:
            yield f"« {champ.libelle} » ({en_texte(valeur)}) ne convient plus : {erreur}"
    rompus = {
        un.nom: un.sinon
        for un in passage.nouvelle.invariants
        if portee.complete(un.lus) and not portee.tient(un.si)
    }
    for sinon in rompus.values():
        yield portee.phrase(sinon)[0]
    for regle in definition.etats[portee.etat].echeances.values():
        if regle.declenche and not regle.si_parametre and not _armables(passage, portee, regle):
            yield f"L’échéance « {regle.libelle or regle.nom} » n’a pas de date de départ."


def _armables(passage: Passage, portee: Portee, regle: RegleEcheance) -> tuple[Timer, ...]:
    return tuple(armer_regle(regle, portee, passage.entree))


def _sorts(passage: Passage, portee: Portee, vers: str) -> Iterator[SortTimer]:
    definition, de = passage.nouvelle.definition, passage.snapshot.etat
    for timer in passage.snapshot.timers:
        regle = definition.echeance(vers, timer.nom)
        if timer.nom == FIN_D_ATTENTE:
            yield SortTimer(nom=timer.nom, rang=timer.rang, sort=Sort.GARDE, avant=timer)
        elif regle is None:
            yield _annule(timer, f"« {timer.nom} » n’existe plus dans cet état.")
        else:
            ancienne = passage.ancienne.echeance(de, timer.nom)
            opposable = (ancienne and ancienne.opposable_a) or regle.opposable_a or ""
            yield from _renouvele(passage, portee, timer, regle, opposable)
    vivants = {timer.nom for timer in passage.snapshot.timers}
    for nom, regle in definition.etats[vers].echeances.items():
        deja = vers == de and nom in passage.ancienne.etats[de].echeances
        if nom not in vivants and not deja:  # else it has rung already
            yield from _neuf(passage, portee, regle)


def _annule(timer: Timer, raison: str) -> SortTimer:
    return SortTimer(nom=timer.nom, rang=timer.rang, sort=Sort.ANNULE, avant=timer, raison=raison)


def _renouvele(
    passage: Passage, portee: Portee, timer: Timer, regle: RegleEcheance, opposable: str
) -> Iterator[SortTimer]:
    neuf = renouveler(timer, regle, portee)
    if neuf is None:
        yield _annule(timer, SANS_SUITE)
        return
    garde = SortTimer(
        nom=timer.nom,
        rang=timer.rang,
        sort=Sort.GARDE,
        avant=timer,
        apres=timer,
        opposable_a=opposable,
    )
    if (neuf.du_le, neuf.ancre) == (timer.du_le, timer.ancre):
        yield _a_la_meme_date(garde, timer, neuf)
    elif opposable and neuf.du_le < timer.du_le:
        promis = {nom: timer.regle[nom] for nom in PROMIS if nom in timer.regle}
        tenu = replace(timer, regle={**neuf.regle, **promis})
        garde = replace(garde, raison="délai annoncé à un tiers : jamais raccourci")
        yield _a_la_meme_date(garde, timer, tenu)
    elif neuf.du_le <= passage.now and timer.rang != VERIFICATION:
        yield _annule(timer, "Sa nouvelle date est déjà passée.")
        yield from _retenu(passage, neuf)
    else:  # a verification that is late goes out at once: it asks somebody to look, no more
        yield replace(garde, sort=Sort.RECALCULE, apres=neuf)
        yield from _verifie_de_nouveau(passage, neuf)


def _a_la_meme_date(garde: SortTimer, ancien: Timer, neuf: Timer) -> SortTimer:
    """Kept; written again when what it fires, or its reminders, are no longer the same."""
    cles = {*neuf.regle, "declenche", "repeter", "verification"}
    if all(ancien.regle.get(nom) == neuf.regle.get(nom) for nom in cles):
        return garde
    raison = garde.raison or "même date ; ce qui la suit change"
    return replace(garde, sort=Sort.RECALCULE, apres=neuf, raison=raison)


def _verifie_de_nouveau(passage: Passage, neuf: Timer) -> Iterator[SortTimer]:
    """The verification of a move put off after it had rung."""
    if any((un.nom, un.rang) == (neuf.nom, VERIFICATION) for un in passage.snapshot.timers):
        return
    for timer in verifier_de_nouveau([neuf], passage.now):
        if timer.rang == VERIFICATION:
            yield SortTimer(nom=timer.nom, rang=timer.rang, sort=Sort.ARME, apres=timer)


def _neuf(passage: Passage, portee: Portee, regle: RegleEcheance) -> Iterator[SortTimer]:
    siens = _armables(passage, portee, regle)
    if any(timer.du_le <= passage.now for timer in siens):
        yield from _retenu(passage, siens[-1])
        return
    for timer in siens:
        yield SortTimer(nom=timer.nom, rang=timer.rang, sort=Sort.ARME, apres=timer)


def _retenu(passage: Passage, timer: Timer) -> Iterator[SortTimer]:
    """Due at once: a task to decide; its reminders go on."""
    raison = "déjà échue : à décider, rien ne part seul"
    yield SortTimer(nom=timer.nom, rang=timer.rang, sort=Sort.RETENU, apres=timer, raison=raison)
    suivant = rang_suivant(timer, passage.temps, passage.now)
    if suivant is not None:
        yield SortTimer(nom=suivant.nom, rang=suivant.rang, sort=Sort.ARME, apres=suivant)


def _courriels(definition: Definition, regle: RegleEcheance) -> Iterator[str]:
    effets = regle.effets
    if regle.declenche:
        effets = (*effets, *definition.evenements[regle.declenche].effets)
    yield from (effet.nom for effet in effets if effet.genre == "mail")
