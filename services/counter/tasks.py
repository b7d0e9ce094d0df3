"""Answers a task; « rien reçu » to the verification of a délai moves the dossier at once."""

from __future__ import annotations

from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, exiger_visible
from services.act import Auteur, Chantier, commencer
from services.advancing import suivre
from services.clock.due_timers import Sonnerie
from services.clock.ringing import A_DECIDER, ClockRefused, faire_sonner
from services.errors import Interdit, Introuvable, Refused
from services.loading import Charge, charger_snapshot
from services.noting import noter, verrouiller
from services.office import Bureau
from services.opening import vider
from services.people import compte_de, hors_de_portee
from services.reading.looking_dossier import chantier_de_lecture
from services.recording import ecrire_regle
from services.task_answers import REPONSES, RIEN_RECU, exiger, sans_objet
from states.roles import ROLES
from storage import dossiers as depot
from storage import tasks
from storage.accounts import LigneCompte
from storage.dossiers import LigneDossier, LigneTimer
from storage.outbox import attend_une_adresse
from storage.stored_json import lire_json
from storage.tables import JAMAIS
from workflow.awaited import annonces
from workflow.compiled import Compilee
from workflow.deadlines import PRINCIPAL, calculer
from workflow.decision import Condition, Refus
from workflow.rules import armer_regle
from workflow.sentences import a_qui

RESPONSABLE = "responsable"


def repondre(bureau: Bureau, tache: int, reponse: str, compte: str, acteur: str) -> dict[str, Any]:
    """Close a task with an answer; the answer says what followed.

    Raises:
        Introuvable: no such task or account.
        Interdit: the task does not admit the answer, is closed already, or is somebody else's.
        Refused: the process refuses the move that « rien reçu » asks for; nothing is written.
    """
    with bureau.travail.ecrire() as connexion:
        dite = _repondre(commencer(bureau, connexion), tache, reponse, compte, acteur)
    bureau.reveil()
    return dite


def exiger_tache_visible(bureau: Bureau, visiteur: Visiteur, identifiant: int) -> None:
    """Refuse, open or done, a task of a dossier out of scope as if it were not there.

    Raises:
        Introuvable: no such task, or one of a dossier that this person does not read.
    """
    with bureau.travail.lire() as connexion:
        tache = tasks.lire(connexion, identifiant)
        if tache is None:
            raise absent()
        chantier = chantier_de_lecture(bureau, connexion)
        exiger_visible(chantier, _dossier(chantier, tache), visiteur)


def _repondre(
    chantier: Chantier, identifiant: int, reponse: str, login: str, acteur: str
) -> dict[str, Any]:
    if reponse not in REPONSES:
        raise Interdit(
            "repondre",
            f"« {reponse} » n’est pas une réponse.",
            f"Réponses : {', '.join(REPONSES)}.",
        )
    tache = _ouverte(chantier, identifiant)
    compte = compte_de(chantier.connexion, login)
    verrouiller(chantier.connexion, tache.dossier)
    dossier = _dossier(chantier, tache)
    _verifier_la_personne(chantier, tache, dossier, compte)
    definition = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition).definition
    message = tache.code.partition(":")[2]
    attendue = attend_une_adresse(chantier.connexion, dossier.id, message)
    if not sans_objet(tache.code, attendue=attendue):
        exiger(definition, dossier.state, tache.code, reponse)
    auteur = Auteur(acteur=acteur, au_nom_de=compte.login)
    seq = _fermer(chantier, tache, reponse, auteur)
    suites = _avancer_le_delai(chantier, tache, auteur) if reponse == RIEN_RECU else []
    return {
        "tache": identifiant,
        "dossier": dossier.numero,
        "reponse": reponse,
        "suites": suites,
        "seq": seq,
    }


def _ouverte(chantier: Chantier, identifiant: int) -> Any:
    tache = tasks.lire(chantier.connexion, identifiant)
    if tache is None:
        raise Introuvable(
            "tache", f"La tâche {identifiant} n’existe pas.", "« jalon taches » les liste."
        )
    if tache.statut != "ouverte":
        raise _deja_faite(tache)
    return tache


def _deja_faite(tache: Any) -> Interdit:
    return Interdit("tache", f"La tâche {tache.id} est déjà faite.", "Rien à faire.")


def _dossier(chantier: Chantier, tache: Any) -> LigneDossier:
    dossier = depot.par_id(chantier.connexion, tache.dossier)
    assert dossier is not None  # noqa: S101 # a foreign key holds it
    return dossier


def _verifier_la_personne(
    chantier: Chantier, tache: Any, dossier: LigneDossier, compte: LigneCompte
) -> None:
    """A task is answered by whoever has it, by its role, or by the responsable, in scope."""
    hors = hors_de_portee(chantier, dossier, compte)
    if hors is not None:
        raise Interdit("by", hors.phrase, "Demandez à la personne qui suit ce dossier.")
    if compte.id != tache.compte and {tache.role, RESPONSABLE}.isdisjoint(lire_json(compte.roles)):
        raise Interdit(
            "by",
            f"Cette tâche revient {a_qui([tache.role], ROLES)} (et non à « {compte.login} »).",
            "Demandez à la personne qui suit ce dossier.",
        )


def _fermer(chantier: Chantier, tache: Any, reponse: str, auteur: Auteur) -> int:
    """Returns the number of the line that says so."""
    par = str(auteur.au_nom_de)
    if not tasks.repondre(chantier.connexion, tache.id, reponse=reponse, par=par, le=chantier.now):
        raise _deja_faite(tasks.lire(chantier.connexion, tache.id))
    acte = noter(
        chantier,
        tache.dossier,
        evenement="tache_faite",
        kind="tache",
        donnees={"tache": tache.id, "code": tache.code, "reponse": reponse},
        auteur=auteur,
    )
    vider(chantier)
    return acte.decision.ligne.seq


def _avancer_le_delai(chantier: Chantier, tache: Any, auteur: Auteur) -> list[dict[str, Any]]:
    """Fire now the move that the verified deadline would make later, or will not make by itself."""
    dossier = _dossier(chantier, tache)
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    charge = charger_snapshot(chantier, dossier, compilee)
    ligne = _delai(chantier, tache, compilee, charge)
    if ligne is None:
        return []
    sonnerie = Sonnerie(ligne, dossier, compilee, charge.timers, charge.snapshot, charge.temps)
    declenche = sonnerie.timer.regle.get("declenche")
    fini = calculer(sonnerie.timer.regle, ligne.anchor, charge.temps).expire_le <= chantier.now
    if not declenche or not fini:
        return []
    try:
        faire_sonner(chantier, sonnerie)
    except ClockRefused as refus:
        condition = Condition("attente", str(refus))
        raise Refused(Refus(evenement=str(declenche), conditions=(condition,))) from refus
    vider(chantier)
    fait = {
        "dossier": dossier.numero,
        "evenement": declenche,
        "de": dossier.state,
        "vers": _dossier(chantier, tache).state,
    }
    return [fait, *suivre(chantier, auteur)]


def _delai(chantier: Chantier, tache: Any, compilee: Compilee, charge: Charge) -> LigneTimer | None:
    """The live deadline that the task is about; else the one that was left to decide."""
    vivant = next((un for un in charge.timers if (un.name, un.rung) == (tache.timer, 1)), None)
    regle = compilee.definition.etats[charge.snapshot.etat].echeances.get(tache.timer)
    if vivant is not None or regle is None or not tache.code.startswith(A_DECIDER):
        return vivant
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    entree = charge.temps.jour_civil(charge.snapshot.dernier_mouvement or chantier.now)
    for arme in (*annonces(charge.snapshot, charge.temps), *armer_regle(regle, portee, entree)):
        if (arme.nom, arme.rang) == (regle.nom, PRINCIPAL):
            return LigneTimer(
                id=0,
                dossier=tache.dossier,
                name=arme.nom,
                rung=arme.rang,
                rule=ecrire_regle(arme),
                anchor=arme.ancre,
                due_at=arme.du_le,
                generation=0,
                shown=JAMAIS,
            )
    return None
