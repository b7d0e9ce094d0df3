"""A letter that has not left, what the register says of its parties by day, and other letters.

One statement, whatever the number of days: a page that names the letter asks a single question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
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
from sqlalchemy.types import TypeEngine

from storage import register_tables as r
from storage import tables as t
from storage.key_lists import liste
from storage.letters import pages
from storage.names import donneur_du_jour, entreprise_du_jour, identite_du_jour
from storage.statements import Enonce, Lendemain, SansIndex, civil, jour_lu


@dataclass(frozen=True)
class PartiesDuJour:
    """What the register says of the parties from a day on; ``nom`` is empty without a company."""

    depuis: date
    nom: str | None
    siret: str | None
    adresse: str | None
    acheteur: str | None


@dataclass
class LettreLue:
    """The last letter of a dossier, and what its sending is judged on.

    ``pages`` are its versions, oldest first, erased ones left out; ``jours`` the parties on the
    first day of all, on each day on which an identity begins or has just ended, and on the day
    asked, in order; ``autres`` the stored fields of the company's other live dossiers of its kind.
    """

    pages: list[str] = field(default_factory=list)
    jours: list[PartiesDuJour] = field(default_factory=list)
    autres: list[str] = field(default_factory=list)


_PAGE, _JOUR, _AUTRE = range(3)


def lire(
    connexion: Connection, dossier: int, noms: Sequence[str], premier: str, jour: date
) -> LettreLue:
    """Read them.

    Parameters:
        noms: documents that are versions of the letter.
        premier: the one that it begins with.
    """
    valeurs = {
        "dossier": dossier,
        "noms": liste(noms),
        "premier": premier,
        "debut": civil(connexion, date.min),
        "jour": civil(connexion, jour),
    }
    lue = LettreLue()
    for genre, _, corps, depuis, *dites in _ENONCE.executer(connexion, valeurs):
        if genre == _PAGE:
            lue.pages.append(bytes(corps).decode())
        elif genre == _JOUR:
            lue.jours.append(PartiesDuJour(jour_lu(depuis), *dites))
        else:
            lue.autres.append(dites[0])
    return lue


def _parties() -> CTE:
    """The company and the buyer (the marché's, else the convention's) of the dossier."""
    d, m, c = t.dossier.c, r.marche.c, r.convention.c
    donneur = func.coalesce(m.donneur_ordre, c.donneur_ordre)
    return (
        select(d.machine, d.entreprise, donneur.label("donneur_ordre"), m.acheteur)
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


def _partie(genre: int, **colonnes: Any) -> list[ColumnElement[Any]]:
    """A row's columns, under their names; null where that kind has none."""
    vides: dict[str, Any] = {nom: cast(null(), type_) for nom, type_ in _COLONNES.items()}
    dites = {"genre": literal_column(str(genre), Integer), **vides, **colonnes}
    return [une.label(nom) for nom, une in dites.items()]


def _identites(parties: CTE) -> Select[Any]:
    jours = _jours(parties)
    jour = jours.c.jour
    _, siret, adresse = identite_du_jour(jour)
    return (
        select(
            *_partie(
                _JOUR,
                depuis=jour,
                nom=entreprise_du_jour(jour),
                siret=siret,
                adresse=adresse,
                acheteur=donneur_du_jour(jour, parties.c.acheteur),
            )
        )
        .join_from(parties, jours, true())
        .outerjoin(r.entreprise, r.entreprise.c.id == parties.c.entreprise)
        .outerjoin(r.donneur_ordre, r.donneur_ordre.c.id == parties.c.donneur_ordre)
    )


def _autres(parties: CTE) -> Select[Any]:
    """Found by the company: few dossiers, where all the live ones of a machine are many."""
    autre = t.dossier.c
    sienne, machine = (
        select(parties.c[nom]).scalar_subquery() for nom in ("entreprise", "machine")
    )
    return select(*_partie(_AUTRE, nom=autre.data)).where(
        autre.entreprise == sienne,
        autre.machine == machine,
        autre.id != bindparam("dossier"),
        SansIndex(autre.final) == 0,
    )


def _enonce() -> Enonce:
    parties = _parties()
    une = _partie(_PAGE, rang=t.document.c.id, corps=t.contenu.c.corps)
    lettre = pages().with_only_columns(*une)
    toutes = union_all(lettre, _identites(parties), _autres(parties))
    return Enonce(toutes.order_by("genre", "rang", "depuis"), forme=tuple)


_COLONNES: Mapping[str, TypeEngine[Any]] = {
    "rang": BigInteger(),
    "corps": LargeBinary(),
    "depuis": Date(),
    **dict.fromkeys(("nom", "siret", "adresse", "acheteur"), Text()),
}
_ENONCE = _enonce()
