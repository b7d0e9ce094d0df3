"""How people read the register: imports, accounts, agreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jalon.output import tableau

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console

MONTREES = 10
"""Quarantined lines shown; ``--json`` gives them all."""


def bilan(ecran: Console, dite: Mapping[str, Any], quoi: str, totaux: tuple[int, int]) -> None:
    """What an import did; ``quoi`` is one of what was read: « marché », « structure »."""
    from states.french import denombre, pluriel

    mis_de_cote, signales = totaux
    e = "e" if quoi == "structure" else ""

    def accorde(nombre: int, mot: str) -> str:
        return denombre(nombre, f"{mot}{e}")

    nouveaux = denombre(dite["nouveaux"], "nouvelle" if e else "nouveau", "" if e else "nouveaux")
    ecran.print(
        f"{denombre(dite['lus'], quoi)} {pluriel(dite['lus'], f'lu{e}')} : {nouveaux}, "
        f"{accorde(dite['modifies'], 'modifié')}, {accorde(dite['inchanges'], 'inchangé')}, "
        f"{denombre(mis_de_cote, 'mise' if e else 'mis')} de côté."
    )
    if repetes := dite.get("repetes"):
        dits = denombre(repetes, "enregistrement")
        ecran.print(f"{dits} de plus (autres lignes ou versions d’un même {quoi}, répétitions).")
    _suivis(ecran, dite.get("suivis", ()))
    _lignes(ecran, "Mis de côté", dite["quarantaine"], mis_de_cote)
    _lignes(ecran, "Champs écartés ou corrigés", dite["avertissements"], signales)
    for un in dite["doublons_probables"][:MONTREES]:
        ecran.print(f"Peut-être un doublon : {' et '.join(un['identifiants'])} ({un['motif']})")


def _suivis(ecran: Console, suivis: Sequence[Mapping[str, Any]]) -> None:
    """Each followed marché that changed, and what to do about it."""
    for un in suivis:
        ecran.print(f"Marché suivi modifié : {un['dossier']} ({un['marche']})", style="bold")
        for phrase in un["phrases"]:
            ecran.print(f"  {phrase}")
        if un["tache"]:
            ecran.print("  Rien n’a démarré : une tâche attend sur le bureau (jalon taches).")


def _lignes(ecran: Console, titre: str, lignes: Sequence[Mapping[str, Any]], total: int) -> None:
    if not lignes:
        return
    table = tableau("Fichier", "Ligne", "Champ", "Motif et remède", titre=titre)
    for une in lignes[:MONTREES]:
        motif = f"{une['motif']}. {une['remede']}"
        rang = f", marché n° {une['rang']}" if une.get("rang") else ""
        table.add_row(une["fichier"], f"{une['ligne']}{rang}", une["champ"], motif)
    ecran.print(table)
    if total > MONTREES:
        autres = "autre" if total == MONTREES + 1 else "autres"
        ecran.print(f"… et {total - MONTREES} {autres} (--json les donne tous).")


def enregistre(ecran: Console, quoi: str, accord: str, dite: Mapping[str, Any]) -> None:
    """« Convention x : ajoutée. », and what it still lacks; ``accord`` ends the participle."""
    if dite["cree"]:
        fait = f"ajouté{accord}"
    else:
        fait = f"mis{accord} à jour" if dite["modifie"] else f"déjà là, inchangé{accord}"
    ecran.print(f"{quoi} : {fait}.")
    for manque in dite.get("avertissements", ()):
        ecran.print(manque, style="yellow")


def comptes(ecran: Console, tous: Sequence[Mapping[str, Any]]) -> None:
    """Every account."""
    if not tous:
        ecran.print("Aucun compte. « jalon compte ajouter » en crée un.")
        return
    table = tableau("Compte", "Nom", "Rôles", "Courriel", "")
    for un in tous:
        table.add_row(
            un["login"],
            un["nom"],
            ", ".join(un["roles"]),
            un["courriel"] or "",
            "" if un["actif"] else "fermé",
        )
    ecran.print(table)


def compte_ferme(ecran: Console, dite: Mapping[str, Any]) -> None:
    """A closed account, and what it still holds."""
    ecran.print(f"Compte {dite['login']} : fermé.")
    if dite["dossiers"]:
        mots = (
            "dossiers lui restent confiés" if dite["dossiers"] > 1 else "dossier lui reste confié"
        )
        ecran.print(
            f"{dite['dossiers']} {mots} : « jalon affecter », ou la page Équipe, change cela."
        )


def conventions(ecran: Console, toutes: Sequence[Mapping[str, Any]]) -> None:
    """Every agreement."""
    from states.french import date_courte

    if not toutes:
        ecran.print("Aucune convention. « jalon convention ajouter FICHIER.yaml » en ajoute une.")
        return
    table = tableau("Référence", "Effet", "Fin", "Durée", "Jours fériés")
    for une in toutes:
        table.add_row(
            une["reference"],
            date_courte(une["effet_le"]),
            date_courte(une["fin_le"]),
            une["duree"],
            une["zone"],
        )
    ecran.print(table)


def contact_corrige(ecran: Console, dite: Mapping[str, Any]) -> None:
    """A contact put right, and where the journal tells it."""
    if dite["phrase"] is None:
        ecran.print(f"{dite['nom']} : rien ne change.")
        return
    ecran.print(f"{dite['nom']} : {dite['phrase']}")
    if dite["dossiers"]:
        ecran.print(f"Le journal le dit : {', '.join(dite['dossiers'])}.")
