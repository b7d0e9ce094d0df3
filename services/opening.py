"""Opens dossiers: from an effect (one relation per titulaire), from ``suivre``, from a reprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.act import Acte, Auteur, Chantier, Ouvrage
from services.effects import executer
from services.recording import inscrire
from storage import dossiers as depot
from storage import incidents
from storage import titulaires as depot_titulaires
from storage.column_types import ecrire_instant
from storage.dossiers import LigneDossier
from storage.lots import Lot, ecrire
from storage.titulaires import FicheTitulaire
from workflow.decision import Snapshot
from workflow.opening import DemandeOuverture, ouvrir
from workflow.process import Definition

TITULAIRES = "titulaires"


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
    entreprise: int | None = None
    assigned: int | None = None
    auteur: Auteur
    role: str = "systeme"


def ouvrir_dossier(chantier: Chantier, nouveau: NouveauDossier) -> LigneDossier:
    """Open a dossier inside the current transaction, its first line and deadlines written.

    Raises:
        ValeurInvalide: unknown state or field.
    """
    bureau = chantier.bureau
    identifiant, compilee = bureau.machines.courante(
        chantier.connexion, nouveau.machine, chantier.now
    )
    brouillon = _rangee(chantier, nouveau, compilee.definition, identifiant)
    cadre = chantier.entourage.cadre(brouillon)
    temps = bureau.calendriers(cadre.zone if cadre else bureau.reglages.zone)
    parametres = chantier.parametres(compilee.definition, cadre)
    decision = ouvrir(
        compilee,
        DemandeOuverture(
            numero=brouillon.numero,
            at=nouveau.at or chantier.now,
            etat=nouveau.etat,
            donnees=nouveau.donnees,
            parametres=parametres,
            role=nouveau.role,
        ),
        chantier.now,
        temps,
    )
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
        racine=parent.tete if parent else None,
        parent=parent.id if parent else None,
        lien=nouveau.lien,
        subject=nouveau.sujet,
        convention=nouveau.convention,
        marche=nouveau.marche,
        entreprise=nouveau.entreprise,
        assigned=nouveau.assigned,
        moved_at=None,
        opened_at=ecrire_instant(nouveau.at or chantier.now),
        recorded_at=chantier.instant(),
    )


def _inserer(chantier: Chantier, brouillon: LigneDossier) -> LigneDossier:
    rangee = brouillon._asdict()
    del rangee["id"]
    return brouillon._replace(id=depot.ouvrir(chantier.connexion, rangee))


def ouvrir_les_ouvrages(chantier: Chantier, auteur: Auteur) -> list[LigneDossier]:
    """Open what the effects of an act asked for: one dossier per titulaire, or a single one."""
    ouverts: list[LigneDossier] = []
    while chantier.ouvrages:
        ouvrage = chantier.ouvrages.pop(0)
        ouverts.extend(_ouvrir_ouvrage(chantier, ouvrage, auteur))
    return ouverts


def _ouvrir_ouvrage(chantier: Chantier, ouvrage: Ouvrage, auteur: Auteur) -> list[LigneDossier]:
    if ouvrage.effet.pour_chaque != TITULAIRES:
        return [_enfant(chantier, ouvrage, auteur, None, ouvrage.parent.subject)]
    deja = {
        un.entreprise
        for un in depot.relations_du_parent(chantier.connexion, ouvrage.parent.id)
        if not un.final
    }
    titulaires = _titulaires(chantier, ouvrage.parent)
    return [
        ouvrir_relation(chantier, ouvrage, auteur, un)
        for un in titulaires
        if un.entreprise not in deja
    ]


def ouvrir_relation(
    chantier: Chantier, ouvrage: Ouvrage, auteur: Auteur, titulaire: FicheTitulaire
) -> LigneDossier:
    """Open the dossier of one titulaire under that of its marché."""
    sujet = f"{titulaire.nom} — {ouvrage.parent.subject}"
    return _enfant(chantier, ouvrage, auteur, titulaire.entreprise, sujet)


def sans_relation(chantier: Chantier, marche: LigneDossier) -> list[FicheTitulaire]:
    """Titulaires of a followed marché with whom no relation was ever opened."""
    connues = depot.relations_du_parent(chantier.connexion, marche.id)
    entreprises = {une.entreprise for une in connues}
    tous = _titulaires(chantier, marche)
    return [un for un in tous if un.entreprise not in entreprises]


def _titulaires(chantier: Chantier, marche: LigneDossier) -> list[FicheTitulaire]:
    """Titulaires of the register; that there are none must be seen by somebody."""
    trouves = (
        depot_titulaires.du_marche(chantier.connexion, marche.marche, chantier.entourage.jour)
        if marche.marche is not None
        else []
    )
    if not trouves:
        incidents.ouvrir(
            chantier.connexion,
            cle=f"titulaires:{marche.id}",
            genre="titulaires_inconnus",
            dossier=marche.id,
            compte=chantier.entourage.compte_du_bureau(marche, "facilitateur"),
            message=f"{marche.numero} : le registre ne connaît aucun titulaire, aucune relation "
            "n’est ouverte. Complétez le registre.",
            now=chantier.now,
        )
    return trouves


def _enfant(
    chantier: Chantier, ouvrage: Ouvrage, auteur: Auteur, entreprise: int | None, sujet: str
) -> LigneDossier:
    parent = ouvrage.parent
    return ouvrir_dossier(
        chantier,
        NouveauDossier(
            machine=ouvrage.effet.nom,
            sujet=sujet,
            donnees=ouvrage.donnees,
            parent=parent,
            lien=ouvrage.effet.lien,
            convention=parent.convention,
            marche=parent.marche,
            entreprise=entreprise,
            assigned=parent.assigned,
            auteur=auteur,
        ),
    )
