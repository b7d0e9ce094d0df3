"""What others changed on a dossier while somebody was writing: before, and now (ui §6.7)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from states.roles import ROLES
from workflow.process import Definition


class Changement(NamedTuple):
    """One thing that is no longer what the form was opened on; values are fields as told."""

    quoi: str
    avant: Any
    maintenant: Any


def changements(
    definition: Definition, journal: Sequence[Mapping[str, Any]], seqs: set[int]
) -> list[Changement]:
    """What the lines ``seqs`` changed: the step, who holds the ball, the fields that stay.

    Args:
        definition: that of the dossier.
        journal: its lines as this reader may see them, the latest first.
        seqs: numbers of the lines written since the form was opened.
    """
    leurs = [une for une in reversed(journal) if une["seq"] in seqs]
    if not leurs:
        return []
    avant = [une for une in journal if une["seq"] < leurs[0]["seq"]]
    return [*_etape(definition, leurs), *_champs(definition, avant, leurs)]


def _etape(definition: Definition, leurs: Sequence[Mapping[str, Any]]) -> Iterator[Changement]:
    de, vers = (definition.etats.get(un) for un in (leurs[0]["de"], leurs[-1]["vers"]))
    if de is None or vers is None or de == vers:
        return
    yield Changement("Étape", _texte(de.libelle), _texte(vers.libelle))
    if de.detenteur != vers.detenteur:
        mains = (_texte(ROLES.get(un.detenteur, "personne")) for un in (de, vers))
        yield Changement("La main est à", *mains)


def _champs(
    definition: Definition,
    avant: Sequence[Mapping[str, Any]],
    leurs: Sequence[Mapping[str, Any]],
) -> Iterator[Changement]:
    """Fields of the dossier that they entered; what stays on its own line is told with it."""
    entres = {un["champ"]: un for une in leurs for un in une["champs"]}
    for nom, un in entres.items():
        declare = definition.contexte.get(nom)
        if declare is None or declare.passager:
            continue
        anciens = (vu for une in avant for vu in une["champs"] if vu["champ"] == nom)
        ancien = next(anciens, _texte("pas encore saisi"))
        if ancien.get("valeur") != un["valeur"]:
            yield Changement(un["libelle"], ancien, un)


def _texte(mots: str) -> dict[str, Any]:
    return {"texte": mots, "valeur": None}


def lignes_qui_different(ancien: str, nouveau: str) -> list[tuple[str, str]]:
    """``(- or +, line)`` where two texts differ, those of the first one before."""
    comparees = difflib.ndiff(ancien.splitlines(), nouveau.splitlines())
    return [(une[0], une[2:]) for une in comparees if une[0] in "+-" and une[2:].strip()]
