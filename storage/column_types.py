"""Column types that read the same on both engines: instants of fixed width, exact decimals."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

LARGEUR_INSTANT = 27
Identifiant = BigInteger().with_variant(Integer(), "sqlite")
"""Integer key; SQLite only counts up by itself on INTEGER."""


def ecrire_instant(instant: datetime) -> str:
    """Write an aware instant as UTC text of fixed width, whose order is the order of time."""
    if instant.tzinfo is None:
        raise ValueError("naive instant refused")
    return f"{instant.astimezone(UTC).isoformat(timespec='microseconds').removesuffix('+00:00')}Z"


def lire_instant(texte: str) -> datetime:
    """Read what :func:`ecrire_instant` wrote."""
    return datetime.fromisoformat(texte)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as UTC text of 27 characters."""

    impl = String(LARGEUR_INSTANT)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else ecrire_instant(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else lire_instant(value)


class DecimalExact(TypeDecorator[Decimal]):
    """A decimal of fixed scale kept as text: SQLite would make it a float."""

    impl = String(24)
    cache_ok = True

    def __init__(self, echelle: int = 2) -> None:
        """Scale: digits after the point."""
        super().__init__()
        self.echelle = echelle

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        return str(value.quantize(Decimal(1).scaleb(-self.echelle)))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        """From the database."""
        return None if value is None else Decimal(value)
