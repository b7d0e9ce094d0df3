"""The password of an account, typed out of sight or read from the standard input."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from jalon.commands.session import Session
from jalon.output import Reponse, phrase

INVITE = "Mot de passe : "


def compte_mot_de_passe(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="COMPTE", help="Compte qui entre aux pages.")],
) -> Reponse:
    """Pose le mot de passe d’un compte (demandé, ou lu sur l’entrée) ; ferme ses sessions."""
    from services.passwords import Coffre
    from services.signing_in import poser_mot_de_passe

    secret = getpass.getpass(INVITE) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    with ctx.ensure_object(Session).bureau() as bureau:
        poser_mot_de_passe(bureau, Coffre(), login, secret)
    return Reponse({"compte": login}, phrase(f"Le mot de passe de « {login} » est posé."))
