"""Marchés as the import reads and writes them: by the thousand, with holders and modifications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, delete, select

from storage.register_batches import (
    VARIABLES,
    Valeurs,
    ajouter,
    lire_ou,
    modifier,
    par_lots,
)
from storage.register_tables import (
    entreprise_identite,
    marche,
    marche_modification,
    titulaire,
)
from storage.unit_of_work import Connexion


@dataclass(frozen=True)
class MarcheConnu:
    """A marché of the register with all that hangs on it, as rows."""

    ligne: RowMapping
    modifications: list[RowMapping] = field(default_factory=list)
    titulaires: list[RowMapping] = field(default_factory=list)


def marches_par_uid(connexion: Connexion, uids: Iterable[str]) -> dict[str, MarcheConnu]:
    """The marchés already known among these keys."""
    connus = {
        ligne["id"]: MarcheConnu(ligne) for ligne in lire_ou(connexion, marche, marche.c.uid, uids)
    }
    colonne = marche_modification.c.marche
    for ligne in lire_ou(connexion, marche_modification, colonne, connus):
        connus[ligne["marche"]].modifications.append(ligne)
    for cle, lignes in _titulaires(connexion, connus).items():
        connus[cle].titulaires.extend(lignes)
    return {connu.ligne["uid"]: connu for connu in connus.values()}


def _titulaires(connexion: Connexion, ids: Iterable[int]) -> dict[int, list[RowMapping]]:
    """Holders with the identifier under which they were published."""
    resultat = defaultdict(list)
    base = (
        select(titulaire, entreprise_identite.c.type_identifiant, entreprise_identite.c.identifiant)
        .join(entreprise_identite, entreprise_identite.c.id == titulaire.c.identite)
        .order_by(titulaire.c.id)
    )
    for tranche in par_lots(ids, VARIABLES):
        requete = base.where(titulaire.c.marche.in_(tranche))
        for ligne in connexion.execute(requete).mappings():
            resultat[ligne["marche"]].append(ligne)
    return resultat


def inserer_marches(connexion: Connexion, lignes: Sequence[Valeurs]) -> list[int]:
    """Add marchés; their ids in the same order.

    Read back by key: with RETURNING, SQLite would insert one row at a time.
    """
    ajouter(connexion, marche, lignes)
    ids: dict[str, int] = {}
    for tranche in par_lots((ligne["uid"] for ligne in lignes), VARIABLES):
        requete = select(marche.c.uid, marche.c.id).where(marche.c.uid.in_(tranche))
        ids.update((uid, cle) for uid, cle in connexion.execute(requete))
    return [ids[ligne["uid"]] for ligne in lignes]


def inserer_modifications(connexion: Connexion, lignes: Sequence[Valeurs]) -> None:
    """Add modifications."""
    ajouter(connexion, marche_modification, lignes)


def inserer_titulaires(connexion: Connexion, lignes: Sequence[Valeurs]) -> None:
    """Add holders."""
    ajouter(connexion, titulaire, lignes)


def modifier_marche(connexion: Connexion, cle: int, valeurs: Valeurs) -> None:
    """Change columns of one marché."""
    modifier(connexion, marche, cle, valeurs)


def modifier_modification(connexion: Connexion, cle: int, valeurs: Valeurs) -> None:
    """Change columns of one modification."""
    modifier(connexion, marche_modification, cle, valeurs)


def retirer_modification(connexion: Connexion, cle: int) -> None:
    """Take away a version that turned out to be a numbered modification."""
    connexion.execute(delete(marche_modification).where(marche_modification.c.id == cle))


def modifier_titulaire(connexion: Connexion, cle: int, valeurs: Valeurs) -> None:
    """Change the period of one holder."""
    modifier(connexion, titulaire, cle, valeurs)
