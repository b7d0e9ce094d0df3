"""What each social disposition makes of its marché, in the words of a letter and of the mails.

The codes are those of ``type_disposition`` (``states/marche.yaml``); a test compares both.
Source: convention, articles 2 and 4, annexe 1/A; CCP L2112-2, L2113-12 to -16, R2152-7, R2123-1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CLAUSE = "comporte une clause sociale d’insertion, qui est une condition de son exécution"
_CRITERE = "a été attribué sur un critère d’insertion, avec d’autres"
_OFFRE = "les engagements de l’offre retenue sont devenus ceux du marché"
NON_PRECISEE = "comporte une disposition sociale"
DISPOSITIONS: Mapping[str, str] = MappingProxyType(
    {
        "clause_execution": _CLAUSE,
        "critere": f"{_CRITERE}\u00a0: {_OFFRE}",
        "clause_et_critere": f"{_CLAUSE}, et {_CRITERE}\u00a0: {_OFFRE}",
        "reserve_handicap": (
            "est réservé aux structures qui emploient des travailleur·se·s handicapé·e·s "
            "(entreprises adaptées, ESAT ou équivalentes)"
        ),
        "reserve_iae": (
            "est réservé aux structures d’insertion par l’activité économique (IAE) ou équivalentes"
        ),
        "reserve_iae_handicap": (
            "est réservé aux structures d’insertion par l’activité économique (IAE), aux "
            "entreprises adaptées et aux ESAT, ou à des structures équivalentes"
        ),
        "reserve_penitentiaire": "est réservé aux structures qui emploient des personnes détenues",
        "reserve_ess": "est réservé aux structures de l’économie sociale et solidaire",
        "marche_insertion": (
            "est un marché d’insertion\u00a0: son objet même est une prestation d’insertion "
            "socioprofessionnelle"
        ),
        "clause_incitative": "comporte une clause sociale incitative",
    }
)
"""What stands after « Ce marché », by code."""


def disposition_dite(code: str | None) -> str:
    """What is said of a marché, after « Ce marché »; nothing is affirmed of what nobody entered."""
    return DISPOSITIONS.get(code or "", NON_PRECISEE)
