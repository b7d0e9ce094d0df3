"""Two reminders of candidates are told apart; their words, by whoever follows the person alone."""

from __future__ import annotations

import pytest

from services.evidence.erasing import effacer_personnelle
from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.services.test_candidatures import CAN, proposer
from tests.web.conftest import Guichet


@pytest.mark.parametrize("jour", ["2025-03-03", "2025-03-06"])  # today; the rest of the week
def test_the_words_stand_on_the_desk_of_who_follows_the_person(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, jour: str
) -> None:
    p = portefeuille_sqlite
    proposer(p)
    p.fire(CAN, "demander_un_rappel", a_rappeler="appeler la PMI", rappel_le=jour)
    guichet.entrer("fac")
    assert "Rappel demandé : appeler la PMI" in clair(guichet.lire("/aujourdhui").text)
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    page = clair(guichet.lire("/aujourdhui?tout=true").text)
    assert "PMI" not in page
    assert f"au journal de la candidature {CAN}" in page
    effacer_personnelle(p.bureau, CAN, en_cours=True)
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    page = clair(guichet.lire("/aujourdhui").text)
    assert "PMI" not in page
    assert f"au journal de la candidature {CAN}" in page
