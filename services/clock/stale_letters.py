"""A letter that waits while a party changes its SIRET, its name or its address (domain.md §2.3).

A change in the register, or the day on which one takes effect, touches dossiers that nobody acts
on: each gets a line of its journal and a task, once, before somebody sends the old letter.
"""

from __future__ import annotations

from services.act import Auteur, Suite, commencer
from services.advancing import suivre, suivre_une
from services.loading import charger_snapshot
from services.office import Bureau
from storage import dossiers, letters
from storage.unit_of_work import Connexion

SIGNALER = "signaler_identite_changee"
AUTEUR = Auteur(acteur="jalon")


def signaler_les_courriers(bureau: Bureau) -> int:
    """Put the letters to make again on the desks of their dossiers; how many.

    One transaction a dossier; a letter is told of once, until it is made again.
    """
    with bureau.travail.lire() as connexion:
        attendus = letters.en_attente(connexion, _etats(bureau), SIGNALER)
        perimes = [un.id for un in attendus if _perime(bureau, connexion, un.id)]
    for cle in perimes:
        _signaler(bureau, cle)
    if perimes:
        bureau.reveil()
    return len(perimes)


def _etats(bureau: Bureau) -> dict[str, list[str]]:
    """States of each machine in which a letter may be made again."""
    return {
        machine: sorted(compilee.definition.evenements[SIGNALER].de)
        for machine, compilee in bureau.machines.courantes.items()
        if SIGNALER in compilee.definition.evenements
    }


def _perime(bureau: Bureau, connexion: Connexion, cle: int) -> bool:
    """Whether the guards of the dossier's own version say that its letter is to be made again."""
    dossier = dossiers.par_id(connexion, cle)
    assert dossier is not None  # noqa: S101 # dossiers are never deleted
    compilee = bureau.machines.par_id(connexion, dossier.definition)
    declare = compilee.definition.evenements.get(SIGNALER)
    if declare is None or dossier.state not in declare.de:
        return False
    chantier = commencer(bureau, connexion)
    charge = charger_snapshot(chantier, dossier, compilee, evenement=SIGNALER)
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    return all(portee.tient(garde.si) for garde in compilee.actes[SIGNALER].gardes)


def _signaler(bureau: Bureau, cle: int) -> None:
    """Asked again under the lock: somebody may have made the letter again meanwhile."""
    with bureau.travail.ecrire() as connexion:
        dossier = dossiers.par_id(connexion, cle)
        assert dossier is not None  # noqa: S101 # dossiers are never deleted
        dossiers.verrouiller(connexion, dossier.tete)
        if _perime(bureau, connexion, cle):
            chantier = commencer(bureau, connexion)
            suite = Suite(dossier=cle, evenement=SIGNALER, saisies={}, emetteur=dossier)
            suivre_une(chantier, suite, AUTEUR)
            suivre(chantier, AUTEUR)
