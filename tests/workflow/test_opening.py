"""An opening: its first line, its first deadlines, what follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.workflow.support import TEMPS, compiler, le
from workflow.decision import Decision
from workflow.errors import ValeurInvalide
from workflow.opening import DemandeOuverture, ouvrir
from workflow.process import Effet

TEXTE = """
contexte:
  notifie_le: {type: date, saisi: oui}
  recu_le: {type: date, saisi: oui}
  note: {type: texte, saisi: oui, passager: oui}
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
taches: {commencer: {libelle: Commencer, pour: agent}}
ouverture:
  saisies: {notifie_le: obligatoire}
  effets: [tache: commencer]
etats:
  a:
    libelle: A
    initial: oui
    detenteur: agent
    echeances:
      debut: {apres: 10 j, calendrier: bureau, depuis: notifie_le, effets: [mail: rappel],
              repeter: {tous: 5 j, max: 3}}
  b:
    libelle: B
    detenteur: client
    echeances:
      fin: {apres: 10 j, calendrier: bureau, depuis: recu_le, declenche: expirer,
            verification: commencer}
  c: {libelle: C, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [a], vers: b, par: [agent], saisies: {recu_le: obligatoire,
    note: facultatif}}
  expirer: {libelle: Expirer, de: [b], vers: c, par: [horloge]}
"""
COMPILEE = compiler(TEXTE)


def faire(quand: int = 5, **champs: Any) -> Decision:
    demande = DemandeOuverture(
        numero="ESS-2026-00001",
        at=champs.pop("at", le(quand)),
        etat=champs.pop("etat", None),
        parametres={},
        donnees=champs,
    )
    return ouvrir(COMPILEE, demande, le(quand), TEMPS)


def test_an_opening_writes_its_line_and_arms_its_deadlines() -> None:
    decision = faire(notifie_le="2026-01-04")
    assert (decision.ligne.kind, decision.ligne.evenement, decision.ligne.seq) == (
        "ouverture",
        "ouvrir",
        1,
    )
    assert (decision.de, decision.vers) == ("", "a")
    assert decision.donnees == {"notifie_le": date(2026, 1, 4)}
    assert [(timer.nom, timer.du_le) for timer in decision.armes] == [("debut", le(15, 9))]
    assert decision.effets == (Effet(genre="tache", nom="commencer"),)
    assert decision.explication == ("« debut » : 10 j après le 2026-01-04 : 2026-01-14",)
    assert decision.faits == {"essais": 0}


def test_a_past_deadline_becomes_a_task_and_its_reminders_go_on() -> None:
    decision = faire(notifie_le="2025-12-24")
    assert decision.effets == (
        Effet(genre="tache", nom="commencer"),
        Effet(genre="echeance_passee", nom="debut"),
    )
    assert [(timer.rang, timer.du_le) for timer in decision.armes] == [(2, le(9, 9))]


def test_a_dossier_taken_over_in_the_middle_brings_its_fields() -> None:
    decision = faire(etat="b", recu_le="04/01/2026", at=le(4))
    assert (decision.ligne.kind, decision.vers) == ("reprise", "b")
    assert decision.effets == ()
    assert [(timer.rang, timer.du_le) for timer in decision.armes] == [
        (0, le(15, 9)),
        (1, le(15, 14)),
    ]


def test_a_move_whose_verification_is_past_is_left_to_a_person() -> None:
    decision = faire(15, etat="b", recu_le="04/01/2026", at=le(4))
    assert decision.armes == ()
    assert decision.effets == (Effet(genre="echeance_passee", nom="fin"),)


@pytest.mark.parametrize(
    ("champs", "champ", "message"),
    [
        ({}, "notifie_le", "Il manque « notifie_le » à l’ouverture."),
        ({"notifie_le": None}, "notifie_le", "Il manque « notifie_le »"),
        ({"notifie_le": "hier"}, "notifie_le", "n’est pas une date"),
        ({"recu_le": "2026-01-01"}, "recu_le", "n’est pas un champ d’ouverture"),
        ({"etat": "z"}, "etat", "« z » n’est pas un état de Essai."),
        ({"etat": "b", "note": "x"}, "note", "n’est pas un champ d’ouverture"),
        ({"etat": "b", "essais": 3}, "essais", "n’est pas un champ d’ouverture"),
    ],
)
def test_an_opening_amiss_is_an_error(champs: dict[str, Any], champ: str, message: str) -> None:
    with pytest.raises(ValeurInvalide) as erreur:
        faire(**champs)
    assert erreur.value.champ == champ
    assert message in str(erreur.value)


def test_an_empty_anchor_arms_nothing() -> None:
    assert faire(etat="b", at=le(4)).armes == ()
