"""Names of companies, alike when only their legal form, their accents or their signs differ."""

from __future__ import annotations

import pytest

from states.company_names import nom_compare, nomme


@pytest.mark.parametrize("numero", ["51944339400019", "SAS", "", "S.A. 12"])
def test_a_number_or_a_form_names_nobody(numero: str) -> None:
    assert nom_compare(numero) == ""


@pytest.mark.parametrize("nom", ["Éts. Bâtir", "BATIR SAS", "S.A.R.L. Bâtir", "La société BÂTIR"])
def test_the_form_and_the_accents_do_not_count(nom: str) -> None:
    assert nomme(nom) == {"nom": nom, "nom_compare": "batir"}
