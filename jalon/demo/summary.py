"""What a newcomer reads first: where things stand, who is who, what to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jalon.demo import people
from jalon.demo.folder import Dossier
from jalon.demo.telling import instant_long
from services.office import Bureau
from states.role_names import ROLES_COURTS
from storage import agenda

A_SUIVRE = "202423_013M06"
"""A marché that the story leaves in the register."""
DETAILLEES = ("marche", "relation_entreprise")
"""Machines whose dossiers are told state by state."""


def resumer(bureau: Bureau, lieu: Dossier, maintenant: datetime) -> Iterator[str]:
    """The lines of the summary."""
    script, recu = _court(lieu.script), _numero(bureau, "courrier_recu")
    courriels = sum(1 for _ in lieu.boite.glob("*.eml"))
    yield f"Démonstration de Jalon — nous sommes le {instant_long(maintenant)}."
    yield "Les marchés et les entreprises sont de vraies données publiques ; les personnes, les"
    yield "conventions et l’histoire sont inventées. Aucun courriel ne sort de cette machine."
    yield ""
    yield "Où sont les choses"
    yield f"  réglages    {_court(lieu.config)}"
    yield f"  courriels   {_court(lieu.boite)}/ : {courriels} déjà partis, un fichier .eml chacun"
    yield f"  jalon       {_court(lieu.script)} : la commande, sur ces données et à cette heure"
    yield ""
    yield "Les dossiers"
    yield from _dossiers(bureau)
    yield ""
    yield f"Les comptes (mot de passe de tous, sur les pages : {people.MOT_DE_PASSE})"
    for login, nom, role in people.EQUIPE:
        yield f"  {login:<8}  {nom}, {ROLES_COURTS[role]}"
    yield ""
    yield "À essayer, par copier-coller"
    yield from _essais(bureau, lieu)
    yield ""
    yield f"Lire un courriel : {script} courriels {recu} donne leurs numéros, puis"
    yield f"  {script} courriel NUMÉRO ; le même numéro finit le nom du fichier .eml."


def _dossiers(bureau: Bureau) -> Iterator[str]:
    with bureau.travail.lire() as connexion:
        comptes = agenda.compter_par_etat(connexion)
    par_etat = {(machine, etat): nombre for machine, etat, nombre in comptes}
    for nom in DETAILLEES:
        definition = bureau.machines.courantes[nom].definition
        dits = [
            f"{etat.libelle} ({par_etat[nom, etat.nom]})"
            for etat in definition.etats.values()
            if (nom, etat.nom) in par_etat
        ]
        yield f"  {definition.libelle} : {' · '.join(dits)}"
    autres = Counter[str]()
    for (nom, _), nombre in par_etat.items():
        if nom not in DETAILLEES:
            autres[bureau.machines.courantes[nom].definition.libelle] += nombre
    yield f"  Et aussi : {' · '.join(f'{un} ({nombre})' for un, nombre in sorted(autres.items()))}"


def _essais(bureau: Bureau, lieu: Dossier) -> Iterator[str]:
    """Commands that work as they are written."""
    recu, difficile, propose = (
        _numero(bureau, etat)
        for etat in (
            "courrier_recu",
            "en_difficulte",
            "courrier_propose",
        )
    )
    script = _court(lieu.script)
    essais = (
        (f"explain {recu}", "un délai court : jusqu’à quand, et pourquoi"),
        (f"fire {difficile} proposer_courrier --by idris", "refusé : la garde dit ce qui manque"),
        (f"fire {propose} accepter_courrier --by bruno", "la ville accepte l’envoi d’un courrier"),
        (
            f"suivre {A_SUIVRE} --convention ECULLY-2023 --facilitateur idris",
            "prendre un marché du registre en suivi",
        ),
        ('demo avancer "3 j"', "laisser passer trois jours, et voir ce que fait l’horloge"),
    )
    for commande, quoi in essais:
        yield f"  {script} {commande}"
        yield f"      {quoi}"


def _numero(bureau: Bureau, etat: str) -> str:
    with bureau.travail.lire() as connexion:
        return str(agenda.numeros(connexion, "relation_entreprise", etat)[0])


def _court(chemin: Path) -> str:
    """The path from here when it is below, else whole."""
    ici = Path.cwd()
    relatif = chemin.relative_to(ici) if chemin.is_relative_to(ici) else chemin
    return f"./{relatif}" if not relatif.is_absolute() else str(relatif)
