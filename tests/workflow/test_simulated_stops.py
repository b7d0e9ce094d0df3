"""A simulation of what stops: guards that hold a deadline, holds, what they put on a desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.workflow.machines import GENERIQUES
from tests.workflow.support import Dossier, compiler, le
from tests.workflow.test_simulate import (
    DEPART,
    FILLE,
    MERE,
    PASSER,
    courir,
    machines,
    ouverte,
    scenario,
)
from workflow.decision import Attente
from workflow.scenarios import Geste, Scenario
from workflow.simulate import Simulation


@pytest.mark.parametrize("limite", [", dans: 0 jo", ""])
def test_a_deadline_that_a_guard_holds_is_told_once_and_goes_on(limite: str) -> None:
    """As the clock does: its task, then the move, as soon as what held it is over."""
    gardee = MERE.replace("par: [horloge], effets", "par: [horloge], gardes: [sans_fille], effets")
    retenue = f"  echeance_retenue: {{libelle: Attend, pour: chef{limite}}}\n"
    gardee = gardee.replace("etats:\n", f"{retenue}etats:\n", 1)
    partie = FILLE.replace(
        "  partie:",
        "  mure: {libelle: M, detenteur: agent, echeances: {fin: {apres: 9 j, calendrier: bureau,\n"
        "      depuis: entree, declenche: tomber}}}\n  partie:",
    ).replace(
        "de: [neuve], vers: partie, par: [systeme]}", "de: [mure], vers: partie, par: [systeme]}"
    )
    partie = partie.replace("effets: [emet: {evenement: signaler, a: parent}]", "declenche: murir")
    partie += """  murir: {libelle: Murir, de: [neuve], vers: mure, par: [horloge]}
  tomber: {libelle: Tomber, de: [mure], vers: partie, par: [horloge]}
"""
    connues = machines(gardee, partie)
    constats = courir(connues, ouverte(connues["mere"]), joue=scenario(a=PASSER), jours=60)
    assert not [un for un in constats if un.effet == "refus"]
    tenus = [(un.le.day, un.nom) for un in constats if un.nom.startswith("echeance_retenue")]
    assert tenus == [(15, "echeance_retenue:terme")]
    fin = next(un.le for un in constats if (un.dossier, un.effet, un.nom) == ("M-1", "etat", "fin"))
    tombee = next(un.le for un in constats if (un.effet, un.nom) == ("etat", "partie"))
    assert fin.date() - tombee.date() == timedelta(days=1)


def test_an_act_on_what_is_held_tells_it_no_second_time() -> None:
    gardee = MERE.replace("par: [horloge], effets", "par: [horloge], gardes: [sans_fille], effets")
    retenue = "  echeance_retenue: {libelle: Attend, pour: chef}\n"
    gardee = gardee.replace("etats:\n", f"{retenue}etats:\n", 1)
    connues = machines(gardee, FILLE.replace("soin: {apres: 1 j", "soin: {apres: 12 j"))
    constats = courir(connues, ouverte(connues["mere"]), joue=scenario(a=PASSER))
    tenus = [un.le for un in constats if un.nom == "echeance_retenue:terme"]
    signales = [un.le for un in constats if (un.dossier, un.nom) == ("M-1", "alerte")]
    assert [un.day for un in tenus] == [15]
    assert min(signales) > tenus[0]


def test_a_deadline_whose_event_is_refused_says_it_once() -> None:
    exigee = MERE.replace(
        "par: [horloge], effets", "par: [horloge], saisies: {note: obligatoire}, effets"
    )
    connues = machines(exigee)
    constats = courir(connues, ouverte(connues["mere"]), joue=scenario(a=PASSER))
    assert [(un.le.day, un.nom) for un in constats if un.effet == "refus"] == [(15, "echoir")]


def test_a_hold_stops_all_but_its_own_end() -> None:
    texte = """
etats:
  a: {libelle: A, initial: oui, detenteur: agent, echeances: {rappel: {apres: 3 j,
      calendrier: bureau, depuis: entree, effets: [mail: rappel]}}}
  fin: {libelle: Fin, final: oui}
evenements:
  finir: {libelle: Finir, de: [a], vers: fin, par: [agent]}
"""
    compilee = compiler(texte, generiques=GENERIQUES)
    dossier = Dossier.neuf(compilee)
    ouvert = ouverte(compilee)
    dossier.snapshot = ouvert.snapshot
    dossier.faire("mettre_en_attente", le(6), mode="temps_restant", jusqu_au="2026-01-20",
                  motif="congés")  # fmt: skip
    assert isinstance(dossier.snapshot.attente, Attente)
    ouvert.snapshot = dossier.snapshot
    constats = courir({"essai": compilee}, ouvert)
    ((jour, effet, pourquoi),) = ((un.le.day, un.effet, un.pourquoi) for un in constats)
    assert (effet, pourquoi) == ("courriel", "échéance « rappel »")
    assert jour > 20


def test_a_hold_put_in_the_future_takes_the_task_off_its_desk_and_gives_it_back() -> None:
    texte = """
taches:
  voir: {libelle: Voir, pour: agent, dans: 5 j}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, echeances: {rappel: {apres: 3 j,
      calendrier: bureau, depuis: entree, effets: [tache: voir]}}}
  fin: {libelle: Fin, final: oui}
evenements:
  finir: {libelle: Finir, de: [a], vers: fin, par: [agent]}
"""
    compilee = compiler(texte, generiques=GENERIQUES)
    pause = {"mode": "temps_restant", "jusqu_au": "2026-01-19", "motif": "congés"}
    geste = Geste(evenement="mettre_en_attente", saisies=pause)
    simulation = Simulation(
        portefeuille={"M-1": ouverte(compilee)},
        machines={"essai": compilee},
        scenario=Scenario(nom="essai", libelle="Essai", gestes={("essai", "a"): (geste,)}),
        depart=DEPART,
        fin=DEPART + timedelta(days=30),
        parametres=lambda _machine: {},
    )
    simulation.courir()
    sejours = [
        (un.depuis.day, un.finie.day if un.finie else None, un.echeance)
        for un in simulation.taches.toutes
    ]
    assert sejours == [(9, 9, date(2026, 1, 14)), (19, None, date(2026, 1, 24))]
