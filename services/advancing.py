"""The one passage: every change of every dossier goes through here (design §1.3, §5).

Lock the root, ask the kernel, write state, journal, timers, tasks and mails, follow what the act
emits inside the root, commit. Nothing is sent while the transaction is open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.act import Acte, Auteur, Chantier, Suite
from services.answers import reponse
from services.commands import Commande, deja_repondu, retenir
from services.confidential_texts import refus_des_textes
from services.effects import executer
from services.errors import Interdit, Refused
from services.loading import charger_snapshot, lire_dossier
from services.meanwhile import conflit, entre_temps
from services.office import Bureau
from services.opening import vider
from services.openings import ouvrir_les_ouvrages, suivre_les_arrets
from services.people import Acteur, acteur_de, resoudre_compte, sans_ce_qui_est_tu
from services.pieces import deposer_pieces
from services.prescribers import exiger_un_prescripteur, saisies_nommees
from services.recording import inscrire
from services.surroundings import Entourage
from services.trying import Essai
from states.french import date_et_heure
from storage import dossiers as depot
from storage import incidents
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Decision, Demande, Refus
from workflow.errors import ValeurInvalide
from workflow.history import RETABLISSEMENT
from workflow.kernel import decide
from workflow.values import OUVRIR, SYSTEME

ECART_DES_HORLOGES = timedelta(seconds=2)
"""How far the clocks of two machines may stand apart."""


def avancer(bureau: Bureau, commande: Commande) -> dict[str, Any]:
    """Advance a dossier; the answer is that of ``jalon fire`` (design §8).

    Raises:
        Refused: the process says no; nothing is written.
        Conflit: the dossier changed since ``rev``, or the key served another command.
        Introuvable: no such dossier or account.
        Interdit: an instant in the future or before the dossier's last line, a missing proof.
        ValeurInvalide: a field that does not exist or does not fit.
    """
    try:
        with bureau.travail.ecrire() as connexion:
            connue = deja_repondu(connexion, commande)
            if connue is not None:
                return connue
            dossier = lire_dossier(connexion, commande.dossier)
            chantier = _chantier(bureau, connexion, dossier)
            dite = _avancer(chantier, dossier, commande)
            if commande.essai:
                raise Essai(_avec_apercus(dite, chantier, commande))  # noqa: TRY301 # leaving the block by an error rolls back
            retenir(connexion, commande, dite, chantier.now)
    except Essai as essai:
        return {**essai.reponse, "essai": True}
    bureau.reveil()
    return dite


def _avec_apercus(dite: dict[str, Any], chantier: Chantier, commande: Commande) -> dict[str, Any]:
    return {**dite, "apercus": chantier.apercus} if commande.apercus else dite


def _chantier(bureau: Bureau, connexion: Connexion, dossier: LigneDossier) -> Chantier:
    """The time is asked once the root is locked: whoever waits for it writes after, and later."""
    now = bureau.horloge.maintenant()
    if bureau.reel:  # two machines may differ by some milliseconds
        now = _pas_avant(now, lire_instant(dossier.recorded_at))
    _garder_l_ordre(dossier, now)
    jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
    return Chantier(
        connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
    )


def _pas_avant(now: datetime, dernier: datetime) -> datetime:
    return dernier if now < dernier <= now + ECART_DES_HORLOGES else now


def _avancer(chantier: Chantier, dossier: LigneDossier, commande: Commande) -> dict[str, Any]:
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    acteur = acteur_de(chantier, dossier, compilee, commande)
    demande = Demande(
        evenement=commande.evenement,
        role=acteur.role,
        at=commande.at or chantier.now,
        saisies={**commande.saisies, **deposer_pieces(chantier, compilee, commande)},
    )
    vues = entre_temps(chantier.connexion, dossier, compilee, commande)
    decide_ = _decider(chantier, dossier, compilee, demande)
    if isinstance(decide_[1], Refus):
        dites = sans_ce_qui_est_tu(decide_[1].conditions, compilee.definition, acteur.tus)
        lu = replace(decide_[1], conditions=dites)
        change = vues and dites  # a field that is missing is no change
        raise conflit(vues, lu) if change else Refused(lu)
    nommees = saisies_nommees(compilee.definition, demande.evenement, demande.saisies)
    exiger_un_prescripteur(chantier, dossier, nommees)
    refus = refus_des_textes(chantier, dossier, compilee, demande, decide_[1])
    if refus is not None:
        raise Refused(refus)
    acte, timers = _acte(dossier, compilee, decide_, acteur)
    assigned = resoudre_compte(chantier.connexion, acte)
    apres = inscrire(chantier, acte, timers=timers, assigned=assigned)
    executer(chantier, confie(acte, assigned))
    vider(chantier)
    if acte.decision.ligne.kind == RETABLISSEMENT and apres.hold is None:
        suivre_les_arrets(chantier, apres)
    suites = suivre(chantier, Auteur(acteur=commande.acteur, au_nom_de=acteur.au_nom_de))
    return reponse(chantier, acte, apres, suites, vues)


def _decider(
    chantier: Chantier, dossier: LigneDossier, compilee: Compilee, demande: Demande
) -> tuple[Any, Decision | Refus, Any]:
    charge = charger_snapshot(chantier, dossier, compilee, evenement=demande.evenement)
    issue = decide(compilee, charge.snapshot, demande, chantier.now, charge.temps)
    return charge, issue, demande


def _acte(
    dossier: LigneDossier, compilee: Compilee, decide_: tuple[Any, Any, Any], acteur: Acteur
) -> tuple[Acte, list[Any]]:
    charge, decision, _ = decide_
    acte = Acte(
        dossier=dossier,
        compilee=compilee,
        snapshot=charge.snapshot,
        decision=decision,
        auteur=Auteur(
            acteur=acteur.acteur, au_nom_de=acteur.au_nom_de, signataire=acteur.signataire
        ),
        temps=charge.temps,
    )
    return acte, charge.timers


def confie(acte: Acte, compte: int | None) -> Acte:
    """The act as its effects see it: whoever has just received the dossier signs and is told."""
    if compte is None:
        return acte
    return replace(acte, dossier=acte.dossier._replace(assigned=compte))


def suivre(chantier: Chantier, auteur: Auteur) -> list[dict[str, Any]]:
    """Carry out the openings and the follow-on events of the root, until nothing is left."""
    faites: list[dict[str, Any]] = []
    while chantier.ouvrages or chantier.suites:
        faites.extend(_ouvert(chantier, un) for un in ouvrir_les_ouvrages(chantier, auteur))
        if chantier.suites:
            faites.append(suivre_une(chantier, chantier.suites.pop(0), auteur))
    return faites


def _ouvert(chantier: Chantier, dossier: LigneDossier) -> dict[str, Any]:
    definition = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition).definition
    return {
        "dossier": dossier.numero,
        "evenement": OUVRIR,
        "machine": definition.libelle,
        "de": None,
        "vers": dossier.state,
        "etat": definition.etats[dossier.state].libelle,
    }


def suivre_une(chantier: Chantier, suite: Suite, auteur: Auteur) -> dict[str, Any]:
    """One follow-on. Refused, it is an incident on the emitter's desk, never a rollback (§5)."""
    dossier = depot.par_id(chantier.connexion, suite.dossier)
    assert dossier is not None  # noqa: S101 # a foreign key holds it
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    demande = Demande(
        evenement=suite.evenement,
        role=SYSTEME,
        at=suite.at or chantier.now,
        saisies=suite.saisies,
    )
    dite: dict[str, Any] = {
        "dossier": dossier.numero,
        "evenement": suite.evenement,
        "de": dossier.state,
    }
    try:
        decide_ = _decider(chantier, dossier, compilee, demande)
    except ValeurInvalide as erreur:
        return {**dite, **_refuser_la_suite(chantier, suite, dossier, compilee, [str(erreur)])}
    if isinstance(decide_[1], Refus):
        if decide_[1].court_deja:
            libelle = compilee.definition.etats[dossier.state].libelle
            phrases = [une.phrase for une in decide_[1].conditions]
            return {**dite, "vers": dossier.state, "etat": libelle, "sans_effet": phrases}
        phrases = [une.phrase for une in decide_[1].conditions]
        phrases += [f"Il manque « {nom} »." for nom in decide_[1].saisies_manquantes]
        return {**dite, **_refuser_la_suite(chantier, suite, dossier, compilee, phrases)}
    acteur = Acteur(role=SYSTEME, acteur="jalon", au_nom_de=auteur.au_nom_de or auteur.acteur)
    acte, timers = _acte(dossier, compilee, decide_, acteur)
    assigned = resoudre_compte(chantier.connexion, acte)
    apres = inscrire(chantier, acte, timers=timers, assigned=assigned)
    executer(chantier, _muet(acte) if suite.muet else confie(acte, assigned))
    vider(chantier)
    libelle = compilee.definition.etats[apres.state].libelle
    reste = acte.decision.attente
    if suite.evenement == compilee.reprise and reste is not None:  # its own hold goes on
        dite["sans_effet"] = [reste.sienne]
    return {**dite, "vers": apres.state, "etat": libelle}


def _muet(acte: Acte) -> Acte:
    effets = tuple(un for un in acte.decision.effets if un.genre != "mail")
    return replace(acte, decision=replace(acte.decision, effets=effets))


def _refuser_la_suite(
    chantier: Chantier,
    suite: Suite,
    dossier: LigneDossier,
    compilee: Compilee,
    phrases: list[str],
) -> dict[str, Any]:
    emetteur = suite.emetteur
    acte = compilee.definition.evenements[suite.evenement].libelle
    incidents.ouvrir(
        chantier.connexion,
        cle=f"suite:{emetteur.id}:{emetteur.seq}:{dossier.id}:{suite.evenement}",
        genre="suite_refusee",
        dossier=emetteur.id,
        compte=chantier.entourage.compte_du_bureau(emetteur, "facilitateur"),
        message=f"{dossier.numero} n’a pas suivi « {acte} » : {' '.join(phrases)}",
        now=chantier.now,
    )
    return {"vers": dossier.state, "refuse": True, "conditions": phrases}


def _garder_l_ordre(dossier: LigneDossier, now: datetime) -> None:
    """Refuse a clock set before the dossier's last line: the journal must stay in order."""
    dernier = lire_instant(dossier.recorded_at)
    if now < dernier:
        raise Interdit(
            "JALON_NOW",
            f"L’instant donné ({date_et_heure(now)}) précède la dernière ligne du dossier "
            f"({date_et_heure(dernier)}).",
            "Avancez l’horloge après cet instant.",
        )
