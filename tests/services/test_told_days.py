"""The day that people read is the last one, wherever it is read."""

from __future__ import annotations

from datetime import date

from services.accounts.signing_in import Visiteur
from services.clock.armed_instants import jour_dit
from services.clock.ticking import tick
from services.reading.due_dates import Periode, echeances_vues
from services.reading.exporting import rangees
from services.reading.listing import Tri
from services.reading.views import calendrier
from storage.accounts import par_login
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services.test_alert_and_after import en_alerte, engager

__all__ = ["en_alerte"]
RELATIONS = Tri(machine="relation_entreprise")
PERIODE = Periode(du=date(2025, 3, 1), au=date(2025, 6, 1))


def facilitateur(p: Portefeuille) -> Visiteur:
    with p.bureau.travail.lire() as connexion:
        compte = par_login(connexion, "fac")
    assert compte is not None
    return Visiteur(compte=compte, roles=frozenset({"facilitateur"}))


def test_a_legal_delay_is_told_on_its_last_day(en_alerte: Portefeuille) -> None:
    """The observations end on 10 April, the office acts the morning after."""
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    engager(p, "2025-03-26")
    fin = date(2025, 4, 10)
    qui = facilitateur(p)
    (vue,) = (
        une
        for une in echeances_vues(p.bureau, qui, PERIODE, "relation_entreprise")
        if une["nom"] == "fin_observations"
    )
    assert vue["jour"] == fin
    assert jour_dit(vue) == fin
    lues = rangees(p.bureau, qui, RELATIONS)
    assert next(une[7] for une in lues if une[0] == REL1) == fin

    (mois,) = {
        case["jour"]
        for semaine in calendrier(p.bureau, qui, RELATIONS, date(2025, 4, 1))["semaines"]
        for case in semaine
        if REL1 in {une["numero"] for une in case["dates"]}
    }
    assert mois == fin


def test_a_missed_deadline_keeps_its_day_and_a_calendar_tells_its_reminder(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Notified on Friday 28 February: 15 days, to a Monday; its reminder when it leaves."""
    p = portefeuille_sqlite
    p.fire(MAR, "lancer", date_lancement="2025-03-03")
    for jour in ("2025-03-18", "2025-03-31"):
        p.aller(jour)
        tick(p.bureau)
    qui = facilitateur(p)
    (vue,) = (
        une
        for une in echeances_vues(p.bureau, qui, PERIODE, "marche")
        if une["nom"] == "pieces_a_transmettre"
    )
    manquee, rappel = date(2025, 3, 17), date(2025, 4, 1)
    assert (vue["rang"], vue["jour"], jour_dit(vue)) == (2, rappel, manquee)
    assert vue["declenche_le"].startswith("2025-04-01")
    assert any("lundi 17 mars 2025" in une for une in vue["calcul"])
    libelle = "Pièces du marché à transmettre, échéance le 17 mars 2025\u00a0: rappel"
    assert vue["libelle"] == libelle
    marches = Tri(machine="marche")
    assert next(une[7] for une in rangees(p.bureau, qui, marches) if une[0] == MAR) == manquee
    dits = {
        case["jour"]: (case["agit_avant"], {une["libelle"] for une in case["dates"]})
        for semaine in calendrier(p.bureau, qui, marches, date(2025, 3, 1))["semaines"]
        for case in semaine
        if MAR in {une["numero"] for une in case["dates"]}
    }
    assert dits[rappel][0] == date(2025, 4, 2)
    assert libelle in dits[rappel][1]
