"""Companies and agreements of the register by pages, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from states.durations import duree_entre
from storage import register_tables as r
from storage.account_scope import ses_marches
from storage.looking import Portee
from storage.names import donneur_du_jour
from storage.party_names import entreprises_nommees

_E, _I, _C = r.entreprise.c, r.entreprise_identite.c, r.convention.c


@dataclass(frozen=True)
class LigneConvention:
    """An agreement with the names of its parties."""

    id: int
    reference: str
    sa_structure: int
    structure: str
    donneur_ordre: str
    donneur: int
    effet_le: date
    fin_le: date
    zone: str
    duree: str


def entreprises(
    connexion: Connection,
    portee: Portee,
    *,
    texte: str,
    saut: int,
    limite: int,
    seule: int | None = None,
) -> list[tuple[int, str]]:
    """Id and name of companies, by name: those that hold a marché of the buyer, for a buyer."""
    requete = select(_E.id, _E.nom).order_by(_E.nom, _E.id).offset(saut).limit(limite)
    if portee.donneur_ordre is not None:
        siens = select(r.titulaire.c.entreprise).join_from(
            r.titulaire, r.marche, r.titulaire.c.marche == r.marche.c.id
        )
        siens = siens.where(r.marche.c.donneur_ordre == portee.donneur_ordre)
        if portee.limite_a is not None:
            siens = siens.where(r.marche.c.id.in_(ses_marches(portee.limite_a)))
        requete = requete.where(_E.id.in_(siens))
    if seule is not None:
        requete = requete.where(_E.id == seule)
    if texte:
        requete = requete.where(_E.id.in_(entreprises_nommees(texte)))
    return [(une.id, une.nom) for une in connexion.execute(requete)]


def identites(connexion: Connection, entreprises_: Sequence[int]) -> list[Any]:
    """Legal identities of companies, oldest first."""
    requete = (
        select(_I.entreprise, _I.identifiant, _I.nom, _I.du, _I.au)
        .where(_I.entreprise.in_(entreprises_))
        .order_by(_I.entreprise, _I.du, _I.id)
    )
    return list(connexion.execute(requete))


def conventions(connexion: Connection, portee: Portee, jour: date) -> list[LigneConvention]:
    """Agreements of a structure or of a buyer, by reference; buyers under their name of the day."""
    requete = (
        select(
            *(_C.id, _C.reference, _C.structure, r.structure.c.nom, donneur_du_jour(jour)),
            _C.donneur_ordre,
            *(_C.effet_le, _C.fin_le, _C.zone),
        )
        .join_from(r.convention, r.structure, _C.structure == r.structure.c.id)
        .join(r.donneur_ordre, _C.donneur_ordre == r.donneur_ordre.c.id)
        .order_by(_C.reference)
    )
    if portee.donneur_ordre is not None:
        requete = requete.where(_C.donneur_ordre == portee.donneur_ordre)
    elif portee.structure is not None:
        requete = requete.where(_C.structure == portee.structure)
    lues = connexion.execute(requete)
    return [LigneConvention(*(*une, duree_entre(une.effet_le, une.fin_le))) for une in lues]
