"""The log of readings: who opened which dossier that tells of a person, and which export.

Kept a year, as the CNIL's recommendation on logging has it (délibération 2021-122: between six
months and one year), read by the admin alone, then purged by the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.office import Bureau
from states.french import jour_civil
from storage import readings

CONSERVATION = timedelta(days=365)
DOSSIER, COURRIEL, EXPORT, FICHIER = "dossier", "courriel", "export", "fichier"
REGISTRE = "registre"
"""How the log tells what somebody wrote in the register."""
PAR_PAGE = 50
OBJET_MAX = 200


def noter_lecture(
    bureau: Bureau, visiteur: Visiteur, quoi: str, objet: str, *, suite: bool = False
) -> None:
    """Write a reading, on the real clock; ``suite`` is the rest of one that is noted already."""
    now = bureau.horloge.reelle()
    with bureau.travail.ecrire() as connexion:
        readings.noter(
            connexion,
            compte=visiteur.compte.id,
            quoi=quoi,
            objet=objet[:OBJET_MAX],
            jour=jour_civil(now),
            now=now,
            suite=suite,
        )


def noter_un_export(
    bureau: Bureau, visiteur: Visiteur, chemin: str, filtres: Iterable[str]
) -> None:
    """Which list left, and by what it was narrowed; never the words, which may be a name."""
    par = ", ".join(sorted(set(filtres)))
    noter_lecture(bureau, visiteur, EXPORT, f"{chemin} (filtré par {par})" if par else chemin)


def parle_d_une_personne(dite: Mapping[str, Any]) -> bool:
    """Whether a dossier's page shows a personal value, or a reason, that nobody has erased."""
    personnels = dite["definition"].personnels
    champs = [*dite["dossier"]["champs"], *(un for une in dite["journal"] for un in une["champs"])]
    return any(isinstance(une["motif"], str) for une in dite["journal"]) or any(
        un["champ"] in personnels and not isinstance(un["valeur"], Mapping) for un in champs
    )


def tranche(page: int | None) -> tuple[int | None, int]:
    """How many rows, after how many: those of a page; all of them when none is asked for."""
    return (None, 0) if page is None else (PAR_PAGE, (page - 1) * PAR_PAGE)


def lectures(bureau: Bureau, texte: str = "", page: int | None = 1) -> dict[str, Any]:
    """``{lignes, total}``: the last readings, of a reader (login) or an object."""
    with bureau.travail.lire() as connexion:
        limite, passes = tranche(page)
        lues, total = readings.page(connexion, texte=texte.strip(), limite=limite, passes=passes)
    return {"lignes": lues, "total": total}


def purger(bureau: Bureau) -> int:
    """Forget the readings of more than a year ago; how many."""
    avant = jour_civil(bureau.horloge.reelle()) - CONSERVATION
    with bureau.travail.ecrire() as connexion:
        return readings.oublier(connexion, avant)
