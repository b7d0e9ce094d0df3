"""The templates of mails and letters in force, each with what it writes and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from documents.letters import GABARITS as LETTRES
from notifications.checking import sert
from notifications.sources import GABARITS as MESSAGES
from workflow.reread_texts import Gabarit

COURRIELS, COURRIERS = "courriels", "courriers"


def gabarits_en_vigueur(surcharge: Path | None = None) -> dict[str, Gabarit]:
    """Every template by its name, ``courriels/<message>/<file>``; the installation's own first."""
    lus = {
        f"{genre}/{chemin}": _lu(dossier, chemin, f"{dossier.parent.name}/{dossier.name}/{chemin}")
        for genre, dossier in ((COURRIELS, MESSAGES), (COURRIERS, LETTRES))
        for chemin in _fichiers(dossier)
    }
    if surcharge is not None:
        for chemin in filter(sert, _fichiers(surcharge)):
            lus[f"{COURRIELS}/{chemin}"] = _lu(surcharge, chemin, "")
    return lus


def gabarits_sans_message(surcharge: Path) -> Iterator[Path]:
    """Files of an installation that stand before no template: misnamed, or left behind."""
    return (surcharge / chemin for chemin in _fichiers(surcharge) if not sert(chemin))


def _fichiers(dossier: Path) -> Iterator[str]:
    for un in sorted(dossier.rglob("*")):
        if un.is_file():
            yield un.relative_to(dossier).as_posix()


def _lu(dossier: Path, chemin: str, maison: str) -> Gabarit:
    """What is no text is told where it is rendered."""
    fichier = dossier / chemin
    return Gabarit(
        texte=fichier.read_text("utf-8", errors="replace"),
        fichier=maison or str(fichier),
        message=chemin.rpartition("/")[0],
        de_la_maison=bool(maison),
    )
