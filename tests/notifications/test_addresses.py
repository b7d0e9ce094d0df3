"""Addresses: what a server will take, and French refusals for the rest."""

from __future__ import annotations

import pytest

from notifications.addresses import adresse_valide, demande_smtputf8, pour_l_enveloppe
from workflow.errors import ValeurInvalide


@pytest.mark.parametrize(
    ("texte", "adresse"),
    [
        (" Nadia.Orsel@Ville.FR ", "Nadia.Orsel@ville.fr"),
        ("n.o'brien+clauses@ville.co.uk", "n.o'brien+clauses@ville.co.uk"),
        ("contact@mairie-été.fr", "contact@xn--mairie-t-h1ab.fr"),
        ("élodie@ville.fr", "élodie@ville.fr"),
    ],
)
def test_an_address_is_made_ready(texte: str, adresse: str) -> None:
    assert adresse_valide(texte) == adresse


@pytest.mark.parametrize(
    ("texte", "cause"),
    [
        ("", "il faut un nom, une arobase et un domaine"),
        ("nadia", "il faut un nom, une arobase et un domaine"),
        ("@ville.fr", "il faut un nom, une arobase et un domaine"),
        ("nadia@", "il faut un nom, une arobase et un domaine"),
        ("a@b@ville.fr", "la partie avant l’arobase n’est pas possible"),
        ("nadia orsel@ville.fr", "la partie avant l’arobase n’est pas possible"),
        ("nadia..orsel@ville.fr", "la partie avant l’arobase n’est pas possible"),
        ("Nadia <nadia@ville.fr>", "la partie avant l’arobase n’est pas possible"),
        ("a@b.fr,c@d.fr", "la partie avant l’arobase n’est pas possible"),
        ("x" * 65 + "@ville.fr", "la partie avant l’arobase n’est pas possible"),
        ("nadia@localhost", "il manque la fin du domaine, comme « .fr »"),
        ("nadia@127.0.0.1", "le domaine n’est pas possible"),
        ("nadia@-ville.fr", "le domaine n’est pas possible"),
        ("nadia@ville..fr", "le domaine n’est pas possible"),
        ("nadia@ville.fr.", "le domaine n’est pas possible"),
        ("nadia@" + "a." * 124 + "fr", "elle dépasse 254 caractères"),
        ("nadia@ville.fr\r\nBcc: a@b.fr", "la partie avant l’arobase n’est pas possible"),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(texte: str, cause: str) -> None:
    with pytest.raises(ValeurInvalide) as leve:
        adresse_valide(texte)

    assert leve.value.message.endswith(f"n’est pas une adresse électronique : {cause}.")
    assert "\n" not in leve.value.message
    assert leve.value.champ == "adresse"


@pytest.mark.parametrize(("adresse", "demande"), [("a@b.fr", False), ("é@b.fr", True)])
def test_only_an_accented_name_asks_for_smtputf8(adresse: str, *, demande: bool) -> None:
    assert demande_smtputf8(adresse) is demande


@pytest.mark.parametrize(
    ("adresse", "attendue"),
    [
        ("nadia@bénite.test", "nadia@xn--bnite-bsa.test"),
        ("élodie@bénite.test", "élodie@xn--bnite-bsa.test"),
        ("nadia@ville..test", "nadia@ville..test"),
        ("nadia@" + "é" * 70 + ".test", "nadia@" + "é" * 70 + ".test"),
    ],
)
def test_an_accented_domain_is_written_as_servers_take_it(adresse: str, attendue: str) -> None:
    assert pour_l_enveloppe(adresse) == attendue
