"""What is typed after a command: dates, instants, numbers, fields; each refusal names its mend."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from jalon.output import Reponse
from workflow.errors import ValeurInvalide

LIMITE = "50"
LIMITE_MAX = 10_000
CHIFFRES_MAX = 18
FIN_DU_JOUR = time(23, 59)
_JOUR_FR = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_JOUR_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ETEINT = False
"""Default of an option that is off unless named."""

Par = Annotated[
    str | None, typer.Option("--by", metavar="COMPTE", help="Personne pour qui l’acte est fait.")
]
Champs = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="CHAMP=VALEUR", help="Un champ, ou un fichier par @CHEMIN."),
]
Cle = Annotated[
    str | None,
    typer.Option("--key", metavar="CLÉ", help="La même commande répétée n’agit qu’une fois."),
]
Limite = Annotated[str, typer.Option("--limite", metavar="N", help="Lignes montrées au plus.")]
Apres = Annotated[
    str | None,
    typer.Option("--apres", metavar="N°", help="Suite de la liste : le dernier numéro déjà vu."),
]


def exiger_des_textes(arguments: Sequence[str]) -> None:
    """Refuse at the door what was not typed in UTF-8: neither a screen nor a database takes it.

    Raises:
        ValeurInvalide: an argument holds half a sign.
    """
    for rang, un in enumerate(arguments, 1):
        try:
            un.encode()
        except UnicodeEncodeError as erreur:
            lisible = un.encode(errors="replace").decode()
            raise ValeurInvalide(
                "arguments",
                f"Le mot {rang} de la commande (« {lisible} ») contient un caractère illisible.",
                "Ressaisissez-le en UTF-8.",
            ) from erreur


def jour(champ: str, texte: str) -> date:
    """A civil day, ``2026-10-17`` or ``17/10/2026``.

    Raises:
        ValeurInvalide: no such day.
    """
    try:
        return _jour(texte.strip())
    except ValueError as erreur:
        raise ValeurInvalide(
            champ,
            f"{champ} : « {texte} » n’est pas une date.",
            "Écrivez 2026-10-17 ou 17/10/2026.",
        ) from erreur


def _jour(texte: str) -> date:
    """One of two spellings: neither ISO weeks nor the digits of another script."""
    if francaise := _JOUR_FR.fullmatch(texte):
        quantieme, mois, annee = (int(un) for un in francaise.groups())
        return date(annee, mois, quantieme)
    if _JOUR_ISO.fullmatch(texte) is None:
        raise ValueError(texte)
    return date.fromisoformat(texte)


def instant(champ: str, texte: str, maintenant: datetime) -> datetime:
    """The instant of a fact: a day, or a day, an hour and its offset, as ``JALON_NOW`` wants it.

    A day alone is its end, so that it never stands before what the same day already saw; today
    alone is now.

    Raises:
        ValeurInvalide: neither a day nor an instant, or an hour without its offset.
    """
    from states.french import PARIS, jour_civil

    brut = texte.strip().replace(" ", "T", 1)
    if "T" not in brut:
        seul = jour(champ, brut)
        if seul == jour_civil(maintenant):
            return maintenant
        return datetime.combine(seul, FIN_DU_JOUR, PARIS)
    quand, _, heure = brut.partition("T")
    try:
        lu = datetime.fromisoformat(f"{_jour(quand).isoformat()}T{heure}")
    except ValueError as erreur:
        raise ValeurInvalide(
            champ,
            f"{champ} : « {texte} » n’est pas un instant.",
            "Écrivez 2026-10-17, ou 2026-10-17T09:30+02:00.",
        ) from erreur
    if lu.tzinfo is None:
        a_paris = lu.replace(tzinfo=PARIS).isoformat(timespec="minutes")
        raise ValeurInvalide(
            champ,
            f"{champ} : « {texte} » n’a pas de décalage horaire.",
            f"Écrivez {a_paris} pour l’heure de Paris, ou le jour seul.",
        )
    return lu


def entier(champ: str, texte: str, *, minimum: int = 0, maximum: int = 10**9) -> int:
    """A whole number between two bounds.

    Raises:
        ValeurInvalide: no number, or out of bounds.
    """
    chiffres = texte.strip()
    lisibles = chiffres.isascii() and chiffres.isdigit() and len(chiffres) <= CHIFFRES_MAX
    if not lisibles or not minimum <= int(chiffres) <= maximum:
        raise ValeurInvalide(
            champ,
            f"{champ} : « {texte} » ne convient pas.",
            f"Écrivez un nombre entier de {minimum} à {maximum}.",
        )
    return int(chiffres)


def limite(texte: str) -> int:
    """How many rows a list shows."""
    return entier("--limite", texte, minimum=1, maximum=LIMITE_MAX)


@dataclass(frozen=True)
class Saisies:
    """Fields typed with ``--set``: plain values, and files by field."""

    valeurs: Mapping[str, str] = field(default_factory=dict)
    pieces: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


def saisies(textes: Sequence[str]) -> Saisies:
    """Read ``champ=valeur`` and ``champ=@FICHIER``; ``@@`` stands for a value that begins by @.

    Raises:
        ValeurInvalide: no equal sign, a field given twice, or no such file.
        OSError: its rights are missing; told in French by ``commands/errors.py``.
    """
    valeurs: dict[str, str] = {}
    pieces: dict[str, tuple[str, bytes]] = {}
    for texte in textes:
        nom, egal, valeur = texte.partition("=")
        nom = nom.strip()
        if not egal or not nom:
            raise ValeurInvalide(
                "--set",
                f"--set : « {texte} » ne se lit pas.",
                "Écrivez --set champ=valeur, ou --set champ=@FICHIER.",
            )
        if nom in valeurs or nom in pieces:
            raise ValeurInvalide(nom, f"« {nom} » est donné deux fois.", "Gardez un seul --set.")
        if valeur.startswith("@") and not valeur.startswith("@@"):
            pieces[nom] = _piece(nom, Path(valeur[1:]))
        else:
            valeurs[nom] = valeur.removeprefix("@") if valeur.startswith("@@") else valeur
    return Saisies(valeurs, pieces)


def _piece(nom: str, chemin: Path) -> tuple[str, bytes]:
    """A file typed for a field: a wrong name is wrong usage, like any other wrong value."""
    try:
        return chemin.name, lire(chemin)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as erreur:
        raise ValeurInvalide(
            nom,
            f"{nom} : « {chemin} » n’est pas un fichier qui existe.",
            "Vérifiez le chemin écrit après @.",
        ) from erreur


def lire(chemin: Path) -> bytes:
    """Bytes of a file.

    Raises:
        OSError: told in French by ``commands/errors.py``.
    """
    return chemin.read_bytes()


def texte(chemin: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        OSError: told in French by ``commands/errors.py``.
        ValeurInvalide: the file is no text in UTF-8.
    """
    try:
        return lire(chemin).decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise ValeurInvalide(
            "texte",
            f"« {chemin} » n’est pas un texte en UTF-8.",
            "Enregistrez-le en UTF-8, puis recommencez.",
        ) from erreur


def lisible(chemin: Path) -> Path:
    """A file that can be opened, else the failure that names it.

    Raises:
        OSError: it is not there, is a folder, or its rights are missing.
    """
    with chemin.open("rb"):
        return chemin


def ecrire_un_modele(chemin: Path, ecrire: Callable[[Path], None]) -> Reponse:
    """Write a file to fill in, in a place where nothing stands.

    Raises:
        OSError: told in French by ``commands/errors.py``.
    """
    refuser_d_ecraser(chemin)
    ecrire(chemin)
    return Reponse({"modele": str(chemin)}, lambda ecran: ecran.print(f"Modèle écrit : {chemin}."))


def refuser_d_ecraser(chemin: Path) -> None:
    """Refuse a file that is already there, or whose folder is not.

    Raises:
        OSError: told in French by ``commands/errors.py``.
    """
    if chemin.exists():
        raise FileExistsError(errno.EEXIST, "", str(chemin))
    if not chemin.resolve().parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "", str(chemin.parent))
