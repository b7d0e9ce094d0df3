"""A list as rows for a spreadsheet: what each one is called, its columns, who reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.accounts.signing_in import Visiteur
from services.office import Bureau
from states.french import heure, jour_civil

Rangee = tuple[str | Decimal | date | None, ...]
Demande = Mapping[str, str]
"""What the list's address asks: its query, and what its path names."""


@dataclass(frozen=True, kw_only=True)
class Feuille:
    """One list; ``lire`` raises what its page raises for who may not read it."""

    titre: str
    colonnes: tuple[str, ...]
    lire: Callable[[Bureau, Visiteur, Demande], Iterable[Rangee]]


def compte(nombre: int) -> Decimal:
    """A count as a spreadsheet adds it up."""
    return Decimal(nombre)


def le(instant: datetime | None) -> Rangee:
    """Two cells: the day, which sorts, and the hour in words."""
    return (jour_civil(instant), heure(instant)) if instant else (None, None)
