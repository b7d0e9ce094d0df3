"""Opens one dossier: its row, its first line, its first deadlines, what follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.act import Acte, Auteur, Chantier
from services.effects import executer
from services.errors import Refused
from services.recording import inscrire
from services.stops_above import arrets_et_fins
from storage import dossiers as depot
from storage.column_types import ecrire_instant
from storage.dossiers import LigneDossier
from storage.lots import Lot, ecrire
from storage.tables import JAMAIS
from workflow.compiled import Compilee
from workflow.decision import Refus, Snapshot
from workflow.opening import DemandeOuverture, ouvrir, refus_d_ouverture
from workflow.past_stops import fondus
from workflow.process import Definition
from workflow.values import OUVRIR, SYSTEME, TempsLegal


@dataclass(frozen=True, kw_only=True)
class NouveauDossier:
    """What a new dossier is about; ``etat`` other than the initial one is a reprise."""

    machine: str
    sujet: str
    donnees: Mapping[str, Any] = field(default_factory=dict)
    etat: str | None = None
    at: datetime | None = None
    parent: LigneDossier | None = None
    lien: str | None = None
    convention: int | None = None
    marche: int | None = None
    operation: int | None = None
    entreprise: int | None = None
    assigned: int | None = None
    auteur: Auteur
    role: str = "systeme"


def ouvrir_dossier(chantier: Chantier, nouveau: NouveauDossier) -> LigneDossier:
    """Open a dossier inside the current transaction, its first line and deadlines written.

    Raises:
        ValeurInvalide: unknown state or field.
        Refused: a person enters what no dossier may hold.
    """
    bureau = chantier.bureau
    identifiant, compilee = bureau.machines.courante(
        chantier.connexion, nouveau.machine, chantier.now
    )
    brouillon = _rangee(chantier, nouveau, compilee.definition, identifiant)
    cadre = chantier.entourage.cadre(brouillon)
    temps = bureau.calendriers(cadre.zone if cadre else bureau.reglages.zone)
    parametres = chantier.parametres(compilee.definition, cadre)
    demande = DemandeOuverture(
        numero=brouillon.numero,
        at=nouveau.at or chantier.now,
        etat=nouveau.etat,
        donnees=nouveau.donnees,
        parametres=parametres,
        role=nouveau.role,
        arrets=_arrets(chantier, brouillon, compilee, temps),
    )
    decision = ouvrir(compilee, demande, chantier.now, temps)
    refus = refus_d_ouverture(compilee, demande, decision, temps)
    if refus and nouveau.role != SYSTEME:
        raise Refused(Refus(evenement=OUVRIR, conditions=refus))
    dossier = _inserer(chantier, brouillon)
    acte = Acte(
        dossier=dossier,
        compilee=compilee,
        snapshot=Snapshot(numero=dossier.numero, etat=decision.vers, parametres=parametres),
        decision=decision,
        auteur=nouveau.auteur,
        temps=temps,
    )
    apres = inscrire(chantier, acte, timers=[])
    executer(chantier, acte)
    vider(chantier)
    return apres


def _arrets(
    chantier: Chantier, brouillon: LigneDossier, compilee: Compilee, temps: TempsLegal
) -> tuple[tuple[date, date], ...]:
    """The stops that what opens now finds behind it; of one that goes on, the days until today."""
    if not compilee.compte_les_arrets:
        return ()
    arrets, _ = arrets_et_fins(chantier, brouillon, compilee, temps)
    return fondus(arrets, temps.jour_civil(chantier.now))


def vider(chantier: Chantier) -> None:
    """Write what has been gathered so far: what follows reads it."""
    ecrire(chantier.connexion, chantier.lot)
    chantier.lot = Lot()


def _rangee(
    chantier: Chantier, nouveau: NouveauDossier, definition: Definition, identifiant: int
) -> LigneDossier:
    annee = chantier.bureau.calendriers(chantier.bureau.reglages.zone).jour_civil(chantier.now).year
    parent = nouveau.parent
    return LigneDossier(
        id=0,
        numero=depot.numero_suivant(chantier.connexion, definition.prefixe, annee),
        machine=definition.machine,
        definition=identifiant,
        state=nouveau.etat or definition.etat_initial,
        final=0,
        rev=0,
        seq=0,
        hash="",
        data="{}",
        faits="{}",
        hold=None,
        racine=parent.tete if parent and not definition.racine else None,
        parent=parent.id if parent else None,
        lien=nouveau.lien,
        subject=_sujet(nouveau, definition),
        convention=nouveau.convention,
        marche=nouveau.marche,
        operation=nouveau.operation,
        entreprise=nouveau.entreprise,
        assigned=nouveau.assigned,
        moved_at=None,
        opened_at=ecrire_instant(nouveau.at or chantier.now),
        recorded_at=chantier.instant(),
        shown=JAMAIS,
    )


def _sujet(nouveau: NouveauDossier, definition: Definition) -> str:
    """How lists name it: the field that the machine chose, before what it is about."""
    nom = definition.ouverture.sujet
    propre = nouveau.donnees.get(nom)
    if propre is not None:
        propre = definition.contexte[nom].libelles.get(str(propre), propre)
    return " — ".join(dict.fromkeys(str(un) for un in (propre, nouveau.sujet) if un))


def _inserer(chantier: Chantier, brouillon: LigneDossier) -> LigneDossier:
    rangee = brouillon._asdict()
    del rangee["id"]
    return brouillon._replace(id=depot.ouvrir(chantier.connexion, rangee))
