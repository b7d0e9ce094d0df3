"""``jalon courriel-test``: one mail through the post of the settings, to see that it leaves."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Any

from jalon.assembly import horloge, poste
from jalon.settings import Reglages
from notifications.composing import Courriel, aplatir
from notifications.post import Lettre, Resultat
from services.register.register_fields import courriel as adresse_saisie
from services.register.register_fields import exiger
from states.french import a_paris

SUJET = "Essai d’envoi de Jalon"
TEXTE = "Ce courriel vérifie que Jalon sait écrire. Il n’appelle aucune réponse.\n"
REPLI = "jalon@localhost.localdomain"


def essayer(reglages: Reglages, adresse: str) -> dict[str, Any]:
    """Send; the answer says where the mail went and what the server said.

    Raises:
        ValeurInvalide: no such address.
    """
    demandee = exiger("adresse", adresse_saisie("adresse", adresse))
    destinataire = reglages.courriel.rediriger_vers or demandee
    expediteur = reglages.courriel.expediteur or REPLI
    resultats: list[Resultat] = []
    lettre = _lettre(expediteur, destinataire, horloge(reglages, court=True).maintenant())
    poste(reglages).distribuer_tous([lettre], resultats.append)
    resultat = resultats[0]
    return {
        "statut": str(resultat.sort),
        "adresse": demandee,
        "remis_a": destinataire,
        "par": _par(reglages),
        "message": resultat.message,
    }


def _par(reglages: Reglages) -> str:
    courriel = reglages.courriel
    libre = reglages.environnement == "production" or courriel.rediriger_vers is not None
    if courriel.mode == "capture" or not libre:
        return f"boîte capturée {courriel.boite}"
    return f"{courriel.hote}:{courriel.port}"


def _lettre(expediteur: str, destinataire: str, maintenant: datetime) -> Lettre:
    domaine = expediteur.rpartition("@")[2]
    courriel = Courriel(
        message_id=f"<essai.{token_hex(8)}@{domaine}>",
        de_nom="Jalon",
        de_adresse=expediteur,
        a_nom="",
        a_adresse=destinataire,
        sujet=SUJET,
        texte=TEXTE,
        html=f"<p>{TEXTE}</p>",
        date=a_paris(maintenant),
    )
    return Lettre(id=0, expediteur=expediteur, destinataire=destinataire, octets=aplatir(courriel))
