"""Personal values by the id that the journal holds in their place; an erased one is empty."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, or_, select

from storage import tables as t
from storage.key_lists import liste, parmi
from storage.statements import Enonce

_P, _D = t.donnee_personnelle.c, t.dossier.c
_VALEURS = Enonce(select(_P.dossier, _P.id, _P.valeur).where(parmi(_P.dossier, "ids")))
_NOMS = Enonce(
    select(_P.valeur)
    .distinct()
    .join(t.dossier, _P.dossier == _D.id)
    .where(
        _D.racine == bindparam("tete"),
        _D.machine == "candidature",
        or_(_P.champ == "nom", _P.champ == "prenom"),
        _P.valeur.is_not(None),
    )
    .order_by(_P.valeur)
)


def noms_des_candidats(connexion: Connection, tete: int) -> list[str]:
    """First and last names of the people whose candidacies stand under a root, once each."""
    return [str(une.valeur) for une in _NOMS.executer(connexion, {"tete": tete})]


def valeurs(connexion: Connection, dossiers: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """Personal values of dossiers, by dossier and id."""
    trouvees: dict[int, dict[str, str | None]] = {un: {} for un in dossiers}
    for dossier, cle, valeur in _VALEURS.executer(connexion, {"ids": liste(dossiers)}):
        trouvees[dossier][cle] = valeur
    return trouvees
