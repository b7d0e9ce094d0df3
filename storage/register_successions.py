"""Companies that become one: what hung on one hangs on the other, published identities stay."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from storage.register_tables import (
    entreprise,
    entreprise_identite,
    interlocuteur,
    titulaire,
)
from storage.register_values import Entreprise
from storage.tables import dossier
from storage.unit_of_work import Connexion


def entreprise_par_id(connexion: Connexion, cle: int) -> Entreprise:
    """One company, known to exist."""
    requete = select(entreprise.c.id, entreprise.c.nom).where(entreprise.c.id == cle)
    return Entreprise(**connexion.execute(requete).mappings().one())


def finir_les_identites(connexion: Connexion, cle: int, au: date) -> None:
    """Close the identities of a company that had no end, on a last day."""
    sans_fin = (entreprise_identite.c.entreprise == cle) & entreprise_identite.c.au.is_(None)
    connexion.execute(update(entreprise_identite).where(sans_fin).values(au=au))


def reunir_entreprises(connexion: Connexion, gardee: int, absorbee: int) -> None:
    """Hang on one company all that hung on another; a marché that both held has one titulaire."""
    deja = select(titulaire.c.marche).where(titulaire.c.entreprise == gardee)
    doubles = (titulaire.c.entreprise == absorbee) & titulaire.c.marche.in_(deja)
    connexion.execute(titulaire.delete().where(doubles))
    for table in (entreprise_identite, interlocuteur, titulaire, dossier):
        voulu = table.c.entreprise == absorbee
        connexion.execute(update(table).where(voulu).values(entreprise=gardee))
    connexion.execute(entreprise.delete().where(entreprise.c.id == absorbee))
