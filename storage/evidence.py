"""Reads the evidence in order, in packets: dossiers, journal, personal values, bodies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, case, func, or_, select

from storage import tables as t
from storage.dossiers import COLONNES_DOSSIER, LigneDossier
from storage.evidence_forms import lecture_indulgente
from storage.statements import Enonce
from storage.unit_of_work import Travail

PAGE = 500
"""How many dossiers are read at once."""
LIGNES = 4000
"""About how many lines of the journal are held at once."""
CORPS = 20
"""How many bodies are held at once: one may weigh 10 MB."""

_D, _J, _P, _C = t.dossier.c, t.journal.c, t.donnee_personnelle.c, t.contenu.c
_DOSSIERS = Enonce(
    select(*COLONNES_DOSSIER).where(_D.id > bindparam("apres")).order_by(_D.id).limit(PAGE),
    forme=LigneDossier._make,
)
_JOURNAL = Enonce(
    select(*[une for une in t.journal.columns if une.name != "id"])
    .where(_J.dossier >= bindparam("de"), _J.dossier <= bindparam("a"))
    .order_by(_J.dossier, _J.seq)
)
_COLONNES_JOURNAL = [une.name for une in t.journal.columns if une.name != "id"]
_PERSONNELLES = Enonce(
    select(_P.id, _P.dossier, _P.sel, _P.valeur, _P.efface_le).where(
        _P.dossier >= bindparam("de"), _P.dossier <= bindparam("a")
    )
)
_T = t.timer.c
_DIT = (
    select(func.min(_T.shown))
    .where(
        *(_T.dossier == _D.id, _T.status == t.ARME, _T.shown < t.TU),
        _T.shown >= case((_D.hold.is_(None), ""), else_=t.FIN_DE_PAUSE),
    )
    .correlate(t.dossier)
    .scalar_subquery()
)
_MAL_DITS = Enonce(
    select(_D.numero, _D.seq)
    .where(_D.shown != func.coalesce(func.substr(_DIT, 2), t.JAMAIS))
    .order_by(_D.id)
)
_CONTENUS = Enonce(
    select(_C.empreinte, _C.sel, _C.corps, _C.efface_le)
    .where(_C.empreinte > bindparam("apres"))
    .order_by(_C.empreinte)
    .limit(CORPS)
)
_CONTENU_PAR_DEBUT = Enonce(
    select(_C.corps, _C.efface_le).where(
        _C.empreinte >= bindparam("debut"), _C.empreinte < bindparam("fin")
    )
)
PLUS_PETIT_ID, PLUS_GRAND_ID = -(2**63), 2**63 - 1
_HEX_SUIVANT = "g"


Genre = TypeVar("Genre")


def stocke(valeur: Any, genre: type[Genre]) -> Genre | None:
    """A stored value; None when it is not of the type of its column: SQLite keeps any type."""
    return valeur if isinstance(valeur, genre) else None


@dataclass(frozen=True)
class Personnelle:
    """A row of ``donnee_personnelle``."""

    id: str
    dossier: int
    sel: str | None
    valeur: str | None
    efface_le: str | None


@dataclass(frozen=True)
class Paquet:
    """Dossiers that follow each other; ``de`` and ``a`` bound the ids of their lines."""

    de: int
    a: int
    dossiers: tuple[LigneDossier, ...]


@contextmanager
def figer(travail: Travail) -> Iterator[Connection]:
    """One reading transaction that sees a single moment of the database, and reads all of it."""
    with travail.moteurs.lecture.connect() as connexion:
        if connexion.dialect.name == "postgresql":
            connexion.execution_options(isolation_level="REPEATABLE READ")
        with lecture_indulgente(connexion):
            yield connexion


def paquets(connexion: Connection, lignes_max: int = LIGNES) -> Iterator[Paquet]:
    """Every dossier by id, in packets of about ``lignes_max`` lines; the last one may be empty.

    The bounds of the packets leave no id out: a line without its dossier falls into one of them.
    """
    de, gardes, lignes = PLUS_PETIT_ID, list[LigneDossier](), 0
    for dossier in _dossiers(connexion):
        gardes.append(dossier)
        lignes += stocke(dossier.seq, int) or 0
        if lignes >= lignes_max:
            yield Paquet(de, dossier.id, tuple(gardes))
            de, gardes, lignes = dossier.id + 1, [], 0
    yield Paquet(de, PLUS_GRAND_ID, tuple(gardes))


def _dossiers(connexion: Connection) -> Iterator[LigneDossier]:
    apres = PLUS_PETIT_ID
    dossiers: list[LigneDossier]
    while dossiers := _DOSSIERS.executer(connexion, {"apres": apres}).all():
        yield from dossiers
        apres = dossiers[-1].id


def journal(connexion: Connection, paquet: Paquet) -> dict[int, list[dict[str, Any]]]:
    """Stored lines of a packet, by id of dossier, in order."""
    trouvees: dict[int, list[dict[str, Any]]] = {}
    for une in _JOURNAL.executer(connexion, {"de": paquet.de, "a": paquet.a}):
        ligne = dict(zip(_COLONNES_JOURNAL, une, strict=True))
        trouvees.setdefault(ligne["dossier"], []).append(ligne)
    return trouvees


def personnelles(connexion: Connection, paquet: Paquet) -> dict[str, Personnelle]:
    """Personal values of a packet, by id."""
    rangees: Any = _PERSONNELLES.executer(connexion, {"de": paquet.de, "a": paquet.a})
    return {une[0]: Personnelle(*une) for une in rangees}


def mal_dits(connexion: Connection) -> Iterator[tuple[str, int]]:
    """Number and last line of the dossiers whose told day is not that of their deadlines."""
    return ((une.numero, une.seq) for une in _MAL_DITS.executer(connexion))


def contenus(connexion: Connection) -> Iterator[tuple[str, str, bytes | None, str | None]]:
    """Every body, by digest: digest, salt, body, instant of erasure."""
    apres = ""
    rangees: Any
    while rangees := _CONTENUS.executer(connexion, {"apres": apres}).all():
        yield from ((une[0], une[1], une[2], une[3]) for une in rangees)
        apres = rangees[-1][0]


def contenu_par_debut(connexion: Connection, debut: str) -> tuple[bytes | None, str | None] | None:
    """Body and instant of erasure of the body whose digest starts so."""
    bornes = {"debut": debut, "fin": debut + _HEX_SUIVANT}
    rangee: Any = _CONTENU_PAR_DEBUT.executer(connexion, bornes).first()
    return (rangee[0], rangee[1]) if rangee else None


def porteur(connexion: Connection, empreinte: str) -> str | None:
    """Number of the dossier whose mail or letter a body is."""
    o, d = t.outbox.c, t.document.c
    par_courriel = select(o.dossier).where(
        or_(o.contenu == empreinte, o.contenu_origine == empreinte, o.piece == empreinte)
    )
    par_document = select(d.dossier).where(or_(d.contenu == empreinte, d.pdf == empreinte))
    requete = select(_D.numero).where(or_(_D.id.in_(par_courriel), _D.id.in_(par_document)))
    return connexion.execute(requete.order_by(_D.id)).scalars().first()


def lignes_ecrites(connexion: Connection) -> int:
    """How many lines the journal has, whatever dossier they name."""
    requete = select(func.count()).select_from(t.journal)
    return int(connexion.execute(requete).scalar_one())


def compteurs(connexion: Connection) -> dict[Any, Any]:
    """How many numbers each series has given, as stored: either may be of another type."""
    table = t.compteur.c
    return {une.nom: une.valeur for une in connexion.execute(select(table.nom, table.valeur))}
