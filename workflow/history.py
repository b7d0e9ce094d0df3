"""From the journal's lines to the effective history: corrections applied, cancelled moves absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workflow.values import Historique, Ligne

CORRECTION = "correction"
RETABLISSEMENT = "retablissement"


def effectif(lignes: Iterable[Ligne]) -> Historique:
    """The effective history of a dossier (design §3)."""
    par_seq = {ligne.seq: ligne for ligne in lignes}
    for ligne in tuple(par_seq.values()):
        if ligne.kind == CORRECTION:
            _corriger(par_seq, ligne)
        elif ligne.kind == RETABLISSEMENT:
            for seq in ligne.donnees["annule"]:
                par_seq.pop(seq, None)
    restantes = sorted(par_seq.values(), key=lambda une: (une.at, une.seq))
    return Historique(tuple(restantes))


def _corriger(par_seq: dict[int, Ligne], correction: Ligne) -> None:
    visee = par_seq.get(int(correction.donnees["ligne"]))
    if visee is None:
        return
    champ = str(correction.donnees["champ"])
    donnees = {**visee.donnees, champ: correction.donnees["valeur"]}
    par_seq[visee.seq] = replace(visee, donnees=donnees)


def donnees_de(
    historique: Historique, depart: Mapping[str, Any], champs: Iterable[str]
) -> dict[str, Any]:
    """The dossier's fields as the effective lines leave them, over what it was opened with."""
    connus = frozenset(champs)
    donnees = dict(depart)
    for ligne in sorted(historique, key=lambda une: une.seq):
        if ligne.kind == CORRECTION:
            continue
        donnees.update({nom: val for nom, val in ligne.donnees.items() if nom in connus})
    return donnees
