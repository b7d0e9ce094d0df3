"""The address that signs a mail which was written before there was one."""

from __future__ import annotations

from sqlalchemy import Connection, exists, func, literal, select, update

from storage import register_tables as r
from storage import tables as t
from storage.outbox import A_ENVOYER

_O = t.outbox.c
_SANS = (_O.expediteur.is_(None), _O.statut.in_(A_ENVOYER))


def signer(connexion: Connection, reglee: str | None) -> int:
    """Sign what waits with the installation's address, else its structure's; returns how many.

    The structure is that of the dossier's convention; of a mail of no dossier (the morning's, an
    account's), that of whoever it is written to; else ours, as when such a mail is written.
    """
    du_dossier = (
        select(r.convention.c.structure)
        .join_from(t.dossier, r.convention, t.dossier.c.convention == r.convention.c.id)
        .where(t.dossier.c.id == _O.dossier)
        .scalar_subquery()
    )
    du_destinataire = (
        select(func.min(r.compte.c.structure))
        .where(_O.dossier.is_(None), r.compte.c.courriel == _O.adresse)
        .correlate(t.outbox)
        .scalar_subquery()
    )
    la_notre = select(func.min(r.structure.c.id)).scalar_subquery()
    structure = (
        select(r.structure.c.courriel)
        .where(r.structure.c.id == func.coalesce(du_dossier, du_destinataire, la_notre))
        .correlate(t.outbox)
        .scalar_subquery()
    )
    adresse = func.coalesce(literal(reglee), structure)
    ordre = update(t.outbox).where(*_SANS, adresse.is_not(None)).values(expediteur=adresse)
    return connexion.execute(ordre).rowcount


def structure_qui_signe(connexion: Connection, structure: int | None) -> int | None:
    """The structure whose address signs the mails of an account; the first one for others."""
    if structure is not None:
        return structure
    premiere = select(func.min(r.structure.c.id, type_=r.structure.c.id.type))
    return connexion.execute(premiere).scalar_one_or_none()


def il_en_manque(connexion: Connection) -> bool:
    """Whether a mail that could leave has nobody's address to sign it."""
    return bool(connexion.execute(select(exists().where(*_SANS))).scalar())
