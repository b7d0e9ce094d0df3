"""A mail that follows others: to whoever had received one of them, told what it had said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from notifications.catalogue import MESSAGES
from notifications.message import Message
from services.act import Acte, Chantier
from services.mail.message_context import contexte_message
from services.mail.messages import deposer
from services.snapshots import lire_ligne
from storage import dossiers as depot
from storage import outbox
from storage.outbox import CourrielEcrit
from storage.parties import Personne
from workflow.history import donnees_de, effectif, saisies_de
from workflow.values import Ligne


def ecrire_la_suite(chantier: Chantier, acte: Acte, nom: str) -> None:
    """One mail to each person whom ``suit`` has reached since the dossier came to its state.

    Its dates and places are those that the person was given, whatever was corrected since. What
    was withdrawn before it left, or will be because this act leaves its state, gave nothing; one of
    the same kind that still waits is replaced by this one.
    """
    message = MESSAGES[nom]
    lignes = _lignes(chantier, acte)
    depuis = _entree(lignes, acte.decision.de)
    ecrits = [un for un in deja_ecrits(chantier, acte, message) if un.seq >= depuis]
    remplaces = [un for un in ecrits if un.message == nom and not un.parti]
    outbox.retirer(chantier.connexion, acte.dossier.id, [un.seq for un in remplaces])
    recus = [un for un in ecrits if un not in remplaces]
    derniers = {un.adresse.casefold(): un for un in recus}
    for rang, recu in enumerate(derniers.values()):
        dites = _dites(acte, lignes, recu)
        if remplaces and _comme_dit(acte, dites):
            continue  # what had changed since never left: nothing is to be told any more
        contexte = contexte_message(chantier, acte, recu.role)(recu.nom)
        contexte = replace(contexte, dites=dites)
        rendu = chantier.bureau.rendeur.rendre(nom, contexte)
        sien, lecteur = replace(message, audience=recu.role), Personne(recu.nom, recu.adresse)
        deposer(chantier, acte, sien, lecteur, rendu=rendu, rang=rang)


def _comme_dit(acte: Acte, dites: Mapping[str, Any]) -> bool:
    """Whether what the act enters stands again as the person was told."""
    declare = acte.compilee.definition.evenements[acte.decision.ligne.evenement]
    saisis = {une.champ for une in declare.saisies} & acte.compilee.definition.saisis.keys()
    return bool(saisis) and all(dites.get(un) == acte.decision.donnees.get(un) for un in saisis)


def deja_ecrits(chantier: Chantier, acte: Acte, message: Message) -> list[CourrielEcrit]:
    """Mails of ``suit`` that somebody has received, or still will, the oldest first."""
    vers = acte.decision.vers
    ecrits = outbox.ecrits(chantier.connexion, acte.dossier.id, message.suit)
    return [un for un in ecrits if un.parti or not MESSAGES[un.message].perime_dans(vers)]


def _lignes(chantier: Chantier, acte: Acte) -> list[Ligne]:
    lues = depot.lignes_d_un(chantier.connexion, acte.dossier, None)
    return [lire_ligne(acte.compilee, une) for une in lues]


def _entree(lignes: Iterable[Ligne], etat: str) -> int:
    """Line by which the dossier came to a state, last."""
    entrees = (une.seq for une in saisies_de(effectif(lignes)) if une.bouge and une.vers == etat)
    return max(entrees, default=0)


def _dites(acte: Acte, lignes: Iterable[Ligne], recu: CourrielEcrit) -> Mapping[str, Any]:
    """The fields as they stood when that mail was written."""
    alors = effectif(une for une in lignes if une.seq <= recu.seq)
    saisis = acte.compilee.definition.saisis
    return {**saisis, **donnees_de(alors, {}, saisis)}
