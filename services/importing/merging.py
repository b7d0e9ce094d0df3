"""What a file says over what the register knows: pure, and twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from services.importing.grouping import (
    DESCRIPTIFS,
    en_modification,
    fusionner_modifications,
)
from services.importing.records import MarcheLu, ModificationLue, TitulaireLu

_VEILLE = timedelta(days=1)
CHAMPS = (
    *(champ for champ in DESCRIPTIFS if champ != "acheteur_nom"),
    "date_notification",
    "montant",
    "source",
)
"""Columns of a marché that an import may change."""


@dataclass(frozen=True)
class Periode:
    """When a company held the marché; ``au`` is its last day, included."""

    du: date
    au: date | None = None


def fusionner(connu: MarcheLu, lu: MarcheLu) -> MarcheLu:
    """The marché as it stands after the file.

    A file that says what the notification is corrects it. A tabular one only shows versions: the
    oldest day is the notification, whichever came first, and the other is a modification.
    """
    if lu.date_notification == connu.date_notification or not (lu.tabulaire or connu.tabulaire):
        return _avec_modifications(_corriger(connu, lu), connu, lu, ())
    ancien, recent = sorted((connu, lu), key=lambda un: un.date_notification)
    base = _corriger(recent, ancien)
    changent = set(ancien.titulaires) != set(recent.titulaires)
    version = en_modification(recent, avec_titulaires=changent)
    return _avec_modifications(base, connu, lu, (version,))


def _corriger(dessous: MarcheLu, dessus: MarcheLu) -> MarcheLu:
    """``dessus``, its silences filled by ``dessous``."""
    meme_jour = dessus.date_notification == dessous.date_notification
    # the amount of another day is not the initial one
    champs = (*DESCRIPTIFS, "montant") if meme_jour else DESCRIPTIFS
    comble = replace(
        dessus,
        **{champ: getattr(dessous, champ) for champ in champs if getattr(dessus, champ) is None},
    )
    if not (meme_jour and dessus.tabulaire):
        return comble
    # absence from a tabular export proves nothing
    titulaires = tuple(dict.fromkeys((*dessous.titulaires, *dessus.titulaires)))
    return replace(comble, titulaires=titulaires, source=dessous.source)


def _avec_modifications(
    base: MarcheLu, connu: MarcheLu, lu: MarcheLu, versions: Iterable[ModificationLue]
) -> MarcheLu:
    modifications = fusionner_modifications(
        (*connu.modifications, *versions),
        lu.modifications,
        base.date_notification,
    )
    return replace(base, modifications=modifications)


def differences(connu: MarcheLu, voulu: MarcheLu) -> dict[str, tuple[Any, Any]]:
    """Columns that change, with both values."""
    return {
        champ: (getattr(connu, champ), getattr(voulu, champ))
        for champ in CHAMPS
        if getattr(connu, champ) != getattr(voulu, champ)
    }


def periodes(marche: MarcheLu) -> Mapping[TitulaireLu, Periode]:
    """Who held the marché, and when.

    A numbered modification with holders replaces those before it. A version of a tabular export
    only adds: its extract may be partial, and a company closed by mistake would be forgotten.
    """
    resultat = {un: Periode(marche.date_notification) for un in marche.titulaires}
    for une in marche.modifications:
        if une.titulaires is None or une.notifiee_le is None:
            continue
        jour = max(une.notifiee_le, marche.date_notification)
        if not une.tabulaire:
            for sortant in resultat.keys() - set(une.titulaires):
                if resultat[sortant].au is None:
                    resultat[sortant] = Periode(resultat[sortant].du, jour - _VEILLE)
        for entrant in une.titulaires:
            du = resultat[entrant].du if entrant in resultat else jour
            resultat[entrant] = Periode(du)
    return resultat
