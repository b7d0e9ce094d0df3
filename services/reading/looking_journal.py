"""The journal of a dossier as people read it: personal values put back unless they were erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from notifications.catalogue import MESSAGES
from services.line_labels import libelle
from services.office import Bureau
from services.reading.looking import champs_dits, heure_de_paris, trouver
from services.reading.looking_mails import resume
from states.roles import ROLES
from storage import looking_details as details
from storage.stored_json import lire_json
from workflow.process import Definition


def journal(bureau: Bureau, cle: str, *, apres: int, limite: int) -> list[dict[str, Any]]:
    """Lines of a dossier, oldest first, with what each one sent.

    Raises:
        Introuvable: no such dossier.
    """
    with bureau.travail.lire() as connexion:
        vue = trouver(bureau, connexion, cle)
        lignes = details.journal(connexion, vue.dossier.id, apres=apres, limite=limite)
        valeurs = details.personnelles(connexion, vue.dossier.id)
        seqs = [une["seq"] for une in lignes]
        courriels = details.courriels(connexion, vue.dossier.id, seqs)
        definition = bureau.machines.par_id(connexion, vue.dossier.definition).definition
    return en_lignes(lignes, valeurs, definition, courriels)


def en_lignes(
    lignes: Iterable[Mapping[str, Any]],
    valeurs: Mapping[str, Mapping[str, Any]],
    definition: Definition,
    courriels: Iterable[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Same, of what was read already: rows, personal values, mails."""
    partis: dict[int, list[dict[str, Any]]] = {}
    for un in courriels:
        partis.setdefault(un["seq"], []).append(resume(un))
    return [_ligne(une, valeurs, definition, partis.get(une["seq"], [])) for une in lignes]


def _ligne(
    une: Mapping[str, Any],
    valeurs: Mapping[str, Mapping[str, Any]],
    definition: Definition,
    courriels: list[dict[str, Any]],
) -> dict[str, Any]:
    etats = definition.etats
    donnees = _clair(lire_json(une["payload"]), valeurs)
    return {
        "seq": une["seq"],
        "rev": une["rev"],
        "genre": une["kind"],
        "evenement": une["event"],
        "libelle": libelle(definition, une["event"], une["from_state"]),
        "de": une["from_state"],
        "vers": une["to_state"],
        "vers_libelle": etats[une["to_state"]].libelle if une["to_state"] in etats else None,
        "role": une["role"],
        "acteur": une["actor"],
        "au_nom_de": une["on_behalf_of"],
        "motif": _clair(lire_json(une["reason"]), valeurs) if une["reason"] else None,
        "donnees": donnees,
        "champs": _champs(definition, une["event"], donnees),
        "explication": lire_json(une["explanation"]),
        "le": heure_de_paris(une["at"]),
        "enregistre_le": heure_de_paris(une["recorded_at"]),
        "courriels": courriels,
    }


def _champs(
    definition: Definition, evenement: str, donnees: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Fields in the words of the machine; what became of a mail names it as its template does."""
    if evenement in definition.evenements or donnees.get("message") not in MESSAGES:
        return champs_dits(definition, donnees)
    message = MESSAGES[donnees["message"]]  # two mails of one act may bear the same title
    a_qui = ROLES.get(message.audience, "")
    nom = f"{message.libelle}, à {a_qui}" if a_qui else message.libelle
    return [{"champ": "message", "libelle": "Courriel", "valeur": nom, "texte": None}]


def _clair(valeur: Any, personnelles: Mapping[str, Mapping[str, Any]]) -> Any:
    """The value in clear; an erased one tells since when."""
    if isinstance(valeur, Mapping):
        if set(valeur) == {"dp", "e"}:
            return _personnelle(personnelles.get(str(valeur["dp"])))
        return {nom: _clair(un, personnelles) for nom, un in valeur.items()}
    if isinstance(valeur, list):
        return [_clair(un, personnelles) for un in valeur]
    return valeur


def _personnelle(gardee: Mapping[str, Any] | None) -> Any:
    if gardee is None or gardee["valeur"] is None:
        efface_le = gardee["efface_le"] if gardee else None
        return {"efface_le": heure_de_paris(efface_le) if efface_le else None}
    return gardee["valeur"]
