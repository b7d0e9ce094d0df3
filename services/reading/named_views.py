"""Named views: the filter of a list that somebody comes back to; each account has its own."""

from __future__ import annotations

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, lit_les_dossiers
from services.office import Bureau
from storage import named_views as depot
from storage.named_views import VueNommee
from storage.view_tables import NOM_MAX
from workflow.errors import ValeurInvalide

VUES_MAX = 30


def vues_de(bureau: Bureau, visiteur: Visiteur, machine: str) -> list[VueNommee]:
    """Those of the reader on one machine's dossiers."""
    with bureau.travail.lire() as connexion:
        return depot.de(connexion, visiteur.compte.id, machine)


def garder_la_vue(bureau: Bureau, visiteur: Visiteur, machine: str, nom: str, filtre: str) -> None:
    """Keep a filter under a name; the same name again replaces it.

    Raises:
        Introuvable: no such machine, or the reader has no lists.
        ValeurInvalide: no name, too long a one, or too many views.
    """
    if machine not in bureau.machines.courantes or not lit_les_dossiers(visiteur):
        raise absent()
    nom = " ".join(nom.split())
    if not 0 < len(nom) <= NOM_MAX:
        raise ValeurInvalide(
            "nom", f"Une vue a un nom de 1 à {NOM_MAX} caractères.", "Nommez-la en quelques mots."
        )
    with bureau.travail.ecrire() as connexion:
        siennes = depot.de(connexion, visiteur.compte.id, machine)
        if len(siennes) >= VUES_MAX and nom not in {une.nom for une in siennes}:
            raise ValeurInvalide(
                "nom", f"Vous avez déjà {VUES_MAX} vues ici.", "Oubliez-en une, puis recommencez."
            )
        compte = visiteur.compte.id
        depot.garder(connexion, compte=compte, machine=machine, nom=nom, filtre=filtre)


def oublier_la_vue(bureau: Bureau, visiteur: Visiteur, identifiant: int) -> None:
    """Forget one of one's own.

    Raises:
        Introuvable: there is none, or it is another's.
    """
    with bureau.travail.ecrire() as connexion:
        if not depot.oublier(connexion, visiteur.compte.id, identifiant):
            raise absent()
