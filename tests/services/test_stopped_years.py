"""The year of an insertion marché follows it: what a suspension gives back, what an end leaves."""

from __future__ import annotations

import json

import pytest

from services.errors import Refused
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from tests.portfolio import MAR, Portefeuille
from tests.services.asking import en_pause
from tests.services.clockwork import a
from tests.services.test_convention import piece, refuse
from tests.services.test_marche_life import PROGRAMME, notifier, reunions
from tests.services.test_taken_over import taches

ANI, SUIVANTE = "ANI-2025-00001", "ANI-2026-00001"
FIN, MILIEU = "2026-03-02", "2025-08-04"
"""Those of a year that begins on 3 March 2025, and that nothing stops."""
ORDRE = {"motif": "ordre de service"}


@pytest.fixture
def reserve(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A réservé marché, notified on 3 March 2025."""
    notifier(portefeuille_sqlite, "reserve_iae")
    return portefeuille_sqlite


def arreter(p: Portefeuille, du: str, au: str, marche: str = PROGRAMME) -> None:
    """Stopped from date to date, each told on its day."""
    p.aller(du)
    p.fire(marche, "suspendre", date_effet=du, **ORDRE)
    p.aller(au)
    p.fire(marche, "reprendre_execution", date_effet=au)


def fins(p: Portefeuille, annee: str = ANI) -> dict[str, str]:
    """Last day of each deadline of a year, as its page tells it."""
    return {un["nom"]: un["dernier_jour"] for un in expliquer_dossier(p.bureau, annee)["echeances"]}


def fait(p: Portefeuille, nom: str, annee: str = ANI) -> str:
    [rangee] = p.rangees("SELECT faits FROM dossier WHERE numero = :n", n=annee)
    return str(json.loads(rangee.faits)[nom])


def test_the_year_has_the_days_of_the_stop_back(reserve: Portefeuille) -> None:
    """Fifty days: its end, what is reminded before it, its middle, and the next year's start."""
    p = reserve
    assert (fins(p)["fin_d_annee"], fait(p, "milieu_de_l_annee_le")) == (FIN, MILIEU)
    arreter(p, "2025-05-12", "2025-07-01")
    assert fins(p) == {
        "reunion_individuelle": "2025-09-22",
        "reunion_de_fin": "2026-03-20",
        "fin_d_annee": "2026-04-21",
    }
    assert fait(p, "fin_de_l_annee") == "2026-04-21"
    assert fait(p, "milieu_de_l_annee_le") == "2025-09-22"
    assert fait(p, "annee_suivante_le") == "2026-04-22"
    a(p, "2025-08-06T09:05+02:00")
    assert "individuelle_annuelle" not in reunions(p)
    a(p, "2025-09-23T09:05+02:00")
    assert "individuelle_annuelle" in reunions(p)
    a(p, "2026-03-03T15:30")
    assert p.etat(ANI) == "en_cours"
    a(p, "2026-04-22T15:30+02:00")
    assert p.etat(ANI) == "a_restituer"
    [suivante] = p.rangees("SELECT data FROM dossier WHERE numero = :n", n=SUIVANTE)
    assert json.loads(suivante.data)["debut_le"] == "2026-04-22"
    bilans = p.rangees("SELECT data FROM dossier WHERE subject LIKE 'bilan annuel spéc%'")
    assert [json.loads(un.data)["fin_le"] for un in bilans] == ["2026-04-21"]
    assert verifier(p.bureau)["intact"]


def test_stops_add_up_and_a_resumption_taken_back_never_was(reserve: Portefeuille) -> None:
    """Ten days; then from 1 July to the 31st, its first resumption being a mistake."""
    p = reserve
    arreter(p, "2025-05-12", "2025-05-22")
    arreter(p, "2025-07-01", "2025-07-11")
    p.aller("2025-07-21")
    p.fire(PROGRAMME, "retablir", etat="suspendu", motif="ordre mal lu")
    assert ANI in en_pause(p)
    p.aller("2025-07-31")
    p.fire(PROGRAMME, "reprendre_execution", date_effet="2025-07-31")
    assert fins(p)["fin_d_annee"] == "2026-04-11"  # forty days in all


def test_a_year_put_back_has_the_stop_that_it_did_not_see(reserve: Portefeuille) -> None:
    """Given up with its marché by mistake, before a stop of fifty days: both are put back."""
    p = reserve
    p.aller("2025-05-05")
    p.fire(PROGRAMME, "resilier", date_effet="2025-05-05", motif="erreur")
    assert p.etat(ANI) == "abandonnee"
    p.fire(PROGRAMME, "retablir", etat="notifie", motif="erreur")
    arreter(p, "2025-05-12", "2025-07-01")
    p.fire(ANI, "retablir", etat="en_cours", motif="erreur")
    assert fins(p)["fin_d_annee"] == "2026-04-21"
    assert fait(p, "milieu_de_l_annee_le") == "2025-09-22"


def test_a_year_opened_after_a_stop_counts_it(portefeuille_sqlite: Portefeuille) -> None:
    """The disposition is said once the stop is over, or while it goes on."""
    p = portefeuille_sqlite
    arreter(p, "2025-05-12", "2025-07-01", MAR)
    p.fire(MAR, "preciser_disposition", type_disposition="marche_insertion")
    debut = json.loads(p.rangees("SELECT data FROM dossier WHERE numero = :n", n=ANI)[0].data)
    assert debut["debut_le"] == "2025-02-28"
    assert fins(p)["fin_d_annee"] == "2026-04-18"  # 27 February 2026, and fifty days
    assert fins(p)["reunion_individuelle"] == fait(p, "milieu_de_l_annee_le")


def test_no_year_begins_while_the_marche_stands_still(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.aller("2026-02-02")
    p.fire(MAR, "suspendre", date_effet="2026-02-02", **ORDRE)
    p.aller("2026-03-10")
    p.fire(MAR, "preciser_disposition", type_disposition="marche_insertion")
    [annee] = p.rangees("SELECT numero, data FROM dossier WHERE machine = 'annee_insertion'")
    assert json.loads(annee.data)["debut_le"] == "2025-02-28"
    p.aller("2026-03-16")
    p.fire(MAR, "reprendre_execution", date_effet="2026-03-16")
    assert (
        fins(p, annee.numero)["fin_d_annee"] == "2026-04-10"
    )  # 27 February, and the forty-two days


def test_a_year_that_is_over_does_not_last_longer(reserve: Portefeuille) -> None:
    p = reserve
    a(p, "2026-03-03T15:30")
    assert p.etat(ANI) == "a_restituer"
    arreter(p, "2026-03-09", "2026-03-19")
    assert fait(p, "fin_de_l_annee") == FIN
    assert fait(p, "fin_de_l_annee", SUIVANTE) == "2027-03-12"


def test_nobody_s_hold_stops_the_year(reserve: Portefeuille) -> None:
    with refuse("L’année du marché finit à sa date"):
        reserve.fire(ANI, "mettre_en_attente", mode="temps_restant", motif="congés")


def resilier(p: Portefeuille, effet: str, le: str) -> None:
    """Terminated with effect on a day, recorded on another."""
    p.aller(le)
    p.fire(PROGRAMME, "resilier", date_effet=effet, motif="faute")


def test_a_termination_is_not_recorded_in_advance(reserve: Portefeuille) -> None:
    """Until its effect the contract runs, and so do its dossiers."""
    p = reserve
    with refuse("le 4 mars 2025 est à venir"):
        p.fire(PROGRAMME, "resilier", date_effet="2025-03-04", motif="faute")
    assert (p.etat(PROGRAMME), p.etat(ANI)) == ("notifie", "en_cours")


@pytest.mark.parametrize(
    ("effet", "etat", "bilans"),
    [("2025-08-01", "abandonnee", []), ("2025-08-04", "a_restituer", ["2025-08-04"])],
)
def test_the_year_stops_on_the_effect_of_the_termination(
    reserve: Portefeuille, effet: str, etat: str, bilans: list[str]
) -> None:
    """Its middle was 4 August; whoever records it two weeks later changes nothing of it."""
    resilier(reserve, effet, "2025-08-18")
    assert reserve.etat(ANI) == etat
    lus = reserve.rangees("SELECT data FROM dossier WHERE subject LIKE 'bilan annuel spéc%'")
    assert [json.loads(un.data)["fin_le"] for un in lus] == bilans


@pytest.mark.parametrize(
    ("effet", "etat"), [("2025-09-08", "abandonnee"), ("2025-10-06", "a_restituer")]
)
def test_the_days_of_a_stop_do_not_bring_the_middle_nearer(
    reserve: Portefeuille, effet: str, etat: str
) -> None:
    """Stopped for fifty days from 12 May: the middle of the year is 22 September."""
    arreter(reserve, "2025-05-12", "2025-07-01")
    resilier(reserve, effet, effet)
    assert reserve.etat(ANI) == etat


def test_a_termination_ends_the_stop_on_its_effect(reserve: Portefeuille) -> None:
    """Terminated while it stood still since 30 July: it had run less than five months."""
    p = reserve
    p.aller("2025-07-30")
    p.fire(PROGRAMME, "suspendre", date_effet="2025-07-30", **ORDRE)
    resilier(p, "2025-10-01", "2025-10-13")
    assert p.etat(ANI) == "abandonnee"
    assert fait(p, "milieu_de_l_annee_le") == "2025-10-06"  # five days after the effect
    with refuse("Revenez à l’état antérieur"):
        saisies = {"champ": "date_effet", "valeur": "2025-10-06", "motif": "mal lue"}
        p.fire(PROGRAMME, "corriger", **saisies)


@pytest.mark.parametrize("reportee", [None, "2027-03-01"])
def test_the_end_of_the_marche_moves_with_the_order_alone(
    reserve: Portefeuille, reportee: str | None
) -> None:
    p = reserve
    p.fire(PROGRAMME, "suspendre", date_effet="2025-03-03", **ORDRE)
    p.aller("2025-04-03")
    fin = {"fin_prevue_le": reportee} if reportee else {}
    dite = p.fire(PROGRAMME, "reprendre_execution", date_effet="2025-04-03", **fin)
    [passee] = [un for un in dite["echeances"] if un["nom"] == "fin_passee"]
    assert passee["dernier_jour"] == (reportee or "2027-03-02")


@pytest.mark.parametrize("le", ["2025-03-03", "2025-09-01", "2026-03-03"])
def test_a_marche_no_longer_reserved_has_no_year_left(reserve: Portefeuille, le: str) -> None:
    """Before its middle, after it or once it is over: no bilan, no next year, no meeting."""
    p = reserve
    a(p, f"{le}T15:30")
    p.fire(PROGRAMME, "preciser_disposition", type_disposition="clause_execution")
    a(p, "2026-03-04T15:30")
    demandes = ("annee_insertion", "bilan annuel spécifique", "réunion collective")
    etats = p.rangees("SELECT machine, subject, state FROM dossier")
    vus = {un.state for un in etats if un.machine in demandes or un.subject.startswith(demandes)}
    assert vus <= {"abandonnee", "abandonne", "annulee"}, etats
    assert p.etat(ANI) == "abandonnee"


def test_a_disposition_in_force_is_changed_by_the_act_that_draws_its_consequences(
    reserve: Portefeuille,
) -> None:
    p = reserve
    accord = {"accord_de_correction": piece("avis.pdf")}
    saisies = {"champ": "type_disposition", "valeur": "clause_execution", "motif": "mal lue"}
    with refuse("preciser_disposition"):
        p.fire(PROGRAMME, "corriger", _pieces=accord, **saisies)
    with pytest.raises(Refused, match="cesser_le_suivi"):
        p.fire(ANI, "cesser_le_suivi")
    p.fire(PROGRAMME, "preciser_disposition", type_disposition="clause_execution")
    assert p.etat(ANI) == "abandonnee"


@pytest.mark.parametrize(("effet", "dite"), [("2026-02-02", True), ("2026-03-09", False)])
def test_a_termination_told_after_the_year_s_end_asks_to_shorten_its_bilan(
    reserve: Portefeuille, effet: str, dite: bool
) -> None:
    p = reserve
    a(p, "2026-03-03T15:30")
    resilier(p, effet, "2026-03-20")
    assert (p.etat(ANI), p.etat(SUIVANTE)) == ("a_restituer", "abandonnee")
    assert ("revoir_le_bilan" in taches(p, ANI)) is dite
