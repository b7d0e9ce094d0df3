"""The password of an account: typed out of sight, read from the standard input, or invited."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from jalon.commands.session import Session
from jalon.output import Reponse, phrase

INVITE = "Mot de passe : "
QUI = "L’administration de Jalon"
"""Who invites from the command line, where nobody has signed in."""


def compte_mot_de_passe(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="COMPTE", help="Compte qui entre aux pages.")],
) -> Reponse:
    """Pose le mot de passe d’un compte (demandé, ou lu sur l’entrée) ; ferme ses sessions."""
    from services.accounts.passwords import Coffre
    from services.accounts.signing_in import poser_mot_de_passe

    secret = getpass.getpass(INVITE) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    with ctx.ensure_object(Session).bureau() as bureau:
        poser_mot_de_passe(bureau, Coffre(), login, secret)
    return Reponse({"compte": login}, phrase(f"Le mot de passe de « {login} » est posé."))


def compte_inviter(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="COMPTE", help="Compte à inviter.")],
) -> Reponse:
    """Invite par courriel la personne d’un compte à choisir son mot de passe (72 heures)."""
    from services.accounts.inviting import inviter

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = inviter(bureau, login, QUI)
    return Reponse(dite, phrase(f"L’invitation de « {login} » part à {dite['adresse']}."))
