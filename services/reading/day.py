"""The day of somebody who signs in: what is due, what came, what will leave, who is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from notifications.catalogue import MESSAGES
from notifications.message import Envoi
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, portee
from services.act_words import au_passe
from services.desk_rules import regles_des_bureaux
from services.office import Bureau
from services.reading.desk_rows import SEMAINE, bureau_de, du_bureau, par_urgence
from services.reading.due_dates import DERNIER, Periode, echeances_lues
from services.reading.held import VOUS, mains, par_portefeuille, remis
from services.reading.looking import heure_de_paris
from states.french import jour_civil
from states.roles import ENTREPRISE, REFERENT, RESPONSABLE, ROLES
from storage import day as depot
from storage import looking as vues
from storage.desks import ReglesDesBureaux
from storage.looking import FiltreDossiers
from storage.unit_of_work import Connexion
from storage.workload import charge, non_confies
from workflow.process import RegleEcheance
from workflow.sentences import a_qui

RECENT = timedelta(days=1)
PREVUS = 6
A_RELIRE = 40
A_FAIRE_DU_JOUR = ("en_retard", "a_faire", "sans_date")
PROCHAINES = 20
"""Deadlines that are read for the next day: they come by when the clock acts, not by their day."""


def journee(bureau: Bureau, visiteur: Visiteur) -> dict[str, Any]:
    """``{jour, en_retard, a_faire, semaine, plus_tard, sans_date, comptes, equipe, a_relire, mains,
    recus, prevus, prochaine, tout_commence}``; the last one when there has never been a dossier to
    see. ``prochaine`` is what comes next, ``{du, libelle, sujet, dossier, machine}``, on a day that
    asks for nothing.

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
        regles = regles_des_bureaux(bureau, connexion, {un.definition for un in nombres})
        dus, comptes = du_bureau(bureau, connexion, regles, visiteur, jour)
        suit = RESPONSABLE in visiteur.roles or any(un.miens for un in nombres)
        rangs, relus = par_urgence(dus, jour), _a_relire(bureau, connexion, visiteur, jour)
        vide = not relus["total"] and not any(rangs[un] for un in A_FAIRE_DU_JOUR)
        return {
            "jour": jour,
            **rangs,
            "comptes": comptes,
            "prochaine": _prochaine(bureau, connexion, visiteur, rangs, jour) if vide else None,
            "equipe": _equipe(connexion, regles, visiteur, jour),
            "a_relire": relus,
            "mains": {nom: un for nom, un in attentes.items() if nom != VOUS},
            "recus": _recus(bureau, connexion, visiteur, now) if suit else [],
            "prevus": _prevus(bureau, connexion, visiteur, now) if suit else [],
            "tout_commence": not nombres
            and not vues.compter(connexion, replace(filtre, ouverts=False)),
        }


def _prochaine(
    bureau: Bureau,
    connexion: Connexion,
    visiteur: Visiteur,
    rangs: Mapping[str, list[dict[str, Any]]],
    jour: date,
) -> dict[str, Any] | None:
    """The next day of one's own desk; else the next deadline of one's dossiers, whoever acts."""
    a_venir = [*rangs["semaine"], *rangs["plus_tard"]]
    if a_venir:
        return a_venir[0]
    comptes = visiteur.comptes if par_portefeuille(visiteur) else ()
    filtre = FiltreDossiers(portee=portee(visiteur), facilitateurs=comptes, ouverts=True)
    des_demain = Periode(du=jour, au=DERNIER, limite=PROCHAINES)
    lues = echeances_lues(bureau, connexion, filtre, des_demain)
    dites = sorted((une for une in lues if une["jour"] >= jour), key=lambda une: une["jour"])
    return next(({**une, "du": une["jour"]} for une in dites), None)


def _equipe(
    connexion: Connexion, regles: ReglesDesBureaux, visiteur: Visiteur, jour: date
) -> dict[str, Any] | None:
    """What a responsable watches over: who is late, and what nobody follows (ui §8)."""
    if RESPONSABLE not in visiteur.roles:
        return None
    structure = visiteur.compte.structure
    personnes = charge(connexion, regles, structure, jour)
    return {
        "en_retard": sorted(
            (un for un in personnes if un.en_retard), key=lambda un: (-un.en_retard, un.nom)
        ),
        "non_confies": non_confies(connexion, structure),
    }


def _a_relire(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, jour: date
) -> dict[str, Any]:
    """``{total, courriels}``: mails that leave only once somebody has read them again."""
    if not visiteur.roles & EQUIPE:
        return {"total": 0, "courriels": []}
    lus = depot.a_relire(connexion, jour, limite=A_RELIRE, **bureau_de(visiteur))
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
    """What others did since yesterday on one's dossiers; on the team's, for a responsable."""
    lues = depot.recus(
        connexion,
        None if RESPONSABLE in visiteur.roles else visiteur.comptes,
        visiteur.roles,
        now - RECENT,
        structure=bureau_de(visiteur)["structure"],
    )
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
    """Mails that will leave without a click in the coming days, soonest first.

    Those of one's own dossiers and of whoever one stands in for; a responsable's are the team's.
    """
    prevus: list[dict[str, Any]] = []
    comptes = None if RESPONSABLE in visiteur.roles else visiteur.comptes
    structure = bureau_de(visiteur)["structure"]
    jusqu_a, jour = now + SEMAINE, jour_civil(now)
    for un in depot.prevus(connexion, comptes, now, jusqu_a, jour, structure=structure):
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
                    "titulaire": un.suivi_par if un.assigned in visiteur.remplace else None,
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
