"""Erases personal values: value and salt become empty, the row and its instant stay."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage import tables as t

_P, _J = t.donnee_personnelle.c, t.journal.c


def effacer(
    connexion: Connection,
    dossier: int,
    *,
    champs: Collection[str],
    seqs: Collection[int],
    now: datetime,
) -> int:
    """Erase the values of a dossier, of named fields, of named lines; returns how many."""
    ordre = update(t.donnee_personnelle).where(_P.dossier == dossier, _P.efface_le.is_(None))
    if champs:
        ordre = ordre.where(_P.champ.in_(champs))
    if seqs:
        ordre = ordre.where(_P.id.in_(list(_des_lignes(connexion, dossier, seqs))))
    return connexion.execute(ordre.values(sel=None, valeur=None, efface_le=now)).rowcount


def _des_lignes(connexion: Connection, dossier: int, seqs: Collection[int]) -> Iterator[str]:
    requete = select(_J.payload, _J.reason).where(_J.dossier == dossier, _J.seq.in_(seqs))
    for ligne in connexion.execute(requete):
        for texte in (ligne.payload, ligne.reason or "{}"):
            lu = json.loads(texte)
            for valeur in (lu, *lu.values()):
                if isinstance(valeur, dict) and "dp" in valeur:
                    yield valeur["dp"]
