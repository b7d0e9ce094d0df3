"""Every role × every route of an act × every event, over all machines and states.

The kernel is asked about all of them; a pass through the service and the pages holds it to that.
"""

from __future__ import annotations

from typing import Any

import pytest

from services.accounts.signing_in import poser_mot_de_passe
from services.errors import Refused
from services.loading import charger_snapshot
from services.people import SUIVENT_UNE_PERSONNE
from services.reading.looking import trouver
from services.reading.looking_dossier import chantier_de_lecture
from services.register.registering import CompteSaisi, ajouter_compte
from states.roles import COMPTABLE, FACILITATEUR, REFERENT, RESPONSABLE, ROLES
from tests.portfolio import COMPTES, Portefeuille
from tests.web.conftest import COFFRE, MOT_DE_PASSE, Guichet
from tests.web.conftest import COMPTES as ENTRENT
from tests.web.test_every_machine import ADRESSES, MACHINES, ouvrir
from workflow.explain import expliquer

LECTEURS = {FACILITATEUR, RESPONSABLE, REFERENT}
"""Who reads every kind of dossier of their reach; the comptable reads invoices alone."""


def _lit(role: str, machine: str) -> bool:
    if role == REFERENT and machine in SUIVENT_UNE_PERSONNE:
        return False
    return role in LECTEURS or (role == COMPTABLE and machine == "facture")


@pytest.mark.parametrize("machine", MACHINES)
def test_no_role_is_offered_an_act_of_another(
    portefeuille_sqlite: Portefeuille, machine: str
) -> None:
    bureau, definition = portefeuille_sqlite.bureau, MACHINES[machine]
    for etat in definition.etats:
        numero = ouvrir(portefeuille_sqlite, machine, etat)
        with bureau.travail.lire() as connexion:
            chantier = chantier_de_lecture(bureau, connexion)
            dossier = trouver(bureau, connexion, numero).dossier
            compilee = bureau.machines.par_id(connexion, dossier.definition)
            charge = charger_snapshot(chantier, dossier, compilee)
            for role in ROLES:
                dite = expliquer(
                    compilee, charge.snapshot, frozenset({role}), chantier.now, charge.temps
                )
                offerts = {un.evenement for un in dite.possibles}
                siens = {nom for nom, un in definition.evenements.items() if role in un.par}
                assert (etat, role, offerts - siens) == (etat, role, set())


@pytest.mark.parametrize("role", COMPTES)
def test_the_service_refuses_every_act_of_another(
    portefeuille_sqlite: Portefeuille, role: str
) -> None:
    for machine, definition in MACHINES.items():
        numero = ouvrir(portefeuille_sqlite, machine, definition.etat_initial)
        for nom, evenement in definition.evenements.items():
            if role in evenement.par:
                continue
            with pytest.raises(Refused) as refus:
                portefeuille_sqlite.fire(numero, nom, COMPTES[role], _essai=True)
            assert refus.value.refus.conditions


@pytest.mark.parametrize("role", [un for un in COMPTES if COMPTES[un] in ENTRENT])
def test_the_pages_refuse_what_the_service_refuses(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, role: str
) -> None:
    guichet.entrer(COMPTES[role])
    jeton = guichet.jeton("/compte")
    for machine, definition in MACHINES.items():
        numero = ouvrir(portefeuille_sqlite, machine, definition.etat_initial)
        fiche = f"/{ADRESSES[machine]}/{numero}"
        assert (guichet.lire(fiche).status_code == 200) is _lit(role, machine)
        avant = portefeuille_sqlite.journal(numero)
        autres = [nom for nom, un in definition.evenements.items() if role not in un.par]
        for nom in autres[:2]:
            donnees: dict[str, Any] = {"_jeton": jeton, "etape": "faire", "motif": "essai"}
            statut = guichet.client.post(f"{fiche}/actes/{nom}", data=donnees).status_code
            assert (machine, nom, statut in {400, 404, 409, 422}) == (machine, nom, True)
        assert portefeuille_sqlite.journal(numero) == avant


def test_a_colleague_does_nothing_on_a_person_that_another_follows(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """A second facilitateur, who follows nothing here: every machine × route × event."""
    p = portefeuille_sqlite
    collegue = CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",))
    ajouter_compte(p.bureau.travail, collegue)
    poser_mot_de_passe(p.bureau, COFFRE, "fac2", MOT_DE_PASSE)
    guichet.entrer("fac2")
    for machine, definition in MACHINES.items():
        numero = ouvrir(p, machine, definition.etat_initial)
        fiche = f"/{ADRESSES[machine]}/{numero}"
        attendu = 404 if machine in SUIVENT_UNE_PERSONNE else 200
        assert guichet.lire(fiche).status_code == 200
        for nom in definition.evenements:
            acte = guichet.lire(f"{fiche}/actes/{nom}").status_code
            assert (machine, nom, acte) == (machine, nom, attendu)
