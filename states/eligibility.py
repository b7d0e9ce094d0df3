"""Who a clause is for: ages, evidence and how long it proves (domain.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

AGE_JEUNE = 26
AGE_SENIOR = 50


class Categorie(StrEnum):
    """The categories of the territory (convention, preamble; domain.md §6.1)."""

    DELD = "deld"
    DETLD = "detld"
    RSA = "rsa"
    MINIMA = "minima"
    RQTH = "rqth"
    JEUNE = "jeune"
    SENIOR = "senior"
    IER = "ier"
    SPIP = "spip"
    IAE = "iae"
    STPA = "stpa"
    GEIQ = "geiq"
    REFUGIE = "refugie"
    QPV = "qpv"
    AUTRE = "autre"


class Validite(StrEnum):
    """What limits the evidence of a category."""

    RECENTE = "recente"
    """An attestation, good for a few months from its date."""
    A_TERME = "a_terme"
    """A decision or a contract, good until its own end."""
    PERMANENTE = "permanente"
    """An identity document: what it proves does not change."""


_A_TERME = frozenset(
    {Categorie.RQTH, Categorie.IAE, Categorie.STPA, Categorie.GEIQ, Categorie.REFUGIE}
)
VALIDITES: Mapping[Categorie, Validite] = {
    **dict.fromkeys(Categorie, Validite.RECENTE),
    **dict.fromkeys(_A_TERME, Validite.A_TERME),
    Categorie.JEUNE: Validite.PERMANENTE,
    Categorie.SENIOR: Validite.PERMANENTE,
}
"""Category → what limits its evidence (domain.md §6.2)."""

AVEC_AGE = frozenset({Categorie.JEUNE, Categorie.SENIOR})
"""Categories that an age proves or refuses."""


def anniversaire(naissance: date, age: int) -> date:
    """The day on which somebody reaches an age; born on 29 February, on the 28th otherwise."""
    try:
        return naissance.replace(year=naissance.year + age)
    except ValueError:
        return date(naissance.year + age, 2, 28)


def age_admis(categorie: Categorie, naissance: date, jour: date) -> bool:
    """Whether the age fits the category on a day; the others have no age.

    JEUNE is under 26, strictly; SENIOR has reached 50 (the tests of the national platform).
    """
    if categorie is Categorie.JEUNE:
        return jour < anniversaire(naissance, AGE_JEUNE)
    if categorie is Categorie.SENIOR:
        return jour >= anniversaire(naissance, AGE_SENIOR)
    return True
