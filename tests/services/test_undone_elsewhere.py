"""A return tells what the undone act had ended or opened elsewhere, and stops what waits."""

from __future__ import annotations

import json

from services.clock.ticking import tick
from tests.plain_text import clair
from tests.portfolio import MAR, Portefeuille
from tests.services.clockwork import a
from tests.services.test_convention import CONV, PRG, accepter, piece
from tests.services.test_convention_alive import passer
from tests.services.test_marche_life import PROGRAMME, notifier
from tests.services.test_stopped_years import ANI, fins

BIL = "BIL-2025-00001"


def dites(p: Portefeuille, dossier: str) -> list[str]:
    """Sentences of what a return has left elsewhere, on the desk of a dossier."""
    requete = """SELECT t.libelle FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.code LIKE 'suites_a_reprendre%' AND t.statut = 'ouverte'"""
    return [clair(une.libelle) for une in p.rangees(requete, n=dossier)]


def test_a_termination_taken_back_names_each_dossier_that_it_has_left(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The year is put back by hand; the half-year bilan goes with it, and the whole one comes."""
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    relations = p.rangees("SELECT numero FROM dossier WHERE machine = 'relation_entreprise'")
    p.aller("2025-09-01")
    p.fire(PROGRAMME, "resilier", date_effet="2025-08-25", motif="faute")
    assert p.etat(ANI) == "a_restituer"
    closes = [une.numero for une in relations if p.etat(une.numero) == "close"]
    p.aller("2025-09-10")
    dite = p.fire(PROGRAMME, "retablir", etat="notifie", motif="erreur")
    [phrase] = dites(p, PROGRAMME)
    assert "suites_a_reprendre" in {une["code"] for une in dite["taches"]}
    assert "« Le marché est résilié » est annulé" in phrase
    assert all(un in phrase for un in (ANI, *closes))
    assert BIL not in phrase  # its year answers for it
    p.fire(ANI, "retablir", etat="en_cours", motif="erreur")
    assert p.etat(BIL) == "abandonne"
    assert fins(p)["fin_d_annee"] == "2026-03-02"
    a(p, "2026-03-03T15:30")
    bilans = p.rangees("SELECT data FROM dossier WHERE machine = 'bilan' AND final = 0")
    dits = [json.loads(un.data) for un in bilans]
    assert [un["fin_le"] for un in dits if un["genre"] == "specifique"] == ["2026-03-02"]


def test_what_somebody_has_done_since_is_left_to_a_person(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    p.aller("2025-09-01")
    p.fire(PROGRAMME, "resilier", date_effet="2025-08-25", motif="faute")
    p.attendre(hours=1)
    fichier = {"_pieces": {"bilan": piece("b.pdf")}}
    p.fire(BIL, "transmettre", transmis_le="2025-09-01", **fichier)
    p.fire(PROGRAMME, "retablir", etat="notifie", motif="erreur")
    p.fire(ANI, "retablir", etat="en_cours", motif="erreur")
    assert p.etat(BIL) == "transmis"
    assert any(BIL in une for une in dites(p, ANI))


def test_a_return_that_leaves_nothing_asks_for_nothing(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.aller("2025-03-10")
    p.fire(MAR, "lancer", date_lancement="2025-03-10")
    p.attendre(hours=1)
    p.fire(MAR, "retablir", etat="notifie", motif="erreur")
    assert dites(p, MAR) == []


def test_the_end_of_a_convention_taken_back(portefeuille_sqlite: Portefeuille) -> None:
    """Its programmation was given up; the marchés that waited for the clock are spared."""
    p = portefeuille_sqlite
    accepter(p)
    avenant = {"objet_avenant": "x", "_pieces": {"avenant": piece("a.pdf")}}
    p.fire(CONV, "signer_avenant", by="resp", fin_le="2025-03-03", **avenant)
    passer(p, "2025-03-04")
    assert (p.etat(CONV), p.etat(PRG)) == ("terme_atteint", "abandonnee")
    p.aller("2025-03-05")
    accord = {"_pieces": {"accord": piece("accord.pdf")}}
    p.fire(CONV, "decider_cloture", by="resp", motif="fin", **accord)
    p.fire(CONV, "retablir", by="resp", etat="terme_atteint", motif="erreur")
    tick(p.bureau)
    assert p.etat(MAR) == "notifie"
