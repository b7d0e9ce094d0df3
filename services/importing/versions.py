"""Versions and modifications of one marché, put over one another whatever the order of arrival."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from services.importing.records import VERSION, MarcheLu, ModificationLue, TitulaireLu

_PROPRES = {"titulaires", "modifications", "montant", "fichier", "ligne", "rang", "source"}
_PROPRES |= {"version_dite", "modification"}
DESCRIPTIFS = tuple(
    champ.name
    for champ in fields(MarcheLu)
    if champ.name not in _PROPRES | {"acheteur", "identifiant", "date_notification"}
)

Ordonnable = TypeVar("Ordonnable", int, Decimal)


def en_modification(version: MarcheLu) -> ModificationLue:
    """A version of a marché as a modification of its day, holders included.

    They are kept even where they are those of the version before: which one comes before is only
    known once every file has been read.
    """
    return ModificationLue(
        identifiant=f"{VERSION}{version.date_notification.isoformat()}",
        notifiee_le=version.date_notification,
        montant=version.montant,
        duree_mois=version.duree_mois,
        titulaires=en_ordre(version.titulaires),
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
    if dessous.tabulaire and dessus.tabulaire:
        return _ensemble(dessous, dessus)
    manques: dict[str, Any] = {
        champ: getattr(dessous, champ)
        for champ in ("notifiee_le", "montant", "duree_mois", "titulaires")
        if getattr(dessus, champ) is None
    }
    return replace(dessus, **manques)


def _ensemble(une: ModificationLue, autre: ModificationLue) -> ModificationLue:
    """Rows of one version, seen in two extracts: the same whichever came first."""
    titulaires = {*(une.titulaires or ()), *(autre.titulaires or ())}
    sortants = {*(une.sortants or ()), *(autre.sortants or ())} - titulaires
    return replace(
        une,
        montant=plus_grand(une.montant, autre.montant),
        duree_mois=plus_grand(une.duree_mois, autre.duree_mois),
        titulaires=en_ordre(titulaires) or None,
        sortants=en_ordre(sortants) or None,
    )


def plus_grand(un: Ordonnable | None, autre: Ordonnable | None) -> Ordonnable | None:
    """The greatest of what is said."""
    return max((valeur for valeur in (un, autre) if valeur is not None), default=None)


def en_ordre(titulaires: Iterable[TitulaireLu]) -> tuple[TitulaireLu, ...]:
    """Holders in an order that no file decides."""
    return tuple(sorted(titulaires, key=lambda un: (un.type_identifiant, un.identifiant)))


def _ordre(une: ModificationLue) -> tuple[date, int, str]:
    return (une.notifiee_le or date.min, len(une.identifiant), une.identifiant)


def en_vigueur(marche: MarcheLu, champ: str, jour: date | None = None) -> Any:
    """The amount or the length that the last modification left, on a day or whatever the day."""
    valeur = getattr(marche, champ)
    for une in marche.modifications:
        future = jour is not None and une.notifiee_le is not None and une.notifiee_le > jour
        if not future and getattr(une, champ) is not None:
            valeur = getattr(une, champ)
    return valeur
