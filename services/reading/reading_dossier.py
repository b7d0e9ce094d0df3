"""A dossier's page: everything about it, what its reader can do, its journal; one reading."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.accounts.reading_log import DOSSIER, noter_lecture, parle_d_une_personne
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import (
    absent,
    est_de_la_ville,
    exiger_son_numero,
    exiger_visible,
)
from services.act import Chantier
from services.errors import Introuvable
from services.office import Bureau
from services.people import SUIVENT_UNE_PERSONNE, connait_la_personne, suit_les_personnes
from services.personal_links.proposals import propositions
from services.personal_links.reply_slips import attend_l_entreprise
from services.reading.arranging import ranger
from services.reading.at_hand import a_joindre
from services.reading.explaining import expliquer_charge
from services.reading.looking import trouver
from services.reading.looking_dossier import chantier_de_lecture, dossier_lu
from services.reading.looking_journal import en_lignes
from services.reading.marche_sheet import heures_du_dossier, marche_dit
from services.reading.page_loading import Lue, lire_la_page
from services.reading.ruler import regle_des_jours
from services.reading.shown_to_the_town import pour_la_ville
from services.reading.shown_without_the_person import sans_la_categorie, sans_la_personne
from services.reading.statement import enonce
from services.reading.telling_journal import raconter
from states.french import jour_civil
from states.roles import PRESCRIPTEUR, REFERENT
from storage import accounts
from storage.looking import LigneVue
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.line_names import SIGNATAIRE
from workflow.process import Definition

COMPTES = frozenset({"compte", PRESCRIPTEUR})
"""Fields that hold the login of an account."""


def page_du_dossier(bureau: Bureau, visiteur: Visiteur, cle: str) -> dict[str, Any]:
    """``{dossier, actes, ouvertures, chemin, journal, definition, enonce}``, as the reader sees it.

    ``reserve`` says why the person that it follows is not told, to who does not know them;
    ``categorie_tue``, that what made them eligible is not.

    Raises:
        Introuvable: no such dossier, or one that is another's.
    """
    with bureau.travail.lire() as connexion:
        vue = _trouver(bureau, connexion, cle)
        chantier = chantier_de_lecture(bureau, connexion)
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        lue = lire_la_page(chantier, vue, compilee)
        exiger_son_numero(chantier, vue.dossier, visiteur)
        dite = _dire(chantier, vue, compilee, lue, visiteur)
        if vue.dossier.machine in SUIVENT_UNE_PERSONNE:
            dite = _selon_qui_suit(chantier, vue, visiteur, dite)
    if est_de_la_ville(visiteur):
        dite = pour_la_ville(visiteur, dite, compilee.definition)
    dite["enonce"] = enonce(visiteur, dite)
    if parle_d_une_personne(dite):
        noter_lecture(bureau, visiteur, DOSSIER, vue.dossier.numero)
    return dite


def visible(bureau: Bureau, connexion: Connexion, visiteur: Visiteur, cle: str) -> LigneVue:
    """One dossier alone, when this reader may see it.

    Raises:
        Introuvable: no such dossier, or one that is another's.
    """
    vue = _trouver(bureau, connexion, cle)
    exiger_visible(chantier_de_lecture(bureau, connexion), vue.dossier, visiteur)
    return vue


def _trouver(bureau: Bureau, connexion: Connexion, cle: str) -> LigneVue:
    try:
        return trouver(bureau, connexion, cle)
    except Introuvable as erreur:
        raise absent() from erreur


def _dire(
    chantier: Chantier, vue: LigneVue, compilee: Compilee, lue: Lue, visiteur: Visiteur
) -> dict[str, Any]:
    fiche = dossier_lu(chantier, vue, lue)
    fiche["regle"] = _regle(chantier, lue, fiche)
    fiche["joindre"] = a_joindre(chantier.entourage, vue.dossier, visiteur)
    dits = {un["champ"] for un in fiche["champs"]}
    fiche["registre"] = marche_dit(chantier.entourage, vue, dits)
    fiche["heures"] = heures_du_dossier(vue, lue.proches)
    fiche["en_propre"] = vue.dossier.entreprise is not None
    fiche["facilitateur_compte"] = vue.dossier.assigned
    rangees = [une._mapping for une in lue.lignes]  # noqa: SLF001 # public, in spite of its name
    lignes = en_lignes(rangees, lue.valeurs, compilee.definition, lue.courriels)
    for ligne, rangee in zip(lignes, lue.lignes, strict=True):
        ligne["par"] = _qui(rangee, ligne["donnees"].pop(SIGNATAIRE, None))
    raconter(lignes, compilee.definition)
    _nommer_les_comptes(chantier, [fiche, *lignes])
    explication = expliquer_charge(chantier, vue, lue.charge, visiteur.compte)
    fiche["retenue"] = _retenue(chantier, fiche["prochaine_echeance"], explication, compilee)
    return {
        "dossier": fiche,
        "actes": ranger(
            explication,
            compilee.definition,
            vue.dossier.state,
            visiteur.roles,
            fiche["taches"],
        ),
        "ouvertures": explication["ouvertures"],
        "propositions": propositions(
            lignes, fiche["taches"], explication["possibles"], compilee.definition
        ),
        "feuillet": vue.entreprise is not None
        and attend_l_entreprise(compilee.definition, vue.dossier.state),
        "chemin": chemin(compilee.definition, lignes),
        "journal": lignes[::-1],
        "definition": compilee.definition,
        "reserve": "",
        "categorie_tue": False,
    }


def _selon_qui_suit(
    chantier: Chantier, vue: LigneVue, visiteur: Visiteur, dite: dict[str, Any]
) -> dict[str, Any]:
    """The page of a dossier that follows a person, as far as its reader may know them."""
    if suit_les_personnes(chantier, vue.dossier, visiteur.compte):
        return dite
    if connait_la_personne(chantier, vue.dossier, visiteur.compte):
        return sans_la_categorie(dite, dite["definition"])
    return sans_la_personne(dite, dite["definition"])


def _regle(chantier: Chantier, lue: Lue, fiche: dict[str, Any]) -> dict[str, Any] | None:
    """The day ruler of the deadline that the page is about, while it runs."""
    echeance = fiche["prochaine_echeance"]
    if echeance is None or fiche["en_attente"]:
        return None
    charge, jour = lue.charge, jour_civil(chantier.now)
    return regle_des_jours(charge.timers, echeance["nom"], charge.temps, jour)


def _nommer_les_comptes(chantier: Chantier, lus: list[dict[str, Any]]) -> None:
    """The name of each account that a field tells by its login."""
    designes = [un for lu in lus for un in lu["champs"] if un["champ"] in COMPTES]
    logins = {un["valeur"] for un in designes if isinstance(un["valeur"], str)}
    noms = accounts.noms(chantier.connexion, logins) if logins else {}
    for un in designes:
        un["texte"] = noms.get(un["valeur"]) if isinstance(un["valeur"], str) else None


def _retenue(
    chantier: Chantier,
    echeance: dict[str, Any] | None,
    explication: dict[str, Any],
    compilee: Compilee,
) -> str:
    """What a guard of the machine says of a délai that is over and cannot be established yet."""
    if echeance is None or not echeance["declenche"]:
        return ""
    if date.fromisoformat(echeance["dernier_jour"]) >= jour_civil(chantier.now):
        return ""
    return " ".join(
        une["phrase"]
        for un in explication["impossibles"]
        if un["evenement"] == echeance["declenche"]
        for une in un["conditions"]
        if une["garde"] in compilee.definition.gardes
    )


def _qui(rangee: Any, signataire: Any) -> str | None:
    """Who acted, by name: an account, or whoever answered by a link, for the person it was sent to.

    An erased name leaves that of the person written to.
    """
    if isinstance(signataire, str):
        return f"{signataire}, pour {rangee.lien_nom}"
    if rangee.role == REFERENT and rangee.compte_nom and rangee.compte_ville is None:
        return f"{rangee.compte_nom}, sur l’accord écrit du donneur d’ordre"
    nom: str | None = rangee.compte_nom or rangee.lien_nom
    return nom


def chemin(definition: Definition, lignes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lived path: each state with the day it was entered, oldest first."""
    passes: list[dict[str, Any]] = []
    for une in lignes:
        if (not passes or une["vers"] != passes[-1]["etat"]) and une["vers"] in definition.etats:
            passes.append(
                {
                    "etat": une["vers"],
                    "libelle": definition.etats[une["vers"]].libelle,
                    "le": une["le"],
                }
            )
    return passes
