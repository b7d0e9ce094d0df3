"""Whatever people try, in whatever order: the evidence holds, nothing grave happens by itself."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.passage_walk import promenade


def test_a_random_walk_breaks_nothing(modele_sqlite: Path) -> None:
    run_state_machine_as_test(
        promenade(modele_sqlite),
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
