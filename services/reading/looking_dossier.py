"""One dossier, whole: who holds the ball, its fields and facts, links, tasks, deadlines, mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.act import Chantier
from services.answers import echeances as dire_echeances
from services.clock.armed_instants import dire_les_ecarts, echeances_armees
from services.desk_rules import regles_des_bureaux
from services.loading import Charge
from services.moved_deadlines import libelle_de
from services.office import Bureau
from services.reading.looking import champs_dits, heure_de_paris, ligne_chargee, principale, trouver
from services.reading.looking_mails import resume
from services.reading.looking_tasks import en_ligne
from services.reading.page_loading import Lue, lire_la_page
from services.snapshots import lire_attente, lire_timer
from services.surroundings import Entourage
from states.french import date_courte, jour_civil, typographie
from states.roles import FACILITATEUR
from storage import looking_details as details
from storage.around import ENFANT, PARENT
from storage.column_types import lire_instant
from storage.looking import LigneVue
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.arming import PENDANT_LA_PAUSE
from workflow.awaited import mouvements_passes
from workflow.compiled import Compilee
from workflow.decision import TEMPS_RESTANT, Attente
from workflow.fields import en_texte
from workflow.process import Definition


def dossier(bureau: Bureau, cle: str) -> dict[str, Any]:
    """Everything about one dossier but its journal.

    Raises:
        Introuvable: no such dossier.
    """
    with bureau.travail.lire() as connexion:
        vue = trouver(bureau, connexion, cle)
        chantier = chantier_de_lecture(bureau, connexion)
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        return dossier_lu(chantier, vue, lire_la_page(chantier, vue, compilee))


def dossier_lu(chantier: Chantier, vue: LigneVue, lue: Lue) -> dict[str, Any]:
    """Same, on a dossier already read."""
    bureau, connexion = chantier.bureau, chantier.connexion
    regles = regles_des_bureaux(bureau, connexion, [vue.dossier.definition])
    jour = chantier.entourage.jour
    taches = details.taches(connexion, regles, dossier=vue.dossier.id, jour=jour)
    definition = bureau.machines.par_id(connexion, vue.dossier.definition).definition
    ligne = ligne_chargee(bureau, connexion, vue, lue.charge, lue.titulaires)
    if lue.remplacant and ligne["detenteur"] == FACILITATEUR:
        ligne["detenteur_nom"] = f"{ligne['detenteur_nom']}, remplacé·e par {lue.remplacant}"
    return {
        **ligne,
        **_contenu(chantier, vue, lue.charge),
        "remplacant": lue.remplacant,
        "liens": _liens(bureau, connexion, lue),
        "taches": [en_ligne(une, definition) for une in taches],
        "courriels": [resume(un) for un in lue.courriels],
        "documents": [{**un, "cree_le": heure_de_paris(un["cree_le"])} for un in lue.documents],
    }


def chantier_de_lecture(bureau: Bureau, connexion: Connexion) -> Chantier:
    """What reading one dossier for the kernel needs; nothing will be written through it."""
    now = bureau.horloge.maintenant()
    return Chantier(
        connexion=connexion,
        bureau=bureau,
        entourage=Entourage(connexion, jour_civil(now)),
        now=now,
    )


def _contenu(chantier: Chantier, vue: LigneVue, charge: Charge) -> dict[str, Any]:
    bureau, connexion = chantier.bureau, chantier.connexion
    compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    donnees = lire_json(vue.dossier.data)
    faits = {nom: en_texte(valeur) for nom, valeur in compilee.faits_de(portee).items()}
    personnelles = {
        nom: en_texte(charge.snapshot.donnees.get(nom))
        for nom in compilee.definition.contexte
        if nom in compilee.definition.personnels_gardes
    }
    entourage = chantier.entourage
    cadre = entourage.cadre(vue.dossier)
    etat = compilee.definition.etats[vue.dossier.state]
    dites = echeances(chantier, vue, charge, compilee)
    return {
        "convention": cadre.reference if cadre else None,
        "referent": _noms(entourage.personnes(vue.dossier, "referent")),
        "interlocuteur": _noms(entourage.personnes(vue.dossier, "entreprise")),
        "donnees": donnees,
        "personnelles": personnelles,
        "faits": faits,
        "champs": champs_dits(compilee.definition, {**personnelles, **donnees, **faits}),
        "echeances": dites,
        "prochaine_echeance": principale([une for une in dites if not une["suspendue"]], etat),
        "echeances_passees": echeances_passees(chantier, vue, charge, compilee),
        "sans_echeance": etat.sans_echeance or None,
    }


def _noms(personnes: Sequence[Any]) -> str | None:
    return ", ".join(une.nom for une in personnes) or None


def echeances(
    chantier: Chantier, vue: LigneVue, charge: Charge, compilee: Compilee
) -> list[dict[str, Any]]:
    """Deadlines as armed, with their label, and whether a hold stops them."""
    attente = lire_attente(vue.dossier.hold)
    armees = echeances_armees(charge.timers, charge.temps, chantier.now, pause=attente is not None)
    dites = dire_les_ecarts(armees, chantier, vue.dossier, charge)
    comptees = _dates_comptees(chantier, charge, compilee)
    for une in dites:
        une["libelle"] = libelle_d_echeance(compilee.definition, vue.dossier.state, une)
        une["suspendue"] = attente is not None and une["nom"] not in PENDANT_LA_PAUSE
        arret = [phrase_de_l_arret(attente)] if attente and une["suspendue"] else []
        avant = comptees.get((une["nom"], une["depart"]))
        une["calcul"] = [*([avant] if avant else []), *une["calcul"], *arret]
    return dites


def phrase_de_l_arret(attente: Attente) -> str:
    """What a hold does of a deadline: when it will act is not known."""
    suite = (
        "les jours qui restaient courront à la reprise"
        if attente.mode == TEMPS_RESTANT
        else "sa date reste, mais rien ne se déclenche avant la reprise"
    )
    depuis = date_courte(jour_civil(attente.depuis))
    return typographie(f"Arrêtée par la pause depuis le {depuis} : {suite}")


def _dates_comptees(
    chantier: Chantier, charge: Charge, compilee: Compilee
) -> dict[tuple[str, str], str]:
    """By deadline and anchor, how the date that it counts from was itself counted."""
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    contexte = compilee.definition.contexte
    dites: dict[tuple[str, str], str] = {}
    for timer in map(lire_timer, charge.timers):
        champ = contexte.get(str(timer.regle.get("depuis")))
        fait = compilee.faits.get(champ.fait) if champ and champ.fait else None
        calcul = fait.demontre(portee.vue_des_faits()) if fait and fait.demontre else None
        if champ and calcul and portee[champ.nom] == timer.ancre:
            dites[timer.nom, timer.ancre.isoformat()] = typographie(f"{champ.libelle} : {calcul}")
    return dites


def echeances_passees(
    chantier: Chantier, vue: LigneVue, charge: Charge, compilee: Compilee
) -> list[dict[str, Any]]:
    """Moves whose délai was over when the dossier entered its state: a person decides of them."""
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    entree = jour_civil(lire_instant(vue.dossier.moved_at or vue.dossier.opened_at))
    passes = tuple(mouvements_passes(charge.snapshot, portee, entree))
    dites = dire_echeances(passes, charge.temps)
    for une in dites:
        une["libelle"] = libelle_d_echeance(compilee.definition, vue.dossier.state, une)
    return dites


def libelle_d_echeance(definition: Definition, etat: str, une: Mapping[str, Any]) -> str:
    """A deadline in words: its own, else those of the event it fires."""
    declenche = definition.evenements.get(une["declenche"] or "")
    return (
        libelle_de(definition, etat, une["nom"])
        or (declenche.libelle if declenche else "")
        or str(une["nom"]).replace("_", " ").capitalize()
    )


def _liens(bureau: Bureau, connexion: Connexion, lue: Lue) -> list[dict[str, Any]]:
    """The dossier that opened this one, then those it opened."""
    return [
        {
            "lien": un.lien if un.par == ENFANT else PARENT,
            "id": un.id,
            "numero": un.numero,
            "machine": un.machine,
            "etat": un.state,
            "etat_libelle": bureau.machines.par_id(connexion, un.definition)
            .definition.etats[un.state]
            .libelle,
            "final": bool(un.final),
            "sujet": un.subject,
        }
        for un in sorted(lue.proches, key=lambda un: (un.par == ENFANT, un.id))
    ]
