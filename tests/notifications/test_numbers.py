"""The number of a dossier keeps on one line, with the hyphens that a search looks for."""

from __future__ import annotations

import pytest

from notifications.filters import numeros
from notifications.rendering import rendeur_de_la_maison

NUMERO = "REL-2026-00042"


def test_a_number_stays_whole_in_a_text_that_somebody_has_written() -> None:
    rendu = rendeur_de_la_maison().rendre_libre("Suite", f"Le dossier {NUMERO}.\n\nÀ vous.")
    assert f'<span style="white-space:nowrap">{NUMERO}</span>.' in rendu.html
    assert NUMERO in rendu.texte


@pytest.mark.parametrize(
    "texte", ["http://jalon.test/d/REL-2026-00042", "2026-TRX-009", "1A-2026-00042x", "<b>&"]
)
def test_what_is_no_number_is_left_alone(texte: str) -> None:
    assert "<span" not in numeros(texte)


def test_the_address_of_a_dossier_stays_a_link() -> None:
    html = rendeur_de_la_maison().rendre_libre("S", f"http://jalon.test/d/{NUMERO}").html
    assert f'href="http://jalon.test/d/{NUMERO}"' in html
    assert "<span" not in html
