"""Companies that become one: what hung on one hangs on the other, published identities stay."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select, update

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
    """Close the identities of a company that had no end, on a last day; not one begun since."""
    une = entreprise_identite.c
    commencee = or_(une.du.is_(None), une.du <= au)
    requete = update(entreprise_identite).where(une.entreprise == cle, une.au.is_(None), commencee)
    connexion.execute(requete.values(au=au))


def reunir_entreprises(connexion: Connexion, gardee: int, absorbee: int) -> None:
    """Hang on one company all that hung on another; a marché that both held has one titulaire.

    The other one stays, empty, and names the one that goes on.
    """
    deja = select(titulaire.c.marche).where(titulaire.c.entreprise == gardee)
    doubles = (titulaire.c.entreprise == absorbee) & titulaire.c.marche.in_(deja)
    connexion.execute(titulaire.delete().where(doubles))
    for table in (entreprise_identite, interlocuteur, titulaire, dossier):
        voulu = table.c.entreprise == absorbee
        connexion.execute(update(table).where(voulu).values(entreprise=gardee))
    reunies = or_(entreprise.c.id == absorbee, entreprise.c.reunie_avec == absorbee)
    connexion.execute(update(entreprise).where(reunies).values(reunie_avec=gardee))
