"""The outbox: what is to leave, what has left, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from storage import tables as t

A_ENVOYER = ("pret", "reporte")
EN_SUSPENS = (*A_ENVOYER, "retenu", "sans_adresse")
PARTIS = ("envoye", "incertain", "loue")
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


def retirer(connexion: Connection, dossier: int, seqs: Sequence[int]) -> None:
    """Withdraw the mails of journal lines that have not left."""
    connexion.execute(
        update(t.outbox)
        .where(_O.dossier == dossier, _O.seq.in_(seqs), _O.statut.in_(EN_SUSPENS))
        .values(statut="perime")
    )


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


def a_envoyer(connexion: Connection, *, now: datetime, reel: datetime, limite: int) -> list[int]:
    """Ids of the mails whose turn has come, oldest first."""
    requete = (
        select(_O.id)
        .where(
            _O.statut.in_(A_ENVOYER),
            _O.pret_le <= now,
            or_(_O.essai_le.is_(None), _O.essai_le <= reel),
        )
        .order_by(_O.pret_le, _O.id)
        .limit(limite)
    )
    return list(connexion.execute(requete).scalars())


def prendre(connexion: Connection, identifiant: int) -> CourrielDu | None:
    """Lock one mail that is still to leave; ``None`` when another worker has it."""
    requete = (
        select(_O.id)
        .where(_O.id == identifiant, _O.statut.in_(A_ENVOYER))
        .with_for_update(skip_locked=True)
    )
    if connexion.execute(requete).first() is None:
        return None
    return lire(connexion, identifiant)


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
    corps = json.loads(champs.pop("corps"))
    champs["perime_si_quitte"] = tuple(json.loads(champs["perime_si_quitte"] or "[]"))
    return CourrielDu(**champs, texte=corps["texte"], html=corps["html"])


def changer(connexion: Connection, identifiant: int, **valeurs: Any) -> None:
    """Write what became of a mail."""
    connexion.execute(update(t.outbox).where(_O.id == identifiant).values(**valeurs))


def baux_echus(connexion: Connection, reel: datetime) -> list[tuple[int, int | None]]:
    """Mails handed over by a process that died before it could write the answer."""
    requete = select(_O.id, _O.dossier).where(_O.statut == "loue", _O.loue_jusqu_a < reel)
    return [(une.id, une.dossier) for une in connexion.execute(requete)]


def sans_adresse(connexion: Connection, limite: int) -> list[Any]:
    """Mails that wait for an address: id, dossier, role, name."""
    requete = (
        select(_O.id, _O.dossier, _O.role, _O.nom)
        .where(_O.statut == "sans_adresse")
        .order_by(_O.id)
        .limit(limite)
    )
    return list(connexion.execute(requete))


def retenir_les_tiers(connexion: Connection, internes: Sequence[str], avant: datetime) -> int:
    """Hold the mails to third parties that an outage has delayed; returns how many."""
    return connexion.execute(
        update(t.outbox)
        .where(and_(_O.statut.in_(A_ENVOYER), _O.role.not_in(internes), _O.cree_le <= avant))
        .values(statut="retenu")
    ).rowcount


def retenus_pour(connexion: Connection, raison: str) -> int:
    """How many mails are held for a reason."""
    requete = select(func.count()).where(_O.statut == "retenu", _O.erreur == raison)
    return int(connexion.execute(requete).scalar_one())


def liberer(connexion: Connection, identifiant: int, now: datetime) -> bool:
    """Let a held mail go."""
    return bool(
        connexion.execute(
            update(t.outbox)
            .where(_O.id == identifiant, _O.statut.in_(("retenu", "incertain", "echec")))
            .values(statut="pret", pret_le=now, essai_le=None, erreur=None)
        ).rowcount
    )


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


def garder_pdf(connexion: Connection, empreinte: str, rangee: dict[str, Any]) -> None:
    """Keep the PDF of a letter, once: it is never made again."""
    connexion.execute(t.contenu.insert().values(**rangee))
    connexion.execute(
        update(t.document)
        .where(t.document.c.contenu == empreinte, t.document.c.pdf.is_(None))
        .values(pdf=rangee["empreinte"])
    )
