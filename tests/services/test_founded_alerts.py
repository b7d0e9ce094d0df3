"""No alert, defect or penalty without what founds it: corrected, taken up or taken over (2/A)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.portfolio import REL1, Portefeuille, mener
from tests.services.asking import refuse
from tests.services.clockwork import EXPIRATION, a, courriels, taches

NOTIFIER = {"date_notification": "2025-03-20"}


def antidater(portefeuille: Portefeuille) -> None:
    """The letter is said to have left before the town's acceptance of 3 March; taken up at once."""
    portefeuille.fire(
        REL1, "corriger", champ="courrier_envoye_le", valeur="2025-03-02", motif="faute"
    )
    portefeuille.fire(REL1, "reprendre")


def test_a_letter_older_than_its_acceptance_alerts_nobody(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    antidater(portefeuille)

    a(portefeuille, f"{EXPIRATION}T14:00")

    assert portefeuille.etat(REL1) == "courrier_recu"
    assert courriels(portefeuille, "alerte_donneur_ordre") == []
    [tenue] = taches(portefeuille, "echeance_retenue")
    assert "avant l’accord de la ville" in tenue.libelle
    assert "2 mars 2025" in tenue.libelle
    portefeuille.fire(REL1, "corriger", champ="courrier_envoye_le", valeur="2025-03-03", motif="AR")
    a(portefeuille, "2025-03-20T14:00")
    assert portefeuille.etat(REL1) == "alerte"


def test_after_the_alert_the_town_can_notify_nothing(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    a(portefeuille, f"{EXPIRATION}T14:00")
    antidater(portefeuille)
    portefeuille.aller("2025-03-20")

    assert "alerte_fondee" in refuse(portefeuille, "notifier_defaillance", "ref", **NOTIFIER)

    portefeuille.fire(REL1, "corriger", champ="courrier_envoye_le", valeur="2025-03-03", motif="AR")
    portefeuille.fire(REL1, "notifier_defaillance", "ref", **NOTIFIER)
    assert portefeuille.etat(REL1) == "defaillance_notifiee"


def test_a_written_refusal_founds_an_alert_whatever_the_letter_says(
    portefeuille_sqlite: Portefeuille,
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    antidater(portefeuille_sqlite)
    refus = {"piece": ("refus.pdf", b"%PDF")}
    portefeuille_sqlite.fire(REL1, "constater_refus_ecrit", _pieces=refus)
    portefeuille_sqlite.aller("2025-03-20")

    portefeuille_sqlite.fire(REL1, "notifier_defaillance", "ref", **NOTIFIER)

    assert portefeuille_sqlite.etat(REL1) == "defaillance_notifiee"


@pytest.mark.parametrize(
    ("etat", "evenement", "saisies"),
    [
        ("alerte", "notifier_defaillance", NOTIFIER),
        ("defaillance_notifiee", "engager_penalites", {"montant": "38600", "faits": "x"}),
        ("observations", "decider_penalite", {"motif": "x"}),
    ],
)
def test_a_dossier_without_any_proof_leads_to_no_penalty(
    portefeuille_sqlite: Portefeuille, etat: str, evenement: str, saisies: dict[str, str]
) -> None:
    """As a takeover of before the checks of today could have left it."""
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text("UPDATE dossier SET state = :e WHERE numero = :n"), {"e": etat, "n": REL1}
        )
    portefeuille_sqlite.aller("2025-03-20")

    assert "alerte_fondee" in refuse(portefeuille_sqlite, evenement, "ref", **saisies)
