"""The corrected first day of a convention reaches what was opened of it, while nothing is done."""

from __future__ import annotations

import json
from typing import Any

from services.clock.ticking import tick
from services.reading.looking_dossier import dossier
from tests.portfolio import MAR, Portefeuille
from tests.services.clockwork import courriels
from tests.services.test_agreed_corrections import PREUVE
from tests.services.test_convention import ANN, CONV, PRG, REU, ouvrir_convention
from tests.services.test_convention_alive import passer
from tests.services.test_marche_life import PROGRAMME, notifier
from tests.services.test_obligatory_meetings import ouvrir
from tests.services.test_stopped_years import ANI
from tests.services.test_taken_over import taches


def corriger(p: Portefeuille, champ: str, valeur: str, de: str = CONV) -> dict[str, Any]:
    return p.fire(
        de, "corriger", by="resp", champ=champ, valeur=valeur, motif="faute de frappe", **PREUVE
    )


def donnee(p: Portefeuille, numero: str, champ: str) -> Any:
    [(data,)] = p.rangees("SELECT data FROM dossier WHERE numero = :n", n=numero)
    return json.loads(data).get(champ)


def fin(p: Portefeuille, numero: str) -> str:
    """Last day of a year of partnership, as its live deadline says."""
    echeances = {une["nom"]: une for une in dossier(p.bureau, numero)["echeances"]}
    return str(echeances["fin_d_annee"]["dernier_jour"])


def incidents(p: Portefeuille) -> list[Any]:
    return p.rangees("SELECT message FROM incident WHERE genre = 'suite_refusee'")


def test_what_is_not_held_yet_moves_with_the_effect(portefeuille: Portefeuille) -> None:
    p = portefeuille
    ouvrir_convention(p)
    annuelle = ouvrir(p, "annuelle", dans=ANN)
    assert fin(p, ANN) == "2025-07-24"
    dite = corriger(p, "effet_le", "2022-09-01")
    assert [une["dossier"] for une in dite["suites"]] == [REU, ANN, PRG, annuelle]
    assert donnee(p, REU, "a_compter_du") == "2022-09-01"
    assert donnee(p, ANN, "debut_le") == donnee(p, PRG, "annee_du") == "2024-09-01"
    assert donnee(p, annuelle, "a_compter_du") == "2024-09-01"
    assert fin(p, ANN) == "2025-08-31"
    [ligne] = [une for une in p.journal(ANN) if une.event == "corriger"]
    assert "24 juillet 2025" in ligne.explanation
    assert "31 août 2025" in ligne.explanation
    assert incidents(p) == []
    assert not [une for une in taches(p, CONV) if une.startswith("correction_a_reporter")]

    passer(p, "2025-07-28")
    assert p.etat(ANN) == "en_cours"
    passer(p, "2025-09-01")
    assert donnee(p, "ANN-2025-00002", "debut_le") == "2025-09-01"


def test_what_was_held_or_finished_keeps_its_date_and_somebody_is_told(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The first year is over and its bilan is being made: the next ones stay its neighbours."""
    p = portefeuille_sqlite
    ouvrir_convention(p)
    p.fire(REU, "tenir", tenue_le="2025-03-03")
    passer(p, "2025-07-28")
    suivante = "ANN-2025-00002"
    corriger(p, "effet_le", "2022-09-01")
    assert donnee(p, REU, "a_compter_du") == "2022-07-25"
    assert [donnee(p, une, "debut_le") for une in (ANN, suivante)] == ["2024-07-25", "2025-07-25"]
    dites = p.rangees("SELECT libelle FROM tache WHERE code LIKE 'correction_a_reporter%'")
    assert sorted(REU in une.libelle for une in dites) == [False, True]
    assert any(ANN in une.libelle for une in dites)
    assert all("25 juillet" in une.libelle and "septembre 202" in une.libelle for une in dites)
    assert incidents(p) == []


def test_a_year_that_ends_sooner_ends_by_the_clock(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    ouvrir_convention(p)
    corriger(p, "effet_le", "2022-03-10")
    assert fin(p, ANN) == "2025-03-09"
    p.aller("2025-03-10")
    p.attendre(hours=6)
    tick(p.bureau)
    assert p.etat(ANN) == "a_restituer"
    assert donnee(p, "ANN-2025-00002", "debut_le") == "2025-03-10"


def test_a_meeting_of_a_marche_follows_its_notification(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    suivi = ouvrir(p, "suivi")
    corriger(p, "date_notification", "2025-02-20", de=MAR)
    assert donnee(p, suivi, "a_compter_du") == "2025-02-20"


def test_no_list_is_asked_for_before_the_year_that_a_correction_has_put_off(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Demanded on 3 March of a convention that begins on 1 September: nothing before it."""
    p = portefeuille_sqlite
    ouvrir_convention(p)
    assert limite(p) == "2025-04-03"
    corriger(p, "effet_le", "2025-09-01")
    assert limite(p) == "2025-10-01"
    for jour in ("2025-03-19", "2025-04-04", "2025-06-03", "2025-09-02"):
        passer(p, jour)
        assert courriels(p, "rappel_programmation") == []
    passer(p, "2025-09-17")
    assert len(courriels(p, "rappel_programmation")) == 1
    corriger(p, "effet_le", "2025-02-01")
    assert limite(p) == "2025-04-03"


def limite(p: Portefeuille) -> str:
    """Last day of the task of the list."""
    requete = "SELECT echeance FROM tache WHERE code = 'transmettre_la_liste'"
    return str(p.rangees(requete)[0].echeance)


def test_the_year_of_an_insertion_marche_follows_its_notification(
    portefeuille: Portefeuille,
) -> None:
    """Its deadlines and its meetings count from the corrected day, once each."""
    p = portefeuille
    notifier(p, "reserve_iae")
    p.aller("2025-03-20")
    saisies = {"champ": "date_notification", "valeur": "2025-02-24", "motif": "mal lue"}
    dite = p.fire(PROGRAMME, "corriger", **saisies, **PREUVE)
    assert [une["dossier"] for une in dite["suites"]].count(ANI) == 1
    assert donnee(p, ANI, "debut_le") == "2025-02-24"
    assert fin(p, ANI) == "2026-02-23"
    assert incidents(p) == []
