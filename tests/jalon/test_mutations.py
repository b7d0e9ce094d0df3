"""Seeded faults in every machine: whatever is spoilt in a file, ``jalon check`` says it.

Each way to spoil is applied to every place of every machine where it applies; none may pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from jalon import assembly
from tests.jalon.seeding import Corps, ecrire_corps, lire_corps
from workflow.building import construire
from workflow.check import controler
from workflow.errors import Faute
from workflow.references import verifier_references
from workflow.strict_yaml import lire

Mutant = tuple[str, Corps]
"""Where it was spoilt, and the whole file."""
VOCABULAIRE = assembly.vocabulaire()
TEXTES = assembly.textes()
COMMUNS = lire(assembly.generiques(), "generiques.yaml")
MACHINES = assembly.charger_machines().exiger()
FICHIERS = sorted(TEXTES)
PAR_LIEU = 3
"""So many places of one kind are tried in a file: the first and spread ones."""


def fautes(fichier: str, corps: Corps) -> list[Faute]:
    """What is said of the installation with one file in another form; the others are as read."""
    document = lire(ecrire_corps(corps), fichier)
    definition = construire(document, COMMUNS, empreinte="")
    if document.fautes or definition is None:
        return document.fautes
    machines = {**MACHINES, definition.machine: definition}
    references = verifier_references(definition, machines, VOCABULAIRE)
    return references or controler({definition.machine: definition, **machines}, VOCABULAIRE)


def _chaque(corps: Corps, section: str, gate: Callable[[Corps], bool]) -> Iterator[str]:
    """Names of a section that a way applies to, a few of them."""
    noms = [nom for nom, un in corps.get(section, {}).items() if gate(un)]
    pas = max(1, len(noms) // PAR_LIEU)
    yield from noms[::pas][:PAR_LIEU]


def _gater(section: str, gate: Callable[[Corps], bool], sur: Callable[[Corps], None]) -> Any:
    """A way to spoil one element of a section."""

    def mutants(corps: Corps) -> Iterator[Mutant]:
        for nom in _chaque(corps, section, gate):
            autre = deepcopy(corps)
            sur(autre[section][nom])
            yield f"{section}.{nom}", autre

    return mutants


def _renommer(section: str, gate: Callable[[Corps], bool] = lambda _un: True) -> Any:
    def mutants(corps: Corps) -> Iterator[Mutant]:
        for nom in _chaque(corps, section, gate):
            autre = deepcopy(corps)
            autre[section] = {
                (f"{cle}_bis" if cle == nom else cle): un for cle, un in autre[section].items()
            }
            yield f"{section}.{nom}", autre

    return mutants


def _effets(un: Corps) -> list[Any]:
    effets = un.get("effets", [])
    return effets if isinstance(effets, list) else []


def _premiere_echeance(un: Corps) -> Corps:
    (echeance, *_) = un["echeances"].values()
    assert isinstance(echeance, dict)
    return echeance


def _vivant(un: Corps) -> bool:
    return un.get("final") != "oui"


def _sans_sortie(corps: Corps) -> Iterator[Mutant]:
    """A state that one may enter and never leave; where none closes from everywhere."""
    moves = [un for un in corps["evenements"].values() if "vers" in un or "selon" in un]
    if any(not isinstance(un["de"], list) for un in moves):
        return
    for nom in _chaque(corps, "etats", _vivant):
        autre = deepcopy(corps)
        autre["etats"]["cul_de_sac"] = {
            "libelle": "Cul-de-sac", "detenteur": "facilitateur", "sans_echeance": "essai",
        }  # fmt: skip
        autre["evenements"]["s_y_perdre"] = {
            "libelle": "S’y perdre", "de": [nom], "vers": "cul_de_sac", "par": ["facilitateur"],
        }  # fmt: skip
        yield f"etats.{nom}", autre


def _sans_entree(corps: Corps) -> Iterator[Mutant]:
    autre = deepcopy(corps)
    autre["etats"]["ile"] = {
        "libelle": "Île", "detenteur": "facilitateur", "sans_echeance": "essai",
    }  # fmt: skip
    yield "etats", autre


FACONS: Mapping[str, Callable[[Corps], Iterator[Mutant]]] = {
    "an unknown key": _gater("evenements", lambda _un: True, lambda un: un.update(cle_bis="x")),
    "a state without holder": _gater("etats", _vivant, lambda un: un.pop("detenteur", None)),
    "a state without date": _gater(
        "etats", _vivant, lambda un: (un.pop("echeances", None), un.pop("sans_echeance", None))
    ),
    "an unknown holder": _gater("etats", _vivant, lambda un: un.update(detenteur="tante")),
    "a second initial state": _gater(
        "etats",
        lambda un: _vivant(un) and un.get("initial") != "oui",
        lambda un: un.update(initial="oui"),
    ),
    "an unknown role": _gater("evenements", lambda _un: True, lambda un: un.update(par=["tante"])),
    "an unknown destination": _gater(
        "evenements", lambda un: "vers" in un, lambda un: un.update(vers="nulle_part")
    ),
    "an unknown origin": _gater(
        "evenements", lambda _un: True, lambda un: un.update(de=["nulle_part"])
    ),
    "an unknown guard": _gater(
        "evenements", lambda _un: True, lambda un: un.update(gardes=["rien"])
    ),
    "an unknown field": _gater(
        "evenements", lambda _un: True, lambda un: un.update(saisies={"rien": "obligatoire"})
    ),
    "an unknown message": _gater(
        "evenements", lambda un: bool(_effets(un)), lambda un: un.update(effets=[{"mail": "rien"}])
    ),
    "an unknown task": _gater(
        "evenements", lambda un: bool(_effets(un)), lambda un: un.update(effets=[{"tache": "rien"}])
    ),
    "a guard that reads nothing known": _gater(
        "gardes", lambda _un: True, lambda un: un.update(si="rien == 3")
    ),
    "a guard that cannot be read": _gater(
        "gardes", lambda _un: True, lambda un: un.update(si="import os")
    ),
    "a sentence with an unknown value": _gater(
        "gardes", lambda _un: True, lambda un: un.update(sinon="Voici {rien}.")
    ),
    "an unknown fact": _gater(
        "contexte", lambda un: "fait" in un, lambda un: un.update(fait="rien")
    ),
    "a field neither entered nor computed": _gater(
        "contexte", lambda un: "saisi" in un, lambda un: un.pop("saisi")
    ),
    "a parameter without source": _gater(
        "parametres", lambda _un: True, lambda un: un.pop("source")
    ),
    "a delay that cannot be read": _gater(
        "parametres", lambda un: un["type"] == "delai", lambda un: un.update(defaut="bientôt")
    ),
    "a renamed state": _renommer("etats"),
    "a renamed guard": _renommer("gardes"),
    "a renamed field": _renommer("contexte", lambda un: "saisi" in un),
    "a renamed parameter": _renommer("parametres"),
    "an unknown calendar": _gater(
        "etats",
        lambda un: "echeances" in un,
        lambda un: _premiere_echeance(un).update(calendrier="lune"),
    ),
    "an unknown anchor": _gater(
        "etats",
        lambda un: "echeances" in un,
        lambda un: _premiere_echeance(un).update(depuis="rien"),
    ),
    "an unknown move of the clock": _gater(
        "etats",
        lambda un: "echeances" in un,
        lambda un: _premiere_echeance(un).update(declenche="rien"),
    ),
    "a link to no machine": _gater(
        "liens", lambda _un: True, lambda un: un.update(machine="tante")
    ),
    "a state that nothing leaves": _sans_sortie,
    "a state that nothing reaches": _sans_entree,
}


@cache
def _corps(fichier: str) -> Corps:
    return lire_corps(TEXTES[fichier])


def test_a_file_written_back_is_still_right() -> None:
    for fichier in FICHIERS:
        assert [une for une in fautes(fichier, _corps(fichier)) if une.niveau == "erreur"] == []


@pytest.mark.parametrize("facon", sorted(FACONS))
def test_a_seeded_fault_never_passes(facon: str) -> None:
    essayes, passes = 0, []
    for fichier in FICHIERS:
        for lieu, corps in FACONS[facon](_corps(fichier)):
            essayes += 1
            if not fautes(fichier, corps):
                passes.append(f"{fichier} {lieu}")
    assert essayes > 0, "the way applies nowhere"
    assert passes == []
