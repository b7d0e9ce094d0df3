"""The statement of a dossier (ui §4): who holds the ball, what the clock does, what you must do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.accounts.signing_in import Visiteur
from services.act_words import est_un_fait, minuscule, rappel_de
from services.answers import finit_la_pause
from services.reading.held import a_vous
from states.roles import FACILITATEUR
from workflow.deadlines import PRINCIPAL
from workflow.process import Definition
from workflow.task_days import TACHE

MAIL = "mail"
_RIEN = "Vous n’avez rien à faire"
_LE_MARCHE_AUSSI = (
    "Le marché est suspendu aussi : le dossier ne repart pas avant la reprise de son exécution."
)


def enonce(visiteur: Visiteur, dite: Mapping[str, Any]) -> dict[str, Any]:
    """``{detenteur, vous, ensuite, taches, a_faire}`` of a dossier's page, for who reads it.

    ``detenteur`` is the role that holds the ball, ``ensuite`` what the next deadline brings when
    nobody acts (empty when no deadline runs), ``a_verifier`` whether it only brings something back
    to look at, which is nobody's last day to act, ``taches`` the open ones of this reader's desk;
    ``a_faire`` is a sentence, empty when those tasks say it. To resume a dossier comes before them;
    ``pause`` says until when it is held (None when it is not).

    Args:
        visiteur: who reads.
        dite: what the page tells, ``dossier`` and ``actes`` above all, as this reader may see it.
    """
    fiche, definition = dite["dossier"], dite["definition"]
    detenteur = FACILITATEUR if fiche["echeances_passees"] else fiche["detenteur"]
    miens = fiche["facilitateur_compte"] in visiteur.comptes
    vous = a_vous(visiteur, detenteur or "", miens=miens)
    demandees = (une for une in fiche["taches"] if not une["en_pause"])
    taches = [une for une in demandees if _sur_son_bureau(visiteur, une, miens=miens)]
    return {
        "detenteur": detenteur,
        "vous": vous,
        "ensuite": _ensuite(fiche, definition),
        "a_verifier": _a_verifier(fiche, definition),
        "taches": taches,
        "pause": _pause(fiche),
        "a_faire": _a_reprendre(fiche, vous=vous) or ("" if taches else _a_faire(dite, vous=vous)),
    }


def _sur_son_bureau(visiteur: Visiteur, tache: Mapping[str, Any], *, miens: bool) -> bool:
    """Whether a task is this reader's: given to them or to whom they stand in for, or to a role."""
    if tache["compte"] is None:
        return a_vous(visiteur, tache["pour"], miens=miens)
    siens = {("compte", visiteur.login), ("remplacant", visiteur.compte.nom)}
    return any(tache[cle] == nom for cle, nom in siens)


def _ensuite(fiche: Mapping[str, Any], definition: Definition) -> str:
    """« le dossier passe à « Alerte à la ville » »; the fact itself where it may lead elsewhere.

    What comes again about a task that stands open already is a reminder of it, as is a later mail.
    """
    echeance = fiche["prochaine_echeance"]
    if echeance is None:
        return ""
    declare = definition.evenements.get(echeance["declenche"] or "")
    if declare is not None and len(declare.destinations) == 1:
        return f"le dossier passe à « {definition.etats[declare.destinations[0]].libelle} »"
    quoi = declare.libelle if declare else echeance["libelle"]
    return minuscule(rappel_de(quoi, ", ") if _deja_demandee(fiche, definition) else quoi)


def _a_verifier(fiche: Mapping[str, Any], definition: Definition) -> bool:
    echeance = fiche["prochaine_echeance"]
    regle = definition.echeance(fiche["etat"], echeance["nom"]) if echeance else None
    if regle is None or regle.repeter is None or not regle.repeter.periodique:
        return False
    return all(un.genre == TACHE for un in regle.effets)


def _deja_demandee(fiche: Mapping[str, Any], definition: Definition) -> bool:
    echeance = fiche["prochaine_echeance"]
    regle = definition.echeance(fiche["etat"], echeance["nom"])
    genres = {un.genre for un in regle.effets} if regle else set()
    posees = {un.nom for un in regle.effets if un.genre == TACHE} if regle else set()
    ouvertes = {une["code"].partition(":")[0] for une in fiche["taches"]}
    return bool(posees & ouvertes) or (genres == {MAIL} and echeance["rang"] > PRINCIPAL)


def _a_faire(dite: Mapping[str, Any], *, vous: bool) -> str:
    fiche, actes = dite["dossier"], dite["actes"]
    if fiche["final"]:
        return f"{_RIEN}."
    if fiche["en_attente"]:
        return f"{_RIEN} pendant la pause."
    premier = next((un for un in actes["avancer"] if un["premier"]), None)
    if premier and (vous or _a_personne(fiche)):
        return _a_vous_de(premier["libelle"])
    if vous and actes["avancer"]:
        return "À vous de dire la suite : ce que vous pouvez faire est ci-dessous."
    if vous and actes["empeches"]:
        return "Ce qui manque pour avancer est ci-dessous, sous « Pas encore possible »."
    suivie = fiche["prochaine_echeance"] is not None
    return f"{_RIEN} {'d’ici là' if suivie else 'pour l’instant'}."


def _a_personne(fiche: Mapping[str, Any]) -> bool:
    """Whether the hand is the team's, and nobody of it follows the dossier yet."""
    sans = fiche["facilitateur_compte"] is None
    return sans and fiche["detenteur"] == FACILITATEUR


def _a_vous_de(libelle: str) -> str:
    """What is asked; a fact of the world is no duty: it is awaited, then noted."""
    if est_un_fait(libelle):
        return f"À vous de le noter, dès que c’est le cas : {minuscule(libelle)}."
    return f"À faire de votre côté : {minuscule(libelle)}."


def _pause(fiche: Mapping[str, Any]) -> dict[str, Any] | None:
    """Until when a hold lasts: ``fin``, its own last day as a told deadline, when it has one.

    ``arret`` says what the suspension of the marché has to do with it, whoever reads.
    """
    attente = fiche["en_attente"]
    if attente is None:
        return None
    fin = next(filter(finit_la_pause, fiche["echeances"]), None)
    if attente["suit_un_arret"]:
        return {"fin": None, "arret": "La reprise de l’exécution du marché y met fin."}
    return {"fin": fin, "arret": _LE_MARCHE_AUSSI if attente["arretee"] else ""}


def _a_reprendre(fiche: Mapping[str, Any], *, vous: bool) -> str:
    attente = fiche["en_attente"]
    if attente is None or attente["suit_un_arret"] or attente["jusqu_au"] or not vous:
        return ""
    return "À vous de reprendre le dossier quand la raison de la pause a cessé."
