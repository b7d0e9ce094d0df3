"""The rules as an admin reads them: machines, parameters in force, and what a change would do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from documents.errors import DessinImpossible
from notifications.catalogue import MESSAGES
from services.accounts.administering import exiger_l_admin
from services.accounts.signing_in import Visiteur
from services.counter.long_work import Avance, sans_avance
from services.errors import Introuvable
from services.foresight.simulated_portfolio import Hypothese
from services.foresight.simulating import simuler
from services.office import Bureau
from services.parameters import de_la_machine, dire, ecrire, en_vigueur
from services.reading.drawing import dessin_de_machine
from services.register.agreement_parameters import Juge
from states.french import PARIS, jour_civil
from storage import agreements, looking_health
from storage.register_people import conventions
from workflow.errors import ValeurInvalide
from workflow.process import Definition
from workflow.scenarios import Scenario

MONTREES = 300
"""Rows of a simulation that a page shows; the sum tells the rest."""
HORIZON = timedelta(days=90)
HORIZON_MAX = timedelta(days=366)

_PAR = {"convention": "la convention", "installation": "l’installation", "modele": "le modèle"}
_PAR_LES_PARTIES = {**_PAR, "convention": "la procédure arrêtée"}
"""Who gives a parameter its value, before and after the parties have agreed on a procedure."""
_REGLE = re.compile(r":\s.+?\.\s([^\[]+?)\.? \[([^\]]+)\]")
"""A rule in a refusal of ``jalon check``, after the value tried: its sentence, then its source."""


@dataclass(frozen=True, kw_only=True)
class Essai:
    """What a simulation is asked: until when, under what, with which parameter changed."""

    scenario: str = "silence"
    jusqu_au: str = ""
    parametre: str = ""
    """« machine.nom », empty when nothing is changed."""
    valeur: str = ""
    convenu: str = ""
    """Not empty when the value is to be agreed in writing: then no rule refuses it."""


def page_des_parcours(bureau: Bureau, visiteur: Visiteur) -> list[dict[str, Any]]:
    """Every machine in force, and how many dossiers run each one.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        comptes = looking_health.dossiers_par_machine(connexion)
    return [
        {"machine": nom, "definition": une.definition, "dossiers": comptes.get(nom, (0, 0))}
        for nom, une in bureau.machines.courantes.items()
    ]


def page_d_un_parcours(bureau: Bureau, visiteur: Visiteur, machine: str) -> dict[str, Any]:
    """``{definition, svg, sans_dessin}``.

    Raises:
        Introuvable: no such machine, or the reader is no admin.
    """
    exiger_l_admin(visiteur)
    if machine not in bureau.machines.courantes:
        raise Introuvable("machine", "Ce parcours n’existe pas.", "Voyez la liste.")
    definition = bureau.machines.courantes[machine].definition
    try:
        return {"definition": definition, "svg": dessin_de_machine(definition), "sans_dessin": ""}
    except DessinImpossible as erreur:
        return {"definition": definition, "svg": "", "sans_dessin": str(erreur)}


def page_des_parametres(bureau: Bureau, visiteur: Visiteur, reference: str) -> dict[str, Any]:
    """``{conventions, choisie, procedure, groupes}``: values in force, and who sets each.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    aujourd_hui = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        toutes = conventions(connexion)
        choisie = next((une for une in toutes if une.reference == reference), None)
        choisie = choisie or (toutes[0] if toutes else None)
        versions = agreements.procedures(connexion, choisie.id) if choisie else []
    en_cours = [une for une in versions if une["applicable_le"] <= aujourd_hui]
    procedure = en_cours[-1] if en_cours else None
    ecrits = procedure["parametres"] if procedure else choisie.parametres if choisie else {}
    qui = _PAR_LES_PARTIES if procedure else _PAR
    return {
        "conventions": toutes,
        "choisie": choisie,
        "procedure": procedure,
        "groupes": [
            {"definition": une, "lignes": list(_lignes(bureau, une, ecrits, qui))}
            for une in (compilee.definition for compilee in bureau.machines.courantes.values())
            if une.parametres
        ],
    }


def _lignes(
    bureau: Bureau, definition: Definition, ecrits: Mapping[str, Any], qui: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Each parameter: its value as one writes it, in words, and who gives it."""
    installes = bureau.reglages.parametres.get(definition.machine, {})
    convenus = de_la_machine(definition, ecrits)
    valeurs = en_vigueur(definition, installes, convenus)
    for nom, parametre in definition.parametres.items():
        par = "convention" if nom in convenus else "installation" if nom in installes else "modele"
        valeur = ecrire(valeurs[nom])
        dite = dire(definition, parametre, valeur)
        yield {"parametre": parametre, "valeur": valeur, "dite": dite, "par": qui[par]}


def page_de_simulation(
    bureau: Bureau,
    visiteur: Visiteur,
    essai: Essai,
    scenarios: Mapping[str, Scenario],
    avance: Avance = sans_avance,
    *,
    juger: Juge,
) -> dict[str, Any]:
    """``{rangees, total, fin, bilan}``: what would happen; with a change, what it changes.

    Nothing is written: the stored portfolio is read once and lived in memory.

    Raises:
        Introuvable: the reader is no admin.
        ValeurInvalide: a date, a parameter or a value that does not fit.
    """
    exiger_l_admin(visiteur)
    if essai.scenario not in scenarios:
        raise ValeurInvalide("scenario", "Ce scénario n’existe pas.", "Choisissez-en un autre.")
    fin = _fin(bureau, essai.jusqu_au)
    parametres = _parametres(bureau, essai, juger)
    rangees = simuler(
        bureau,
        Hypothese(scenario=scenarios[essai.scenario], fin=fin, parametres=parametres),
        avance,
    )
    bilans = [une for une in rangees if une["effet"] == "bilan"]
    faits = [une for une in rangees if une["effet"] != "bilan"]
    return {
        "rangees": [_en_mots(bureau, une) for une in faits[:MONTREES]],
        "total": len(faits),
        "fin": fin,
        "bilan": bilans[0] if bilans else None,
    }


def _en_mots(bureau: Bureau, rangee: Mapping[str, Any]) -> dict[str, Any]:
    """A row by the names that people know: those of the mail, of the state or of the task."""
    prefixe = str(rangee["dossier"] or "").partition("-")[0]
    definitions = (une.definition for une in bureau.machines.courantes.values())
    definition = next((une for une in definitions if une.prefixe == prefixe), None)
    nom = str(rangee["message"])
    if nom in MESSAGES:
        return {**rangee, "message": f"« {MESSAGES[nom].libelle} »"}
    if definition is not None and nom in definition.etats:
        return {
            **rangee,
            "effet": "passage à l’étape",
            "message": f"« {definition.etats[nom].libelle} »",
        }
    if definition is not None and nom in definition.taches:
        return {**rangee, "effet": "tâche", "message": f"« {definition.taches[nom].libelle} »"}
    return dict(rangee)


def fin_par_defaut(bureau: Bureau) -> str:
    """The end that a simulation has when none is asked."""
    return (jour_civil(bureau.horloge.maintenant()) + HORIZON).isoformat()


def _fin(bureau: Bureau, texte: str) -> datetime:
    aujourd_hui = jour_civil(bureau.horloge.maintenant())
    try:
        jour = datetime.fromisoformat(texte).date() if texte else aujourd_hui + HORIZON
    except ValueError as erreur:
        raise ValeurInvalide("jusqu_au", "Cette date ne se lit pas.", "Corrigez-la.") from erreur
    if not aujourd_hui <= jour <= aujourd_hui + HORIZON_MAX:
        raise ValeurInvalide(
            "jusqu_au", "Cette date est passée, ou dans plus d’un an.", "Choisissez-en une autre."
        )
    return datetime.combine(jour, time(23, 59), PARIS)


def _parametres(bureau: Bureau, essai: Essai, juger: Juge) -> dict[str, dict[str, Any]]:
    """The changed parameter, checked where it is typed, and as ``jalon check`` does."""
    if not essai.parametre:
        return {}
    machine, _, nom = essai.parametre.partition(".")
    compilee = bureau.machines.courantes.get(machine)
    if compilee is None or nom not in compilee.definition.parametres:
        raise ValeurInvalide("parametre", "Ce paramètre n’existe pas.", "Choisissez-en un autre.")
    try:
        en_vigueur(compilee.definition, {nom: essai.valeur})
    except ValeurInvalide as erreur:
        raise ValeurInvalide(
            "valeur", f"« {essai.valeur} » ne convient pas à ce paramètre.", erreur.remede
        ) from erreur
    essayes = {machine: {nom: essai.valeur}}
    refusees = [] if essai.convenu else juger(essayes)
    if refusees:
        libelle = compilee.definition.parametres[nom].libelle or nom.replace("_", " ")
        regles = dict.fromkeys(lue.groups() for un in refusees if (lue := _REGLE.search(un)))
        dites = " ".join(f"{enonce} ({source})." for enonce, source in regles)
        raise ValeurInvalide(
            "valeur",
            f"Les règles de la convention ne permettent pas « {essai.valeur} » pour « {libelle} ». "
            f"{dites}".strip(),
            "Seule une procédure convenue par écrit permet cette valeur : cochez « Convenu par "
            "écrit » pour voir ce qu’elle changerait.",
        )
    return essayes
