"""What an undone act had done in other dossiers: it does not come back by itself, and is told.

What was ended or opened has had its own life since, and its mails: a person looks at each one.
What waited to be done is not done any more, and what nobody has touched yet may say what takes it
back (``defait_par`` of its link).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.act import Acte, Chantier, Suite
from storage import undone_lines as depot
from workflow.process import MOTIF, Definition, Effet
from workflow.suspending import EMET
from workflow.values import OUVRIR, SYSTEME


def defaire_ailleurs(chantier: Chantier, acte: Acte) -> dict[str, str]:
    """Stop what the undone acts had sent and that waits; what stands elsewhere, for a sentence."""
    seqs, dossier = acte.decision.annule_lignes, acte.dossier.id
    depot.retenir_les_attendus(chantier.connexion, dossier, seqs, chantier.now)
    actes = " », « ".join(dict.fromkeys(_libelles(acte)))
    restent: dict[str, None] = {}
    for une in (*_touches(chantier, acte), *_ailleurs(chantier, acte)):
        if _se_defait(chantier, acte, une):
            chantier.suites.append(_suite(acte, une, actes))
        else:
            etat = _definition(chantier, une).etats[une.state].libelle
            restent[f"{une.numero} ({etat[:1].lower()}{etat[1:]})"] = None
    return {"actes": actes, "dossiers": ", ".join(restent)} if restent else {}


def _libelles(acte: Acte) -> Iterator[str]:
    connus = acte.compilee.definition.evenements
    for une in acte.snapshot.historique:
        if une.seq in acte.decision.annule_lignes and une.evenement in connus:
            yield connus[une.evenement].libelle


def _se_defait(chantier: Chantier, acte: Acte, ligne: Any) -> bool:
    """Whether it was just opened here, and its link says what takes it back (``defait_par``)."""
    lien = acte.compilee.definition.liens.get(ligne.lien)
    sien = ligne.parent == acte.dossier.id and lien is not None and bool(lien.defait_par)
    return sien and ligne.state == _definition(chantier, ligne).etat_initial


def _suite(acte: Acte, ligne: Any, actes: str) -> Suite:
    evenement = acte.compilee.definition.liens[ligne.lien].defait_par
    saisies = {MOTIF: f"« {actes} » est annulé sur {acte.dossier.numero}"}
    return Suite(dossier=ligne.id, evenement=evenement, saisies=saisies, emetteur=acte.dossier)


def _touches(chantier: Chantier, acte: Acte) -> Iterator[Any]:
    """Dossiers of the root that those acts have moved, or opened, and that stand so.

    What a dossier had done in turn comes back with it: only an act that has moved nothing there
    (the marché opens the next year) is followed further.
    """
    seqs = acte.decision.annule_lignes
    annulees = [une for une in acte.snapshot.historique if une.seq in seqs]
    definition = acte.compilee.definition
    effets = [un for une in annulees for un in _effets(definition, une.evenement)]
    instants = {une.recorded_at for une in annulees}
    lignes = depot.lignes_de_la_racine(chantier.connexion, acte.dossier.tete, instants, SYSTEME)
    for ligne in lignes:
        if ligne.event == OUVRIR:
            if any(un.lien and un.lien == ligne.lien for un in effets) and not _fini(
                chantier, ligne
            ):
                yield ligne
        elif any(un.genre == EMET and un.nom == ligne.event for un in effets):
            if ligne.from_state == ligne.to_state:
                effets += _effets(_definition(chantier, ligne), ligne.event)
            elif ligne.id != acte.dossier.id and ligne.state != ligne.from_state:
                yield ligne


def _ailleurs(chantier: Chantier, acte: Acte) -> Iterator[Any]:
    """Dossiers of other roots that those acts have reached, and that are not as they were."""
    seqs = acte.decision.annule_lignes
    for une in depot.attendus_ailleurs(chantier.connexion, acte.dossier.id, seqs):
        acte_emis = _definition(chantier, une).evenements.get(une.evenement)
        if acte_emis is not None and une.state in acte_emis.destinations:
            yield une


def _effets(definition: Definition, evenement: str) -> tuple[Effet, ...]:
    acte = definition.evenements.get(evenement)
    return acte.effets if acte is not None else ()


def _fini(chantier: Chantier, ligne: Any) -> bool:
    return _definition(chantier, ligne).etats[ligne.state].final


def _definition(chantier: Chantier, ligne: Any) -> Definition:
    return chantier.bureau.machines.par_id(chantier.connexion, ligne.definition).definition
