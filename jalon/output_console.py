"""A console that sets French sentences: wrapped between words, never inside « guillemets ».

What was stored never speaks to the terminal: an escape sequence shows as a sign.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from states.french import typographie
from workflow.typed_text import montrable


class Ecran(Console):
    """Wraps plain sentences itself: rich would cut a line at a non-breaking space."""

    def print(self, *objets: Any, **extra: Any) -> None:
        """Print; a sentence keeps its indent on the lines that follow."""
        if len(objets) != 1 or not isinstance(objets[0], str):
            super().print(*objets, **extra)
            return
        for ligne in objets[0].split("\n"):
            for morceau in self._plier(ligne):
                super().print(morceau, **{**extra, "soft_wrap": True})

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Everything that is written passes here: the cells of a table, and sentences."""
        for un in super().render(renderable, options):
            yield un if un.control else Segment(montrable(un.text), un.style)

    def _plier(self, ligne: str) -> list[str]:
        retrait = " " * (len(ligne) - len(ligne.lstrip(" ")))
        return textwrap.wrap(
            typographie(ligne),
            width=self.width,
            subsequent_indent=retrait,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
