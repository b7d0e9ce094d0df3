"""Closes an account: the person acts no more, the name stays on the lines of the journal."""

from __future__ import annotations

from typing import Any

from services.errors import Introuvable
from storage.looking_details import comptes_tenant
from storage.register_people import changer, compte_par_login
from storage.unit_of_work import Travail


def fermer_compte(travail: Travail, login: str) -> dict[str, Any]:
    """Close an account; ``dossiers`` counts those it still holds, which stay entrusted to it.

    Raises:
        Introuvable: no such account.
    """
    with travail.ecrire() as connexion:
        compte = compte_par_login(connexion, login)
        if compte is None:
            raise Introuvable(
                "compte",
                f"Le compte « {login} » n’existe pas.",
                "« jalon compte lister » les montre.",
            )
        if compte.actif:
            changer(connexion, "compte", compte.id, {"actif": False})
        restent = comptes_tenant(connexion, compte.id)
    return {"login": compte.login, "actif": False, "modifie": compte.actif, "dossiers": restent}
