"""All that a set of files says of one marché, brought together: rows, versions, duplicates.

The oldest notification is the marché's; another day is a modification of that day; several holders
on one day are a groupement. Two amounts on one day are most often lots published under one number:
the highest is kept and the contradiction is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from services.importing.records import (
    VERSION,
    Lecture,
    MarcheLu,
    ModificationLue,
    Rebut,
    TitulaireLu,
)

_PROPRES = {"titulaires", "modifications", "montant", "fichier", "ligne", "source"}
DESCRIPTIFS = tuple(
    champ.name
    for champ in fields(MarcheLu)
    if champ.name not in _PROPRES | {"acheteur", "identifiant", "date_notification"}
)


@dataclass(frozen=True)
class Groupe:
    """One marché read: what it is, or why it is refused, and what was set aside on the way."""

    marche: MarcheLu | None
    rebut: Rebut | None
    avertissements: tuple[Rebut, ...]
    extrait: str = ""


def regrouper(lectures: Sequence[Lecture]) -> Groupe:
    """Bring together the readings of one key, in the order of the files."""
    marches = [lecture.marche for lecture in lectures if lecture.marche]
    rebuts = [lecture.rebut for lecture in lectures if lecture.rebut]
    avertissements = [un for lecture in lectures for un in lecture.avertissements]
    if not marches:
        return Groupe(None, rebuts[0], (*rebuts[1:], *avertissements), lectures[0].extrait)
    marche, contradictions = reunir(marches)
    return Groupe(marche, None, (*rebuts, *avertissements, *contradictions))


def reunir(marches: Sequence[MarcheLu]) -> tuple[MarcheLu, list[Rebut]]:
    """One marché from its rows and versions, and what is contradictory in them."""
    if len(marches) == 1:
        return marches[0], []
    rangs = sorted(marches, key=lambda un: un.date_notification)  # stable: the files' order
    jours = [
        _un_jour(list(rangees))
        for _, rangees in groupby(rangs, key=lambda un: un.date_notification)
    ]
    contradictions = [rebut for _, rebut in jours if rebut]
    (base, _), *suites = jours
    for version, _ in suites:
        base = _completer(base, version)
    modifications = fusionner_modifications(
        (une for jour, _ in jours for une in jour.modifications),
        versions(base, [jour for jour, _ in suites]),
        base.date_notification,
    )
    return replace(base, modifications=modifications), contradictions


def _un_jour(rangees: list[MarcheLu]) -> tuple[MarcheLu, Rebut | None]:
    """The rows of one day: holders together, the highest amount."""
    premiere = rangees[0]
    if len(rangees) == 1:
        return premiere, None
    for autre in rangees[1:]:
        premiere = _completer(premiere, autre)
    montants = sorted({une.montant for une in rangees if une.montant is not None})
    titulaires = tuple(dict.fromkeys(un for une in rangees for un in une.titulaires))
    modifications = fusionner_modifications(
        (une for rangee in rangees for une in rangee.modifications), (), premiere.date_notification
    )
    jour = replace(
        premiere,
        titulaires=_nommes(titulaires, rangees),
        montant=montants[-1] if montants else None,
        modifications=modifications,
    )
    return jour, _contradiction(jour, montants) if len(montants) > 1 else None


def _nommes(
    titulaires: tuple[TitulaireLu, ...], rangees: list[MarcheLu]
) -> tuple[TitulaireLu, ...]:
    """The holders, each with the first name that any row gives."""
    noms = {un: un.nom for une in reversed(rangees) for un in une.titulaires if un.nom}
    return tuple(replace(un, nom=noms.get(un)) for un in titulaires)


def _contradiction(jour: MarcheLu, montants: list[Decimal]) -> Rebut:
    liste = ", ".join(f"{montant:.2f}".replace(".", ",") for montant in montants[:5])
    return Rebut(
        jour.fichier,
        jour.ligne,
        "montant",
        f"{len(montants)} montants publiés pour le {jour.date_notification:%d/%m/%Y} "
        f"({liste} €) : le plus élevé est retenu ; peut-être des lots sous un même numéro",
    )


def _completer(marche: MarcheLu, autre: MarcheLu) -> MarcheLu:
    """Fill the empty fields of one from the other."""
    manques = {
        champ: getattr(autre, champ)
        for champ in DESCRIPTIFS
        if getattr(marche, champ) is None and getattr(autre, champ) is not None
    }
    return replace(marche, **manques) if manques else marche


def versions(base: MarcheLu, suites: Iterable[MarcheLu]) -> tuple[ModificationLue, ...]:
    """The later versions of a marché as modifications; holders only where they change."""
    trouvees = []
    titulaires = set(base.titulaires)
    for version in suites:
        changent = set(version.titulaires) != titulaires
        titulaires = set(version.titulaires)
        trouvees.append(en_modification(version, avec_titulaires=changent))
    return tuple(trouvees)


def en_modification(version: MarcheLu, *, avec_titulaires: bool) -> ModificationLue:
    """A version of a marché as a modification of its day."""
    return ModificationLue(
        identifiant=f"{VERSION}{version.date_notification.isoformat()}",
        notifiee_le=version.date_notification,
        montant=version.montant,
        duree_mois=version.duree_mois,
        titulaires=version.titulaires if avec_titulaires else None,
    )


def fusionner_modifications(
    connues: Iterable[ModificationLue], lues: Iterable[ModificationLue], notification: date
) -> tuple[ModificationLue, ...]:
    """Modifications by number, what is read last over what is known; versions give way by day.

    A version of the day of a numbered modification is that modification; a version of the day of
    the notification is the marché itself.
    """
    resultat: dict[str, ModificationLue] = {}
    for une in (*connues, *lues):
        resultat[une.identifiant] = _par_dessus(resultat.get(une.identifiant), une)
    numerotees = {une.notifiee_le: une for une in resultat.values() if not une.tabulaire}
    for cle, une in list(resultat.items()):
        if not une.tabulaire:
            continue
        if une.notifiee_le == notification:
            del resultat[cle]
        elif homologue := numerotees.get(une.notifiee_le):
            del resultat[cle]
            resultat[homologue.identifiant] = _par_dessus(une, homologue)
    return tuple(sorted(resultat.values(), key=_ordre))


def _par_dessus(dessous: ModificationLue | None, dessus: ModificationLue) -> ModificationLue:
    """What one says over what the other said; silence erases nothing."""
    if dessous is None:
        return dessus
    manques: dict[str, Any] = {
        champ: getattr(dessous, champ)
        for champ in ("notifiee_le", "montant", "duree_mois", "titulaires")
        if getattr(dessus, champ) is None
    }
    return replace(dessus, **manques)


def _ordre(une: ModificationLue) -> tuple[date, int, str]:
    return (une.notifiee_le or date.min, len(une.identifiant), une.identifiant)
