"""What the database keeps sealed: bound to its place, opened by our own secrets alone."""

from __future__ import annotations

import pytest

from services.accounts.encrypting import Chiffreur
from services.errors import Interdit

ANCIEN, NEUF = "a" * 32, "b" * 32


def test_what_is_sealed_is_read_again_and_never_twice_the_same() -> None:
    chiffreur = Chiffreur(lambda: [NEUF])
    deux = {chiffreur.sceller("secret", "ici") for _ in range(2)}
    assert len(deux) == 2
    assert {chiffreur.ouvrir(un, "ici") for un in deux} == {"secret"}


def test_an_older_secret_still_opens_while_it_is_given() -> None:
    scelle = Chiffreur(lambda: [ANCIEN]).sceller("secret", "ici")
    assert Chiffreur(lambda: [NEUF, ANCIEN]).ouvrir(scelle, "ici") == "secret"
    with pytest.raises(Interdit, match="n’est plus celui"):
        Chiffreur(lambda: [NEUF]).ouvrir(scelle, "ici")


def test_moved_to_another_row_it_opens_nothing() -> None:
    chiffreur = Chiffreur(lambda: [NEUF])
    with pytest.raises(Interdit):
        chiffreur.ouvrir(chiffreur.sceller("secret", "second_facteur:1"), "second_facteur:2")


def test_without_a_secret_nothing_is_sealed() -> None:
    with pytest.raises(Interdit, match="n’a pas de secret"):
        Chiffreur().sceller("secret", "ici")
