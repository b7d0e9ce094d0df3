"""What a mail or a letter with legal effect must say in words: the visible table, and its check.

``notifications.shown`` proves the values; a sentence holds no value, and its absence shows nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_2A, _4, _6 = (f"convention, {un}" for un in ("annexe 2/A", "article 4", "article 6"))
COURRIER = "courrier_rappel"


@dataclass(frozen=True)
class Mention:
    """Words that a text must have, Jinja's marks apart, and the article that wants them."""

    dite: str
    source: str


MENTIONS: Mapping[str, tuple[Mention, ...]] = MappingProxyType(
    {
        COURRIER: (
            Mention("sont une obligation du marché", _2A),
            Mention("Nous vous demandons de prendre contact avec", _2A),
            Mention("dans un délai de {{ parametres.delai_courrier|delai }} à compter de", _2A),
            Mention("nous alerterons le donneur d'ordre", _2A),
            Mention("avec l'accord du donneur d'ordre", _2A),
        ),
        "demande_accord_courrier": (
            Mention("accepter ou refuser l'envoi", _2A),
            Mention("Sans votre accord, rien ne part", _2A),
        ),
        "alerte_donneur_ordre": (
            Mention("notifier sa défaillance à l'entreprise", _2A),
            Mention("procédure de pénalités, elle, relève du seul donneur d'ordre", _4),
        ),
        "terme_de_la_convention": (Mention("{{ donnees.fin_le|date }}", _6),),
        "denonciation_de_la_convention": (
            Mention("Le préavis court à partir de sa réception", _6),
            Mention("{{ calcul(echeance) }}", _6),
        ),
        "invitation_reunion": (Mention("{{ donnees.date_reunion|date }}", _4),),
        "plan_convenu_entreprise": (Mention("{{ jusqua(echeance) }}", _2A),),
        "plan_convenu_referent": (Mention("{{ jusqua(echeance) }}", _2A),),
        "penalites_engagees_avis": (Mention("{{ donnees.montant|euros }}", _2A),),
    }
)  # fmt: skip


def mentions_tues(nom: str, corps: Mapping[str, str]) -> Iterator[str]:
    """Words that a body must have and has not, in French.

    Parameters:
        nom: message or letter.
        corps: source of each of its bodies, by file.
    """
    for fichier, texte in corps.items():
        lu = _mots(texte)
        for une in MENTIONS.get(nom, ()):
            if _mots(une.dite) not in lu:
                yield f"{nom}/{fichier} : ce texte doit dire « {une.dite} » ({une.source})."


def _mots(texte: str) -> str:
    """Without tags, with one kind of blank and of apostrophe."""
    nu = re.sub(r"<[^>]+>", "", texte).replace("’", "'")
    return " ".join(nu.split())
