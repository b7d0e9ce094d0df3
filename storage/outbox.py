"""The outbox: what is to leave, what has left, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from storage import tables as t
from storage.stored_json import lire_json

A_ENVOYER = ("pret", "reporte")
EN_SUSPENS = (*A_ENVOYER, "retenu", "sans_adresse")
PARTIS = ("envoye", "incertain", "loue")
EFFACE = '{"texte": "", "html": ""}'
_O = t.outbox.c


@dataclass(frozen=True)
class CourrielParti:
    """A mail that somebody has received, or may have."""

    message: str
    role: str
    nom: str
    adresse: str | None
    sujet: str
    envoye_le: datetime


@dataclass(frozen=True)
class CourrielEcrit:
    """A mail to somebody, by the journal line that wrote it; ``parti`` once it has left."""

    message: str
    role: str
    nom: str
    adresse: str
    seq: int
    parti: bool


@dataclass(frozen=True)
class CourrielDu:
    """A mail whose turn has come, whole."""

    id: int
    dossier: int | None
    message: str
    role: str
    nom: str
    adresse: str
    sujet: str
    texte: str
    html: str
    expediteur_nom: str
    expediteur: str | None
    repondre_a: str | None
    message_id: str
    fil: str | None
    piece: str | None
    piece_nom: str | None
    perime_si_quitte: tuple[str, ...]
    cree_le: datetime
    tentatives: int
    contenu: str


def retirer(connexion: Connection, dossier: int, seqs: Sequence[int]) -> frozenset[str]:
    """Withdraw the mails of journal lines that have not left; returns their messages."""
    retires = connexion.execute(
        update(t.outbox)
        .where(_O.dossier == dossier, _O.seq.in_(seqs), _O.statut.in_(EN_SUSPENS))
        .values(statut="perime")
        .returning(_O.message)
    )
    return frozenset(retires.scalars())


def partis(connexion: Connection, dossier: int, seqs: Sequence[int]) -> list[CourrielParti]:
    """Mails of journal lines that have left."""
    requete = (
        select(
            _O.message,
            _O.role,
            _O.nom,
            _O.adresse,
            _O.sujet,
            func.coalesce(_O.envoye_le, _O.cree_le, type_=_O.cree_le.type),
        )
        .where(_O.dossier == dossier, _O.seq.in_(seqs), _O.statut.in_(PARTIS))
        .order_by(_O.id)
    )
    return [CourrielParti(*une) for une in connexion.execute(requete)]


def ecrits(connexion: Connection, dossier: int, messages: Sequence[str]) -> list[CourrielEcrit]:
    """Mails of a dossier that have an address, and have left or still will, the oldest first."""
    requete = (
        select(
            *(_O.message, _O.role, _O.nom, _O.adresse, _O.seq),
            _O.statut.in_(PARTIS),
        )
        .where(
            _O.dossier == dossier,
            _O.message.in_(messages),
            _O.adresse.is_not(None),
            _O.statut.in_((*PARTIS, *EN_SUSPENS)),
        )
        .order_by(_O.id)
    )
    return [CourrielEcrit(*une) for une in connexion.execute(requete)]


def a_envoyer(
    connexion: Connection,
    *,
    now: datetime,
    reel: datetime,
    limite: int,
    messages: Sequence[str] = (),
) -> list[int]:
    """Ids of the signed mails whose turn has come, oldest first; of some messages, if named."""
    requete = (
        select(_O.id)
        .where(
            _O.statut.in_(A_ENVOYER),
            _O.expediteur.is_not(None),
            _O.pret_le <= now,
            or_(_O.essai_le.is_(None), _O.essai_le <= reel),
            *([_O.message.in_(messages)] if messages else []),
        )
        .order_by(_O.pret_le, _O.id)
        .limit(limite)
    )
    return list(connexion.execute(requete).scalars())


def prendre(connexion: Connection, du: CourrielDu) -> bool:
    """Lock a mail that is still to leave as it was read; false when another worker has it."""
    requete = (
        select(_O.id)
        .where(
            _O.id == du.id,
            _O.statut.in_(A_ENVOYER),
            _O.contenu == du.contenu,
            _O.adresse == du.adresse,
        )
        .with_for_update(skip_locked=True)
    )
    return connexion.execute(requete).first() is not None


def compter_un_essai(connexion: Connection, identifiant: int) -> None:
    """One more try."""
    connexion.execute(
        update(t.outbox).where(_O.id == identifiant).values(tentatives=_O.tentatives + 1)
    )


def reporter_les_dus(connexion: Connection, *, now: datetime, reel: datetime, erreur: str) -> int:
    """Say of everything whose turn has come why it waits, the server being down; how many.

    They keep their turn: the fault is not theirs.
    """
    return connexion.execute(
        update(t.outbox)
        .where(
            _O.statut.in_(A_ENVOYER),
            _O.pret_le <= now,
            or_(_O.essai_le.is_(None), _O.essai_le <= reel),
        )
        .values(statut="reporte", essai_le=None, erreur=erreur)
    ).rowcount


def lire(connexion: Connection, identifiant: int) -> CourrielDu:
    """One mail, whole."""
    colonnes = [_O[nom] for nom in CourrielDu.__dataclass_fields__ if nom not in {"texte", "html"}]
    une = (
        connexion.execute(
            select(*colonnes, t.contenu.c.corps)
            .join_from(t.outbox, t.contenu, _O.contenu == t.contenu.c.empreinte)
            .where(_O.id == identifiant)
        )
        .mappings()
        .one()
    )
    champs: dict[str, Any] = dict(une)
    corps = lire_json(champs.pop("corps") or EFFACE)
    champs["perime_si_quitte"] = tuple(lire_json(champs["perime_si_quitte"] or "[]"))
    return CourrielDu(**champs, texte=corps["texte"], html=corps["html"])


def changer(connexion: Connection, identifiant: int, **valeurs: Any) -> None:
    """Write what became of a mail."""
    connexion.execute(update(t.outbox).where(_O.id == identifiant).values(**valeurs))


def baux_echus(connexion: Connection, reel: datetime) -> list[tuple[int, int | None]]:
    """Mails handed over by a process that died before it could write the answer."""
    requete = select(_O.id, _O.dossier).where(_O.statut == "loue", _O.loue_jusqu_a < reel)
    return [(une.id, une.dossier) for une in connexion.execute(requete.order_by(_O.id))]


def finir_le_bail(connexion: Connection, identifiant: int, reel: datetime) -> bool:
    """Take the doubt about such a mail upon oneself; False when somebody else has done so."""
    requete = (
        update(t.outbox)
        .where(_O.id == identifiant, _O.statut == "loue", _O.loue_jusqu_a < reel)
        .values(loue_jusqu_a=None)
    )
    return connexion.execute(requete).rowcount == 1


def sans_adresse(connexion: Connection) -> list[Any]:
    """Mails that wait for an address: id, dossier, role, name, message, bodies."""
    colonnes = (_O.id, _O.dossier, _O.role, _O.nom, _O.message, _O.contenu, _O.contenu_origine)
    requete = select(*colonnes).where(_O.statut == "sans_adresse")
    return list(connexion.execute(requete.order_by(_O.id)))


def attendent_l_entreprise(connexion: Connection, entreprise: int) -> list[Any]:
    """Mails to a company that wait for an address: name, subject, marché of their dossier."""
    dossier = t.dossier.c
    requete = (
        select(_O.nom, _O.sujet, dossier.marche)
        .join_from(t.outbox, t.dossier, _O.dossier == dossier.id)
        .where(
            _O.statut == "sans_adresse",
            _O.role == "entreprise",
            dossier.entreprise == entreprise,
        )
    )
    return list(connexion.execute(requete.order_by(_O.id)))


def attend_une_adresse(connexion: Connection, dossier: int, message: str) -> bool:
    """Whether a mail of the kind still waits for an address on a dossier."""
    requete = select(_O.id).where(
        _O.dossier == dossier, _O.message == message, _O.statut == "sans_adresse"
    )
    return connexion.execute(requete.limit(1)).first() is not None


def retenir_les_tiers(
    connexion: Connection, internes: Sequence[str], avant: datetime, raison: str
) -> int:
    """Hold the mails to third parties that an outage has delayed; returns how many."""
    return connexion.execute(
        update(t.outbox)
        .where(and_(_O.statut.in_(A_ENVOYER), _O.role.not_in(internes), _O.pret_le < avant))
        .values(statut="retenu", erreur=raison)
    ).rowcount


def retenus(connexion: Connection, raison: str) -> list[Any]:
    """Mails held for a reason, oldest first: id, dossier."""
    requete = select(_O.id, _O.dossier).where(_O.statut == "retenu", _O.erreur == raison)
    return list(connexion.execute(requete.order_by(_O.id)))


def fiche(connexion: Connection, identifiant: int) -> Any | None:
    """One mail without its body, whatever became of it."""
    return connexion.execute(select(t.outbox).where(_O.id == identifiant)).first()


def document_joint(connexion: Connection, courriel: int) -> int | None:
    """Id of the letter that a mail attaches, among those of its dossier."""
    o, d = t.outbox.c, t.document.c
    requete = (
        select(d.id)
        .join_from(t.outbox, t.document, and_(d.contenu == o.piece, d.dossier == o.dossier))
        .where(o.id == courriel)
    )
    return connexion.execute(requete).scalars().first()


def piece(connexion: Connection, empreinte: str) -> tuple[bytes, bytes | None]:
    """A letter's page, and its PDF when it was made already."""
    c, d = t.contenu, t.document.c
    corps = connexion.execute(select(c.c.corps).where(c.c.empreinte == empreinte)).scalar_one()
    pdf = (
        connexion.execute(
            select(c.c.corps)
            .join_from(t.document, c, d.pdf == c.c.empreinte)
            .where(d.contenu == empreinte)
        )
        .scalars()
        .first()
    )
    return bytes(corps), bytes(pdf) if pdf is not None else None


def garder_pdf(connexion: Connection, empreinte: str, rangee: dict[str, Any]) -> bool:
    """Keep the PDF of a letter, once; false when another worker has kept its own before."""
    connexion.execute(t.contenu.insert().values(**rangee))
    gardes = connexion.execute(
        update(t.document)
        .where(t.document.c.contenu == empreinte, t.document.c.pdf.is_(None))
        .values(pdf=rangee["empreinte"])
    ).rowcount
    if not gardes:
        connexion.execute(t.contenu.delete().where(t.contenu.c.empreinte == rangee["empreinte"]))
    return bool(gardes)


def hors_dossier(  # noqa: PLR0913 # one keyword per column that varies
    *,
    cle: str,
    message: str,
    role: str,
    nom: str,
    adresse: str | None,
    sujet: str,
    contenu: str,
    expediteur: str | None,
    message_id: str,
    instant: str,
) -> dict[str, Any]:
    """Row of a mail from Jalon itself, which belongs to no dossier."""
    vides = {colonne.name: None for colonne in t.outbox.columns if colonne.name != "id"}
    return vides | {
        "cle": cle,
        "message": message,
        "role": role,
        "nom": nom,
        "adresse": adresse,
        "statut": "pret",
        "sujet": sujet,
        "contenu": contenu,
        "expediteur_nom": "Jalon",
        "expediteur": expediteur,
        "message_id": message_id,
        "cree_le": instant,
        "pret_le": instant,
        "tentatives": 0,
    }


def du_message(connexion: Connection, cle: str) -> int:
    """Id of the mail of a key."""
    return int(connexion.execute(select(_O.id).where(_O.cle == cle)).scalar_one())
