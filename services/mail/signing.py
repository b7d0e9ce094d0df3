"""Signs the mails written before anybody’s address was known; else says that they wait."""

from __future__ import annotations

from services.act import Chantier
from storage import incidents, senders

SANS_EXPEDITEUR = "sans_expediteur"
MANQUE = (
    "Aucune adresse d’expédition\u00a0: réglez courriel.expediteur, ou donnez un courriel à la "
    "structure. Les courriels partiront ensuite d’eux-mêmes."
)


def signer(chantier: Chantier) -> str:
    """Sign what waits; the breakdown to tell while something still cannot leave, else nothing."""
    senders.signer(chantier.connexion, chantier.bureau.reglages.adresse_expediteur)
    if not senders.il_en_manque(chantier.connexion):
        incidents.resoudre(chantier.connexion, SANS_EXPEDITEUR, chantier.now)
        return ""
    incidents.ouvrir(
        chantier.connexion,
        cle=SANS_EXPEDITEUR,
        genre=SANS_EXPEDITEUR,
        message=MANQUE,
        now=chantier.now,
    )
    return MANQUE
