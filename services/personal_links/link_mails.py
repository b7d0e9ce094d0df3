"""What the mail of a link said, for whoever opens it and is asked nothing."""

from __future__ import annotations

from itertools import takewhile

from services.mail.message_context import LIEN_PERSONNEL
from storage import looking_details as details
from storage.looking import LigneVue
from storage.personal_links import LigneLien
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion


def dossier_a_bouge(connexion: Connexion, ligne: LigneLien, vue: LigneVue) -> bool:
    """Whether the dossier stands elsewhere than where it stood when the mail was written.

    A letter bears no line of the journal: its dossier is taken to have moved.
    """
    if ligne.seq is None:
        return True
    (ecrite,) = details.journal(connexion, vue.dossier.id, apres=ligne.seq - 1, limite=1)
    return bool(ecrite["to_state"] != vue.dossier.state)


def texte_du_courriel(connexion: Connexion, ligne: LigneLien) -> str:
    """The mail of a link up to the link itself; empty for a letter, or once it is erased."""
    lu = details.courriel(connexion, ligne.courriel) if ligne.courriel is not None else None
    if lu is None or not lu["corps"]:
        return ""
    paragraphes = str(lire_json(lu["corps"])["texte"]).split("\n\n")
    return "\n\n".join(takewhile(lambda un: LIEN_PERSONNEL not in un, paragraphes))
