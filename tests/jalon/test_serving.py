"""`jalon serve`: where it listens, and what it refuses before it opens."""

from __future__ import annotations

import pytest

from jalon.errors import ReglageInvalide
from jalon.serving import adresse_de, servir
from jalon.settings import Reglages, Web
from services.accounts.passwords import Coffre
from services.accounts.signing_in import entrer
from tests.fixtures.ports import bound_socket
from tests.jalon.ligne import Ligne, lancer
from tests.portfolio import Portefeuille, ouvrir_bureau


@pytest.mark.parametrize("environnement", ["production", "recette"])
def test_the_address_of_the_pages_is_asked_for_where_real_people_follow_links(
    environnement: str,
) -> None:
    with pytest.raises(ReglageInvalide) as refus:
        adresse_de(Reglages(environnement=environnement), 8000)  # type: ignore[arg-type] # one of the four
    assert refus.value.champ == "web.adresse"


def test_the_demonstration_lives_on_this_machine() -> None:
    assert adresse_de(Reglages(), 8123) == "http://127.0.0.1:8123"


def test_an_address_is_that_of_a_site() -> None:
    assert Web(adresse="https://jalon.example/").adresse == "https://jalon.example"
    for faux in ("jalon.example", "ftp://jalon.example", "https://jalon.example/pages"):
        with pytest.raises(ValueError, match="adresse"):
            Web(adresse=faux)


def test_a_port_that_is_taken_is_said(portefeuille_sqlite: Portefeuille) -> None:
    prise = bound_socket()
    prise.listen()
    port = prise.getsockname()[1]
    with pytest.raises(ReglageInvalide) as refus:
        servir(portefeuille_sqlite.bureau, Reglages(), port, adresse=f"http://127.0.0.1:{port}")
    prise.close()
    assert refus.value.champ == "web.port"
    assert str(port) in refus.value.message


def test_a_password_is_read_from_the_input_and_opens_the_door(jalon: Ligne) -> None:
    mots = ("compte", "mot-de-passe", "fac")
    fait = lancer(jalon.env(), *mots, input="quatre mots sans lien\n")
    assert fait.exit_code == 0, fait.output
    faible = lancer(jalon.env(), *mots, input="azerty123456\n")
    assert faible.exit_code == 2
    bureau = ouvrir_bureau(jalon.url).bureau
    assert entrer(bureau, Coffre(faible=True), "fac", "quatre mots sans lien", "192.0.2.1")
    bureau.travail.moteurs.fermer()
