"""Reads dossiers, their live timers and their history for the passage and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, func, insert, select, type_coerce

from storage import tables as t
from storage.column_types import Instant, lire_instant
from storage.statements import Enonce, insertion

CHIFFRES_ID = 18
"""More digits than this overflow the integer of the database."""
PAQUET = 500
"""How many ids one IN list takes."""


@dataclass(frozen=True)
class LigneDossier:
    """A row of ``dossier``, as stored."""

    id: int
    numero: str
    machine: str
    definition: int
    state: str
    final: int
    rev: int
    seq: int
    hash: str
    data: str
    faits: str
    hold: str | None
    racine: int | None
    parent: int | None
    lien: str | None
    subject: str
    convention: int | None
    marche: int | None
    entreprise: int | None
    assigned: int | None
    moved_at: str | None
    opened_at: str
    recorded_at: str

    @property
    def tete(self) -> int:
        """Id of the root that a transaction locks."""
        return self.racine or self.id


@dataclass(frozen=True)
class LigneTimer:
    """A row of ``timer``, as stored."""

    id: int
    dossier: int
    name: str
    rung: int
    rule: str
    anchor: date
    due_at: datetime
    generation: int
    attempts: int = 0


_D = t.dossier.c
COLONNES_DOSSIER = [
    type_coerce(t.dossier.c[nom], String)
    if isinstance(t.dossier.c[nom].type, Instant)
    else t.dossier.c[nom]
    for nom in LigneDossier.__dataclass_fields__
]
"""Instants stay in their stored text: a snapshot reads few of them."""
_PAR_ID = Enonce(select(*COLONNES_DOSSIER).where(_D.id == bindparam("id")))
_PAR_NUMERO = Enonce(select(*COLONNES_DOSSIER).where(_D.numero == bindparam("numero")))
_VERROU = Enonce(select(_D.id).where(_D.id == bindparam("id")).with_for_update())
_T = t.timer.c
COLONNES_TIMER = [
    _T.id,
    _T.dossier,
    _T.name,
    _T.rung,
    _T.rule,
    _T.anchor,
    _T.due_at,
    _T.generation,
    _T.attempts,
]
_TIMERS = Enonce(select(*COLONNES_TIMER).where(_T.dossier == bindparam("id"), _T.status == t.ARME))
_J = t.journal.c
_COLONNES_JOURNAL = [
    _J.dossier,
    _J.seq,
    _J.kind,
    _J.event,
    _J.from_state,
    _J.to_state,
    _J.role,
    _J.payload,
    _J.at,
    _J.recorded_at,
]
_GENRES_DE_STRUCTURE = ("correction", "retablissement")
_NUMERO_SUIVANT = Enonce(
    t.compteur.update()
    .where(t.compteur.c.nom == bindparam("b_nom"))
    .values(valeur=t.compteur.c.valeur + 1)
    .returning(t.compteur.c.valeur)
)
_NOUVEAU_COMPTEUR = insertion(t.compteur, sans=frozenset())
_OUVRIR = Enonce(
    insert(t.dossier)
    .values({c.name: bindparam(c.name) for c in t.dossier.columns if c.name != "id"})
    .returning(_D.id)
)


def par_cle(connexion: Connection, cle: str) -> LigneDossier | None:
    """The dossier of a number (``REL-2026-00042``) or of an id written in digits."""
    if cle.isdigit() and len(cle) <= CHIFFRES_ID:
        return par_id(connexion, int(cle))
    rangee: Any = _PAR_NUMERO.executer(connexion, {"numero": cle.upper()}).first()
    return LigneDossier(*rangee) if rangee else None


def par_id(connexion: Connection, identifiant: int) -> LigneDossier | None:
    """The dossier of an id."""
    rangee: Any = _PAR_ID.executer(connexion, {"id": identifiant}).first()
    return LigneDossier(*rangee) if rangee else None


def par_ids(connexion: Connection, ids: Sequence[int]) -> dict[int, LigneDossier]:
    """Many dossiers at once."""
    trouves: dict[int, LigneDossier] = {}
    for debut in range(0, len(ids), PAQUET):
        requete = select(*COLONNES_DOSSIER).where(_D.id.in_(ids[debut : debut + PAQUET]))
        trouves.update((r[0], LigneDossier(*r)) for r in connexion.execute(requete))
    return trouves


def verrouiller(connexion: Connection, racine: int) -> None:
    """Lock one root; SQLite's writing transaction already holds the whole file."""
    if connexion.dialect.name == "postgresql":
        _VERROU.executer(connexion, {"id": racine})


def timers_vivants(connexion: Connection, dossier: int) -> list[LigneTimer]:
    """Live timers of a dossier."""
    return [lire_timer(rangee) for rangee in _TIMERS.executer(connexion, {"id": dossier})]


def timers_de(connexion: Connection, dossiers: Sequence[int]) -> dict[int, list[LigneTimer]]:
    """Live timers of many dossiers."""
    trouves: dict[int, list[LigneTimer]] = {un: [] for un in dossiers}
    for debut in range(0, len(dossiers), PAQUET):
        requete = select(*COLONNES_TIMER).where(
            _T.dossier.in_(dossiers[debut : debut + PAQUET]), _T.status == t.ARME
        )
        for rangee in connexion.execute(requete):
            trouves[rangee.dossier].append(lire_timer(rangee))
    return trouves


def lignes(
    connexion: Connection, dossiers: Sequence[int], evenements: Iterable[str] | None
) -> dict[int, list[Any]]:
    """Journal lines of dossiers, by dossier; of the named events only, unless ``None``."""
    trouvees: dict[int, list[Any]] = {un: [] for un in dossiers}
    for debut in range(0, len(dossiers), PAQUET):
        requete = select(*_COLONNES_JOURNAL).where(_J.dossier.in_(dossiers[debut : debut + PAQUET]))
        if evenements is not None:
            noms = (*evenements, "corriger", "retablir")
            requete = requete.where(_J.event.in_(noms))
        for rangee in connexion.execute(requete.order_by(_J.dossier, _J.seq)):
            trouvees[rangee.dossier].append(rangee)
    return trouvees


def enfants(connexion: Connection, parent: int) -> list[Any]:
    """Linked dossiers: id, link, number, machine, state, final."""
    requete = select(_D.id, _D.lien, _D.numero, _D.machine, _D.state, _D.final).where(
        _D.parent == parent
    )
    return list(connexion.execute(requete.order_by(_D.id)))


def enfants_de(connexion: Connection, parents: Sequence[int]) -> dict[int, list[Any]]:
    """Linked dossiers of many parents: link, number, machine, state, final."""
    trouves: dict[int, list[Any]] = {un: [] for un in parents}
    colonnes = [_D.parent, _D.lien, _D.numero, _D.machine, _D.state, _D.final]
    for debut in range(0, len(parents), PAQUET):
        requete = select(*colonnes).where(_D.parent.in_(parents[debut : debut + PAQUET]))
        for rangee in connexion.execute(requete.order_by(_D.id)):
            trouves[rangee.parent].append(rangee)
    return trouves


def numero_suivant(connexion: Connection, prefixe: str, annee: int) -> str:
    """Next readable number of a series, inside the transaction: no gap on rollback."""
    nom = f"{prefixe}-{annee}"
    rangee = _NUMERO_SUIVANT.executer(connexion, {"b_nom": nom}).first()
    if rangee is None:
        _NOUVEAU_COMPTEUR.executer(connexion, {"nom": nom, "valeur": 1})
        return f"{nom}-{1:05d}"
    return f"{nom}-{rangee[0]:05d}"


def ouvrir(connexion: Connection, rangee: dict[str, Any]) -> int:
    """Insert a dossier; returns its id."""
    return int(_OUVRIR.executer(connexion, rangee).scalar_one())


def compter(connexion: Connection) -> int:
    """How many dossiers there are."""
    return int(connexion.execute(select(func.count()).select_from(t.dossier)).scalar_one())


def lire_timer(rangee: Any) -> LigneTimer:
    id_, dossier, nom, rang, regle, ancre, du_le, generation, essais = rangee
    return LigneTimer(
        id_,
        dossier,
        nom,
        rang,
        regle,
        date.fromisoformat(ancre) if isinstance(ancre, str) else ancre,
        lire_instant(du_le) if isinstance(du_le, str) else du_le,
        generation,
        essais,
    )


def relations_du_parent(connexion: Connection, parent: int) -> list[LigneDossier]:
    """Children of a dossier, whole."""
    requete = select(*COLONNES_DOSSIER).where(_D.parent == parent).order_by(_D.id)
    return [LigneDossier(*une) for une in connexion.execute(requete)]


def de_l_entreprise(connexion: Connection, entreprise: int, machine: str, sauf: int) -> list[str]:
    """Stored fields of the other live dossiers of a company."""
    requete = select(_D.data).where(
        _D.entreprise == entreprise, _D.machine == machine, _D.id != sauf, _D.final == 0
    )
    return [une.data for une in connexion.execute(requete)]


def lignes_depuis_rev(connexion: Connection, dossier: int, rev: int) -> list[Any]:
    """Journal lines that raised the revision above ``rev``, oldest first."""
    colonnes = [
        t.journal.c[nom]
        for nom in ["seq", "event", "actor", "on_behalf_of", "from_state", "to_state", "payload"]
    ]
    requete = select(*colonnes, type_coerce(_J.recorded_at, String).label("recorded_at")).where(
        _J.dossier == dossier, _J.rev > rev
    )
    return list(connexion.execute(requete.order_by(_J.seq)))
