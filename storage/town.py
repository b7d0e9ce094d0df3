"""What the people of a buyer find across their dossiers: its documents, the alerts received."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, literal, null, or_, select, tuple_, union_all

from storage import tables as t
from storage.json_fields import champ_json
from storage.looking import FiltreDossiers, criteres
from storage.register_batches import par_lots

_D, _L, _C, _J = t.dossier.c, t.document.c, t.contenu.c, t.journal.c
LOT = 400
"""Beginnings that one question looks for."""
APRES_HEX = "g"
"""After every digit of a digest."""
FICHIER = "(sha256:"
"""What a field that holds a file says of it (``services.pieces.renvoi``)."""


def documents(
    connexion: Connection,
    filtre: FiltreDossiers,
    actes: Collection[tuple[str, str]],
    sauf: str,
    *,
    limite: int | None = None,
) -> Sequence[Any]:
    """Letters of dossiers, but those that were erased, and lines that hold a file, newest first.

    ``actes`` are machines, each with an event that takes files; ``sauf`` is the role whose lines
    are left out. Each is ``lettre, titre, cree_le, seq, payload``, then its dossier's
    ``id, numero, machine, definition, state, subject``; a line has no letter, a letter no line.
    """
    lettres = (
        select(
            *(_L.id.label("lettre"), _L.titre, _L.cree_le, _L.dossier),
            *(null().label(nom) for nom in ("seq", "payload")),
        )
        .join_from(t.document, t.dossier, _L.dossier == _D.id)
        .join(t.contenu, _L.contenu == _C.empreinte)
        .where(_C.efface_le.is_(None), *criteres(filtre))
    )
    lignes = (
        select(
            *(null().label("lettre"), null().label("titre"), _J.recorded_at.label("cree_le")),
            *(_J.dossier, _J.seq, _J.payload),
        )
        .join_from(t.dossier, t.journal, _J.dossier == _D.id)
        .where(
            tuple_(_D.machine, _J.event).in_(sorted(actes)),
            _J.role != sauf,
            _J.payload.contains(FICHIER),
            *criteres(filtre),
        )
    )
    tous = union_all(lettres, lignes).subquery()
    requete = (
        select(
            *(tous.c[nom] for nom in ("lettre", "titre", "cree_le", "seq", "payload")),
            *(_D[nom] for nom in ("id", "numero", "machine", "definition", "state", "subject")),
        )
        .join_from(tous, t.dossier, tous.c.dossier == _D.id)
        .order_by(tous.c.cree_le.desc(), tous.c.dossier, tous.c.lettre.desc())
        .limit(limite)
    )
    return connexion.execute(requete).all()


def retouches(
    connexion: Connection, dossiers: Collection[int], genres: Collection[str]
) -> Sequence[Any]:
    """Lines of those dossiers that change what others say: ``dossier, seq, kind, payload``."""
    requete = select(_J.dossier, _J.seq, _J.kind, _J.payload).where(
        _J.dossier.in_(dossiers), _J.kind.in_(genres)
    )
    return connexion.execute(requete).all()


def effaces(connexion: Connection, debuts: Collection[str]) -> frozenset[str]:
    """Those of the beginnings of a digest whose body was erased.

    A field names a content by how its digest begins: each is looked for in the order of the key.
    """
    trouves: set[str] = set()
    for lot in par_lots(sorted(debuts), LOT):
        noms = or_(*(and_(_C.empreinte >= un, _C.empreinte < un + APRES_HEX) for un in lot))
        requete = select(_C.empreinte).where(noms, _C.efface_le.is_not(None))
        lues = set(connexion.execute(requete).scalars())
        trouves |= {un for un in lot if any(une.startswith(un) for une in lues)}
    return frozenset(trouves)


def alertes(
    connexion: Connection,
    filtre: FiltreDossiers,
    champs: Collection[tuple[str, str]],
    *,
    saut: int = 0,
    limite: int | None = None,
) -> dict[int, str]:
    """Id of the dossiers of which the buyer was alerted → on which day; open ones, latest, first.

    ``champs`` are machines, each with the fact that holds the day.
    """
    if not champs:
        return {}
    le = case(
        *((_D.machine == machine, champ_json(_D.faits, literal(nom))) for machine, nom in champs)
    )
    requete = (
        select(_D.id, le.label("le"))
        .where(
            or_(*(_D.machine == machine for machine, _ in champs)),
            le.is_not(None),
            *criteres(filtre),
        )
        .order_by(_D.final, le.desc(), _D.id.desc())
        .offset(saut)
        .limit(limite)
    )
    return {une.id: str(une.le) for une in connexion.execute(requete)}
