"""What a message is: who receives it, how it leaves, when it goes stale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FACILITATEUR = "facilitateur"
REFERENT = "referent"
ENTREPRISE = "entreprise"
COMPTABLE = "comptable"
RESPONSABLE = "responsable"
PRESCRIPTEUR = "prescripteur"
"""Who follows one person; only dossiers of that person write to it."""
RESEAU = "reseau"
"""Every prescripteur of the territory."""
DESTINATAIRE_INITIAL = "destinataire_initial"
"""Audience of a rectifying mail: the person who had received the wrong one."""
QUI_A_RECU = "qui_a_recu"
"""Whoever has received one of the mails that this one follows (``suit``), and nobody else."""
TITULAIRE_DU_COMPTE = "compte"
"""Whoever an account belongs to, whatever its roles."""

JAMAIS: tuple[str, ...] = ()
"""Letters and alerts never go stale."""


class Envoi(StrEnum):
    """How a message leaves."""

    IMMEDIAT = "immediat"
    DIGEST = "digest"
    """A line of the person's morning mail: the rendered subject is that line."""
    A_VALIDER = "a_valider"
    """Waits for one click of the facilitateur, who may edit the text."""


@dataclass(frozen=True)
class Message:
    """One message: a row here, and a folder of the same name under ``templates/``."""

    nom: str
    audience: str
    libelle: str
    envoi: Envoi = Envoi.IMMEDIAT
    perime: tuple[str, ...] = JAMAIS
    piece_jointe: str = ""
    sauf_auteur: bool = False
    """Not for whoever has done the act that this one follows: an act is told to its author once."""
    suit: tuple[str, ...] = ()
    """Mails that this one follows; with an audience of its own, whoever had one is spared it."""
    liste_structures: bool = False
    """Lists the insertion structures of the territory, whatever act queues it."""

    def perime_dans(self, etat: str) -> bool:
        """Whether the message is stale once its dossier stands in ``etat``."""
        return bool(self.perime) and etat not in self.perime
