"""What an import leaves behind: batches, what was set aside, what changed, what looks double."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select, tuple_, union_all

from storage.register_batches import VARIABLES, Valeurs, ajouter, inserer, modifier, par_lots
from storage.register_tables import (
    doublon_probable,
    import_lot,
    marche,
    marche_modification,
    quarantaine,
    registre_trace,
    titulaire,
)
from storage.stored_json import ecrire_json
from storage.unit_of_work import Connexion


@dataclass(frozen=True)
class Candidat:
    """What two publications of one marché have in common, and their numbers."""

    id: int
    donneur_ordre: int
    acheteur: str
    identifiant: str
    objet: str | None
    date_notification: date
    montant: Decimal


def ouvrir_lot(
    connexion: Connexion, genre: str, fichier: str, empreinte: str, commence_le: datetime
) -> int:
    """Open the batch of one file."""
    ligne = {
        "genre": genre,
        "fichier": fichier,
        "empreinte": empreinte,
        "commence_le": commence_le,
        "nombres": None,
    }
    return inserer(connexion, import_lot, [ligne])[0]


def clore_lot(connexion: Connexion, lot: int, nombres: Mapping[str, int]) -> None:
    """Write the counts of a batch; a batch without counts was interrupted."""
    modifier(connexion, import_lot, lot, {"nombres": ecrire_json(dict(nombres))})


def noter_quarantaine(connexion: Connexion, lignes: Sequence[Valeurs]) -> None:
    """Keep what was refused or set aside."""
    ajouter(connexion, quarantaine, lignes)


def noter_traces(connexion: Connexion, lignes: Sequence[Valeurs]) -> None:
    """Keep the old and the new values of what an import changed."""
    ajouter(connexion, registre_trace, lignes)


def candidats_doublons(connexion: Connexion, lots: Sequence[int]) -> Iterator[Candidat]:
    """Versions of the marchés of the buyers these batches touched, by buyer, day and amount.

    One marché stands once per version: what was published twice often agrees on a later one only.
    """
    touches = select(marche.c.donneur_ordre).where(marche.c.import_lot.in_(lots))
    fixes = [marche.c[nom] for nom in ("id", "donneur_ordre", "acheteur", "identifiant", "objet")]
    suite = marche_modification.c
    initiales = select(*fixes, marche.c.date_notification, marche.c.montant).where(
        marche.c.donneur_ordre.in_(touches), marche.c.montant.is_not(None)
    )
    suivantes = (
        select(*fixes, suite.notifiee_le, suite.montant)
        .join(marche_modification, suite.marche == marche.c.id)
        .where(
            marche.c.donneur_ordre.in_(touches),
            suite.montant.is_not(None),
            suite.notifiee_le.is_not(None),
        )
    )
    versions = union_all(initiales, suivantes).subquery()
    ordre = [versions.c[nom] for nom in ("donneur_ordre", "date_notification", "montant", "id")]
    for ligne in connexion.execute(select(versions).order_by(*ordre)):
        yield Candidat(*ligne)


def entreprises_titulaires(
    connexion: Connexion, marches: Iterable[int]
) -> dict[int, frozenset[int]]:
    """The companies that hold or held each marché."""
    resultat: dict[int, set[int]] = {}
    for tranche in par_lots(marches, VARIABLES):
        requete = select(titulaire.c.marche, titulaire.c.entreprise).where(
            titulaire.c.marche.in_(tranche)
        )
        for cle, entreprise in connexion.execute(requete):
            resultat.setdefault(cle, set()).add(entreprise)
    return {cle: frozenset(entreprises) for cle, entreprises in resultat.items()}


def noter_doublons(
    connexion: Connexion, paires: Mapping[tuple[int, int], str]
) -> list[tuple[int, int]]:
    """Keep the pairs not noted yet, and give those."""
    connues: set[tuple[int, int]] = set()
    couple = tuple_(doublon_probable.c.marche_a, doublon_probable.c.marche_b)
    for tranche in par_lots(paires, VARIABLES):
        requete = select(doublon_probable.c.marche_a, doublon_probable.c.marche_b)
        connues.update((a, b) for a, b in connexion.execute(requete.where(couple.in_(tranche))))
    nouvelles = [paire for paire in paires if paire not in connues]
    lignes = [{"marche_a": a, "marche_b": b, "motif": paires[a, b]} for a, b in nouvelles]
    ajouter(connexion, doublon_probable, lignes)
    return nouvelles
