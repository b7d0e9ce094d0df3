"""The clock's turn: in order, at its hour, once; what a human did in between counts."""

from __future__ import annotations

import json
import re

import pytest

from services.clock.ticking import tick
from services.reading.looking_mails import courriel
from tests.portfolio import MAR, REL1, REL2, Portefeuille, mener
from tests.services.clockwork import (
    EXPIRATION,
    a,
    compter,
    courriels,
    courrier_recu,
    evenements,
    taches,
)


def test_the_verification_comes_at_the_opening_and_the_move_at_two(
    portefeuille: Portefeuille,
) -> None:
    courrier_recu(portefeuille)
    a(portefeuille, "2025-03-18T16:00")

    assert a(portefeuille, f"{EXPIRATION}T08:59")["declenches"] == 0
    a(portefeuille, f"{EXPIRATION}T09:00")
    assert portefeuille.etat(REL1) == "courrier_recu"
    [verification] = taches(portefeuille, "verifier_courrier")
    assert "18 mars 2025 minuit" in verification.libelle.replace("\u00a0", " ")
    assert str(verification.echeance) == EXPIRATION
    assert a(portefeuille, f"{EXPIRATION}T13:59")["declenches"] == 0
    assert a(portefeuille, f"{EXPIRATION}T14:00")["declenches"] == 1
    assert portefeuille.etat(REL1) == "alerte"
    assert [un.statut for un in taches(portefeuille, "verifier_courrier")] == ["faite"]
    assert [un.adresse for un in courriels(portefeuille, "alerte_donneur_ordre")] == [
        "ref@exemple.test"
    ]


def test_a_jump_of_the_clock_fires_all_of_a_dossier_in_order(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)

    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")

    assert evenements(portefeuille_sqlite)[-3:] == ["fin_proche", "expiration", "delai_expire"]
    assert portefeuille_sqlite.etat(REL1) == "alerte"


def test_what_falls_due_is_fired_in_the_order_of_its_instants(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    a(portefeuille_sqlite, "2025-04-30T10:00")

    requete = """SELECT d.numero, j.event, t.due_at FROM journal j
        JOIN dossier d ON d.id = j.dossier JOIN timer t ON t.dossier = d.id AND t.name = j.event
        WHERE j.kind = 'echeance' AND t.status = 'declenche' AND t.rung IN (0, 1)
        AND d.numero = :n ORDER BY j.seq"""
    dues = [une.due_at for une in portefeuille_sqlite.rangees(requete, n=REL1)]
    assert len(dues) >= 2
    assert dues == sorted(dues)


def test_thirty_days_at_once_fire_everything_once(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    portefeuille.attendre(days=29, hours=23)  # summer time has come
    tick(portefeuille.bureau)
    assert evenements(portefeuille).count("expiration") == 1
    portefeuille.attendre(hours=5)
    tick(portefeuille.bureau)

    assert evenements(portefeuille).count("delai_expire") == 1
    assert len(courriels(portefeuille, "alerte_donneur_ordre")) == 1
    assert tick(portefeuille.bureau)["declenches"] == 0
    assert compter(portefeuille, "tache", "statut = 'ouverte' AND code = 'repondre_alerte'") == 1
    assert tick(portefeuille.bureau) == {
        "declenches": 0,
        "transmis": 0,
        "incidents": 0,
        "retour_de_panne": False,
    }


def test_reminders_missed_meanwhile_are_merged(portefeuille: Portefeuille) -> None:
    a(portefeuille, "2025-05-30T10:00")

    assert evenements(portefeuille, REL2).count("premier_contact_attendu") == 1
    requete = "SELECT count(*) FROM digest_ligne WHERE message = 'premier_contact_attendu'"
    assert portefeuille.rangees(requete)[0][0] == 3  # one for each relation


def test_a_company_that_was_reached_is_not_asked_for_again(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """What is awaited next is another act: its own deadline, counted from the contact."""
    portefeuille_sqlite.fire(
        REL2,
        "consigner_contact",
        date="2025-03-03",
        moyen="telephone",
        sens="sortant",
        resultat="joint",
    )
    assert portefeuille_sqlite.timers(REL2) == {("contact_a_suivre", 1)}

    a(portefeuille_sqlite, "2025-03-25T10:00+01:00")

    assert "premier_contact_attendu" not in evenements(portefeuille_sqlite, REL2)
    assert [un.statut for un in taches(portefeuille_sqlite, "suite_du_contact", REL2)] == [
        "ouverte"
    ]


def test_a_reminder_comes_back_until_its_last(portefeuille_sqlite: Portefeuille) -> None:
    for jour in ("2025-03-18", "2025-03-25", "2025-04-01", "2025-04-08", "2025-04-15"):
        a(portefeuille_sqlite, f"{jour}T10:00+02:00")

    assert evenements(portefeuille_sqlite, REL2).count("premier_contact_attendu") == 3
    assert ("premier_contact_attendu", 4) not in portefeuille_sqlite.timers(REL2)


@pytest.mark.parametrize(
    ("recu", "expire", "rien", "verifie", "bouge"),
    [
        # 16/04 + 15 days = Friday 1 May, a holiday: Monday 4, looked at on Tuesday 5.
        (
            "2026-04-16",
            "2026-05-04",
            "2026-05-04T16:00+02:00",
            "2026-05-05T09:00+02:00",
            "2026-05-05T14:00+02:00",
        ),
        # 17/10 + 15 days = Sunday 1 November, All Saints: Monday 2.
        ("2026-10-17", "2026-11-02", "2026-11-02T16:00", "2026-11-03T09:00", "2026-11-03T14:00"),
        # Over the spring change: 14 March + 15 days = Sunday 29: Monday 30, looked at the 31.
        (
            "2026-03-14",
            "2026-03-30",
            "2026-03-30T16:00+02:00",
            "2026-03-31T09:00+02:00",
            "2026-03-31T14:00+02:00",
        ),
        # Over the autumn change: 12 October + 15 days = Tuesday 27.
        ("2026-10-12", "2026-10-27", "2026-10-27T16:00", "2026-10-28T09:00", "2026-10-28T14:00"),
    ],
)
def test_holidays_and_changes_of_clock_put_no_hour_wrong(
    portefeuille_sqlite: Portefeuille, recu: str, expire: str, rien: str, verifie: str, bouge: str
) -> None:
    mener(portefeuille_sqlite, "courrier_envoye")
    portefeuille_sqlite.aller(recu)
    tick(portefeuille_sqlite.bureau)
    portefeuille_sqlite.fire(REL1, "constater_reception", courrier_recu_le=recu, preuve="AR 1")

    a(portefeuille_sqlite, rien)
    assert taches(portefeuille_sqlite, "verifier_courrier") == []
    a(portefeuille_sqlite, verifie)
    assert len(taches(portefeuille_sqlite, "verifier_courrier")) == 1
    heure = bouge.replace("T14:00", "T13:59")
    a(portefeuille_sqlite, heure)
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    a(portefeuille_sqlite, bouge)
    assert portefeuille_sqlite.etat(REL1) == "alerte"
    [ligne] = [une for une in portefeuille_sqlite.journal(REL1) if une.event == "delai_expire"]
    assert f'"dernier_jour":"{expire}"' in ligne.payload.replace(": ", ":")


def test_an_answer_in_time_recorded_before_stops_the_move(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    a(portefeuille_sqlite, f"{EXPIRATION}T09:00")
    portefeuille_sqlite.fire(REL1, "recevoir_reponse", recue_le="2025-03-18")

    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")

    assert portefeuille_sqlite.etat(REL1) == "en_relation"
    assert courriels(portefeuille_sqlite, "alerte_donneur_ordre") == []
    assert [un.statut for un in taches(portefeuille_sqlite, "verifier_courrier")] == ["faite"]


def test_an_answer_in_time_recorded_later_withdraws_the_alert(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")
    portefeuille_sqlite.fire(REL1, "retirer_alerte", recue_le="2025-03-18")

    assert portefeuille_sqlite.etat(REL1) == "en_relation"
    assert [un.statut for un in courriels(portefeuille_sqlite, "retrait_alerte")] == ["retenu"]
    assert ("rappel_alerte", 1) not in portefeuille_sqlite.timers(REL1)


def test_the_clock_s_copy_of_the_facts_counts_the_linked_dossiers(
    portefeuille: Portefeuille,
) -> None:
    a(portefeuille, "2025-05-30T10:00+02:00")

    requete = "SELECT faits FROM dossier WHERE numero = :n"
    assert json.loads(portefeuille.rangees(requete, n=MAR)[0][0])["relations_ouvertes"] == 3


def test_a_turn_may_be_bounded(portefeuille_sqlite: Portefeuille) -> None:
    courrier_recu(portefeuille_sqlite)
    portefeuille_sqlite.attendre(days=40)

    un = tick(portefeuille_sqlite.bureau, lots_max=1)
    reste = tick(portefeuille_sqlite.bureau)

    assert un["declenches"] > 0
    assert reste["declenches"] > 0
    assert {"fin_proche", "expiration"} <= set(evenements(portefeuille_sqlite))
    assert tick(portefeuille_sqlite.bureau)["declenches"] == 0


def test_a_reminder_names_the_day_that_was_missed_and_its_rank(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The day stays from mail to mail; the first of them asks, it reminds of nothing."""
    for jour in ("2025-03-18", "2025-03-31", "2025-04-01", "2025-04-14"):
        a(portefeuille_sqlite, f"{jour}T09:00" + ("+02:00" if jour > "2025-03-30" else ""))
    lus = [
        courriel(portefeuille_sqlite.bureau, un.id)
        for un in courriels(portefeuille_sqlite, "rappel_pieces")
    ]

    dits = [un["texte"].replace("\u00a0", " ") for un in lus]
    missed = "Échéance passée le lundi 17 mars 2025"
    assert [re.findall(r"Échéance[^.]*", un) for un in dits] == [
        [missed],
        [f"{missed} ; premier rappel"],
    ]
    assert [un["sujet"].partition(" ")[0] for un in lus] == ["Pièces", "Rappel\u00a0:"]
    assert not any("d’ici au" in un for un in dits)
