"""Facts of the chiffrage: hours computed from what was entered, and its history (domain.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from states.hours import PasDArrondi, chiffrer, heures_selon_echelle, heures_sur_factures
from workflow.values import Fait, Historique, VueFaits

CHIFFRER = "chiffrer_heures"
DECISIONS = frozenset({"emettre_preconisation", "valider_preconisation", "modifier_objectif"})
_POUR_CENT = Decimal("0.01")
_PAS = {"heure": PasDArrondi.HEURE, "semaine": PasDArrondi.SEMAINE, "mois": PasDArrondi.MOIS}


def _formule(donnees: Mapping[str, Any]) -> Decimal:
    return chiffrer(
        donnees["montant_chiffre"],
        part_main_oeuvre=donnees["part_main_oeuvre"] * _POUR_CENT,
        taux_effort=donnees["taux_effort"] * _POUR_CENT,
        cout_horaire=donnees["cout_horaire"],
        pas=_PAS[str(donnees.get("arrondi") or "heure")],
    ).heures


def _ratio(donnees: Mapping[str, Any]) -> Decimal:
    return heures_sur_factures(
        donnees["montant_chiffre"], seuil=donnees["seuil_ratio"], tranche=donnees["tranche_ratio"]
    )


def _echelle(donnees: Mapping[str, Any]) -> Decimal:
    return heures_selon_echelle(donnees["montant_chiffre"])


_METHODES: Mapping[str, tuple[Callable[[Mapping[str, Any]], Decimal], tuple[str, ...]]] = {
    "formule": (
        _formule,
        ("montant_chiffre", "part_main_oeuvre", "taux_effort", "cout_horaire"),
    ),
    "ratio_factures": (_ratio, ("montant_chiffre", "seuil_ratio", "tranche_ratio")),
    "echelle_formation": (_echelle, ("montant_chiffre",)),
}
"""Method → its computation, and what it cannot do without."""


def calculer(donnees: Mapping[str, Any]) -> Decimal | None:
    """Hours computed from those fields; empty while one that the method needs is missing."""
    methode = _METHODES.get(str(donnees.get("methode_chiffrage")))
    if methode is None:
        return None
    calcul, voulus = methode
    if any(donnees.get(nom) is None for nom in voulus):
        return None
    return calcul(donnees).quantize(_POUR_CENT)


def heures_calculees(vue: VueFaits) -> Decimal | None:
    """Hours of the last chiffrage; the objective is a decision, kept beside it."""
    return calculer(vue.donnees)


@dataclass(frozen=True)
class Etape:
    """One step of the chiffrage: what was computed that day, or what was decided."""

    le: date
    evenement: str
    saisies: Mapping[str, Any]
    heures_calculees: Decimal | None
    objectif_heures: Decimal | None


def etapes(historique: Historique, jour_civil: Callable[[datetime], date]) -> tuple[Etape, ...]:
    """The history of the chiffrage, oldest first; what a step does not enter is what stood then."""
    connues: dict[str, Any] = {}
    trouvees: list[Etape] = []
    for ligne in historique:
        connues.update({nom: val for nom, val in ligne.donnees.items() if val is not None})
        if ligne.evenement == CHIFFRER or (
            ligne.evenement in DECISIONS and ligne.donnees.get("objectif_heures") is not None
        ):
            trouvees.append(
                Etape(
                    jour_civil(ligne.at),
                    ligne.evenement,
                    ligne.donnees,
                    calculer(connues),
                    connues.get("objectif_heures"),
                )
            )
    return tuple(trouvees)


FAITS = (Fait(nom="heures_calculees", type="decimal", lit=frozenset(), calcul=heures_calculees),)
"""Facts of this module; ``states/facts.py`` puts them in its table."""
