"""The mails of a demonstration, as their readers get them: one person plays all the parts."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup, escape

from services.accounts.visiting import absent
from web.page import Page, Requete
from web.threads import en_fil

MONTRES = 60
_NOM = re.compile(r"[\w.@+-]+\.eml")


@get("/demonstration/courriels", opt={"ouvert": True})
@en_fil
def courriels(request: Requete) -> Response[str]:
    """What has left, newest first."""
    page = Page(request)
    fichiers = sorted(_boite(page).glob("*.eml"), key=lambda un: un.stat().st_mtime_ns)
    lus = [_resume(un) for un in reversed(fichiers[-MONTRES:])]
    return page.rendre("demonstration/courriels.html", courriels=lus, en_tout=len(fichiers))


@get("/demonstration/courriels/{nom:str}", opt={"ouvert": True})
@en_fil
def courriel(request: Requete, nom: FromPath[str]) -> Response[str]:
    """One mail, its links alive."""
    page = Page(request)
    fichier = _boite(page) / nom
    if not _NOM.fullmatch(nom) or not fichier.is_file():
        raise absent()
    lu = _resume(fichier)
    lu["texte"] = _avec_les_liens(lu["texte"], page.site.adresse)
    return page.rendre("demonstration/courriel.html", courriel=lu)


def _boite(page: Page) -> Path:
    if page.site.demonstration is None:
        raise absent()
    return page.site.demonstration.boite


def _resume(fichier: Path) -> dict[str, Any]:
    lu = message_from_bytes(fichier.read_bytes(), policy=policy.default)
    corps = lu.get_body(("plain",))
    pieces = [un.get_filename() for un in lu.walk() if un.get_filename()]
    return {
        "nom": fichier.name,
        "de": str(lu["From"]),
        "destinataire": str(lu["To"]),
        "adresse": None,
        "sujet": str(lu["Subject"]),
        "texte": str(corps.get_content()).replace("\r\n", "\n") if corps is not None else "",
        "piece_jointe": ", ".join(str(une) for une in pieces) or None,
    }


def _avec_les_liens(texte: str, adresse: str) -> Markup:
    """The addresses of these very pages become links; nothing else does."""
    sien = re.compile(rf"{re.escape(adresse)}(/[\w/-]*)")
    return Markup(sien.sub(r'<a href="\1">\g<0></a>', str(escape(texte))))  # noqa: S704 # escaped first


PAGES = (courriels, courriel)
