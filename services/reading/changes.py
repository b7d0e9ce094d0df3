"""What others changed on a dossier while somebody was writing: before, and now (ui §6.7)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from states.french import date_longue
from states.roles import ROLES
from workflow.holds import ATTENTE
from workflow.process import Definition


class Changement(NamedTuple):
    """One thing that is no longer what the form was opened on; values are fields as told."""

    quoi: str
    avant: Any
    maintenant: Any


def changements(
    definition: Definition,
    journal: Sequence[Mapping[str, Any]],
    seqs: set[int],
    echeances: Sequence[Mapping[str, Any]] = (),
) -> list[Changement]:
    """What ``seqs`` changed: the step, who holds the ball, the délais, the fields that stay.

    Args:
        definition: that of the dossier.
        journal: its lines as this reader may see them, the latest first.
        seqs: numbers of the lines written since the form was opened.
        echeances: those of the dossier now, each with ``suspendue``.
    """
    leurs = [une for une in reversed(journal) if une["seq"] in seqs]
    if not leurs:
        return []
    avant = [une for une in journal if une["seq"] < leurs[0]["seq"]]
    return [
        *_etape(definition, leurs),
        *_delais(definition, leurs),
        *_suspendus(definition, leurs, echeances),
        *_champs(definition, avant, leurs),
    ]


def _etape(definition: Definition, leurs: Sequence[Mapping[str, Any]]) -> Iterator[Changement]:
    de, vers = (definition.etats.get(un) for un in (leurs[0]["de"], leurs[-1]["vers"]))
    if de is None or vers is None or de == vers:
        return
    yield Changement("Étape", _texte(de.libelle), _texte(vers.libelle))
    if de.detenteur != vers.detenteur:
        mains = (_texte(ROLES.get(un.detenteur, "personne")) for un in (de, vers))
        yield Changement("La main est à", *mains)


def _delais(definition: Definition, leurs: Sequence[Mapping[str, Any]]) -> Iterator[Changement]:
    """The délais told to somebody that the step left behind: they run no more."""
    de, vers = (definition.etats.get(un) for un in (leurs[0]["de"], leurs[-1]["vers"]))
    if de is None or vers is None or de == vers:
        return
    for nom, regle in de.echeances.items():
        if regle.opposable_a and nom not in vers.echeances:
            yield Changement(regle.libelle, _texte("courait"), _texte("arrêté"))


def _suspendus(
    definition: Definition,
    leurs: Sequence[Mapping[str, Any]],
    echeances: Sequence[Mapping[str, Any]],
) -> Iterator[Changement]:
    """What a hold stops: the day that people were told is not the last one any more."""
    actes = (definition.evenements.get(une["evenement"]) for une in leurs)
    if not any(un is not None and un.operation == ATTENTE for un in actes):
        return
    for une in echeances:
        if une["suspendue"]:
            jusqu_au = f"courait jusqu’au {date_longue(date.fromisoformat(une['dernier_jour']))}"
            yield Changement(une["libelle"], _texte(jusqu_au), _texte("arrêté par la pause"))


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
