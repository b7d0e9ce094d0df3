"""The letters of a dossier, listed, and one given as PDF, for whoever works by the command line."""

from __future__ import annotations

from typing import Any

from services.errors import Introuvable
from services.office import Bureau
from services.pieces import nom_de_lettre
from services.reading.looking import heure_de_paris, trouver
from services.reading.reading_files import en_page
from storage import looking_details as details
from storage.stored_json import lire_json

ENVOYE_LE = "courrier_envoye_le"
"""Field of the line of a letter that has left: the day it was posted, maybe told later."""


def courriers(bureau: Bureau, cle: str) -> dict[str, Any]:
    """The letters of a dossier, oldest first: the project, what is to leave, what has left.

    Raises:
        Introuvable: no such dossier.
    """
    with bureau.travail.lire() as connexion:
        dossier = trouver(bureau, connexion, cle).dossier
        lettres = details.lettres(connexion, dossier.id)
    return {
        "dossier": dossier.numero,
        "courriers": [
            {
                "id": une.id,
                "nom": une.nom,
                "titre": une.titre,
                "cree_le": heure_de_paris(une.cree_le),
                "du": lire_json(une.payload).get(ENVOYE_LE) or heure_de_paris(une.cree_le),
            }
            for une in lettres
        ],
    }


def courrier(bureau: Bureau, cle: str, numero: int | None) -> tuple[dict[str, Any], bytes]:
    """One letter as PDF, the last one unless ``numero`` names another, and what it is.

    A project says that it is one; what is to leave bears the day on which it is made; what has
    left, the day of its sending.

    Raises:
        Introuvable: no such dossier or letter, none yet, or one that was erased.
    """
    dits = courriers(bureau, cle)
    voulus = [un for un in dits["courriers"] if numero in {None, un["id"]}]
    if not voulus:
        raise _introuvable(dits, numero)
    dit = voulus[-1]
    with bureau.travail.lire() as connexion:
        dossier = trouver(bureau, connexion, cle).dossier
        lue = details.lettre_et_pdf(connexion, dossier.id, dit["id"])
    if lue is None or lue.corps is None:
        raise Introuvable(
            "courrier",
            f"Le courrier {dit['id']} de {dossier.numero} a été effacé.",
            "Le journal en garde l’empreinte ; son texte n’est plus conservé.",
        )
    nom = nom_de_lettre(dit["nom"], dossier.numero)
    return {"dossier": dossier.numero, **dit, "fichier": nom}, en_page(bureau, lue)


def _introuvable(dits: dict[str, Any], numero: int | None) -> Introuvable:
    dossier = dits["dossier"]
    if not dits["courriers"]:
        return Introuvable(
            "dossier",
            f"{dossier} n’a pas encore de courrier.",
            f"« Proposer un courrier » en écrit un ; « jalon explain {dossier} » dit s’il est "
            "possible.",
        )
    return Introuvable(
        "courrier",
        f"Le courrier {numero} n’est pas de {dossier}.",
        f"« jalon courrier {dossier} » liste les siens.",
    )
