"""Files given with an event: kept once by content, named on the line by their digest."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from services.act import Chantier
from storage import contents
from workflow.compiled import Compilee
from workflow.errors import ValeurInvalide
from workflow.history import CORRECTION
from workflow.process import Champ

if TYPE_CHECKING:
    from services.commands import Commande

CHAMP, VALEUR = "champ", "valeur"
"""What a correction says: which field, and what it becomes."""
TAILLE_MAX = 10 * 1024 * 1024
"""Largest file, in bytes."""

_PAR_LA_COMMANDE = "Par la ligne de commande : --set {}=@FICHIER."
_RENVOI = re.compile(r"^(?P<nom>.*) \(sha256:[0-9a-f]{64}, (?P<debut>[0-9a-f]{12})\)$", re.DOTALL)


def renvoi(valeur: object) -> tuple[str, str] | None:
    """Name of the file that a field holds, and how the digest that names it begins."""
    lu = _RENVOI.match(valeur) if isinstance(valeur, str) else None
    return (lu["nom"], lu["debut"]) if lu else None


def nom_de_lettre(nom: str, numero: str) -> str:
    """How the file of a letter is called where people keep it."""
    return f"{nom.replace('_', '-')}-{numero}.pdf"


def corps_de(chantier: Chantier, champ: str, valeur: object) -> tuple[str, bytes]:
    """Name and bytes of a file that a field names, of this act or of an earlier one.

    Raises:
        ValeurInvalide: the field names no file, or its bytes are erased.
    """
    lu = renvoi(valeur)
    garde = None
    if lu is not None:
        debut = lu[1]
        recents = (une for une in chantier.lot.contenus if une["empreinte"].startswith(debut))
        garde = next(((une["nom"], une["corps"]) for une in recents), None)
        garde = garde or contents.par_debut(chantier.connexion, debut)
    if garde is None or garde[1] is None:
        raise ValeurInvalide(
            champ, f"{champ} : le fichier manque.", f"Joignez-le. {_PAR_LA_COMMANDE.format(champ)}"
        )
    return str(garde[0]), bytes(garde[1])


def deposer_pieces(chantier: Chantier, compilee: Compilee, commande: Commande) -> dict[str, str]:
    """Keep the files of a command; returns what each field holds: ``name (sha256:…)``.

    Raises:
        ValeurInvalide: the field takes no file, the file is empty or too large, or a word stands
            where only the file itself proves anything.
    """
    _refuser_les_mots(compilee, commande)
    gardees: dict[str, str] = {}
    for champ, (nom, corps) in commande.pieces.items():
        declare = _champ_vise(compilee, commande, champ)
        if declare is None or declare.type != "piece":
            raise ValeurInvalide(champ, f"« {champ} » ne prend pas de fichier.", "Retirez le @.")
        if not corps or len(corps) > TAILLE_MAX:
            raise ValeurInvalide(
                champ,
                f"{champ} : le fichier {nom} est vide ou dépasse 10 Mo.",
                "Donnez un fichier de 10 Mo au plus.",
            )
        empreinte = chantier.garder(corps, f"piece:{champ}", nom)
        gardees[champ] = f"{nom} (sha256:{hashlib.sha256(corps).hexdigest()}, {empreinte[:12]})"
    return gardees


def _champ_vise(compilee: Compilee, commande: Commande, champ: str) -> Champ | None:
    """The field that an entry fills: the value of a correction is of the corrected field."""
    definition = compilee.definition
    acte = definition.evenements.get(commande.evenement)
    if acte is not None and acte.operation == CORRECTION and champ == VALEUR:
        return definition.contexte.get(commande.saisies.get(CHAMP, ""))
    return definition.contexte.get(champ)


def _refuser_les_mots(compilee: Compilee, commande: Commande) -> None:
    """A field of files takes no text, unless the machine says that a reference will do."""
    for champ in commande.saisies:
        declare = _champ_vise(compilee, commande, champ)
        if declare is not None and declare.type == "piece" and not declare.reference:
            raise ValeurInvalide(
                champ,
                f"{champ} : « {declare.libelle} » se prouve par un fichier, pas par un texte.",
                f"Joignez le fichier. {_PAR_LA_COMMANDE.format(champ)}",
            )
