"""The composition root: settings become engines, machines, calendars, post and desk."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from documents.letters import TITRES
from jalon.clock import HorlogeDecalee, HorlogeFigee, HorlogeReelle
from jalon.demo.clock import FICHIER, HorlogeDemo
from jalon.errors import ReglageInvalide
from jalon.secret_file import lire_secrets
from jalon.settings import Reglages
from notifications.captured import BoiteCapturee
from notifications.catalogue import DESTINATAIRE_INITIAL, MESSAGES
from notifications.connection import Chiffrement, Serveur
from notifications.delivery import Facteur
from notifications.post import Poste
from notifications.rendering import Rendeur, rendeur_de_la_maison
from services import office
from services.accounts.encrypting import Chiffreur
from services.inscriptions import INSCRIPTIONS
from services.machines import Machines
from services.openings import LISTES
from states.calendars import Calendriers, HeuresDeBureau
from states.facts import FACTS
from states.office_hours import Fermeture
from states.roles import EQUIPE, ROLES
from storage.engines import base_sqlite, ouvrir
from storage.unit_of_work import Preuve, Travail
from workflow.compiled import Compilee
from workflow.loading import Chargement, charger
from workflow.references import Vocabulaire

ETATS = Path(__file__).resolve().parent.parent / "states"
GENERIQUES = "generiques.yaml"
PROPRIETES = "proprietes"
SCENARIOS = "scenarios.yaml"
RELU = "relu.yaml"
HORS_MACHINES = frozenset({GENERIQUES, SCENARIOS, RELU})
CALENDRIERS = frozenset({"delai_contractuel", "bureau", "duree", "preavis", "jour_dit"})
DOCUMENTS = frozenset(TITRES)


def vocabulaire() -> Vocabulaire:
    """What the trade offers to its machines."""
    return Vocabulaire(
        roles=ROLES,
        messages={
            nom: un.audience
            for nom, un in MESSAGES.items()
            if un.audience != DESTINATAIRE_INITIAL  # the desk's own, no machine sends it
        },
        documents=DOCUMENTS,
        faits=FACTS,
        calendriers=CALENDRIERS,
        listes=frozenset(LISTES),
        inscriptions=frozenset(INSCRIPTIONS),
        equipe=EQUIPE,
    )


def textes() -> dict[str, str]:
    """YAML text of each machine, by file name."""
    fichiers = sorted(ETATS.glob("*.yaml"))
    return {un.name: un.read_text("utf-8") for un in fichiers if un.name not in HORS_MACHINES}


def generiques() -> str:
    """YAML text of what every machine shares."""
    return (ETATS / GENERIQUES).read_text("utf-8")


def proprietes() -> dict[str, str]:
    """YAML texts of what the agreement says of the machines, by file name: an article each."""
    fichiers = sorted((ETATS / PROPRIETES).glob("*.yaml"))
    return {f"{PROPRIETES}/{un.name}": un.read_text("utf-8") for un in fichiers}


def scenarios() -> tuple[str, str]:
    """YAML text of what people do in a simulation, and its file name."""
    return (ETATS / SCENARIOS).read_text("utf-8"), SCENARIOS


def relu() -> str:
    """YAML text of the digests of the rules that were read over."""
    return (ETATS / RELU).read_text("utf-8")


def charger_machines(remplacements: Mapping[str, str] | None = None) -> Chargement:
    """Load the installation's machines, some files replaced or added by name."""
    return _charger(_ecrits(remplacements), generiques())


def _ecrits(remplacements: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple({**textes(), **(remplacements or {})}.items())


@lru_cache(maxsize=4)
def _charger(ecrits: tuple[tuple[str, str], ...], communs: str) -> Chargement:
    """The same texts give the same frozen machines: they are read once."""
    return charger(dict(ecrits), vocabulaire(), generiques=communs)


def machines(remplacements: Mapping[str, str] | None = None) -> Machines:
    """The machines, checked, some files replaced by name.

    Raises:
        DefinitionInvalide: a file of ``states/`` has a fault.
    """
    ecrits = _ecrits(remplacements)
    compilees = _compiler(ecrits, generiques())
    contenus = dict(ecrits)
    par_machine = {nom: contenus[une.definition.fichier] for nom, une in compilees.items()}
    return Machines(compilees, par_machine, generiques(), vocabulaire())


@lru_cache(maxsize=4)
def _compiler(ecrits: tuple[tuple[str, str], ...], communs: str) -> Mapping[str, Compilee]:
    """The same texts give the same machines, compiled once: nothing of them ever changes."""
    definitions = _charger(ecrits, communs).exiger()
    mots = vocabulaire()
    return {nom: Compilee(une, mots) for nom, une in definitions.items()}


def heures_de_bureau(reglages: Reglages) -> HeuresDeBureau:
    """Office hours of the settings."""
    bureau = reglages.bureau
    return HeuresDeBureau(
        ouverture=bureau.ouverture,
        fermeture=bureau.fermeture,
        heure_de_declenchement=bureau.heure_de_declenchement,
        fermetures=tuple(_fermeture(une) for une in bureau.jours_de_fermeture),
    )


def _fermeture(texte: str) -> Fermeture:
    bornes = [date.fromisoformat(une) for une in texte.split("..")]
    return bornes[0] if len(bornes) == 1 else (bornes[0], bornes[1])


def calendriers(reglages: Reglages) -> Callable[[str], Calendriers]:
    """Legal time by zone, each built once."""
    heures = heures_de_bureau(reglages)
    return cache(lambda zone: Calendriers(zone, heures))


def horloge(reglages: Reglages, *, court: bool) -> HorlogeReelle:
    """The clock; ``court`` freezes ``JALON_NOW`` for a one-shot command.

    Raises:
        ReglageInvalide: ``JALON_NOW`` outside demo and test, or no instant.
    """
    texte = os.environ.get("JALON_NOW")
    if not texte:
        return _horloge_de_demo(reglages) or HorlogeReelle()
    if reglages.environnement not in {"demo", "test"}:
        raise ReglageInvalide(
            "JALON_NOW", "JALON_NOW n’est admis qu’en démonstration et en test.", "Retirez-le."
        )
    try:
        instant = datetime.fromisoformat(texte)
    except ValueError as erreur:
        raise ReglageInvalide(
            "JALON_NOW", f"« {texte} » n’est pas un instant.", "Écrivez 2026-10-17T09:30+02:00."
        ) from erreur
    if instant.tzinfo is None:
        raise ReglageInvalide(
            "JALON_NOW", f"« {texte} » n’a pas de décalage horaire.", "Ajoutez +01:00 ou +02:00."
        )
    return HorlogeFigee(instant) if court else HorlogeDecalee(instant)


def _horloge_de_demo(reglages: Reglages) -> HorlogeDemo | None:
    """The clock of a demonstration's folder: every command on its base lives at its hour."""
    chemin = base_sqlite(reglages.database.url)
    if reglages.environnement != "demo" or chemin is None:
        return None
    return HorlogeDemo(chemin.parent) if (chemin.parent / FICHIER).is_file() else None


def assembler(
    reglages: Reglages, *, court: bool = True, preuve: Preuve | None = None
) -> office.Bureau:
    """The desk, ready to serve; the database is not touched yet.

    Parameters:
        preuve: what must hold before the first writing.
    """
    moteurs = ouvrir(reglages.database.url, mode=reglages.database.mode)
    return office.Bureau(
        travail=Travail(moteurs, preuve),
        machines=machines(),
        horloge=horloge(reglages, court=court),
        rendeur=rendeur(reglages.courriel.gabarits),
        calendriers=calendriers(reglages),
        chiffreur=Chiffreur(lambda: lire_secrets(reglages)),
        reglages=office.Reglages(
            environnement=reglages.environnement,
            parametres=reglages.parametres,
            zone=reglages.bureau.zone,
            retard_de_panne_h=reglages.horloge.retard_de_panne_h,
            adresse_expediteur=reglages.courriel.expediteur,
            rediriger_vers=reglages.courriel.rediriger_vers,
            heures_de_bureau=reglages.courriel.heures_de_bureau,
            departements=reglages.territoire.departements,
            adresse_des_pages=reglages.web.adresse,
            candidats_lus_par_l_equipe=reglages.bureau.candidats_lus_par == "equipe",
        ),
    )


def rendeur(gabarits: Path | None) -> Rendeur:
    """What writes the mails: the installation's own templates come first."""
    return Rendeur(gabarits) if gabarits else rendeur_de_la_maison()


def poste(reglages: Reglages) -> Poste:
    """Who delivers. Outside production nothing reaches a third party (design §6)."""
    courriel = reglages.courriel
    libre = reglages.environnement == "production" or courriel.rediriger_vers is not None
    if courriel.mode == "capture" or not libre:
        return BoiteCapturee(courriel.boite)
    return Facteur(
        Serveur(
            hote=courriel.hote,
            port=courriel.port,
            chiffrement=Chiffrement(courriel.chiffrement),
            identifiant=courriel.identifiant or "",
            mot_de_passe=courriel.mot_de_passe.get_secret_value() if courriel.mot_de_passe else "",
            verifier_certificat=courriel.verifier_certificat,
            ca=courriel.autorite,
            delai_max_s=courriel.delai_max_s,
        )
    )
