"""``jalon worker`` as a process: it says that it runs, beats, and stops when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.jalon.ligne import Ligne


@pytest.mark.parametrize("arret", [signal.SIGINT, signal.SIGTERM])
def test_worker_runs_until_it_is_told_to_stop(jalon: Ligne, arret: signal.Signals) -> None:
    programme = Path(sys.executable).with_name("jalon")
    env = {
        **os.environ,
        "JALON_DATABASE_URL": jalon.url,
        "JALON_ENVIRONNEMENT": "test",
        "JALON_NOW": jalon.maintenant,
    }
    with subprocess.Popen(
        [programme, "worker"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as processus:
        assert processus.stderr is not None
        for ligne in processus.stderr:
            assert "Traceback" not in ligne
            if "tournent" in ligne:
                break
        processus.send_signal(arret)
        dit, _ = processus.communicate(timeout=60)
    assert (processus.returncode, dit) == (0, "Arrêté.\n")
    assert jalon.json("health")["sain"] is True
