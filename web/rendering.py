"""Templates become pages: one environment, strict, its French typography set when it loads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from states.french import typographie
from states.role_names import ROLES_COURTS
from states.roles import COMPTABLE, ENTREPRISE, FACILITATEUR, REFERENT, RESPONSABLE
from web import words
from web.assets import adresse

ICI = Path(__file__).resolve().parent / "templates"
MAINS = {
    REFERENT: ("ville", "Donneur d’ordre"),
    ENTREPRISE: ("entreprise", "Entreprise"),
    FACILITATEUR: ("equipe", "Équipe"),
    RESPONSABLE: ("equipe", "Responsable"),
    COMPTABLE: ("equipe", "Comptabilité"),
    "vous": ("vous", "Vous"),
}
"""Holder → the name of its colour and shape, and its short word; anybody else is nobody."""
PERSONNE = ("horloge", "Personne avant une date")


class _Chargeur(FileSystemLoader):
    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        texte, chemin, a_jour = super().get_source(environment, template)
        return typographie(texte), chemin, a_jour


def environnement() -> Environment:
    """The templates' environment, compiled templates kept."""
    env = Environment(
        loader=_Chargeur(ICI),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,
    )
    env.filters.update(words.FILTRES, role_court=lambda nom: ROLES_COURTS.get(nom, nom))
    env.globals.update(statique=adresse, main_de=main_de, il_reste=words.il_reste)
    return env


def main_de(detenteur: str | None, *, a_vous: bool = False) -> tuple[Any, ...]:
    """Colour and short word of whoever holds the ball."""
    return MAINS["vous"] if a_vous else MAINS.get(detenteur or "", PERSONNE)
