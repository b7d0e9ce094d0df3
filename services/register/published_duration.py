"""How many months a marché lasts by its publication, the modifications notified so far included."""

from __future__ import annotations

from storage.marche_sheets import FeuilleDuMarche
from workflow.process import Champ

DUREE = "duree_mois"


def duree_publiee(feuille: FeuilleDuMarche | None, champ: Champ) -> int | None:
    """Months in force on the day of the sheet, unless no marché lasts that long: files hold any.

    Parameters:
        feuille: what the register says of the marché.
        champ: the field of the machine that holds them, for its bounds.
    """
    return bornee(feuille.modifie.get(DUREE, feuille.marche.duree_mois), champ) if feuille else None


def bornee(duree: int | None, champ: Champ) -> int | None:
    """The months, when the field can hold them."""
    if duree is None or not (champ.min or 0) <= duree <= (champ.max or duree):
        return None
    return duree
