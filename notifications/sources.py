"""Template sources, prepared once when read: an override wins, typography set, CSS inlined."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import css_inline
from jinja2 import BaseLoader, Environment, TemplateNotFound

from notifications.errors import GabaritInvalide
from states.french import typographie

GABARITS = Path(__file__).parent / "templates"
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MARQUE = re.compile("\u01c0(\\d+)\u01c0")
"""What stands for Jinja's marks meanwhile: a letter, so that an apostrophe before it is set."""


class Chargeur(BaseLoader):
    """Reads ``<message>/<file>`` from the folder of overrides, then from the package.

    CSS inlining and typography act on the source, with Jinja's own marks masked: a render pays
    for neither.
    """

    def __init__(self, surcharge: Path | None = None) -> None:
        """Keep the folders, and one inliner that never fetches anything."""
        self.dossiers = tuple(dossier for dossier in (surcharge, GABARITS) if dossier)
        self._enligneur = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
        self._css = (GABARITS / "_style.css").read_text(encoding="utf-8")

    def chemin(self, nom: str) -> Path:
        """Where the template stands.

        Raises:
            TemplateNotFound: no folder holds it.
        """
        for dossier in self.dossiers:
            if (chemin := dossier / nom).is_file():
                return chemin
        raise TemplateNotFound(nom)

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  # Jinja's signature
        template: str,
    ) -> tuple[str, str, Callable[[], bool] | None]:
        """Jinja's door: the prepared text, the real path for its error messages."""
        chemin = self.chemin(template)
        try:
            texte = chemin.read_text(encoding="utf-8")
        except UnicodeDecodeError as erreur:
            raise GabaritInvalide(str(chemin), 0, "le fichier n’est pas en UTF-8.") from erreur
        prepare = self._preparer_html if chemin.suffix == ".html" else typographie
        return hors_jinja(texte, prepare), str(chemin), None

    def _preparer_html(self, texte: str) -> str:
        debut = texte.find("<!doctype")
        if debut < 0:
            return typographie(self._enligneur.inline_fragment(texte, self._css))
        # Macros that stand before the doctype would send the whole page into the body.
        page = self._enligneur.inline(texte[debut:].replace("/* _style.css */", self._css))
        return typographie(texte[:debut] + _charset_d_abord(page))


def _charset_d_abord(page: str) -> str:
    """Move the style sheet after the metas: the charset must stand in the first 1,024 bytes."""
    debut, fin = page.index("<style>"), page.index("</style>") + len("</style>")
    style, reste = page[debut:fin], page[:debut] + page[fin:]
    return reste.replace("</head>", f"{style}\n</head>", 1)


def hors_jinja(texte: str, transformer: Callable[[str], str]) -> str:
    """Transform a source without touching its Jinja expressions, statements and comments."""
    gardes: list[str] = []

    def masquer(trouve: re.Match[str]) -> str:
        gardes.append(trouve[0])
        return f"\u01c0{len(gardes) - 1}\u01c0"

    transforme = transformer(_JINJA.sub(masquer, texte))
    return _MARQUE.sub(lambda trouve: gardes[int(trouve[1])], transforme)
