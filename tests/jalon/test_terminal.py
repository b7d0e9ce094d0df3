"""What was stored never speaks to the terminal."""

from __future__ import annotations

import pytest

from tests.jalon.ligne import Ligne
from tests.portfolio import REL1


def test_no_escape_sequence_is_printed(jalon: Ligne, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as m:
        m.setattr("workflow.fields.lisible", lambda _champ, texte, **_options: texte)
        jalon.fire(REL1, "noter", texte="avant\x1b[31m\x07après")
    dit = jalon.dire("journal", REL1).stdout
    assert "avant\ufffd[31m" in dit
    assert not any(ord(un) < 0x20 and un not in "\t\n" for un in dit)
