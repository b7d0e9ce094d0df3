"""What leaves for programs and agendas, on both engines."""

from __future__ import annotations

import json
from datetime import date

from services.accounts.api_tokens import ACTES, creer, mes_jetons, reconnaitre
from services.accounts.signing_in import Visiteur
from services.personal_links.shared_calendars import creer as creer_un_calendrier
from services.personal_links.shared_calendars import mes_calendriers, ouvrir, revoquer
from services.reading.due_dates import Periode, echeances_vues
from services.reading.reading_register import (
    Tranche,
    conventions_vues,
    entreprises_vues,
    marches_vus,
)
from storage.accounts import par_login
from tests.portfolio import MAR, REL1, Portefeuille, mener


def visiteur(portefeuille: Portefeuille, login: str) -> Visiteur:
    with portefeuille.bureau.travail.lire() as connexion:
        compte = par_login(connexion, login)
    assert compte is not None
    return Visiteur(compte=compte, roles=frozenset(json.loads(compte.roles)))


def test_deadlines_of_a_period(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    fac, lyon = visiteur(portefeuille, "fac"), visiteur(portefeuille, "lyon")
    periode = Periode(du=date(2025, 3, 3), au=date(2025, 3, 19))
    lues = echeances_vues(portefeuille.bureau, fac, periode)
    assert (REL1, "expiration", 1) in {(u["dossier"], u["nom"], u["mouvements"]) for u in lues}
    assert all(une["jour"] <= date(2025, 3, 19) for une in lues)
    assert echeances_vues(portefeuille.bureau, lyon, periode) == []
    vide = Periode(du=date.max, au=date.max)
    assert echeances_vues(portefeuille.bureau, fac, vide) == []


def test_the_register_as_each_may_read_it(portefeuille: Portefeuille) -> None:
    fac, lyon = visiteur(portefeuille, "fac"), visiteur(portefeuille, "lyon")
    bureau = portefeuille.bureau
    suivis = {un["dossier"] for un in marches_vus(bureau, fac, Tranche())["marches"]}
    assert MAR in suivis
    assert entreprises_vues(bureau, fac, Tranche(limite=1))["suite"]
    assert entreprises_vues(bureau, fac, Tranche(texte="rien de tel"))["entreprises"] == []
    siens = {un["acheteur"] for un in marches_vus(bureau, lyon, Tranche())["marches"]}
    assert siens <= {"21690123100011"}
    assert len(conventions_vues(bureau, fac)) == 1
    assert conventions_vues(bureau, lyon) == []


def test_an_address_and_a_token_are_known_until_taken_back(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    bureau, ref = portefeuille.bureau, visiteur(portefeuille, "ref")
    ((donneur, _),) = mes_calendriers(bureau, ref)["donneurs"]
    secret = creer_un_calendrier(bureau, ref, str(donneur))
    assert REL1 in {une["dossier"] for une in ouvrir(bureau, secret).echeances}
    (adresse,) = mes_calendriers(bureau, ref)["calendriers"]
    revoquer(bureau, ref, adresse["id"])
    assert mes_calendriers(bureau, ref)["calendriers"] == []
    connu = reconnaitre(bureau, creer(bureau, ref, "essai", ACTES, "30"))
    assert connu is not None
    assert connu[0].login == "ref"
    assert [un["fini"] for un in mes_jetons(bureau, ref)] == [False]
