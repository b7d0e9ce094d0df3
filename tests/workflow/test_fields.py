"""Fields: from what people type to typed values, to stored text and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import ValeurInvalide
from workflow.fields import (
    LONGUEUR_MAX,
    convertir,
    depuis_personnel,
    depuis_texte,
    en_texte,
)
from workflow.process import Champ


def champ(genre: str, **options: Any) -> Champ:
    return Champ(nom="x", type=genre, libelle="X", saisi=True, **options)


@pytest.mark.parametrize(
    ("genre", "brut", "valeur"),
    [
        ("date", "2026-10-17", date(2026, 10, 17)),
        ("date", " 17/10/2026 ", date(2026, 10, 17)),
        ("date", "1/2/2026", date(2026, 2, 1)),
        ("date", date(2026, 1, 1), date(2026, 1, 1)),
        ("instant", "2026-10-17T09:30+02:00", datetime(2026, 10, 17, 7, 30, tzinfo=UTC)),
        ("instant", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        ("entier", "12", 12),
        ("entier", -4, -4),
        ("decimal", "1250,50", Decimal("1250.50")),
        ("decimal", "1 250,5", Decimal("1250.50")),
        ("decimal", "1\u202f250.5", Decimal("1250.50")),
        ("decimal", 3, Decimal("3.00")),
        ("decimal", Decimal("-2.10"), Decimal("-2.10")),
        ("booleen", "Oui", True),
        ("booleen", "non", False),
        ("booleen", True, True),
        ("texte", "  bonjour ", "bonjour"),
        ("piece", "ab12", "ab12"),
    ],
)
def test_what_people_type_is_understood(genre: str, brut: Any, valeur: Any) -> None:
    assert convertir(champ(genre), brut) == valeur


@pytest.mark.parametrize(
    ("genre", "brut", "remede"),
    [
        ("texte", "  ", "Donnez une valeur, ou retirez ce champ."),
        ("texte", "Zo\udce9", "Effacez-le, ou ressaisissez ce texte au clavier."),
        ("choix", "\ud83d", "Effacez-le, ou ressaisissez ce texte au clavier."),
        ("date", "17/10/2026\udfff", "Effacez-le, ou ressaisissez ce texte au clavier."),
        ("date", "31/02/2026", "Écrivez par exemple 17/10/2026."),
        ("date", "demain", "Écrivez par exemple 17/10/2026."),
        ("date", "20261017", "Écrivez par exemple 17/10/2026."),
        ("date", datetime(2026, 1, 1, tzinfo=UTC), "Écrivez par exemple 17/10/2026."),
        ("instant", "2026-10-17T09:30", "Écrivez 2026-10-17T09:30+02:00."),
        ("instant", "tôt", "Écrivez 2026-10-17T09:30+02:00."),
        ("entier", "1,5", "Écrivez par exemple 12."),
        ("entier", True, "Écrivez par exemple 12."),
        ("entier", "1" * 16, "Au plus quinze chiffres avant la virgule."),
        ("decimal", "38.600", "Écrivez 38600 pour des milliers, ou 38,60 pour des centimes."),
        ("decimal", "mille", "Écrivez par exemple 1250,50."),
        ("decimal", "NaN", "Écrivez par exemple 1250,50."),
        ("decimal", "1e3", "Écrivez par exemple 1250,50."),
        ("decimal", "1_000", "Écrivez par exemple 1250,50."),
        ("decimal", "1.250,50", "Écrivez par exemple 1250,50."),
        ("decimal", "9" * 16, "Au plus quinze chiffres avant la virgule."),
        ("decimal", "1,005", "Arrondissez au centième."),
        ("booleen", "peut-être", "Écrivez oui ou non."),
        ("texte", "x" * (LONGUEUR_MAX + 1), "Au plus 20000 caractères."),
        ("texte", "a\x00b", "Effacez-le, ou ressaisissez ce texte au clavier."),
    ],
)
def test_what_does_not_fit_is_refused_with_its_remedy(genre: str, brut: Any, remede: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        convertir(champ(genre), brut)
    assert (refus.value.champ, refus.value.remede) == ("x", remede)


@pytest.mark.parametrize(
    "signe", ["\x00", "\x01", "\x08", "\x1b", "\x1f", "\x7f", "\x9b", "\ud800", "\ufffe", "\uffff"]
)
def test_a_sign_that_nobody_sees_is_refused_by_its_field(signe: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        convertir(champ("texte", personnel=True), f"avant{signe}après")
    assert refus.value.champ == "x"
    assert str(refus.value) == f"x : contient un caractère invisible (U+{ord(signe):04X})."


@pytest.mark.parametrize("saut", ["\v", "\f", "\x85", "\u2028", "\u2029", "\r\n", "\n"])
def test_the_line_breaks_of_a_word_processor_break_lines(saut: str) -> None:
    """But where there is one line: a title, a name; a correction follows its field."""
    assert convertir(champ("texte", personnel=True), f"un{saut}deux") == "un\ndeux"
    for nom in ("motif", "valeur"):
        note = Champ(nom=nom, type="texte", libelle="X", saisi=True)
        assert convertir(note, f"un{saut}deux") == "un\ndeux"
    for titre in (champ("texte"), champ("texte", personnel=True, court=True), champ("piece")):
        assert convertir(titre, f"un{saut}deux") == "un deux"


def test_a_choice_is_among_its_values() -> None:
    mode = champ("choix", valeurs=("lettre", "mel"), libelles={"mel": "Par courriel"})
    assert convertir(mode, "mel") == "mel"
    assert convertir(mode, "par courriel") == "mel"
    with pytest.raises(ValeurInvalide, match="« fax » n’est pas admis") as erreur:
        convertir(mode, "fax")
    assert erreur.value.remede == "Choisissez parmi lettre, mel (Par courriel)."


@pytest.mark.parametrize(("brut", "souci"), [("0", "trop petit"), ("6", "trop grand")])
def test_a_number_stays_within_its_bounds(brut: str, souci: str) -> None:
    with pytest.raises(ValeurInvalide, match=souci):
        convertir(champ("entier", min=1, max=5), brut)
    with pytest.raises(ValeurInvalide, match=souci):
        convertir(champ("decimal", min=1, max=5), brut)
    assert convertir(champ("entier", min=1, max=5), "5") == 5
    assert convertir(champ("booleen", min=3), "oui") is True


def test_a_number_out_of_bounds_is_told_as_french_writes_it() -> None:
    borne = champ("decimal", min=0, max=1_000_000)
    with pytest.raises(ValeurInvalide, match="« -1,00 » est trop petit"):
        convertir(borne, "-1")
    with pytest.raises(ValeurInvalide, match="« 1\u00a0000\u00a0000,50 »") as refus:
        convertir(borne, "1000000,50")
    assert refus.value.remede == "Au plus 1\u00a0000\u00a0000."


@given(
    st.one_of(
        st.tuples(st.just("date"), st.dates()),
        st.tuples(
            st.just("instant"),
            st.datetimes(timezones=st.just(timezone(timedelta(hours=2)))),
        ),
        st.tuples(st.just("decimal"), st.decimals(-1000, 1000, places=2)),
        st.tuples(st.just("entier"), st.integers(-(10**9), 10**9)),
        st.tuples(st.just("booleen"), st.booleans()),
        st.tuples(st.just("texte"), st.text()),
        st.tuples(st.just("texte"), st.none()),
    )
)
def test_a_stored_value_comes_back(cas: tuple[str, Any]) -> None:
    genre, valeur = cas
    stocke = en_texte(valeur)
    assert stocke is None or isinstance(stocke, str | int | bool)
    assert depuis_texte(genre, stocke) == valeur


@pytest.mark.parametrize(
    ("genre", "garde", "valeur"),
    [
        ("entier", "42", 42),
        ("booleen", "True", True),
        ("booleen", "False", False),
        ("date", "2000-01-31", date(2000, 1, 31)),
        ("texte", "42", "42"),
        ("entier", None, None),
    ],
)
def test_a_personal_value_comes_back_from_its_text(genre: str, garde: str, valeur: Any) -> None:
    assert depuis_personnel(genre, garde) == valeur
