"""A person opens a dossier: under another by a declared link, or as a root under a convention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.act import Auteur, Chantier, Ouvrage, commencer
from services.advancing import suivre
from services.answers import echeances
from services.commands import Commande, deja_repondu, retenir
from services.confidential_texts import refus_de_l_ouverture
from services.errors import Interdit, Introuvable, Refused
from services.link_gifts import donnees_du_lien, saisies_demandees
from services.loading import lire_dossier
from services.office import Bureau
from services.opening import NouveauDossier, ouvrir_dossier
from services.openings import Partie, ouvrir_enfant, refus_du_lien
from services.people import compte_de, exiger_l_accord, hors_de_portee
from services.pieces import deposer_pieces
from services.prescribers import exiger_un_prescripteur
from services.register.ended_conventions import exiger_qu_elle_coure
from services.snapshots import lire_donnees, lire_timer
from services.trying import Essai
from states.french import jour_civil
from states.roles import ROLES
from storage import dossiers as depot
from storage import links
from storage.accounts import LigneCompte
from storage.dossiers import LigneDossier
from storage.register_people import convention_par_reference
from storage.register_values import Convention
from storage.stored_json import lire_json
from workflow.compiled import Compilee
from workflow.decision import Condition, Refus
from workflow.errors import ValeurInvalide
from workflow.fields import convertir_le
from workflow.offering import enumeres, le_plus_proche
from workflow.process import PARENT, Definition, Effet, LienDeclare
from workflow.sentences import a_qui
from workflow.values import OUVRIR

FACILITATEUR = "facilitateur"


@dataclass(frozen=True, kw_only=True)
class Ouverture:
    """What somebody asks to open: ``dans`` a dossier, or under a ``convention``."""

    machine: str
    acteur: str
    compte: str | None
    dans: str | None = None
    convention: str | None = None
    saisies: Mapping[str, Any] = field(default_factory=dict)
    pieces: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    at: datetime | None = None
    cle: str | None = None
    essai: bool = False
    porteur: str | None = None
    """Role of whoever asks by a personal link, without an account; the link names the dossier."""
    signataire: str = ""

    def commande(self) -> Commande:
        """The same, as the key of idempotency and the files are kept."""
        return Commande(
            dossier=self.dans or f"convention {self.convention}",
            evenement=f"{OUVRIR} {self.machine}",
            acteur=self.acteur,
            compte=self.compte,
            saisies=self.saisies,
            pieces=self.pieces,
            at=self.at,
            cle=self.cle,
            essai=self.essai,
        )


def ouvrir_a_la_main(bureau: Bureau, demande: Ouverture) -> dict[str, Any]:
    """Open a dossier; the answer is that of ``jalon ouvrir``.

    Raises:
        Refused: the role, the link or the state of the parent forbids it; nothing is written.
        Introuvable: no such machine, parent, convention or account.
        Interdit: nobody is named, an instant in the future, a missing proof.
        ValeurInvalide: a field that does not exist, misses or does not fit.
    """
    commande = demande.commande()
    try:
        with bureau.travail.ecrire() as connexion:
            connue = deja_repondu(connexion, commande)
            if connue is not None:
                return connue
            parent = lire_dossier(connexion, demande.dans) if demande.dans else None
            chantier = commencer(bureau, connexion)
            dite = _ouvrir(chantier, demande, parent)
            if demande.essai:
                raise Essai({**dite, "apercus": chantier.apercus})  # noqa: TRY301 # it rolls back
            retenir(connexion, commande, dite, chantier.now)
    except Essai as essai:
        return {**essai.reponse, "essai": True}
    bureau.reveil()
    return dite


def _ouvrir(chantier: Chantier, demande: Ouverture, parent: LigneDossier | None) -> dict[str, Any]:
    compilee = chantier.bureau.machines.courantes.get(demande.machine)
    if compilee is None:
        connues = ", ".join(chantier.bureau.machines.courantes)
        raise Introuvable(
            "machine",
            f"« {demande.machine} » n’est pas un genre de dossier.",
            f"Genres : {connues}.",
        )
    if demande.at is not None and demande.at > chantier.now:
        raise Interdit("at", "Un dossier ne s’ouvre pas dans l’avenir.", "Donnez un instant passé.")
    compte, role = _qui_ouvre(chantier, compilee, demande)
    auteur = Auteur(
        acteur=demande.acteur,
        au_nom_de=compte.login if compte else None,
        signataire=demande.signataire,
    )
    donnees = _donnees(chantier, compilee, demande)
    if parent is not None:
        dossier = _sous(chantier, demande, compilee, parent, donnees, auteur, role)
    else:
        dossier = _racine(chantier, demande, compilee, donnees, auteur, role, compte)
    hors = hors_de_portee(chantier, dossier, compte) if compte else None
    if hors is not None:  # the transaction is undone
        raise Refused(Refus(evenement=OUVRIR, conditions=(hors,)))
    return _reponse(chantier, dossier, suivre(chantier, auteur))


def _qui_ouvre(
    chantier: Chantier, compilee: Compilee, demande: Ouverture
) -> tuple[LigneCompte | None, str]:
    """The account and the role that it plays; the role alone for whoever comes by a link."""
    if demande.porteur is not None:
        return None, _role([demande.porteur], compilee, demande)
    if demande.compte is None:
        raise Interdit("by", "Il manque la personne qui agit.", "Ajoutez --by COMPTE.")
    compte = compte_de(chantier.connexion, demande.compte)
    role = _role(lire_json(compte.roles), compilee, demande)
    exiger_l_accord(chantier.bureau, role, demande.commande())
    return compte, role


def _role(roles: list[str], compilee: Compilee, demande: Ouverture) -> str:
    par = compilee.definition.ouverture.par
    tenus = [un for un in roles if un in par]
    if tenus:
        return str(tenus[0])
    libelle = compilee.definition.libelle
    phrase = (
        f"Ouvrir « {libelle} » revient {a_qui(par, ROLES)} (et non à « {demande.compte} »)."
        if par
        else f"« {libelle} » ne s’ouvre pas à la main : un autre dossier l’ouvre."
    )
    raise Refused(Refus(evenement=OUVRIR, conditions=(Condition("role", phrase),)))


def _donnees(chantier: Chantier, compilee: Compilee, demande: Ouverture) -> dict[str, Any]:
    """Entries, typed, with the files kept."""
    contexte = compilee.definition.contexte
    commande = demande.commande()
    brutes = {**commande.saisies, **deposer_pieces(chantier, compilee, commande)}
    ouvrent = [une.champ for une in saisies_demandees(chantier.bureau, compilee.definition)]
    for nom in brutes:
        if nom not in ouvrent:
            raise ValeurInvalide(
                nom,
                f"« {nom} » n’est pas un champ d’ouverture de {compilee.definition.libelle}.",
                f"{le_plus_proche(nom, ouvrent)}Champs admis : "
                f"{enumeres((un, contexte[un].libelle) for un in ouvrent)}.",
            )
    aujourd_hui = jour_civil(chantier.now)
    return {nom: convertir_le(contexte[nom], brut, aujourd_hui) for nom, brut in brutes.items()}


def _sous(  # noqa: PLR0913, PLR0917 # what an opening is made of
    chantier: Chantier,
    demande: Ouverture,
    compilee: Compilee,
    parent: LigneDossier,
    donnees: Mapping[str, Any],
    auteur: Auteur,
    role: str,
) -> LigneDossier:
    lien = _lien(chantier, parent, demande.machine)
    exiger_qu_elle_coure(chantier, parent.convention, demande.machine)
    refus = (
        f"{parent.numero} est terminé : rien ne s’y ouvre plus."
        if parent.final
        else refus_du_lien(chantier, parent, lien, donnees, a_la_main=True)
    )
    if refus is not None:
        raise Refused(Refus(evenement=OUVRIR, conditions=(Condition("lien", refus),)))
    exiger_un_prescripteur(chantier, parent, donnees)
    cite = refus_de_l_ouverture(chantier, parent, compilee, donnees, role)
    if cite is not None:
        raise Refused(cite)
    effet = Effet(genre="ouvre", nom=demande.machine, lien=lien.nom)
    porteur = chantier.bureau.machines.par_id(chantier.connexion, parent.definition)
    dons = donnees_du_lien(lien, lire_donnees(porteur, lire_json(parent.data)))
    ouvrage = Ouvrage(effet=effet, parent=parent, donnees={**dons, **donnees})
    return ouvrir_enfant(
        chantier, ouvrage, auteur, Partie(parent.entreprise, ""), role=role, at=demande.at
    )


def _lien(chantier: Chantier, parent: LigneDossier, machine: str) -> LienDeclare:
    definition = chantier.bureau.machines.courantes[parent.machine].definition
    ouvrants = [un for un in definition.liens.values() if un.trouve_par == PARENT]
    trouve = next((un for un in ouvrants if un.machine == machine), None)
    if trouve is None:
        admises = ", ".join(sorted({un.machine for un in ouvrants})) or "rien"
        raise ValeurInvalide(
            "dans",
            f"« {machine} » ne s’ouvre pas dans {parent.numero} ({definition.libelle}).",
            f"Ce dossier peut porter : {admises}.",
        )
    return trouve


def _racine(  # noqa: PLR0913, PLR0917 # what an opening is made of
    chantier: Chantier,
    demande: Ouverture,
    compilee: Compilee,
    donnees: Mapping[str, Any],
    auteur: Auteur,
    role: str,
    compte: LigneCompte | None,
) -> LigneDossier:
    _exiger_une_racine(chantier, compilee.definition)
    convention = convention_par_reference(chantier.connexion, demande.convention or "")
    if convention is None:
        raise Introuvable(
            "convention",
            f"La convention « {demande.convention} » n’existe pas."
            if demande.convention
            else "Ce dossier s’ouvre sous une convention : dites laquelle.",
            "Ajoutez --convention RÉFÉRENCE ; « jalon convention lister » les montre.",
        )
    _exiger_le_seul(chantier, compilee, convention)
    exiger_qu_elle_coure(chantier, convention.id, demande.machine)
    du_registre = {
        nom: getattr(convention, nom) for nom in compilee.definition.ouverture.de_la_convention
    }
    donnees = {**du_registre, **donnees}
    return ouvrir_dossier(
        chantier,
        NouveauDossier(
            machine=demande.machine,
            sujet="" if compilee.definition.ouverture.sujet else convention.reference,
            donnees=donnees,
            at=demande.at,
            convention=convention.id,
            assigned=compte.id if compte and role == FACILITATEUR else None,
            auteur=auteur,
            role=role,
        ),
    )


def _exiger_une_racine(chantier: Chantier, definition: Definition) -> None:
    """A dossier that others open stands in one of them, unless its machine is a root by itself."""
    parents = parents_de(chantier.bureau, definition)
    if parents and not definition.racine:
        raise ValeurInvalide(
            "dans",
            f"« {definition.libelle} » s’ouvre dans un autre dossier.",
            f"Ajoutez --dans NUMÉRO ({', '.join(dict.fromkeys(parents))}).",
        )


def parents_de(bureau: Bureau, definition: Definition) -> list[str]:
    """Labels of the machines whose dossiers carry those of this one."""
    return [
        une.definition.libelle
        for une in bureau.machines.courantes.values()
        for lien in une.definition.liens.values()
        if lien.machine == definition.machine and lien.trouve_par == PARENT
    ]


def _exiger_le_seul(chantier: Chantier, compilee: Compilee, convention: Convention) -> None:
    """One dossier per convention, when the machine says so."""
    definition = compilee.definition
    if not definition.ouverture.unique:
        return
    machine, cle = definition.machine, convention.id
    deja = links.lies(chantier.connexion, "convention", [cle], machine)[cle]
    if deja:
        phrase = f"{deja[0].numero} suit déjà la convention « {convention.reference} »."
        raise Refused(Refus(evenement=OUVRIR, conditions=(Condition("unique", phrase),)))


def _reponse(
    chantier: Chantier, dossier: LigneDossier, suites: list[dict[str, Any]]
) -> dict[str, Any]:
    timers = depot.timers_vivants(chantier.connexion, dossier.id)
    cadre = chantier.entourage.cadre(dossier)
    zone = cadre.zone if cadre else chantier.bureau.reglages.zone
    armes = tuple(lire_timer(un) for un in timers)
    return {
        "dossier": dossier.numero,
        "machine": dossier.machine,
        "etat": dossier.state,
        "sujet": dossier.subject,
        "courriels": chantier.courriels,
        "taches": chantier.taches,
        "echeances": echeances(armes, chantier.bureau.calendriers(zone)),
        "suites": suites,
    }
