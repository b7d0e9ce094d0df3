"""The preview of an act that reaches other dossiers: it says which, and how, in words."""

from __future__ import annotations

from tests.plain_text import clair
from tests.portfolio import MAR, REL1, REL2, Portefeuille
from tests.services.test_marche_life import ouvrir
from tests.services.test_participation import deviser
from tests.web.conftest import Guichet
from tests.web.test_every_machine import ADRESSES
from tests.web.test_kept_forms import caches

CLORE, SUSPENDRE, REPRENDRE = (
    f"/marches/{MAR}/actes/{acte}" for acte in ("clore", "suspendre", "reprendre_execution")
)


def test_an_act_that_opens_an_invoice_says_so_before_it_is_confirmed(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    deviser(portefeuille_sqlite)
    assert "Un dossier s’ouvre : facture, « À émettre »." in apercu(guichet, CLORE)


def test_a_dossier_that_stays_where_it_is_is_said_to_follow(guichet: Guichet) -> None:
    assert f"Le dossier {REL1} suit." in apercu(guichet, SUSPENDRE)


def test_a_dossier_that_a_person_has_put_on_hold_says_that_it_stays(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    pause = {"mode": "temps_restant", "jusqu_au": "2025-04-01", "motif": "grève"}
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", **pause)
    motif = {"motif": "ordre de service", "date_effet": "2025-03-03"}
    portefeuille_sqlite.fire(MAR, "suspendre", **motif)
    dite = apercu(guichet, REPRENDRE)
    assert f"Le dossier {REL1} reste à « À contacter » : " in dite
    assert f"Le dossier {REL2} suit." in dite


def test_a_dossier_that_cannot_follow_says_why(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    tranche = {"genre": "reconduction", "intitule": "2026", "a_decider_le": "2025-06-02"}
    numero = ouvrir(p, "periode", MAR, **tranche)
    with p.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(f"UPDATE dossier SET state = 'clos' WHERE numero = '{MAR}'")  # noqa: S608 # ours
    acte = f"/{ADRESSES['periode']}/{numero}/actes/decider_poursuite"
    dite = apercu(guichet, acte, decision_heures="revoir")
    assert f"Le dossier {MAR} ne peut pas suivre : " in dite
    assert "« Clos »" in dite.partition("ne peut pas suivre")[2]


def apercu(guichet: Guichet, acte: str, **champs: str) -> str:
    guichet.entrer("fac")
    forme = guichet.lire(acte).text
    caches_ = caches(forme[forme.index(f'action="{acte}"') :])
    saisies = {**caches_, "motif": "tout est dit", **champs}
    if "date_effet" in forme:
        saisies["date_effet"] = "aujourd’hui"
    page = guichet.client.post(acte, data=saisies)
    assert page.status_code == 200
    return clair(page.text)
