"""The one passage: every change of every dossier goes through here (design §1.3, §5).

Lock the root, ask the kernel, write state, journal, timers, tasks and mails, follow what the act
emits inside the root, commit. Nothing is sent while the transaction is open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.act import Acte, Auteur, Chantier, Suite
from services.answers import reponse
from services.commands import deja_repondu, retenir
from services.effects import executer
from services.errors import Conflit, Interdit, Refused
from services.loading import charger_snapshot, lire_dossier
from services.office import Bureau
from services.opening import ouvrir_les_ouvrages, vider
from services.people import Acteur, acteur_de, resoudre_compte
from services.pieces import deposer_pieces
from services.recording import inscrire
from services.surroundings import Entourage
from storage import dossiers as depot
from storage import incidents
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Decision, Demande, Refus
from workflow.kernel import decide
from workflow.values import SYSTEME


@dataclass(frozen=True, kw_only=True)
class Commande:
    """An event that somebody asks for on a dossier.

    ``saisies`` are as typed; ``pieces`` files by field; ``rev`` the revision the person has seen;
    ``cle`` the idempotency key.
    """

    dossier: str
    evenement: str
    acteur: str
    compte: str | None = None
    saisies: Mapping[str, Any] = field(default_factory=dict)
    pieces: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    at: datetime | None = None
    cle: str | None = None
    rev: int | None = None
    essai: bool = False


class _Essai(Exception):  # rolls a dry run back; never leaves this module
    def __init__(self, reponse: dict[str, Any]) -> None:
        self.reponse = reponse
        super().__init__()


def avancer(bureau: Bureau, commande: Commande) -> dict[str, Any]:
    """Advance a dossier; the answer is that of ``jalon fire`` (design §8).

    Raises:
        Refused: the process says no; nothing is written.
        Conflit: the dossier changed since ``rev``, or the key served another command.
        Introuvable: no such dossier or account.
        Interdit: an instant in the future or before the dossier's last line, a missing proof.
        ValeurInvalide: a field that does not exist or does not fit.
    """
    now = bureau.horloge.maintenant()
    try:
        with bureau.travail.ecrire() as connexion:
            connue = deja_repondu(connexion, commande)
            if connue is not None:
                return connue
            chantier = Chantier(
                connexion=connexion,
                bureau=bureau,
                entourage=Entourage(connexion, _jour(bureau, now)),
                now=now,
            )
            dite = _avancer(chantier, commande)
            if commande.essai:
                raise _Essai(dite)  # noqa: TRY301 # leaving the block by an error rolls back
            retenir(connexion, commande, dite, now)
    except _Essai as essai:
        return {**essai.reponse, "essai": True}
    bureau.reveil()
    return dite


def _jour(bureau: Bureau, now: datetime) -> Any:
    return bureau.calendriers(bureau.reglages.zone).jour_civil(now)


def _avancer(chantier: Chantier, commande: Commande) -> dict[str, Any]:
    bureau = chantier.bureau
    dossier = lire_dossier(chantier.connexion, commande.dossier)
    _garder_l_ordre(dossier, chantier.now)
    compilee = bureau.machines.par_id(chantier.connexion, dossier.definition)
    acteur = acteur_de(chantier, dossier, compilee, commande)
    saisies = {**commande.saisies, **deposer_pieces(chantier, compilee, commande)}
    demande = Demande(
        evenement=commande.evenement,
        role=acteur.role,
        at=commande.at or chantier.now,
        saisies=saisies,
    )
    entre_temps = _entre_temps(chantier.connexion, dossier, commande)
    decide_ = _decider(chantier, dossier, compilee, demande)
    if isinstance(decide_[1], Refus):
        if entre_temps:
            raise _conflit(entre_temps, decide_[1])
        raise Refused(decide_[1])
    acte, timers = _acte(dossier, compilee, decide_, acteur)
    assigned = resoudre_compte(chantier.connexion, acte)
    apres = inscrire(chantier, acte, timers=timers, assigned=assigned)
    executer(chantier, acte)
    vider(chantier)
    suites = suivre(chantier, Auteur(acteur=commande.acteur, au_nom_de=acteur.au_nom_de))
    return reponse(chantier, acte, apres, suites, entre_temps)


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
        auteur=Auteur(acteur=acteur.acteur, au_nom_de=acteur.au_nom_de),
        temps=charge.temps,
    )
    return acte, charge.timers


def suivre(chantier: Chantier, auteur: Auteur) -> list[dict[str, Any]]:
    """Carry out the openings and the follow-on events of the root, until nothing is left."""
    faites: list[dict[str, Any]] = []
    while chantier.ouvrages or chantier.suites:
        faites.extend(
            {"dossier": ouvert.numero, "evenement": "ouvrir", "de": None, "vers": ouvert.state}
            for ouvert in ouvrir_les_ouvrages(chantier, auteur)
        )
        if chantier.suites:
            faites.append(_suivre_une(chantier, chantier.suites.pop(0), auteur))
    return faites


def _suivre_une(chantier: Chantier, suite: Suite, auteur: Auteur) -> dict[str, Any]:
    """One follow-on. Refused, it is an incident on the emitter's desk, never a rollback (§5)."""
    dossier = depot.par_id(chantier.connexion, suite.dossier)
    assert dossier is not None  # noqa: S101 # a foreign key holds it
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    demande = Demande(
        evenement=suite.evenement, role=SYSTEME, at=chantier.now, saisies=suite.saisies
    )
    decide_ = _decider(chantier, dossier, compilee, demande)
    dite = {"dossier": dossier.numero, "evenement": suite.evenement, "de": dossier.state}
    issue = decide_[1]
    if isinstance(issue, Refus):
        phrases = [une.phrase for une in issue.conditions]
        incidents.ouvrir(
            chantier.connexion,
            cle=f"suite:{suite.emetteur.id}:{suite.emetteur.seq}:{dossier.id}:{suite.evenement}",
            genre="suite_refusee",
            dossier=suite.emetteur.id,
            compte=suite.emetteur.assigned,
            message=f"{dossier.numero} n’a pas suivi « {suite.evenement} » : {' '.join(phrases)}",
            now=chantier.now,
        )
        return {**dite, "vers": dossier.state, "refuse": True, "conditions": phrases}
    acteur = Acteur(role=SYSTEME, acteur="jalon", au_nom_de=auteur.au_nom_de or auteur.acteur)
    acte, timers = _acte(dossier, compilee, decide_, acteur)
    apres = inscrire(chantier, acte, timers=timers)
    executer(chantier, acte)
    vider(chantier)
    return {**dite, "vers": apres.state}


def _garder_l_ordre(dossier: LigneDossier, now: datetime) -> None:
    """Refuse a clock set before the dossier's last line: the journal must stay in order."""
    dernier = lire_instant(dossier.recorded_at)
    if now < dernier:
        raise Interdit(
            "JALON_NOW",
            f"L’instant {now.isoformat()} précède la dernière ligne du dossier "
            f"({dernier.isoformat()}).",
            "Avancez l’horloge après cet instant.",
        )


def _entre_temps(
    connexion: Connexion, dossier: LigneDossier, commande: Commande
) -> list[dict[str, Any]]:
    """What changed since the revision that the person has seen.

    Raises:
        Conflit: a field that the person typed has changed, or the revision does not exist.
    """
    if commande.rev is None or commande.rev == dossier.rev:
        return []
    if commande.rev > dossier.rev:
        raise Conflit(
            f"Le dossier en est à la révision {dossier.rev}, pas à la {commande.rev}.",
            "Relisez le dossier.",
        )
    lignes = depot.lignes_depuis_rev(connexion, dossier.id, commande.rev)
    vues = [
        {
            "seq": une.seq,
            "evenement": une.event,
            "par": une.on_behalf_of or une.actor,
            "le": une.recorded_at,
            "de": une.from_state,
            "vers": une.to_state,
        }
        for une in lignes
    ]
    typees = set(commande.saisies) | set(commande.pieces)
    touches = {nom for une in lignes for nom in json.loads(une.payload)}
    if typees & touches:
        raise _conflit(vues, None)
    return vues


def _conflit(vues: list[dict[str, Any]], refus: Refus | None) -> Conflit:
    qui = ", ".join(f"« {une['evenement']} » par {une['par']}" for une in vues)
    detail: dict[str, Any] = {"entre_temps": vues}
    if refus is not None:
        detail["conditions"] = [une.phrase for une in refus.conditions]
    return Conflit(
        f"Le dossier a changé depuis votre lecture : {qui}. Rien n’est écrit.",
        "Relisez le dossier, puis recommencez si l’acte reste juste.",
        detail=detail,
    )
