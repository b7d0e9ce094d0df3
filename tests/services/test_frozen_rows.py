"""What was asked of a dossier before its hold is frozen with it: no morning tells it as late."""

from __future__ import annotations

import pytest

from services.clock.ticking import tick
from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from services.reading.looking import Recherche, dossiers
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import PosteDocile, a
from tests.services.test_digest import textes


def matin(p: Portefeuille, jour: str) -> str:
    """The rows of the dossier in the morning mail of that day."""
    p.aller(jour)
    tick(p.bureau)
    envoyer_digest(p.bureau)
    livrer(p.bureau, PosteDocile())
    return "\n".join(une for une in textes(p)[-1].splitlines() if REL1 in une)


def en_retard(p: Portefeuille) -> bool:
    lues = dossiers(p.bureau, Recherche(en_retard=True))["dossiers"]
    return REL1 in [une["numero"] for une in lues]


@pytest.mark.parametrize(
    ("mode", "redite"),
    [
        ("date_fixe", True),
        ("temps_restant", False),  # its date is not that of the resumption
    ],
)
def test_a_hold_freezes_what_was_asked_before_it(
    portefeuille_sqlite: Portefeuille, mode: str, *, redite: bool
) -> None:
    """The first contact was due on 17 March; its line of the 18th waits for a morning."""
    p = portefeuille_sqlite
    a(p, "2025-03-18T09:05")
    assert en_retard(p)
    p.fire(REL1, "mettre_en_attente", mode=mode, jusqu_au="2025-03-21", motif="grève")
    p.attendre(minutes=1)
    p.fire(REL1, "demander_un_rappel", a_rappeler="Appeler la ville", rappel_le="2025-03-18")

    dit = matin(p, "2025-03-19")
    assert "depuis hier : Appeler la ville" in dit  # asked for during the hold
    assert "contact" not in dit
    repris = matin(p, "2025-03-24")

    assert "depuis 7 jours : Prendre contact avec l’entreprise" in repris
    assert ("- Prendre le premier contact" in repris) is redite
    assert en_retard(p)


def test_the_list_of_what_is_late_leaves_out_what_a_hold_has_frozen(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    a(p, "2025-03-18T09:05")
    p.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="grève")
    assert not en_retard(p)
    p.fire(REL1, "reprendre")
    assert en_retard(p)
