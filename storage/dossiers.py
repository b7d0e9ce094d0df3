"""Reads dossiers, their live timers and their history for the passage and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    String,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    type_coerce,
)

from states.searching import cherchable
from storage import tables as t
from storage.column_types import Instant, lire_instant
from storage.key_lists import liste, parmi
from storage.statements import Enonce, constante, insertion, rangees_de

CHIFFRES_ID = 18
"""More digits than this overflow the integer of the database."""


class LigneDossier(NamedTuple):
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
    operation: int | None
    entreprise: int | None
    assigned: int | None
    moved_at: str | None
    opened_at: str
    recorded_at: str
    shown: str

    @property
    def tete(self) -> int:
        """Id of the root that a transaction locks."""
        return self.racine or self.id


class LigneTimer(NamedTuple):
    """A row of ``timer``, as stored."""

    id: int
    dossier: int
    name: str
    rung: int
    rule: str
    anchor: date
    due_at: datetime
    generation: int
    shown: str
    attempts: int = 0


_D = t.dossier.c
COLONNES_DOSSIER = [
    type_coerce(t.dossier.c[nom], String)
    if isinstance(t.dossier.c[nom].type, Instant)
    else t.dossier.c[nom]
    for nom in LigneDossier._fields
]
"""Instants stay in their stored text: a snapshot reads few of them."""
_DOSSIERS = select(*COLONNES_DOSSIER)
_EN_DOSSIER = rangees_de(LigneDossier)
_PAR_ID = Enonce(_DOSSIERS.where(_D.id == bindparam("id")), forme=_EN_DOSSIER)
_SUIVI_PAR = Enonce(select(_D.assigned).where(_D.id == bindparam("id")))
_PAR_IDS = Enonce(_DOSSIERS.where(parmi(_D.id, "ids")), forme=_EN_DOSSIER)
_PAR_NUMERO = Enonce(_DOSSIERS.where(_D.numero == bindparam("numero")), forme=_EN_DOSSIER)
_VERROUS = select(_D.id).with_for_update(key_share=True)
"""Not a full FOR UPDATE: rows of other roots may point to this one meanwhile."""
_VERROU = Enonce(_VERROUS.where(_D.id == bindparam("id")))
_SIEN = t.dossier.alias("sien")
_TETE_DE = select(func.coalesce(_SIEN.c.racine, _SIEN.c.id))
"""The root of a dossier never changes: it is found and locked in one statement."""
_VERROU_PAR_ID = Enonce(
    _VERROUS.where(_D.id == _TETE_DE.where(_SIEN.c.id == bindparam("id")).scalar_subquery())
)
_VERROU_PAR_NUMERO = Enonce(
    _VERROUS.where(_D.id == _TETE_DE.where(_SIEN.c.numero == bindparam("numero")).scalar_subquery())
)
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
    _T.shown,
    _T.attempts,
]


def lire_timer(rangee: Any) -> LigneTimer:
    """A timer from a row of :data:`COLONNES_TIMER`, its instants stored or typed."""
    id_, dossier, nom, rang, regle, ancre, du_le, generation, dit, essais = rangee
    return LigneTimer(
        id_,
        dossier,
        nom,
        rang,
        regle,
        date.fromisoformat(ancre) if isinstance(ancre, str) else ancre,
        lire_instant(du_le) if isinstance(du_le, str) else du_le,
        generation,
        dit,
        essais,
    )


_ARME = _T.status == constante(t.ARME)
_TIMERS = Enonce(
    select(*COLONNES_TIMER).where(_T.dossier == bindparam("id"), _ARME).order_by(_T.id),
    forme=lire_timer,
)
_TIMERS_DE = Enonce(
    select(*COLONNES_TIMER).where(parmi(_T.dossier, "ids"), _ARME).order_by(_T.id),
    forme=lire_timer,
)
_J = t.journal.c
COLONNES_JOURNAL = [
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
EVENEMENTS_DE_STRUCTURE = ("corriger", "retablir", "annuler_saisie")
"""Events that change what other lines say: every history carries theirs."""
JOURNAL_COURT = 16
"""How many lines cost less to read than the list of the events that are wanted."""
_LIGNES = select(*COLONNES_JOURNAL).order_by(_J.dossier, _J.seq)
_LIGNES_D_UN = Enonce(_LIGNES.where(_J.dossier == bindparam("id"), parmi(_J.event, "evenements")))
_TOUTES_D_UN = Enonce(_LIGNES.where(_J.dossier == bindparam("id")))
_LIGNES_DE = Enonce(_LIGNES.where(parmi(_J.dossier, "ids"), parmi(_J.event, "evenements")))
_TOUTES_DE = Enonce(_LIGNES.where(parmi(_J.dossier, "ids")))
_ENFANTS = select(_D.parent, _D.id, _D.lien, _D.numero, _D.machine, _D.state, _D.final).order_by(
    _D.id
)
_ENFANTS_D_UN = Enonce(_ENFANTS.where(_D.parent == bindparam("id")))
_ENFANTS_DE = Enonce(_ENFANTS.where(parmi(_D.parent, "ids")))
_DONNEES_DES_ENFANTS = Enonce(select(_D.id, _D.data).where(parmi(_D.parent, "ids")))
_ENFANTS_ENTIERS = Enonce(
    _DOSSIERS.where(_D.parent == bindparam("id")).order_by(_D.id), forme=_EN_DOSSIER
)
_NUMERO_SUIVANT = Enonce(
    insert(t.compteur).inline().values(nom=bindparam("nom"), valeur=literal_column("1")),
    " ON CONFLICT (nom) DO UPDATE SET valeur = compteur.valeur + 1 RETURNING valeur",
)
_OUVRIR = Enonce(
    insert(t.dossier)
    .values({c.name: bindparam(c.name) for c in t.dossier.columns if c.name != "id"})
    .returning(_D.id)
)


_CHERCHER = insertion(t.recherche)


def par_cle(connexion: Connection, cle: str) -> LigneDossier | None:
    """The dossier of a number (``REL-2026-00042``) or of an id written in digits."""
    if est_un_id(cle):
        return par_id(connexion, int(cle))
    dossier: LigneDossier | None = _PAR_NUMERO.executer(connexion, {"numero": cle.upper()}).first()
    return dossier


def est_un_id(cle: str) -> bool:
    """Whether a key is an id written in digits, and not a readable number."""
    return cle.isdigit() and len(cle) <= CHIFFRES_ID


def par_id(connexion: Connection, identifiant: int) -> LigneDossier | None:
    """The dossier of an id."""
    dossier: LigneDossier | None = _PAR_ID.executer(connexion, {"id": identifiant}).first()
    return dossier


def suivi_par(connexion: Connection, identifiant: int) -> int | None:
    """Account to which a dossier is entrusted."""
    rangee = _SUIVI_PAR.executer(connexion, {"id": identifiant}).first()
    return None if rangee is None else rangee[0]


def par_ids(connexion: Connection, ids: Sequence[int]) -> dict[int, LigneDossier]:
    """Many dossiers at once."""
    return {une.id: une for une in _PAR_IDS.executer(connexion, {"ids": liste(ids)})}


def verrouiller(connexion: Connection, racine: int) -> None:
    """Lock one root; what was read of it before must be read again.

    SQLite's writing transaction already holds the whole file.
    """
    if connexion.dialect.name == "postgresql":
        _VERROU.executer(connexion, {"id": racine})


def verrouiller_par_cle(connexion: Connection, cle: str) -> None:
    """Lock the root of a dossier that is still to be read: of a number, or of an id."""
    if connexion.dialect.name != "postgresql":
        return
    if est_un_id(cle):
        _VERROU_PAR_ID.executer(connexion, {"id": int(cle)})
    else:
        _VERROU_PAR_NUMERO.executer(connexion, {"numero": cle.upper()})


def timers_vivants(connexion: Connection, dossier: int) -> list[LigneTimer]:
    """Live timers of a dossier, in the order in which they were armed."""
    return _TIMERS.executer(connexion, {"id": dossier}).all()


def timers_de(connexion: Connection, dossiers: Sequence[int]) -> dict[int, list[LigneTimer]]:
    """Live timers of many dossiers."""
    trouves: dict[int, list[LigneTimer]] = {un: [] for un in dossiers}
    for timer in _TIMERS_DE.executer(connexion, {"ids": liste(dossiers)}):
        trouves[timer.dossier].append(timer)
    return trouves


def lignes_d_un(
    connexion: Connection, dossier: LigneDossier, evenements: tuple[str, ...] | None
) -> list[Any]:
    """Journal lines of one dossier; of the named events only, unless ``None``.

    A short journal is read whole and sorted out here: the database takes longer to read the list.
    """
    if evenements is None or dossier.seq > JOURNAL_COURT:
        return lignes(connexion, [dossier.id], evenements)[dossier.id]
    voulus = _avec_la_structure(evenements)
    lues = _TOUTES_D_UN.executer(connexion, {"id": dossier.id})
    return [une for une in lues if une.event in voulus]


def lignes(
    connexion: Connection, dossiers: Sequence[int], evenements: Iterable[str] | None
) -> dict[int, list[Any]]:
    """Journal lines of dossiers, by dossier; of the named events only, unless ``None``."""
    trouvees: dict[int, list[Any]] = {un: [] for un in dossiers}
    parametres: dict[str, Any] = {}
    if evenements is not None:
        parametres["evenements"] = _liste_d_evenements(tuple(evenements))
    if len(dossiers) == 1:
        parametres["id"] = dossiers[0]
        enonce = _TOUTES_D_UN if evenements is None else _LIGNES_D_UN
    else:
        parametres["ids"] = liste(dossiers)
        enonce = _TOUTES_DE if evenements is None else _LIGNES_DE
    for rangee in enonce.executer(connexion, parametres):
        trouvees[rangee[0]].append(rangee)
    return trouvees


@cache
def _liste_d_evenements(evenements: tuple[str, ...]) -> str:
    return liste(_avec_la_structure(evenements))


@cache
def _avec_la_structure(evenements: tuple[str, ...]) -> frozenset[str]:
    return frozenset((*evenements, *EVENEMENTS_DE_STRUCTURE))


def enfants(connexion: Connection, parent: int) -> list[Any]:
    """Linked dossiers: id, link, number, machine, state, final."""
    return _ENFANTS_D_UN.executer(connexion, {"id": parent}).all()


def enfants_de(connexion: Connection, parents: Sequence[int]) -> dict[int, list[Any]]:
    """Linked dossiers of many parents: id, link, number, machine, state, final."""
    if len(parents) == 1:
        return {parents[0]: enfants(connexion, parents[0])}
    trouves: dict[int, list[Any]] = {un: [] for un in parents}
    for rangee in _ENFANTS_DE.executer(connexion, {"ids": liste(parents)}) if parents else ():
        trouves[rangee[0]].append(rangee)
    return trouves


def donnees_des_enfants(connexion: Connection, parents: Sequence[int]) -> dict[int, str]:
    """Stored fields of every dossier that these opened, by its id."""
    if not parents:
        return {}
    lus = _DONNEES_DES_ENFANTS.executer(connexion, {"ids": liste(parents)})
    return {un.id: un.data for un in lus}


def numero_suivant(connexion: Connection, prefixe: str, annee: int) -> str:
    """Next readable number of a series, inside the transaction: no gap on rollback."""
    nom = f"{prefixe}-{annee}"
    return f"{nom}-{_NUMERO_SUIVANT.executer(connexion, {'nom': nom}).scalar_one():05d}"


def ouvrir(connexion: Connection, rangee: dict[str, Any]) -> int:
    """Insert a dossier, and the words by which it is searched; returns its id."""
    cle = int(_OUVRIR.executer(connexion, rangee).scalar_one())
    texte = cherchable(f"{rangee['numero']} {rangee['subject']}")
    _CHERCHER.executer(connexion, {"dossier": cle, "texte": texte})
    return cle


def compter(connexion: Connection) -> int:
    """How many dossiers there are."""
    return int(connexion.execute(select(func.count()).select_from(t.dossier)).scalar_one())


def enfants_entiers(connexion: Connection, parent: int) -> list[LigneDossier]:
    """Children of a dossier, whole."""
    return _ENFANTS_ENTIERS.executer(connexion, {"id": parent}).all()


def ligne_de_la_rev(connexion: Connection, dossier: int, rev: int) -> int:
    """Number of the line by which a dossier came to a revision."""
    requete = select(func.min(_J.seq)).where(_J.dossier == dossier, _J.rev == rev)
    return int(connexion.execute(requete).scalar_one() or 0)


def lignes_depuis_rev(
    connexion: Connection, dossier: int, rev: int, seq: int | None = None
) -> list[Any]:
    """Journal lines that raised the revision above ``rev``, and all those after ``seq``."""
    colonnes = [
        t.journal.c[nom]
        for nom in [
            "seq",
            "rev",
            "kind",
            "event",
            "role",
            "actor",
            "on_behalf_of",
            "from_state",
            "to_state",
            "payload",
        ]
    ]
    depuis = _J.rev > rev if seq is None else or_(_J.rev > rev, _J.seq > seq)
    requete = select(*colonnes, type_coerce(_J.recorded_at, String).label("recorded_at")).where(
        _J.dossier == dossier, depuis
    )
    return list(connexion.execute(requete.order_by(_J.seq)))
