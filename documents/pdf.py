"""From a page to a PDF/A that keeps: embedded fonts, tags for screen readers, no network."""

from __future__ import annotations

import atexit
import hashlib
import threading
import warnings
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from documents.errors import MoteurAbsent

VARIANTE = "pdf/a-3b"
_POLICES = Path(__file__).parent / "fonts"
_ADRESSE = "jalon:"
_STYLE = "".join(
    f"@font-face {{ font-family: 'Public Sans'; font-weight: {poids}; "
    f"src: url({_ADRESSE}public-sans-latin-{poids}-normal.woff2) format('woff2') }}"
    for poids in (400, 700)
)

_UN_A_LA_FOIS = threading.Lock()
"""Pango's map of fonts, shared by every page, does not serve two threads at once."""


def en_pdf(html: str) -> bytes:
    """The page as PDF/A-3b; the same page gives the same bytes.

    Raises:
        MoteurAbsent: WeasyPrint or a library of the system is missing.
    """
    try:
        # Measured: WeasyPrint takes 0.5 s to load, and most commands print nothing.
        import weasyprint
    except (ImportError, OSError) as erreur:
        raise MoteurAbsent(str(erreur)) from erreur
    with _UN_A_LA_FOIS, warnings.catch_warnings():
        mise_en_page = _mise_en_page()
        page = weasyprint.HTML(string=html, url_fetcher=mise_en_page.chercheur)
        # WeasyPrint 70 leaves the file of its colour profile for the collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        octets: bytes = page.write_pdf(
            stylesheets=[mise_en_page.style],
            font_config=mise_en_page.polices,
            pdf_variant=VARIANTE,
            pdf_tags=True,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
    return octets


class _MiseEnPage(NamedTuple):
    """What every page shares: who fetches our fonts, the fonts, the rules that name them."""

    chercheur: Any
    polices: Any
    style: Any


@cache
def _mise_en_page() -> _MiseEnPage:
    """Once per process: the fonts take half a second to be read and installed."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_mise_en_page.cache_clear)  # while WeasyPrint can still put its fonts away
    chercheur, polices = _chercheur(), FontConfiguration()
    style = weasyprint.CSS(string=_STYLE, font_config=polices, url_fetcher=chercheur)
    return _MiseEnPage(chercheur, polices, style)


def _chercheur() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Chercheur(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
        """Serves our own fonts; neither network nor disk answers to what a page may ask."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            fichier = _POLICES / Path(url.removeprefix(_ADRESSE)).name
            if not url.startswith(_ADRESSE) or not fichier.is_file():
                raise ValueError(f"no outside resource in a document: {url}")
            return URLFetcherResponse(url, fichier.read_bytes(), {"Content-Type": "font/woff2"})

    return Chercheur()
