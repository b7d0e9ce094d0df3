"""What somebody of the team writes to the donneur d'ordre names no candidate (article 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notifications.catalogue import MESSAGES, REFERENT
from services.act import Chantier
from states.confidential_words import mots_de_sante, noms_cites
from states.roles import QUI_SUIVENT
from storage.dossiers import LigneDossier
from storage.personal import noms_des_candidats
from workflow.compiled import Compilee
from workflow.decision import Condition, Decision, Demande, Refus
from workflow.process import MOTIF

CONFIRMATION = "mots_relus"
"""Field by which a person says that words of health speak of nobody's health."""


def refus_des_textes(
    chantier: Chantier,
    dossier: LigneDossier,
    compilee: Compilee,
    demande: Demande,
    decision: Decision,
) -> Refus | None:
    """Why a text must be written again, or read over, before it reaches the donneur d'ordre."""
    textes = dict(_textes(compilee, demande.saisies)) if _part_a_la_ville(decision) else {}
    if not textes or demande.role not in QUI_SUIVENT:
        return None
    noms = noms_des_candidats(chantier.connexion, dossier.tete)
    conditions = [*_nommes(textes, noms)]
    evenement = compilee.definition.evenements[demande.evenement]
    if any(une.champ == CONFIRMATION for une in evenement.saisies):
        relus = decision.ligne.donnees.get(CONFIRMATION) is True
        conditions += [] if relus else _de_sante(textes)
    return Refus(evenement=demande.evenement, conditions=tuple(conditions)) if conditions else None


def _part_a_la_ville(decision: Decision) -> bool:
    messages = (MESSAGES.get(un.nom) for un in decision.effets if un.genre == "mail")
    return any(un is not None and un.audience == REFERENT for un in messages)


def _textes(compilee: Compilee, saisies: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Free texts of the act that mails may quote, by the name of their field."""
    contexte = compilee.definition.contexte
    for nom, valeur in saisies.items():
        champ = contexte.get(nom)
        libre = nom == MOTIF or (champ is not None and champ.type == "texte")
        if libre and not (champ is not None and champ.personnel) and isinstance(valeur, str):
            yield nom, valeur


def _nommes(textes: Mapping[str, str], noms: list[str]) -> Iterator[Condition]:
    for champ, texte in textes.items():
        for nom in noms_cites(texte, noms):
            yield Condition(
                "personne_nommee",
                f"« {nom} » est le nom d’une personne candidate de ce marché : ce texte part au "
                "donneur d’ordre, qui ne doit pas le lire (convention, article 3). Dites la "
                f"difficulté sans nommer personne : corrigez {champ}.",
            )


def _de_sante(textes: Mapping[str, str]) -> list[Condition]:
    mots = [un for texte in textes.values() for un in mots_de_sante(texte)]
    if not mots:
        return []
    dits = ", ".join(f"« {un} »" for un in dict.fromkeys(mots))
    return [
        Condition(
            "mots_de_sante",
            f"{dits} : ce texte part au donneur d’ordre, et rien n’y dit la santé d’une personne "
            f"(convention, article 3). Récrivez-le ; s’il ne parle de la santé de personne, "
            f"confirmez par {CONFIRMATION}=oui.",
        )
    ]
