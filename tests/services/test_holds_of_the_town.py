"""What nobody holds alone: the agreement's term, its years, what the donneur d'ordre decides."""

from __future__ import annotations

import pytest

from services.reading.explaining import expliquer_dossier
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.asking import en_pause, mail, refuse
from tests.services.clockwork import a
from tests.services.test_convention import ANN, CONV, ouvrir_convention

PAUSE = {"mode": "date_fixe", "jusqu_au": "2025-04-30", "motif": "x"}


@pytest.mark.parametrize(
    ("dossier", "dit"), [(CONV, "seul un avenant déplace le terme"), (ANN, "finit à sa date")]
)
def test_neither_the_term_nor_the_year_is_held(
    portefeuille_sqlite: Portefeuille, dossier: str, dit: str
) -> None:
    p = portefeuille_sqlite
    ouvrir_convention(p)
    assert dit in refuse(p, "mettre_en_attente", dossier=dossier, **PAUSE)["sans_pause"]
    impossibles = expliquer_dossier(p.bureau, dossier)["impossibles"]
    [dite] = [une for une in impossibles if une["evenement"] == "mettre_en_attente"]
    assert dit in dite["conditions"][0]["phrase"]


def test_what_the_town_decides_is_held_by_the_town_alone(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    a(p, "2025-03-19T14:00")
    assert p.etat(REL1) == "alerte"
    assert "elle seule" in refuse(p, "mettre_en_attente", **PAUSE)["sans_pause"]
    assert "role" in refuse(p, "suspendre_la_procedure", **PAUSE)
    p.fire(REL1, "suspendre_la_procedure", "ref", **PAUSE)
    assert REL1 in en_pause(p)
    p.fire(REL1, "notifier_defaillance", "ref", date_notification="2025-03-19")
    assert REL1 not in en_pause(p)


def test_a_hold_of_years_is_refused(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    dite = refuse(p, "mettre_en_attente", mode="date_fixe", jusqu_au="2034-12-31", motif="x")
    assert "au plus tard le 3 septembre 2025" in dite["jusqu_au"]


def test_the_company_is_told_of_the_hold_and_of_its_new_day(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    p.fire(REL1, "mettre_en_attente", mode="temps_restant", jusqu_au="2025-03-10", motif="x")
    arret = mail(p, "pause_du_delai")
    assert (
        "est arrêté depuis le lundi 3 mars 2025, en principe jusqu’au lundi 10 mars 2025" in arret
    )
    a(p, "2025-03-10T09:00")
    assert REL1 not in en_pause(p)
    reprise = mail(p, "reprise_du_delai")
    assert (
        "il court de nouveau depuis le lundi 10 mars 2025 et finit le mardi 25 mars 2025" in reprise
    )
    [fin] = [
        une for une in expliquer_dossier(p.bureau, REL1)["echeances"] if une["nom"] == "expiration"
    ]
    assert (fin["dernier_jour"], "25 mars 2025" in reprise) == ("2025-03-25", True)
