"""What an entreprise wrote by its link, as long as nobody has taken it up or set it aside."""

from __future__ import annotations

from datetime import date

from workflow.values import Fait, Ligne, VueFaits

PROPOSER = "proposer_reponse"
_LUES = frozenset(
    {
        "recevoir_reponse",
        "retirer_alerte",
        "recevoir_reponse_tardive",
        "retenir_reponse",
        "ecarter_reponse",
    }
)
"""Acts of whoever has read it."""


def reponses_a_lire(vue: VueFaits) -> int:
    """How many answers nobody has read: while one waits, the entreprise is not silent (2/A)."""
    return len(_a_lire(vue))


def reponse_proposee_le(vue: VueFaits) -> date | None:
    """Civil day on which the first unread answer came."""
    a_lire = _a_lire(vue)
    return vue.temps.jour_civil(a_lire[0].at) if a_lire else None


def _a_lire(vue: VueFaits) -> list[Ligne]:
    """In the order of writing: what is taken up counts from the day it came, before its reading."""
    if not vue.historique.de(PROPOSER):
        return []
    lignes = sorted(vue.historique.de(PROPOSER, *_LUES), key=lambda une: une.seq)
    lue = max((rang for rang, une in enumerate(lignes) if une.evenement != PROPOSER), default=-1)
    return lignes[lue + 1 :]


FAITS = (
    Fait(
        nom="reponses_a_lire",
        type="entier",
        lit=_LUES | {PROPOSER},
        calcul=reponses_a_lire,
    ),
    Fait(
        nom="reponse_proposee_le",
        type="date",
        lit=_LUES | {PROPOSER},
        calcul=reponse_proposee_le,
    ),
)
