"""What a form showed when it was opened: saved too late, it is told what changed, and by whom.

A form carries what it showed and when; the act compares, in the transaction that writes. It comes
back from a browser: made up, it lets somebody overwrite what they may change anyway.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.errors import Conflit
from services.office import Bureau
from storage import readings
from storage.unit_of_work import Connexion

CHAMP = "vu"
"""The field of a form that carries it."""


@dataclass(frozen=True, kw_only=True)
class Montre:
    """The values that a form showed, and the instant of the real clock at which it did."""

    le: datetime
    valeurs: Mapping[str, str]

    @property
    def ecrit(self) -> str:
        """As a form carries it."""
        return json.dumps({"le": self.le.isoformat(), "valeurs": dict(self.valeurs)})


def montrer(bureau: Bureau, valeurs: Mapping[str, str]) -> Montre:
    """What is shown now."""
    return Montre(le=bureau.horloge.reelle(), valeurs=valeurs)


def relire(texte: str) -> Montre | None:
    """What a form carried; nothing when it carried nothing that reads."""
    try:
        lu = json.loads(texte)
        le = datetime.fromisoformat(lu["le"])
        valeurs = {str(nom): str(val) for nom, val in lu["valeurs"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Montre(le=le, valeurs=valeurs) if le.tzinfo is not None else None


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Where the log of what people did tells who changed a row: kind, and part of its words."""

    quoi: str
    texte: str


def exiger_inchange(  # one keyword per thing compared
    connexion: Connexion,
    montre: Montre | None,
    actuelles: Mapping[str, str],
    *,
    lecteur: str,
    trace: Trace,
    **suites: Any,
) -> None:
    """Let whoever saves go on when what they were shown still stands; ``suites`` joins the detail.

    Raises:
        Conflit: it does not; ``detail`` has ``avant``, what was shown, and ``maintenant``.
    """
    if montre is None or dict(montre.valeurs) == dict(actuelles):
        return
    auteur = readings.dernier_auteur(connexion, quoi=trace.quoi, texte=trace.texte, apres=montre.le)
    if auteur is None:
        qui = "Quelqu’un a"
    else:
        qui = "Vous avez" if auteur.login == lecteur else f"{auteur.nom} a"
    raise Conflit(
        f"{qui} changé cette fiche depuis que vous l’avez ouverte. Rien n’est écrit.",
        "Votre saisie est gardée ci-dessous : relisez, puis enregistrez.",
        champ=CHAMP,
        detail={"avant": montre.valeurs, "maintenant": dict(actuelles), **suites},
    )
