"""Every address of a list: its views, its sorts, its filters, made from their own definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from services.reading.listing import ORDRES, Tri
from web.filters import VUES

FILTRES: Mapping[str, tuple[str, ...]] = {
    "main": ("main=vous", "main=entreprise", "main=personne"),
    "etat": ("etat=en_relation",),
    "q": ("q=scolaire", "q=scolaire+n°+7", "q=4000"),
    "avant": ("avant=2026-04-10",),
    "ville": ("ville=1",),
    "suivi": ("suivi=1", "suivi=0"),
    "clos": ("clos=oui",),
    "page": ("page=10",),
}
"""Examples of each field of a list's filter."""
TRIENT = frozenset({"machine", "ordre", "descend"})
"""Fields of :class:`Tri` that no filter writes: the address itself, and its sort."""


def adresses(liste: str) -> Iterator[str]:
    """Each filter under each view, alone and with a search; each sort, both ways.

    Raises:
        LookupError: a list has a filter of which there is no example here.
    """
    manquent = {un.name for un in fields(Tri)} - TRIENT - FILTRES.keys()
    if manquent:
        raise LookupError(manquent)
    [trouve, *_] = FILTRES["q"]
    for vue, _ in VUES:
        yield f"{liste}?vue={vue}"
        for exemples in FILTRES.values():
            yield from (f"{liste}?vue={vue}&{un}" for un in exemples)
        yield f"{liste}?vue={vue}&main=vous&{trouve}"
    for ordre in ORDRES:
        yield from (f"{liste}?tri={signe}{ordre}" for signe in ("", "-"))
    yield f"{liste}?tri=heures&{trouve}"
