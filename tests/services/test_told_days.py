"""The day that people read is the last one, wherever it is read."""

from __future__ import annotations

from datetime import date

from services.accounts.signing_in import Visiteur
from services.clock.armed_instants import jour_dit
from services.reading.due_dates import Periode, echeances_vues
from services.reading.exporting import rangees
from services.reading.listing import Tri
from services.reading.views import calendrier
from storage.accounts import par_login
from tests.portfolio import REL1, Portefeuille
from tests.services.test_alert_and_after import en_alerte, engager

__all__ = ["en_alerte"]
RELATIONS = Tri(machine="relation_entreprise")


def test_a_legal_delay_is_told_on_its_last_day(en_alerte: Portefeuille) -> None:
    """The observations end on 10 April, the office acts the morning after."""
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    engager(p, "2025-03-26")
    fin = date(2025, 4, 10)
    with p.bureau.travail.lire() as connexion:
        compte = par_login(connexion, "fac")
    assert compte is not None
    qui = Visiteur(compte=compte, roles=frozenset({"facilitateur"}))
    periode = Periode(du=date(2025, 3, 1), au=date(2025, 6, 1))
    (vue,) = (
        une
        for une in echeances_vues(p.bureau, qui, periode, "relation_entreprise")
        if une["nom"] == "fin_observations"
    )
    assert vue["jour"] == fin
    assert jour_dit({**vue, "rang": 2}) == date(2025, 4, 11)
    lues = rangees(p.bureau, qui, RELATIONS)
    assert next(une[7] for une in lues if une[0] == REL1) == fin

    (mois,) = {
        case["jour"]
        for semaine in calendrier(p.bureau, qui, RELATIONS, date(2025, 4, 1))["semaines"]
        for case in semaine
        if REL1 in {une["numero"] for une in case["dates"]}
    }
    assert mois == fin
