"""« Me le rappeler »: what somebody gives themself to do on a day, by an act or with a contact."""

from __future__ import annotations

from typing import Any

import pytest

from services.errors import Refused
from tests.portfolio import MAR, REL1, Portefeuille
from workflow.errors import ValeurInvalide


def taches(p: Portefeuille, code: str) -> list[tuple[str, str, str]]:
    rangees = p.rangees(
        "SELECT libelle, statut, echeance FROM tache WHERE code LIKE :c ORDER BY id", c=f"{code}%"
    )
    return [(un.libelle, un.statut, str(un.echeance)) for un in rangees]


def contact(p: Portefeuille, **autres: Any) -> None:
    saisies = {"date": "2025-03-03", "moyen": "telephone", "sens": "sortant", "resultat": "joint"}
    p.fire(REL1, "consigner_contact", **saisies, **autres)


def test_each_reminder_comes_on_its_own_day(portefeuille: Portefeuille) -> None:
    p = portefeuille
    p.fire(
        MAR, "demander_un_rappel", a_rappeler="Appeler le maître d’œuvre", rappel_le="2025-03-20"
    )
    p.fire(MAR, "demander_un_rappel", a_rappeler="Relire le plan", rappel_le="2025-03-10")
    assert taches(p, "rappel_demande") == [
        ("Appeler le maître d’œuvre", "ouverte", "2025-03-20"),
        ("Relire le plan", "ouverte", "2025-03-10"),
    ]


def test_a_past_day_is_refused(portefeuille_sqlite: Portefeuille) -> None:
    with pytest.raises((Refused, ValeurInvalide)) as refus:
        portefeuille_sqlite.fire(
            MAR, "demander_un_rappel", a_rappeler="Trop tard", rappel_le="2025-03-02"
        )
    phrases = getattr(getattr(refus.value, "refus", None), "conditions", ())
    dit = " ".join(une.phrase for une in phrases) or str(refus.value)
    assert "pour aujourd’hui ou pour plus tard" in dit
    assert taches(portefeuille_sqlite, "rappel_demande") == []


def test_a_contact_asks_for_the_next_which_ends_it(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    contact(p)
    assert taches(p, "rappeler_l_entreprise") == []
    contact(p, rappel_le="2025-03-12")
    assert taches(p, "rappeler_l_entreprise") == [
        ("Rappeler l’entreprise", "ouverte", "2025-03-12")
    ]
    contact(p, rappel_le="2025-03-19")
    assert [(un[1], un[2]) for un in taches(p, "rappeler_l_entreprise")] == [
        ("faite", "2025-03-12"),
        ("ouverte", "2025-03-19"),
    ]


def test_a_contact_is_corrected_after_the_day_of_its_reminder(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    contact(p, rappel_le="2025-03-12")
    ligne = str(p.journal(REL1)[-1].seq)
    p.aller("2025-04-01")
    p.fire(
        REL1, "corriger", champ="resultat", valeur="message_laisse", ligne=ligne, motif="mal noté"
    )
    assert p.journal(REL1)[-1].event == "corriger"
