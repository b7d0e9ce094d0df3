"""What somebody who has signed in may read: the reading side of the scope (issue 3/3, point 1)."""

from __future__ import annotations

from services.act import Chantier
from services.errors import Introuvable
from services.people import hors_de_portee
from services.signing_in import Visiteur
from states.roles import FACILITATEUR, REFERENT, RESPONSABLE
from storage.dossiers import LigneDossier
from storage.looking import Portee

EQUIPE = frozenset({FACILITATEUR, RESPONSABLE})
LECTEURS = EQUIPE | {REFERENT}
"""Roles that read dossiers; the others have pages of their own."""


def lit_les_dossiers(visiteur: Visiteur) -> bool:
    """Whether the dossiers' pages are open to somebody."""
    return bool(visiteur.roles & EQUIPE) or est_de_la_ville(visiteur)


def est_de_la_ville(visiteur: Visiteur) -> bool:
    """Whether somebody reads as a buyer: neither the team's notes nor other buyers' dossiers."""
    return REFERENT in visiteur.roles and visiteur.compte.donneur_ordre is not None


def portee(visiteur: Visiteur) -> Portee:
    """Whose dossiers the lists of somebody hold.

    Raises:
        Introuvable: none, whatever is asked.
    """
    if not lit_les_dossiers(visiteur):
        raise absent()
    compte = visiteur.compte
    return Portee(structure=compte.structure, donneur_ordre=compte.donneur_ordre)


def exiger_visible(chantier: Chantier, dossier: LigneDossier, visiteur: Visiteur) -> None:
    """Refuse a dossier out of scope as if it were not there.

    Raises:
        Introuvable: it is another's; never said which.
    """
    hors = hors_de_portee(chantier, dossier, visiteur.compte)
    if hors is not None or not lit_les_dossiers(visiteur):
        raise absent()


def absent() -> Introuvable:
    """The one answer for what is not there and for what is another's."""
    return Introuvable(
        "dossier",
        "Cette page n’existe pas, ou ne vous est pas ouverte.",
        "Vérifiez l’adresse, ou cherchez le dossier dans la liste.",
    )
