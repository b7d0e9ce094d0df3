"""What joining two entries of the register would move, and what forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import exiger_l_equipe, portee
from services.errors import Interdit, Introuvable
from services.office import Bureau
from states.french import INSECABLE
from storage import duplicates
from storage.looking import Portee
from storage.register_queries import entreprise_par_identifiant
from storage.unit_of_work import Connexion

RELATION = "relation_entreprise"


@dataclass(frozen=True, kw_only=True)
class Prevision:
    """What would move; ``conflits`` are pairs of live relations that forbid it."""

    gardee: Any
    absorbee: Any
    sirets: dict[int, list[str]]
    ouverts: list[Any]
    clos: int
    marches: int
    communs: list[str]
    interlocuteurs: int
    liens: int
    conflits: list[tuple[str, str]]
    hors_de_portee: int


def retrouver(bureau: Bureau, siret: str, champ: str) -> int:
    """The company of a SIRET.

    Raises:
        Introuvable: none has it.
    """
    with bureau.travail.lire() as connexion:
        cle = entreprise_par_identifiant(connexion, "".join(siret.split()))
    if cle is None:
        raise Introuvable(
            champ,
            f"Aucune entreprise ne porte le SIRET {siret}.",
            "Vérifiez-le : « jalon marches --titulaire SIRET » montre ses marchés.",
        )
    return cle


def prevoir_pour(bureau: Bureau, visiteur: Visiteur, gardee: int, absorbee: int) -> Prevision:
    """What joining two companies would move, as a member of the team reads it.

    Raises:
        Introuvable: no such company, or the reader is not of the team.
        Interdit: it is the same company.
    """
    exiger_l_equipe(visiteur)
    with bureau.travail.lire() as connexion:
        return prevoir(bureau, connexion, gardee, absorbee, portee(visiteur))


def prevoir(
    bureau: Bureau, connexion: Connexion, gardee: int, absorbee: int, vue: Portee
) -> Prevision:
    """Same, inside a transaction already open."""
    if gardee == absorbee:
        raise Interdit(
            "absorbee",
            "Ces deux SIRET sont déjà ceux de la même entreprise.",
            "Il n’y a rien à réunir.",
        )
    deux = [gardee, absorbee]
    fiches = _fiches(connexion, deux)
    lus = duplicates.dossiers(connexion, deux)
    siens = [un for un in lus if un.entreprise == absorbee]
    tenus = duplicates.titulariats(connexion, deux)
    communs = tenus[gardee] & tenus[absorbee]
    sirets: dict[int, list[str]] = {cle: [] for cle in deux}
    for une in duplicates.identifiants(connexion, deux):
        sirets[une.entreprise].append(une.identifiant)
    return Prevision(
        gardee=fiches[gardee],
        absorbee=fiches[absorbee],
        sirets=sirets,
        ouverts=[un for un in siens if not un.final],
        clos=sum(1 for un in siens if un.final),
        marches=len(tenus[absorbee]),
        communs=duplicates.noms_des_marches(connexion, communs) if communs else [],
        interlocuteurs=duplicates.interlocuteurs(connexion, absorbee),
        liens=duplicates.liens_vivants(connexion, absorbee, bureau.horloge.maintenant()),
        conflits=_conflits(lus, gardee, absorbee),
        hors_de_portee=len(siens) - duplicates.dans_la_portee(connexion, absorbee, vue),
    )


def _fiches(connexion: Connexion, cles: Sequence[int]) -> dict[int, Any]:
    lues = duplicates.fiches(connexion, cles)
    if len(lues) < len(cles):
        raise Introuvable(
            "dossier", "Cette entreprise n’existe pas.", "Repartez de la liste des doublons."
        )
    return lues


def _conflits(lus: Sequence[Any], gardee: int, absorbee: int) -> list[tuple[str, str]]:
    """Live relations of both with the same marché: one company has one relation a marché."""
    vivantes = [un for un in lus if un.machine == RELATION and not un.final]
    return [
        (un.numero, autre.numero)
        for un in vivantes
        for autre in vivantes
        if un.entreprise == gardee and autre.entreprise == absorbee and un.marche == autre.marche
    ]


def exiger_possible(prevue: Prevision) -> None:
    """Refuse what would lose something, naming the mend.

    Raises:
        Interdit: one is joined already, two live relations, dossiers of another structure.
    """
    for une in (prevue.gardee, prevue.absorbee):
        if une.reunie_avec is not None:
            raise Interdit(
                "absorbee",
                f"« {une.nom} » est déjà réunie avec une autre fiche.",
                "Repartez de la fiche qui demeure.",
            )
    if prevue.hors_de_portee:
        raise Interdit(
            "absorbee",
            "Une partie de ses dossiers relève d’une autre structure.",
            "L’administration le fait par « jalon entreprise fusionner ».",
        )
    if prevue.conflits:
        dits = f"{INSECABLE}; ".join(f"{un} et {autre}" for un, autre in prevue.conflits)
        raise Interdit(
            "absorbee",
            f"Les deux ont une relation ouverte avec le même marché{INSECABLE}: {dits}.",
            "Clôturez d’abord celle qui est de trop, avec son motif, puis recommencez.",
        )
