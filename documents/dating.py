"""The date of a letter: a project has none yet, what may leave bears the day on which it is made.

A donneur d'ordre accepts a text; the letter that leaves says the same words, and a day that comes
after the acceptance it claims.
"""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup

from states.french import date_longue

PROJET, A_ENVOYER, ENVOYE = "projet", "a_envoyer", "envoye"
_DATE = re.compile(r'<span data-date="([a-z_]+)">[^<]*</span>')
_BANDEAU = re.compile(r'<p class="projet">.*?</p>\n?', re.DOTALL)
_CREE = re.compile(r'(<meta name="dcterms.created" content=")[^"]*(">)')


def date_du_projet(jour: date) -> Markup:
    """What stands in the place of the date while the letter is proposed."""
    return _marque(PROJET, f"Projet du {date_longue(jour)}")


def est_projet(html: str) -> bool:
    """Whether the page still waits for its acceptance."""
    trouvee = _DATE.search(html)
    return trouvee is not None and trouvee[1] == PROJET


def a_envoyer(html: str, jour: date) -> str:
    """The page as it may leave on ``jour``; whoever prints it another day has that day."""
    return _dater(html, A_ENVOYER, jour)


def envoye(html: str, jour: date) -> str:
    """The page as it left, on ``jour``: its date changes no more."""
    return _dater(html, ENVOYE, jour)


def au_jour(html: str, jour: date) -> str:
    """A page that may leave, made on ``jour``; a project, or what has left, stays as it is."""
    trouvee = _DATE.search(html)
    return a_envoyer(html, jour) if trouvee and trouvee[1] == A_ENVOYER else html


def _dater(html: str, etat: str, jour: date) -> str:
    html = _BANDEAU.sub("", html)
    html = _CREE.sub(rf"\g<1>{jour.isoformat()}\g<2>", html)
    return _DATE.sub(str(_marque(etat, f"Le {date_longue(jour)}")), html)


def _marque(etat: str, texte: str) -> Markup:
    return Markup('<span data-date="{}">{}</span>').format(etat, texte)
