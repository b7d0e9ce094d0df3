"""Personal links: whose they are, until when, and what they carried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, cast, exists, insert, literal, select

from storage import tables as t
from storage.access_tables import jeton

_J, _O = jeton.c, t.outbox.c


@dataclass(frozen=True)
class LigneLien:
    """A link with the mail that carried it; a letter carries one without a mail."""

    id: int
    courriel: int | None
    dossier: int
    role: str
    nom: str
    adresse: str
    expire_le: datetime
    seq: int | None
    sujet: str | None
    reponse: str | None
    """What was answered by it, as stored; by its key (``PORTEUR`` and its id)."""
    point: bool
    """Whether it has asked for a point d'étape."""


def creer(connexion: Connection, **valeurs: Any) -> None:
    """Write a link."""
    connexion.execute(insert(jeton).values(**valeurs))


def lire(connexion: Connection, cle: str, *, porteur: str, point: str) -> LigneLien | None:
    """The link of a secret's digest, with what was answered by it.

    ``porteur`` stands before its id in the key of that answer, ``point`` after it in the key of
    the point d'étape that it asked for.
    """
    commande, sienne = t.commande.c, literal(porteur) + cast(_J.id, String)
    repondu = select(commande.reponse).where(commande.cle == sienne).scalar_subquery()
    demande = exists().where(commande.cle == sienne + literal(point))
    requete = (
        select(
            *(_J[nom] for nom in ("id", "courriel", "dossier", "role", "nom", "adresse")),
            _J.expire_le,
            _O.seq,
            _O.sujet,
            repondu,
            demande,
        )
        .outerjoin_from(jeton, t.outbox, _J.courriel == _O.id)
        .where(_J.cle == cle)
    )
    rangee: Any = connexion.execute(requete).first()
    return LigneLien(*rangee) if rangee else None


def renvoyer(
    connexion: Connection,
    courriel: int,
    suffixe: str,
    neuf: Callable[[], Mapping[str, Any]],
    now: datetime,
) -> bool:
    """Put a mail in the outbox again, once per suffix; whether it was not there yet.

    ``neuf`` keeps what it says this time, and answers the columns that differ.
    """
    source = connexion.execute(select(t.outbox).where(_O.id == courriel)).mappings().one()
    cle = f"{source['cle'][:120]}:{suffixe}"
    if connexion.execute(select(_O.id).where(_O.cle == cle)).first() is not None:
        return False
    gauche, arobase, domaine = source["message_id"].partition("@")
    connexion.execute(
        insert(t.outbox).values(
            {
                **{nom: val for nom, val in source.items() if nom != "id"},
                "cle": cle,
                **neuf(),
                "message_id": f"{gauche}.{suffixe}{arobase}{domaine}",
                "statut": "pret",
                "cree_le": now,
                "pret_le": now,
                "essai_le": None,
                "loue_jusqu_a": None,
                "envoye_le": None,
                "erreur": None,
                "tentatives": 0,
                "perime_si_quitte": None,
            }
        )
    )
    return True
