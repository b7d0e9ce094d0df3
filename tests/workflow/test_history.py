"""The effective history: corrections in the order of the journal, cancelled lines absent."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.support import TEMPS, le
from workflow.history import donnees_de, effectif
from workflow.values import Delai, Historique, Ligne, Unite


def ligne(seq: int, jour: int = 1, kind: str = "evenement", **donnees: Any) -> Ligne:
    return Ligne(
        seq=seq,
        evenement=f"e{seq}",
        de="a",
        vers="b",
        role="agent",
        at=le(jour),
        recorded_at=le(28),
        kind=kind,
        donnees=donnees,
    )


def test_lines_stand_in_the_order_of_their_facts() -> None:
    histoire = effectif([ligne(3, 1), ligne(1, 2), ligne(2, 2)])
    assert [une.seq for une in histoire] == [3, 1, 2]


def test_two_corrections_apply_in_the_order_of_the_journal() -> None:
    histoire = effectif(
        [
            ligne(1, 1, x="premier"),
            ligne(3, 2, "correction", ligne=1, champ="x", valeur="dernier"),
            ligne(2, 9, "correction", ligne=1, champ="x", valeur="deuxième"),
        ]
    )
    assert histoire.lignes[0].donnees == {"x": "dernier"}


def test_a_correction_of_a_cancelled_line_is_nothing() -> None:
    lignes = [
        ligne(1, x=1),
        ligne(2, kind="retablissement", annule=["1"]),
        ligne(3, kind="correction", ligne=1, champ="x", valeur=2),
    ]
    assert [une.seq for une in effectif(lignes)] == [2, 3]


def test_the_effective_history_is_its_own() -> None:
    lignes = [
        ligne(1, x=1, y=1),
        ligne(2, x=2),
        ligne(
            3, kind="correction", ligne=1, champ="x", valeur=5, copies=[{"ligne": 1, "champ": "y"}]
        ),
        ligne(4, kind="retablissement", annule=[2]),
    ]
    histoire = effectif(lignes)
    assert histoire == effectif(histoire)
    assert histoire.lignes[0].donnees == {"x": 5, "y": 5}


def test_fields_are_what_the_lines_leave() -> None:
    lignes = [
        ligne(1, 9, x=1, inconnu=3),
        ligne(2, 1, x=2, y=2),
        ligne(3, kind="correction", ligne=1, champ="x", valeur=7),
        ligne(4, kind="retablissement", annule=[]),
    ]
    assert donnees_de(effectif(lignes), {"x": 0, "z": 0}, ["x", "y", "z"]) == {
        "x": 2,
        "y": 2,
        "z": 0,
    }


@given(st.lists(st.integers(1, 9), max_size=8), st.integers(1, 9))
def test_a_line_takes_its_place(jours: list[int], jour: int) -> None:
    lignes = [ligne(seq, un) for seq, un in enumerate(jours, 1)]
    histoire = effectif(lignes)
    neuve = ligne(len(jours) + 1, jour)
    assert histoire.avec(neuve) == effectif([*lignes, neuve])


def test_a_history_finds_its_events_and_its_entries() -> None:
    histoire = Historique((ligne(1), ligne(2)))
    assert [une.seq for une in histoire.de("e2", "e3")] == [2]
    assert ligne(1).entre_dans("b") is True
    assert ligne(1).entre_dans("a") is False


def test_a_delay_reads_as_it_is_written() -> None:
    assert [str(Delai.lire(texte)) for texte in ("15 j", "5jo", " 2 sem ", "3 mois", "1 an")] == [
        "15 j",
        "5 jo",
        "2 sem",
        "3 mois",
        "1 ans",
    ]
    assert Delai.lire("4 ans") == Delai(4, Unite.ANS)
    assert TEMPS.zone == "nulle_part"
