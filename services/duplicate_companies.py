"""Companies of the register that are probably one: the same SIREN, or the same name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.office import Bureau
from services.signing_in import Visiteur
from services.visiting import EQUIPE, absent, portee
from states.french import INSECABLE
from storage import duplicates as depot

MONTRES = 50
"""Groups, and companies joined, that one page tells."""
SIRET, SIREN = "SIRET", 9
_MOTS = re.compile(r"[a-z0-9]+")
_FORMES = frozenset(
    {
        *("sa", "sas", "sasu", "sarl", "eurl", "sci", "scop", "snc", "scic", "ei", "eirl"),
        *("ets", "etablissement", "etablissements", "societe", "ste", "entreprise"),
        *("et", "de", "du", "des", "la", "le", "les", "l", "d"),
    }
)
"""Words that one publication writes and another leaves out."""


@dataclass
class FicheLue:
    """One company as the search sees it."""

    id: int
    nom: str
    identifiants: list[str] = field(default_factory=list)
    sirens: set[str] = field(default_factory=set)
    dossiers: int = 0
    marches: int = 0


def nom_compare(nom: str) -> str:
    """A company's name without accents, case, signs or legal form; empty when it names nobody."""
    sans_accents = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode().lower()
    mots = [mot for mot in _MOTS.findall(sans_accents.replace(".", "")) if mot not in _FORMES]
    assemble = "".join(mots)
    return "" if assemble.isdecimal() else assemble


def doublons(bureau: Bureau, visiteur: Visiteur) -> dict[str, Any]:
    """``{groupes, total, reunies}``: only groups of which one company is followed.

    In a group the company that has most dossiers comes first: the one to keep.

    Raises:
        Introuvable: the reader is not of the team.
    """
    exiger_l_equipe(visiteur)
    with bureau.travail.lire() as connexion:
        suivies = depot.suivies(connexion, portee(visiteur))
        fiches = _fiches(depot.identites(connexion), suivies)
        trouves = list(_groupes(fiches.values()))
        montres = trouves[:MONTRES]
        cles = {une.id for _, groupe in montres for une in groupe}
        for cle, nombre in depot.marches_tenus(connexion, cles).items():
            fiches[cle].marches = nombre
        reunies = depot.reunies(connexion, limite=MONTRES)
    return {
        "groupes": [
            {"pourquoi": pourquoi, "fiches": sorted(groupe, key=_a_garder)}
            for pourquoi, groupe in montres
        ],
        "total": len(trouves),
        "reunies": reunies,
    }


def exiger_l_equipe(visiteur: Visiteur) -> None:
    """Only the team joins companies.

    Raises:
        Introuvable: said as if the page were not there.
    """
    if not visiteur.roles & EQUIPE:
        raise absent()


def _a_garder(une: FicheLue) -> tuple[int, int, int]:
    return (-une.dossiers, -une.marches, une.id)


def _fiches(lignes: Iterable[Any], suivies: Mapping[int, int]) -> dict[int, FicheLue]:
    fiches: dict[int, FicheLue] = {}
    for ligne in lignes:
        cle = ligne.entreprise
        if cle not in fiches:
            fiches[cle] = FicheLue(cle, ligne.nom, dossiers=suivies.get(cle, 0))
        fiches[cle].identifiants.append(ligne.identifiant)
        if ligne.genre == SIRET:
            fiches[cle].sirens.add(ligne.identifiant[:SIREN])
    return fiches


def _groupes(fiches: Iterable[FicheLue]) -> Iterator[tuple[str, list[FicheLue]]]:
    """The surest first; a group by name that a SIREN tells already is told once."""
    par_siren: dict[str, list[FicheLue]] = defaultdict(list)
    par_nom: dict[str, list[FicheLue]] = defaultdict(list)
    for une in fiches:
        for siren in sorted(une.sirens):
            par_siren[siren].append(une)
        if compare := nom_compare(une.nom):
            par_nom[compare].append(une)
    dits: list[set[int]] = []
    for siren, groupe in par_siren.items():
        if _merite(groupe):
            dits.append({une.id for une in groupe})
            yield f"Même SIREN{INSECABLE}: {siren}", groupe
    for groupe in par_nom.values():
        ids = {une.id for une in groupe}
        if _merite(groupe) and not any(ids <= deja for deja in dits):
            yield "Même nom, à la forme juridique et aux accents près", groupe


def _merite(groupe: list[FicheLue]) -> bool:
    return len(groupe) > 1 and any(une.dossiers for une in groupe)
