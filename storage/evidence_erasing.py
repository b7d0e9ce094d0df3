"""Erases personal values: value and salt become empty, the row and its instant stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select, update

from storage import tables as t
from storage.access_tables import depot
from storage.stored_json import lire_json

_P, _J, _T, _D, _C = (
    une.c for une in (t.donnee_personnelle, t.journal, t.tache, t.digest_ligne, t.commande)
)

Caviarder = Callable[[str], str]
"""Takes the erased values out of a sentence."""


class Visee(NamedTuple):
    """A personal value that is still there."""

    id: str
    champ: str
    valeur: str


def visees(
    connexion: Connection, dossier: int, *, champs: Collection[str], seqs: Collection[int]
) -> list[Visee]:
    """Values still there: of a dossier, of named fields, of named lines."""
    requete = select(_P.id, _P.champ, _P.valeur).where(
        _P.dossier == dossier, _P.efface_le.is_(None)
    )
    if champs:
        requete = requete.where(_P.champ.in_(champs))
    if seqs:
        requete = requete.where(_P.id.in_(_ids(connexion, dossier, seqs)))
    return [Visee(*une) for une in connexion.execute(requete)]


def lignes_de(connexion: Connection, dossier: int, ids: Collection[str]) -> set[int]:
    """Lines of the journal that hold the digest of one of these values."""
    return {seq for seq, une in _personnelles(connexion, dossier) if une in ids}


def effacer(connexion: Connection, ids: Collection[str], now: datetime) -> int:
    """Erase values; returns how many."""
    ordre = update(t.donnee_personnelle).where(_P.id.in_(ids))
    return connexion.execute(ordre.values(sel=None, valeur=None, efface_le=now)).rowcount


def nettoyer_les_fichiers(connexion: Connection, debuts: Collection[str]) -> None:
    """Take the names of files away, each told by how its digest begins; not where one still stands.

    A copy in hand, kept until its form was confirmed, goes whole.
    """
    for debut in debuts:
        en_valeur = select(_P.id).where(
            _P.efface_le.is_(None), _P.valeur.contains(debut, autoescape=True)
        )
        au_journal = select(_J.seq).where(_J.payload.contains(debut, autoescape=True))
        if connexion.execute(en_valeur).first() or connexion.execute(au_journal).first():
            continue
        siens = t.contenu.c.empreinte.startswith(debut, autoescape=True)
        for nom, corps in connexion.execute(
            select(t.contenu.c.nom, t.contenu.c.corps).where(siens)
        ).all():
            connexion.execute(delete(depot).where(depot.c.nom == nom, depot.c.corps == corps))
        connexion.execute(update(t.contenu).where(siens).values(nom=None))


def nettoyer_les_copies(
    connexion: Connection, dossier: int, seqs: Collection[int], caviarder: Caviarder
) -> None:
    """Clean the sentences that those lines wrote: task labels, lines of the morning mail."""
    debuts = tuple(f"{dossier}:{seq}:" for seq in seqs)
    for table, colonne, autres in (
        (t.tache, _T.libelle, {}),
        (t.digest_ligne, _D.sujet, {"texte": ""}),
    ):
        lues = select(table.c.id, table.c.cle, colonne).where(table.c.dossier == dossier)
        for identifiant, cle, texte in connexion.execute(lues).all():
            if cle.startswith(debuts):
                valeurs: Mapping[str, Any] = {colonne.name: caviarder(texte), **autres}
                connexion.execute(update(table).where(table.c.id == identifiant).values(valeurs))


def nettoyer_les_reponses(connexion: Connection, numero: str, nettoyer: Caviarder) -> None:
    """Clean the stored answers of commands that speak of a dossier."""
    lues = select(_C.cle, _C.reponse).where(_C.reponse.contains(f'"{numero}"', autoescape=True))
    for cle, reponse in connexion.execute(lues).all():
        connexion.execute(update(t.commande).where(_C.cle == cle).values(reponse=nettoyer(reponse)))


def _ids(connexion: Connection, dossier: int, seqs: Collection[int]) -> list[str]:
    return [une for seq, une in _personnelles(connexion, dossier) if seq in seqs]


def _personnelles(connexion: Connection, dossier: int) -> Iterator[tuple[int, str]]:
    """Line and id of each personal value that the journal of a dossier names."""
    requete = select(_J.seq, _J.payload, _J.reason).where(_J.dossier == dossier)
    for ligne in connexion.execute(requete):
        for texte in (ligne.payload, ligne.reason or "{}"):
            lu = lire_json(texte)
            for valeur in (lu, *lu.values()):
                if isinstance(valeur, dict) and "dp" in valeur:
                    yield ligne.seq, valeur["dp"]
