"""What is known of a marché stands on its page; its hours, on those of its relations too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from storage.register_tables import marche_modification
from tests.plain_text import clair
from tests.portfolio import MAR, REL1, Portefeuille
from tests.web.conftest import Guichet


def fiche(page: str) -> str:
    return clair(page).partition("<h2>Fiche</h2>")[2].partition("</section>")[0]


def test_the_marche_tells_its_amount_its_length_and_its_cpv(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    vue = fiche(fac.lire(f"/marches/{MAR}").text)
    for mots in ("412 000,50 €", "45214200-2", "Réhabilitation du groupe scolaire", "28 février"):
        assert mots in vue
    assert vue.count("Objet") == vue.count("Notifié le") == 1
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        avenant = {"marche": 1, "identifiant": "1", "notifiee_le": date(2025, 3, 1)}
        plus = {"montant": Decimal("450000.00"), "duree_mois": 14}
        connexion.execute(marche_modification.insert().values(**avenant, **plus))
        futur = {"marche": 1, "identifiant": "2", "notifiee_le": date(2025, 9, 1)}
        connexion.execute(marche_modification.insert().values(**futur, montant=Decimal(1)))
    vue = fiche(fac.lire(f"/marches/{MAR}").text)
    assert "450 000,00 € (412 000,50 € à la notification)" in vue
    assert "Durée (mois)" in vue  # the dossier's own, which an avenant changes there


def test_hours_stand_beside_the_name_once_there_is_an_objective(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    assert "heures sur" not in clair(fac.lire(f"/relations/{REL1}").text)
    portefeuille_sqlite.fire(MAR, "modifier_objectif", objectif_heures="420", motif="vu")
    for adresse in (f"/relations/{REL1}", f"/marches/{MAR}"):
        assert "0 heure sur 420" in clair(fac.lire(adresse).text)


def test_a_dossier_without_a_published_marche_shows_none(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE dossier SET marche = NULL WHERE numero = ?", (MAR,))
    assert "Montant publié" not in fac.lire(f"/marches/{MAR}").text
