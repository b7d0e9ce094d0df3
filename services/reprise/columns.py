"""The columns of a reprise: their names, the spellings people give them, what each is for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.importing.fields import simplifier
from services.reprise.records import MACHINES
from workflow.process import Champ, Definition

EXIGEES = ("machine", "marche", "etat")
COLONNES: Mapping[str, str] = {
    "machine": "« Relation entreprise » (une entreprise sur un marché) ou « Marché »",
    "marche": "le marché : SIRET de l’acheteur/numéro, ou son numéro s’il est seul à le porter",
    "siret": "le SIRET du titulaire, pour une relation",
    "etat": "l’état où en est le dossier aujourd’hui (voir la liste des états)",
    "etat_depuis": "le jour où le dossier est entré dans cet état",
    "facilitateur": "l’identifiant du compte qui suit le dossier",
    "convention": "la référence de la convention",
    "contacts": "nombre de contacts non aboutis à ce jour (relation)",
    "ecrits": "dont par écrit",
}
LIBELLES: Mapping[str, str] = {
    "machine": "Genre de dossier",
    "marche": "Marché",
    "siret": "SIRET du titulaire",
    "etat": "État",
    "etat_depuis": "État depuis le",
    "facilitateur": "Compte qui suit le dossier",
    "convention": "Convention",
    "contacts": "Contacts non aboutis",
    "ecrits": "Dont écrits",
}
"""The same columns as people read them; both names are good in a file."""
CHAMPS_REPRIS: Mapping[str, str] = {"contacts": "contacts_repris", "ecrits": "ecrits_repris"}
"""Columns that stand for a field of the machine under a plainer name."""
INCONNUE = "?"
"""Prefix of a column that nobody knows: its title follows."""
COMMENTAIRE = "#"
"""First sign of a row, or of a column's title, that is not read."""
_SURNOMS: Mapping[str, str] = {
    "identifiantmarche": "marche",
    "numeromarche": "marche",
    "numerodumarche": "marche",
    "titulaire": "siret",
    "sirettitulaire": "siret",
    "siretdutitulaire": "siret",
    "entreprise": "siret",
    "depuis": "etat_depuis",
    "depuisle": "etat_depuis",
    "etatdepuisle": "etat_depuis",
    "datedeletat": "etat_depuis",
    "dateetat": "etat_depuis",
    "facilitatrice": "facilitateur",
    "contactsnonaboutis": "contacts",
    "dontecrits": "ecrits",
}


PARENTE = 0.75
"""How much alike two titles are when one is taken for a slip of the other."""


def champs_de(definition: Definition) -> dict[str, Champ]:
    """Fields that a dossier of the machine may bring along when it is taken over."""
    return {
        nom: champ
        for nom, champ in definition.contexte.items()
        if champ.saisi and not champ.passager
    }


def _par_libelle(
    champs: Mapping[str, Champ], par_machine: Sequence[Mapping[str, Champ]]
) -> Iterator[tuple[str, str]]:
    """The column of each label: its field, or the label itself where the name says two things.

    Two machines may call by one name what they label apart; the line tells which it is.
    """
    for nom, champ in champs.items():
        libelles = {siens[nom].libelle for siens in par_machine if nom in siens}
        yield simplifier(champ.libelle), nom if len(libelles) == 1 else champ.libelle


class Colonnes:
    """Finds the column that a title stands for."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        """Fields answer to their name and to the label that the screens show."""
        self._noms = set(COLONNES)
        self._connues: dict[str, str] = {}
        par_machine = [champs_de(definitions[machine]) for machine in MACHINES]
        for champs in par_machine:
            self._noms.update(champs)
            self._connues.update((simplifier(nom), nom) for nom in champs)
        self._connues.update(_SURNOMS)
        for champs in par_machine:
            self._connues.update(_par_libelle(champs, par_machine))
        self._connues.update((simplifier(libelle), nom) for nom, libelle in LIBELLES.items())
        self._connues.update((simplifier(nom), nom) for nom in COLONNES)

    def nommer(self, titres: Iterable[str]) -> list[str]:
        """Our name of each title; empty for a comment, marked when nobody knows it."""
        return [self._nom(titre, rang) for rang, titre in enumerate(titres, 1)]

    def connues(self, titres: Iterable[str]) -> int:
        """How many titles are ours: tells a separator from another."""
        return sum(1 for nom in self.nommer(titres) if nom and not nom.startswith(INCONNUE))

    def proche(self, titre: str) -> str | None:
        """The column that an unknown title was perhaps meant to be."""
        semblables = difflib.get_close_matches(simplifier(titre), self._connues, 1, PARENTE)
        return self._connues[semblables[0]] if semblables else None

    def _nom(self, titre: str, rang: int) -> str:
        propre = titre.strip()
        if propre.startswith(COMMENTAIRE):
            return ""
        if propre in self._noms:
            return propre
        return self._connues.get(simplifier(propre)) or f"{INCONNUE}{propre or f'colonne {rang}'}"
