"""The chiffrage of a marché: each computation with its data, each objective that was decided."""

from __future__ import annotations

from typing import Any

from services.office import Bureau
from services.reading.looking import champs_dits, trouver
from services.snapshots import lire_ligne
from states.calibration import CHIFFRER, DECISIONS, Etape, etapes
from states.french import jour_civil
from storage import dossiers as depot
from workflow.errors import ValeurInvalide
from workflow.fields import en_texte
from workflow.history import effectif
from workflow.process import Definition
from workflow.values import OUVRIR


def chiffrage(bureau: Bureau, cle: str) -> dict[str, Any]:
    """The answer of ``jalon chiffrage``: the history, oldest first, corrections applied.

    Raises:
        Introuvable: no such dossier.
        ValeurInvalide: the dossier is no marché's.
    """
    with bureau.travail.lire() as connexion:
        vue = trouver(bureau, connexion, cle)
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        if CHIFFRER not in compilee.definition.evenements:
            raise ValeurInvalide(
                "dossier",
                f"{vue.dossier.numero} n’est pas un marché : rien ne s’y chiffre.",
                "Donnez le numéro d’un marché, comme MAR-2026-00012.",
            )
        lus = (OUVRIR, CHIFFRER, *DECISIONS)
        lignes = depot.lignes(connexion, [vue.dossier.id], lus)[vue.dossier.id]
    historique = effectif(lire_ligne(compilee, une) for une in lignes)
    trouvees = etapes(historique, jour_civil)
    derniere = trouvees[-1] if trouvees else None
    return {
        "dossier": vue.dossier.numero,
        "sujet": vue.dossier.subject,
        "heures_calculees": en_texte(derniere.heures_calculees) if derniere else None,
        "objectif_heures": en_texte(derniere.objectif_heures) if derniere else None,
        "etapes": [_etape(compilee.definition, une) for une in trouvees],
    }


def _etape(definition: Definition, une: Etape) -> dict[str, Any]:
    saisies = {
        nom: en_texte(val)
        for nom, val in une.saisies.items()
        if val is not None and nom not in definition.personnels
    }
    return {
        "le": une.le.isoformat(),
        "evenement": une.evenement,
        "libelle": definition.evenements[une.evenement].libelle,
        "heures_calculees": en_texte(une.heures_calculees),
        "objectif_heures": en_texte(une.objectif_heures),
        "saisies": saisies,
        "champs": champs_dits(definition, saisies),
    }
