"""Who acts: the account, the role it plays for this event, the scope it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.act import Acte, Chantier
from services.errors import Interdit, Introuvable, Refused
from services.office import Bureau
from services.pieces import CHAMP
from services.written_consent import exiger_la_piece, sur_accord_ecrit
from states.facts import FACTS
from states.roles import FACILITATEUR, QUI_SUIVENT, REFERENT, RESPONSABLE
from storage import accounts
from storage.accounts import LigneCompte
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Condition, Refus
from workflow.errors import ValeurInvalide
from workflow.frozen import d_un_trait
from workflow.history import CORRECTION
from workflow.process import Definition, Evenement

if TYPE_CHECKING:
    from services.commands import Commande

AFFECTATION = "affectation"
SUIVENT_UNE_PERSONNE = frozenset({"candidature"})
"""Machines whose dossiers follow one person: a buyer reads totals of them, never one (ui §8)."""
RESERVE = (
    "Ce dossier suit une personne : seules la personne qui le suit, celle qui suit son marché, "
    "celle qui les remplace et la personne responsable la connaissent et agissent ici."
)
CATEGORIE = frozenset(
    {
        *("categorie", "autres_criteres", "avis_motive"),
        *("justificatif", "justificatif_etabli_le", "justificatif_fin_le"),
    }
)
"""What made a person eligible, and its evidence: some of it is of health, some of justice."""
CRITERE_RESERVE = (
    "Le critère et les justificatifs de cette personne sont lus, saisis et corrigés par la "
    "personne qui suit ce dossier, celle qui suit le marché ou celle qui les remplace "
    "(convention, article 3)."
)
CONFIE_A_UN_AUTRE = (
    "Ce dossier est confié à quelqu’un d’autre : seules la personne qui le suit, celle qui suit "
    "son marché, celle qui les remplace et la personne responsable le confient."
)


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Acteur:
    """Who is written on the journal's line, and the role played."""

    role: str
    acteur: str
    au_nom_de: str | None
    signataire: str = ""
    tus: frozenset[str] = frozenset()
    """Fields that the person may not read, and no refusal may tell."""


def compte_de(
    connexion: Connexion, login: str, champ: str = "by", *, ferme: bool = False
) -> LigneCompte:
    """An active account, or any when ``ferme``; ``champ`` is where it was named.

    Raises:
        Introuvable: no such account, or one that is closed.
    """
    compte = accounts.par_login(connexion, login)
    if compte is None or not (compte.actif or ferme):
        raise Introuvable(
            champ,
            f"Le compte « {login} » n’existe pas ou n’est plus actif.",
            "« jalon compte lister » les montre ; « jalon compte ajouter » en crée un.",
        )
    return compte


def compte_qui_suit(connexion: Connexion, login: str, champ: str) -> LigneCompte:
    """An active account to which dossiers may be entrusted: its person runs them.

    Raises:
        Introuvable: no such account, or one that is closed.
        ValeurInvalide: the account belongs to a buyer, or to a role that follows no dossier.
    """
    compte = compte_de(connexion, login, champ)
    if QUI_SUIVENT.isdisjoint(lire_json(compte.roles)):
        raise ValeurInvalide(
            champ,
            f"Le compte « {login} » ne suit pas de dossiers.",
            "Choisissez une personne facilitatrice ou responsable : « jalon compte lister ».",
        )
    return compte


def acteur_de(
    chantier: Chantier, dossier: LigneDossier, compilee: Compilee, commande: Commande
) -> Acteur:
    """The actor of a command, in the role that the event asks for when the account has it.

    Raises:
        Introuvable: no such account.
        Interdit: no account named, or the written agreement of a referent is missing.
        Refused: the account's buyer or structure is not the dossier's.
    """
    if commande.porteur is not None:
        return Acteur(
            role=commande.porteur,
            acteur=commande.acteur,
            au_nom_de=None,
            signataire=commande.signataire,
        )
    if commande.compte is None:
        raise Interdit("by", "Il manque la personne qui agit.", "Ajoutez --by COMPTE.")
    compte = compte_de(chantier.connexion, commande.compte)
    role = _role(compte, compilee, commande.evenement)
    declare = compilee.definition.evenements.get(commande.evenement)
    if commande.accord_ecrit and declare and sur_accord_ecrit(lire_json(compte.roles), declare):
        exiger_la_piece(commande.pieces)
        role = REFERENT
    hors = hors_de_portee(chantier, dossier, compte) or (
        declare and _hors_de_son_acte(chantier, dossier, compte, declare, commande)
    )
    if hors:
        raise Refused(Refus(evenement=commande.evenement, conditions=(hors,)))
    exiger_l_accord(chantier.bureau, role, commande)
    return Acteur(
        role=role,
        acteur=commande.acteur,
        au_nom_de=compte.login,
        tus=champs_reserves(chantier, dossier, compte),
    )


def _hors_de_son_acte(
    chantier: Chantier,
    dossier: LigneDossier,
    compte: LigneCompte,
    declare: Evenement,
    commande: Commande,
) -> Condition | None:
    """Why an account that reads a dossier may not do this act, or not on that field."""
    tus = champs_reserves(chantier, dossier, compte)
    corrige = commande.saisies.get(CHAMP) if declare.operation == CORRECTION else None
    if corrige and corrige in tus:
        return Condition("portee", CRITERE_RESERVE)
    return saisie_refusee(tus, declare) or remise_refusee(chantier, dossier, compte, declare)


def saisie_refusee(tus: frozenset[str], declare: Evenement) -> Condition | None:
    """Why an act that enters what an account may not read is not that account's to do."""
    if tus.isdisjoint(une.champ for une in declare.saisies):
        return None
    return Condition("portee", CRITERE_RESERVE)


def sans_ce_qui_est_tu(
    conditions: Iterable[Condition], definition: Definition, tus: frozenset[str]
) -> tuple[Condition, ...]:
    """Reasons of a refusal as an account may read them: a guard on reserved fields tells of them.

    A fact that is computed of personal values says as much as they do.
    """
    if not tus:
        return tuple(conditions)
    tues = tus | deduits(definition)
    dites = (  # the values of a condition are those of all that it reads
        Condition("portee", CRITERE_RESERVE) if tues & une.valeurs.keys() else une
        for une in conditions
    )
    return tuple({(une.garde, une.phrase): une for une in dites}.values())


def deduits(definition: Definition) -> frozenset[str]:
    """Fields of the facts that are read of personal ones."""
    return frozenset(
        nom for nom, champ in definition.contexte.items() if champ.fait and _deduit(champ.fait)
    )


def _deduit(nom: str) -> bool:
    fait = FACTS.get(nom)
    return fait is not None and fait.personnel


def _role(compte: LigneCompte, compilee: Compilee, evenement: str) -> str:
    roles = lire_json(compte.roles)
    declare = compilee.definition.evenements.get(evenement)
    voulus = [un for un in roles if declare is not None and un in declare.par]
    return str((voulus or roles or ["aucun"])[0])


def exiger_l_accord(bureau: Bureau, role: str, commande: Commande) -> None:
    """Where acts bind real people, acting for a referent needs the written agreement (design §8).

    Somebody who has signed in acts in person: nobody's agreement is missing.

    Raises:
        Interdit: neither a file nor a reason is given.
    """
    pour_un_autre = role == REFERENT and not commande.en_personne
    if pour_un_autre and bureau.reel and not _prouve(commande):
        raise Interdit(
            "piece",
            "Agir pour la personne référente demande son accord écrit, ou un motif.",
            "Joignez-le : --set piece=@FICHIER, ou --set motif=….",
        )


def _prouve(commande: Commande) -> bool:
    return any(
        commande.saisies.get(nom) or nom in commande.pieces for nom in ("piece", "preuve", "motif")
    )


def hors_de_portee(
    chantier: Chantier, dossier: LigneDossier, compte: LigneCompte
) -> Condition | None:
    """Why an account may not touch a dossier: the one predicate of scope (design §3).

    Whatever names somebody, and every act, asks it.
    """
    hors = hors_du_cadre(chantier, dossier, compte)
    if hors is None and not connait_la_personne(chantier, dossier, compte):
        return Condition("portee", RESERVE)
    return hors


def hors_du_cadre(
    chantier: Chantier, dossier: LigneDossier, compte: LigneCompte
) -> Condition | None:
    """Same, for what names nobody: a dossier's number, its steps, its days, as lists tell them."""
    if compte.donneur_ordre is None and REFERENT in lire_json(compte.roles):
        return Condition(
            "portee",
            f"Le compte « {compte.login} » est référent sans donneur d’ordre : "
            "« jalon compte ajouter … --donneur-ordre SIRET » le complète.",
        )
    if compte.donneur_ordre is not None:
        dit = _hors_de_la_ville(chantier, dossier, compte)
        return Condition("portee", dit) if dit else None
    cadre = chantier.entourage.cadre(dossier)
    if compte.structure is None or cadre is None or compte.structure == cadre.structure:
        return None
    return Condition("portee", "Ce dossier relève d’une autre structure.")


def connait_la_personne(chantier: Chantier, dossier: LigneDossier, compte: LigneCompte) -> bool:
    """Whether an account may know whom a dossier follows; always, when it follows nobody."""
    return peut_y_ouvrir(chantier, dossier, compte, dossier.machine)


def peut_y_ouvrir(
    chantier: Chantier, dossier: LigneDossier, compte: LigneCompte, machine: str
) -> bool:
    """Whether an account would know whom a dossier of that machine follows, opened in this one.

    A responsable knows those of the team (domain.md §13).
    """
    if machine not in SUIVENT_UNE_PERSONNE or RESPONSABLE in lire_json(compte.roles):
        return True
    return suit_les_personnes(chantier, dossier, compte)


def suit_les_personnes(chantier: Chantier, dossier: LigneDossier, compte: LigneCompte) -> bool:
    """Whether the people whose dossiers are there are an account's own, category and evidence in.

    « Own marchés » (domain.md §13): the dossiers that it holds, those of the marchés that it is in
    charge of, and those of whoever it stands in for that day.
    """
    partagees = chantier.bureau.reglages.candidats_lus_par_l_equipe
    return partagees or chantier.entourage.suit(compte.id, dossier)


def champs_reserves(
    chantier: Chantier, dossier: LigneDossier, compte: LigneCompte | None
) -> frozenset[str]:
    """Fields that an account may neither read nor correct: what made a person eligible.

    They are told to nobody who does not say who asks.
    """
    if dossier.machine not in SUIVENT_UNE_PERSONNE:
        return frozenset()
    lus = (
        suit_les_personnes(chantier, dossier, compte)
        if compte
        else chantier.bureau.reglages.candidats_lus_par_l_equipe
    )
    return frozenset() if lus else CATEGORIE


def remise_refusee(
    chantier: Chantier, dossier: LigneDossier, compte: LigneCompte, declare: Evenement
) -> Condition | None:
    """Why an account may not hand a dossier over: nobody takes a colleague's behind their back.

    A facilitateur hands over what they follow or stand in for, and what nobody follows or a closed
    account does; a responsable, anything.
    """
    roles = lire_json(compte.roles)
    if declare.operation != AFFECTATION or FACILITATEUR not in roles or RESPONSABLE in roles:
        return None
    entourage = chantier.entourage
    if entourage.suit(compte.id, dossier) or entourage.sans_personne(dossier):
        return None
    return Condition("portee", CONFIE_A_UN_AUTRE)


def _hors_de_la_ville(chantier: Chantier, dossier: LigneDossier, compte: LigneCompte) -> str:
    """Same, for the people of a buyer; nothing when they may."""
    if dossier.machine in SUIVENT_UNE_PERSONNE:
        return "Ce dossier suit une personne : l’équipe seule le lit."
    if chantier.entourage.donneur_ordre(dossier) != compte.donneur_ordre:
        return "Ce dossier relève d’un autre donneur d’ordre."
    if compte.limite and dossier.marche not in chantier.entourage.marches_de(compte.id):
        return "Ce dossier n’est pas de ceux des marchés de ce compte."
    return ""


def resoudre_compte(connexion: Connexion, acte: Acte) -> int | None:
    """Account that an ``affecter`` names.

    Raises:
        Introuvable: no such account.
    """
    evenement = acte.compilee.definition.evenements[acte.decision.ligne.evenement]
    if evenement.operation != AFFECTATION:
        return None
    login = str(acte.decision.ligne.donnees["compte"])
    return compte_qui_suit(connexion, login, "compte").id
