"""Finds what a line names in the register: marché, titulaire, account, agreement."""

from __future__ import annotations

from services.importing.fields import montrer
from services.reprise.records import Ligne
from services.reprise.register import Registre
from states.roles import QUI_SUIVENT
from storage.register_values import Compte, Convention


def resoudre(registre: Registre, ligne: Ligne) -> None:
    """Set the marché and the titulaire of a line, or say why they cannot be."""
    if ligne.marche_dit and not any(champ == "marche" for champ, _ in ligne.fautes):
        _marche(registre, ligne)
    if ligne.marche is not None and ligne.siret:
        _titulaire(registre, ligne)
    if ligne.facilitateur:
        compte_de(registre, ligne)
    if ligne.convention:
        convention_de(registre, ligne)


def _marche(registre: Registre, ligne: Ligne) -> None:
    candidats = registre.marches.get(ligne.marche_dit, [])
    if len(candidats) == 1:
        ligne.marche = candidats[0]
    elif candidats:
        noms = ", ".join(f"{un.acheteur}/{un.identifiant}" for un in candidats)
        ligne.faute("marche", f"{montrer(ligne.marche_dit)} désigne plusieurs marchés : {noms}")
    else:
        ligne.faute(
            "marche",
            f"{montrer(ligne.marche_dit)} n’est pas au registre. « jalon import decp » l’y ajoute",
        )


def _titulaire(registre: Registre, ligne: Ligne) -> None:
    marche, siret = ligne.marche, ligne.siret or ""
    tenants = registre.titulaires.get(marche.id, []) if marche else []
    entreprise = registre.entreprises.get(siret)
    ligne.titulaire = next(
        (un for un in tenants if un.siret == siret or un.entreprise == entreprise), None
    )
    if ligne.titulaire is None:
        noms = ", ".join(f"{un.nom} ({un.siret or 'SIRET inconnu'})" for un in tenants)
        suite = f" ; titulaires : {noms}" if noms else " ; le marché n’a pas de titulaire connu"
        ligne.faute("siret", f"{siret} n’est pas titulaire de ce marché{suite}")


def compte_de(registre: Registre, ligne: Ligne) -> Compte | None:
    """The account of the line, or a fault."""
    login = (ligne.facilitateur or "").strip().lower()
    compte = registre.comptes.get(login)
    if compte is None or not compte.actif:
        ligne.faute(
            "facilitateur",
            f"le compte {montrer(login)} n’existe pas ou n’est plus actif. "
            "« jalon compte ajouter » en crée un",
        )
        return None
    if not QUI_SUIVENT & set(compte.roles):
        ligne.faute("facilitateur", f"le compte {montrer(login)} ne suit pas de dossiers")
        return None
    return compte


def convention_de(registre: Registre, ligne: Ligne) -> Convention | None:
    """The agreement of the line, or a fault."""
    reference = (ligne.convention or "").strip()
    convention = registre.conventions.get(reference)
    if convention is None:
        connues = ", ".join(sorted(registre.conventions)) or "aucune"
        ligne.faute(
            "convention", f"{montrer(reference)} n’est pas une convention ; connues : {connues}"
        )
    return convention
