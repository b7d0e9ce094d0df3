"""The dated identities that a letter bears: marked in its page, read back, and set to another day.

A donneur d'ordre accepts a text. When a party changes its SIRET, its name or its address before
the letter leaves, the same page goes out with the marked words changed, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from markupsafe import Markup

from documents.context import ContexteDocument

NOM, SIRET, ADRESSE = "entreprise.nom", "entreprise.siret", "entreprise.adresse"
DONNEUR_ORDRE = "donneur_ordre.nom"
_AVANT: Mapping[str, str] = {SIRET: ", SIRET ", ADRESSE: "\n"}
"""What stands before a value in the page, and goes with it when there is none."""
_SANS_NOM = "L’entreprise titulaire"
_MARQUE = re.compile(
    r'<span data-identite="([a-z_.]+)" data-inscrite="([^"]*)">([^<]*)</span>', re.DOTALL
)

Identites = Mapping[str, str]
"""Name of a mark → its value, empty when there is none."""


def imprimees(contexte: ContexteDocument) -> Identites:
    """What a letter prints of the parties, as its context says."""
    entreprise = contexte.entreprise
    return {
        NOM: entreprise.nom if entreprise else _SANS_NOM,
        SIRET: (entreprise.siret if entreprise else None) or "",
        ADRESSE: (entreprise.adresse if entreprise else None) or "",
        DONNEUR_ORDRE: contexte.donneur_ordre.nom,
    }


def marques(imprimees_: Identites, inscrites: Identites) -> dict[str, Markup]:
    """The marked words of a page.

    ``inscrites`` is what the register says: an address found by the post is printed before the
    register knows it.
    """
    return {
        nom: _marque(nom, valeur, inscrites.get(nom, valeur)) for nom, valeur in imprimees_.items()
    }


def _marque(nom: str, imprimee: str, inscrite: str) -> Markup:
    texte = f"{_AVANT.get(nom, '')}{imprimee}" if imprimee else ""
    return Markup('<span data-identite="{}" data-inscrite="{}">{}</span>').format(
        nom, inscrite, texte
    )


def portees(html: str) -> dict[str, frozenset[str]]:
    """The identities that a letter bears: of each mark, what it prints and what the register said.

    Empty for a page whose body was erased, or that has no mark.
    """
    return {
        nom: frozenset({unescape(inscrite), unescape(texte).removeprefix(_AVANT.get(nom, ""))})
        for nom, inscrite, texte in _MARQUE.findall(html)
    }


def readresser(html: str, imprimees_: Identites, inscrites: Identites) -> str:
    """The same page with the identities of another day; a mark that still holds stays as it is."""

    def changer(trouvee: re.Match[str]) -> str:
        nom, texte = trouvee[1], unescape(trouvee[3]).removeprefix(_AVANT.get(trouvee[1], ""))
        inscrite, imprimee = inscrites.get(nom, ""), imprimees_.get(nom, "")
        if unescape(trouvee[2]) == inscrite == imprimee or texte == imprimee:
            return trouvee[0]
        return str(_marque(nom, imprimee, inscrite))

    return _MARQUE.sub(changer, html)
