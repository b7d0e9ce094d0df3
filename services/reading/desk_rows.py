"""What stands on a desk, in the order of what matters: its tasks, and the days no task tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE
from services.act_words import bouton, est_un_fait
from services.desk_rules import demandees
from services.meanwhile import NOTER
from services.office import Bureau
from services.reading.asked_reminders import avec_les_rappels
from services.reading.looking_tasks import en_ligne
from services.task_answers import se_decide
from states.french import jour_civil
from states.roles import FACILITATEUR, RESPONSABLE
from storage import desks
from storage import looking_details as details
from storage.desks import ReglesDesBureaux
from storage.unit_of_work import Connexion
from workflow.process import Definition

SEMAINE = timedelta(days=7)
LIMITE = 200
"""Rows that are read; the counts tell how many there are."""
CONFIER = "affecter"
CLASSES = ("en_retard", "a_faire", "semaine", "plus_tard", "sans_date")
_UN_JOUR = timedelta(days=1)


def bureau_de(visiteur: Visiteur) -> dict[str, int | None]:
    """One's own desk; a responsable's day is the whole team's."""
    equipe = RESPONSABLE in visiteur.roles
    return {
        "compte": None if equipe else visiteur.compte.id,
        "structure": visiteur.compte.structure if equipe else None,
    }


def du_bureau(
    bureau: Bureau,
    connexion: Connexion,
    regles: ReglesDesBureaux,
    visiteur: Visiteur,
    jour: date,
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What stands on a reader's desk, the soonest due first, and how much in each of ``CLASSES``.

    Tasks, and the deadlines of the week, or past, that no task tells yet.
    """
    bornes = (jour, jour + _UN_JOUR, jour + SEMAINE + _UN_JOUR)
    sien = bureau_de(visiteur)
    lues = details.taches(connexion, regles, jour=jour, limite=LIMITE, **sien)
    nombres = details.compter_taches(connexion, regles, bornes, **sien)
    dites = avec_les_rappels(connexion, lues, visiteur)
    rangs = [_tache(bureau, connexion, une, visiteur) for une in dites]
    if visiteur.roles & EQUIPE:
        nues = desks.echeances(connexion, regles, bornes=bornes, limite=LIMITE, **sien)
        rangs += [_echeance(bureau, connexion, une, visiteur) for une in nues]
        nombres = _ajouter(nombres, nues, len(bornes))
    rangs.sort(key=lambda un: (un["du"] or jour, un["du"] is None))
    comptes = {
        classe: jusqu_ici - avant
        for classe, avant, jusqu_ici in zip(CLASSES, [0, *nombres], nombres, strict=False)
    }
    return rangs[:LIMITE], comptes


def _ajouter(nombres: Sequence[int], nues: Sequence[Mapping[str, Any]], bornes: int) -> list[int]:
    """The same running counts, those deadlines in."""
    if not nues:
        return list(nombres)
    avant = [int(nues[0][f"avant_{rang}"]) for rang in range(bornes)]
    return [
        nombre + ajoute
        for nombre, ajoute in zip(
            nombres, [*avant, *[avant[-1]] * (len(nombres) - bornes)], strict=True
        )
    ]


def par_urgence(rangs: list[dict[str, Any]], jour: date) -> dict[str, list[dict[str, Any]]]:
    """A task without a date is never told as due: it has its own place, as in the morning mail."""
    classes: dict[str, list[dict[str, Any]]] = {classe: [] for classe in CLASSES}
    for un in rangs:
        du = un["du"]
        if du is None:
            classe = "sans_date"
        elif du < jour:
            classe = "en_retard"
        elif du == jour:
            classe = "a_faire"
        else:
            classe = "semaine" if du <= jour + SEMAINE else "plus_tard"
        classes[classe].append(un)
    return classes


def _tache(
    bureau: Bureau, connexion: Connexion, une: dict[str, Any], visiteur: Visiteur
) -> dict[str, Any]:
    """A task, its dossier, and the acts of this reader that finish it, or hand it to somebody."""
    definition = bureau.machines.par_id(connexion, une["definition"]).definition
    declaree = definition.taches.get(str(une["code"]).partition(":")[0])
    d_une_autre = une["role"] == FACILITATEUR and une["login"] != visiteur.login
    return {
        **en_ligne(une, definition),
        **_rang(definition, une, visiteur, declaree.nom if declaree else None),
        "a_confier": d_une_autre and _confie(definition, une["state"], visiteur),
        "du": une["echeance"],
        "depuis": jour_civil(une["cree_le"]),
        "decision": declaree is not None and se_decide(declaree),
    }


def _echeance(
    bureau: Bureau, connexion: Connexion, une: dict[str, Any], visiteur: Visiteur
) -> dict[str, Any]:
    """A deadline in the same words: the task that it will ask for says which act meets it."""
    definition = bureau.machines.par_id(connexion, une["definition"]).definition
    regle = definition.etats[une["state"]].echeances[une["name"]]
    demandee = next(demandees(definition, regle), None)
    return {
        "libelle": regle.libelle,
        "compte": une["login"],
        "nom": une["nom"],
        "remplacant": une["remplacant"],
        "courriel": None,
        "reponses": [],
        **_rang(definition, {**une, "libelle": regle.libelle}, visiteur, demandee),
        "a_confier": une["login"] is None and _confie(definition, une["state"], visiteur),
        "du": date.fromisoformat(une["jour"]),
        "decision": False,
    }


def _rang(
    definition: Definition, une: Mapping[str, Any], visiteur: Visiteur, tache: str | None
) -> dict[str, Any]:
    etat = une["state"]
    declaree = definition.taches[tache] if tache else None
    actes = [
        nom
        for nom in (declaree.faite_par if declaree else ())
        if nom != NOTER and etat in definition.evenements[nom].de
    ]
    if actes and visiteur.roles.isdisjoint(definition.evenements[actes[0]].par):
        actes = []  # what is asked is another's to do: the ways out of it are not offered instead
    return {
        "dossier": une["numero"],
        "machine": une["machine"],
        "sujet": une["subject"],
        "etat_libelle": definition.etats[etat].libelle,
        "actes": actes,
        "bouton": _bouton(str(une["libelle"]), actes, definition),
    }


def _confie(definition: Definition, etat: str, visiteur: Visiteur) -> bool:
    return RESPONSABLE in visiteur.roles and etat in definition.evenements[CONFIER].de


def _bouton(tache: str, actes: list[str], definition: Definition) -> str:
    """What the button of a task says: its probable act, but where it asks for a choice."""
    if not actes:
        return ""
    libelle = definition.evenements[actes[0]].libelle
    choisir = len(actes) > 1 and (est_un_fait(libelle) or " ou " in tache)
    return "" if choisir else bouton(libelle)
