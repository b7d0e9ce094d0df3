"""What a dossier hangs on: its convention, its operation, its marché of the register."""

from __future__ import annotations

from services.act import Acte, Chantier
from services.errors import Introuvable
from states.searching import cherchable
from storage import agreements, following
from storage import dossiers as depot
from storage import register_queries as registre
from storage import titulaires as depot_titulaires
from storage.register_people import convention_par_reference
from storage.register_values import Convention
from workflow.errors import ValeurInvalide

MARCHE, OPERATION = "marche", "operation"


def _saisi(acte: Acte, champ: str) -> str:
    return str(acte.decision.ligne.donnees[champ]).strip()


def _convention(chantier: Chantier, acte: Acte) -> Convention:
    reference = _saisi(acte, "nouvelle_convention")
    trouvee = convention_par_reference(chantier.connexion, reference)
    if trouvee is None:
        raise Introuvable(
            "nouvelle_convention",
            f"La convention « {reference} » n’existe pas.",
            "Ajoutez-la d’abord par « jalon convention ajouter FICHIER.yaml ».",
        )
    return trouvee


def exiger_la_convention(chantier: Chantier, acte: Acte) -> None:
    """The renewal names an agreement that is known, of the same buyer, and not itself.

    Raises:
        Introuvable: no such convention.
        ValeurInvalide: the same one, or that of another buyer.
    """
    nouvelle = _convention(chantier, acte)
    cadre = chantier.entourage.cadre(acte.dossier)
    if nouvelle.id == acte.dossier.convention:
        raise ValeurInvalide(
            "nouvelle_convention",
            f"« {nouvelle.reference} » est la convention qui se termine.",
            "Donnez la référence de la nouvelle.",
        )
    if cadre is not None and nouvelle.donneur_ordre != cadre.donneur_ordre:
        raise ValeurInvalide(
            "nouvelle_convention",
            f"« {nouvelle.reference} » est celle d’un autre donneur d’ordre.",
            "Donnez une convention du même donneur d’ordre.",
        )


def changer_de_convention(chantier: Chantier, acte: Acte) -> None:
    """A marché and its dossiers pass under the renewed agreement."""
    nouvelle = _convention(chantier, acte)
    agreements.changer_de_convention(chantier.connexion, acte.dossier.tete, nouvelle.id)


def creer_operation(chantier: Chantier, acte: Acte) -> None:
    """The operation enters the register under the number of its dossier.

    Raises:
        ValeurInvalide: the dossier has no convention, hence no buyer.
    """
    donneur = chantier.entourage.donneur_ordre(acte.dossier)
    if donneur is None:
        raise ValeurInvalide(
            "convention", "Une opération s’ouvre sous une convention.", "Ajoutez --convention."
        )
    cle = agreements.creer_operation(
        chantier.connexion,
        reference=acte.dossier.numero,
        nom=str(acte.decision.donnees["nom"]),
        donneur_ordre=donneur,
    )
    agreements.rattacher_a_l_operation(chantier.connexion, acte.dossier.id, cle)


def rattacher_a_l_operation(chantier: Chantier, acte: Acte) -> None:
    """The marché joins an operation of the same buyer, named by its number.

    Raises:
        Introuvable: no such operation.
        ValeurInvalide: that dossier is no operation, or is closed.
    """
    numero = _saisi(acte, "operation")
    trouve = depot.par_cle(chantier.connexion, numero)
    if trouve is None or trouve.machine != OPERATION or trouve.operation is None:
        raise Introuvable(
            "operation",
            f"« {numero} » n’est pas une opération.",
            "Donnez un numéro comme OPE-2026-00001 ; « jalon ouvrir operation » en ouvre une.",
        )
    entourage = chantier.entourage
    autre = entourage.donneur_ordre(trouve) != entourage.donneur_ordre(acte.dossier)
    if trouve.final or autre:
        souci = "est close" if trouve.final else "est celle d’un autre donneur d’ordre"
        raise ValeurInvalide(
            "operation", f"L’opération {trouve.numero} {souci}.", "Choisissez-en une autre."
        )
    agreements.rattacher_a_l_operation(chantier.connexion, acte.dossier.tete, trouve.operation)


def rattacher_au_registre(chantier: Chantier, acte: Acte) -> None:
    """The programmed marché is the published one: same buyer, followed by no other dossier.

    Raises:
        Introuvable: the register does not know it.
        ValeurInvalide: it belongs to another buyer, or another dossier follows it.
    """
    cle = _saisi(acte, "identifiant")
    trouve = registre.marche_par_cle(chantier.connexion, cle)
    if trouve is None:
        raise Introuvable(
            "identifiant",
            f"Le marché « {cle} » n’est pas au registre.",
            "« jalon marches » les liste ; « jalon import decp » en ajoute.",
        )
    suivi = following.dossier_du_marche(chantier.connexion, trouve.id, MARCHE)
    if suivi is not None and suivi != acte.dossier.numero:
        raise ValeurInvalide(
            "identifiant", f"Ce marché est déjà suivi par {suivi}.", "Choisissez-en un autre."
        )
    if trouve.donneur_ordre != chantier.entourage.donneur_ordre(acte.dossier):
        raise ValeurInvalide(
            "identifiant", "Ce marché est celui d’un autre donneur d’ordre.", "Vérifiez le numéro."
        )
    agreements.rattacher_au_registre(chantier.connexion, acte.dossier.tete, trouve.id)


def designer_mandataire(chantier: Chantier, acte: Acte) -> None:
    """One titulaire of the groupement is its mandataire.

    Raises:
        ValeurInvalide: no titulaire of this marché has that SIRET.
    """
    siret = "".join(_saisi(acte, "mandataire").split())
    marche, connus = acte.dossier.marche, _titulaires(chantier, acte)
    trouve = next((un for un in connus if siret in {un.siret, un.publie}), None)
    if trouve is None or marche is None:
        noms = ", ".join(f"{un.siret} ({un.nom})" for un in connus) or "aucun n’est connu"
        raise ValeurInvalide(
            "mandataire",
            f"« {siret} » n’est pas titulaire de ce marché.",
            f"Titulaires : {noms}.",
        )
    agreements.designer_mandataire(chantier.connexion, marche, trouve.entreprise)


def exiger_le_titulaire(chantier: Chantier, acte: Acte) -> None:
    """Whoever a lot is awarded to is a titulaire of the marché, once the register knows them.

    Before, nobody is followed yet: the relations open with the notification.

    Raises:
        ValeurInvalide: the titulaires are known, and none has that SIRET or that name.
    """
    nomme, connus = _saisi(acte, "titulaire"), _titulaires(chantier, acte)
    siret, nom = "".join(nomme.split()), cherchable(nomme)
    if not connus or any(
        siret in {un.siret, un.publie} or nom == cherchable(un.nom) for un in connus
    ):
        return
    noms = ", ".join(f"{un.siret} ({un.nom})" for un in connus)
    raise ValeurInvalide(
        "titulaire",
        f"« {nomme} » n’est pas titulaire de ce marché : aucune relation ne le suivrait.",
        f"Titulaires : {noms}. S’il a changé, complétez le registre, puis notez sur le marché que "
        "ses titulaires ont changé (actualiser_titulaires).",
    )


def _titulaires(chantier: Chantier, acte: Acte) -> list[depot_titulaires.FicheTitulaire]:
    """Those of the act's marché on the day, when the register has it."""
    marche, jour = acte.dossier.marche, chantier.entourage.jour
    return depot_titulaires.du_marche(chantier.connexion, marche, jour) if marche else []
