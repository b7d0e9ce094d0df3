"""Bodies kept by content: files given with an act, found again by the digest that names them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import tables as t


def par_debut(connexion: Connection, debut: str) -> tuple[str | None, bytes | None] | None:
    """Name and body of the content whose digest begins so; the body is gone once erased."""
    requete = select(t.contenu.c.nom, t.contenu.c.corps).where(
        t.contenu.c.empreinte.startswith(debut, autoescape=True)
    )
    rangee = connexion.execute(requete).first()
    return None if rangee is None else (rangee.nom, rangee.corps)
