"""A letter that has not left, and what the register says of its parties on each day that counts.

One statement, whatever the number of days: a page that names the letter asks a single question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union,
    union_all,
)

from storage import register_tables as r
from storage import tables as t
from storage.key_lists import liste
from storage.letters import pages
from storage.names import donneur_du_jour, entreprise_du_jour, identite_du_jour
from storage.statements import Enonce, Lendemain, civil, jour_lu


@dataclass(frozen=True)
class PartiesDuJour:
    """What the register says of the parties from a day on; ``nom`` is empty without a company."""

    depuis: date
    nom: str | None
    siret: str | None
    adresse: str | None
    acheteur: str | None


def lire(
    connexion: Connection, dossier: int, noms: Sequence[str], premier: str, jour: date
) -> tuple[list[str], list[PartiesDuJour]]:
    """Pages of the last letter of a dossier, and its parties on the days up to ``jour``.

    Parameters:
        noms: documents that are versions of the letter.
        premier: the one that it begins with.

    Returns:
        The pages, oldest first, erased ones left out; the parties on the first day of all, on each
        day on which an identity begins or another one ends, and on ``jour``, in order.
    """
    lues = _ENONCE.executer(
        connexion,
        {
            "dossier": dossier,
            "noms": liste(noms),
            "premier": premier,
            "debut": civil(connexion, date.min),
            "jour": civil(connexion, jour),
        },
    ).all()
    jours = [
        PartiesDuJour(jour_lu(depuis), *dites) for _, corps, depuis, *dites in lues if corps is None
    ]
    return [bytes(une.corps).decode() for une in lues if une.corps is not None], jours


def _parties() -> CTE:
    """The company and the buyer (the marché's, else the convention's) of the dossier."""
    d, m, c = t.dossier.c, r.marche.c, r.convention.c
    donneur = func.coalesce(m.donneur_ordre, c.donneur_ordre)
    return (
        select(d.entreprise, donneur.label("donneur_ordre"), m.acheteur)
        .outerjoin_from(t.dossier, r.marche, m.id == d.marche)
        .outerjoin(r.convention, c.id == d.convention)
        .where(d.id == bindparam("dossier"))
        .cte("parties")
    )


def _jours(parties: CTE) -> CTE:
    """Days from which the register may say something else, up to the one asked."""
    jour = bindparam("jour", type_=Date)
    changements = []
    for table, partie in (
        (r.entreprise_identite, "entreprise"),
        (r.donneur_ordre_identite, "donneur_ordre"),
    ):
        siennes = table.c[partie] == parties.c[partie]
        changements += [
            select(table.c.du).join_from(parties, table, siennes).where(table.c.du < jour),
            select(Lendemain(table.c.au))
            .join_from(parties, table, siennes)
            .where(table.c.au < jour),
        ]
    bornes = (select(bindparam("debut", type_=Date).label("jour")), select(jour))
    return union(*bornes, *changements).cte("jours")


def _identites() -> Select[Any]:
    parties = _parties()
    jours = _jours(parties)
    jour = jours.c.jour
    _, siret, adresse = identite_du_jour(jour)
    return (
        select(
            literal_column("0", Integer).label("rang"),
            _rien(LargeBinary).label("corps"),
            jour.label("depuis"),
            entreprise_du_jour(jour).label("nom"),
            siret.label("siret"),
            adresse.label("adresse"),
            donneur_du_jour(jour, parties.c.acheteur).label("acheteur"),
        )
        .join_from(parties, jours, true())
        .outerjoin(r.entreprise, r.entreprise.c.id == parties.c.entreprise)
        .outerjoin(r.donneur_ordre, r.donneur_ordre.c.id == parties.c.donneur_ordre)
    )


def _rien(genre: Any) -> ColumnElement[Any]:
    return cast(null(), genre)


_ENONCE = Enonce(
    union_all(
        pages().add_columns(_rien(Date).label("depuis"), *(_rien(Text) for _ in range(4))),
        _identites(),
    ).order_by("rang", "depuis")
)
