"""Undoes what somebody has just recorded and nothing follows from: struck, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.act import Auteur, Chantier, commencer
from services.commands import PAGES
from services.errors import Interdit
from services.line_labels import ANNULER
from services.loading import charger_snapshot
from services.noting import noter, verrouiller
from services.office import Bureau
from services.opening import vider
from services.reading.looking_dossier import chantier_de_lecture
from services.reading.reading_dossier import visible
from services.task_answers import FAIT
from storage import looking_details as details
from storage import tasks
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from workflow.arming import Armement
from workflow.history import ANNULATION, effectif
from workflow.process import Definition, Effet
from workflow.rearming import corriger_les_ancres

DELAI = timedelta(minutes=10)
"""How long after it was recorded: time to see one's own slip, not to think again."""
TACHE_FAITE = "tache_faite"
EVENEMENT = "evenement"


def annulable(bureau: Bureau, visiteur: Visiteur, cle: str, seq: int) -> bool:
    """Whether this reader may still undo that line.

    Raises:
        Introuvable: no such dossier, or one that is another's.
    """
    with bureau.travail.lire() as connexion:
        dossier = visible(bureau, connexion, visiteur, cle).dossier
        chantier = chantier_de_lecture(bureau, connexion)
        return not _pourquoi_pas(chantier, dossier, visiteur, seq)


def annuler(bureau: Bureau, visiteur: Visiteur, cle: str, seq: int) -> dict[str, Any]:
    """Strike the last line of a dossier and open again the tasks it had finished.

    Returns ``{dossier, machine, seq}``; ``seq`` is the number of the line that says so.

    Raises:
        Introuvable: no such dossier, or one that is another's.
        Interdit: the line is not the last one, not theirs, too old, or something followed from it.
    """
    with bureau.travail.ecrire() as connexion:
        dossier = visible(bureau, connexion, visiteur, cle).dossier
        verrouiller(connexion, dossier.id)
        chantier = commencer(bureau, connexion)
        raison = _pourquoi_pas(chantier, dossier, visiteur, seq)
        if raison:
            raise Interdit("annuler", raison, "Corrigez la saisie, ou ajoutez une note.")
        acte = noter(
            chantier,
            dossier.id,
            evenement=ANNULER,
            kind=ANNULATION,
            donnees={"annule": [seq]},
            auteur=Auteur(acteur=f"{PAGES}{visiteur.login}", au_nom_de=visiteur.login),
            armement=_sans_elle(chantier, dossier, seq),
        )
        annulee = details.journal(connexion, dossier.id, apres=seq - 1, limite=1)[0]
        tasks.rouvrir(connexion, dossier.id, annulee["recorded_at"])
        vider(chantier)
    return {
        "dossier": dossier.numero,
        "machine": dossier.machine,
        "seq": acte.decision.ligne.seq,
    }


def _pourquoi_pas(chantier: Chantier, dossier: LigneDossier, visiteur: Visiteur, seq: int) -> str:
    """Why the line stays; empty when it may be undone."""
    lues = details.journal(chantier.connexion, dossier.id, apres=seq - 1, limite=2)
    if len(lues) != 1 or lues[0]["seq"] != seq:
        return "Le dossier a bougé depuis : cette saisie ne s’annule plus d’un clic."
    ligne = lues[0]
    if ligne["on_behalf_of"] != visiteur.login:
        return "Cette saisie est d’une autre personne."
    if chantier.now - ligne["recorded_at"] > DELAI:
        return "Cette saisie a plus de dix minutes."
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    definition = compilee.definition
    if not _sans_suite(definition, ligne) or _meut_un_delai(
        definition, dossier.state, _sans_elle(chantier, dossier, seq)
    ):
        return "Cette saisie a eu des suites : elle ne s’annule pas d’un clic."
    return ""


def _sans_suite(definition: Definition, ligne: Mapping[str, Any]) -> bool:
    """Whether the line only records: nothing left, nothing moved, no field of the dossier."""
    if ligne["event"] == TACHE_FAITE:
        return bool(lire_json(ligne["payload"])["reponse"] == FAIT)
    declare = definition.evenements.get(ligne["event"])
    if ligne["kind"] != EVENEMENT or declare is None:
        return False
    gardes = (une for une in declare.saisies if not definition.contexte[une.champ].passager)
    suites = declare.destinations or declare.operation or declare.pose
    effets = any(not _rappel_non_demande(definition, un, ligne) for un in declare.effets)
    return not (suites or effets or declare.efface or any(gardes))


def _rappel_non_demande(definition: Definition, effet: Effet, ligne: Mapping[str, Any]) -> bool:
    """Whether an effect is a task for the day that a field gives, and this line gives none."""
    tache = definition.taches.get(effet.nom) if effet.genre == "tache" else None
    jour = tache.jusqu_a if tache else ""
    return jour in definition.contexte and lire_json(ligne["payload"]).get(jour) is None


def _meut_un_delai(definition: Definition, etat: str, armement: Armement) -> bool:
    """Whether a délai that moves the dossier, or that a third party was told of, counts from it."""
    regles = (definition.echeance(etat, un.nom) for un in (*armement.armes, *armement.annules))
    return any(une is not None and (une.declenche or une.opposable_a) for une in regles)


def _sans_elle(chantier: Chantier, dossier: LigneDossier, seq: int) -> Armement:
    """What the timers become without the line: reminders that it put off or ended come back."""
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    charge = charger_snapshot(chantier, dossier, compilee, tout=True)
    vue = charge.snapshot
    sans = replace(vue, historique=effectif(une for une in vue.historique if une.seq != seq))
    avant, apres = (compilee.portee(une, chantier.now, charge.temps) for une in (vue, sans))
    return corriger_les_ancres(avant, apres, vue.timers, ())
