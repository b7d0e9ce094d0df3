"""Personal values by the id that the journal holds in their place; an erased one is empty."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, or_, select, tuple_

from storage import register_tables as r
from storage import tables as t
from storage.key_lists import liste, parmi
from storage.statements import Enonce
from storage.stored_json import lire_json

CANDIDATURE = "candidature"
_P, _D, _C, _J = t.donnee_personnelle.c, t.dossier.c, r.convention.c, t.journal.c
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


def dits(
    connexion: Connection, lignes: Sequence[tuple[int, int]], champ: str
) -> dict[tuple[int, int], str]:
    """What a personal field says on lines ``(dossier, seq)``; nothing once erased."""
    requete = select(_J.dossier, _J.seq, _J.payload).where(tuple_(_J.dossier, _J.seq).in_(lignes))
    cles = {
        (dossier, seq): lire_json(payload).get(champ, {}).get("dp")
        for dossier, seq, payload in connexion.execute(requete)
    }
    lues = valeurs(connexion, sorted({dossier for dossier, _ in cles}))
    trouves = {ligne: lues[ligne[0]].get(cle) for ligne, cle in cles.items()}
    return {ligne: dit for ligne, dit in trouves.items() if dit}
