"""What somebody who has signed in may read: the reading side of the scope (issue 3/3, point 1)."""

from __future__ import annotations

from services.accounts.signing_in import Visiteur
from services.act import Chantier
from services.errors import Introuvable
from services.people import SUIVENT_UNE_PERSONNE, hors_de_portee, hors_du_cadre
from states.roles import COMPTABLE, FACILITATEUR, REFERENT, RESPONSABLE
from storage.accounts import LigneCompte
from storage.dossiers import LigneDossier
from storage.looking import Portee
from workflow.decision import Condition

EQUIPE = frozenset({FACILITATEUR, RESPONSABLE})
"""Roles of those who follow dossiers; most others have pages of their own."""
FACTURE = "facture"
"""The one machine whose dossiers the accounts read; it tells of no person."""


def lit_les_dossiers(visiteur: Visiteur) -> bool:
    """Whether the dossiers' pages are open to somebody."""
    return bool(visiteur.roles & EQUIPE) or est_de_la_ville(visiteur)


def lit_la_machine(visiteur: Visiteur, machine: str) -> bool:
    """Same, for one machine: invoices are open to the accounts too, people to the team alone."""
    if est_de_la_ville(visiteur) and machine in SUIVENT_UNE_PERSONNE:
        return False
    return lit_les_dossiers(visiteur) or (machine == FACTURE and facture(visiteur))


def facture(visiteur: Visiteur) -> bool:
    """Whether somebody keeps the accounts of the structure."""
    return COMPTABLE in visiteur.roles and visiteur.compte.donneur_ordre is None


def est_de_la_ville(visiteur: Visiteur) -> bool:
    """Whether somebody reads as a buyer: neither the team's notes nor other buyers' dossiers."""
    return REFERENT in visiteur.roles and visiteur.compte.donneur_ordre is not None


def portee(visiteur: Visiteur, machine: str = "") -> Portee:
    """Whose dossiers the lists of somebody hold; of one machine, when it is named.

    Raises:
        Introuvable: none, whatever is asked.
    """
    if not lit_la_machine(visiteur, machine):
        raise absent()
    compte = visiteur.compte
    if compte.donneur_ordre is not None:
        return portee_du_donneur(compte.donneur_ordre, compte)
    return Portee(structure=compte.structure)


def portee_du_donneur(cle: int, compte: LigneCompte) -> Portee:
    """What the people of a buyer may read, within the limits of an account when it has some."""
    return Portee(
        donneur_ordre=cle,
        sans=tuple(sorted(SUIVENT_UNE_PERSONNE)),
        limite_a=compte.id if compte.limite else None,
    )


def exiger_visible(chantier: Chantier, dossier: LigneDossier, visiteur: Visiteur) -> None:
    """Refuse a dossier out of scope as if it were not there.

    Raises:
        Introuvable: it is another's; never said which.
    """
    _exiger(hors_de_portee(chantier, dossier, visiteur.compte), dossier, visiteur)


def exiger_son_numero(chantier: Chantier, dossier: LigneDossier, visiteur: Visiteur) -> None:
    """Same, before what lists tell as well: whom the dossier follows is not shown by it.

    Raises:
        Introuvable: it is another's; never said which.
    """
    _exiger(hors_du_cadre(chantier, dossier, visiteur.compte), dossier, visiteur)


def _exiger(hors: Condition | None, dossier: LigneDossier, visiteur: Visiteur) -> None:
    if hors is not None or not lit_la_machine(visiteur, dossier.machine):
        raise absent()


def exiger_l_equipe(visiteur: Visiteur) -> None:
    """Answer whoever does not follow dossiers as if the page were not there.

    Raises:
        Introuvable: the account is not of the team.
    """
    if not visiteur.roles & EQUIPE:
        raise absent()


def absent() -> Introuvable:
    """The one answer for what is not there and for what is another's."""
    return Introuvable(
        "dossier",
        "Cette page n’existe pas, ou ne vous est pas ouverte.",
        "Vérifiez l’adresse, ou cherchez le dossier depuis la première page.",
    )
