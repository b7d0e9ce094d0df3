"""Acts of the donneur d'ordre that reached the office on paper: recorded with the scanned proof."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.errors import Interdit
from states.roles import FACILITATEUR, REFERENT
from workflow.process import Evenement
from workflow.refusals import ROLE

PIECE = "piece"


def sur_accord_ecrit(roles: Collection[str], declare: Evenement) -> bool:
    """Whether somebody records an act of the référent·e, whose event takes the written proof."""
    return (
        FACILITATEUR in roles
        and REFERENT in declare.par
        and declare.par.isdisjoint(roles)
        and any(une.champ == PIECE for une in declare.saisies)
    )


def seul_le_role_manque(conditions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether nothing but the role stands in the way of an act."""
    return [une["garde"] for une in conditions] == [ROLE]


def exiger_la_piece(pieces: Mapping[str, tuple[str, bytes]]) -> None:
    """The signed paper itself, never words.

    Raises:
        Interdit: it is missing.
    """
    if PIECE not in pieces:
        raise Interdit(
            PIECE,
            "L’accord écrit du donneur d’ordre manque.",
            "Joignez la page signée, en PDF ou en photo, ou son courriel (.eml).",
        )
