"""What stands around one dossier, for its page: its journal with names, its relatives, its people.

Each is one reading, whatever the dossier holds: the kernel, the page and the scope share them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from storage import looking_details as details
from storage import register_tables as r
from storage import tables as t
from storage.access_tables import jeton
from storage.dossiers import LigneDossier
from storage.looking import TitulaireVu
from storage.names import en_vigueur
from storage.parties import Personne
from storage.titulaires import DU_JOUR, NOM, PUBLIEE, avec_identites

ENFANT, PARENT = "enfant", "parent"
_J, _D = t.journal.c, t.dossier.c


def journal(connexion: Connection, dossier: int, porteur: str) -> Sequence[Any]:
    """Every line of a dossier, oldest first, with ``compte_nom`` and ``lien_nom`` of who acted.

    ``porteur`` stands before the number of the personal link in the actor's name.
    """
    numero = cast(func.substr(_J.actor, len(porteur) + 1), Integer)
    par_lien = case((_J.actor.startswith(porteur, autoescape=True), numero), else_=None)
    requete = (
        select(
            t.journal,
            r.compte.c.nom.label("compte_nom"),
            r.compte.c.donneur_ordre.label("compte_ville"),
            jeton.c.nom.label("lien_nom"),
        )
        .select_from(t.journal)
        .outerjoin(r.compte, r.compte.c.login == _J.on_behalf_of)
        .outerjoin(jeton, jeton.c.id == par_lien)
        .where(_J.dossier == dossier)
        .order_by(_J.seq)
    )
    return connexion.execute(requete).all()


def proches(
    connexion: Connection, dossier: LigneDossier, partages: Sequence[tuple[str, str]]
) -> Sequence[Any]:
    """Its parent, the dossiers it opened, and those that share a column with it.

    ``partages`` are columns (``convention``, ``operation``, ``entreprise``), each with the machine
    looked for; ``par`` says how each row was found, ``enfant``, ``parent`` or the column. The
    parent comes with its fields, in ``data``.
    """
    parties = [
        _proche(ENFANT, _D.parent == dossier.id),
        _proche(PARENT, _D.id == (dossier.parent or 0)),
    ]
    for colonne, machine in partages:
        valeur = getattr(dossier, colonne)
        if valeur is not None:
            meme = and_(_D[colonne] == valeur, _D.machine == machine, _D.id != dossier.id)
            parties.append(_proche(colonne, meme))
    requete = union_all(*parties).order_by("id")
    return connexion.execute(requete).all()


def _proche(par: str, voulu: ColumnElement[bool]) -> Select[Any]:
    noms = ("id", "lien", "numero", "machine", "definition", "state", "final", "subject")
    donnees = _D.data if par == PARENT else cast(null(), _D.data.type)
    colonnes = (_D[nom] for nom in noms)
    return select(literal(par).label("par"), *colonnes, donnees.label("data")).where(voulu)


@dataclass
class Ecrits:
    """What is written of a dossier: its mails and its letters, oldest first, and personal values.

    ``valeurs`` are by their id; an erased one has no value any more.
    """

    courriels: list[details.Rangee] = field(default_factory=list)
    documents: list[details.Rangee] = field(default_factory=list)
    valeurs: dict[str, details.Rangee] = field(default_factory=dict)


_COURRIEL, _DOCUMENT, _VALEUR = "courriel", "document", "valeur"


def ecrits(connexion: Connection, dossier: int) -> Ecrits:
    """Read them at once: letters and values stand in the columns of the mails."""
    c, v = t.document.c, t.donnee_personnelle.c
    noms = [une.name for une in details.COURRIEL]
    requete = union_all(
        select(literal(_COURRIEL).label("genre"), *details.COURRIEL).where(
            t.outbox.c.dossier == dossier
        ),
        _en_courriel(
            _DOCUMENT, id=c.id, seq=c.seq, message=c.nom, sujet=c.titre, cree_le=c.cree_le
        ).where(c.dossier == dossier),
        _en_courriel(_VALEUR, message=v.id, sujet=v.valeur, envoye_le=v.efface_le).where(
            v.dossier == dossier
        ),
    ).order_by("id")
    lus = Ecrits()
    for un in connexion.execute(requete).mappings():
        if un["genre"] == _COURRIEL:
            lus.courriels.append({nom: un[nom] for nom in noms})
        elif un["genre"] == _DOCUMENT:
            dit = {"nom": un["message"], "titre": un["sujet"]}
            lus.documents.append(dit | {nom: un[nom] for nom in ("id", "seq", "cree_le")})
        else:
            lus.valeurs[un["message"]] = {"valeur": un["sujet"], "efface_le": un["envoye_le"]}
    return lus


def _en_courriel(genre: str, **colonnes: ColumnElement[Any]) -> Select[Any]:
    vides = {une.name: cast(null(), une.type) for une in details.COURRIEL}
    return select(literal(genre), *(vides | colonnes).values())


@dataclass
class Autour:
    """The buyer of a dossier, its people in the register and who holds its marché, on a day."""

    donneur_ordre: int | None = None
    referents: list[Personne] = field(default_factory=list)
    interlocuteurs: list[tuple[int | None, Personne]] = field(default_factory=list)
    titulaires: list[TitulaireVu] = field(default_factory=list)
    remplacant: str | None = None
    """Name of whoever stands in for the person it is entrusted to."""
    affecte: Personne | None = None
    """Whom it is entrusted to."""
    absents: dict[int, int | None] = field(default_factory=dict)
    """Account away → account that stands in, as ``storage.absences.du_jour`` reads them."""
    suivi_a_la_tete: int | None = None
    """Account to which its root, the marché, is entrusted."""


_R, _I = r.referent.c, r.interlocuteur.c
_DONNEUR, _REFERENT, _INTERLOCUTEUR, _TITULAIRE, _REMPLACANT, _ABSENCE, _COMPTE, _TETE = range(8)
_FICHE = ("nom", "courriel", "telephone", "fonction")


def personnes(connexion: Connection, dossier: LigneDossier, jour: date) -> Autour:
    """Its buyer (the marché's, else the convention's), people, titulaires, and who is away."""
    donneur = func.coalesce(
        select(r.marche.c.donneur_ordre).where(r.marche.c.id == dossier.marche).scalar_subquery(),
        select(r.convention.c.donneur_ordre)
        .where(r.convention.c.id == dossier.convention)
        .scalar_subquery(),
    )
    requete = union_all(
        _partie(_DONNEUR, cle=donneur),
        _partie(_REFERENT, cle=_R.id, rang=cast(_R.suppleant, Integer), de=_R).where(
            _R.donneur_ordre == donneur, en_vigueur(r.referent, jour)
        ),
        _partie(_INTERLOCUTEUR, cle=_I.id, marche=_I.marche, de=_I).where(
            _I.entreprise == dossier.entreprise, en_vigueur(r.interlocuteur, jour)
        ),
        _titulaires(dossier, jour),
        _remplacant(dossier, jour),
        _affecte(dossier),
        _partie(_ABSENCE, cle=r.absence.c.compte, marche=r.absence.c.delegue).where(
            en_vigueur(r.absence, jour)
        ),
        _partie(_TETE, cle=_D.assigned).where(_D.id == dossier.tete),
    ).order_by("genre", "rang", "cle")
    autour = Autour()
    for une in connexion.execute(requete):
        _ranger(autour, une)
    return autour


def _partie(
    genre: int, *, cle: Any, rang: Any = None, marche: Any = None, de: Any = None
) -> Select[Any]:
    vide = cast(null(), String)
    return select(
        literal(genre).label("genre"),
        cle.label("cle"),
        (literal(0) if rang is None else rang).label("rang"),
        (cast(null(), Integer) if marche is None else marche).label("marche"),
        *((vide if de is None else de[nom]).label(nom) for nom in _FICHE),
    )


def _titulaires(dossier: LigneDossier, jour: date) -> Select[Any]:
    """Who holds the marché; SIRET and published identity stand where a person has an address."""
    tenue = r.titulaire.c
    return (
        select(
            literal(_TITULAIRE),
            *(tenue.entreprise, tenue.id, tenue.marche, NOM, DU_JOUR.c.identifiant),
            *(PUBLIEE.c.identifiant, PUBLIEE.c.nom),
        )
        .select_from(avec_identites(jour))
        .where(tenue.marche == dossier.marche, or_(tenue.au.is_(None), tenue.au >= jour))
    )


def _remplacant(dossier: LigneDossier, jour: date) -> Select[Any]:
    """Whoever stands in that day for the person that the dossier is entrusted to."""
    personne, absence = r.compte.c, r.absence.c
    rien = cast(null(), Integer)
    return (
        select(
            *(literal(_REMPLACANT), personne.id, literal(0), rien, personne.nom),
            *(personne.courriel, personne.telephone, cast(null(), String)),
        )
        .join_from(r.absence, r.compte, absence.delegue == personne.id)
        .where(absence.compte == dossier.assigned, en_vigueur(r.absence, jour))
    )


def _affecte(dossier: LigneDossier) -> Select[Any]:
    """The account that the dossier is entrusted to."""
    compte, rien = r.compte.c, cast(null(), Integer)
    return select(
        *(literal(_COMPTE), compte.id, literal(0), rien, compte.nom),
        *(compte.courriel, compte.telephone, cast(null(), String)),
    ).where(compte.id == dossier.assigned)


def _ranger(autour: Autour, une: Any) -> None:
    if une.genre == _DONNEUR:
        autour.donneur_ordre = une.cle
    elif une.genre == _TITULAIRE:
        identites = (une.nom, une.courriel, une.telephone, une.fonction)
        autour.titulaires.append(TitulaireVu(une.marche, une.cle, *identites))
    elif une.genre == _REMPLACANT:
        autour.remplacant = une.nom
    elif une.genre == _COMPTE:
        autour.affecte = Personne(une.nom, une.courriel, une.telephone, compte=une.cle)
    elif une.genre == _ABSENCE:
        autour.absents[une.cle] = une.marche
    elif une.genre == _TETE:
        autour.suivi_a_la_tete = une.cle
    else:
        fiche = (une.nom, une.courriel, une.telephone, une.fonction)
        personne = Personne(*fiche, suppleant=bool(une.rang))
        if une.genre == _REFERENT:
            autour.referents.append(personne)
        else:
            autour.interlocuteurs.append((une.marche, personne))
