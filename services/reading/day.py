"""The day of somebody who signs in: what is due, what came, what will leave, who is waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from notifications.catalogue import MESSAGES
from notifications.message import Envoi
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, portee
from services.act_words import au_passe, bouton, est_un_fait
from services.office import Bureau
from services.reading.held import VOUS, mains, remis
from services.reading.looking import heure_de_paris
from services.reading.looking_tasks import en_ligne
from services.reading.shown_to_the_town import NOTER
from services.task_answers import se_decide
from states.french import jour_civil
from states.roles import ENTREPRISE, FACILITATEUR, REFERENT, RESPONSABLE, ROLES
from storage import day as depot
from storage import looking as vues
from storage import looking_details as details
from storage.looking import FiltreDossiers
from storage.unit_of_work import Connexion
from storage.workload import charge, non_confies
from workflow.process import Definition, RegleEcheance
from workflow.sentences import a_qui

SEMAINE = timedelta(days=7)
RECENT = timedelta(days=1)
PREVUS = 6
A_RELIRE = 40
LIMITE = 200
"""Tasks that are read; ``comptes`` tells how many there are."""
CONFIER = "affecter"
CLASSES = ("en_retard", "a_faire", "semaine", "plus_tard", "sans_date")
_UN_JOUR = timedelta(days=1)


def journee(bureau: Bureau, visiteur: Visiteur) -> dict[str, Any]:
    """``{jour, en_retard, a_faire, semaine, plus_tard, sans_date, comptes, equipe, a_relire, mains,
    recus, prevus, tout_commence}``; the last one when there has never been a dossier to see.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    now = bureau.horloge.maintenant()
    jour = jour_civil(now)
    filtre = FiltreDossiers(portee=portee(visiteur), ouverts=True)
    with bureau.travail.lire() as connexion:
        nombres = vues.nombres(connexion, filtre, visiteur.comptes)
        miens = [un for un in nombres if un.miens] or nombres
        passes = remis(bureau, connexion, filtre, miens, visiteur)
        siens = passes if miens is nombres else [un for un in passes if un.miens]
        attentes = mains(bureau, connexion, miens, visiteur, siens)
        lues = details.taches(connexion, jour=jour, limite=LIMITE, **_bureau_de(visiteur))
        taches = [_tache(bureau, connexion, une, visiteur) for une in lues]
        suit = any(un.miens for un in nombres)
        return {
            "jour": jour,
            **_par_urgence(taches, jour),
            "comptes": _comptes(connexion, visiteur, jour),
            "equipe": _equipe(connexion, visiteur, jour),
            "a_relire": _a_relire(bureau, connexion, visiteur, jour),
            "mains": {nom: un for nom, un in attentes.items() if nom != VOUS},
            "recus": _recus(bureau, connexion, visiteur, now) if suit else [],
            "prevus": _prevus(bureau, connexion, visiteur, now) if suit else [],
            "tout_commence": not nombres
            and not vues.compter(connexion, replace(filtre, ouverts=False)),
        }


def _bureau_de(visiteur: Visiteur) -> dict[str, int | None]:
    """One's own desk; a responsable's day is the whole team's."""
    equipe = RESPONSABLE in visiteur.roles
    return {
        "compte": None if equipe else visiteur.compte.id,
        "structure": visiteur.compte.structure if equipe else None,
    }


def _comptes(connexion: Connexion, visiteur: Visiteur, jour: date) -> dict[str, int]:
    """How many tasks stand in each class of urgency: more than are read, maybe."""
    bornes = (jour, jour + _UN_JOUR, jour + SEMAINE + _UN_JOUR)
    lus = details.compter_taches(connexion, bornes, **_bureau_de(visiteur))
    return {
        classe: jusqu_ici - avant
        for classe, avant, jusqu_ici in zip(CLASSES, [0, *lus], lus, strict=False)
    }


def _equipe(connexion: Connexion, visiteur: Visiteur, jour: date) -> dict[str, Any] | None:
    """What a responsable watches over: who is late, and what nobody follows (ui §8)."""
    if RESPONSABLE not in visiteur.roles:
        return None
    structure = visiteur.compte.structure
    personnes = charge(connexion, structure, jour)
    return {
        "en_retard": sorted(
            (un for un in personnes if un.en_retard), key=lambda un: (-un.en_retard, un.nom)
        ),
        "non_confies": non_confies(connexion, structure),
    }


def _tache(
    bureau: Bureau, connexion: Connexion, une: dict[str, Any], visiteur: Visiteur
) -> dict[str, Any]:
    """A task, its dossier, and the acts of this reader that finish it, or hand it to somebody."""
    definition = bureau.machines.par_id(connexion, une["definition"]).definition
    code = str(une["code"]).partition(":")[0]
    declaree = definition.taches.get(code)
    actes = [
        nom
        for nom in (declaree.faite_par if declaree else ())
        if nom != NOTER and une["state"] in definition.evenements[nom].de
    ]
    if actes and visiteur.roles.isdisjoint(definition.evenements[actes[0]].par):
        actes = []  # what is asked is another's to do: the ways out of it are not offered instead
    d_une_autre = une["role"] == FACILITATEUR and une["login"] != visiteur.login
    a_confier = d_une_autre and une["state"] in definition.evenements[CONFIER].de
    return {
        **en_ligne(une, definition),
        "dossier": une["numero"],
        "machine": une["machine"],
        "sujet": une["subject"],
        "etat_libelle": definition.etats[une["state"]].libelle,
        "actes": actes,
        "a_confier": a_confier and RESPONSABLE in visiteur.roles,
        "bouton": _bouton(str(une["libelle"]), actes, definition),
        "du": une["echeance"],
        "depuis": jour_civil(une["cree_le"]),
        "decision": declaree is not None and se_decide(declaree),
    }


def _bouton(tache: str, actes: list[str], definition: Definition) -> str:
    """What the button of a task says: its probable act, but where it asks for a choice."""
    if not actes:
        return ""
    libelle = definition.evenements[actes[0]].libelle
    choisir = len(actes) > 1 and (est_un_fait(libelle) or " ou " in tache)
    return "" if choisir else bouton(libelle)


def _par_urgence(taches: list[dict[str, Any]], jour: date) -> dict[str, list[dict[str, Any]]]:
    """A task without a date is never told as due: it has its own place, as in the morning mail."""
    classes: dict[str, list[dict[str, Any]]] = {classe: [] for classe in CLASSES}
    for une in taches:
        du = une["du"]
        if du is None:
            classe = "sans_date"
        elif du < jour:
            classe = "en_retard"
        elif du == jour:
            classe = "a_faire"
        else:
            classe = "semaine" if du <= jour + SEMAINE else "plus_tard"
        classes[classe].append(une)
    return classes


def _a_relire(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, jour: date
) -> dict[str, Any]:
    """``{total, courriels}``: mails that leave only once somebody has read them again."""
    if not visiteur.roles & EQUIPE:
        return {"total": 0, "courriels": []}
    lus = depot.a_relire(connexion, jour, limite=A_RELIRE, **_bureau_de(visiteur))
    courriels = [
        {
            "id": un.id,
            "dossier": un.numero,
            "machine": un.machine,
            "sujet": un.subject,
            "objet": un.sujet,
            "destinataire": un.nom,
            "suivi_par": un.suivi_par,
            "depuis": jour_civil(un.cree_le),
            "etat_libelle": bureau.machines.par_id(connexion, un.definition)
            .definition.etats[un.state]
            .libelle,
        }
        for un in lus
    ]
    return {"total": lus[0].en_tout if lus else 0, "courriels": courriels}


def _recus(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, now: datetime
) -> list[dict[str, Any]]:
    """What others did since yesterday on one's dossiers."""
    lues = depot.recus(connexion, visiteur.compte.id, visiteur.roles, now - RECENT)
    return [
        {
            "dossier": une.numero,
            "machine": une.machine,
            "sujet": une.subject,
            "le": heure_de_paris(une.recorded_at),
            "qui": "L’entreprise" if une.role == ENTREPRISE else "Le donneur d’ordre",
            "dit": au_passe(
                bureau.machines.par_id(connexion, une.definition)
                .definition.evenements[une.event]
                .libelle
            ),
        }
        for une in lues
        if une.event in bureau.machines.par_id(connexion, une.definition).definition.evenements
    ]


def _prevus(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, now: datetime
) -> list[dict[str, Any]]:
    """Mails that will leave without a click in the coming days, soonest first."""
    prevus: list[dict[str, Any]] = []
    for un in depot.prevus(connexion, visiteur.compte.id, now, now + SEMAINE, jour_civil(now)):
        definition = bureau.machines.par_id(connexion, un.definition).definition
        regle = definition.etats[un.state].echeances.get(un.name)
        audiences = _audiences(regle) if regle else []
        if regle is not None and audiences:
            prevus.append(
                {
                    "dossier": un.numero,
                    "machine": un.machine,
                    "sujet": un.subject,
                    "le": heure_de_paris(un.due_at),
                    "libelle": regle.libelle,
                    "a": " et ".join(_a_qui(un, une) for une in audiences if une in ROLES),
                }
            )
    return prevus[:PREVUS]


def _a_qui(prevu: Any, role: str) -> str:
    """« à Nadia Orsel »; the role while the register names nobody."""
    noms = {REFERENT: prevu.referent, ENTREPRISE: prevu.entreprise}
    return f"à {noms[role]}" if noms.get(role) else a_qui([role], ROLES)


def _audiences(regle: RegleEcheance) -> list[str]:
    """To whom a deadline writes by itself, each once; what waits for a click is not foreseen."""
    messages = [MESSAGES[effet.nom] for effet in regle.effets if effet.genre == "mail"]
    return list(dict.fromkeys(un.audience for un in messages if un.envoi is not Envoi.A_VALIDER))
