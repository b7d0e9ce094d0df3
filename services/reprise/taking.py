"""`jalon reprise`: takes a running portfolio over in the middle; twice changes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from services.act import Chantier
from services.answers import echeances
from services.counter.long_work import Avance, sans_avance
from services.office import Bureau
from services.reprise.carrying import Ouverts, executer
from services.reprise.columns import Colonnes
from services.reprise.lines import Lecteur
from services.reprise.planning import Planificateur
from services.reprise.plans import Plan, Voulu
from services.reprise.records import MACHINES
from services.reprise.register import consulter
from services.reprise.sheets import lire_tableau
from services.reprise.storms import echeances_groupees
from services.reprise.telling import avertissements, rebut
from services.reprise.titles import avertissements as sur_les_titres
from services.reprise.titles import exiger_les_titres
from services.surroundings import Entourage
from storage.reprise import compteurs


def reprendre(
    bureau: Bureau,
    fichier: Path,
    *,
    essai: bool,
    acteur: str,
    structure: int | None = None,
    avance: Avance = sans_avance,
) -> dict[str, Any]:
    """Open one dossier per line of a file, in the state that the line says.

    First everything is read and checked, without writing; then each marché is one transaction,
    each line a savepoint in it. One line of the journal a dossier; no mail; a deadline already
    past becomes a task. ``essai`` stops before writing and gives the same answer, the numbers
    included as long as nobody else opens a dossier meanwhile. ``structure`` narrows the lines to
    its own agreements; ``avance`` hears how many lines are planned, then opened.

    Raises:
        FichierIllisible: nothing can be read from the file; nothing was written.
        TitresInvalides: a compulsory column is missing or misspelt; nothing was written.
    """
    now = bureau.horloge.maintenant()
    jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
    definitions = {nom: bureau.machines.courantes[nom].definition for nom in MACHINES}
    colonnes = Colonnes(definitions)
    tableau = lire_tableau(Path(fichier), colonnes)
    nom = Path(fichier).name
    lecteur = Lecteur(definitions, nom, jour)
    lignes = [lecteur.lire(une) for une in tableau.rangees]
    with bureau.travail.lire() as connexion:
        registre = consulter(connexion, lignes, jour)
        chantier = Chantier(
            connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
        )
        plan = Planificateur(chantier, registre, structure).planifier(lignes, avance)
        exiger_les_titres(nom, colonnes, tableau, lignes)
        promis = _numeroter(chantier, plan, jour.year)
    ouverts = promis if essai else executer(chantier, plan, acteur, avance)
    dite = _reponse(bureau, nom, plan, ouverts)
    dite["avertissements"][:0] = sur_les_titres(nom, colonnes, tableau)
    return dite


def _numeroter(chantier: Chantier, plan: Plan, annee: int) -> Ouverts:
    """The numbers that the dossiers will get, in the order in which they will be opened."""
    voulus = [un for groupe in plan.groupes for un in groupe.voulus]
    series = [_serie(chantier, un, annee) for un in voulus]
    suite = Counter(compteurs(chantier.connexion, series))
    numeros: Ouverts = []
    for voulu, serie in zip(voulus, series, strict=True):
        suite[serie] += 1
        numeros.append((voulu, f"{serie}-{suite[serie]:05d}"))
    return numeros


def _serie(chantier: Chantier, voulu: Voulu, annee: int) -> str:
    definition = chantier.bureau.machines.courantes[voulu.machine].definition
    return f"{definition.prefixe}-{annee}"


def _reponse(bureau: Bureau, fichier: str, plan: Plan, ouverts: Ouverts) -> dict[str, Any]:
    refusees = [une for une in plan.lignes if not une.saine]
    definitions = {nom: une.definition for nom, une in bureau.machines.courantes.items()}
    reprises = {voulu.ligne.numero for voulu, _ in ouverts if not voulu.implicite}
    return {
        "lus": len(plan.lignes),
        "ouverts": len(reprises),
        "inchanges": len(plan.inchanges),
        "quarantaine": [rebut(fichier, une, definitions.get(une.machine)) for une in refusees],
        "avertissements": [
            *echeances_groupees(bureau, fichier, (voulu for voulu, _ in ouverts)),
            *(
                dit
                for une in plan.lignes
                for dit in avertissements(fichier, une, definitions.get(une.machine))
            ),
        ],
        "dossiers": [_dossier(bureau, voulu, numero) for voulu, numero in ouverts],
    }


def _dossier(bureau: Bureau, voulu: Voulu, numero: str) -> dict[str, Any]:
    decision = voulu.decision
    definition = bureau.machines.courantes[voulu.machine].definition
    regles = definition.etats[voulu.etat].echeances
    temps = bureau.calendriers(bureau.reglages.zone)
    return {
        "dossier": numero,
        "ligne": voulu.ligne.numero,
        "machine": voulu.machine,
        "marche": f"{voulu.marche.acheteur}/{voulu.marche.identifiant}",
        "titulaire": voulu.titulaire.nom if voulu.titulaire else None,
        "etat": voulu.etat,
        "implicite": voulu.implicite,
        "a_decider": [
            regles[un.nom].libelle for un in decision.effets if un.genre == "echeance_passee"
        ],
        "echeances": [
            {nom: une[nom] for nom in ("nom", "dernier_jour", "declenche_le", "calcul")}
            for une in echeances(decision.armes, temps)
        ],
    }
