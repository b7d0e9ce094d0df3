"""The secret of the installation: written by init for its owner alone, replaced without loss."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from jalon.assembly import assembler
from jalon.secret_file import lire_secrets
from jalon.settings import Base, Reglages
from services.accounts.second_factor import lire_facteur, preparer
from storage import accounts
from tests.jalon.ligne import Ligne

FICHIER = Path("jalon.secret")


@pytest.fixture
def prete(vierge: Ligne) -> Ligne:
    """An installation with one account, whose telephone is being set up."""
    assert vierge.json("init")["secret"] == str(FICHIER)
    vierge.json("compte", "ajouter", "fac", "--nom", "Ana Roux", "--role", "facilitateur")
    return vierge


def facteur(url: str, *, prepare: bool = False) -> str | None:
    bureau = assembler(Reglages(environnement="test", database=Base(url=url)))
    try:
        with bureau.travail.lire() as connexion:
            compte = accounts.par_login(connexion, "fac")
        assert compte is not None
        if prepare:
            preparer(bureau, compte)
        return lire_facteur(bureau, compte).secret
    finally:
        bureau.travail.moteurs.fermer()


def scelles(url: str) -> list[str]:
    moteur = create_engine(url)
    with moteur.connect() as connexion:
        lus = list(connexion.execute(text("SELECT secret FROM second_facteur")).scalars())
    moteur.dispose()
    return lus


def test_init_writes_it_once_for_its_owner(prete: Ligne) -> None:
    assert FICHIER.stat().st_mode & 0o777 == 0o600
    ecrit = FICHIER.read_text()
    assert prete.json("init")["secret"] is None
    assert FICHIER.read_text() == ecrit


def test_another_takes_its_place_and_nobody_notices(prete: Ligne) -> None:
    avant, montre = FICHIER.read_text(), facteur(prete.url, prepare=True)
    [scelle] = scelles(prete.url)
    assert prete.json("secret", "renouveler") == {"rescelles": 1}
    apres = FICHIER.read_text()
    assert apres != avant
    assert len(apres.split()) == 1
    assert scelles(prete.url) != [scelle]
    assert facteur(prete.url) == montre
    assert FICHIER.stat().st_mode & 0o777 == 0o600


def test_the_environment_comes_first(prete: Ligne, monkeypatch: pytest.MonkeyPatch) -> None:
    montre, avant = facteur(prete.url, prepare=True), FICHIER.read_text()
    monkeypatch.setenv("JALON_SECRET_CLE", f"{'n' * 32} {avant.strip()}")
    assert prete.json("secret", "renouveler") == {"rescelles": 1}
    monkeypatch.setenv("JALON_SECRET_CLE", "n" * 32)
    assert facteur(prete.url) == montre
    assert FICHIER.read_text() == avant


def test_one_that_others_read_is_refused(prete: Ligne) -> None:
    FICHIER.chmod(0o640)
    assert prete.refus("secret", "renouveler")["champ"] == "secret.fichier"
    dit = prete.dire("config", "verifier", "--json")
    assert dit.code == 1
    assert "D’autres que vous peuvent lire" in dit.json["soucis"][0]["message"]


def test_one_too_short_is_refused(prete: Ligne) -> None:
    with pytest.raises(Exception, match="moins de 32 caractères"):
        lire_secrets(Reglages.model_validate({"secret": {"cle": "trop court"}}))


def test_it_never_shows(prete: Ligne, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_SECRET_CLE", "s" * 40)
    assert "s" * 40 not in str(prete.json("config", "verifier"))
