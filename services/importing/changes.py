"""What a file changes of a marché that is followed: old and new values, as facts and in French."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.importing.records import MarcheLu
from services.importing.rows import en_trace
from services.importing.versions import en_vigueur
from states.french import INSECABLE, date_courte, denombre, euros

TITULAIRE = "titulaire"
LIBELLES: Mapping[str, str] = {
    "objet": "objet",
    "nature": "nature",
    "procedure": "procédure",
    "cpv": "code CPV",
    "duree_mois": "durée",
    "lieu": "lieu d’exécution",
    "considerations": "considérations sociales",
    "ccag": "CCAG",
    "type_groupement": "groupement",
    "date_notification": "date de notification",
    "montant": "montant",
}
"""What matters to whoever follows the marché; where and when it was published does not."""
EN_VIGUEUR = frozenset({"montant", "duree_mois"})


@dataclass(frozen=True)
class Changement:
    """One value before and after; of a holder, one of the two is empty and ``le`` is the day."""

    champ: str
    avant: Any
    apres: Any
    le: date | None = None
    entreprise: int | None = None

    def en_fait(self) -> dict[str, str | None]:
        """For the answer and the journal: texts, holders by their number."""
        fait = {"champ": self.champ, "avant": en_trace(self.avant), "apres": en_trace(self.apres)}
        return fait | {"le": self.le.isoformat() if self.le else None}

    def en_phrase(self, noms: Mapping[int, str] | None = None) -> str:
        """« montant : 10,00 € → 20,00 € »; the journal keeps numbers, a task names the company."""
        if self.champ != TITULAIRE:
            avant, apres = dire(self.champ, self.avant), dire(self.champ, self.apres)
            return f"{LIBELLES[self.champ]}{INSECABLE}: {avant} → {apres}"
        qui = (noms or {}).get(self.entreprise or 0) or str(self.apres or self.avant)
        if self.apres:
            return f"nouveau titulaire{INSECABLE}: {qui}, depuis le {_jour(self.le)}"
        return f"titulaire sortant{INSECABLE}: {qui}, jusqu’au {_jour(self.le)}"


def _jour(jour: date | None) -> str:
    return date_courte(jour) if jour else "?"


def dire(champ: str, valeur: Any) -> str:
    """A value as people read it."""
    if valeur is None:
        return "non publié"
    if isinstance(valeur, Decimal):
        return euros(valeur)
    if isinstance(valeur, date):
        return date_courte(valeur)
    if isinstance(valeur, tuple):
        return ", ".join(valeur)
    return (
        denombre(valeur, "mois") if champ == "duree_mois" else f"«{INSECABLE}{valeur}{INSECABLE}»"
    )


def changements(avant: MarcheLu, apres: MarcheLu) -> list[Changement]:
    """Values in force that differ; holders are told by whoever writes them."""
    return [
        Changement(champ, *valeurs)
        for champ in LIBELLES
        if (valeurs := (_valeur(avant, champ), _valeur(apres, champ)))[0] != valeurs[1]
    ]


def _valeur(marche: MarcheLu, champ: str) -> Any:
    return en_vigueur(marche, champ) if champ in EN_VIGUEUR else getattr(marche, champ)


@dataclass(frozen=True)
class Modifie:
    """A marché of the register that a file changed."""

    lu: MarcheLu
    cle: int
    changements: tuple[Changement, ...]
