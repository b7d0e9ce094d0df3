"""Takes a marché of the register into the portfolio: its dossier, and one relation a titulaire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.act import Auteur, Chantier, Ouvrage, commencer
from services.advancing import suivre as suivre_les_suites
from services.answers import echeances
from services.errors import Introuvable
from services.loading import lire_dossier
from services.office import Bureau
from services.opening import NouveauDossier, ouvrir_dossier
from services.openings import ouvrir_relation, sans_relation
from services.people import compte_qui_suit
from services.register.ended_conventions import exiger_qu_elle_coure
from services.register.other_buyer import autre_acheteur
from services.register.published_duration import DUREE, duree_publiee
from services.snapshots import lire_timer
from services.trying import Essai
from states.french import denombre
from storage import dossiers as depot
from storage import following
from storage import register_queries as registre
from storage.dossiers import LigneDossier
from storage.register_people import convention_par_reference, conventions
from storage.register_values import Convention, Marche
from storage.stored_json import lire_json
from workflow.errors import ValeurInvalide
from workflow.process import Effet

MACHINE, RELATION, LIEN = "marche", "relation_entreprise", "relations"
NOTIFIE = "notifie"
_OUVRIR = Effet(genre="ouvre", nom=RELATION, lien=LIEN, pour_chaque="titulaires")


@dataclass(frozen=True, kw_only=True)
class Suivi:
    """What is to be followed, under which convention, by whom."""

    marche: str
    convention: str
    facilitateur: str
    acteur: str
    disposition: str | None = None
    essai: bool = False
    """Told, and undone."""


def suivre_marche(bureau: Bureau, suivi: Suivi) -> dict[str, Any]:
    """Open the dossier of a marché in the state its record justifies: it is notified (design §8).

    Deadlines already past are not fired: they come back as tasks. Followed already: only the
    relations of the titulaires that have come since are opened.

    The answer of a dry run tells more: the dossiers with their deadlines, the mails whole.

    Raises:
        Introuvable: no such marché, convention or account.
        ValeurInvalide: unknown disposition, a convention that has ended, or another one than that
            under which the marché is followed.
    """
    try:
        with bureau.travail.ecrire() as connexion:
            chantier = commencer(bureau, connexion)
            reponse = _suivre(chantier, suivi)
            if suivi.essai:
                raise Essai(_avec_apercus(chantier, reponse))  # noqa: TRY301 # it rolls back
    except Essai as essai:
        return {**essai.reponse, "essai": True}
    bureau.reveil()
    return reponse


def _avec_apercus(chantier: Chantier, reponse: dict[str, Any]) -> dict[str, Any]:
    """The answer with what a page shows before anything is written."""
    numeros = [reponse["dossier"]] if reponse["nouveau"] else []
    ouverts = [lire_dossier(chantier.connexion, un) for un in (*numeros, *reponse["relations"])]
    return {
        **reponse,
        "ouverts": [_ouvert(chantier, un) for un in ouverts],
        "courriels": chantier.courriels,
        "apercus": chantier.apercus,
    }


def _ouvert(chantier: Chantier, dossier: LigneDossier) -> dict[str, Any]:
    cadre = chantier.entourage.cadre(dossier)
    zone = cadre.zone if cadre else chantier.bureau.reglages.zone
    armes = tuple(map(lire_timer, depot.timers_vivants(chantier.connexion, dossier.id)))
    return {
        "machine": dossier.machine,
        "etat": dossier.state,
        "sujet": dossier.subject,
        "echeances": echeances(armes, chantier.bureau.calendriers(zone)),
    }


def _suivre(chantier: Chantier, suivi: Suivi) -> dict[str, Any]:
    marche = registre.marche_par_cle(chantier.connexion, suivi.marche)
    if marche is None:
        raise Introuvable(
            "marche",
            f"Le marché « {suivi.marche} » n’est pas au registre.",
            "« jalon marches » les liste ; « jalon import decp » en ajoute.",
        )
    convention = convention_par_reference(chantier.connexion, suivi.convention)
    if convention is None:
        raise Introuvable(
            "convention",
            f"La convention « {suivi.convention} » n’existe pas.",
            "Ajoutez-la par « jalon convention ajouter FICHIER.yaml » ; --modele en écrit un.",
        )
    compte = compte_qui_suit(chantier.connexion, suivi.facilitateur, "facilitateur")
    avertissements = _ailleurs(chantier, marche, convention)
    deja = following.dossier_du_marche(chantier.connexion, marche.id, MACHINE)
    auteur = Auteur(acteur=suivi.acteur, au_nom_de=compte.login)
    if deja is not None:
        return _completer(chantier, deja, convention, auteur)
    exiger_qu_elle_coure(chantier, convention.id, MACHINE)
    dossier = ouvrir_dossier(
        chantier,
        NouveauDossier(
            machine=MACHINE,
            sujet=marche.objet or f"Marché {marche.identifiant}",
            etat=NOTIFIE,
            donnees={
                "objet": marche.objet or f"Marché {marche.identifiant}",
                "date_notification": marche.date_notification,
                DUREE: _duree_en_vigueur(chantier, marche),
                "type_disposition": suivi.disposition,
            },
            convention=convention.id,
            marche=marche.id,
            assigned=compte.id,
            auteur=auteur,
            role="facilitateur",
        ),
    )
    notifie_le = marche.date_notification.isoformat()
    chantier.ouvrages.append(
        Ouvrage(effet=_OUVRIR, parent=dossier, donnees={"notifie_le": notifie_le})
    )
    suites = suivre_les_suites(chantier, auteur)
    enfants = depot.enfants_entiers(chantier.connexion, dossier.id)
    return {
        "dossier": dossier.numero,
        "nouveau": True,
        "etat": dossier.state,
        "relations": [un.numero for un in enfants if un.lien == LIEN],
        "taches": chantier.taches,
        "suites": suites,
        "avertissements": avertissements,
    }


def _duree_en_vigueur(chantier: Chantier, marche: Marche) -> int | None:
    champ = chantier.bureau.machines.courantes[MACHINE].definition.contexte[DUREE]
    return duree_publiee(chantier.entourage.feuille(marche.id), champ)


def _ailleurs(chantier: Chantier, marche: Marche, convention: Convention) -> list[str]:
    parties = (marche.donneur_ordre, convention.donneur_ordre)
    if parties[0] == parties[1]:
        return []
    noms = registre.noms_donneurs(chantier.connexion, parties, chantier.entourage.jour)
    return [autre_acheteur(noms[parties[0]], convention.reference, noms[parties[1]])]


def _completer(
    chantier: Chantier, numero: str, convention: Convention, auteur: Auteur
) -> dict[str, Any]:
    """Open what misses of a followed marché, one relation per new titulaire; twice is once."""
    dossier = lire_dossier(chantier.connexion, numero)
    _exiger_la_sienne(chantier, dossier, convention)
    ouvertes: list[str] = []
    for titulaire in [] if dossier.final else sans_relation(chantier, dossier, LIEN):
        # its own entry: the notification of the marché is not its own, nor are the deadlines
        donnees = {"notifie_le": titulaire.du.isoformat()}
        ouvrage = Ouvrage(effet=_OUVRIR, parent=dossier, donnees=donnees)
        ouverte = ouvrir_relation(chantier, ouvrage, auteur, titulaire)
        ouvertes.append(ouverte.numero)
    return {
        "dossier": numero,
        "nouveau": False,
        "etat": dossier.state,
        "relations": ouvertes,
        "taches": chantier.taches,
        "suites": suivre_les_suites(chantier, auteur),
        "avertissements": _duree_publiee_autre(chantier, dossier),
    }


def _exiger_la_sienne(chantier: Chantier, dossier: LigneDossier, demandee: Convention) -> None:
    """A marché is followed under one agreement: another one is refused, never passed over."""
    if dossier.convention in {None, demandee.id}:
        return
    connues = {une.id: une.reference for une in conventions(chantier.connexion)}
    sienne = connues[dossier.convention]
    raise ValeurInvalide(
        "convention",
        f"Ce marché est déjà suivi (dossier {dossier.numero}) sous la convention « {sienne} », et "
        f"non sous « {demandee.reference} ».",
        f"Donnez la convention « {sienne} » pour y ouvrir ce qui manque.",
    )


def _duree_publiee_autre(chantier: Chantier, dossier: LigneDossier) -> list[str]:
    """What the publication says of the length, when the dossier keeps another."""
    if dossier.final or dossier.marche is None:
        return []
    champ = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition).champ(DUREE)
    publiee = duree_publiee(chantier.entourage.feuille(dossier.marche), champ)
    gardee = lire_json(dossier.data).get(DUREE)
    if publiee in {None, gardee}:
        return []
    garde = denombre(int(gardee), "mois") if gardee else "aucune durée"
    dit = (
        f"La durée publiée est de {denombre(publiee, 'mois')}, le dossier {dossier.numero} garde "
        f"{garde} : « Reprendre la durée publiée » (reprendre_la_duree_publiee) la prend."
    )
    return [dit]
