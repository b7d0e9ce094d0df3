"""Looking ahead: what the clock would do, and what another definition would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jalon import output_foreseen as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session, acteur
from jalon.output import Reponse
from workflow.errors import ValeurInvalide

if TYPE_CHECKING:  # each room is loaded when the command runs (design §2)
    from services.office import Bureau
    from workflow.compiled import Compilee
    from workflow.scenarios import Scenario


VERSION_MAX = 10_000
PARAMETRE = "--parametre"
LOIN = 20
"""Years ahead that a simulation may run: five agreements in a row."""


def simulate(
    ctx: typer.Context,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Fin ; un an par défaut.")
    ] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NOM", help="silence ou pire.")
    ] = "silence",
    definitions: Annotated[
        list[Path] | None,
        typer.Option("--definition", metavar="FICHIER", help="À la place de la même machine."),
    ] = None,
    parametres: Annotated[
        list[str] | None,
        typer.Option(PARAMETRE, metavar="MACHINE.NOM=VALEUR", help="Un paramètre changé."),
    ] = None,
    convenu: Annotated[
        bool,
        typer.Option("--convenu", help="Même une valeur que seul un accord écrit permettrait."),
    ] = lus.ETEINT,
) -> Reponse:
    """Dit tout ce qui arriverait : courriels, tâches, changements d’état, et pourquoi."""
    from services.foresight.simulated_portfolio import Hypothese
    from services.foresight.simulating import simuler

    with ctx.ensure_object(Session).bureau() as bureau:
        hypothese = Hypothese(
            scenario=_scenario(scenario, bureau),
            fin=_fin(bureau, until),
            definitions=_definitions(definitions or []),
            parametres=_parametres(parametres or []),
        )
        _exiger_l_accord(hypothese.parametres, convenu=convenu)
        rangees = simuler(bureau, hypothese)
    return Reponse(rangees, lambda ecran: sortie.avenir(ecran, rangees))


def migrate(  # noqa: PLR0913, PLR0917 # one parameter for each option
    ctx: typer.Context,
    machine: Annotated[
        str | None, typer.Argument(metavar="[MACHINE]", help="Toutes, si elle n’est pas nommée.")
    ] = None,
    de: Annotated[str, typer.Option("--from", metavar="N", help="Version quittée.")] = "",
    vers: Annotated[str, typer.Option("--to", metavar="N", help="Version en place.")] = "",
    etats: Annotated[
        list[str] | None,
        typer.Option("--etat", metavar="ANCIEN=NOUVEAU", help="Un état qui a changé de nom."),
    ] = None,
    motif: Annotated[
        str | None,
        typer.Option("--motif", metavar="TEXTE", help="Exigé pour allonger un délai annoncé."),
    ] = None,
    essai: Annotated[
        bool, typer.Option("--dry-run", help="Montre, dossier par dossier ; n’écrit rien.")
    ] = lus.ETEINT,
) -> Reponse:
    """Fait passer les dossiers à une autre version de leur machine."""
    from services.foresight.migrating import migrer
    from services.foresight.migration_rows import Migration

    for option, version in (("--from", de), ("--to", vers)):
        if not version:
            raise ValeurInvalide(
                option,
                f"Il manque {option}.",
                "Exemple : jalon migrate relation_entreprise --from 1 --to 2 --dry-run ; "
                "« jalon dossiers --json » dit la version de chaque dossier.",
            )
    versions = {
        "de": lus.entier("--from", de, minimum=1, maximum=VERSION_MAX),
        "vers": lus.entier("--to", vers, minimum=1, maximum=VERSION_MAX),
    }
    with ctx.ensure_object(Session).bureau() as bureau:
        bureau.travail.prouver()
        rangees = [
            rangee
            for nom in _machines(bureau, machine, versions["vers"])
            for rangee in migrer(
                bureau,
                Migration(
                    machine=nom, etats=_noms(etats or []), motif=motif, acteur=acteur(), **versions
                ),
                appliquer=not essai,
            )
        ]
    refuses = any(une["refus"] for une in rangees)
    code = 1 if refuses and not essai else 0
    return Reponse(rangees, lambda ecran: sortie.migration(ecran, rangees, essai=essai), code)


def _machines(bureau: Bureau, machine: str | None, version: int) -> list[str]:
    """The named machine, or all that stand at that version."""
    if machine is not None:
        return [machine]
    courantes = bureau.machines.courantes.items()
    trouvees = [nom for nom, une in courantes if une.definition.version == version]
    if not trouvees:
        raise ValeurInvalide(
            "--to", f"--to : aucune machine n’est à la version {version}.", "Nommez la machine."
        )
    return trouvees


def _exiger_l_accord(parametres: Mapping[str, Mapping[str, Any]], *, convenu: bool) -> None:
    """Refuse values that ``jalon check`` would refuse, unless they are to be agreed in writing.

    Raises:
        ValeurInvalide: a value that breaks what the agreement says.
    """
    from jalon.proofs import refus_d_un_essai

    if convenu:
        return
    refusees = refus_d_un_essai(parametres, PARAMETRE)
    if refusees:
        raise ValeurInvalide(
            PARAMETRE,
            "\n".join(refusees),
            "Seule une procédure convenue par écrit permet cette valeur ; ajoutez --convenu pour "
            "voir ce qu’elle changerait.",
        )


def _noms(ecrits: Sequence[str]) -> dict[str, str]:
    noms: dict[str, str] = {}
    for ecrit in ecrits:
        ancien, egal, nouveau = ecrit.partition("=")
        if not (ancien and egal and nouveau):
            raise ValeurInvalide(
                "--etat", f"--etat : « {ecrit} » ne se lit pas.", "Écrivez ancien=nouveau."
            )
        noms[ancien] = nouveau
    return noms


def _fin(bureau: Bureau, texte: str | None) -> datetime:
    from states.french import PARIS, jour_civil

    maintenant = bureau.horloge.maintenant()
    aujourd_hui = jour_civil(maintenant)
    if texte is None:
        jour = aujourd_hui.replace(year=aujourd_hui.year + 1, day=min(aujourd_hui.day, 28))
    else:
        jour = lus.jour("--until", texte)
    if jour < aujourd_hui:
        raise ValeurInvalide(
            "--until", f"--until : le {texte} est déjà passé.", "Donnez une date à venir."
        )
    if jour.year > aujourd_hui.year + LOIN:
        raise ValeurInvalide(
            "--until",
            f"--until : le {texte} est trop loin.",
            f"Donnez une date dans les {LOIN} ans.",
        )
    return datetime.combine(jour, time(23, 59), PARIS)


def _scenario(nom: str, bureau: Bureau) -> Scenario:
    from jalon.assembly import scenarios
    from workflow.errors import DefinitionInvalide
    from workflow.scenarios import lire_scenarios

    definitions = {cle: une.definition for cle, une in bureau.machines.courantes.items()}
    connus, fautes = lire_scenarios(*scenarios(), definitions)
    if fautes:
        raise DefinitionInvalide(fautes)
    if nom not in connus:
        raise ValeurInvalide(
            "--scenario",
            f"--scenario : « {nom} » n’existe pas.",
            f"Scénarios connus : {', '.join(connus)}.",
        )
    return connus[nom]


def _definitions(fichiers: Sequence[Path]) -> Mapping[str, Compilee]:
    """The machines of the files, proved as ``jalon check`` does and compiled."""
    from jalon.assembly import vocabulaire
    from jalon.commands.definition_check import charger_fichiers
    from workflow.compiled import Compilee

    ecrites = charger_fichiers([lus.lisible(un) for un in fichiers])
    mots = vocabulaire()
    return {nom: Compilee(une, mots) for nom, une in ecrites.items()}


def _parametres(ecrits: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    changes: dict[str, dict[str, Any]] = {}
    for ecrit in ecrits:
        nom, egal, valeur = ecrit.partition("=")
        machine, point, parametre = nom.partition(".")
        if not (egal and point and parametre):
            raise ValeurInvalide(
                PARAMETRE,
                f"{PARAMETRE} : « {ecrit} » ne se lit pas.",
                "Écrivez relation_entreprise.delai_courrier=10 j.",
            )
        changes.setdefault(machine, {})[parametre] = valeur
    return changes
