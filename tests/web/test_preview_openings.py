"""The preview of an act that opens another dossier: it says which, in words."""

from __future__ import annotations

from tests.portfolio import MAR, Portefeuille
from tests.services.test_participation import deviser
from tests.web.conftest import Guichet
from tests.web.test_acting import clair
from tests.web.test_kept_forms import caches

CLORE = f"/marches/{MAR}/actes/clore"


def test_an_act_that_opens_an_invoice_says_so_before_it_is_confirmed(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    deviser(portefeuille_sqlite)
    guichet.entrer("fac")
    forme = guichet.lire(CLORE).text
    saisies = {**caches(forme[forme.index('action="/marches') :]), "motif": "tout est fini"}
    apercu = guichet.client.post(CLORE, data=saisies)
    assert apercu.status_code == 200
    assert "Un dossier s’ouvre : facture, « À émettre »." in clair(apercu.text)
