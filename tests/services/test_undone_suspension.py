"""A suspension that is taken back never was, for the years of a marché that counts its stops."""

from __future__ import annotations

import json

import pytest

from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from tests.portfolio import MAR, Portefeuille
from tests.services.test_convention import refuse
from tests.services.test_marche_life import PROGRAMME, notifier
from tests.services.test_stopped_years import ANI, FIN, MILIEU, ORDRE, arreter, fait, fins

JAMAIS = {"etat": "notifie", "motif": "jamais suspendu"}
SANS_ARRET = ("2025-07-28", "2026-02-27")
"""Middle and end of a year that begins on 28 February 2025, and that nothing stops."""


def jours(p: Portefeuille) -> tuple[str, str]:
    """Middle and end of the year: what its deadlines say, and its facts, which agree."""
    dits = fins(p)
    trouves = dits["reunion_individuelle"], dits["fin_d_annee"]
    assert trouves == (fait(p, "milieu_de_l_annee_le"), fait(p, "fin_de_l_annee"))
    return trouves


def suspendre(p: Portefeuille, marche: str) -> None:
    p.aller("2025-05-12")
    p.fire(marche, "suspendre", date_effet="2025-05-12", **ORDRE)


def test_a_year_that_was_open_is_as_it_stood(portefeuille: Portefeuille) -> None:
    p = portefeuille
    notifier(p, "reserve_iae")
    suspendre(p, PROGRAMME)
    p.aller("2025-06-02")
    p.fire(PROGRAMME, "retablir", **JAMAIS)
    assert jours(p) == (MILIEU, FIN)
    assert verifier(p.bureau)["intact"]


def test_nor_does_its_resumption_leave_days(portefeuille_sqlite: Portefeuille) -> None:
    """Resumed by mistake, stopped again, and then never stopped at all."""
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    suspendre(p, PROGRAMME)
    p.aller("2025-05-22")
    p.fire(PROGRAMME, "reprendre_execution", date_effet="2025-05-22")
    p.aller("2025-06-02")
    p.fire(PROGRAMME, "retablir", etat="suspendu", motif="ordre mal lu")
    p.fire(PROGRAMME, "retablir", **JAMAIS)
    assert fait(p, "fin_de_l_annee") == fins(p)["fin_d_annee"] == FIN


@pytest.mark.parametrize("avant", [True, False])
def test_a_year_opened_in_it_or_after_it(portefeuille_sqlite: Portefeuille, *, avant: bool) -> None:
    p = portefeuille_sqlite
    suspendre(p, MAR)
    p.aller("2025-06-12")
    actes = [("preciser_disposition", {"type_disposition": "marche_insertion"})]
    actes.insert(avant, ("retablir", JAMAIS))
    for evenement, saisies in actes:
        p.fire(MAR, evenement, **saisies)
        p.attendre(days=20)
    assert jours(p) == SANS_ARRET


def test_a_resumption_told_late_shortens_the_stop_that_a_year_was_opened_in(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Opened on 12 June in a stop of 12 May, which had ended on the 22nd: ten days."""
    p = portefeuille_sqlite
    suspendre(p, MAR)
    p.aller("2025-06-12")
    p.fire(MAR, "preciser_disposition", type_disposition="marche_insertion")
    p.attendre(days=1)
    p.fire(MAR, "reprendre_execution", date_effet="2025-05-22")
    assert jours(p) == ("2025-08-07", "2026-03-09")


def test_a_year_put_back_has_no_day_of_it(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    p.aller("2025-05-05")
    p.fire(PROGRAMME, "resilier", date_effet="2025-05-05", motif="erreur")
    p.fire(PROGRAMME, "retablir", etat="notifie", motif="erreur")
    suspendre(p, PROGRAMME)
    p.aller("2025-06-02")
    p.fire(PROGRAMME, "retablir", **JAMAIS)
    p.fire(ANI, "retablir", etat="en_cours", motif="erreur")
    assert jours(p) == (MILIEU, FIN)
    [annee] = p.rangees("SELECT data FROM dossier WHERE numero = :n", n=ANI)
    assert json.loads(annee.data)["debut_le"] == "2025-03-03"


def test_no_suspension_begins_in_another(portefeuille_sqlite: Portefeuille) -> None:
    """Suspended from 12 May to 2 June; nothing says « suspended since » once it runs again."""
    p = portefeuille_sqlite
    arreter(p, "2025-05-12", "2025-06-02", MAR)
    [marche] = p.rangees("SELECT faits FROM dossier WHERE numero = :n", n=MAR)
    assert json.loads(marche.faits).get("suspendu_le") is None
    with refuse("déjà suspendu"):
        p.fire(MAR, "suspendre", date_effet="2025-05-20", **ORDRE)
    p.fire(MAR, "suspendre", date_effet="2025-06-02", **ORDRE)
    assert fait(p, "suspendu_le", MAR) == "2025-06-02"


def test_a_stop_undone_twice_then_the_end_of_the_marche(portefeuille: Portefeuille) -> None:
    """Its resumption, then its order: the year is as if nothing had been, and stays readable."""
    p = portefeuille
    notifier(p, "reserve_iae")
    suspendre(p, PROGRAMME)
    p.aller("2025-06-20")
    p.fire(PROGRAMME, "reprendre_execution", date_effet="2025-06-12")
    p.fire(PROGRAMME, "retablir", etat="suspendu", motif="ordre mal lu")
    p.fire(PROGRAMME, "retablir", **JAMAIS)
    assert jours(p) == (MILIEU, FIN)
    p.fire(PROGRAMME, "clore", motif="sans suite")
    assert expliquer_dossier(p.bureau, ANI)["etat"] == "abandonnee"
    p.fire(PROGRAMME, "retablir", etat="notifie", motif="clos par erreur")
    p.fire(ANI, "retablir", etat="en_cours", motif="clos par erreur")
    assert jours(p) == (MILIEU, FIN)
