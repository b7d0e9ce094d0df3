"""``recalculer``: lists both dates, changes nothing by itself, never shortens a promise."""

from __future__ import annotations

import dataclasses
import json
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from services.clock.recalculating import recalculer
from services.errors import Interdit
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from states.calendars import Calendriers, HeuresDeBureau
from storage.unit_of_work import Connexion, Travail
from tests.portfolio import MAR, REL1, REL2, Portefeuille, mener
from tests.services.clockwork import EXPIRATION, a, courrier_recu
from tests.services.test_marche_life import PROGRAMME, preconiser

RELATION = "relation_entreprise"
RAPPEL = "rappel_delai_courrier"


def avec(portefeuille: Portefeuille, **parametres: Any) -> Portefeuille:
    """The same desk, parameters of the relation changed in the settings."""
    reglages = dataclasses.replace(portefeuille.bureau.reglages, parametres={RELATION: parametres})
    return portefeuille.avec(reglages=reglages)


def ferme(portefeuille: Portefeuille, *jours: date) -> Portefeuille:
    """The same desk, closed on those days."""
    heures = HeuresDeBureau(fermetures=jours)
    return portefeuille.avec(calendriers=lambda zone: Calendriers(zone, heures))


def dates(ecarts: list[dict[str, Any]], nom: str) -> list[tuple[int, str, str]]:
    """Rank, date before and after of the timers of a name."""
    return sorted(
        (un["rang"], un["avant"][:10], un["apres"][:10]) for un in ecarts if un["echeance"] == nom
    )


def due(portefeuille: Portefeuille, nom: str, dossier: str = REL1) -> str:
    requete = """SELECT max(t.due_at) FROM timer t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.name = :nom AND t.status = 'arme'"""
    return str(portefeuille.rangees(requete, n=dossier, nom=nom)[0][0])[:10]


def test_nothing_differs_as_long_as_nothing_changed(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)

    assert recalculer(portefeuille.bureau) == []
    assert recalculer(portefeuille.bureau, appliquer=True) == []


def test_a_changed_parameter_changes_nothing_by_itself(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    avant = portefeuille.tout()
    change = avec(portefeuille, delai_courrier="20 j")

    ecarts = recalculer(change.bureau)

    assert dates(ecarts, "expiration") == [
        (0, EXPIRATION, "2025-03-25"),
        (1, EXPIRATION, "2025-03-25"),
    ]
    assert all(not un["applique"] for un in ecarts)
    assert ecarts[0]["calcul"]
    assert portefeuille.tout() == avant
    a(change, f"{EXPIRATION}T14:00")
    assert change.etat(REL1) == "alerte"  # the délai that was announced


def test_a_promise_is_lengthened_with_a_reason_only(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    change = avec(portefeuille, delai_courrier="20 j", delai_premier_contact="30 j")
    avant = portefeuille.tout()

    with pytest.raises(Interdit, match="annoncé à un tiers"):
        recalculer(change.bureau, appliquer=True)
    assert portefeuille.tout() == avant
    ecarts = recalculer(change.bureau, appliquer=True, motif="avenant n° 2", acteur="cli:sofia")

    assert {un["applique"] for un in ecarts} == {True}
    assert due(change, "expiration") == "2025-03-25"
    assert due(change, "premier_contact_attendu", REL2) == "2025-04-01"
    lignes = [une for une in change.journal(REL1) if une.event == "recalculer"]
    [dits] = [json.loads(une.payload)["echeances_recalculees"] for une in lignes]
    assert {(un["avant"][:10], un["apres"][:10]) for un in dits if un["nom"] == "expiration"} == {
        (EXPIRATION, "2025-03-25")
    }
    assert json.loads(lignes[0].explanation) == [
        "« Fin du délai du courrier » : 18 mars 2025 → 24 mars 2025",
        "« Fin proche du délai du courrier » : 14 mars 2025 → 21 mars 2025",
    ]
    assert {(une.actor, une.reason is not None) for une in lignes} == {("cli:sofia", True)}
    assert recalculer(change.bureau) == []
    a(change, "2025-03-25T13:59")
    assert change.etat(REL1) == "courrier_recu"
    a(change, "2025-03-25T14:00")
    assert change.etat(REL1) == "alerte"


def test_a_promise_is_never_shortened(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    change = avec(portefeuille, delai_courrier="10 j")

    ecarts = recalculer(change.bureau, appliquer=True, motif="plus vite")

    promis = [un for un in ecarts if un["echeance"] == "expiration"]
    assert [un["applique"] for un in promis] == [False, False]
    assert "jamais raccourci" in promis[0]["raison"]
    assert due(change, "expiration") == EXPIRATION


def test_what_no_one_was_promised_is_shortened(portefeuille_sqlite: Portefeuille) -> None:
    change = avec(portefeuille_sqlite, delai_premier_contact="10 j")

    recalculer(change.bureau, appliquer=True)

    assert due(change, "premier_contact_attendu", REL2) == "2025-03-11"


def test_a_closing_day_moves_office_dates_and_reminders(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    a(portefeuille, "2025-03-11T09:00")  # the first reminder has come; the second on the 18th
    change = ferme(portefeuille, date(2025, 3, 12), date(2025, 3, 18))

    ecarts = recalculer(change.bureau)

    assert dates(ecarts, "rappel_accord") == [(2, "2025-03-18", "2025-03-20")]
    recalculer(change.bureau, appliquer=True)
    assert due(change, "rappel_accord") == "2025-03-20"
    assert recalculer(change.bureau) == []


def test_the_days_of_a_hold_stay_counted(portefeuille_sqlite: Portefeuille) -> None:
    courrier_recu(portefeuille_sqlite)
    portefeuille_sqlite.aller("2025-03-10")
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="arrêt")
    portefeuille_sqlite.aller("2025-03-17")
    portefeuille_sqlite.fire(REL1, "reprendre")
    assert recalculer(portefeuille_sqlite.bureau) == []
    change = avec(portefeuille_sqlite, delai_courrier="20 j")

    assert dates(recalculer(change.bureau), "expiration")[1] == (1, "2025-03-26", "2025-04-01")


def test_a_late_verification_s_new_hour_stays(portefeuille_sqlite: Portefeuille) -> None:
    courrier_recu(portefeuille_sqlite)
    portefeuille_sqlite.aller("2025-03-10")
    saisies = {"mode": "date_fixe", "jusqu_au": "2025-03-20"}
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", motif="arrêt", **saisies)
    assert recalculer(portefeuille_sqlite.bureau) == []
    a(portefeuille_sqlite, "2025-03-20T10:00")

    assert recalculer(portefeuille_sqlite.bureau) == []
    assert due(portefeuille_sqlite, "expiration") == "2025-03-21"


def test_what_moved_between_the_look_and_the_lock_is_left(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    change = avec(portefeuille_sqlite, delai_courrier="20 j")
    ecrire = change.bureau.travail.ecrire

    class Presse(Travail):
        """The company answers just before the first writing transaction."""

        def ecrire(self) -> AbstractContextManager[Connexion]:
            if portefeuille_sqlite.etat(REL1) == "courrier_recu":
                portefeuille_sqlite.fire(REL1, "recevoir_reponse", recue_le="2025-03-03")
            return ecrire()

    presse = change.avec(travail=Presse(change.bureau.travail.moteurs))
    ecarts = recalculer(presse.bureau, appliquer=True, motif="avenant")

    assert {un["raison"] for un in ecarts} == {"le dossier a changé entre-temps"}
    assert ("expiration", 1) not in portefeuille_sqlite.timers(REL1)


def rappels(portefeuille: Portefeuille) -> int:
    """Mails and morning lines that announce the end of the délai."""
    return len(
        portefeuille.rangees("SELECT 1 FROM digest_ligne WHERE message = :m", m=RAPPEL)
    ) + len(portefeuille.rangees("SELECT 1 FROM outbox WHERE message = :m", m=RAPPEL))


def test_a_reminder_that_told_the_old_end_comes_again_once(portefeuille: Portefeuille) -> None:
    """Three days before the end, people were told of the 19th; it is now the 24th."""
    courrier_recu(portefeuille)
    a(portefeuille, "2025-03-17T09:30")
    assert rappels(portefeuille) == 1
    change = avec(portefeuille, delai_courrier="20 j")

    ecarts = recalculer(change.bureau, appliquer=True, motif="accordé à l’entreprise")

    [rappel] = [un for un in ecarts if un["echeance"] == "fin_proche"]
    assert (rappel["avant"], rappel["applique"]) == (None, True)
    assert due(change, "fin_proche") == rappel["apres"][:10] == "2025-03-21"
    assert recalculer(change.bureau) == []
    a(change, "2025-03-21T09:30")
    a(change, "2025-03-24T09:30")
    assert rappels(change) == 2
    assert recalculer(change.bureau, appliquer=True) == []


def test_a_deadline_that_has_nothing_left_to_say_is_listed_then_withdrawn(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The parties agree no more on the offer analysis: its reminder would ring for nothing."""
    p = portefeuille_sqlite
    preconiser(p, "reserve_iae")
    p.fire(PROGRAMME, "publier")
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("DELETE FROM convention_procedure")
    reglages = dataclasses.replace(
        p.bureau.reglages, parametres={"marche": {"analyse_conviee": False}}
    )
    change = p.avec(reglages=reglages)

    [ecart] = recalculer(change.bureau)
    assert (ecart["echeance"], ecart["apres"]) == ("invitation_attendue", None)
    assert ecart["raison"] == "plus rien à dire avec les réglages du jour"
    page = expliquer_dossier(change.bureau, PROGRAMME)["echeances"]
    assert any("n’en demanderaient plus" in phrase for une in page for phrase in une["calcul"])

    [applique] = recalculer(change.bureau, appliquer=True)
    assert applique["applique"]
    assert not any(nom == "invitation_attendue" for nom, _ in p.timers(PROGRAMME))
    assert "ne court plus" in p.journal(PROGRAMME)[-1].explanation
    assert recalculer(change.bureau) == []

    [rendue] = recalculer(p.bureau)  # the parties agree on it again
    assert (rendue["echeance"], rendue["avant"]) == ("invitation_attendue", None)
    assert rendue["apres"][:10] == "2025-03-19"
    assert recalculer(p.bureau, appliquer=True)[0]["applique"]
    assert ("invitation_attendue", 1) in p.timers(PROGRAMME)
    assert recalculer(p.bureau) == []
    [encore] = recalculer(change.bureau)  # what was given back is withdrawn as before
    assert encore["apres"] is None
    recalculer(change.bureau, appliquer=True)
    p.aller("2025-03-20")
    assert recalculer(p.bureau) == []  # a day that is past is not made up
    assert verifier(change.bureau)["intact"]


def test_a_missed_deadline_put_off_to_a_day_to_come_runs_again(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Its reminders stop: nothing is late any more."""
    a(portefeuille_sqlite, "2025-03-19T09:00")
    change = avec(portefeuille_sqlite, delai_premier_contact="30 j")
    explique = expliquer_dossier(change.bureau, REL2)["echeances"]
    [manquee] = [une for une in explique if une["nom"] == "premier_contact_attendu"]
    assert manquee["prochain_rappel"]

    [ecart] = [
        un
        for un in recalculer(change.bureau, appliquer=True, motif="avenant n° 2")
        if (un["dossier"], un["echeance"]) == (REL2, "premier_contact_attendu")
    ]

    assert ecart["dernier_jour"] == [manquee["dernier_jour"], "2025-03-31"]
    assert (ecart["rang"], ecart["applique"]) == (1, True)
    explique = expliquer_dossier(change.bureau, REL2)["echeances"]
    [remise] = [une for une in explique if une["nom"] == "premier_contact_attendu"]
    assert (remise["dernier_jour"], remise["prochain_rappel"]) == ("2025-03-31", None)
    assert recalculer(change.bureau) == []
    assert "17 mars 2025 → 31 mars 2025" in change.journal(REL2)[-1].explanation


@pytest.mark.parametrize(("delai", "jour"), [("30 j", "2025-03-31"), ("7 j", "2025-03-07")])
def test_the_task_of_a_moved_deadline_moves_with_it(
    portefeuille_sqlite: Portefeuille, delai: str, jour: str
) -> None:
    """One date, not two: longer or shorter, before it rings."""
    change = avec(portefeuille_sqlite, delai_premier_contact=delai)
    recalculer(change.bureau, appliquer=True, motif="avenant n° 2")

    requete = """SELECT t.echeance FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.code = 'premier_contact' AND t.statut = 'ouverte'"""
    assert [str(une.echeance) for une in change.rangees(requete, n=REL2)] == [jour]


def test_the_task_of_a_corrected_anchor_moves_and_stays(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    correction = {"champ": "date_notification", "valeur": "2025-03-01", "motif": "erreur"}
    p.fire(MAR, "corriger", **correction)

    requete = """SELECT t.echeance FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.code = 'tenir_lancement' AND t.statut = 'ouverte'"""
    [une] = p.rangees(requete, n=MAR)
    [echeance] = [
        un
        for un in expliquer_dossier(p.bureau, MAR)["echeances"]
        if un["nom"] == "lancement_a_tenir"
    ]
    assert str(une.echeance) == echeance["dernier_jour"]
