"""What the register and the portfolio say of the lines of a file: read once, in a few questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.register.published_duration import DUREE
from services.reprise.records import MARCHE, RELATION, Ligne
from storage import reprise as depot
from storage.dossiers import LigneDossier
from storage.parties import Cadre, cadre
from storage.register_people import comptes, conventions
from storage.register_queries import en_vigueur, noms_donneurs
from storage.register_values import Compte, Convention, Marche
from storage.stored_json import lire_json
from storage.titulaires import FicheTitulaire
from storage.unit_of_work import Connexion

CHIFFRES_ID = 9


@dataclass(frozen=True)
class Ouverture:
    """The first line of a dossier's journal: how it entered the portfolio."""

    reprise: bool
    etat: str
    at: str
    donnees: Mapping[str, Any]
    facilitateur: str | None


@dataclass
class Registre:
    """Everything that the lines name, by what they name it."""

    marches: dict[str, list[Marche]] = field(default_factory=dict)
    titulaires: dict[int, list[FicheTitulaire]] = field(default_factory=dict)
    entreprises: dict[str, int] = field(default_factory=dict)
    comptes: dict[str, Compte] = field(default_factory=dict)
    conventions: dict[str, Convention] = field(default_factory=dict)
    cadres: dict[int, Cadre] = field(default_factory=dict)
    acheteurs: dict[int, str] = field(default_factory=dict)
    durees: dict[int, int] = field(default_factory=dict)
    """Months of the marchés whose length a modification has changed."""
    suivis: dict[tuple[str, int, int | None], LigneDossier] = field(default_factory=dict)
    ouvertures: dict[int, Ouverture] = field(default_factory=dict)

    def dossier(self, machine: str, marche: int, entreprise: int | None) -> LigneDossier | None:
        """The dossier that already follows a marché, or a company on it."""
        return self.suivis.get((machine, marche, entreprise))


def consulter(connexion: Connexion, lignes: Sequence[Ligne], jour: date) -> Registre:
    """Ask the register about every line at once."""
    registre = Registre(
        comptes={un.login.lower(): un for un in comptes(connexion)},
        conventions={une.reference: une for une in conventions(connexion)},
        entreprises=depot.entreprises(connexion, (une.siret for une in lignes if une.siret)),
    )
    registre.cadres = {
        une.id: cadre(connexion, une.id, jour) for une in registre.conventions.values()
    }
    _marches(connexion, registre, {une.marche_dit for une in lignes if une.marche_dit})
    trouves = [un for siens in registre.marches.values() for un in siens]
    ids = sorted({un.id for un in trouves})
    registre.acheteurs = noms_donneurs(connexion, (un.donneur_ordre for un in trouves), jour)
    modifies = en_vigueur(connexion, ids, jour)
    registre.durees = {cle: une[DUREE] for cle, une in modifies.items() if DUREE in une}
    registre.titulaires = depot.titulaires(connexion, ids, jour)
    _portefeuille(connexion, registre, ids)
    return registre


def _marches(connexion: Connexion, registre: Registre, textes: Iterable[str]) -> None:
    """Same rule as ``marche_par_cle``: buyer/number, unique key, the buyer's number, our id."""
    demandes = list(textes)
    complets = {texte: _complet(texte) for texte in demandes if "/" in texte}
    ids = [int(texte) for texte in demandes if _est_id(texte)]
    trouves = depot.marches_designes(connexion, [*demandes, *complets.values()], demandes, ids)
    par_uid = {un.uid: un for un in trouves}
    par_id = {un.id: un for un in trouves}
    par_numero: dict[str, list[Marche]] = {}
    for un in trouves:
        par_numero.setdefault(un.identifiant, []).append(un)
    for texte in demandes:
        exact = par_uid.get(complets.get(texte, "")) or par_uid.get(texte)
        candidats = list(par_numero.get(texte, []))
        if _est_id(texte) and int(texte) in par_id and par_id[int(texte)] not in candidats:
            candidats.append(par_id[int(texte)])
        registre.marches[texte] = [exact] if exact else candidats


def _complet(texte: str) -> str:
    acheteur, _, numero = texte.partition("/")
    return "".join(acheteur.split()) + numero.strip()


def _est_id(texte: str) -> bool:
    return texte.isascii() and texte.isdigit() and len(texte) <= CHIFFRES_ID


def _portefeuille(connexion: Connexion, registre: Registre, marches: Sequence[int]) -> None:
    suivis = [
        un
        for un in depot.dossiers_des_marches(connexion, marches)
        if un.machine in {MARCHE, RELATION}
    ]
    for un in suivis:  # the oldest comes first; one still alive takes its place
        cle = (un.machine, un.marche or 0, un.entreprise if un.machine == RELATION else None)
        garde = registre.suivis.get(cle)
        if garde is None or garde.final:
            registre.suivis[cle] = un
    lignes = depot.ouvertures(connexion, [un.id for un in registre.suivis.values()])
    registre.ouvertures = {cle: _ouverture(une) for cle, une in lignes.items()}


def _ouverture(ligne: Any) -> Ouverture:
    return Ouverture(
        reprise=ligne.kind == "reprise",
        etat=ligne.to_state,
        at=ligne.at,
        donnees=lire_json(ligne.payload),
        facilitateur=ligne.on_behalf_of,
    )
