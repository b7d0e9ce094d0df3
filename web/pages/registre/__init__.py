"""The register by its pages: marchés to follow, agreements, the people named on both sides."""

from web.pages.registre import conventions, marches, personnes, structures

PAGES = (*marches.PAGES, *conventions.PAGES, *personnes.PAGES, *structures.PAGES)
