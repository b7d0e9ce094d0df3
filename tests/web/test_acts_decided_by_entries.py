"""Acts that their own entries decide, through a fact: their page offers the form, which acts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.portfolio import MAR, Portefeuille
from tests.services.test_calibration import FORMULE
from tests.services.test_candidatures import CAN, CONTRAT, PIECES, proposer, valider
from tests.web.conftest import Guichet
from tests.web.test_acting import PDF
from tests.web.test_reading import MAX_DE_REQUETES, requetes
from web.site import Site

CANDIDATURE = f"/candidatures/{CAN}"
MARCHE = f"/marches/{MAR}"
EMBAUCHE = {"date_embauche": "2025-03-03", **CONTRAT}


def presenter(p: Portefeuille) -> None:
    proposer(p)
    valider(p)
    p.fire(CAN, "positionner", positionnee_le="2025-03-03")


def embaucher_sans_valider(p: Portefeuille) -> None:
    proposer(p)
    p.fire(CAN, "constater_embauche_sans_validation", **EMBAUCHE)


def caches(page: str, adresse: str) -> dict[str, str]:
    """Every hidden field of the form of that act."""
    forme = page[page.index(f'action="{adresse}"') :]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', forme))


@pytest.mark.parametrize(
    ("fiche", "acte", "saisies", "preparer"),
    [
        (CANDIDATURE, "embaucher", EMBAUCHE, presenter),
        (CANDIDATURE, "regulariser", {**PIECES, "motif": "oubli"}, embaucher_sans_valider),
        (MARCHE, "chiffrer_heures", FORMULE, lambda _: None),
    ],
)
def test_the_page_offers_the_form_and_acts(
    fac: Guichet,
    site: Site,
    portefeuille_sqlite: Portefeuille,
    fiche: str,
    acte: str,
    saisies: dict[str, str],
    preparer: Callable[[Portefeuille], None],
) -> None:
    preparer(portefeuille_sqlite)
    numero, adresse = fiche.rsplit("/", 1)[1], f"{fiche}/actes/{acte}"
    dite = fac.lire(f"/api/v1/dossiers/{numero}/explain").json()
    assert acte in {un["evenement"] for un in dite["possibles"]}
    assert f'"{adresse}"' in fac.lire(fiche).text
    with requetes(site) as dites:
        page = fac.lire(adresse).text
    assert len(dites) <= MAX_DE_REQUETES, "\n\n".join(dites)
    envois = {nom: val for nom, val in saisies.items() if nom != "justificatif"}
    fichiers = {"justificatif": PDF} if "justificatif" in saisies else {}
    reponse = fac.client.post(
        adresse, data={**caches(page, adresse), **envois}, files=fichiers, follow_redirects=False
    )
    if reponse.status_code == 200:  # mails would leave: it shows them first
        confirme = {**caches(reponse.text, adresse), **envois}
        reponse = fac.client.post(adresse, data=confirme, follow_redirects=False)
    assert reponse.status_code == 303, reponse.text
    assert portefeuille_sqlite.journal(numero)[-1].event == acte
