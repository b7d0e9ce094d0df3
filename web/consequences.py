"""What would follow an act: what leaves, where the dossier goes, what the clock does."""

from __future__ import annotations

from typing import Any

from services.moved_deadlines import LIBELLES
from workflow.process import Definition, Etat

_SORTS = {
    "pret": "Un courriel part à {destinataire}.",
    "retenu": "Un courriel à {destinataire} est préparé ; il attend votre relecture.",
    "sans_adresse": "Un courriel à {destinataire} attend une adresse au registre.",
    "digest": "{destinataire} le lira dans son courriel du matin.",
}


def consequences(dite: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """``{phrases, deplacement, echeances, taches…}`` of the answer of a dry run."""
    de, vers = definition.etats[dite["de"]], definition.etats[dite["vers"]]
    return {
        "phrases": [
            _SORTS[un["statut"]].format(destinataire=un["destinataire"]) for un in dite["courriels"]
        ],
        "deplacement": (de.libelle, vers.libelle) if de != vers else None,
        "detenteur": vers.detenteur,
        "echeances": [{**une, "libelle": _libelle(une, vers)} for une in dite["echeances"]],
        "taches": [un["libelle"] for un in dite["taches"]],
        "suites": [un for un in dite["suites"] if not un.get("refuse")],
        "contestees": dite.get("contestees", []),
        "annulees": len(dite.get("lignes_annulees", [])),
    }


def _libelle(une: dict[str, Any], etat: Etat) -> str:
    """The deadline's own words; the engine arms one of its own, which ends a hold."""
    regle = etat.echeances.get(une["nom"])
    return regle.libelle if regle else LIBELLES.get(une["nom"], une["nom"])
