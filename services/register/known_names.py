"""Whoever adds an agreement renames nobody: names in use stand in mails and letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from storage.register_people import donneur_ordre_par_id, lire
from storage.register_queries import donneur_ordre_par_siret
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

if TYPE_CHECKING:
    from services.register.register_conventions import ConventionSaisie

_FICHE = ("nom", "adresse", "telephone", "courriel")


def refuser_de_renommer(
    connexion: Connexion, saisie: ConventionSaisie, structure: Mapping[str, str | None]
) -> None:
    """Refuse what would change the structure, or a buyer that another agreement already names.

    A buyer that only an import has named may still get the name that people use.

    Raises:
        ValeurInvalide: the field that differs, and what the register says.
    """
    connue = lire(connexion, "structure", siret=structure["siret"])
    if connue is not None:
        for champ in _FICHE:
            _exiger(f"structure.{champ}", structure[champ], connue[champ])
    for une in saisie.donneur_ordre.identites:
        cle = donneur_ordre_par_siret(connexion, une.siret)
        if cle is not None and lire(connexion, "convention", donneur_ordre=cle):
            donneur = donneur_ordre_par_id(connexion, cle)
            assert donneur is not None  # noqa: S101 # its identity points to it
            _exiger("donneur_ordre.nom", saisie.donneur_ordre.nom, donneur.nom)


def _exiger(champ: str, donne: str | None, connu: str | None) -> None:
    """Nothing given changes nothing; what the register does not know is completed."""
    if donne and connu and donne != connu:
        raise ValeurInvalide(
            champ,
            f"Le registre dit « {connu} ».",
            "Écrivez-le ainsi. Pour changer cette fiche, demandez-le à l’administration de Jalon.",
        )
