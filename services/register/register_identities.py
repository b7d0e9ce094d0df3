"""Successive legal identities of a buyer or a company: checked, ordered, each closed on the eve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from services.register import register_fields as champs
from workflow.errors import ValeurInvalide

VEILLE = timedelta(days=1)


@dataclass(frozen=True)
class IdentiteSaisie:
    """One SIRET of a buyer or a company, with its days, both included; an empty bound is open."""

    siret: str
    nom: str | None = None
    du: date | None = None
    au: date | None = None
    adresse: str | None = None


def ordonner(saisies: Sequence[IdentiteSaisie], qui: str) -> list[IdentiteSaisie]:
    """Check the identities and close each on the eve of the next.

    Several may stand on the same days only when they end together: two communes that the next
    identity unites (domain.md §2.3). ``qui`` names the field in the refusals.

    Raises:
        ValeurInvalide: no identity, a SIRET that is no good, days that overlap.
    """
    if not saisies:
        raise ValeurInvalide(f"{qui}.siret", "Aucun SIRET n’est donné.", "Donnez-en au moins un.")
    propres = [replace(une, siret=champs.siret(f"{qui}.siret", une.siret)) for une in saisies]
    ordonnees = sorted(propres, key=lambda une: (une.du or date.min, une.au or date.max))
    for rang, (avant, apres) in enumerate(pairwise(ordonnees)):
        if avant.au is not None and avant.au == apres.au:
            continue
        if apres.du is None or (avant.au is not None and avant.au >= apres.du):
            raise ValeurInvalide(
                f"{qui}.identites",
                f"Les SIRET {avant.siret} et {apres.siret} valent le même jour.",
                "Donnez à chacun le jour où il commence (du) ou finit (au).",
            )
        if avant.au is None:
            ordonnees[rang] = replace(avant, au=apres.du - VEILLE)
    for une in ordonnees:
        champs.periode(f"{qui}.identites", une.du, une.au)
    if len({une.siret for une in ordonnees}) < len(ordonnees):
        raise ValeurInvalide(
            f"{qui}.identites", "Un même SIRET est donné deux fois.", "Gardez-en un."
        )
    return ordonnees


def nommer(
    identites: Sequence[IdentiteSaisie], nom: str, connus: Mapping[str, str]
) -> list[IdentiteSaisie]:
    """Each identity with its name: the one given, else the one that it was known by.

    ``nom`` is today's, so that of the last identity; ``connus`` are those of the register, by
    SIRET. A change of name does not reach back to what was published before it.
    """
    derniere = identites[-1].siret
    return [
        replace(une, nom=une.nom or (connus.get(une.siret, nom) if une.siret != derniere else nom))
        for une in identites
    ]
