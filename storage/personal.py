"""Personal values by the id that the journal holds in their place; an erased one is empty."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from storage import tables as t
from storage.key_lists import liste, parmi
from storage.statements import Enonce

_P = t.donnee_personnelle.c
_VALEURS = Enonce(select(_P.dossier, _P.id, _P.valeur).where(parmi(_P.dossier, "ids")))


def valeurs(connexion: Connection, dossiers: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """Personal values of dossiers, by dossier and id."""
    trouvees: dict[int, dict[str, str | None]] = {un: {} for un in dossiers}
    for dossier, cle, valeur in _VALEURS.executer(connexion, {"ids": liste(dossiers)}):
        trouvees[dossier][cle] = valeur
    return trouvees
