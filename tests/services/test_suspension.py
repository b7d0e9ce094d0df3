"""A suspended marché stops what its execution bears; its resumption brings exactly that back."""

from __future__ import annotations

import pytest

from services.reading.explaining import expliquer_dossier
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.services.asking import en_pause
from tests.services.clockwork import a, courriels, taches
from tests.services.test_convention import refuse
from tests.services.test_marche_life import ouvrir

PAUSE = {"mode": "date_fixe", "motif": "congés"}
OFFRE = {"poste": "Maçonnerie", "nombre_de_postes": "2", "demandee_le": "2025-03-03"}
ENGAGEMENT = {"intitule": "Former", "theme": "formation", "attendu_le": "2025-06-02"}


def garnir(p: Portefeuille) -> tuple[set[str], set[str]]:
    """One of each under the marché: what a suspension stops, what goes on."""
    p.fire(MAR, "preciser_disposition", type_disposition="marche_insertion")
    [annee] = p.rangees("SELECT numero FROM dossier WHERE machine = 'annee_insertion'")
    reunions = ["reunion", MAR, "suivi"], ["reunion", annee.numero, "individuelle_annuelle"]
    arretes = {
        ouvrir(p, "demande_recrutement", REL1, **OFFRE),
        ouvrir(p, "engagement", REL1, **ENGAGEMENT),
        *(ouvrir(p, machine, dans, genre=genre) for machine, dans, genre in reunions),
    }
    suivis = {
        ouvrir(p, "point_etape", MAR),
        ouvrir(p, "devis", MAR, montant="1000"),
        ouvrir(p, "lot", MAR, numero_lot="1", intitule="Lot"),
        ouvrir(p, "candidature", REL1, origine="spontanee", nom="Zébulon", prenom="A"),
    }
    return arretes, suivis


def suspendre(p: Portefeuille) -> None:
    p.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-03")


@pytest.mark.parametrize("avant", [True, False])
def test_what_the_execution_bears_stops_and_comes_back(
    portefeuille_sqlite: Portefeuille, *, avant: bool
) -> None:
    """Opened before the suspension or during it; a hold that a person put stays."""
    p = portefeuille_sqlite
    siens = garnir(p) if avant else None
    if siens:
        a_la_main = ouvrir(p, "reunion", MAR, genre="suivi")
        p.fire(a_la_main, "mettre_en_attente", **PAUSE)
    suspendre(p)
    arretes, suivis = siens or garnir(p)
    assert arretes <= en_pause(p)
    assert suivis.isdisjoint(en_pause(p))
    p.attendre(days=10)
    p.fire(MAR, "reprendre_execution", date_effet="2025-03-13")
    assert en_pause(p) == ({a_la_main} if siens else set())
    assert p.rangees("SELECT 1 FROM incident") == []


@pytest.mark.parametrize("acte", ["resilier", "clore"])
def test_the_end_of_a_suspended_marche_leaves_nothing_on_hold(
    portefeuille_sqlite: Portefeuille, acte: str
) -> None:
    p = portefeuille_sqlite
    garnir(p)
    tenue = ouvrir(p, "reunion", MAR, genre="suivi")
    p.fire(tenue, "tenir", tenue_le="2025-03-03")
    suspendre(p)
    date = {"date_effet": "2025-03-03"} if acte == "resilier" else {}
    p.fire(MAR, acte, motif="fin", **date)
    assert p.rangees("SELECT numero FROM dossier WHERE hold IS NOT NULL AND final = 0") == []
    assert p.etat(tenue) == "tenue"


def test_a_suspension_or_a_resumption_taken_back_undoes_its_holds(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    arretes, _ = garnir(p)
    suspendre(p)
    gelees = en_pause(p)
    assert arretes < gelees
    p.fire(MAR, "retablir", etat="notifie", motif="ordre de service d’un autre marché")
    assert en_pause(p) == set()
    suspendre(p)
    p.fire(MAR, "reprendre_execution", date_effet="2025-03-03")
    p.fire(MAR, "retablir", etat="suspendu", motif="ordre mal lu")
    assert en_pause(p) == gelees
    with refuse("déjà en pause"):
        p.fire(REL1, "mettre_en_attente", **PAUSE)


def test_one_reminder_of_the_suspension_not_one_of_each_hold(portefeuille: Portefeuille) -> None:
    """Three months on, the marché asks whether it still stands still; what it holds does not."""
    p = portefeuille
    garnir(p)
    suspendre(p)
    a(p, "2025-06-04T09:05+02:00")
    demandees = p.rangees("SELECT code FROM tache WHERE cree_le > '2025-03-10' ORDER BY id")
    assert [une.code for une in demandees] == ["verifier_suspension"]


@pytest.mark.parametrize(("effet", "a_revoir"), [("2025-03-10", 1), ("2025-03-19", 0)])
def test_an_alert_that_left_before_the_suspension_was_recorded_is_looked_at_again(
    portefeuille: Portefeuille, effet: str, a_revoir: int
) -> None:
    p = portefeuille
    mener(p, "courrier_recu")
    a(p, "2025-03-19T14:00")
    assert p.etat(REL1) == "alerte"
    p.fire(MAR, "suspendre", motif="ordre de service", date_effet=effet)
    demandees = p.rangees("SELECT libelle FROM tache WHERE code = 'revoir_les_alertes'")
    assert len(demandees) == a_revoir
    for une in demandees:
        assert "suspendu depuis le 10 mars 2025" in une.libelle
    p.attendre(days=2)
    p.fire(MAR, "reprendre_execution", date_effet="2025-03-21")
    assert [un.statut for un in taches(p, "revoir_les_alertes", MAR)] == ["ouverte"] * a_revoir


def fin(p: Portefeuille, nom: str) -> tuple[str, bool]:
    """Last day of a deadline of the marché, and whether only its reminders run."""
    [une] = [un for un in expliquer_dossier(p.bureau, MAR)["echeances"] if un["nom"] == nom]
    return une["dernier_jour"], bool(une["prochain_rappel"])


def test_the_marche_s_own_deadlines_give_the_days_of_the_stop_back(
    portefeuille: Portefeuille,
) -> None:
    p = portefeuille
    assert fin(p, "lancement_a_tenir") == ("2025-03-28", False)
    suspendre(p)
    p.attendre(days=10)

    dite = p.fire(MAR, "reprendre_execution", date_effet="2025-03-13")

    assert fin(p, "lancement_a_tenir") == ("2025-04-07", False)
    [echeance] = [une for une in dite["echeances"] if une["nom"] == "lancement_a_tenir"]
    assert echeance["dernier_jour"] == "2025-04-07"


def test_what_was_missed_before_the_stop_does_not_ring_twice(portefeuille: Portefeuille) -> None:
    p = portefeuille
    a(p, "2025-03-18T09:00")
    assert fin(p, "pieces_a_transmettre") == ("2025-03-17", True)
    p.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-18")
    a(p, "2025-03-28T09:00")
    avant = len(courriels(p, "rappel_pieces"))

    p.fire(MAR, "reprendre_execution", date_effet="2025-03-28")
    a(p, "2025-03-28T09:30")

    assert fin(p, "pieces_a_transmettre") == ("2025-03-17", True)
    assert len(courriels(p, "rappel_pieces")) == avant
    a(p, "2025-04-11T09:00")
    assert len(courriels(p, "rappel_pieces")) == avant + 1


def test_no_task_is_late_while_time_stands_still(portefeuille: Portefeuille) -> None:
    """Frozen, its day comes back with its deadline's; what was missed before stays missed."""
    p = portefeuille
    a(p, "2025-03-18T09:00")
    assert jours_des_taches(p) == {
        "tenir_lancement": "2025-03-28",
        "transmettre_pieces": "2025-03-17",
    }
    p.fire(MAR, "suspendre", motif="ordre de service", date_effet="2025-03-18")
    a(p, "2025-03-28T09:00")

    p.fire(MAR, "reprendre_execution", date_effet="2025-03-28")

    assert jours_des_taches(p) == {
        "tenir_lancement": "2025-04-07",
        "transmettre_pieces": "2025-03-17",
    }


def jours_des_taches(p: Portefeuille) -> dict[str, str]:
    requete = """SELECT t.code, t.echeance FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.statut = 'ouverte' AND t.code IN (:a, :b)"""
    lues = p.rangees(requete, n=MAR, a="tenir_lancement", b="transmettre_pieces")
    return {une.code: str(une.echeance) for une in lues}
