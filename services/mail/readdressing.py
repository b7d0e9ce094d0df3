"""Finds again the address of a mail that waits for one, once the register knows the person."""

from __future__ import annotations

from typing import Any

from notifications.catalogue import MESSAGES, Envoi
from services.act import Chantier
from services.mail.address_tasks import clore_la_tache
from services.mail.greeting import saluer
from services.mail.messages import INCONNU, PRET, RETENU
from storage import dossiers as depot
from storage import outbox
from storage.dossiers import LigneDossier
from storage.parties import Personne


def retrouver_les_adresses(chantier: Chantier) -> int:
    """Release the mails whose person now has an address; returns how many."""
    attentes = outbox.sans_adresse(chantier.connexion)
    dossiers = depot.par_ids(chantier.connexion, sorted({une.dossier for une in attentes}))
    trouves = 0
    for attente in attentes:
        personne = personne_de(chantier, dossiers[attente.dossier], attente.role, attente.nom)
        if personne is not None:
            _adresser(chantier, attente, personne)
            trouves += 1
    return trouves


def personne_de(chantier: Chantier, dossier: LigneDossier, role: str, nom: str) -> Personne | None:
    """Who now receives a mail written to ``nom``: that person, else whoever has come instead.

    Somebody still in the register without an address is waited for, never replaced.
    """
    personnes = chantier.entourage.personnes(dossier, role)
    if nom != INCONNU and any(une.nom == nom for une in personnes):
        return next((une for une in personnes if une.nom == nom and une.courriel), None)
    return next((une for une in personnes if une.courriel), None)


def _adresser(chantier: Chantier, attente: Any, personne: Personne) -> None:
    """What had to be approved before leaving still has to be."""
    message = MESSAGES.get(attente.message)
    approuver = message is not None and message.envoi is Envoi.A_VALIDER
    outbox.changer(
        chantier.connexion,
        attente.id,
        **saluer(chantier, attente, personne.nom),
        statut=RETENU if approuver else PRET,
        adresse=personne.courriel,
        pret_le=chantier.now,
    )
    clore_la_tache(chantier, attente.dossier, attente.message)
