"""What somebody typed into a form that came too late: kept in the page, and given back.

Never in an address, never on the server, and never sent again by itself: whoever typed it clicks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request

from web.access import CHAMP

PREFIXE = "_garde_"
"""Before the name of a field that goes through the door."""
ETAPE, APERCU, FAIRE, REVOIR = "etape", "apercu", "faire", "revoir"
"""What a form of ours asks for: to look at what follows, to act, to be shown again as typed."""
_SECRETS = frozenset(
    {"mot_de_passe", "actuel", "actuel_retrait", "actuel_sessions", "nouveau", "encore", "code"}
)
_TENUS = frozenset({CHAMP, ETAPE, "cle", "rev", "seq", "vu", "suite", "proposition"})
"""What a form carries, and nobody types."""


@dataclass(frozen=True)
class Gardee:
    """A form to be found again: where it goes, its texts, and whether a file was in it."""

    adresse: str
    champs: tuple[tuple[str, str], ...]
    fichier: bool = False

    @property
    def se_revoit(self) -> bool:
        """Whether the page can show the form again; else it is sent as it was."""
        return dict(self.champs).get(ETAPE) in {APERCU, FAIRE}

    @property
    def a_rendre(self) -> list[tuple[str, str]]:
        """The fields as they are sent back: a form that can be shown is looked at first."""
        if not self.se_revoit:
            return list(self.champs)
        return [(nom, REVOIR if nom == ETAPE else val) for nom, val in self.champs]


def a_garder(requete: Request[Any, Any, Any]) -> Gardee | None:
    """What the form that was just sent holds, when one of our pages sent it and somebody typed.

    A browser that does not say where a form comes from gets nothing back: another site could have
    written it. Passwords never come back.
    """
    formulaire = requete.state.get("formulaire")
    if formulaire is None or requete.headers.get("sec-fetch-site") != "same-origin":
        return None
    recus = list(formulaire.multi_items())
    textes = [(nom, val) for nom, val in recus if isinstance(val, str) and nom != CHAMP]
    ecrits = [nom for nom, val in textes if nom not in _TENUS and val.strip()]
    if not ecrits or not _SECRETS.isdisjoint(nom for nom, _ in recus):
        return None
    adresse = requete.url.path + (f"?{requete.url.query}" if requete.url.query else "")
    fichier = any(getattr(val, "filename", "") for _, val in recus)
    return Gardee(adresse, tuple(textes), fichier)


def par_la_porte(formulaire: Any) -> Gardee | None:
    """What the sign-in form carries through, if anything."""
    champs = tuple(
        (nom.removeprefix(PREFIXE), val)
        for nom, val in formulaire.multi_items()
        if nom.startswith(PREFIXE) and isinstance(val, str)
    )
    return Gardee(str(formulaire.get("suite", "")), champs) if champs else None
