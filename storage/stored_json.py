"""JSON as columns keep it: compact UTF-8 text, keys sorted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

_FORME = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_DATETIME  # a date is told by its column or field, never guessed here
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def ecrire_json(valeur: Any, dire: Callable[[Any], Any] | None = None) -> str:
    """Stored text of a value; ``dire`` gives the JSON form of what JSON has no word for.

    Raises:
        TypeError: something JSON does not say, or an integer beyond 64 bits.
    """
    return orjson.dumps(valeur, dire, _FORME).decode()


def octets_json(valeur: Any) -> bytes:
    """The same text as bytes, for what is kept or hashed as such.

    Raises:
        TypeError: as :func:`ecrire_json`.
    """
    return orjson.dumps(valeur, None, _FORME)


def lire_json(texte: str) -> Any:
    """Value of a stored text.

    Raises:
        ValueError: it is not JSON.
    """
    return orjson.loads(texte)
