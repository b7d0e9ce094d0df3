"""What a command says: one JSON value on stdout, or French for people; all else goes to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # rich costs a fifth of a second, which `--json` need not pay
    from rich.console import Console
    from rich.table import Table

LARGEUR = 100
"""Width of what is piped to a file or another program."""

Humain = Callable[["Console"], None]


@dataclass(frozen=True)
class Reponse:
    """The answer of a command: its JSON value, how people read it, its exit code."""

    valeur: Any
    humain: Humain
    code: int = 0


def rendre(reponse: Reponse, *, en_json: bool) -> int:
    """Write an answer on stdout; returns the exit code."""
    if en_json:
        ecrire_json(reponse.valeur)
    else:
        reponse.humain(console())
    sys.stdout.flush()
    return reponse.code


def ecrire_json(valeur: Any) -> None:
    """Write exactly one JSON value."""
    sys.stdout.write(json.dumps(valeur, ensure_ascii=False, indent=2, default=en_json) + "\n")


def en_json(valeur: Any) -> Any:
    """JSON form of what JSON does not know: dates, decimals, paths, sets."""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Decimal | Path):
        return str(valeur)
    if isinstance(valeur, frozenset | set):
        return sorted(valeur)
    raise TypeError(f"no JSON form for {type(valeur).__name__}")


def console(*, erreur: bool = False) -> Console:
    """A console without markup or guessed colours; plain and 100 wide when it is no terminal."""
    from jalon.output_console import Ecran

    flux = sys.stderr if erreur else sys.stdout
    interactif = flux.isatty()
    return Ecran(
        file=flux,
        width=None if interactif else LARGEUR,
        no_color=not interactif,
        force_terminal=None if interactif else False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def tableau(*colonnes: str, titre: str = "") -> Table:
    """A plain table: a rule under the heading, nothing around."""
    from rich import box
    from rich.table import Table

    table = Table(
        *colonnes,
        title=titre or None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for colonne in table.columns:
        colonne.overflow = "fold"
    return table


def fiche(*paires: tuple[str, Any]) -> Table:
    """Labels and values on two columns; empty values are left out."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for nom, valeur in paires:
        if valeur not in (None, "", [], {}):
            table.add_row(nom, str(valeur))
    return table


def phrase(texte: str) -> Humain:
    """An answer of one sentence."""
    return lambda sortie: sortie.print(texte)
