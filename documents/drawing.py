"""Lays a picture out with Graphviz: the one door to ``dot``."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess

from documents.errors import DessinImpossible

LIMITE_S = 30
_ENTETE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_COMMENTAIRES = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_NOMS = re.compile(r"<title>[^<]*</title>\n?")
"""Graphviz names each shape by its identifier, which a pointer would show."""
_FAMILLE = re.compile(r'font-family="[^"]*"')
_CHASSE_LARGE = 'font-family="DejaVu Sans, Verdana, sans-serif"'
"""Where DejaVu is missing, as wide a face: labels were measured for their boxes."""


def en_svg(dessin: str, *, titre: str, description: str) -> str:
    """The picture as one SVG element, with a title and a description for those who cannot see it.

    Raises:
        DessinImpossible: Graphviz is absent, too slow, or refuses the picture.
    """
    programme = shutil.which("dot")
    if programme is None:
        raise DessinImpossible(
            "Le programme « dot » (Graphviz) n’est pas installé.",
            "Installez-le : apt-get install graphviz.",
        )
    try:
        fait = subprocess.run(  # a program of the system, its input is our own text
            [programme, "-Tsvg"],
            input=dessin,
            capture_output=True,
            text=True,
            timeout=LIMITE_S,
            check=True,
        )
    except subprocess.TimeoutExpired as erreur:
        message = f"Graphviz n’a pas fini en {LIMITE_S} secondes."
        raise DessinImpossible(message, "Recommencez, ou dessinez moins d’états.") from erreur
    except subprocess.CalledProcessError as erreur:
        message = f"Graphviz refuse le dessin : {erreur.stderr.strip()}"
        raise DessinImpossible(message, "Signalez-le : c’est une faute de Jalon.") from erreur
    svg = _NOMS.sub("", _COMMENTAIRES.sub("", _ENTETE.sub("", fait.stdout)))
    svg = _FAMILLE.sub(_CHASSE_LARGE, svg)
    accessible = (
        f'<svg role="img" aria-label="{_echapper(titre)}" data-empreinte="{empreinte(dessin)}"'
    )
    svg = svg.replace("<svg", accessible, 1)
    debut = svg.index(">", svg.index("<svg")) + 1
    dit = f"\n<title>{_echapper(titre)}</title>\n<desc>{_echapper(description)}</desc>"
    return svg[:debut] + dit + svg[debut:]


def empreinte(dessin: str) -> str:
    """Digest of a picture's text: tells whether a file still shows it, whatever drew it."""
    return hashlib.sha256(dessin.encode()).hexdigest()[:16]


def _echapper(texte: str) -> str:
    for signe, entite in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        texte = texte.replace(signe, entite)
    return texte
