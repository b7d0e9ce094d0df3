"""What would follow an act: what leaves, where the dossier goes, what the clock does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.reading.looking_dossier import libelle_d_echeance
from workflow.process import Definition

_SORTS = {
    "pret": "Un courriel part à {destinataire}.",
    "retenu": "Un courriel à {destinataire} est préparé ; il attend votre relecture.",
    "sans_adresse": "Un courriel à {destinataire} attend une adresse au registre.",
    "digest": "{destinataire} le lira dans son courriel du matin.",
}


def sorts(courriels: Sequence[Mapping[str, Any]]) -> list[str]:
    """What becomes of each mail."""
    return [_SORTS[un["statut"]].format(destinataire=un["destinataire"]) for un in courriels]


def consequences(dite: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """``{phrases, deplacement, echeances, taches…}`` of the answer of a dry run."""
    de, vers = definition.etats[dite["de"]], definition.etats[dite["vers"]]
    return {
        "phrases": sorts(dite["courriels"]),
        "deplacement": (de.libelle, vers.libelle) if de != vers else None,
        "detenteur": vers.detenteur,
        "echeances": [
            {**une, "libelle": libelle_d_echeance(definition, vers.nom, une)}
            for une in dite["echeances"]
        ],
        "taches": dite["taches"],
        "suites": dite["suites"],
        "contestees": dite.get("contestees", []),
        "annulees": len(dite.get("lignes_annulees", [])),
    }
