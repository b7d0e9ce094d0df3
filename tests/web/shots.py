"""Pictures of the guide: taken by the browser tests when they are asked for.

``JALON_IMAGES=1 pytest tests/web/test_browser_escalation.py tests/web/test_guide.py`` writes them
again in ``docs/guide``; ``JALON_IMAGES=DOSSIER`` writes them elsewhere. ``tests/web/test_guide.py``
looks that every picture that the guide names is there and light.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
DEMANDE = os.environ.get("JALON_IMAGES", "")
OU = GUIDE if DEMANDE == "1" else Path(DEMANDE)


def photographier(page: Page, nom: str, *, entiere: bool = False) -> None:
    """Take a picture of the page, when they are asked for."""
    if not DEMANDE:
        return
    OU.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=OU / f"{nom}.png", full_page=entiere)
