"""The slip that goes with a printed letter: an address and its picture, to answer without stamp."""

from __future__ import annotations

import io
from collections.abc import Mapping

import segno

from documents.letters import gabarit

GABARIT = "feuillet_reponse"
_CORRECTION = "m"
"""A folded or stained code still reads."""


def rendre_feuillet(adresse: str, valeurs: Mapping[str, object]) -> str:
    """The slip as a page of HTML that needs no other file."""
    trace = io.BytesIO()
    segno.make(adresse, error=_CORRECTION).save(
        trace, kind="svg", xmldecl=False, svgns=True, border=2, title="Code à photographier"
    )
    return gabarit(GABARIT).render(valeurs, adresse=adresse, code=trace.getvalue().decode())
