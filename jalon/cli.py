"""The command line: which word leads to which command; each room is loaded when it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from jalon.commands import (
    absences,
    acting,
    clock,
    contacts,
    drawing,
    erasing,
    foreseeing,
    installing,
    legal_time,
    letters,
    looking,
    looking_results,
    merging,
    opening,
    passwords,
    proving,
    registering,
    releasing,
    secret,
)
from jalon.commands.french import Commande, Groupe

REGARDER, AGIR, REGISTRE, HORLOGE, MAISON = (
    "Regarder",
    "Agir",
    "Le registre",
    "L’horloge et l’envoi",
    "L’installation",
)


def _groupe(aide: str, **extra: Any) -> typer.Typer:
    return typer.Typer(
        cls=Groupe,
        help=aide,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        **extra,
    )


application = _groupe(
    "Jalon suit les clauses sociales d’une convention : où en est chaque dossier, qui a la main, "
    "quelle échéance court."
)
_GROUPES = {
    "import": ("Importe des données publiques dans le registre.", REGISTRE),
    "compte": ("Les comptes des personnes.", REGISTRE),
    "absence": ("Les absences et les délégations.", REGISTRE),
    "convention": ("Les conventions.", REGISTRE),
    "donneur-ordre": ("Les donneurs d’ordre.", REGISTRE),
    "entreprise": ("Les entreprises.", REGISTRE),
    "referent": ("Les personnes référentes.", REGISTRE),
    "interlocuteur": ("Les interlocuteur·rices des entreprises.", REGISTRE),
    "config": ("Les réglages.", MAISON),
    "secret": ("Le secret de l’installation.", MAISON),
}
_COMMANDES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("dossiers", looking.dossiers, REGARDER),
    ("dossier", looking.dossier, REGARDER),
    ("explain", acting.explain, REGARDER),
    ("journal", looking.journal, REGARDER),
    ("taches", looking.taches, REGARDER),
    ("courriels", looking.courriels, REGARDER),
    ("courriel", looking.courriel, REGARDER),
    ("courrier", letters.courrier, REGARDER),
    ("marches", looking.marches, REGARDER),
    ("chiffrage", looking_results.chiffrage, REGARDER),
    ("besoins", looking_results.besoins, REGARDER),
    ("deadline", legal_time.deadline, REGARDER),
    ("diagram", drawing.diagram, REGARDER),
    ("fire", acting.fire, AGIR),
    ("tache", looking.tache, AGIR),
    ("modifier", releasing.modifier, AGIR),
    ("liberer", releasing.liberer, AGIR),
    ("ecarter", releasing.ecarter, AGIR),
    ("suivre", acting.suivre, AGIR),
    ("ouvrir", opening.ouvrir, AGIR),
    ("affecter", acting.affecter, AGIR),
    ("reprise", acting.reprise, AGIR),
    ("import decp", registering.import_decp, REGISTRE),
    ("import siae", registering.import_siae, REGISTRE),
    ("compte ajouter", registering.compte_ajouter, REGISTRE),
    ("compte lister", registering.compte_lister, REGISTRE),
    ("compte fermer", registering.compte_fermer, REGISTRE),
    ("compte mot-de-passe", passwords.compte_mot_de_passe, REGISTRE),
    ("compte inviter", passwords.compte_inviter, REGISTRE),
    ("absence ajouter", absences.ajouter, REGISTRE),
    ("absence lister", absences.lister, REGISTRE),
    ("absence finir", absences.finir, REGISTRE),
    ("convention ajouter", registering.convention_ajouter, REGISTRE),
    ("convention lister", registering.convention_lister, REGISTRE),
    ("donneur-ordre ajouter", registering.donneur_ordre_ajouter, REGISTRE),
    ("entreprise ajouter", registering.entreprise_ajouter, REGISTRE),
    ("entreprise fusionner", merging.entreprise_fusionner, REGISTRE),
    ("referent designer", registering.referent_designer, REGISTRE),
    ("interlocuteur ajouter", registering.interlocuteur_ajouter, REGISTRE),
    ("interlocuteur corriger", contacts.interlocuteur_corriger, REGISTRE),
    ("tick", clock.tick, HORLOGE),
    ("deliver", clock.deliver, HORLOGE),
    ("recalculer", clock.recalculer, HORLOGE),
    ("simulate", foreseeing.simulate, HORLOGE),
    ("worker", clock.worker, HORLOGE),
    ("serve", clock.serve, HORLOGE),
    ("init", installing.init, MAISON),
    ("config verifier", installing.config_verifier, MAISON),
    ("courriel-test", installing.courriel_test, MAISON),
    ("secret renouveler", secret.renouveler, MAISON),
    ("check", proving.check, MAISON),
    ("migrate", foreseeing.migrate, MAISON),
    ("effacer", erasing.effacer, MAISON),
    ("verify", proving.verify, MAISON),
    ("sceller", proving.sceller, MAISON),
    ("health", proving.health, MAISON),
    ("backup", installing.backup, MAISON),
    ("restore", installing.restore, MAISON),
)
"""Word or words → function; the order is that of the help."""


def _assembler() -> None:
    groupes = {nom: _groupe(aide) for nom, (aide, _) in _GROUPES.items()}
    for mots, fonction, panneau in _COMMANDES:
        groupe, _, mot = mots.rpartition(" ")
        cible = groupes[groupe] if groupe else application
        cible.command(mot, cls=Commande, rich_help_panel=None if groupe else panneau)(fonction)
    for nom, groupe_de_commandes in groupes.items():
        panneau = _GROUPES[nom][1]
        application.add_typer(groupe_de_commandes, name=nom, rich_help_panel=panneau)
    demonstration = _groupe("Un portefeuille de démonstration.", invoke_without_command=True)
    demonstration.callback(invoke_without_command=True)(clock.demo)
    demonstration.command("avancer", cls=Commande)(clock.demo_avancer)
    application.add_typer(demonstration, name="demo", rich_help_panel=MAISON)


_assembler()


def main() -> None:
    """Entry point of the program."""
    typer.main.get_command(application)()
