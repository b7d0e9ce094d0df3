"""Reads the rows that the journal answers for: mails, live deadlines, letters; tables gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, inspect, select

from storage import tables as t
from storage.dossiers import COLONNES_TIMER
from storage.evidence import Paquet
from storage.schema import metadata
from storage.statements import Enonce, constante

_J, _O, _T, _L = t.journal.c, t.outbox.c, t.timer.c, t.document.c


def _du_paquet(colonne: Any) -> tuple[Any, Any]:
    return colonne >= bindparam("de"), colonne <= bindparam("a")


_COURRIELS = Enonce(
    select(
        *(_O.id, _O.cle, _O.dossier, _O.seq, _O.message, _O.message_id, _O.statut),
        *(_O.contenu, _O.envoye_le, _O.piece),
    )
    .where(*_du_paquet(_O.dossier))
    .order_by(_O.id)
)
_ECHEANCES = Enonce(
    select(*COLONNES_TIMER)
    .where(_T.status == constante(t.ARME), *_du_paquet(_T.dossier))
    .order_by(_T.id)
)
_LETTRES = Enonce(
    select(_L.dossier, _L.seq, _L.nom, _L.contenu, t.contenu.c.efface_le)
    .join_from(t.document, t.contenu, _L.contenu == t.contenu.c.empreinte, isouter=True)
    .where(*_du_paquet(_L.dossier))
)
_DES_COURRIELS = Enonce(
    select(_J.seq, _J.kind, _J.event, _J.payload, _J.recorded_at)
    .where(_J.dossier == bindparam("dossier"), _J.kind == "courriel")
    .order_by(_J.seq)
)


def courriels(connexion: Connection, paquet: Paquet) -> dict[int, list[Any]]:
    """Mails of a packet, by id of dossier, without their bodies."""
    return _par_dossier(_COURRIELS.executer(connexion, _bornes(paquet)))


def echeances(connexion: Connection, paquet: Paquet) -> dict[int, list[Any]]:
    """Live timers of a packet, by id of dossier, as stored: any may be unreadable."""
    return _par_dossier(_ECHEANCES.executer(connexion, _bornes(paquet)))


def lettres(connexion: Connection, paquet: Paquet) -> dict[int, list[Any]]:
    """Letters of a packet, by id of dossier."""
    return _par_dossier(_LETTRES.executer(connexion, _bornes(paquet)))


def lignes_des_courriels(connexion: Connection, dossier: int) -> list[dict[str, Any]]:
    """Lines of one dossier that tell what became of its mails, in order."""
    lues = _DES_COURRIELS.executer(connexion, {"dossier": dossier})
    return [une._asdict() for une in lues]


def absentes(connexion: Connection) -> Iterator[tuple[str, str | None]]:
    """Tables that are not there, and columns: ``(table, column)``, no column when all is gone."""
    vues = inspect(connexion)
    presentes = set(vues.get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in presentes:
            yield table.name, None
            continue
        colonnes = {une["name"] for une in vues.get_columns(table.name)}
        for colonne in table.c:
            if colonne.name not in colonnes:
                yield table.name, colonne.name


def _bornes(paquet: Paquet) -> dict[str, int]:
    return {"de": paquet.de, "a": paquet.a}


def _par_dossier(rangees: Any) -> dict[int, list[Any]]:
    trouvees: dict[int, list[Any]] = {}
    for une in rangees:
        trouvees.setdefault(une.dossier, []).append(une)
    return trouvees
