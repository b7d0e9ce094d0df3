"""Every (state, event) of the real machines by every role: the declared target, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from jalon.assembly import calendriers, machines
from jalon.settings import Reglages
from services.errors import Refused
from services.machines import Machines
from states.roles import ROLES
from storage.engines import ouvrir
from storage.migrating import migrer
from storage.unit_of_work import Travail
from tests.portfolio import COMPTES, REL1, Portefeuille
from workflow.compiled import Compilee
from workflow.decision import Attente, Decision, Demande, Snapshot
from workflow.kernel import decide
from workflow.process import Champ, Evenement
from workflow.refusals import SANS_PAUSE
from workflow.values import ROLES_DU_MOTEUR, SYSTEME

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
MACHINES = machines()
TEMPS = calendriers(Reglages())("metropole")
TOUS_LES_ROLES = (*ROLES, *sorted(ROLES_DU_MOTEUR))
HISTOIRE = frozenset({"correction", "retablissement"})
VALEURS = {"date": "2025-03-03", "instant": NOW, "entier": "1", "decimal": "1", "booleen": "oui"}


def couples() -> Iterator[tuple[str, str]]:
    for machine, compilee in sorted(MACHINES.courantes.items()):
        for etat in compilee.definition.etats:
            yield machine, etat


def valeur(champ: Champ) -> object:
    if champ.nom == "jusqu_au":
        return "2025-03-10"  # a pause ends on a day to come
    return champ.valeurs[0] if champ.type == "choix" else VALEURS.get(champ.type, "x")


def demander(compilee: Compilee, etat: str, evenement: Evenement, role: str) -> object:
    """The event with its compulsory fields, on a dossier of that state and of nothing else."""
    acte = compilee.actes[evenement.nom]
    saisies = {nom: valeur(acte.champs[nom]) for nom in acte.obligatoires}
    attente = Attente(depuis=NOW, jusqu_au=None, mode="date_fixe", personne=role != SYSTEME)
    snapshot = Snapshot(
        numero="X-1", etat=etat, attente=attente if evenement.operation == "reprise" else None
    )
    demande = Demande(evenement=evenement.nom, role=role, at=NOW, saisies=saisies)
    return decide(compilee, snapshot, demande, NOW, TEMPS)


@pytest.mark.parametrize(("machine", "etat"), list(couples()))
def test_target_or_refusal(machine: str, etat: str) -> None:
    compilee = MACHINES.courantes[machine]
    for evenement in compilee.definition.evenements.values():
        for role in TOUS_LES_ROLES:
            possible = etat in evenement.de and role in evenement.par
            if possible and evenement.operation in HISTOIRE:
                continue  # they need a past: tests/services/test_corrections.py has their cases
            issue = demander(compilee, etat, evenement, role)
            cas = (evenement.nom, role)
            if isinstance(issue, Decision):
                cibles = {evenement.vers or etat, *(une.vers for une in evenement.selon)}
                assert possible, cas
                assert issue.vers in cibles, cas
                continue
            refusees = {une.garde for une in issue.conditions}  # type: ignore[attr-defined] # a Refus
            assert ("etat" in refusees) is (etat not in evenement.de), cas
            assert ("role" in refusees) is (role not in evenement.par), cas
            gardes = {*evenement.gardes, "etat", "role", "selon"}
            if evenement.operation == "attente" and compilee.definition.etats[etat].sans_pause:
                gardes.add(SANS_PAUSE)
            assert refusees, ("a refusal says why", *cas)
            assert not possible or refusees <= gardes, cas


def _refuses(compilee: Compilee) -> Iterator[tuple[str, str]]:
    for nom, evenement in compilee.definition.evenements.items():
        for role in ROLES:
            if role not in evenement.par:
                yield nom, role


def test_every_role_is_refused_what_is_not_its_own(portefeuille_sqlite: Portefeuille) -> None:
    """Through the accounts, on the stored dossier: nothing is written, the role is said."""
    avant = portefeuille_sqlite.tout()
    acceptes = []
    compilee = MACHINES.courantes["relation_entreprise"]
    for nom, role in _refuses(compilee):
        try:
            portefeuille_sqlite.fire(REL1, nom, by=COMPTES[role])
        except Refused as erreur:
            if {une.garde for une in erreur.refus.conditions} & {"role", "etat"}:
                continue
        acceptes.append((nom, role))
    assert acceptes == []
    assert portefeuille_sqlite.tout() == avant


def test_a_definition_undone_is_not_remembered(sqlite_url: str) -> None:
    """The id of a definition whose transaction was undone serves another machine."""
    migrer(sqlite_url)
    travail = Travail(ouvrir(sqlite_url))
    fraiches: Machines = machines()
    with travail.moteurs.ecriture.connect() as connexion:  # closed without commit: undone
        premier, _ = fraiches.courante(connexion, "relation_entreprise", NOW)
        assert fraiches.par_id(connexion, premier).definition.machine == "relation_entreprise"
    with travail.ecrire() as connexion:
        deuxieme, _ = fraiches.courante(connexion, "marche", NOW)
    assert deuxieme == premier
    for _ in range(2):
        with travail.ecrire() as connexion:
            assert fraiches.par_id(connexion, deuxieme).definition.machine == "marche"
            assert fraiches.courante(connexion, "marche", NOW)[0] == deuxieme
            troisieme, _ = fraiches.courante(connexion, "relation_entreprise", NOW)
            assert fraiches.par_id(connexion, troisieme).definition.machine == "relation_entreprise"
            assert troisieme == deuxieme + 1
    travail.moteurs.fermer()
