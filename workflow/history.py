"""From the journal to the effective history: corrections applied, cancelled moves absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from workflow.values import Historique, Ligne

CORRECTION = "correction"
RETABLISSEMENT = "retablissement"
ANNULATION = "annulation"
"""A note that somebody takes back at once: it moved nothing."""
ECHEANCE = "echeance"
_DU_PASSE = frozenset({CORRECTION, RETABLISSEMENT, ANNULATION})
"""Lines that change what other lines say."""
_genre, _place = attrgetter("kind"), attrgetter("at", "seq")
_SANS_SAISIE = frozenset({CORRECTION, RETABLISSEMENT, ANNULATION, ECHEANCE})


def effectif(lignes: Iterable[Ligne]) -> Historique:
    """The effective history of a dossier (design §3).

    Corrections and cancellations apply in the order of the journal, whatever instant they bear.
    """
    lues = sorted(lignes, key=attrgetter("seq"))
    if _DU_PASSE.isdisjoint(map(_genre, lues)):  # as nearly all journals are
        return Historique(tuple(sorted(lues, key=_place)))
    par_seq = {ligne.seq: ligne for ligne in lues}
    for ligne in lues:
        if ligne.kind == CORRECTION:
            _corriger(par_seq, ligne)
        elif ligne.kind in {RETABLISSEMENT, ANNULATION}:
            for seq in ligne.donnees["annule"]:
                par_seq.pop(int(seq), None)
    return Historique(tuple(sorted(par_seq.values(), key=_place)))


def _corriger(par_seq: dict[int, Ligne], correction: Ligne) -> None:
    valeur = correction.donnees["valeur"]
    for seq, champ in cibles(correction.donnees):
        visee = par_seq.get(seq)
        if visee is not None:
            par_seq[seq] = replace(visee, donnees={**visee.donnees, champ: valeur})


def cibles(donnees: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Line and field that a correction replaces, then the copies that were made of it."""
    yield int(donnees["ligne"]), str(donnees["champ"])
    for copie in donnees.get("copies", ()):
        yield int(copie["ligne"]), str(copie["champ"])


def saisies_de(historique: Iterable[Ligne]) -> list[Ligne]:
    """Lines that enter fields, in the order of the journal."""
    lignes = (une for une in historique if une.kind not in _SANS_SAISIE)
    return sorted(lignes, key=lambda une: une.seq)


def donnees_de(
    historique: Iterable[Ligne], depart: Mapping[str, Any], champs: Iterable[str]
) -> dict[str, Any]:
    """The dossier's fields as the effective lines leave them, over what it was opened with."""
    connus, donnees = frozenset(champs), dict(depart)
    if not connus:
        return donnees
    for ligne in saisies_de(historique):
        donnees.update({nom: val for nom, val in ligne.donnees.items() if nom in connus})
    return donnees
