"""Accounts of a buyer that are limited to some marchés, and to what hangs from them."""

from __future__ import annotations

import re

from services.register.follow import MACHINE
from storage import account_scope
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

CHAMP = "marches"
_ENTRE = re.compile(r"[\s,;]+")


def marches_vus(connexion: Connexion, compte: int) -> tuple[tuple[str, str], ...]:
    """Number and subject of the dossiers of the only marchés that an account sees."""
    return tuple(
        (un.numero, un.subject) for un in account_scope.numeros(connexion, compte, MACHINE)
    )


def marches_choisis(connexion: Connexion, texte: str, donneur_ordre: int | None) -> frozenset[int]:
    """The marchés whose dossiers are numbered in a text; none when it is empty.

    Raises:
        ValeurInvalide: an unknown number, a marché of another buyer or of no register, or an
            account of no buyer.
    """
    numeros = [un.upper() for un in _ENTRE.split(texte) if un]
    if not numeros:
        return frozenset()
    if donneur_ordre is None:
        raise ValeurInvalide(
            CHAMP,
            "Seul le compte d’un donneur d’ordre se limite à certains marchés.",
            "Choisissez le donneur d’ordre, ou videz ce champ.",
        )
    connus = account_scope.par_numero(connexion, MACHINE, numeros)
    for numero in numeros:
        if numero not in connus:
            raise ValeurInvalide(
                CHAMP,
                f"Aucun marché suivi n’a le numéro « {numero} ».",
                "La liste « Marchés » les montre, par exemple MAR-2026-00012.",
            )
        if connus[numero].marche is None:
            raise ValeurInvalide(
                CHAMP,
                f"Le marché {numero} n’est pas encore au registre : rien n’y rattache un compte.",
                "Retirez-le ; ajoutez-le une fois sa publication rattachée au dossier.",
            )
        if connus[numero].donneur_ordre != donneur_ordre:
            raise ValeurInvalide(
                CHAMP,
                f"Le marché {numero} est celui d’un autre donneur d’ordre.",
                "Retirez-le, ou changez le donneur d’ordre.",
            )
    return frozenset(connus[numero].marche for numero in numeros)
