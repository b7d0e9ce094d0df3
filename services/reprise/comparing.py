"""Tells a line already taken over from one that contradicts what is followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.reprise.columns import CHAMPS_REPRIS
from services.reprise.records import Ligne
from services.reprise.register import Registre
from storage.column_types import ecrire_instant
from storage.dossiers import LigneDossier
from workflow.fields import en_texte

DU_REGISTRE = frozenset({"objet", "date_notification", "duree_mois", "notifie_le"})
"""Fields that the register fills when the line does not."""
_COLONNES = {champ: colonne for colonne, champ in CHAMPS_REPRIS.items()}


def ecarts(registre: Registre, ligne: Ligne, suivi: LigneDossier, at: datetime) -> tuple[str, ...]:
    """Columns in which a line differs from the way its dossier entered the portfolio."""
    return tuple(dict.fromkeys(_ecarts(registre, ligne, suivi, at)))


def _ecarts(registre: Registre, ligne: Ligne, suivi: LigneDossier, at: datetime) -> Iterator[str]:
    ouverture = registre.ouvertures[suivi.id]
    if ouverture.etat != ligne.etat:
        yield "etat"
    if ouverture.at != ecrire_instant(at):
        yield "etat_depuis"
    for nom in {**ouverture.donnees, **ligne.champs}:
        if nom in DU_REGISTRE and nom not in ligne.champs:
            continue
        if ouverture.donnees.get(nom) != en_texte(ligne.champs.get(nom)):
            yield _COLONNES.get(nom, nom)
    if ligne.facilitateur and ligne.facilitateur.lower() != (ouverture.facilitateur or "").lower():
        yield "facilitateur"
    convention = registre.conventions.get(ligne.convention or "")
    if convention is not None and convention.id != suivi.convention:
        yield "convention"


def contredire(lignes: Iterable[Ligne]) -> None:
    """Mark what the file says twice: a repetition is refused, a contradiction whole."""
    vues: dict[tuple[str, int, int | None], list[Ligne]] = {}
    for ligne in lignes:
        if ligne.marche is not None and ligne.machine:
            vues.setdefault(ligne.cle, []).append(ligne)
    for memes in (une for une in vues.values() if len(une) > 1):
        _departager(memes)


def _departager(memes: list[Ligne]) -> None:
    premiere, *suivantes = memes
    if all(une.dite == premiere.dite for une in suivantes):
        for une in suivantes:
            une.faute("ligne", f"la même que la ligne {premiere.numero}")
        return
    numeros = ", ".join(str(une.numero) for une in memes)
    for une in memes:
        une.faute("ligne", f"les lignes {numeros} parlent du même dossier et se contredisent")
