"""Says who is still to be named: an account lets somebody act, the register says who is written to.

The two are apart because the referent is dated (a successor takes over on a day, a deputy stands
in) and need not sign in, while an account only says who may act.
"""

from __future__ import annotations

from services.office import Bureau
from states.french import jour_civil
from states.roles import REFERENT
from storage.parties import referents
from storage.register_values import Compte

DESIGNER = "jalon referent designer"


def referent_a_designer(bureau: Bureau, compte: Compte) -> str | None:
    """What an account of a referent lacks for the mails of its buyer to reach somebody."""
    if REFERENT not in compte.roles or compte.donneur_ordre is None or not compte.actif:
        return None
    with bureau.travail.lire() as connexion:
        jour = jour_civil(bureau.horloge.maintenant())
        if referents(connexion, compte.donneur_ordre, jour):
            return None
    return (
        f"Ce compte permet à {compte.nom} d’agir ; les courriels de son donneur d’ordre attendent "
        f"une personne référente : « {DESIGNER} » la désigne."
    )
