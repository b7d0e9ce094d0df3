"""What a refusal or an act lists stays short enough to be read, and speaks in labels."""

from __future__ import annotations

from typing import Any

import pytest

from services.meanwhile import en_bref
from services.reading.looking import Recherche, champs_dits, dossiers
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import a
from workflow.errors import ValeurInvalide


def test_an_unknown_state_is_answered_with_the_labels_of_one_machine(
    portefeuille_sqlite: Portefeuille,
) -> None:
    demande = Recherche(etat="zzz", machine="facture")
    with pytest.raises(ValeurInvalide) as refus:
        dossiers(portefeuille_sqlite.bureau, demande)
    assert "brouillon (À émettre)" in str(refus.value.remede)
    assert "alerte" not in str(refus.value.remede)

    with pytest.raises(ValeurInvalide) as refus:
        dossiers(portefeuille_sqlite.bureau, Recherche(etat="zzz"))
    assert str(refus.value.remede).startswith("Donnez aussi la machine (")
    assert "alerte" not in str(refus.value.remede)


def _ligne(seq: int, par: str) -> dict[str, Any]:
    return {"seq": seq, "libelle": f"Acte {seq}", "par": par}


def test_what_happened_meanwhile_is_told_in_five_lines() -> None:
    vues = [_ligne(un, "jalon" if un < 6 else "nadia") for un in range(1, 9)]

    assert list(en_bref(vues)) == [
        "« Acte 1 » par Jalon",
        "« Acte 2 » par Jalon",
        *(f"« Acte {un} » par nadia" for un in (6, 7, 8)),
        "et 3 autres lignes du journal",
    ]
    assert list(en_bref(vues[:5])) == [f"« Acte {un} » par Jalon" for un in range(1, 6)]


def test_a_line_names_a_state_and_a_field_by_their_labels(
    portefeuille_sqlite: Portefeuille,
) -> None:
    machine = portefeuille_sqlite.bureau.machines.courantes["relation_entreprise"]
    dits = champs_dits(machine.definition, {"etat": "alerte", "champ": "courrier_recu_le"})

    assert [un["texte"] for un in dits] == ["Alerte à la ville", "Courrier reçu le"]


def test_a_difficulty_ends_the_wait_for_a_first_contact(portefeuille: Portefeuille) -> None:
    """The firm is to be called again: one task says so, not two."""
    portefeuille.fire(REL1, "signaler_difficulte", motif="Injoignable.")
    a(portefeuille, "2025-03-25T09:05")

    requete = """SELECT t.code FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.statut = 'ouverte'"""
    assert [un.code for un in portefeuille.rangees(requete, n=REL1)] == ["relancer_entreprise"]
