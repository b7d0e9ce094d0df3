"""Files of any accepted format set down as readings: JSON or tabular, told by their content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from services.importing import csv_records, decp_json, decp_tabular, json_records
from services.importing.errors import FichierIllisible
from services.importing.fields import Constats
from services.importing.json_kinds import refuser_la_valeur_seule
from services.importing.records import Lecture
from services.importing.sources import Flux, Source

Avance = Callable[[int], None]
"""Called with the bytes of the file read so far."""
PAS = 500
AUCUN_MARCHE = "aucun marché"
ATTENDU = "Attendu : marches.marche[] au format DECP 2022, ou marches[] au format 2019."


def lire_decp(source: Source, aujourd_hui: date, avance: Avance) -> Iterator[Lecture]:
    """Give the readings of one file.

    Raises:
        FichierIllisible: nothing in it looks like DECP.
    """
    if source.premier in "[{":
        with source.ouvrir() as flux:
            yield from _json(source, flux, aujourd_hui, avance)
    else:
        refuser_la_valeur_seule(source, AUCUN_MARCHE, ATTENDU)
        with source.ouvrir(nouvelle_ligne="") as flux:
            yield from _csv(source, flux, aujourd_hui, avance)


def _json(source: Source, flux: Flux, aujourd_hui: date, avance: Avance) -> Iterator[Lecture]:
    reconnus = rang = 0
    attente: list[Lecture] = []  # nothing is given before one record was recognised
    for rang, enregistrement in enumerate(json_records.parcourir(flux), 1):
        constats = Constats(source.nom, enregistrement.ligne, aujourd_hui, rang)
        attente.append(decp_json.lire(enregistrement, constats))
        reconnus += decp_json.est_decp(enregistrement)
        if reconnus:
            yield from attente
            attente.clear()
        if rang % PAS == 0:
            avance(flux.lus)
    if rang and not reconnus:
        refuser_la_valeur_seule(source, AUCUN_MARCHE, ATTENDU)
        dit = f"« {source.nom} » est du JSON où aucun marché n’est lisible."
        raise FichierIllisible("fichier", dit, ATTENDU)
    avance(flux.lus)


def _csv(source: Source, flux: Flux, aujourd_hui: date, avance: Avance) -> Iterator[Lecture]:
    separateur, colonnes, ligne = entete(source, flux, decp_tabular.nommer, decp_tabular.EXIGEES)
    rangees = csv_records.parcourir(flux.texte, separateur, ligne=ligne)
    for rang, rangee in enumerate(rangees, 1):
        yield decp_tabular.lire(rangee, colonnes, Constats(source.nom, rangee.ligne, aujourd_hui))
        if rang % PAS == 0:
            avance(flux.lus)
    avance(flux.lus)


def entete(
    source: Source,
    flux: Flux,
    nommer: Callable[[list[str]], list[str]],
    exigees: Mapping[str, str],
) -> tuple[str, list[str], int]:
    """Separator, our name of each column, physical line of the first record.

    Raises:
        FichierIllisible: a compulsory column is missing.
    """
    ligne, titres = _premiere_ligne(flux, 1)
    separateur = csv_records.annonce(titres)
    if separateur:
        ligne, titres = _premiere_ligne(flux, ligne + 1)
    else:
        separateur = csv_records.choisir_separateur(
            titres, lambda cellules: sum(1 for nom in nommer(cellules) if nom)
        )
    colonnes = nommer(csv_records.couper(titres, separateur))
    manquent = [ecrite for nom, ecrite in exigees.items() if nom not in colonnes]
    if manquent:
        raise FichierIllisible(
            "en-tête",
            f"« {source.nom} » n’a pas de colonne {', '.join(manquent)} : "
            "ce n’est pas le tableau attendu.",
            "Vérifiez la première ligne : elle doit porter le nom des colonnes.",
        )
    return separateur, colonnes, ligne + 1


def _premiere_ligne(flux: Flux, ligne: int) -> tuple[int, str]:
    """The next line that is not blank, and its number."""
    texte = flux.texte.readline(csv_records.LIGNE_MAX)
    while texte and not texte.strip("\ufeff \t\r\n"):
        ligne, texte = ligne + 1, flux.texte.readline(csv_records.LIGNE_MAX)
    return ligne, texte.lstrip("\ufeff")
