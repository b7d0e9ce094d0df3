"""A marché that will not be carried out ends with what it had opened, and writes no more."""

from __future__ import annotations

from typing import Any

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from tests.portfolio import Portefeuille
from tests.services.test_convention import courriels
from tests.services.test_marche_life import PROGRAMME, preconiser

OUVERTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("reunion", {"genre": "pilotage"}),
    ("lot", {"numero_lot": "1", "intitule": "Gros œuvre"}),
    ("devis", {"montant": "1000"}),
    ("point_etape", {}),
    (
        "periode",
        {"genre": "reconduction", "intitule": "2026", "a_decider_le": "2025-06-02"},
    ),
)


def ouvrir(p: Portefeuille) -> dict[str, str]:
    """One of each on the marché, machine → number."""
    demandes = (
        Ouverture(machine=machine, acteur="cli:test", compte="fac", dans=PROGRAMME, saisies=saisies)
        for machine, saisies in OUVERTS
    )
    return {une.machine: str(ouvrir_a_la_main(p.bureau, une)["dossier"]) for une in demandes}


@pytest.mark.parametrize(
    ("publie", "acte", "etat"),
    [
        (False, "ne_pas_retenir", "non_retenu"),
        (False, "declarer_sans_suite", "sans_suite"),
        (True, "declarer_infructueux", "infructueux"),
    ],
)
def test_what_the_marche_had_opened_ends_with_it(
    portefeuille_sqlite: Portefeuille, publie: bool, acte: str, etat: str
) -> None:
    p = portefeuille_sqlite
    preconiser(p, "reserve_iae")
    if publie:
        p.fire(PROGRAMME, "publier")
    siens = ouvrir(p)
    p.fire(siens["devis"], "envoyer", envoye_le="2025-03-03")
    p.fire(siens["reunion"], "convoquer", date_reunion="2025-03-20")
    p.fire(PROGRAMME, acte, by="ref", motif="budget refusé")
    assert p.etat(PROGRAMME) == etat
    assert {machine: p.etat(numero) for machine, numero in siens.items()} == {
        "reunion": "annulee",
        "lot": "clos",
        "devis": "abandonne",
        "point_etape": "retire",
        "periode": "abandonnee",
    }
    ouvertes = """SELECT d.numero FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE t.statut = 'ouverte'"""
    assert {une.numero for une in p.rangees(ouvertes)}.isdisjoint({PROGRAMME, *siens.values()})
    p.aller("2025-04-14")
    tick(p.bureau)
    assert courriels(p, "rappel_devis") == courriels(p, "rappel_reunion") == []
