"""The délai that was announced to a company is the one that judges its answer."""

from __future__ import annotations

import dataclasses

import pytest

from services.errors import Refused
from services.ticking import tick
from tests.portfolio import REL1, Portefeuille, mener


def test_the_days_of_a_hold_are_given_back_to_the_company(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    fin = portefeuille.bureau.calendriers("metropole").jour_civil(portefeuille.horloge.maintenant())
    portefeuille.attendre(days=1)
    portefeuille.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="ordre de service")
    portefeuille.attendre(days=10)
    portefeuille.fire(REL1, "reprendre")
    portefeuille.attendre(days=10)  # past the first end, within the days given back
    recue = portefeuille.bureau.calendriers("metropole").jour_civil(
        portefeuille.horloge.maintenant()
    )
    assert (recue - fin).days == 21
    portefeuille.fire(REL1, "recevoir_reponse", recue_le=recue.isoformat())
    assert portefeuille.etat(REL1) == "en_relation"


def test_a_shorter_parameter_does_not_touch_an_announced_delay(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.attendre(days=12)
    parametres = {"relation_entreprise": {"delai_courrier": "10 j"}}
    reglages = dataclasses.replace(portefeuille.bureau.reglages, parametres=parametres)
    court = portefeuille.avec(reglages=reglages)
    jour = court.bureau.calendriers("metropole").jour_civil(court.horloge.maintenant())
    court.fire(REL1, "recevoir_reponse", recue_le=jour.isoformat())
    assert court.etat(REL1) == "en_relation"


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
