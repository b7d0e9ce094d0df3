"""Companies of the register that are probably one: the same SIREN, or the same name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import exiger_l_equipe, portee
from services.office import Bureau
from states.french import INSECABLE
from storage import duplicates as depot
from storage.duplicates import Parente

MONTRES = 50
"""Groups, and companies joined, that one page tells."""
MEME_NOM = "Même nom, à la forme juridique et aux accents près"


@dataclass
class FicheLue:
    """One company as the search sees it."""

    id: int
    nom: str
    identifiants: list[str] = field(default_factory=list)
    dossiers: int = 0
    marches: int = 0


def doublons(bureau: Bureau, visiteur: Visiteur, *, tous: bool = False) -> dict[str, Any]:
    """``{groupes, total, reunies}``: only groups of which one company is followed.

    The first ones, unless ``tous`` are asked for.

    In a group the company that has most dossiers comes first: the one to keep.

    Raises:
        Introuvable: the reader is not of the team.
    """
    exiger_l_equipe(visiteur)
    with bureau.travail.lire() as connexion:
        parentes = depot.parentes(connexion)
        membres = {une.entreprise for une in parentes}
        suivies = depot.suivies(connexion, portee(visiteur), membres)
        trouves = list(_groupes(parentes, suivies))
        montres = trouves if tous else trouves[:MONTRES]
        cles = {une for _, groupe in montres for une in groupe}
        fiches = _fiches(depot.identites(connexion, cles), suivies)
        for cle, nombre in depot.marches_tenus(connexion, cles).items():
            fiches[cle].marches = nombre
        reunies = depot.reunies(connexion, limite=MONTRES)
    return {
        "groupes": [
            {"pourquoi": pourquoi, "fiches": sorted((fiches[un] for un in groupe), key=_a_garder)}
            for pourquoi, groupe in montres
        ],
        "total": len(trouves),
        "reunies": reunies,
    }


def _a_garder(une: FicheLue) -> tuple[int, int, int]:
    return (-une.dossiers, -une.marches, une.id)


def _fiches(lignes: Iterable[Any], suivies: Mapping[int, int]) -> dict[int, FicheLue]:
    fiches: dict[int, FicheLue] = {}
    for ligne in lignes:
        cle = ligne.entreprise
        if cle not in fiches:
            fiches[cle] = FicheLue(cle, ligne.nom, dossiers=suivies.get(cle, 0))
        fiches[cle].identifiants.append(ligne.identifiant)
    return fiches


def _groupes(
    parentes: Iterable[Parente], suivies: Mapping[int, int]
) -> Iterator[tuple[str, frozenset[int]]]:
    """The surest first; a group by name that a SIREN tells already is told once."""
    groupes: dict[tuple[bool, str], set[int]] = defaultdict(set)
    for une in parentes:
        groupes[une.par_nom, une.cle].add(une.entreprise)
    dits: list[set[int]] = []
    for (par_nom, cle), ids in sorted(groupes.items(), key=lambda un: (un[0][0], min(un[1]))):
        if ids.isdisjoint(suivies) or (par_nom and any(ids <= deja for deja in dits)):
            continue
        if not par_nom:
            dits.append(ids)
        pourquoi = f"Même SIREN{INSECABLE}: {cle}"
        yield MEME_NOM if par_nom else pourquoi, frozenset(ids)
