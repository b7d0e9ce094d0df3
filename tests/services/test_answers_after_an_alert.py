"""What an answer to an alert says: after the end of a délai, or after a written refusal (2/A)."""

from __future__ import annotations

import pytest

from services.clock.ticking import tick
from tests.portfolio import REFUS, REL1, Portefeuille, mener
from tests.services.asking import mail, refuse


@pytest.fixture
def refusee(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A written refusal of the day before, and no courrier at all."""
    p = portefeuille_sqlite
    p.fire(REL1, "signaler_difficulte", motif="silence")
    p.fire(REL1, "constater_refus_ecrit", refus_ecrit_le="2025-03-02", _pieces=REFUS)
    return p


@pytest.fixture
def refusee_pendant_le_delai(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A refusal written on 4 March, while the délai of the courrier runs until the 18th."""
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    p.aller("2025-03-05")
    p.fire(REL1, "constater_refus_ecrit", refus_ecrit_le="2025-03-04", _pieces=REFUS)
    return p


def expiree(p: Portefeuille) -> None:
    """The délai of the courrier is over: the alert is the clock's."""
    mener(p, "courrier_recu")
    for jour in ("2025-03-19", "2025-03-20"):
        p.aller(jour)
        tick(p.bureau)
    assert p.etat(REL1) == "alerte"


def test_an_answer_after_a_refusal_is_told_as_such(refusee: Portefeuille) -> None:
    refusee.aller("2025-03-05")
    dite = refusee.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-05")
    assert dite["vers"] == "plan_rattrapage"
    texte = mail(refusee, "reponse_tardive")
    assert "a répondu après son refus écrit du dimanche 2 mars 2025, réponse reçue le" in texte
    assert "délai" not in texte
    [(sujet,)] = refusee.rangees("SELECT sujet FROM outbox WHERE message = 'reponse_tardive'")
    assert sujet.startswith("L’entreprise a répondu après son refus")


def test_an_answer_after_the_delai_is_told_as_before(portefeuille_sqlite: Portefeuille) -> None:
    expiree(portefeuille_sqlite)
    portefeuille_sqlite.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-20")
    texte = mail(portefeuille_sqlite, "reponse_tardive")
    assert "a répondu après la fin du délai, réponse reçue le" in texte
    assert "refus" not in texte


def test_where_no_delai_ran_an_answer_takes_no_alert_back(refusee: Portefeuille) -> None:
    dites = refuse(refusee, "retirer_alerte", recue_le="2025-03-03")
    assert list(dites) == ["delai_du_courrier_couru"]
    assert "inconnu" not in dites["delai_du_courrier_couru"]
    assert "Aucun délai de courrier n’a couru" in dites["delai_du_courrier_couru"]


def test_the_alert_of_a_refusal_promises_no_withdrawal(refusee: Portefeuille) -> None:
    texte = mail(refusee, "alerte_donneur_ordre")
    assert "retirée" not in texte
    assert (
        "revient sur son refus, dites-le-nous\u00a0: un plan de rattrapage pourra s’ouvrir" in texte
    )


def test_the_alert_of_a_delai_says_when_it_is_taken_back(portefeuille_sqlite: Portefeuille) -> None:
    expiree(portefeuille_sqlite)
    texte = mail(portefeuille_sqlite, "alerte_donneur_ordre")
    assert (
        "répondu directement dans ce délai, dites-le-nous\u00a0: l’alerte pourra être retirée"
        in texte
    )
    portefeuille_sqlite.fire(REL1, "retirer_alerte", recue_le="2025-03-18")
    retrait = mail(portefeuille_sqlite, "retrait_alerte")
    assert "avait répondu dans le délai\u00a0: sa réponse nous est parvenue le mardi 18" in retrait
    assert "nos excuses" in retrait


def test_an_answer_within_the_delai_takes_back_the_alert_of_a_refusal(
    refusee_pendant_le_delai: Portefeuille,
) -> None:
    p = refusee_pendant_le_delai
    p.aller("2025-03-10")
    p.fire(REL1, "retirer_alerte", recue_le="2025-03-10")
    retrait = mail(p, "retrait_alerte")
    assert "dans le délai du courrier, après son refus écrit du mardi 4 mars 2025" in retrait
    assert "excuses" not in retrait, "the alert was right when it left"


@pytest.mark.parametrize("acte", ["retirer_alerte", "recevoir_reponse_tardive"])
def test_no_answer_after_a_refusal_precedes_it(
    refusee_pendant_le_delai: Portefeuille, acte: str
) -> None:
    dites = refuse(refusee_pendant_le_delai, acte, recue_le="2025-03-03")
    assert list(dites) == ["reponse_apres_le_refus"]
    assert "refus écrit du 4 mars 2025" in dites["reponse_apres_le_refus"]


def test_a_refusal_after_an_alert_set_aside_says_nothing_of_the_old_delai(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    expiree(p)
    p.fire(REL1, "classer_alerte", by="ref", motif="elle a rappelé")
    p.aller("2025-04-02")
    p.fire(REL1, "constater_refus_ecrit", refus_ecrit_le="2025-04-01", _pieces=REFUS)
    texte = mail(p, "alerte_donneur_ordre")
    assert "Refus écrit reçu le mardi 1er avril 2025" in texte
    assert "s’est achevé" not in texte
    assert "Calcul" not in texte


def test_a_refusal_recorded_without_its_day_counts_from_the_day_it_was_recorded(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Nobody answers what has not been refused yet; the day of the refusal mends it."""
    p = portefeuille_sqlite
    p.fire(REL1, "signaler_difficulte", motif="silence")
    p.aller("2025-03-06")
    p.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    [phrase] = refuse(p, "recevoir_reponse_tardive", recue_le="2025-03-05").values()
    assert "précède le refus écrit du 6 mars 2025" in phrase
    assert "rétablissez l’état d’avant (retablir)" in phrase
    p.fire(REL1, "retablir", etat="en_difficulte", motif="date de la lettre")
    p.fire(REL1, "constater_refus_ecrit", refus_ecrit_le="2025-03-04", _pieces=REFUS)
    dite = p.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-05")
    assert dite["vers"] == "plan_rattrapage"
