"""One dossier, whole: who holds the ball, its fields and facts, links, tasks, deadlines, mails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.act import Chantier
from services.armed_instants import dire_les_ecarts, echeances_armees
from services.loading import Charge, charger_snapshot
from services.looking import champs_dits, heure_de_paris, lignes, trouver
from services.looking_mails import resume
from services.looking_tasks import en_ligne
from services.moved_deadlines import libelle_de
from services.office import Bureau
from services.surroundings import Entourage
from states.french import jour_civil
from storage import looking_details as details
from storage.looking import LigneVue
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.arming import PENDANT_LA_PAUSE
from workflow.compiled import Compilee
from workflow.fields import en_texte


def dossier(bureau: Bureau, cle: str) -> dict[str, Any]:
    """Everything about one dossier but its journal.

    Raises:
        Introuvable: no such dossier.
    """
    with bureau.travail.lire() as connexion:
        vue = trouver(connexion, cle)
        return {
            **lignes(bureau, connexion, [vue])[0],
            **_contenu(bureau, connexion, vue),
            "liens": _liens(bureau, connexion, vue),
            "taches": [en_ligne(une) for une in details.taches(connexion, dossier=vue.dossier.id)],
            "courriels": [resume(un) for un in details.courriels(connexion, vue.dossier.id)],
            "documents": [
                {**un, "cree_le": heure_de_paris(un["cree_le"])}
                for un in details.documents(connexion, vue.dossier.id)
            ],
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


def _contenu(bureau: Bureau, connexion: Connexion, vue: LigneVue) -> dict[str, Any]:
    chantier = chantier_de_lecture(bureau, connexion)
    compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
    charge = charger_snapshot(chantier, vue.dossier, compilee)
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    donnees = lire_json(vue.dossier.data)
    faits = {nom: en_texte(valeur) for nom, valeur in portee.faits().items()}
    personnelles = {
        nom: en_texte(charge.snapshot.donnees.get(nom))
        for nom in compilee.definition.contexte
        if nom in compilee.definition.personnels_gardes
    }
    convention = vue.dossier.convention
    entourage = chantier.entourage
    return {
        "convention": details.convention(connexion, convention) if convention else None,
        "referent": _noms(entourage.personnes(vue.dossier, "referent")),
        "interlocuteur": _noms(entourage.personnes(vue.dossier, "entreprise")),
        "donnees": donnees,
        "personnelles": personnelles,
        "faits": faits,
        "champs": champs_dits(compilee.definition, {**personnelles, **donnees, **faits}),
        "echeances": echeances(chantier, vue, charge, compilee),
        "sans_echeance": compilee.definition.etats[vue.dossier.state].sans_echeance or None,
    }


def _noms(personnes: Sequence[Any]) -> str | None:
    return ", ".join(une.nom for une in personnes) or None


def echeances(
    chantier: Chantier, vue: LigneVue, charge: Charge, compilee: Compilee
) -> list[dict[str, Any]]:
    """Deadlines as armed, with their label, and whether a hold stops them."""
    dites = dire_les_ecarts(
        echeances_armees(charge.timers, charge.temps, chantier.now), chantier, vue.dossier
    )
    evenements = compilee.definition.evenements
    for une in dites:
        declenche = evenements.get(une["declenche"] or "")
        une["libelle"] = (
            libelle_de(compilee.definition, vue.dossier.state, une["nom"])
            or (declenche.libelle if declenche else "")
            or une["nom"].replace("_", " ").capitalize()
        )
        une["suspendue"] = vue.dossier.hold is not None and une["nom"] not in PENDANT_LA_PAUSE
    return dites


def _liens(bureau: Bureau, connexion: Connexion, vue: LigneVue) -> list[dict[str, Any]]:
    ligne = vue.dossier
    trouves = details.parents_et_enfants(connexion, ligne.id, ligne.parent)
    return [
        {
            "lien": un["lien"] if un["parent"] == ligne.id else "parent",
            "id": un["id"],
            "numero": un["numero"],
            "machine": un["machine"],
            "etat": un["state"],
            "etat_libelle": bureau.machines.par_id(connexion, un["definition"])
            .definition.etats[un["state"]]
            .libelle,
            "final": bool(un["final"]),
            "sujet": un["subject"],
        }
        for un in trouves
    ]
