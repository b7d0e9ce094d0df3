"""A process killed at any moment leaves whole transactions, or nothing."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import sqlite3
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from jalon.assembly import machines
from services.errors import Refused
from services.evidence.verifying import verifier
from tests.portfolio import MAR, REL1, REL2, REL3, Portefeuille, ouvrir_bureau
from tests.services.clockwork import FOURCHE
from workflow.compiled import Compilee

COUPS = 20
MACHINES = machines().courantes
_TOUR = (
    (REL1, "signaler_difficulte", "fac", {"motif": "rien"}),
    (REL2, "signaler_au_donneur_ordre", "fac", {"motif": "rien"}),
    (
        REL3,
        "consigner_contact",
        "fac",
        {
            "date": "2025-03-01",
            "moyen": "courriel",
            "sens": "sortant",
            "resultat": "joint",
            "note": "une note",
        },
    ),
    (REL1, "lever_difficulte", "fac", {"motif": "tout va bien"}),
    (MAR, "suspendre", "ref", {"date_effet": "2025-03-03", "motif": "intempéries"}),
    (MAR, "reprendre_execution", "ref", {"date_effet": "2025-03-03"}),
    (MAR, "recevoir_pieces", "fac", {"pieces_recues_le": "2025-03-03"}),
)


def avancer_sans_fin(url: str, vit: Connection) -> None:
    """What the killed process runs: acts one after the other, for ever."""
    portefeuille = ouvrir_bureau(url, mode="full")
    while True:
        for dossier, evenement, by, saisies in _TOUR:
            with contextlib.suppress(Refused):  # the tour was cut in its middle
                portefeuille.fire(dossier, evenement, by, **saisies)
                vit.send(".")


def tuer(url: str, delai: float) -> None:
    """Start the process, let it write for a while, kill it."""
    ici, la_bas = FOURCHE.Pipe(duplex=False)
    enfant = FOURCHE.Process(target=avancer_sans_fin, args=(url, la_bas))
    enfant.start()
    la_bas.close()
    assert ici.poll(120), "the process never wrote"
    assert ici.recv() == "."
    time.sleep(delai)
    enfant.kill()
    enfant.join()
    ici.close()
    assert enfant.exitcode == -signal.SIGKILL


def messages_de(compilee: Compilee, evenement: str, *, toujours: bool) -> list[str]:
    """Mails of an act: those that it always writes, or those that it may write too.

    An operation of the engine writes to nobody but those that it concerns.
    """
    declare = compilee.definition.evenements.get(evenement)
    if declare is None or (toujours and declare.operation):
        return []
    return [un.nom for un in declare.effets if un.genre == "mail" and not (toujours and un.si)]


def courriels_decides(base: sqlite3.Connection, *, toujours: bool) -> set[tuple[int, int, str]]:
    """Mails that the lines of the journal decided: dossier, line, message."""
    lignes = base.execute(
        "SELECT j.dossier, j.seq, j.event, d.machine FROM journal j"
        " JOIN dossier d ON d.id = j.dossier WHERE j.kind = 'evenement'"
    )
    return {
        (dossier, seq, message)
        for dossier, seq, evenement, machine in lignes
        for message in messages_de(MACHINES[machine], evenement, toujours=toujours)
    }


def defauts(chemin: Path) -> list[str]:
    """What a half-written transaction would leave behind."""
    base = sqlite3.connect(chemin)
    trouves = [f"clé étrangère {une}" for une in base.execute("PRAGMA foreign_key_check")]
    trouves += [un for (un,) in base.execute("PRAGMA integrity_check") if un != "ok"]
    poses = set(base.execute("SELECT dossier, seq, message FROM outbox"))
    poses |= {
        (dossier, int(cle.split(":")[1]), message)
        for dossier, cle, message in base.execute("SELECT dossier, cle, message FROM digest_ligne")
    }
    manquent = courriels_decides(base, toujours=True) - poses
    trouves += [f"courriel manquant {un}" for un in manquent]
    de_trop = poses - courriels_decides(base, toujours=False)
    trouves += [f"courriel de trop {un}" for un in de_trop]
    sans_ligne = """SELECT t.cle FROM tache t LEFT JOIN journal j ON j.dossier = t.dossier
        AND j.seq = CAST(substr(t.cle, instr(t.cle, ':') + 1) AS INTEGER) WHERE j.id IS NULL"""
    trouves += [f"tâche sans ligne {une}" for (une,) in base.execute(sans_ligne)]
    nommees = {
        valeur["dp"]
        for payload, motif in base.execute("SELECT payload, reason FROM journal")
        for lu in (json.loads(payload), {"motif": json.loads(motif or "null")})
        for valeur in lu.values()
        if isinstance(valeur, dict) and "dp" in valeur
    }
    gardees = {une for (une,) in base.execute("SELECT id FROM donnee_personnelle")}
    trouves += [f"valeur personnelle {une}" for une in nommees ^ gardees]
    base.close()
    return trouves


@pytest.fixture
def ferme(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    portefeuille_sqlite.fermer()
    return portefeuille_sqlite


def test_killed_twenty_times(ferme: Portefeuille, tmp_path: Path) -> None:
    hasard = random.Random(20250303)  # noqa: S311 # where to cut, not a secret
    chemin = tmp_path / "jalon.db"
    lignes = 0
    for coup in range(COUPS):
        tuer(ferme.url, hasard.uniform(0.0, 0.12))
        dite = verifier(ferme.bureau)
        ferme.fermer()
        assert dite["intact"], (coup, dite)
        assert dite["lignes"] > lignes, coup
        lignes = dite["lignes"]
        assert defauts(chemin) == [], coup
