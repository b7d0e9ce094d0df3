"""Personal values by the id that the journal holds in their place; an erased one is empty."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, or_, select

from storage import register_tables as r
from storage import tables as t
from storage.key_lists import liste, parmi
from storage.statements import Enonce

CANDIDATURE = "candidature"
_P, _D, _C = t.donnee_personnelle.c, t.dossier.c, r.convention.c
_VALEURS = Enonce(select(_P.dossier, _P.id, _P.valeur).where(parmi(_P.dossier, "ids")))
_NOMS = Enonce(
    select(_P.valeur)
    .distinct()
    .join(t.dossier, _P.dossier == _D.id)
    .where(
        _D.racine == bindparam("tete"),
        _D.machine == CANDIDATURE,
        or_(_P.champ == "nom", _P.champ == "prenom"),
        _P.valeur.is_not(None),
    )
    .order_by(_P.valeur)
)


def noms_des_candidats(connexion: Connection, tete: int) -> list[str]:
    """First and last names of the people whose candidacies stand under a root, once each."""
    return [str(une.valeur) for une in _NOMS.executer(connexion, {"tete": tete})]


def personnes_de_la_ville(connexion: Connection, convention: int) -> list[tuple[str, str]]:
    """« Last, first » names of the candidates of the buyer whose convention that is."""
    siennes = select(_C.id).where(
        _C.donneur_ordre == select(_C.donneur_ordre).where(_C.id == convention).scalar_subquery()
    )
    requete = (
        select(_P.dossier, _P.champ, _P.valeur)
        .join(t.dossier, _P.dossier == _D.id)
        .where(
            _D.machine == CANDIDATURE,
            _D.convention.in_(siennes),
            _P.champ.in_(("nom", "prenom")),
            _P.valeur.is_not(None),
        )
    )
    noms: dict[int, dict[str, list[str]]] = {}
    for dossier, champ, valeur in connexion.execute(requete):
        noms.setdefault(dossier, {}).setdefault(champ, []).append(valeur)
    return sorted(
        {
            (nom, prenom)
            for une in noms.values()
            for nom in une.get("nom", ())
            for prenom in une.get("prenom", ("",))
        }
    )


def valeurs(connexion: Connection, dossiers: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """Personal values of dossiers, by dossier and id."""
    trouvees: dict[int, dict[str, str | None]] = {un: {} for un in dossiers}
    for dossier, cle, valeur in _VALEURS.executer(connexion, {"ids": liste(dossiers)}):
        trouvees[dossier][cle] = valeur
    return trouvees
