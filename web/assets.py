"""Files that pages ask for: read once, compressed once, kept by browsers for a year."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.status_codes import HTTP_304_NOT_MODIFIED

ICI = Path(__file__).resolve().parent / "statique"
_COMPOSES: Mapping[str, tuple[str, ...]] = {
    "jalon.css": (
        *("vendu/bootstrap.css", "tokens.css", "jalon.css", "pages.css", "dossiers.css"),
        "impression.css",
    ),
    "htmx.js": ("vendu/htmx.min.js",),
    "jalon.js": ("jalon.js",),
    "public-sans.woff2": ("vendu/public-sans.woff2",),
    "marque.svg": ("marque.svg",),
}
"""Name → the files that make it, in order."""
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
UN_AN = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Fichier:
    """A file ready to leave."""

    adresse: str
    type: str
    corps: bytes
    compresse: bytes | None


def _lire(nom: str, morceaux: tuple[str, ...]) -> Fichier:
    corps = b"\n".join((ICI / un).read_bytes() for un in morceaux)
    suffixe = Path(nom).suffix
    return Fichier(
        adresse=f"/statique/{hashlib.sha256(corps).hexdigest()[:12]}/{nom}",
        type=_TYPES[suffixe],
        corps=corps,
        compresse=None if suffixe == ".woff2" else gzip.compress(corps, 9, mtime=0),
    )


def _tous() -> dict[str, Fichier]:
    police = _lire("public-sans.woff2", _COMPOSES["public-sans.woff2"])
    trouves = {nom: _lire(nom, morceaux) for nom, morceaux in _COMPOSES.items()}
    feuille = trouves["jalon.css"]
    corps = feuille.corps.replace(b"public-sans.woff2", police.adresse.encode())
    trouves["jalon.css"] = Fichier(
        adresse=f"/statique/{hashlib.sha256(corps).hexdigest()[:12]}/jalon.css",
        type=feuille.type,
        corps=corps,
        compresse=gzip.compress(corps, 9, mtime=0),
    )
    return trouves


FICHIERS = _tous()


def adresse(nom: str) -> str:
    """Address of a file: it changes with its content."""
    return FICHIERS[nom].adresse


@get("/statique/{version:str}/{nom:str}", opt={"ouvert": True}, sync_to_thread=False)
def fichier(
    request: Request[Any, Any, Any], version: FromPath[str], nom: FromPath[str]
) -> Response[bytes]:
    """One file; an old address gets today's file, uncached."""
    trouve = FICHIERS.get(nom)
    if trouve is None:
        raise NotFoundException
    juste = trouve.adresse == f"/statique/{version}/{nom}"
    entetes = {"Cache-Control": UN_AN if juste else "no-cache", "Vary": "Accept-Encoding"}
    if juste and request.headers.get("if-modified-since"):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=entetes)
    if trouve.compresse and "gzip" in request.headers.get("accept-encoding", ""):
        entetes["Content-Encoding"] = "gzip"
        return Response(trouve.compresse, media_type=trouve.type, headers=entetes)
    return Response(trouve.corps, media_type=trouve.type, headers=entetes)
