"""The pure kernel: decides an event or a deadline on a snapshot; reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.arming import SUITE_A_DECIDER, Armement, Quittee, entrer
from workflow.awaited import apres_le_dernier_rappel, effets_de_la_suite, veiller
from workflow.compiled import Acte, Compilee
from workflow.deadlines import AVANT, VERIFICATION, calcul_de, jour_de, rang_apres
from workflow.decision import Arret, Condition, Decision, Demande, Refus, Snapshot, Timer
from workflow.errors import ValeurInvalide
from workflow.fields import convertir, convertir_le
from workflow.history import ECHEANCE
from workflow.leaving_holds import quitter
from workflow.line_names import DELAIS
from workflow.offering import enumeres, le_plus_proche
from workflow.operations import appliquer_operation
from workflow.past_stops import finis
from workflow.process import AUJOURD_HUI, NOMS_DU_MOTEUR, Definition, Effet
from workflow.rearming import suivre_les_ancres
from workflow.refusals import (
    SELON,
    refus_d_entree,
    refus_de_forme,
    refus_des_gardes,
    refus_des_invariants,
    refus_sans_appel,
)
from workflow.rules import delais_quittes
from workflow.scope import Portee
from workflow.sentences import en_francais
from workflow.values import HORLOGE, ROLES_DU_MOTEUR, Ligne, TempsLegal

MAIL = "mail"


def decide(
    compilee: Compilee, snapshot: Snapshot, demande: Demande, now: datetime, temps: TempsLegal
) -> Decision | Refus:
    """Decide an event on a dossier.

    Guards read the facts before the event, with what it enters; invariants, anchors and effects
    read them after, on the history with the new line (design §3). For an event that
    ``compilee.veut_tout_l_historique``, the snapshot carries every effective line.

    Raises:
        ValeurInvalide: the event does not exist, or a field is unknown or does not fit its type.
    """
    acte = compilee.actes.get(demande.evenement)
    if acte is None:
        connus = " ; ".join(_actes_de(compilee.definition, snapshot.etat))
        raise ValeurInvalide(
            "evenement",
            f"« {demande.evenement} » n’existe pas dans {compilee.definition.libelle}.",
            f"{_proche(demande.evenement, compilee.definition)}À cette étape : {connus}.",
        )
    refus = refus_d_entree(compilee, snapshot, acte.declare, demande, now, temps)
    if refus_sans_appel(refus):
        return Refus(evenement=acte.nom, conditions=refus)
    saisies = _typer(acte, demande, temps.jour_civil(now))
    return _decider(_Cas(compilee, snapshot, acte, demande, saisies, now, temps), refus)


@dataclass(slots=True)
class _Cas:
    """One event on one dossier, its entries typed."""

    compilee: Compilee
    snapshot: Snapshot
    acte: Acte
    demande: Demande
    saisies: dict[str, Any]
    now: datetime
    temps: TempsLegal

    def portee(self) -> Portee:
        return self.compilee.portee(self.snapshot, self.now, self.temps)


def _actes_de(definition: Definition, etat: str) -> Iterator[str]:
    """The acts that people may ask for in a state, each by its code and its label."""
    for nom, un in definition.evenements.items():
        if etat in un.de and set(un.par) - ROLES_DU_MOTEUR:
            yield f"{nom} ({un.libelle})"


def _proche(evenement: str, definition: Definition) -> str:
    """The act of the machine that an unknown name was perhaps meant to be."""
    demandes = [nom for nom, un in definition.evenements.items() if set(un.par) - ROLES_DU_MOTEUR]
    return le_plus_proche(evenement, demandes)


def _typer(acte: Acte, demande: Demande, aujourd_hui: date) -> dict[str, Any]:
    """Entries, typed; what another dossier hands on was held to its own rules when it was typed."""
    recues = demande.role in ROLES_DU_MOTEUR
    typees: dict[str, Any] = {}
    for nom, brut in demande.saisies.items():
        champ = acte.champs.get(nom)
        if champ is None:
            raise ValeurInvalide(
                nom,
                f"« {nom} » n’est pas un champ de « {acte.declare.libelle} ».",
                f"{le_plus_proche(nom, acte.champs)}Champs admis : "
                f"{enumeres((un, acte.champs[un].libelle) for un in sorted(acte.champs))}.",
            )
        typees[nom] = convertir(champ, brut) if recues else convertir_le(champ, brut, aujourd_hui)
    return typees


def _decider(cas: _Cas, refus: tuple[Condition, ...]) -> Decision | Refus:
    avant = cas.portee()
    if cas.saisies:
        avant.donnees = {**cas.snapshot.donnees, **cas.saisies}
    manquantes = refus_de_forme(cas.acte, cas.saisies)
    faux = _saisies_fausses(cas)
    fausses = {nom for une in faux for nom in une.valeurs if nom in cas.saisies}
    conditions = (*refus, *faux, *refus_des_gardes(cas.acte, avant, manquantes, fausses))
    branche = 0 if manquantes or conditions else _branche(cas.acte, avant)
    if branche is None:
        conditions = (Condition(SELON, "Aucune suite n’est prévue pour ces valeurs."),)
    if branche is None or conditions or manquantes:
        return Refus(evenement=cas.acte.nom, conditions=conditions, saisies_manquantes=manquantes)
    vers = cas.compilee.automate.destination(cas.snapshot.etat, cas.acte.nom, branche)
    if vers is None:  # the table of moves and the declaration disagree: a fault of ours
        raise LookupError(f"{cas.acte.nom} leads nowhere from {cas.snapshot.etat}")
    return _conclure(cas, avant, vers)


def _saisies_fausses(cas: _Cas) -> tuple[Condition, ...]:
    """Entries that no dossier may hold, a date in the future: told before what guards say."""
    if cas.acte.declare.operation or cas.compilee.surveilles.isdisjoint(cas.saisies):
        return ()
    saisi = cas.portee()
    saisi.donnees, _ = _donnees(cas)
    saisi.update(_passagers(cas))
    return refus_des_invariants(cas.compilee, saisi, frozenset(cas.saisies), sans_faits=True)


def _branche(acte: Acte, avant: Portee) -> int | None:
    """Rank of the first alternative whose guard holds; 0 when there is no choice."""
    if not acte.branches:
        return 0
    for rang, garde in enumerate(acte.branches):
        if garde is None or avant.tient(garde.si):
            return rang
    return None


def _conclure(cas: _Cas, avant: Portee, vers: str) -> Decision | Refus:
    donnees, ecrites = _donnees(cas)
    ligne = Ligne(
        seq=cas.snapshot.seq + 1,
        evenement=cas.acte.nom,
        de=cas.snapshot.etat,
        vers=vers,
        role=cas.demande.role,
        at=cas.demande.at,
        recorded_at=cas.now,
        donnees={**ecrites, **cas.demande.constats, **_delais(avant, vers)},
    )
    if cas.acte.declare.operation:
        return appliquer_operation(
            cas.compilee, cas.snapshot, cas.acte.declare, ligne, now=cas.now, temps=cas.temps
        )
    apres = _apres(cas, ligne, donnees)
    viole = refus_des_invariants(cas.compilee, apres, frozenset(ecrites))
    if viole:
        return Refus(evenement=cas.acte.nom, conditions=viole)
    armement = _armement(cas, apres)
    decision = Decision(
        ligne=ligne,
        de=cas.snapshot.etat,
        vers=vers,
        donnees=donnees,
        changes=_changes(cas.snapshot.donnees, donnees),
        attente=cas.snapshot.attente,
        annules=armement.annules,
        armes=armement.armes,
        effets=effets_tenus(cas.acte.declare.effets, cas.compilee, apres),
        faits=cas.compilee.faits_de(apres),
        explication=armement.phrases,
    )
    if decision.attente is not None:
        decision = quitter(decision, cas.compilee.definition, cas.snapshot.timers)
    return veiller(decision, apres, cas.snapshot.timers)


def _delais(avant: Portee, vers: str) -> dict[str, Any]:
    """What the line of a move keeps of the délais that it leaves."""
    quittes = delais_quittes(avant) if vers != avant.etat else {}
    return {DELAIS: quittes} if quittes else {}


def _apres(cas: _Cas, ligne: Ligne, donnees: dict[str, Any]) -> Portee:
    """What is seen once the line is written; it still shows what passes on that line alone."""
    apres = cas.portee()
    apres.donnees, apres.etat = donnees, ligne.vers
    apres.historique = cas.snapshot.historique.avec(ligne)
    if ligne.bouge:  # the deadlines of the state that is left say nothing of the next one
        apres.timers = ()
    apres.update(_passagers(cas))
    return apres


def _passagers(cas: _Cas) -> dict[str, Any]:
    """Entries that stay on their line of the journal."""
    champs = cas.acte.champs
    return {
        nom: valeur
        for nom, valeur in cas.saisies.items()
        if champs[nom].passager and nom not in NOMS_DU_MOTEUR
    }


def _donnees(cas: _Cas) -> tuple[dict[str, Any], dict[str, Any]]:
    """The dossier's fields after the event, and what its line of the journal carries."""
    avant, evenement = cas.snapshot.donnees, cas.acte.declare
    if evenement.operation:
        return dict(avant), cas.saisies
    vides: dict[str, Any] = {nom: None for nom in evenement.efface if avant.get(nom) is not None}
    donnees = {**avant, **vides, **cas.acte.durables(cas.saisies)}
    poses: dict[str, Any] = {}
    for champ, source in evenement.pose.items():
        valeur = cas.saisies.get(source, donnees.get(source))
        if source in NOMS_DU_MOTEUR or cas.compilee.champ(source).fait is not None:
            valeur = cas.portee()[source]
        if donnees.get(champ) is None and valeur is not None:
            donnees[champ] = poses[champ] = valeur
    return donnees, {**vides, **cas.saisies, **poses}


def _changes(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(nom for nom, valeur in apres.items() if avant.get(nom) != valeur)


def _armement(cas: _Cas, apres: Portee) -> Armement:
    """What to cancel and what to arm: all on a move, else the deadlines whose anchor changed."""
    if cas.acte.declare.destinations:
        declare = cas.acte.declare
        arret, reprise = declare.temps_arrete_depuis, declare.temps_repris_le
        depuis = jour_de(cas.portee()[arret], cas.temps) if arret else None
        repris_le = jour_de(apres[reprise], cas.temps) if reprise else None
        entree = repris_le or cas.temps.jour_civil(cas.demande.at)
        arrets = finis((*cas.snapshot.arrets, Arret(depuis, entree))) if depuis else None
        quittee = Quittee(cas.snapshot.etat, cas.snapshot.timers, cas.portee)
        return entrer(quittee, apres, entree, arrets, finis(cas.snapshot.arrets))
    return suivre_les_ancres(cas.portee(), apres, cas.snapshot.timers, finis(cas.snapshot.arrets))


def effets_tenus(effets: tuple[Effet, ...], compilee: Compilee, apres: Portee) -> tuple[Effet, ...]:
    """Effects whose condition holds."""
    gardes = compilee.definition.gardes
    return tuple(un for un in effets if not un.si or apres.tient(gardes[un.si].si))


def sonner(
    compilee: Compilee, snapshot: Snapshot, timer: Timer, now: datetime, temps: TempsLegal
) -> Decision:
    """Decide a deadline that stays in its state: its effects, and its next reminder.

    A deadline that moves the dossier goes through :func:`decide` with its event; its verification
    (rank 0) comes through here.
    """
    ligne = Ligne(
        seq=snapshot.seq + 1,
        evenement=timer.nom,
        de=snapshot.etat,
        vers=snapshot.etat,
        role=HORLOGE,
        at=now,
        recorded_at=now,
        kind=ECHEANCE,
        donnees={"rang": timer.rang},
    )
    apres = compilee.portee(snapshot, now, temps)
    apres.historique = snapshot.historique.avec(ligne)
    suivant: Timer | None = None
    sautes: tuple[str, ...] = ()
    if timer.rang == VERIFICATION:
        effets: tuple[Effet, ...] = (Effet(genre="tache", nom=str(timer.regle["verification"])),)
    else:
        regle = compilee.definition.echeance(snapshot.etat, timer.nom)
        if regle is None:
            raise KeyError(timer.nom)
        effets = effets_tenus(regle.effets, compilee, apres)
        if timer.nom == SUITE_A_DECIDER:
            effets = effets_de_la_suite(compilee.definition, snapshot.etat, effets)
        effets, sautes = _encore_a_dire(apres, timer, effets)
        suivant = rang_apres(timer, temps, now)
        if suivant is None:
            effets = (*effets, *apres_le_dernier_rappel(compilee.definition, timer, effets))
    decision = Decision(
        ligne=ligne,
        de=snapshot.etat,
        vers=snapshot.etat,
        donnees=snapshot.donnees,
        changes=frozenset(),
        attente=snapshot.attente,
        armes=(suivant,) if suivant else (),
        effets=effets,
        faits=compilee.faits_de(apres),
        explication=(*(calcul_de(timer, timer.echeance) if timer.echeance else ()), *sautes),
    )
    return veiller(decision, apres, snapshot.timers, sonne=timer)


def _encore_a_dire(
    apres: Portee, timer: Timer, effets: tuple[Effet, ...]
) -> tuple[tuple[Effet, ...], tuple[str, ...]]:
    """Effects without the mails that late ringing makes false, and the sentence that says so.

    What announces a day already past announces nothing any more; what another deadline of the same
    state is about to say, due as well, is said once. Tasks are still to do.
    """
    if timer.regle["sens"] == AVANT and apres[AUJOURD_HUI] > timer.ancre:
        gardes = tuple(un for un in effets if un.genre != MAIL)
        raison = f"Le {en_francais(timer.ancre)} est passé : rappel non envoyé."
    else:
        suivants = _courriels_a_suivre(apres, timer)
        gardes = tuple(un for un in effets if un.genre != MAIL or un.nom not in suivants)
        raison = "Le même courriel part d’une échéance plus récente : il n’est écrit qu’une fois."
    return gardes, () if gardes == effets else (raison,)


def _courriels_a_suivre(apres: Portee, timer: Timer) -> set[str]:
    """Mails of the other deadlines of the state that are due now, and ring after this one."""
    regles = apres.definition.etats[apres.etat].echeances
    return {
        effet.nom
        for un in apres.timers
        if un.nom != timer.nom and un.nom in regles and timer.du_le < un.du_le <= apres.maintenant
        for effet in regles[un.nom].effets
        if effet.genre == MAIL and not effet.si
    }
