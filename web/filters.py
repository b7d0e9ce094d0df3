"""The filter of a list in its address: read, written, and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from services.reading.due_dates import DERNIER, PREMIER
from services.reading.listing import ECHEANCE, ORDRES, Tri
from web.whole_numbers import entier

LISTE, TABLEAU, CALENDRIER = "liste", "tableau", "calendrier"
VUES = ((LISTE, "Liste"), (TABLEAU, "Tableau"), (CALENDRIER, "Calendrier"))


@dataclass(frozen=True)
class Adresse:
    """What the address of a list says: its filter, its view, the month of its calendar."""

    tri: Tri
    vue: str
    mois: date | None

    def avec(self, **changes: str | int) -> str:
        """The address's query with some of it changed; page 1 unless said."""
        tri = self.tri
        actuels = {
            "vue": "" if self.vue == LISTE else self.vue,
            "main": tri.main,
            "etat": tri.etat,
            "q": tri.q,
            "avant": tri.avant.isoformat() if tri.avant else "",
            "ville": tri.ville or "",
            "suivi": "" if tri.suivi is None else tri.suivi,
            "tri": "" if (tri.ordre, tri.descend) == (ECHEANCE, False) else _tri_dit(tri),
            "clos": "oui" if tri.clos else "",
            "mois": f"{self.mois:%Y-%m}" if self.mois and self.vue == CALENDRIER else "",
        }
        voulus = {nom: val for nom, val in {**actuels, **changes}.items() if val != ""}
        return f"?{urlencode(voulus)}" if voulus else "?"

    def tri_par(self, colonne: str) -> str:
        """The query that sorts by a column; the other way round when it does already."""
        inverse = self.tri.ordre == colonne and not self.tri.descend
        voulu = f"-{colonne}" if inverse else colonne
        return self.avec(tri="" if voulu == ECHEANCE else voulu)

    def sens(self, colonne: str) -> str:
        """How a column is sorted, in the words of ``aria-sort``; nothing when it is not."""
        if self.tri.ordre != colonne:
            return ""
        return "descending" if self.tri.descend else "ascending"


def lire(machine: str, demande: Mapping[str, Any]) -> Adresse:
    """What an address asks; what does not read is left out, as if it were not there."""
    numero, vue = demande.get("page", "1"), demande.get("vue", LISTE)
    ordre = demande.get("tri", "").removeprefix("-")
    tri = Tri(
        machine=machine,
        main=demande.get("main", "")[:40],
        etat=demande.get("etat", "")[:60],
        q=demande.get("q", "")[:100],
        avant=_jour(demande.get("avant", "")),
        ville=entier(demande.get("ville", "")),
        suivi=entier(demande.get("suivi", "")),
        ordre=ordre if ordre in ORDRES else ECHEANCE,
        descend=ordre in ORDRES and demande.get("tri", "").startswith("-"),
        clos=demande.get("clos") == "oui",
        page=max(1, int(numero)) if numero.isdecimal() and len(numero) < len("100000") else 1,
    )
    return Adresse(
        tri,
        vue if vue in {nom for nom, _ in VUES} else LISTE,
        _jour(f"{demande.get('mois', '')}-01"),
    )


def nettoyer(machine: str, requete: str) -> str:
    """The query of a list's address, with nothing in it but a filter and a view."""
    return lire(machine, dict(parse_qsl(requete.removeprefix("?")))).avec().removeprefix("?")


def _tri_dit(tri: Tri) -> str:
    return f"-{tri.ordre}" if tri.descend else tri.ordre


def _jour(texte: str) -> date | None:
    """The day; none for what is no date, nor for one that no dossier reaches."""
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        return None
    return jour if PREMIER <= jour <= DERNIER else None
