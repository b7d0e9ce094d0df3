"""The délai that was announced to a company is the one that judges its answer."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from services.clock.recalculating import recalculer
from services.clock.ticking import tick
from services.errors import Refused
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from services.reading.looking_dossier import dossier
from tests.portfolio import INVITATION, REFUS, REL1, Portefeuille, mener
from tests.services.clockwork import a

PAUSE_DITE = (
    "15 jours calendaires à compter du 03/03/2025\u00a0: 1 jour écoulé avant la pause du "
    "04/03/2025 au 14/03/2025 (10 jours) → vendredi 28/03/2025"
)
GARDE_DIT = (
    "« Fin du délai du courrier », délai annoncé à un tiers, reste : 18 mars 2025 "
    "(13 mars 2025 avec les réglages du jour)."
)


def pause(portefeuille: Portefeuille, du: str, au: str, mode: str = "temps_restant") -> None:
    """A hold of the first relation, from one morning to another."""
    portefeuille.aller(du)
    portefeuille.fire(REL1, "mettre_en_attente", mode=mode, motif="ordre de service")
    portefeuille.aller(au)
    portefeuille.fire(REL1, "reprendre")


def au_delai(portefeuille: Portefeuille, delai: str = "10 j") -> Portefeuille:
    """The same desk, the délai of the courrier changed in the settings."""
    parametres = {"relation_entreprise": {"delai_courrier": delai}}
    reglages = dataclasses.replace(portefeuille.bureau.reglages, parametres=parametres)
    return portefeuille.avec(reglages=reglages)


def fin(portefeuille: Portefeuille, nom: str = "expiration") -> dict[str, Any]:
    """A deadline of the first relation, as ``explain`` tells it."""
    dites = expliquer_dossier(portefeuille.bureau, REL1)["echeances"]
    return next(une for une in dites if une["nom"] == nom)


def test_the_days_of_a_hold_are_given_back_to_the_company(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    pause(portefeuille, "2025-03-04", "2025-03-14")
    portefeuille.aller("2025-03-28")  # the 18th, and ten days

    with pytest.raises(Refused):
        portefeuille.fire(REL1, "recevoir_reponse", recue_le="2025-03-29")
    portefeuille.fire(REL1, "recevoir_reponse", recue_le="2025-03-28")

    assert portefeuille.etat(REL1) == "en_relation"
    assert verifier(portefeuille.bureau)["intact"]


def test_the_working_of_a_resumed_delai_tells_its_anchor_and_its_hold(
    portefeuille_sqlite: Portefeuille,
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    pause(portefeuille_sqlite, "2025-03-04", "2025-03-14")

    expiration, proche = fin(portefeuille_sqlite), fin(portefeuille_sqlite, "fin_proche")

    assert (expiration["depart"], expiration["dernier_jour"]) == ("2025-03-03", "2025-03-28")
    assert expiration["calcul"][:2] == [
        PAUSE_DITE,
        "Dernier jour\u00a0: vendredi 28 mars 2025 à minuit (fin de la journée)",
    ]
    assert proche["calcul"][0] == ("3 jours calendaires avant le 28/03/2025 → mardi 25/03/2025")
    assert dossier(portefeuille_sqlite.bureau, REL1)["faits"]["fin_delai_courrier"] == "2025-03-28"


def test_a_reminder_passed_during_a_hold_is_skipped_and_said(
    portefeuille_sqlite: Portefeuille,
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    pause(portefeuille_sqlite, "2025-03-13", "2025-03-17", mode="date_fixe")

    assert ("fin_proche", 1) not in portefeuille_sqlite.timers(REL1)
    dites = json.loads(portefeuille_sqlite.journal(REL1)[-1].explanation)
    assert "« Fin proche du délai du courrier » : 14 mars 2025, déjà passé ; non armé." in dites


def test_a_shorter_parameter_does_not_touch_an_announced_delay(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.attendre(days=12)
    change = au_delai(portefeuille)

    assert recalculer(change.bureau, appliquer=True)
    change.fire(REL1, "recevoir_reponse", recue_le="2025-03-15")

    assert change.etat(REL1) == "en_relation"


def test_a_kept_delai_keeps_its_reminder_and_says_so_once(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    change = au_delai(portefeuille)

    a_sec = recalculer(change.bureau)
    ecrits = recalculer(change.bureau, appliquer=True)

    assert [(un["echeance"], un["rang"], un["applique"]) for un in ecrits] == [
        ("expiration", 0, False),
        ("expiration", 1, False),
    ]
    assert [un["apres"] for un in a_sec] == [un["apres"] for un in ecrits]
    assert recalculer(change.bureau) == []
    assert fin(change, "fin_proche")["dernier_jour"] == "2025-03-14"
    assert json.loads(change.journal(REL1)[-1].explanation) == [GARDE_DIT]


def test_a_lengthened_delai_takes_its_reminder_along(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    change = au_delai(portefeuille_sqlite, "20 j")

    a_sec = recalculer(change.bureau)
    ecrits = recalculer(change.bureau, appliquer=True, motif="avenant n° 2")

    assert [un["apres"] for un in a_sec] == [un["apres"] for un in ecrits]
    assert {un["echeance"] for un in ecrits} == {"expiration", "fin_proche"}
    assert recalculer(change.bureau) == []
    assert fin(change, "fin_proche")["dernier_jour"] == "2025-03-21"


def test_an_alert_for_a_refusal_remembers_the_delai_that_ran(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    pause(portefeuille, "2025-03-04", "2025-03-14")
    portefeuille.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    portefeuille.aller("2025-03-29")

    portefeuille.fire(REL1, "retirer_alerte", recue_le="2025-03-28")

    assert portefeuille.etat(REL1) == "en_relation"


def test_a_state_found_again_finds_the_delai_as_it_was_announced(
    portefeuille: Portefeuille,
) -> None:
    mener(portefeuille, "courrier_recu")
    pause(portefeuille, "2025-03-04", "2025-03-14")
    portefeuille.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    change = au_delai(portefeuille)

    change.fire(REL1, "retablir", etat="courrier_recu", motif="refus mal lu")

    assert fin(change)["dernier_jour"] == "2025-03-28"
    assert fin(change, "fin_proche")["dernier_jour"] == "2025-03-25"


def test_an_expired_delai_found_again_still_judges_as_announced(
    portefeuille: Portefeuille,
) -> None:
    mener(portefeuille, "courrier_recu")
    a(portefeuille, "2025-03-19T14:00")
    change = au_delai(portefeuille)
    change.fire(REL1, "retablir", etat="courrier_recu", motif="réponse retrouvée")

    change.fire(REL1, "recevoir_reponse", recue_le="2025-03-18")

    assert change.etat(REL1) == "en_relation"


def test_the_observations_last_as_long_as_was_announced(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    a(portefeuille, "2025-03-19T14:00")
    portefeuille.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-19")
    invitation = {**INVITATION, "invitation_recue_le": "2025-03-19"}
    portefeuille.fire(
        REL1, "engager_penalites", by="ref", montant="1200", faits="silence", **invitation
    )
    portefeuille.aller("2025-03-20")
    portefeuille.fire(
        REL1,
        "suspendre_la_procedure",
        by="ref",
        mode="temps_restant",
        jusqu_au="2025-04-30",
        motif="chantier arrêté",
    )
    portefeuille.aller("2025-03-31")
    portefeuille.fire(REL1, "reprendre")
    portefeuille.aller("2025-04-10")  # past the first end, 3 April

    with pytest.raises(Refused) as refus:
        portefeuille.fire(
            REL1, "exonerer", by="ref", motif="x", _pieces={"piece": ("d.pdf", b"%PDF-1.4 d")}
        )
    assert "14 avril 2025 à minuit" in refus.value.refus.conditions[0].phrase


def test_a_reception_recorded_late_leaves_a_day_to_look_at_the_mail(
    portefeuille: Portefeuille,
) -> None:
    mener(portefeuille, "courrier_envoye")
    portefeuille.attendre(days=40)
    portefeuille.fire(REL1, "constater_reception", courrier_recu_le="2025-03-10", preuve="AR")
    tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "courrier_recu"
    portefeuille.attendre(days=3, hours=23)  # summer time has come
    tick(portefeuille.bureau)
    portefeuille.attendre(hours=5)
    tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "alerte"


def test_a_late_answer_is_still_refused(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.attendre(days=25)
    jour = portefeuille.bureau.calendriers("metropole").jour_civil(
        portefeuille.horloge.maintenant()
    )
    with pytest.raises(Refused):
        portefeuille.fire(REL1, "recevoir_reponse", recue_le=jour.isoformat())
