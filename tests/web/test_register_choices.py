"""A field that names a line of the register offers those in reach; a fault is told on it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from services.counter.acting import formulaire
from storage.register_tables import convention
from tests.plain_text import clair
from tests.portfolio import MAR, MARCHE, VILLE, Portefeuille
from tests.services.test_convention import CONV, ouvrir_convention
from tests.services.test_marche_life import PROGRAMME, ouvrir, preconiser
from tests.services.test_told_days import facilitateur
from tests.web.conftest import Guichet
from tests.web.test_acting import cache

BASE = f"/marches/{MAR}/actes"


@pytest.mark.parametrize(
    ("acte", "champ", "dit"),
    [
        ("rattacher_a_l_operation", "operation", "n’est pas une opération"),
        ("rattacher_au_registre", "identifiant", "n’est pas au registre"),
    ],
)
def test_a_wrong_number_is_told_on_its_field_and_kept(
    guichet: Guichet, acte: str, champ: str, dit: str
) -> None:
    guichet.entrer("fac")
    adresse = f"{BASE}/{acte}"
    rev = cache(guichet.lire(adresse).text, "rev")
    refus = guichet.envoyer(adresse, adresse, rev=rev, **{champ: "XYZ-9"})
    assert refus.status_code == 400
    page = clair(refus.text)
    assert dit in page
    assert f'id="mot-{champ}"' in page
    assert 'value="XYZ-9"' in page


def test_the_operations_of_the_buyer_are_offered_while_open(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    operation = ouvrir(portefeuille_sqlite, "operation", None, nom="Groupe scolaire")
    guichet.entrer("fac")
    adresse = f"{BASE}/rattacher_a_l_operation"
    page = guichet.lire(adresse).text
    assert "n’est ouverte" not in page
    assert f'type="radio" name="operation" value="{operation}"' in page
    assert f"Groupe scolaire ({operation})" in clair(page)
    portefeuille_sqlite.fire(operation, "clore", close_le="2025-03-03")
    page = guichet.lire(adresse).text
    assert operation not in page
    assert "Aucune opération de ce donneur d’ordre n’est ouverte" in clair(page)


def test_the_published_marches_of_the_buyer_that_nobody_follows_are_offered(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    preconiser(portefeuille_sqlite, "clause_execution")
    guichet.entrer("fac")
    adresse = f"/marches/{PROGRAMME}/actes/rattacher_au_registre"
    autres = [
        un.uid
        for un in portefeuille_sqlite.rangees("SELECT uid FROM marche")
        if un.uid != f"{VILLE}{MARCHE}"
    ]
    page = guichet.lire(adresse).text
    assert autres
    assert [un for un in (*autres, f"{VILLE}{MARCHE}") if un in page] == []  # of another, followed
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text("UPDATE marche SET donneur_ordre = (SELECT donneur_ordre FROM convention)")
        )
    page = guichet.lire(adresse).text
    assert [un for un in autres if f'value="{un}"' not in page] == []
    assert f'value="{VILLE}{MARCHE}"' not in page


def test_the_holders_of_the_marche_are_offered_as_leader(guichet: Guichet) -> None:
    guichet.entrer("fac")
    page = guichet.lire(f"{BASE}/constituer_groupement").text
    assert 'type="radio" name="mandataire"' in page


def test_a_renewal_offers_the_other_agreements_of_the_buyer(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    ouvrir_convention(p)
    with p.bureau.travail.ecrire() as connexion:
        ancienne = connexion.execute(text("SELECT * FROM convention")).mappings().one()
        prises = {**ancienne, "id": 99, "reference": "OULLINS-2026"}
        prises |= {nom: date.fromisoformat(ancienne[nom]) for nom in ("effet_le", "fin_le")}
        connexion.execute(convention.insert().values(**prises))
    form = formulaire(p.bureau, facilitateur(p), CONV, "renouveler")
    (choix,) = (une["choix"] for une in form.saisies if une["champ"] == "nouvelle_convention")
    assert choix == [("OULLINS-2026", "OULLINS-2026")]
