"""What an act sent by a program answers."""

from __future__ import annotations

from typing import Any

import pytest

from services.accounts.api_tokens import ACTES
from tests.portfolio import MAR, Portefeuille
from tests.web.conftest import Guichet
from tests.web.test_api import Appels, jeton, refus
from web.api.problems import RACINE
from web.site import Site
from workflow.decision import Condition, Refus
from workflow.kernel import decide
from workflow.values import SYSTEME


def test_numbers_come_back_as_they_were_understood(guichet: Guichet, site: Site) -> None:
    fac = Appels(guichet.client, jeton(site, "fac", ACTES))
    saisies = {"objectif_heures": "1 250,5", "motif": "revu"}
    dite = fac.envoyer(MAR, "modifier_objectif", saisies=saisies).json()
    assert dite["nombres_lus"] == [
        {"champ": "objectif_heures", "libelle": "Objectif d’heures", "valeur": "1250.50"}
    ]
    rien = fac.envoyer(MAR, "noter", saisies={"texte": "vu"}, cle="autre").json()
    assert rien["nombres_lus"] == []


def test_a_key_that_served_is_told_as_it_was_sent(guichet: Guichet, site: Site) -> None:
    fac = Appels(guichet.client, jeton(site, "fac", ACTES))
    assert fac.envoyer(MAR, "noter", saisies={"texte": "une"}, cle="k1").status_code == 201
    dite = refus(fac.envoyer(MAR, "noter", saisies={"texte": "autre"}, cle="k1"), 422)
    assert dite["detail"] == "La clé « k1 » a déjà servi à une autre commande."


def test_a_key_given_twice_in_one_object_is_refused(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    fac = Appels(guichet.client, jeton(site, "fac", ACTES))
    avant = portefeuille_sqlite.journal(MAR)
    for corps in (
        '{"evenement": "noter", "saisies": {"texte": "une", "texte": "autre"}}',
        '{"evenement": "noter", "evenement": "noter", "saisies": {"texte": "une"}}',
    ):
        rev = fac.lire(f"dossiers/{MAR}").headers["etag"]
        entetes = {**fac.entetes, "If-Match": rev, "Idempotency-Key": "k2"}
        lue = fac.client.post(
            f"{RACINE}/dossiers/{MAR}/evenements",
            content=corps,
            headers={**entetes, "Content-Type": "application/json"},
        )
        assert "Donné deux fois" in refus(lue, 422)["detail"]
    assert portefeuille_sqlite.journal(MAR) == avant


def test_the_answer_tells_what_others_wrote_on_the_revision_read(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(MAR, "noter", "resp", texte="attendez")
    fac = Appels(guichet.client, jeton(site, "fac", ACTES))
    [vue] = fac.envoyer(MAR, "noter", saisies={"texte": "vu"}).json()["depuis"]
    assert (vue["evenement"], vue["libelle"], vue["par"]) == (
        "noter",
        "Ajouter une note",
        "Sofia Amrani",
    )


def test_a_refused_follow_on_tells_why(
    guichet: Guichet, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the incident does: a program need not read the desk of the facilitateur to know."""

    def decider(*recu: Any) -> Any:
        if recu[2].role != SYSTEME:
            return decide(*recu)
        pourquoi = Condition("x", "Le délai court encore.")
        return Refus(evenement=recu[2].evenement, conditions=(pourquoi,))

    monkeypatch.setattr("services.advancing.decide", decider)
    fac = Appels(guichet.client, jeton(site, "fac", ACTES))
    dite = fac.envoyer(MAR, "resilier", saisies={"date_effet": "2025-03-03", "motif": "x"}).json()
    refusees = [une for une in dite["suites"] if une["refuse"]]
    assert refusees
    for une in refusees:
        assert une["conditions"] == ["Le délai court encore."]
        assert une["de"] == une["vers"]
