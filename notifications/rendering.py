"""Rendering: a message and its context become a subject, a text and an HTML page."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    select_autoescape,
)

from notifications.catalogue import COMPTES, DIGEST, MESSAGES
from notifications.context import ContexteCompte, ContexteDigest, ContexteMessage
from notifications.errors import GabaritInvalide, MessageInconnu
from notifications.filters import FILTRES
from notifications.sources import Chargeur
from states.french import tenu_ensemble, typographie

LIBRE = "_libre.html"
FICHIERS = ("sujet.txt", "corps.txt", "corps.html")
_CONTROLES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROLES_DU_CORPS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LIGNES_VIDES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


@dataclass(frozen=True)
class Rendu:
    """A rendered message, ready to be kept whole."""

    sujet: str
    texte: str
    html: str


class _Environnement(Environment):
    """Jinja's, but for the globals of a template: a plain dict, read at every render."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's globals, overlaid by those of the template.

        Jinja chains the two mappings, which takes a tenth of a mail's time; ours never change.
        """
        return {**self.globals, **(d or {})}


class Rendeur:
    """Keeps the templates compiled; one instance serves every thread."""

    def __init__(self, dossier_surcharge: Path | None = None) -> None:
        """Read no template yet: each is compiled at its first use."""
        self.chargeur = Chargeur(dossier_surcharge)
        self.environnement = _Environnement(
            loader=self.chargeur,
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html",)),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,  # they are few: all are kept, and none is moved to the front when read
        )
        self.environnement.filters.update(FILTRES)
        self._compiles: dict[str, tuple[Template, ...]] = {}

    def rendre(self, message: str, contexte: ContexteMessage) -> Rendu:
        """Render a message of the catalogue.

        Raises:
            MessageInconnu: the catalogue has no such row.
            GabaritInvalide: a template is missing, broken, or names what the context lacks.
        """
        if message not in MESSAGES:
            raise MessageInconnu(message)
        return self._rendre(message, vars(contexte))

    def rendre_digest(self, contexte: ContexteDigest) -> Rendu:
        """Render the morning mail of one person.

        Its lines are tasks and subjects as they were entered: their typography is set here, once a
        day and person, so that « 50 % » does not break at the end of a line.
        """
        rendu = self._rendre(DIGEST.nom, vars(contexte))
        return Rendu(*(typographie(un) for un in (rendu.sujet, rendu.texte, rendu.html)))

    def rendre_compte(self, message: str, contexte: ContexteCompte) -> Rendu:
        """Render a mail about somebody's own account.

        Raises:
            MessageInconnu: it is none of those.
        """
        if message not in COMPTES:
            raise MessageInconnu(message)
        return self._rendre(message, vars(contexte))

    def rendre_libre(self, sujet: str, texte: str) -> Rendu:
        """A text that somebody has rewritten: kept as typed, its HTML made from it."""
        sujet = _CONTROLES.sub(" ", sujet).strip()
        texte = _sans_controles(texte.replace("\r\n", "\n")).strip() + "\n"
        paragraphes = [un.splitlines() for un in re.split(r"\n[ \t]*\n", texte.strip())]
        page = self.environnement.get_template(LIBRE)
        return Rendu(sujet, texte, page.render(sujet=sujet, paragraphes=paragraphes))

    def _rendre(self, nom: str, variables: Mapping[str, Any]) -> Rendu:
        try:
            sujet, texte, html = (gabarit.render(variables) for gabarit in self._gabarits(nom))
        except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as erreur:
            raise _gabarit_invalide(nom, erreur) from erreur
        return Rendu(
            tenu_ensemble(_CONTROLES.sub(" ", sujet).strip()),
            tenu_ensemble(_LIGNES_VIDES.sub("\n\n", _sans_controles(texte)).strip()) + "\n",
            tenu_ensemble(_sans_controles(html).strip()) + "\n",
        )

    def _gabarits(self, nom: str) -> tuple[Template, ...]:
        if nom not in self._compiles:
            self._compiles[nom] = tuple(
                self.environnement.get_template(f"{nom}/{fichier}") for fichier in FICHIERS
            )
        return self._compiles[nom]


def _sans_controles(corps: str) -> str:
    """A body without its control characters; it has hardly ever any, and to look is cheaper."""
    return _CONTROLES_DU_CORPS.sub("", corps) if _CONTROLES_DU_CORPS.search(corps) else corps


@cache
def rendeur_de_la_maison() -> Rendeur:
    """The one without overrides: a process compiles its templates once, whoever asks."""
    return Rendeur()


def _gabarit_invalide(nom: str, erreur: Exception) -> GabaritInvalide:
    if isinstance(erreur, TemplateSyntaxError):
        fichier = erreur.filename or erreur.name or nom
        return GabaritInvalide(fichier, erreur.lineno, f"syntaxe incorrecte ({erreur.message}).")
    if isinstance(erreur, TemplateNotFound):
        return GabaritInvalide(str(erreur.name), 0, "ce fichier manque.")
    fichier, ligne = _lieu(nom, erreur)
    if isinstance(erreur, UndefinedError):
        return GabaritInvalide(fichier, ligne, _inconnue(erreur))
    return GabaritInvalide(fichier, ligne, f"valeur impossible à écrire ({erreur}).")


def _inconnue(erreur: UndefinedError) -> str:
    """Jinja's sentence names the value last, between quotes; a personal one is unknown too."""
    (*_, nom) = re.findall(r"'([^']+)'", erreur.message or "") or ["?"]
    return (
        f"variable inconnue (« {nom} ») : ce dossier ne la déclare pas, ou elle est personnelle "
        "et la personne qui reçoit ce message ne peut pas la voir (convention, article 3)."
    )


def _lieu(nom: str, erreur: Exception) -> tuple[str, int]:
    """The innermost template of the traceback, which Jinja rewrites with its own lines."""
    cadres = traceback.extract_tb(erreur.__traceback__)
    lieux = ((cadre.filename, cadre.lineno or 0) for cadre in reversed(cadres))
    return next((lieu for lieu in lieux if lieu[0].endswith((".txt", ".html"))), (nom, 0))
