"""The catalogue and its folders of templates answer one another."""

from __future__ import annotations

import pytest

from notifications.catalogue import COMPTES, DIGEST, MESSAGES, Envoi, Message
from notifications.checking import sert
from notifications.rendering import FICHIERS
from notifications.sources import GABARITS


def test_every_message_has_its_folder_and_every_folder_its_message() -> None:
    fichiers = {chemin.relative_to(GABARITS).as_posix() for chemin in GABARITS.glob("*/**/*")}

    assert fichiers == {
        f"{nom}/{fichier}" for nom in (*MESSAGES, *COMPTES, DIGEST.nom) for fichier in FICHIERS
    }


def test_a_row_stands_under_its_own_name() -> None:
    assert [message.nom for message in MESSAGES.values()] == list(MESSAGES)


def test_alerts_letters_and_their_demands_never_go_stale() -> None:
    for nom in ("alerte_donneur_ordre", "demande_accord_courrier", "retrait_alerte"):
        assert MESSAGES[nom].perime_dans("close") is False


@pytest.mark.parametrize(("etat", "perime"), [("alerte", False), ("rencontre", True)])
def test_a_reminder_goes_stale_once_its_state_is_left(etat: str, *, perime: bool) -> None:
    assert MESSAGES["rappel_alerte"].perime_dans(etat) is perime


def test_what_the_facilitateur_must_read_first_waits_for_a_click() -> None:
    a_valider = {nom for nom, un in MESSAGES.items() if un.envoi is Envoi.A_VALIDER}

    assert a_valider == {
        *("retrait_alerte", "convocation_rencontre", "plan_convenu_entreprise", "rectificatif")
    }


def test_a_plain_row_leaves_at_once_and_never_goes_stale() -> None:
    plain = Message("x", "referent", "X")

    assert (plain.envoi, plain.perime, plain.piece_jointe) == (Envoi.IMMEDIAT, (), "")


@pytest.mark.parametrize(
    ("gabarit", "lu"),
    [
        ("digest/corps.txt", True),
        ("_base.txt", True),
        ("inconnu/corps.txt", False),
        ("digest/corps.md", False),
        ("digest/sous/corps.txt", False),
        ("seul.txt", False),
        ("_style.css", False),
    ],
)
def test_a_template_is_read_when_a_message_or_the_house_has_its_name(
    gabarit: str, *, lu: bool
) -> None:
    assert sert(gabarit) is lu
