"""The open tasks, of one desk or of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.desk_rules import regles_des_bureaux
from services.office import Bureau
from services.reading.looking import compte_nomme, heure_de_paris
from services.task_answers import FAIT, admises, sans_objet
from states.french import jour_civil
from storage import looking_details as details
from workflow.finished_tasks import ECHEANCE_RETENUE
from workflow.process import Definition


def taches(bureau: Bureau, *, compte: str | None, limite: int) -> list[dict[str, Any]]:
    """Open tasks, the soonest due first.

    Raises:
        Introuvable: unknown account.
    """
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        identifiant = compte_nomme(connexion, compte)
        regles = regles_des_bureaux(bureau, connexion)
        lues = details.taches(connexion, regles, compte=identifiant, jour=jour, limite=limite)
        return [
            {
                **en_ligne(une, bureau.machines.par_id(connexion, une["definition"]).definition),
                "dossier": une["numero"],
                "sujet": une["subject"],
                "en_retard": une["echeance"] is not None and une["echeance"] < jour,
            }
            for une in lues
        ]


def en_ligne(une: Mapping[str, Any], definition: Definition) -> dict[str, Any]:
    """A task as a dossier lists it; ``reponses`` are those it admits without an act."""
    return {
        "id": une["id"],
        "code": une["code"],
        "ligne": int(une["cle"].split(":")[1]),
        "libelle": une["libelle"],
        "pour": une["role"],
        "compte": une["login"],
        "nom": une["nom"],
        "remplacant": une["remplacant"],
        "echeance": une["echeance"].isoformat() if une["echeance"] else None,
        "en_pause": une["figee_le"] is not None,
        "cree_le": heure_de_paris(une["cree_le"]),
        "courriel": une["courriel"],
        "se_ferme_seule": une["code"].startswith(ECHEANCE_RETENUE),
        "reponses": [FAIT]
        if sans_objet(une["code"], attendue=une["courriel"] is not None)
        else list(admises(definition, une["state"], une["code"])),
    }
