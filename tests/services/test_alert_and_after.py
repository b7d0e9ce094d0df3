"""From the alert to the penalty: dates in their order, the délai from its receipt, real proofs."""

from __future__ import annotations

from typing import Any

import pytest

from services.clock.ticking import tick
from services.counter.tasks import repondre
from tests.portfolio import INVITATION, MAR, REFUS, REL1, Portefeuille, mener
from tests.services.asking import mail, refuse
from workflow.errors import ValeurInvalide

RECU = "2025-03-07"
"""Receipt of the courrier: fifteen days end on Saturday 22, hence Monday 24."""


@pytest.fixture
def en_alerte(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """The courrier sent on 3 March, received on the 7th, unanswered until the end: the alert."""
    p = portefeuille_sqlite
    recevoir(p)
    for jour in ("2025-03-25", "2025-03-26"):
        p.aller(jour)
        tick(p.bureau)
    assert p.etat(REL1) == "alerte"
    return p


def recevoir(p: Portefeuille) -> None:
    mener(p, "courrier_envoye")
    p.aller("2025-03-10")
    p.fire(REL1, "constater_reception", courrier_recu_le=RECU, preuve="AR 1")


PREUVE = {"preuve_invitation": "AR 2"}


def engager(p: Portefeuille, recue: str) -> dict[str, Any]:
    saisies = {**INVITATION, "invitation_recue_le": recue, "montant": "1200", "faits": "silence"}
    return p.fire(REL1, "engager_penalites", by="ref", **saisies)


def taches(p: Portefeuille, code: str) -> list[Any]:
    return p.rangees("SELECT id, statut, echeance FROM tache WHERE code = :c", c=code)


def test_no_answer_precedes_the_courrier(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    recevoir(p)
    phrase = refuse(p, "recevoir_reponse", recue_le="2025-01-02")["reponse_apres_l_envoi"]
    assert "2 janvier 2025" in phrase
    assert "3 mars 2025" in phrase
    p.fire(REL1, "recevoir_reponse", recue_le="2025-03-04")  # letters cross: it stops the délai


@pytest.mark.parametrize(
    ("acte", "gardes"),
    [
        ("retirer_alerte", ["reponse_apres_l_envoi"]),
        ("recevoir_reponse_tardive", ["reponse_apres_l_envoi", "reponse_vraiment_tardive"]),
    ],
)
def test_no_answer_to_an_alert_precedes_the_courrier(
    en_alerte: Portefeuille, acte: str, gardes: list[str]
) -> None:
    assert list(refuse(en_alerte, acte, recue_le="2025-03-02")) == gardes


def test_an_answer_of_tomorrow_is_no_late_answer(en_alerte: Portefeuille) -> None:
    assert list(refuse(en_alerte, "retirer_alerte", recue_le="2025-03-27")) == [
        "invariant_recue_le"
    ]
    assert list(refuse(en_alerte, "retirer_alerte", recue_le="2025-03-26")) == [
        "reponse_dans_le_delai"
    ]


def test_a_defaillance_is_notified_after_the_alert(en_alerte: Portefeuille) -> None:
    p = en_alerte
    dites = refuse(p, "notifier_defaillance", by="ref", date_notification="2025-03-20")
    assert list(dites) == ["notification_apres_l_alerte"]
    assert "26 mars 2025" in dites["notification_apres_l_alerte"]


def test_the_list_reaches_the_entreprise_once(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite

    def listes(dite: dict[str, Any]) -> int:
        return [une["message"] for une in dite["courriels"]].count("liste_siae")

    p.fire(REL1, "signaler_difficulte", motif="silence")
    assert listes(p.fire(REL1, "lever_difficulte", motif="elle a rappelé")) == 1
    p.fire(REL1, "signaler_difficulte", motif="silence")
    assert listes(p.fire(REL1, "lever_difficulte", motif="elle a rappelé")) == 0


def test_the_list_follows_the_answer_to_the_courrier(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    recevoir(p)
    dite = p.fire(REL1, "recevoir_reponse", recue_le="2025-03-10")
    assert [une["message"] for une in dite["courriels"]] == ["reponse_recue", "liste_siae"]


def test_the_alert_gives_the_day_of_the_written_refusal(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "signaler_difficulte", motif="silence")
    p.fire(REL1, "constater_refus_ecrit", refus_ecrit_le="2025-03-02", _pieces=REFUS)
    assert "Refus écrit reçu le dimanche 2 mars 2025." in mail(p, "alerte_donneur_ordre")
    p.fire(REL1, "classer_alerte", by="ref", motif="levé")
    p.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    assert "Fait constaté le lundi 3 mars 2025" in mail(p, "alerte_donneur_ordre")


def test_the_city_alone_leads_to_the_defaillance(en_alerte: Portefeuille) -> None:
    """A plan that is not kept after a late answer: the alert comes back, and the city is told."""
    p = en_alerte
    p.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-26")
    dite = p.fire(REL1, "plan_non_tenu")
    assert dite["vers"] == "alerte"
    assert [une["code"] for une in dite["taches"]] == ["repondre_alerte"]
    assert "Sa défaillance n’est pas notifiée" in mail(p, "plan_non_tenu_avis")
    assert list(refuse(p, "engager_penalites", by="ref", montant="1", faits="x")) == ["etat"]

    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    p.fire(REL1, "convenir_plan", echeance="2025-04-01")
    dite = p.fire(REL1, "plan_non_tenu")
    assert dite["vers"] == "defaillance_notifiee"
    assert [une["code"] for une in dite["taches"]] == ["suites_defaillance"]
    assert "notifiée le mercredi 26 mars 2025" in mail(p, "plan_non_tenu_avis")


def test_a_notification_of_an_earlier_alert_is_none_of_the_next(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    p.fire(REL1, "convenir_plan", echeance="2025-04-01")
    p.fire(REL1, "plan_tenu")
    p.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    p.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-26")
    assert p.fire(REL1, "plan_non_tenu")["vers"] == "alerte"


def test_the_mail_gives_the_day_of_the_notification(en_alerte: Portefeuille) -> None:
    en_alerte.aller("2025-04-02")
    en_alerte.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-28")
    texte = mail(en_alerte, "defaillance_notifiee_avis")
    assert "28 mars 2025" in texte
    assert "2 avril 2025" not in texte


def test_the_mail_gives_the_day_from_which_a_marche_is_ended(
    portefeuille_sqlite: Portefeuille,
) -> None:
    portefeuille_sqlite.aller("2025-04-02")
    portefeuille_sqlite.fire(MAR, "resilier", by="ref", date_effet="2025-03-31", motif="x")
    assert "31 mars 2025" in mail(portefeuille_sqlite, "marche_resilie_avis")


def test_the_observations_count_from_the_receipt_of_the_invitation(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.aller("2025-04-08")
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-27")
    dite = engager(p, "2025-04-01")
    [delai] = dite["echeances"]
    assert (delai["depart"], delai["dernier_jour"]) == ("2025-04-01", "2025-04-16")
    assert "mardi 1er avril 2025" in mail(p, "penalites_engagees_avis")

    p.aller("2025-04-16")
    phrase = refuse(p, "decider_penalite", by="ref", motif="rien")["observations_terminees"]
    assert "16 avril 2025" in phrase
    relu = {"champ": "invitation_recue_le", "valeur": "2025-03-31", "motif": "avis relu"}
    assert "référent" in refuse(p, "corriger", **relu)["accord_de_correction"]  # entered by her
    p.fire(
        REL1, "corriger", _pieces={"accord_de_correction": ("avis.pdf", b"%PDF-1.4 avis")}, **relu
    )
    p.fire(REL1, "decider_penalite", by="ref", motif="rien")


def test_the_reception_of_an_invitation_may_be_entered_later(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    [delai] = p.fire(REL1, "engager_penalites", by="ref", montant="1200", faits="silence")[
        "echeances"
    ]
    assert (delai["depart"], delai["dernier_jour"]) == ("2025-03-26", "2025-04-10")

    p.aller("2025-04-02")
    p.fire(REL1, "constater_invitation", invitation_recue_le="2025-04-01", **PREUVE)

    p.aller("2025-04-16")
    phrase = refuse(p, "decider_penalite", by="ref", motif="rien")["observations_terminees"]
    assert "16 avril 2025" in phrase


def test_no_penalty_without_the_proof_of_the_invitation(en_alerte: Portefeuille) -> None:
    """A late answer, a plan past its term, nothing notified: the observations are heard."""
    p = en_alerte
    p.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-26", echeance="2025-04-04")
    pendant = refuse(p, "engager_penalites", by="ref", montant="1200", faits="silence")
    assert "plan_acheve" in pendant
    assert "4 avril 2025" in pendant["plan_acheve"]
    p.aller("2025-04-07")
    p.fire(REL1, "engager_penalites", by="ref", montant="1200", faits="silence")
    [attendue] = taches(p, "prouver_l_invitation")
    assert attendue.statut == "ouverte"

    p.aller("2025-04-28")
    tick(p.bureau)
    assert list(refuse(p, "decider_penalite", by="ref", motif="rien")) == ["invitation_prouvee"]
    p.fire(REL1, "constater_invitation", invitation_recue_le="2025-04-25", **PREUVE)
    assert {une.statut for une in taches(p, "prouver_l_invitation")} == {"faite"}
    assert "observations_terminees" in refuse(p, "decider_penalite", by="ref", motif="rien")

    p.aller("2025-05-13")
    tick(p.bureau)
    p.fire(REL1, "decider_penalite", by="ref", motif="rien")
    assert p.etat(REL1) == "penalite_decidee"


def test_a_plan_that_is_not_kept_is_not_waited_for(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    p.fire(REL1, "convenir_plan", echeance="2025-04-30")
    p.fire(REL1, "plan_non_tenu")
    engager(p, "2025-03-26")
    assert p.etat(REL1) == "observations"


def test_a_second_procedure_asks_for_its_own_invitation(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    engager(p, "2025-03-26")
    p.aller("2025-04-14")
    p.fire(REL1, "retablir", etat="defaillance_notifiee", by="ref", motif="à refaire")
    p.fire(REL1, "engager_penalites", by="ref", montant="1200", faits="silence")
    p.aller("2025-05-05")
    assert "invitation_prouvee" in refuse(p, "decider_penalite", by="ref", motif="rien")


def test_an_invitation_is_received_between_the_alert_and_today(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    saisies = {**INVITATION, "montant": "1200", "faits": "silence"}
    avant = refuse(p, "engager_penalites", "ref", invitation_recue_le="2025-03-25", **saisies)
    assert list(avant) == ["invitation_apres_l_alerte"]
    apres = refuse(p, "engager_penalites", "ref", invitation_recue_le="2025-03-27", **saisies)
    assert list(apres) == ["invariant_invitation_recue_le"]


def test_a_decided_penalty_is_followed_after_the_end(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    engager(p, "2025-03-26")
    p.aller("2025-04-11")
    tick(p.bureau)
    p.fire(REL1, "decider_penalite", by="ref", motif="rien")
    p.fire(MAR, "clore", by="ref", motif="travaux reçus")

    assert p.etat(REL1) == "close"
    assert {une.statut for une in taches(p, "decider_penalite")} == {"faite"}
    [suivi] = taches(p, "penalite_a_deduire")
    assert suivi.statut == "ouverte"
    p.aller("2025-05-05")
    repondre(p.bureau, suivi.id, "fait", "fac", "cli:test")
    assert {une.statut for une in taches(p, "penalite_a_deduire")} == {"faite"}


def test_a_written_refusal_is_a_file(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "nouer_relation")
    avant = p.tout()
    with pytest.raises(ValeurInvalide) as erreur:
        p.fire(REL1, "constater_refus_ecrit", piece="lettre")
    assert p.tout() == avant
    assert erreur.value.champ == "piece"
    assert "--set piece=@FICHIER" in erreur.value.remede
    assert p.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)["vers"] == "alerte"


def test_no_meeting_is_prepared_once_the_penalties_are_engaged(en_alerte: Portefeuille) -> None:
    p = en_alerte
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    assert [une.statut for une in taches(p, "preparer_rencontre")] == ["ouverte"]
    engager(p, "2025-03-26")
    assert [une.statut for une in taches(p, "preparer_rencontre")] == ["faite"]
