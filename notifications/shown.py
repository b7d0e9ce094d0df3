"""What a message must show: the visible table, and its proof by a value that changes.

A mail that the agreement asks for says more than that it was sent. Each value of the table is
changed in turn: a text or a page that stays the same does not show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from jinja2 import Environment

from notifications.context import ContexteMessage
from notifications.errors import NotificationsError
from notifications.rendering import FICHIERS, Rendeur
from states.french import typographie
from workflow.numbers import ecrits
from workflow.values import Delai


@dataclass(frozen=True)
class Montre:
    """A value of the context, in the reader's words, and the article that wants it shown."""

    valeur: str
    dite: str
    source: str


_1B, _1D, _2A = (f"convention, annexe {une}" for une in ("1/B", "1/D", "2/A"))
MONTRES: Mapping[str, tuple[Montre, ...]] = MappingProxyType(
    {
        "alerte_donneur_ordre": (
            Montre("echeance_passee.dernier_jour", "la date de fin du délai", _2A),
        ),
        "demande_accord_courrier": (
            Montre("parametres.delai_courrier", "le délai donné à l’entreprise", _2A),
            Montre("contacts", "les contacts non aboutis", _2A),
        ),
        "observations_finies": (
            Montre("faits.fin_des_observations", "la fin du délai d’observations", "CCAG 2021"),
        ),
        "liste_siae": (
            Montre("structures_insertion", "la liste des SIAE et des GEIQ", _1B),
        ),
        "retour_mission": (
            Montre("personnelles.axes_de_progres", "les axes de progrès", _1D),
            Montre("personnelles.freins", "les freins et limites", _1D),
        ),
        "positionnement_sans_suite": (
            Montre("personnelles.retour", "le retour à la personne", _1D),
        ),
        "procedure_proposee": (
            Montre("procedure", "ce que la procédure fixe", "convention, article 3"),
        ),
        "signalement_donneur_ordre": (
            Montre("motif", "la difficulté rencontrée", "convention, article 3"),
        ),
    }
)  # fmt: skip

_NOMBRES = "un|deux|trois|quatre|cinq|six|sept|huit|dix|douze|quinze|vingt|trente|quarante|soixante"
_DELAI = re.compile(
    rf"\b(?:\d+|{_NOMBRES})[\s\u00a0\u202f]+(?:jours?|semaines?|mois|ans?)\b", re.IGNORECASE
)


def valeurs_tues(message: str, contexte: ContexteMessage, rendeur: Rendeur) -> Iterator[str]:
    """Values that the message must show and does not, in French; ``contexte`` has them all."""
    for une in MONTRES.get(message, ()):
        autre = _change(contexte, une.valeur.split("."))
        try:
            avant, apres = (rendeur.rendre(message, un) for un in (contexte, autre))
        except NotificationsError:
            return  # the fault is told where the message is rendered
        corps = {"corps.txt": (avant.texte, apres.texte), "corps.html": (avant.html, apres.html)}
        for fichier, (un, deux) in corps.items():
            if un == deux:
                yield (
                    f"{message}/{fichier} : ce texte doit montrer {une.dite} ({une.source}) : "
                    f"écrivez-y « {une.valeur} »."
                )


def delais_en_dur(message: str, rendeur: Rendeur) -> Iterator[str]:
    """Delays, shares and counts that a template writes itself: the one in force may be another."""
    for fichier in FICHIERS:
        chemin = rendeur.chargeur.chemin(f"{message}/{fichier}")
        for quoi, dit in _en_dur(rendeur.environnement, chemin.read_text("utf-8")):
            yield (
                f"{message}/{fichier} : le {quoi} « {typographie(dit)} » est écrit en toutes "
                "lettres ; celui qui vaut peut être un autre. Montrez le paramètre ou l’échéance "
                "(« parametres.…|delai », « calcul(echeance) »)."
            )


@lru_cache(maxsize=1024)
def _en_dur(environnement: Environment, source: str) -> tuple[tuple[str, str], ...]:
    """What it is and how it is written; a message is looked at in every state that sends it."""
    fixe = _texte_fixe(environnement, source)
    delais = [" ".join(un[0].split()) for un in _DELAI.finditer(fixe)]
    autres = [dit for dit in ecrits(fixe) if not any(dit in un or un in dit for un in delais)]
    return (*(("délai", un) for un in delais), *(("nombre", un) for un in autres))


def _texte_fixe(environnement: Environment, source: str) -> str:
    """What the template writes whatever the context; a mark stands where a value comes."""
    lexemes = environnement.lex(source)
    return "".join(texte if genre == "data" else "·" for _, genre, texte in lexemes)


def _change(objet: Any, chemin: list[str]) -> Any:
    """The same object with another value under a path of names."""
    if not chemin:
        return _autre(objet)
    nom, *reste = chemin
    if is_dataclass(objet) and not isinstance(objet, type):
        return replace(objet, **{nom: _change(getattr(objet, nom), reste)})
    return {**objet, nom: _change(objet.get(nom), reste)}


def _autre(valeur: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(valeur, date):
        return valeur - timedelta(days=40)
    if isinstance(valeur, Delai):
        return replace(valeur, nombre=valeur.nombre + 1)
    return () if isinstance(valeur, tuple) else f"{valeur} autrement"
