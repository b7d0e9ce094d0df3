"""Pictures of the guide, taken by the test that walks through it when they are asked for.

``JALON_IMAGES=1 pytest tests/web/test_guide.py`` writes them again in ``docs/guide``;
``JALON_IMAGES=DOSSIER`` writes them elsewhere.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
DEMANDE = os.environ.get("JALON_IMAGES", "")
OU = GUIDE if DEMANDE == "1" else Path(DEMANDE)
COULEURS = 96


def photographier(page: Page, nom: str, *, entiere: bool = False) -> None:
    """Take a picture of the page, when they are asked for; few colours keep it light."""
    if not DEMANDE:
        return
    OU.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.activeElement.blur()")
    prise = Image.open(io.BytesIO(page.screenshot(full_page=entiere))).convert("RGB")
    prise.quantize(COULEURS, dither=Image.Dither.NONE).save(OU / f"{nom}.png", optimize=True)
