"""Answers a task; « rien reçu » to the verification of a délai moves the dossier at once."""

from __future__ import annotations

from typing import Any

from services.act import Auteur, Chantier
from services.advancing import suivre
from services.errors import Interdit, Introuvable
from services.loading import charger_snapshot
from services.noting import noter
from services.office import Bureau
from services.opening import vider
from services.people import compte_de, hors_de_portee
from services.ringing import Sonnerie, faire_sonner
from services.surroundings import Entourage
from storage import dossiers as depot
from storage import tasks
from workflow.deadlines import calculer

RIEN_RECU, FAIT = "rien_recu", "fait"
REPONSES = (FAIT, RIEN_RECU)


def repondre(bureau: Bureau, tache: int, reponse: str, compte: str, acteur: str) -> dict[str, Any]:
    """Close a task with an answer; the answer says what followed.

    Raises:
        Introuvable: no such task or account.
        Interdit: the answer is not admitted, the task is closed, or it is somebody else's.
    """
    now = bureau.horloge.maintenant()
    with bureau.travail.ecrire() as connexion:
        jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
        chantier = Chantier(
            connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
        )
        dite = _repondre(chantier, tache, reponse, compte, acteur)
    bureau.reveil()
    return dite


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
    dossier = depot.par_id(chantier.connexion, tache.dossier)
    assert dossier is not None  # noqa: S101 # a foreign key holds it
    hors = hors_de_portee(chantier, dossier, compte)
    if hors is not None:
        raise Interdit("by", hors.phrase, "Demandez à la personne qui suit ce dossier.")
    auteur = Auteur(acteur=acteur, au_nom_de=compte.login)
    tasks.repondre(
        chantier.connexion, identifiant, reponse=reponse, par=compte.login, le=chantier.now
    )
    noter(
        chantier,
        tache.dossier,
        evenement="tache_faite",
        kind="tache",
        donnees={"tache": identifiant, "code": tache.code, "reponse": reponse},
        auteur=auteur,
    )
    vider(chantier)
    suites = _avancer_le_delai(chantier, tache, auteur) if reponse == RIEN_RECU else []
    return {"tache": identifiant, "dossier": dossier.numero, "reponse": reponse, "suites": suites}


def _ouverte(chantier: Chantier, identifiant: int) -> Any:
    tache = tasks.lire(chantier.connexion, identifiant)
    if tache is None:
        raise Introuvable(
            "tache", f"La tâche {identifiant} n’existe pas.", "« jalon taches » les liste."
        )
    if tache.statut != "ouverte":
        raise Interdit(
            "tache",
            f"La tâche {identifiant} est déjà faite (par {tache.faite_par}).",
            "Rien à faire.",
        )
    return tache


def _avancer_le_delai(chantier: Chantier, tache: Any, auteur: Auteur) -> list[dict[str, Any]]:
    """Fire now the move that the verified deadline would make later in the day."""
    dossier = depot.par_id(chantier.connexion, tache.dossier)
    assert dossier is not None  # noqa: S101 # a foreign key holds it
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    charge = charger_snapshot(chantier, dossier, compilee)
    ligne = next((un for un in charge.timers if un.name == tache.timer and un.rung == 1), None)
    if ligne is None:
        return []
    sonnerie = Sonnerie(ligne, dossier, compilee, charge.timers, charge.snapshot, charge.temps)
    declenche = sonnerie.timer.regle.get("declenche")
    fini = calculer(sonnerie.timer.regle, ligne.anchor, charge.temps).expire_le <= chantier.now
    if not declenche or not fini:
        return []
    faire_sonner(chantier, sonnerie)
    vider(chantier)
    apres = depot.par_id(chantier.connexion, dossier.id)
    assert apres is not None  # noqa: S101 # dossiers are never deleted
    fait = {
        "dossier": dossier.numero,
        "evenement": declenche,
        "de": dossier.state,
        "vers": apres.state,
    }
    return [fait, *suivre(chantier, auteur)]
