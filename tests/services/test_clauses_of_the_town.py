"""The town consults us before it publishes; each marché keeps its kind of clause."""

from __future__ import annotations

import pytest

from services.errors import Refused
from services.reading.looking_dossier import dossier
from states.indicators import INDICATEURS
from tests.portfolio import Portefeuille
from tests.services.clockwork import courriels
from tests.services.test_marche_life import DEMANDE, PROGRAMME, notifier, programmer

CLAUSES = ("clause_execution", "reserve_iae", "marche_insertion")
"""Those of article 2: execution conditions, réservés à l’IAE, marchés d’insertion."""


@pytest.mark.parametrize("disposition", CLAUSES)
def test_the_town_consults_us_before_it_publishes(
    portefeuille_sqlite: Portefeuille, disposition: str
) -> None:
    """Asked by the town, we recommend a clause; nothing is published before it has agreed to it."""
    p = portefeuille_sqlite
    programmer(p)
    p.fire(PROGRAMME, "cibler")
    with pytest.raises(Refused):
        p.fire(PROGRAMME, "publier", by="ref")
    p.fire(PROGRAMME, "demander_preconisation", by="ref", **DEMANDE)
    assert len(courriels(p, "preconisation_demandee_avis")) == 1
    p.fire(PROGRAMME, "emettre_preconisation", type_disposition=disposition, objectif_heures="100")
    assert [un.adresse for un in courriels(p, "preconisation_emise")] == ["ref@exemple.test"]
    p.fire(PROGRAMME, "valider_preconisation", by="ref")
    p.fire(PROGRAMME, "publier", by="ref")
    assert p.etat(PROGRAMME) == "en_consultation"
    assert dossier(p.bureau, PROGRAMME)["donnees"]["type_disposition"] == disposition


@pytest.mark.parametrize("disposition", ["reserve_iae", "marche_insertion"])
def test_a_marche_is_found_by_its_kind_of_clause(
    portefeuille_sqlite: Portefeuille, disposition: str
) -> None:
    """Article 5: the bilan counts réservés and insertion marchés; a dossier says which."""
    p = portefeuille_sqlite
    assert {"Nombre de marchés réservés", "Nombre de marchés d’insertion"} <= {*INDICATEURS}
    notifier(p, disposition)
    genres = [
        dossier(p.bureau, un.numero)["donnees"].get("type_disposition")
        for un in p.rangees("SELECT numero FROM dossier WHERE machine = 'marche'")
    ]
    assert genres.count(disposition) == 1
