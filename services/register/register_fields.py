"""What a person types into the register, field by field: the value, or a French refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from services.importing.fields import defaut_de_siret, lire_siret, nettoyer, siret_valide
from states.roles import ROLES
from workflow.errors import ValeurInvalide
from workflow.typed_text import lisible

TEXTE_MAX = 500
COURRIEL_MAX = 254
_COURRIEL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\".]+(?:\.[^\s@<>,;\".]+)+")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,98}[a-z0-9]")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 .()/-]{3,24}")


def exiger(champ: str, valeur: str | None) -> str:
    """A text that must not be empty."""
    texte = facultatif(champ, valeur)
    if texte is None:
        raise ValeurInvalide(champ, f"{champ} est obligatoire.", f"Indiquez {champ}.")
    return texte


def facultatif(champ: str, valeur: str | None) -> str | None:
    """A text, or nothing."""
    texte = nettoyer(lisible(champ, valeur or "", une_ligne=True))
    if len(texte) > TEXTE_MAX:
        raise ValeurInvalide(
            champ, f"{champ} dépasse {TEXTE_MAX} caractères.", "Raccourcissez le texte."
        )
    return texte or None


def siret(champ: str, valeur: str | None) -> str:
    """A SIRET, its spaces set aside; nothing is mended in what a person types."""
    texte = exiger(champ, valeur)
    lu, motif = lire_siret(texte)
    if lu is None or motif or not siret_valide(lu):
        raise ValeurInvalide(
            champ,
            f"« {texte} » n’est pas valable : {defaut_de_siret(texte)}.",
            "Vérifiez-le sur l’avis de situation INSEE.",
        )
    return lu


def courriel(champ: str, valeur: str | None) -> str | None:
    """An e-mail address, or nothing."""
    texte = facultatif(champ, valeur)
    if texte is not None and (len(texte) > COURRIEL_MAX or not _COURRIEL.fullmatch(texte)):
        raise ValeurInvalide(
            champ,
            f"« {texte} » n’est pas une adresse électronique.",
            "Exemple : prenom.nom@ville.fr",
        )
    return texte


def telephone(champ: str, valeur: str | None) -> str | None:
    """A phone number as written, or nothing."""
    texte = facultatif(champ, valeur)
    if texte is not None and not _TELEPHONE.fullmatch(texte):
        raise ValeurInvalide(
            champ, f"« {texte} » n’est pas un numéro de téléphone.", "Exemple : 04 72 00 00 00"
        )
    return texte


def login(valeur: str | None) -> str:
    """A login: small letters, digits, full stop, hyphen, at sign."""
    texte = exiger("login", valeur).lower()
    if not _LOGIN.fullmatch(texte):
        raise ValeurInvalide(
            "login",
            f"« {texte} » ne convient pas comme identifiant de connexion.",
            "Lettres sans accent, chiffres, point, tiret ; au moins deux signes.",
        )
    return texte


def roles(valeurs: Iterable[str]) -> list[str]:
    """Known roles, sorted, at least one."""
    demandes = sorted({valeur.strip().lower() for valeur in valeurs if valeur.strip()})
    inconnus = [role for role in demandes if role not in ROLES]
    if inconnus or not demandes:
        message = f"Rôle inconnu : {', '.join(inconnus)}." if inconnus else "Aucun rôle indiqué."
        raise ValeurInvalide("roles", message, f"Rôles possibles : {', '.join(sorted(ROLES))}.")
    return demandes


def jour(champ: str, valeur: str | None) -> date | None:
    """A civil day ``AAAA-MM-JJ`` or ``JJ/MM/AAAA``, or nothing."""
    texte = facultatif(champ, valeur)
    if texte is None:
        return None
    try:
        return date.fromisoformat("-".join(reversed(texte.split("/"))) if "/" in texte else texte)
    except ValueError as erreur:
        raise ValeurInvalide(
            champ, f"« {texte} » n’est pas une date.", "Écrivez par exemple 2024-01-31."
        ) from erreur


def periode(champ: str, du: date | None, au: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if du and au and au < du:
        raise ValeurInvalide(
            champ,
            f"La période finit le {au:%d/%m/%Y}, avant de commencer le {du:%d/%m/%Y}.",
            "Vérifiez les deux dates.",
        )
