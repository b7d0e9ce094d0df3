"""A short journal is read whole, a long one by its events: the same lines either way."""

from __future__ import annotations

import pytest

from storage import dossiers as depot
from tests.portfolio import REL1, Portefeuille

VOULUS = ("ouvrir", "consigner_contact")


@pytest.mark.parametrize("evenements", [VOULUS, None])
def test_a_short_journal_gives_the_lines_of_a_long_one(
    portefeuille_sqlite: Portefeuille,
    monkeypatch: pytest.MonkeyPatch,
    evenements: tuple[str, ...] | None,
) -> None:
    """Those that nobody asked for are left out."""
    portefeuille_sqlite.suivre()
    portefeuille_sqlite.fire(REL1, "noter", texte="Appelé, sans suite.")
    lues = []
    with portefeuille_sqlite.bureau.travail.lire() as connexion:
        dossier = depot.par_cle(connexion, REL1)
        assert dossier is not None
        for court in (dossier.seq - 1, dossier.seq):
            monkeypatch.setattr(depot, "JOURNAL_COURT", court)
            lues.append(depot.lignes_d_un(connexion, dossier, evenements))
    assert lues[0] == lues[1]
    dites = [une.event for une in lues[0]]
    assert dites == ["ouvrir", *(["noter"] if evenements is None else [])]
