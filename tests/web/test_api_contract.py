"""schemathesis holds the API to its own description: every check on, with a valid account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from tests.portfolio import REL1, Portefeuille, mener
from tests.web.test_api import RACINE, jeton
from web.app import application
from web.site import Site

ADRESSE = "http://testserver"
REGLAGES: dict[str, Any] = {
    "seed": 20250303,
    "generation": {"max-examples": 25, "mode": "all", "deterministic": True},
    "checks": {
        # A well-formed event that the dossier refuses: 409, 412, 422. Without « If-Match »: 428.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422", "428"]
        },
        "negative_data_rejection": {
            "expected-statuses": ["400", "401", "404", "405", "412", "422", "428"]
        },
        "missing_required_header": {"expected-statuses": ["400", "401", "404", "428"]},
    },
}


@pytest.mark.parametrize("dossier", [{}, {"path.cle": REL1}], ids=["any", "a real one"])
def test_the_api_keeps_to_its_description(
    site: Site, portefeuille_sqlite: Portefeuille, dossier: dict[str, str]
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    entetes = {"Authorization": f"Bearer {jeton(site)}"}
    reglages = SchemathesisConfig.from_dict({**REGLAGES, "headers": entetes, "parameters": dossier})
    schema = schemathesis.openapi.from_asgi(
        f"{RACINE}/openapi.json",
        application(replace(site, adresse=ADRESSE, appels_par_minute=1_000_000)),
        config=reglages,
        headers=entetes,
    )
    vus = list(from_schema(schema).execute())
    assert sum(isinstance(un, events.ScenarioFinished) for un in vus) > len(
        schema.raw_schema["paths"]
    )
    assert list(_fautes(vus)) == []


def _fautes(vus: Iterable[Any]) -> Iterator[str]:
    """What a run has found: the check, the request, the answer."""
    for un in vus:
        if isinstance(un, events.NonFatalError | events.FatalError):
            yield str(un)
        if not isinstance(un, events.ScenarioFinished):
            continue
        for cle, controles in un.recorder.checks.items():
            echange = un.recorder.interactions[cle]
            for controle in controles:
                if controle.status == Status.FAILURE:
                    recu = echange.response
                    yield f"{controle.name} : {echange.request} → {recu.text if recu else None}"
