"""The délai of the courrier: a reception known late, an answer that comes after its end."""

from __future__ import annotations

import pytest

from services.errors import Refused
from services.ticking import tick
from tests.portfolio import REL1, Portefeuille, mener


def test_a_reception_recorded_late_leaves_a_day_to_look_at_the_mail(
    portefeuille: Portefeuille,
) -> None:
    mener(portefeuille, "courrier_envoye")
    portefeuille.attendre(days=40)
    portefeuille.fire(REL1, "constater_reception", courrier_recu_le="2025-03-10", preuve="AR")
    tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "courrier_recu"
    portefeuille.attendre(days=4)
    tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "alerte"


def test_a_late_answer_is_still_refused(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.attendre(days=25)
    jour = portefeuille.bureau.calendriers("metropole").jour_civil(
        portefeuille.horloge.maintenant()
    )
    with pytest.raises(Refused):
        portefeuille.fire(REL1, "recevoir_reponse", recue_le=jour.isoformat())
