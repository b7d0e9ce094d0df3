"""Greets by name whoever receives a mail that was written before anybody knew them."""

from __future__ import annotations

from typing import Any

from markupsafe import escape

from notifications.rendering import Rendu
from services.act import Chantier
from services.mail.messages import corps
from services.opening import vider
from storage import outbox

SALUT = "Bonjour {},"
"""How every mail begins (``notifications/templates/_base.txt``)."""


def saluer(chantier: Chantier, fiche: Any, nom: str) -> dict[str, Any]:
    """The columns of a mail that change when it goes to ``nom``; both versions are kept.

    A text that somebody has begun in their own words stays as it is.

    Parameters:
        chantier: the work at hand; what it has gathered is written.
        fiche: row of the outbox: ``id``, ``nom``, ``contenu``, ``contenu_origine``, ``message``.
        nom: who receives it now.
    """
    if nom == fiche.nom:
        return {}
    du = outbox.lire(chantier.connexion, fiche.id)
    ancien, neuf = SALUT.format(fiche.nom), SALUT.format(nom)
    if not du.texte.startswith(ancien):
        return {"nom": nom}
    html = du.html.replace(str(escape(ancien)), str(escape(neuf)), 1)
    rendu = Rendu(du.sujet, du.texte.replace(ancien, neuf, 1), html)
    contenu = chantier.garder(corps(rendu), f"courriel:{fiche.message}")
    vider(chantier)
    origine = fiche.contenu_origine or fiche.contenu
    return {"nom": nom, "contenu": contenu, "contenu_origine": origine}
