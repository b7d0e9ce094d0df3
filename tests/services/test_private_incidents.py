"""An incident, read by the admin, tells what failed and nothing of anybody (ui §8)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from jalon.assembly import charger_machines
from services.clock import ticking
from services.people import SUIVENT_UNE_PERSONNE, deduits
from storage import tables as t
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import EXPIRATION, a, courrier_recu, incidents
from workflow.process import Definition
from workflow.sentences import noms_du_modele

SECRET = "Zébulon, 06 00 00 00 00"


def rangee_refusee(p: Portefeuille) -> DBAPIError:
    """What the database says of a row that it refuses, personal value and all."""
    rangee = {"id": "x", "dossier": 1, "champ": None, "valeur": SECRET}
    with p.bureau.travail.ecrire() as connexion, pytest.raises(DBAPIError) as refus:
        connexion.execute(insert(t.donnee_personnelle), [rangee])
    return refus.value


def test_what_the_database_refuses_is_not_quoted(
    portefeuille: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = portefeuille
    courrier_recu(p)
    erreur = rangee_refusee(p)
    assert SECRET not in str(erreur).partition("DETAIL")[0]  # the server's own words apart

    def echouer(*_: object) -> None:
        raise erreur

    monkeypatch.setattr(ticking, "faire_sonner", echouer)
    a(p, f"{EXPIRATION}T14:00")
    dites = incidents(p, "echeance_en_echec")
    assert REL1 in str(dites)
    assert any(type(erreur).__name__ in une.detail for une in dites)
    assert not [une for une in dites if SECRET in f"{une.message} {une.detail}"]


def citables(definition: Definition) -> set[str]:
    """Fields that may stand in no sentence which an incident quotes."""
    libres = {un.nom for un in definition.contexte.values() if un.saisi and un.type == "texte"}
    return libres | definition.personnels | deduits(definition)


def test_no_sentence_of_a_refused_follow_on_quotes_a_free_or_a_personal_text() -> None:
    """Follow-ons go to dossiers that follow nobody, whose sentences hold dates and numbers."""
    for nom, definition in charger_machines().exiger().items():
        effets = [un for acte in definition.evenements.values() for un in acte.effets]
        liens = {lien for un in effets if un.genre == "emet" for lien in un.a.split(".")}
        visees = {un.machine for un in definition.liens.values() if un.nom in liens}
        assert visees.isdisjoint(SUIVENT_UNE_PERSONNE)
        if nom not in SUIVENT_UNE_PERSONNE:
            for une in (*definition.gardes.values(), *definition.contexte.values()):
                cites = noms_du_modele(une.sinon or "")
                assert cites.isdisjoint(citables(definition)), (nom, une.nom)
