"""Typer in French: usage errors, help pages, the options every command takes before or after it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption

from jalon.commands.arguments import exiger_des_textes
from jalon.commands.errors import USAGE, Echec, dire, signaler
from jalon.commands.logs import regler_les_journaux
from jalon.commands.session import Session
from jalon.commands.usage import OPTIONS, PANNEAUX, nom_du_parametre, remede, traduire
from jalon.output import Reponse, ecrire_json, rendre

COMMUNES = "Options communes"
PROGRAMME = "jalon"


class Commande(TyperCommand):
    """A command whose answer is written in one place, and its errors too."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        """Take the common options as well."""
        super().__init__(*args, **{**extra, "options_metavar": OPTIONS})
        self.params = _sans_type([*self.params, *options_communes()])

    def invoke(self, ctx: Any) -> Any:
        """Run, then write the answer or the error; returns the exit code."""
        session = ctx.ensure_object(Session)
        try:
            reponse = super().invoke(ctx)
            if not isinstance(reponse, Reponse):
                raise TypeError(f"{ctx.command_path} gave {type(reponse).__name__}")  # noqa: TRY301 # told as a bug
            return rendre(reponse, en_json=session.json)
        except BrokenPipeError:
            return _lecteur_parti()
        except Exception as erreur:
            if _de_typer(erreur):
                raise
            return signaler(erreur, en_json=session.json)

    def get_help_option(self, ctx: Any) -> Any:
        """``--help``, told in French."""
        return _aide(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help page, its panels in French."""
        franciser()
        super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line."""
        _usage(self, ctx, formatter)


class Groupe(TyperGroup):
    """A group of commands; the outermost one also turns every wrong usage into French."""

    command_class = Commande

    def __init__(self, *args: Any, **extra: Any) -> None:
        """Take the common options, show the help when nothing is asked."""
        francais = {
            "options_metavar": OPTIONS,
            "subcommand_metavar": "COMMANDE …",
            "no_args_is_help": not extra.get("invoke_without_command"),
        }
        super().__init__(*args, **{**extra, **francais})
        self.params = _sans_type([*self.params, *options_communes()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 # typer's own signature
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 # typer's own signature
        **extra: Any,
    ) -> Any:
        """Parse, run, and leave with the exit code of design §8."""
        del prog_name, complete_var, standalone_mode, windows_expand_args
        arguments = sys.argv[1:] if args is None else list(args)
        extra["standalone_mode"] = False
        regler_les_journaux()
        try:
            exiger_des_textes(arguments)
            code = super().main(args=arguments, prog_name=PROGRAMME, **extra)
        except Exception as erreur:  # noqa: BLE001 # the edge: told through the one table of errors
            if not _de_typer(erreur):
                code = signaler(erreur, en_json="--json" in arguments)
            else:
                code = _mauvais_usage(erreur, en_json="--json" in arguments)
        if isinstance(code, Reponse):  # a group that is a command as well: `jalon demo`
            code = rendre(code, en_json="--json" in arguments)
        sys.exit(code if isinstance(code, int) else 0)

    def get_help_option(self, ctx: Any) -> Any:
        """``--help``, told in French."""
        return _aide(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help page, its panels in French."""
        franciser()
        super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line."""
        _usage(self, ctx, formatter)


def options_communes() -> list[TyperOption]:
    """``--config`` and ``--json``: kept on the session wherever they stand."""
    from typer._coercion import bool_flag_type_descriptor, resolve_type_descriptor
    from typer.models import OptionInfo

    chemin = resolve_type_descriptor(str, OptionInfo())
    return [
        TyperOption(
            param_decls=["--config"],
            type_descriptor=chemin,
            expose_value=False,
            metavar="FICHIER",
            callback=_retenir_config,
            rich_help_panel=COMMUNES,
            help="Fichier de réglages ; sinon JALON_CONFIG, sinon ./config.yaml.",
        ),
        TyperOption(
            param_decls=["--json"],
            type_descriptor=bool_flag_type_descriptor(),
            is_flag=True,
            expose_value=False,
            callback=_retenir_json,
            rich_help_panel=COMMUNES,
            help="Répond par une seule valeur JSON.",
        ),
    ]


def _retenir_config(ctx: Any, _param: Any, valeur: str | None) -> None:
    session = ctx.ensure_object(Session)
    if valeur is not None:
        session.config = Path(valeur)


def _retenir_json(ctx: Any, _param: Any, valeur: bool | None) -> None:  # noqa: FBT001 # typer calls it so
    session = ctx.ensure_object(Session)
    session.json = session.json or bool(valeur)


def franciser() -> None:
    """Put our words in the place of typer's on its help pages; loaded only when one is shown."""
    from typer import rich_utils

    for nom, texte in PANNEAUX.items():
        setattr(rich_utils, nom, texte)
    if not sys.stdout.isatty():
        rich_utils.MAX_WIDTH = 100


def _aide(option: Any) -> Any:
    if option is not None:
        option.help = "Montre cette aide."
        option.rich_help_panel = COMMUNES
        _sans_type([option])
    return option


def _sans_type(parametres: list[Any]) -> list[Any]:
    """Our own names (DATE, SIRET…) say what to type: `<bool>` and `<str>` would say it twice."""
    for un in parametres:
        un.display_type_rich = partial(_type_montre, un)
    return parametres


def _type_montre(parametre: Any, **_contexte: Any) -> str | None:
    return parametre.metavar if parametre.opts[0].startswith("-") else None


def _usage(commande: Any, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(commande.collect_usage_pieces(ctx)).replace("{", "").replace("}", "")
    formatter.write_usage(ctx.command_path, pieces, prefix="Usage : ")


def _de_typer(erreur: BaseException) -> bool:
    """Whether typer raised it: a wrong usage, an exit, an abort."""
    return any(un.__name__ == "TyperException" for un in type(erreur).__mro__) or (
        type(erreur).__module__.startswith("typer.")
    )


def _mauvais_usage(erreur: Any, *, en_json: bool) -> int:
    nom = type(erreur).__name__
    if nom == "NoArgsIsHelpError":
        return USAGE
    if nom == "Abort":
        erreur.message = "Interrompu."
    contexte = getattr(erreur, "ctx", None)
    echec = Echec(
        code="usage",
        sortie=USAGE,
        message=traduire(erreur),
        champ=nom_du_parametre(erreur),
        remede=remede(erreur, contexte.command_path if contexte else "jalon"),
    )
    if en_json:
        ecrire_json(echec.en_json())
    else:
        dire(echec)
    return echec.sortie


def _lecteur_parti() -> int:
    """Whoever read our output has left (``| head``): nothing more to say."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
