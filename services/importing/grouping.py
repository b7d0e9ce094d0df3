"""All that a set of files says of one marché, brought together: rows, versions, duplicates.

The oldest notification is the marché's; another day is a modification of that day; several holders
on one day are a groupement. Two amounts on one day are most often lots published under one number:
the highest is kept and the contradiction is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from services.importing.departures import avec_departs, avertir_sans_origine
from services.importing.merging import avertir_si_ancien, fusionner
from services.importing.records import Lecture, MarcheLu, Rebut, TitulaireLu
from services.importing.versions import DESCRIPTIFS, en_modification, fusionner_modifications
from states.french import euros


@dataclass(frozen=True)
class Groupe:
    """One marché read: what it is, or why it is refused, and what was set aside on the way."""

    marche: MarcheLu | None
    rebut: Rebut | None
    avertissements: tuple[Rebut, ...]
    extrait: str = ""
    repetes: int = 0
    """Records beyond the first: other rows, versions, publications, or the same again."""


def regrouper(lectures: Sequence[Lecture]) -> Groupe:
    """Bring together the readings of one key, in the order of the files."""
    marches = [lecture.marche for lecture in lectures if lecture.marche]
    rebuts = [lecture.rebut for lecture in lectures if lecture.rebut]
    avertissements = [un for lecture in lectures for un in lecture.avertissements]
    if not marches:
        rebut = rebuts[0] if rebuts else None  # none: the file's end has something to say
        signales = (*rebuts[1:], *avertissements)
        return Groupe(None, rebut, signales, lectures[0].extrait, max(0, len(rebuts) - 1))
    marche, contradictions = reunir(marches)
    if not rebuts:  # a refused row may be that of the holder who seems to have left
        marche = avec_departs(marche, marches)
    signales = (*rebuts, *avertissements, *contradictions, *avertir_sans_origine(marches))
    return Groupe(marche, None, signales, repetes=len(marches) + len(rebuts) - 1)


def reunir(marches: Sequence[MarcheLu]) -> tuple[MarcheLu, list[Rebut]]:
    """One marché from its rows, versions and publications, and what is contradictory in them.

    What was published on one day is brought together; publications then go one over the other as
    if they had come in two imports.
    """
    publications: dict[tuple[bool, date | None], list[MarcheLu]] = {}
    for un in marches:
        publications.setdefault((un.tabulaire, un.date_publication), []).append(un)
    (marche, constats), *suites = map(_une_publication, publications.values())
    for suivante, autres in suites:
        constats += autres + avertir_si_ancien(marche, suivante)
        marche = fusionner(marche, suivante)
    return marche, constats


def _une_publication(marches: Sequence[MarcheLu]) -> tuple[MarcheLu, list[Rebut]]:
    """The rows and the versions that were published together."""
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
        (en_modification(jour) for jour, _ in suites),
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
    liste = ", ".join(euros(un) for un in montants[:5])
    return Rebut(
        jour.fichier,
        jour.ligne,
        "montant",
        f"{len(montants)} montants publiés pour le {jour.date_notification:%d/%m/%Y} "
        f"({liste}) : le plus élevé est retenu ; peut-être des lots sous un même numéro",
        jour.rang,
    )


def _completer(marche: MarcheLu, autre: MarcheLu) -> MarcheLu:
    """Fill the empty fields of one from the other."""
    manques = {
        champ: getattr(autre, champ)
        for champ in DESCRIPTIFS
        if getattr(marche, champ) is None and getattr(autre, champ) is not None
    }
    return replace(marche, **manques) if manques else marche
