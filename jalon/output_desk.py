"""How people read their desk: the tasks, the mails and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jalon.output import fiche, tableau
from jalon.output_dates import court, jour, quand
from states.roles import ROLES

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console

_SORTS = {
    "pret": "prêt à partir",
    "loue": "en cours d’envoi",
    "envoye": "envoyé",
    "reporte": "reporté",
    "echec": "refusé par le serveur",
    "incertain": "sort incertain",
    "perime": "périmé, non envoyé",
    "retenu": "à valider",
    "ecarte": "écarté, non envoyé",
    "sans_adresse": "sans adresse",
    "digest": "au courriel du matin",
}


def sort(statut: str) -> str:
    """What became of a mail, in words."""
    return _SORTS.get(statut, statut)


def courriels(ecran: Console, lus: Sequence[Mapping[str, Any]]) -> None:
    """The mails of a dossier."""
    if not lus:
        ecran.print("Aucun courriel.")
        return
    table = tableau("N°", "Objet", "À", "Sort", "Le")
    for un in lus:
        table.add_row(
            str(un["id"]),
            un["sujet"],
            un["destinataire"],
            sort(un["statut"]),
            court(un["envoye_le"] or un["cree_le"]),
        )
    ecran.print(table)


def courriel(ecran: Console, lu: Mapping[str, Any]) -> None:
    """One mail, whole."""
    ecran.print(
        fiche(
            ("De", lu["de"]),
            ("À", f"{lu['destinataire']} <{lu['adresse'] or 'sans adresse'}>"),
            ("Objet", lu["sujet"]),
            ("Sort", f"{sort(lu['statut'])} {quand(lu['envoye_le'])}".strip()),
            ("Pièce jointe", lu["piece_jointe"]),
            ("Dossier", lu["dossier"]),
            ("Erreur", lu["erreur"]),
        )
    )
    ecran.print()
    ecran.print(lu["texte"] or f"(texte effacé {jour(lu['efface_le'])})")


def taches(ecran: Console, lues: Sequence[Mapping[str, Any]]) -> None:
    """Open tasks."""
    if not lues:
        ecran.print("Rien à faire.")
        return
    partout = "dossier" in lues[0]
    table = tableau("N°", "Quand", "Quoi", "Qui", *(["Dossier"] if partout else []))
    for une in lues:
        table.add_row(
            str(une["id"]),
            "en pause" if une["en_pause"] else court(une["echeance"]),
            une["libelle"],
            a_qui(une["nom"], une["remplacant"]) or ROLES[une["pour"]],
            *([une["dossier"]] if partout else []),
        )
    ecran.print(table)


def a_qui(nom: str | None, remplacant: str | None) -> str | None:
    """Whose it is, and who stands in while that person is away."""
    return f"{nom}, remplacé·e par {remplacant}" if nom and remplacant else nom


def tache_faite(ecran: Console, dite: Mapping[str, Any]) -> None:
    """What followed an answer."""
    ecran.print(f"Tâche {dite['tache']} faite ({dite['dossier']}).")
    for une in dite["suites"]:
        ecran.print(f"  {une['dossier']} : {une['de']} → {une['vers']}")
