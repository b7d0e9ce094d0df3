"""Buyers and companies by their published identifiers, found or created by the hundred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import update

from states.company_names import nomme
from states.searching import cherchable
from storage.register_batches import ajouter, inserer, lire_ou
from storage.register_tables import (
    donneur_ordre,
    donneur_ordre_identite,
    entreprise,
    entreprise_identite,
)
from storage.unit_of_work import Connexion

CleEntreprise = tuple[str, str]
"""Kind of identifier, identifier."""


@dataclass(frozen=True)
class Rattachement:
    """A published identity of a company."""

    entreprise: int
    identite: int


def sirets_du_meme_donneur(
    connexion: Connexion, sirets: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """The other SIRETs of the buyer behind each SIRET, in their order of writing."""
    table = donneur_ordre_identite
    derriere = {
        une["siret"]: une["donneur_ordre"]
        for une in lire_ou(connexion, table, table.c.siret, sirets)
    }
    ensemble: dict[int, list[str]] = {}
    for une in lire_ou(connexion, table, table.c.donneur_ordre, set(derriere.values())):
        ensemble.setdefault(une["donneur_ordre"], []).append(une["siret"])
    return {
        siret: tuple(un for un in ensemble[donneur] if un != siret)
        for siret, donneur in derriere.items()
    }


def donneurs_par_siret(connexion: Connexion, noms: Mapping[str, str | None]) -> dict[str, int]:
    """The buyer behind each SIRET, whatever the succession; unknown ones are created.

    ``noms`` gives the published name of each SIRET; it replaces only a name we did not have.
    """
    colonne = donneur_ordre_identite.c.siret
    trouves = {}
    for ligne in lire_ou(connexion, donneur_ordre_identite, colonne, noms):
        trouves[ligne["siret"]] = ligne["donneur_ordre"]
        if ligne["nom"] == ligne["siret"] and noms[ligne["siret"]]:
            _nommer_donneur(connexion, ligne["donneur_ordre"], ligne["siret"], noms)
    nouveaux = [siret for siret in noms if siret not in trouves]
    lignes = [{"cle": siret, "nom": noms[siret] or siret} for siret in nouveaux]
    ids = inserer(connexion, donneur_ordre, lignes)
    identites = [
        {"donneur_ordre": cle, "siret": siret, "nom": noms[siret] or siret, "du": None, "au": None}
        for siret, cle in zip(nouveaux, ids, strict=True)
    ]
    ajouter(connexion, donneur_ordre_identite, identites)
    return trouves | dict(zip(nouveaux, ids, strict=True))


def _nommer_donneur(
    connexion: Connexion, cle: int, siret: str, noms: Mapping[str, str | None]
) -> None:
    cherche = cherchable(noms[siret] or "")
    for table, colonne, voulu in (
        (donneur_ordre_identite, donneur_ordre_identite.c.siret, siret),
        (donneur_ordre, donneur_ordre.c.id, cle),
    ):
        requete = update(table).where(colonne == voulu, table.c.nom == siret)
        connexion.execute(requete.values(nom=noms[siret], nom_cherche=cherche))


def entreprises_par_cle(
    connexion: Connexion, noms: Mapping[CleEntreprise, str | None]
) -> dict[CleEntreprise, Rattachement]:
    """The company behind each identifier; unknown ones are created."""
    trouvees = _connues(connexion, noms)
    nouvelles = [cle for cle in noms if cle not in trouvees]
    ids = inserer(connexion, entreprise, [nomme(noms[cle] or cle[1]) for cle in nouvelles])
    identites = inserer(
        connexion,
        entreprise_identite,
        [
            {
                "entreprise": numero,
                "type_identifiant": genre,
                "identifiant": identifiant,
                "nom": noms[genre, identifiant],
                "du": None,
                "au": None,
            }
            for (genre, identifiant), numero in zip(nouvelles, ids, strict=True)
        ],
    )
    for cle, numero, identite in zip(nouvelles, ids, identites, strict=True):
        trouvees[cle] = Rattachement(numero, identite)
    return trouvees


def _connues(
    connexion: Connexion, noms: Mapping[CleEntreprise, str | None]
) -> dict[CleEntreprise, Rattachement]:
    colonne = entreprise_identite.c.identifiant
    identifiants: Iterable[str] = dict.fromkeys(identifiant for _, identifiant in noms)
    trouvees = {}
    for ligne in list(lire_ou(connexion, entreprise_identite, colonne, identifiants)):
        cle = (ligne["type_identifiant"], ligne["identifiant"])
        if cle not in noms:
            continue
        trouvees[cle] = Rattachement(ligne["entreprise"], ligne["id"])
        if ligne["nom"] is None and noms[cle]:
            _nommer_entreprise(connexion, trouvees[cle], cle[1], str(noms[cle]))
    return trouvees


def _nommer_entreprise(
    connexion: Connexion, trouvee: Rattachement, identifiant: str, nom: str
) -> None:
    """Give its name to a company that was known by its number only."""
    identite, cherche = entreprise_identite.c.id == trouvee.identite, cherchable(nom)
    nommee = {"nom": nom, "nom_cherche": cherche}
    connexion.execute(update(entreprise_identite).where(identite).values(**nommee))
    sans_nom = (entreprise.c.id == trouvee.entreprise) & (entreprise.c.nom == identifiant)
    connexion.execute(update(entreprise).where(sans_nom).values(**nomme(nom), nom_cherche=cherche))
