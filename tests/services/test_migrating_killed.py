"""A migration whose process is killed between two batches ends as one that nothing stopped."""

from __future__ import annotations

import shutil
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from services.evidence.verifying import verifier
from services.foresight import migrating
from services.foresight.migrating import migrer
from tests.portfolio import REL1, REL2, REL3, Portefeuille, mener, ouvrir_bureau
from tests.services.clockwork import FOURCHE
from tests.services.test_migrating import en_place, versions, voulue

PLUS_COURT = (
    "defaut: 15 j, libelle: délai du courrier",
    "defaut: 8 j, libelle: délai du courrier",
)
_ECHEANCES = "    echeances:\n      premier_contact_attendu:"
_RAPPEL = (
    "      rappel_neuf: {libelle: Rappel neuf, apres: 1 j, calendrier: bureau, depuis: entree, "
    "effets: [mail: premier_contact_attendu]}\n"
)
NEUVE = (_ECHEANCES, _ECHEANCES.replace("      premier", f"{_RAPPEL}      premier"))


def migrer_par_un(url: str, vit: Connection) -> None:
    """What the killed process runs: batches of one; it says when each is committed, and waits."""
    neuf = en_place(ouvrir_bureau(url, mode="full"), PLUS_COURT, NEUVE)
    vrai = migrating._appliquer_un_lot

    def un_lot(*arguments: Any) -> Any:
        dites = vrai(*arguments)
        vit.send([une["dossier"] for une in dites])
        vit.recv()
        return dites

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "LOT", 1)
        patch.setattr(migrating, "_appliquer_un_lot", un_lot)
        migrer(neuf.bureau, voulue(), appliquer=True)


def tuer_apres_le_premier_lot(url: str) -> list[str]:
    """Start it, let one batch be written, kill it; the dossiers of that batch."""
    ici, la_bas = FOURCHE.Pipe()
    enfant = FOURCHE.Process(target=migrer_par_un, args=(url, la_bas))
    enfant.start()
    la_bas.close()
    assert ici.poll(60), "no batch was ever written"
    faits = ici.recv()
    enfant.kill()
    enfant.join()
    ici.close()
    assert enfant.exitcode == -signal.SIGKILL
    return list(faits)


def fin(portefeuille: Portefeuille) -> dict[str, list[Any]]:
    """How the dossiers of the machine end: what is theirs, but for salts and hashes."""
    requetes = {
        "dossier": "SELECT numero, state, rev, seq, data, definition FROM dossier",
        "journal": "SELECT d.numero, j.seq, j.kind, j.event, j.payload, j.explanation"
        " FROM journal j JOIN dossier d ON d.id = j.dossier",
        "timer": "SELECT d.numero, t.name, t.rung, t.due_at, t.rule, t.status, t.generation"
        " FROM timer t JOIN dossier d ON d.id = t.dossier",
        "tache": "SELECT cle, code, libelle, statut FROM tache",
        "outbox": "SELECT cle, message, statut FROM outbox",
    }
    return {
        nom: sorted(map(tuple, portefeuille.rangees(une)), key=repr)
        for nom, une in requetes.items()
    }


@pytest.fixture
def deux(portefeuille_sqlite: Portefeuille, tmp_path: Path) -> tuple[Portefeuille, str]:
    """The same portfolio twice: open, and as a file for the process that will be killed."""
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.fermer()
    autre = tmp_path / "tuee.db"
    shutil.copy(tmp_path / "jalon.db", autre)
    entiere = portefeuille_sqlite.avec(
        travail=ouvrir_bureau(portefeuille_sqlite.url).bureau.travail
    )
    return entiere, f"sqlite:///{autre}"


def test_killed_between_two_batches_it_ends_as_if_nothing_had_stopped_it(
    deux: tuple[Portefeuille, str],
) -> None:
    entiere, url = deux
    instant = entiere.horloge.instant
    sans_arret = migrer(en_place(entiere, PLUS_COURT, NEUVE).bureau, voulue(), appliquer=True)
    assert [une["dossier"] for une in sans_arret] == [REL1, REL2, REL3]

    assert tuer_apres_le_premier_lot(url) == [REL1]
    reprise = ouvrir_bureau(url)
    reprise.horloge.instant = instant
    assert versions(reprise) == [2, 1, 1]
    reste = migrer(en_place(reprise, PLUS_COURT, NEUVE).bureau, voulue(), appliquer=True)
    assert [une["dossier"] for une in reste] == [REL2, REL3]
    assert versions(reprise) == [2, 2, 2]
    assert fin(reprise) == fin(entiere)
    assert verifier(reprise.bureau)["intact"] is True
    assert migrer(en_place(reprise, PLUS_COURT, NEUVE).bureau, voulue(), appliquer=True) == []
    reprise.fermer()
    entiere.fermer()
