"""Return to a state the dossier has been in: moves cancelled, deadlines from their old anchors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time

from workflow.arming import FIN_D_ATTENTE, PENDANT_LA_PAUSE, armer_a_venir
from workflow.compiled import Compilee
from workflow.decision import A_DECIDER, Arret, Attente, Decision, Refus, Snapshot
from workflow.endings import refus_de_la_fin
from workflow.history import RETABLISSEMENT, donnees_de, effectif, saisies_de
from workflow.leaving_holds import finit
from workflow.line_names import DELAIS
from workflow.operation import Operation
from workflow.past_stops import arrets_dits, finis, fondus
from workflow.process import DECIDER_DES_SUITES, ETAT, SUITES_A_REPRENDRE, Effet, Evenement
from workflow.rules import delais_de
from workflow.scope import Portee
from workflow.sentences import a_qui
from workflow.suspending import EMET, pauses_du_retour
from workflow.values import ROLES_DU_MOTEUR, Historique, Ligne

DEMEURE_AILLEURS = "demeure_ailleurs"
"""Effect of a return: what the undone acts had done in other dossiers is told to somebody."""


def retablir(cas: Operation) -> Decision | Refus:
    """Go back to a state; its timers start from their old anchors, past ones become tasks."""
    voulu = str(cas.ligne.donnees[ETAT])
    annulees = _mouvements_depuis(cas.snapshot, voulu)
    if not annulees:
        return cas.refus(ETAT, "Le dossier n’est jamais passé par cet état, ou il y est.")
    fermee = _sans_retour(cas.compilee, annulees)
    if fermee is not None:
        return cas.refus(ETAT, fermee)
    reservee = _reservee(cas.compilee, cas.evenement, cas.ligne.role, annulees)
    if reservee is not None:
        return cas.refus("role", reservee)
    finie = refus_de_la_fin(cas.compilee.definition, cas.snapshot.fins, voulu)
    if finie is not None:
        return cas.refus(ETAT, finie)
    seqs, arrets = tuple(une.seq for une in annulees), _arrets(cas, voulu)
    quittes = annulees[0].donnees.get(DELAIS)  # the move that left the wanted state
    ligne = replace(
        cas.ligne,
        kind=RETABLISSEMENT,
        vers=voulu,
        donnees={
            **cas.ligne.donnees,
            "annule": list(seqs),
            **({DELAIS: quittes} if quittes else {}),
            **arrets_dits(fondus(arrets)),
        },
    )
    historique = effectif((*cas.snapshot.historique, ligne))
    apres = cas.portee(_donnees_sans(cas, annulees, historique), voulu, historique)
    apres.timers = ()
    annonces = delais_de(ligne, apres.donnees, cas.temps)
    entree = _entree(cas, apres)
    attente = _attente(cas, annulees)
    armement, passees = armer_a_venir(apres, entree, annonces, arrets, _arrete_le(cas, attente))
    levee = {FIN_D_ATTENTE} if attente is None or attente.suit_un_arret else frozenset()
    restent = PENDANT_LA_PAUSE - levee
    annules = tuple(un for un in cas.snapshot.timers if un.nom not in restent)
    decision = replace(cas, ligne=ligne).decision(
        attente=attente,
        changes={ETAT},
        armement=replace(armement, annules=annules),
        apres=apres,
    )
    effets = [Effet(genre="rectificatif", nom="rectificatif")]
    effets.append(Effet(genre=DEMEURE_AILLEURS, nom=SUITES_A_REPRENDRE))
    effets += [Effet(genre="echeance_passee", nom=nom) for nom in passees]
    effets += _emissions_defaites(cas.compilee, annulees)
    effets += pauses_du_retour(cas.compilee.definition, cas.snapshot.etat, voulu)
    if decision.attente is not None and decision.attente.contestees:
        effets.append(Effet(genre="tache", nom=DECIDER_DES_SUITES))
    effets += cas.evenement.effets
    return replace(decision, annule_lignes=seqs, effets=tuple(effets))


def _emissions_defaites(compilee: Compilee, annulees: list[Ligne]) -> list[Effet]:
    """What takes back the events that the undone moves had emitted, each once."""
    actes = [compilee.definition.evenements.get(une.evenement) for une in annulees]
    emis = [un for acte in actes if acte is not None for un in acte.effets if un.defait_par]
    defaites = {(un.defait_par, un.a): Effet(genre=EMET, nom=un.defait_par, a=un.a) for un in emis}
    return list(defaites.values())


def _arrets(cas: Operation, voulu: str) -> tuple[Arret, ...]:
    """Stops that are over; one that is undone is over today: nobody was asked for anything."""
    arretes = cas.compilee.definition.etats_arretes
    defait = cas.snapshot.etat in arretes and voulu not in arretes
    return finis(cas.snapshot.arrets, cas.temps.jour_civil(cas.ligne.at) if defait else None)


def _arrete_le(cas: Operation, attente: Attente | None) -> datetime | None:
    """When time stopped for the dossier, if it stands still once it is back; the first of stops."""
    debuts = [cas.snapshot.arrete_depuis] if cas.snapshot.arrete_depuis else []
    if attente is not None:
        debuts += [un.debut for un in cas.snapshot.arrets if un.fin is None]
    return datetime.combine(min(debuts), time.min, tzinfo=UTC) if debuts else None


def _attente(cas: Operation, annulees: list[Ligne]) -> Attente | None:
    """A contested move that is undone is decided; a hold that a person put goes on."""
    attente = cas.snapshot.attente
    if attente is None:
        return None
    defaits = {une.evenement for une in annulees}
    restent = tuple(nom for nom in attente.contestees if nom not in defaits)
    if attente.mode == A_DECIDER and not restent:
        return attente.arret_seul()
    if finit(cas.compilee.definition, attente, cas.snapshot.etat, str(cas.ligne.donnees[ETAT])):
        return attente.arret_seul()
    return replace(attente, contestees=restent)


def etats_retablissables(
    compilee: Compilee, snapshot: Snapshot, evenement: Evenement, roles: Collection[str]
) -> tuple[str, ...]:
    """States that one of those roles may go back to; the snapshot carries the whole history."""
    return tuple(
        nom
        for nom in compilee.definition.etats
        if (annulees := _mouvements_depuis(snapshot, nom))
        and _sans_retour(compilee, annulees) is None
        and refus_de_la_fin(compilee.definition, snapshot.fins, nom) is None
        and any(_reservee(compilee, evenement, role, annulees) is None for role in roles)
    )


def _mouvements_depuis(snapshot: Snapshot, voulu: str) -> list[Ligne]:
    """Moves to cancel: those made since the dossier last left the wanted state.

    Earlier returns to a state stay: what they cancelled is absent from the history already.
    """
    if voulu == snapshot.etat:
        return []
    mouvements = [une for une in saisies_de(snapshot.historique) if une.bouge]
    rangs = [rang for rang, une in enumerate(mouvements) if une.de == voulu]
    return mouvements[rangs[-1] :] if rangs else []


def _sans_retour(compilee: Compilee, annulees: list[Ligne]) -> str | None:
    """Why none of these moves is cancelled by anybody: one entered a state that says so."""
    etats = compilee.definition.etats
    entres = (etats.get(str(une.vers)) for une in annulees)
    return next((un.sans_retour for un in entres if un is not None and un.sans_retour), None)


def _reservee(compilee: Compilee, retour: Evenement, par: str, annulees: list[Ligne]) -> str | None:
    """Why this role may not cancel these moves.

    The first role of ``par`` undoes its own acts, those that it might have done itself and what
    the engine did; the others undo their own moves, and nothing else (design, « Corrections »: by
    the référent when the cancelled move was the référent's).
    """
    for ligne in annulees:
        evenement = compilee.definition.evenements.get(ligne.evenement)
        maitres = _maitres(retour, evenement, ligne)
        if par not in maitres:
            nom = evenement.libelle if evenement else ligne.evenement
            return (
                f"« {nom} » ne s’annule pas ainsi : cela revient {a_qui(maitres, compilee.roles)}."
            )
    return None


def _maitres(retour: Evenement, evenement: Evenement | None, ligne: Ligne) -> tuple[str, ...]:
    """Roles that may cancel this move; the first one too where it might have made it itself."""
    premier = retour.ordre[0]
    if ligne.role == premier or ligne.role in ROLES_DU_MOTEUR:
        return (premier,)
    partage = evenement is None or premier in evenement.par
    return (premier, ligne.role) if partage else (ligne.role,)


def _donnees_sans(
    cas: Operation, annulees: list[Ligne], historique: Historique
) -> dict[str, object]:
    """The fields that the cancelled moves had touched, as the remaining lines leave them."""
    touches = {nom for une in annulees for nom in une.donnees}
    gardes = {
        champ.nom
        for champ in cas.compilee.definition.contexte.values()
        if champ.saisi and not champ.passager and champ.nom in touches
    }
    depart = {nom: val for nom, val in cas.snapshot.donnees.items() if nom not in gardes}
    return donnees_de(historique, depart, gardes)


def _entree(cas: Operation, apres: Portee) -> date:
    """The day on which the restored state had been entered; its opening, when it was the first."""
    lignes = saisies_de(apres.historique)
    entrees = [une.at for une in lignes if une.entre_dans(apres.etat)]
    ouverture = lignes[0].at if lignes else cas.now
    return cas.temps.jour_civil(entrees[-1] if entrees else ouverture)
