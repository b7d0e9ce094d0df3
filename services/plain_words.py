"""The names that machines, the command line and the API use, said as a page says them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from services.pieces import renvoi
from states.french import INSECABLE, decimal
from workflow.fields import depuis_texte
from workflow.process import Champ, Definition
from workflow.sentences import en_francais

_PHRASE = re.compile(r"(?:«[^»]*»|[^.«])+\.?\s*")
_COMMANDE = re.compile(r"«\s?jalon ([a-z-]+)[^»]*»|: jalon ([a-z-]+)|(?<!\S)--([a-z]+)")
"""A command between guillemets, at the end of a mend, or an option of one."""
_DE_L_ADMINISTRATION = frozenset(
    {"compte", "convention", "donneur-ordre", "entreprise", "import", "init", "referent"}
)
"""Commands for which there is no page, or none but the administration's."""
_NOM = re.compile(r"(?<![\w«/.@-])([a-z]+(?:_[a-z]+)+)(?:=([a-z]+))?(?![\w@/])")


def en_mots(definition: Definition, texte: str) -> str:
    """A sentence without identifiers: fields, states and acts by their labels, each told once."""
    dits: set[str] = set()

    def remplacer(trouve: re.Match[str]) -> str:
        libelle = _libelle(definition, trouve[1])
        if libelle is None:
            return trouve[0]
        dits.add(libelle)
        suite = f" : {trouve[2]}" if trouve[2] else ""
        return f"«{INSECABLE}{libelle}{INSECABLE}»{suite}"

    nomme = _NOM.sub(remplacer, texte)
    for libelle in dits:  # « code (libellé) », as a mend lists choices
        nomme = nomme.replace(f"{INSECABLE}» ({libelle})", f"{INSECABLE}»")
    return nomme


def sans_commande(texte: str) -> str:
    """A message of the services as a page says it: no sentence sends anybody to a terminal."""
    if not _COMMANDE.search(texte):
        return texte
    return "".join(_sans_commande(une) for une in _PHRASE.findall(texte)).strip()


def _sans_commande(phrase: str) -> str:
    nommees = {un for trouve in _COMMANDE.finditer(phrase) for un in trouve.groups() if un}
    if nommees & _DE_L_ADMINISTRATION:
        return "Demandez-le à l’administration de Jalon. "
    if "reprise" in nommees:
        return "Partez du modèle de la reprise. "
    return "" if nommees else phrase


def valeur_en_mots(champ: Champ, valeur: Any) -> str:
    """What a field holds, as people read it: a date in words, a choice by its label."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    fichier = renvoi(valeur)
    if fichier:
        return fichier[0]
    if str(valeur) in champ.libelles:
        return champ.libelles[str(valeur)]
    lue = depuis_texte(champ.type, valeur)
    return decimal(lue) if isinstance(lue, Decimal) else en_francais(lue)


def _libelle(definition: Definition, nom: str) -> str | None:
    if nom in definition.contexte:
        return definition.contexte[nom].libelle or None
    if nom in definition.etats:
        return definition.etats[nom].libelle
    if nom in definition.evenements:
        return definition.evenements[nom].libelle
    choix = (un.libelles.get(nom) for un in definition.contexte.values())
    return next((un for un in choix if un), None)
