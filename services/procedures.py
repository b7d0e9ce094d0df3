"""The procedure agreed at the cadrage: frozen as a dated version, changed by agreement only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from services.act import Acte, Chantier
from services.pieces import corps_de
from services.register.agreement_parameters import figer
from services.register.register_conventions import lire_parametres
from states.french import date_courte
from storage import agreements
from workflow.errors import ValeurInvalide

PROCEDURE = "procedure"
CONVENTION = "convention"
PROPOSITION, ACCEPTATION = "procedure_proposee", "procedure_acceptee"
"""What the acts that propose and freeze a procedure write (``services/inscriptions``)."""
DATES = frozenset({"effet_le", "fin_le"})
"""Fields of the dossier of a convention that its line of the register holds too."""
JOURS_DE_LA_PROCEDURE = frozenset({"procedure_acceptee_le", "applicable_le"})
"""Days from which a frozen version of the procedure applies: its acceptance, or the chosen one."""


def exiger_applicable(chantier: Chantier, acte: Acte) -> None:
    """Refuse, to whoever can mend it, a file that its acceptance could not apply (article 3).

    Raises:
        ValeurInvalide: no procedure is read in it; an unknown parameter, a value that does not fit.
    """
    _parametres(chantier, acte)


def accepter(chantier: Chantier, acte: Acte) -> None:
    """Freeze every parameter as the accepted file says; the steps it switches too (annexe 2/A)."""
    _figer(chantier, acte, "acceptee", _jour(chantier, acte))


def modifier(chantier: Chantier, acte: Acte) -> None:
    """Add a version, from the chosen day on: what the file does not name stays as agreed.

    Raises:
        ValeurInvalide: the day is past; what was done under the former version stays under it.
    """
    aujourd_hui = _jour(chantier, acte)
    choisi = acte.decision.ligne.donnees.get("applicable_le") or aujourd_hui
    if choisi < aujourd_hui:
        raise ValeurInvalide(
            "applicable_le",
            f"applicable_le : {choisi.isoformat()} est passé ; une procédure ne change pas ce qui "
            "est déjà fait.",
            "Donnez aujourd’hui ou une date à venir.",
        )
    _figer(chantier, acte, "modifiee", choisi)


def _figer(chantier: Chantier, acte: Acte, origine: str, applicable_le: date) -> None:
    convention, nom, parametres = _parametres(chantier, acte)
    agreements.figer_procedure(
        chantier.connexion,
        convention=convention,
        applicable_le=applicable_le,
        parametres=parametres,
        origine=origine,
        fichier=nom,
        now=chantier.now,
    )
    chantier.entourage.oublier_le_cadre(convention)


def _parametres(chantier: Chantier, acte: Acte) -> tuple[int, str, dict[str, dict[str, Any]]]:
    """The convention, the name of the file, every parameter as that file would freeze it."""
    cadre = chantier.entourage.cadre(acte.dossier)
    assert cadre is not None  # noqa: S101 # this dossier is the one of a convention
    nom, corps = corps_de(chantier, PROCEDURE, acte.decision.donnees.get(PROCEDURE))
    figes = figer(chantier.bureau, cadre.parametres, lire_la_procedure(corps))
    return cadre.convention, nom, figes


def lire_la_procedure(corps: bytes) -> dict[str, Any]:
    """The parameters that the file of a procedure writes.

    Raises:
        ValeurInvalide: no UTF-8, no YAML, another key than « parametres ».
    """
    try:
        texte = corps.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise ValeurInvalide(
            PROCEDURE, "procedure : un fichier YAML en UTF-8 est attendu.", "Enregistrez-le ainsi."
        ) from erreur
    return lire_parametres(PROCEDURE, texte)


def _jour(chantier: Chantier, acte: Acte) -> date:
    return acte.temps.jour_civil(chantier.now)


def fixer_les_dates(chantier: Chantier, acte: Acte) -> None:
    """The dates that an avenant, a préavis, an agreed correction give it: the register's too."""
    _inscrire_les_dates(chantier, acte, DATES & acte.decision.changes)


def retablir_les_dates(chantier: Chantier, acte: Acte) -> None:
    """The dates of the state that a convention goes back to: the register's again."""
    if acte.compilee.definition.machine == CONVENTION:
        _inscrire_les_dates(chantier, acte, DATES)


def _inscrire_les_dates(chantier: Chantier, acte: Acte, noms: Collection[str]) -> None:
    changees = {nom: acte.decision.donnees[nom] for nom in noms}
    if changees and acte.dossier.convention is not None:
        agreements.fixer_les_dates(chantier.connexion, acte.dossier.convention, changees)
        chantier.entourage.oublier_le_cadre(acte.dossier.convention)


def corriger_la_convention(chantier: Chantier, acte: Acte) -> None:
    """What the register applies follows the correction, or the correction is refused.

    Raises:
        ValeurInvalide: the procedure is frozen; a correction would show what nothing applies.
    """
    if acte.compilee.definition.machine != CONVENTION:
        return
    convention = acte.dossier.convention
    corrige = acte.decision.ligne.donnees["champ"]
    if (
        corrige == PROCEDURE
        and convention
        and agreements.derniere_version(chantier.connexion, convention)
    ):
        raise ValeurInvalide(
            "champ",
            "La procédure de cette convention est arrêtée : une correction ne la change plus.",
            "Passez par « Modifier la procédure par accord écrit » (modifier_procedure).",
        )
    if corrige == PROCEDURE:
        exiger_applicable(chantier, acte)
    if corrige in JOURS_DE_LA_PROCEDURE and convention:
        _redater(chantier, acte, convention)
    fixer_les_dates(chantier, acte)


def _redater(chantier: Chantier, acte: Acte, convention: int) -> None:
    """The version that the corrected line froze applies from the corrected day.

    Raises:
        ValeurInvalide: its versions would no longer follow one another.
    """
    ligne = acte.decision.ligne.donnees
    jour, historique = ligne["valeur"], acte.snapshot.historique.lignes
    figee_le = next(une.recorded_at for une in historique if une.seq == ligne["ligne"])
    versions = agreements.procedures(chantier.connexion, convention)
    for rang, une in enumerate(versions):
        if une["cree_le"] == figee_le:
            versions[rang] = {**une, "applicable_le": jour}
            agreements.redater_procedure(chantier.connexion, convention, une["version"], jour)
    for une, suivante in pairwise(versions):
        if une["applicable_le"] > suivante["applicable_le"]:
            raise ValeurInvalide(
                "valeur",
                f"Les versions de la procédure ne se suivraient plus : {_du(une)}, puis "
                f"{_du(suivante)}.",
                "Donnez une date qui les garde dans l’ordre, ou corrigez d’abord l’autre.",
            )
    chantier.entourage.oublier_le_cadre(convention)


def _du(version: Mapping[str, Any]) -> str:
    return f"la version {version['version']} du {date_courte(version['applicable_le'])}"
