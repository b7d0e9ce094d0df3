"""What an act has done with an entry is done: it is not corrected, the act is done again."""

from __future__ import annotations

import pytest

from services.evidence.verifying import verifier
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.test_convention import refuse

PAUSE = ("mettre_en_attente", {"mode": "temps_restant", "jusqu_au": "2025-03-20", "motif": "x"})
RAPPEL = ("demander_un_rappel", {"rappel_le": "2025-03-10", "a_rappeler": "voir le plan"})


@pytest.mark.parametrize(
    ("acte", "champ", "valeur", "dit"),
    [
        (PAUSE, "mode", "date_fixe", "« Mettre le dossier en pause » : le corriger"),
        (PAUSE, "jusqu_au", "2025-03-24", "Reprenez d’abord le dossier"),
        (PAUSE, "jusqu_au", "2026-03-24", "Refaites cet acte avec la bonne valeur"),
        (RAPPEL, "rappel_le", "2025-03-14", "« Me le rappeler le » a déjà servi"),
        (RAPPEL, "a_rappeler", "autre chose", "« Demander un rappel »"),
        (("affecter", {"compte": "resp"}), "compte", "fac", "« Confier le dossier »"),
    ],
)
def test_a_spent_entry_is_not_corrected(
    portefeuille: Portefeuille,
    acte: tuple[str, dict[str, str]],
    champ: str,
    valeur: str,
    dit: str,
) -> None:
    mener(portefeuille, "courrier_recu")
    nom, saisies = acte
    portefeuille.fire(REL1, nom, **saisies)
    lignes = len(portefeuille.journal(REL1))
    with refuse(dit):
        portefeuille.fire(REL1, "corriger", "resp", champ=champ, valeur=valeur, motif="erreur")
    assert len(portefeuille.journal(REL1)) == lignes
    assert verifier(portefeuille.bureau)["intact"]
