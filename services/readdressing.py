"""Finds again the address of a mail that waits for one, once the register knows the person."""

from __future__ import annotations

from services.act import Chantier
from storage import dossiers as depot
from storage import outbox, tasks

LOT = 100


def retrouver_les_adresses(chantier: Chantier) -> int:
    """Release the mails whose person now has an address; returns how many."""
    trouves = 0
    for attente in outbox.sans_adresse(chantier.connexion, LOT):
        dossier = depot.par_id(chantier.connexion, attente.dossier)
        personnes = chantier.entourage.personnes(dossier, attente.role) if dossier else []
        connues = [une for une in personnes if une.courriel]
        exacte = next((une for une in connues if une.nom == attente.nom), None)
        personne = exacte or next(iter(connues), None)
        if personne is None:
            continue
        outbox.changer(
            chantier.connexion,
            attente.id,
            statut="pret",
            nom=personne.nom,
            adresse=personne.courriel,
            pret_le=chantier.now,
        )
        tasks.clore(
            chantier.connexion, attente.dossier, "completer_adresse", par="jalon", le=chantier.now
        )
        trouves += 1
    return trouves
