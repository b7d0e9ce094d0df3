"""Who administers Jalon, and the trace that each of their acts leaves."""

from __future__ import annotations

from services.accounts.reading_log import noter_lecture
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.office import Bureau
from states.roles import ADMIN

ACTE = "administration"
"""How the log of readings tells what an admin did."""


def administre(visiteur: Visiteur) -> bool:
    """Whether the admin's pages are open to somebody: the one predicate of those pages."""
    return ADMIN in visiteur.roles


def exiger_l_admin(visiteur: Visiteur) -> None:
    """Answer whoever is no admin as if the page were not there.

    Raises:
        Introuvable: the account is no admin.
    """
    if not administre(visiteur):
        raise absent()


def noter_l_acte(bureau: Bureau, visiteur: Visiteur, phrase: str) -> None:
    """Keep what an admin has just done, beside the readings."""
    noter_lecture(bureau, visiteur, ACTE, phrase)
