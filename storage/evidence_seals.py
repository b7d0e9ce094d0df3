"""The daily seals: what has changed since the last one, and what those sealed lines are today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, tuple_, update

from storage import tables as t
from storage.column_types import ecrire_instant

PAQUET = 500
COMPTEUR = "sceau"
"""Name under which ``compteur`` holds how many seals were put."""
_S, _D, _J = t.sceau.c, t.dossier.c, t.journal.c
_COLONNES = (_S.jour, _S.dossiers, _S.prev_hash, _S.hash, _S.cree_le)


@dataclass(frozen=True)
class Sceau:
    """A seal: ``dossiers`` is the JSON text that its hash covers."""

    jour: date
    dossiers: str
    prev_hash: str
    hash: str
    cree_le: datetime


def verrouiller(connexion: Connection) -> None:
    """Let every write in progress end, and no other begin: ids then stand in order of commit."""
    if connexion.dialect.name == "postgresql":
        connexion.execute(text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))


def dernier(connexion: Connection) -> Sceau | None:
    """The last seal."""
    rangee = connexion.execute(select(*_COLONNES).order_by(_S.id.desc()).limit(1)).first()
    return Sceau(*rangee) if rangee else None


def tous(connexion: Connection) -> Iterator[Sceau]:
    """Every seal, oldest first, one at a time."""
    apres = 0
    requete = select(_S.id, *_COLONNES).order_by(_S.id).limit(1)
    while (rangee := connexion.execute(requete.where(_S.id > apres)).first()) is not None:
        apres = rangee.id
        yield Sceau(*rangee[1:])


def etat_du_journal(connexion: Connection) -> tuple[int, int]:
    """Highest id of a line, and how many dossiers there are."""
    plus_haut = connexion.execute(select(func.coalesce(func.max(_J.id), 0))).scalar_one()
    nombre = connexion.execute(select(func.count()).select_from(t.dossier)).scalar_one()
    return int(plus_haut), int(nombre)


def changes(connexion: Connection, depuis: int) -> list[tuple[str, int, str]]:
    """Number, last line and hash of the dossiers with a line after the one of id ``depuis``."""
    touches = select(_J.dossier).where(_J.id > depuis)
    requete = select(_D.numero, _D.seq, _D.hash).order_by(_D.id)
    if depuis:
        requete = requete.where(_D.id.in_(touches))
    return [(une.numero, une.seq, une.hash) for une in connexion.execute(requete)]


def poser(connexion: Connection, sceau: Sceau) -> None:
    """Write a seal, and count it."""
    connexion.execute(insert(t.sceau).values(sceau.__dict__))
    compteur = t.compteur
    compte = update(compteur).where(compteur.c.nom == COMPTEUR).values(valeur=compteur.c.valeur + 1)
    if not connexion.execute(compte).rowcount:
        connexion.execute(insert(compteur).values(nom=COMPTEUR, valeur=1))


def lignes_scellees(
    connexion: Connection, scellees: Sequence[tuple[str, int]]
) -> dict[str, tuple[int, str | None]]:
    """Last line today, and hash of the sealed line if it stands, of dossiers by number."""
    numeros = [numero for numero, _ in scellees]
    requete = select(_D.id, _D.numero, _D.seq).where(_D.numero.in_(numeros))
    connus = {une.numero: (une.id, une.seq) for une in connexion.execute(requete)}
    voulues = [(connus[numero][0], seq) for numero, seq in scellees if numero in connus]
    lignes = select(_J.dossier, _J.hash).where(tuple_(_J.dossier, _J.seq).in_(voulues))
    hashs: dict[int, Any] = dict(tuple(une) for une in connexion.execute(lignes)) if voulues else {}
    return {numero: (seq, hashs.get(cle)) for numero, (cle, seq) in connus.items()}


def couvert(sceau: Sceau) -> dict[str, str]:
    """What the hash of a seal covers, in stored form."""
    return {
        "jour": sceau.jour.isoformat(),
        "dossiers": sceau.dossiers,
        "prev_hash": sceau.prev_hash,
        "cree_le": ecrire_instant(sceau.cree_le),
    }
