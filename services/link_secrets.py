"""The secret of a personal link: drawn when its mail leaves, kept by its digest alone."""

from __future__ import annotations

from datetime import timedelta

from services.act import Chantier
from services.secret_digests import condense
from storage import personal_links
from storage.outbox import CourrielDu

VALIDITE = timedelta(days=30)
PORTEUR = "lien:"
"""Before the number of a link, as the journal names whoever acted by it."""


def creer_lien(chantier: Chantier, du: CourrielDu, secret: str) -> None:
    """Bind a secret to the mail that carries it, its dossier and its reader."""
    if du.dossier is not None:
        personal_links.creer(
            chantier.connexion,
            cle=condense(secret),
            courriel=du.id,
            dossier=du.dossier,
            role=du.role,
            nom=du.nom,
            adresse=du.adresse,
            cree_le=chantier.now,
            expire_le=chantier.now + VALIDITE,
        )
