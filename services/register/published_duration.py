"""How many months a marché lasts by its publication, the modifications notified so far included."""

from __future__ import annotations

from datetime import date

from storage import register_queries as registre
from storage.unit_of_work import Connexion
from workflow.process import Champ

DUREE = "duree_mois"


def duree_publiee(connexion: Connexion, marche: int, champ: Champ, jour: date) -> int | None:
    """Months in force on a day, unless no marché lasts that long: files hold any number.

    Parameters:
        champ: the field of the machine that holds them, for its bounds.
    """
    duree = registre.en_vigueur(connexion, [marche], jour)[marche].get(DUREE)
    if duree is None:
        duree = registre.duree_initiale(connexion, marche)
    return bornee(duree, champ)


def bornee(duree: int | None, champ: Champ) -> int | None:
    """The months, when the field can hold them."""
    if duree is None or not (champ.min or 0) <= duree <= (champ.max or duree):
        return None
    return duree
