"""Who holds the ball, counted: which states are whose, how many dossiers wait on each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.office import Bureau
from services.signing_in import Visiteur
from storage.looking import Nombre
from storage.unit_of_work import Connexion

VOUS, PERSONNE = "vous", "personne"


@dataclass
class Main:
    """How many dossiers wait on a holder, and since when the oldest does."""

    detenteur: str
    total: int = 0
    depuis: str | None = None


def detenteur(bureau: Bureau, connexion: Connexion, nombre: Nombre) -> str:
    """The role that holds the dossiers of a group; nobody while they are on hold."""
    if nombre.en_pause:
        return PERSONNE
    definition = bureau.machines.par_id(connexion, nombre.definition).definition
    return definition.etats[nombre.etat].detenteur or PERSONNE


def a_vous(visiteur: Visiteur, role: str, *, miens: bool) -> bool:
    """Whether a holder is the person who reads: of the team, for the dossiers entrusted to them."""
    if role not in visiteur.roles:
        return False
    return miens or visiteur.compte.donneur_ordre is not None


def mains(
    bureau: Bureau, connexion: Connexion, nombres: Iterable[Nombre], visiteur: Visiteur
) -> dict[str, Main]:
    """Holder → how many; ``vous`` apart from the others of the same role."""
    trouvees: dict[str, Main] = {}
    for un in nombres:
        role = detenteur(bureau, connexion, un)
        nom = VOUS if a_vous(visiteur, role, miens=un.miens) else role
        main = trouvees.setdefault(nom, Main(nom))
        main.total += un.total
        main.depuis = min(filter(None, (main.depuis, un.depuis)), default=None)
    return trouvees


def etats_de(
    bureau: Bureau, connexion: Connexion, nombres: Sequence[Nombre], role: str
) -> tuple[tuple[int, str], ...]:
    """Definition and state of the dossiers that a role holds, holds set aside."""
    trouves = {
        (un.definition, un.etat)
        for un in nombres
        if not un.en_pause and detenteur(bureau, connexion, un) == role
    }
    return tuple(sorted(trouves))
