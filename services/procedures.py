"""The procedure agreed at the cadrage: frozen as a dated version, changed by agreement only."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.act import Acte, Chantier
from services.pieces import corps_de
from services.register.agreement_parameters import figer
from services.register.register_conventions import lire_parametres
from storage import agreements
from workflow.errors import ValeurInvalide

PROCEDURE = "procedure"


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
    cadre = chantier.entourage.cadre(acte.dossier)
    assert cadre is not None  # noqa: S101 # this dossier is the one of a convention
    nom, corps = corps_de(chantier, PROCEDURE, acte.decision.donnees.get(PROCEDURE))
    agreements.figer_procedure(
        chantier.connexion,
        convention=cadre.convention,
        applicable_le=applicable_le,
        parametres=figer(chantier.bureau, cadre.parametres, lire_la_procedure(corps)),
        origine=origine,
        fichier=nom,
        now=chantier.now,
    )
    chantier.entourage.oublier_le_cadre(cadre.convention)


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


def fixer_le_terme(chantier: Chantier, acte: Acte) -> None:
    """An avenant that moves the last day moves it in the register too."""
    fin_le = acte.decision.ligne.donnees.get("fin_le")
    if fin_le is not None and acte.dossier.convention is not None:
        agreements.fixer_le_terme(chantier.connexion, acte.dossier.convention, fin_le)
