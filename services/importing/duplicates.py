"""Marchés published twice under near-identical numbers: told, never merged (domain.md §14.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from services.importing.fields import simplifier
from services.importing.records import DoublonProbable
from states.french import euros
from storage.register_imports import (
    Candidat,
    candidats_doublons,
    entreprises_titulaires,
    noter_doublons,
)
from storage.unit_of_work import Connexion

SUFFIXE_MAX = 3
"""…23280903 and …23280903N0: platforms add a few signs at the end, never at the beginning."""


def signaler(connexion: Connexion, lots: Sequence[int]) -> tuple[DoublonProbable, ...]:
    """Find and keep the pairs that these batches brought; those found now, not those known."""
    paires = list(_paires(candidats_doublons(connexion, lots)))
    titulaires = entreprises_titulaires(connexion, {un.id for paire in paires for un in paire})
    doubles = {
        (a.id, b.id): (a, b)
        for a, b in paires
        if titulaires.get(a.id, frozenset()) & titulaires.get(b.id, frozenset())
    }
    motifs = {cle: _motif(*paire) for cle, paire in doubles.items()}
    return tuple(
        DoublonProbable(
            doubles[cle][1].acheteur,
            _identifiants(*doubles[cle]),
            motifs[cle],
        )
        for cle in noter_doublons(connexion, motifs)
    )


def _paires(candidats: Iterable[Candidat]) -> Iterator[tuple[Candidat, Candidat]]:
    """Pairs of one buyer, day and amount whose numbers are close and whose objects agree."""
    memes = groupby(candidats, key=lambda un: (un.donneur_ordre, un.date_notification, un.montant))
    for _, groupe in memes:
        par_numero: dict[str, list[Candidat]] = {}
        for un in groupe:
            par_numero.setdefault(_nu(un.identifiant), []).append(un)
        for numero, homonymes in par_numero.items():
            yield from _voisins(numero, homonymes, par_numero)


def _nu(identifiant: str) -> str:
    """A number without its marks nor its leading zeros, which spreadsheets lose."""
    simple = simplifier(identifiant)
    return simple.lstrip("0") or simple


def _voisins(
    numero: str, homonymes: list[Candidat], par_numero: dict[str, list[Candidat]]
) -> Iterator[tuple[Candidat, Candidat]]:
    plus_courts = [
        un
        for coupe in range(1, SUFFIXE_MAX + 1)
        if len(numero) > 2 * coupe
        for un in par_numero.get(numero[:-coupe], ())
    ]
    for rang, un in enumerate(homonymes):
        for autre in (*plus_courts, *homonymes[:rang]):
            if un.id != autre.id and _memes_objets(un.objet, autre.objet):
                yield (autre, un) if autre.id < un.id else (un, autre)


def _memes_objets(un: str | None, autre: str | None) -> bool:
    return un is None or autre is None or simplifier(un) == simplifier(autre)


def _identifiants(un: Candidat, autre: Candidat) -> tuple[str, str]:
    """Numbers of the two, with the SIRET of the buyer where they differ by it."""
    if un.acheteur == autre.acheteur:
        return un.identifiant, autre.identifiant
    return f"{un.acheteur}/{un.identifiant}", f"{autre.acheteur}/{autre.identifiant}"


def _motif(un: Candidat, autre: Candidat) -> str:
    dits = _identifiants(un, autre)
    if un.acheteur != autre.acheteur:
        numeros = f"même donneur d’ordre sous deux SIRET, « {dits[0]} » et « {dits[1]} »"
    else:
        numeros = f"numéros voisins « {dits[0]} » et « {dits[1]} »"
    return (
        f"{numeros}, titulaire commun, "
        f"même date du {un.date_notification:%d/%m/%Y}, même montant de {euros(un.montant)}"
    )
