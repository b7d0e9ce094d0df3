"""Numbers that a text writes itself: « 8 jours » lies as soon as the délai in force is another.

What people read names the parameter ({delai_courrier}); a number that no parameter holds (26 ans,
50 %) stands in the rules of its article, under ``nombres``, and is read over with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflow.errors import Faute
from workflow.form import Section
from workflow.process import Definition
from workflow.texts import SOURCE, textes

NOMBRES = "nombres"
_BLANC = "[\\s\u00a0\u202f]"
_MOTS = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante|cinquante"
    "|soixante|cent"
)
_UNITES = r"(?:jours?|semaines?|mois|ans?|années?|heures?|h|contacts?)\b|%|€"
_CHIFFRES = r"\d+(?:[.,]\d+)?"
_SEUIL = (
    "il faut|au moins|au plus|dans|sous|pendant|plus d[’']|moins d[’']|délai d[’']|préavis d[’']"
)
_ECRIT = re.compile(
    rf"\b(?:{_CHIFFRES}(?: (?:à|et|ou) {_CHIFFRES})?|{_MOTS}){_BLANC}*(?:{_UNITES})"
    rf"|\b(?:{_SEUIL}){_BLANC}*une?{_BLANC}(?:jour|semaine|mois|an|contact)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Nombre:
    """A number with its unit that the texts of a machine may write, and where it comes from."""

    machine: str
    dit: str
    source: str
    fichier: str
    ligne: int


def lire_nombres(section: Section) -> tuple[Nombre, ...]:
    """Read them, machine by machine: ``{facture: {"50 %": source}}``."""
    lus: list[Nombre] = []
    for machine, une in section.elements():
        for dit, source in une.textes().items():
            if not source.strip():
                une.faute("nombre", dit, f"Dites d’où vient « {dit} » : un article, un texte.")
            lus.append(
                Nombre(
                    machine=machine,
                    dit=dit,
                    source=source,
                    fichier=section.document.fichier,
                    ligne=section.document.ligne(une.chemin),
                )
            )
    return tuple(lus)


def ecrits(texte: str) -> Iterator[str]:
    """The numbers with a unit that a text writes, in order."""
    yield from (" ".join(trouve[0].split()) for trouve in _ECRIT.finditer(texte))


def fautes_des_nombres(
    nombres: Iterable[Nombre], definitions: Mapping[str, Definition]
) -> Iterator[Faute]:
    """Numbers of the texts that no article declares, and those declared that no text writes."""
    admis = {(un.machine, un.dit): un for un in nombres}
    servent: set[tuple[str, str]] = set()
    for definition in definitions.values():
        for chemin, texte in _lus(definition):
            for dit in ecrits(texte):
                if (definition.machine, dit) in admis:
                    servent.add((definition.machine, dit))
                    continue
                message = (
                    f"« {dit} » est écrit dans le texte [{definition.source}] : la valeur qui vaut "
                    "peut être une autre. Nommez le paramètre, entre accolades là où la phrase "
                    f"montre des valeurs, ou déclarez-le sous « {NOMBRES} », avec son article."
                )
                yield definition.faute("nombre_ecrit", chemin, message)
    for cle, un in admis.items():
        if cle not in servent:
            message = f"« {un.dit} » ne se lit dans aucun texte de {un.machine} : retirez-le."
            yield Faute(
                "nombre_inutile", message, un.fichier, un.ligne, un.machine,
                niveau="avertissement", ou=f"{NOMBRES}.{un.machine}",
            )  # fmt: skip


def _lus(definition: Definition) -> Iterator[tuple[str, str]]:
    """What people read of a machine, each with its path; a source only says where it stands."""
    for chemin, ecrits_la in textes(definition):
        yield from ((chemin, texte) for cle, texte in ecrits_la.items() if cle != SOURCE)
