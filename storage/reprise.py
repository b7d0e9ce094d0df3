"""What a reprise asks of the database, for many lines at once: the number of questions is flat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, String, select, type_coerce

from storage import dossiers as depot
from storage import tables as t
from storage.dossiers import LigneDossier
from storage.register_batches import VARIABLES, lire_ou, par_lots
from storage.register_queries import lire_marche
from storage.register_tables import entreprise_identite, marche
from storage.register_values import Marche
from storage.titulaires import FicheTitulaire, des_marches
from storage.unit_of_work import Connexion

_VERROUILLER = select(marche.c.id).with_for_update()


def marches_designes(
    connexion: Connexion, uids: Iterable[str], identifiants: Iterable[str], ids: Iterable[int]
) -> list[Marche]:
    """Marchés of these unique keys, of these buyers' numbers or of these ids of ours."""
    trouves: dict[int, Marche] = {}
    demandes: tuple[tuple[Any, Iterable[Any]], ...] = (
        (marche.c.uid, uids),
        (marche.c.identifiant, identifiants),
        (marche.c.id, ids),
    )
    for colonne, valeurs in demandes:
        for ligne in lire_ou(connexion, marche, colonne, sorted(set(valeurs))):
            trouves[ligne["id"]] = lire_marche(ligne)
    return [trouves[cle] for cle in sorted(trouves)]


def titulaires(
    connexion: Connexion, marches: Sequence[int], jour: Any
) -> dict[int, list[FicheTitulaire]]:
    """Titulaires of each marché on a day, in the order in which they were published."""
    par_marche: dict[int, list[FicheTitulaire]] = {un: [] for un in marches}
    for tranche in par_lots(marches, VARIABLES):
        for cle, fiche in des_marches(connexion, tranche, jour):
            par_marche[cle].append(fiche)
    return par_marche


def entreprises(connexion: Connexion, sirets: Iterable[str]) -> dict[str, int]:
    """The company behind each SIRET, present or past."""
    colonne = entreprise_identite.c.identifiant
    return {
        ligne["identifiant"]: ligne["entreprise"]
        for ligne in lire_ou(connexion, entreprise_identite, colonne, sorted(set(sirets)))
        if ligne["type_identifiant"] == "SIRET"
    }


def dossiers_des_marches(connexion: Connexion, marches: Sequence[int]) -> list[LigneDossier]:
    """Every dossier that follows one of these marchés, oldest first."""
    ids: list[int] = []
    for tranche in par_lots(marches, VARIABLES):
        ids += connexion.execute(
            select(t.dossier.c.id).where(t.dossier.c.marche.in_(tranche))
        ).scalars()
    trouves = depot.par_ids(connexion, ids)
    return [trouves[cle] for cle in sorted(trouves)]


def ouvertures(connexion: Connexion, dossiers: Sequence[int]) -> dict[int, Any]:
    """First line of the journal of each dossier; its instant stays in its stored text."""
    j = t.journal.c
    lues: dict[int, Any] = {}
    for tranche in par_lots(dossiers, VARIABLES):
        requete = select(
            j.dossier,
            j.kind,
            j.to_state,
            type_coerce(j.at, String).label("at"),
            j.payload,
            j.on_behalf_of,
        ).where(j.dossier.in_(tranche), j.seq == 1)
        lues.update((une.dossier, une) for une in connexion.execute(requete))
    return lues


def compteurs(connexion: Connexion, noms: Iterable[str]) -> dict[str, int]:
    """How far each series of numbers has come."""
    table = t.compteur
    requete = select(table.c.nom, table.c.valeur).where(table.c.nom.in_(sorted(set(noms))))
    lus = {une.nom: int(une.valeur) for une in connexion.execute(requete)}
    return {nom: lus.get(nom, 0) for nom in noms}


def verrouiller_marche(connexion: Connection, cle: int) -> None:
    """Keep two reprises from following the same marché twice; SQLite has one writer anyway."""
    if connexion.dialect.name == "postgresql":
        connexion.execute(_VERROUILLER.where(marche.c.id == cle))
