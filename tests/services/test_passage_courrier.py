"""The courrier on both engines: its délai, the returns of the post, the alert and what follows."""

from __future__ import annotations

from typing import Any

import pytest

from services.clock.ticking import tick
from services.errors import Refused
from services.evidence.verifying import verifier
from tests.portfolio import INVITATION, REL1, REL2, Portefeuille, mener
from tests.services.test_task_limits import texte


@pytest.fixture
def en_alerte(portefeuille: Portefeuille) -> Portefeuille:
    """The délai of the courrier ran out: the clock has raised the alert."""
    mener(portefeuille, "courrier_recu")
    for jour in ("2025-03-19", "2025-03-20"):
        portefeuille.aller(jour)
        tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "alerte"
    return portefeuille


def courriels(portefeuille: Portefeuille, seq: int | None = None) -> list[tuple[str, str]]:
    requete = """SELECT o.message, o.statut FROM outbox o JOIN dossier d ON d.id = o.dossier
        WHERE d.numero = :n AND (:seq = 0 OR o.seq = :seq) ORDER BY o.id"""
    return [tuple(une) for une in portefeuille.rangees(requete, n=REL1, seq=seq or 0)]


def refuse(portefeuille: Portefeuille, evenement: str, **saisies: Any) -> set[str]:
    avant = portefeuille.tout()
    with pytest.raises(Refused) as erreur:
        portefeuille.fire(REL1, evenement, **saisies)
    assert portefeuille.tout() == avant
    refus = erreur.value.refus
    return {*(une.garde for une in refus.conditions), *refus.saisies_manquantes}


def test_the_whole_way_to_the_alert(en_alerte: Portefeuille) -> None:
    assert [une.event for une in en_alerte.journal(REL1)] == [
        "ouvrir",
        "signaler_difficulte",
        "consigner_contact",
        "consigner_contact",
        "proposer_courrier",
        "accepter_courrier",
        "envoyer_courrier",
        "constater_reception",
        "fin_proche",
        "expiration",
        "delai_expire",
    ]
    assert ("alerte_donneur_ordre", "pret") in courriels(en_alerte)
    assert en_alerte.timers(REL1) == {("rappel_alerte", 1)}
    assert verifier(en_alerte.bureau)["intact"]


def test_what_is_missing_is_named(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "signaler_difficulte", motif="rien")
    assert refuse(p, "proposer_courrier") == {"relance_justifiee"}
    assert refuse(p, "consigner_contact", date="2025-03-01") == {"moyen", "sens", "resultat"}
    assert refuse(p, "lever_difficulte") == {"motif"}
    future = {"date": "2025-03-04", "moyen": "visite", "sens": "sortant", "resultat": "joint"}
    assert refuse(p, "consigner_contact", **future) == {"invariant_date"}


def test_two_letters_of_one_day_are_asked_about(portefeuille: Portefeuille) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(
            f"UPDATE dossier SET entreprise = (SELECT d.entreprise FROM dossier d WHERE d.numero"  # noqa: S608 # ours
            f" = '{REL1}') WHERE numero = '{REL2}'"
        )
    mener(portefeuille, "courrier_envoye", REL2)
    mener(portefeuille, "courrier_accepte")
    envoi = {"mode_envoi": "lrar", "courrier_envoye_le": "2025-03-03", "numero": "1A 2"}
    assert refuse(portefeuille, "envoyer_courrier", **envoi) == {"courriers_du_jour_vus"}
    portefeuille.fire(REL1, "envoyer_courrier", **envoi, doublon_vu="oui")


def test_a_letter_returned_by_the_post_goes_again(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_envoye")
    dite = portefeuille.fire(REL1, "constater_npai", nouvelle_adresse="3 rue Neuve")
    assert dite["vers"] == "courrier_accepte"
    assert [une["code"] for une in dite["taches"]] == ["trouver_adresse"]
    assert portefeuille.timers(REL1) == {("envoi_a_faire", 1)}
    envoi = {"mode_envoi": "lrar", "courrier_envoye_le": "2025-03-03", "numero": "1A 2"}
    portefeuille.fire(REL1, "envoyer_courrier", **envoi, doublon_vu="oui")
    assert portefeuille.etat(REL1) == "courrier_envoye"
    assert verifier(portefeuille.bureau)["intact"]


def test_an_unclaimed_letter_counts_from_its_presentation(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_envoye")
    portefeuille.aller("2025-03-20")
    piece = {"piece": ("enveloppe.pdf", b"%PDF retour")}
    dite = portefeuille.fire(
        REL1, "constater_non_reclame", courrier_presente_le="2025-03-05", _pieces=piece
    )
    [expiration] = [une for une in dite["echeances"] if une["nom"] == "expiration"]
    assert (expiration["depart"], expiration["dernier_jour"]) == ("2025-03-05", "2025-03-20")
    portefeuille.aller("2025-03-21")
    tick(portefeuille.bureau)
    portefeuille.aller("2025-03-24")
    tick(portefeuille.bureau)
    alerte = texte(portefeuille, "alerte_donneur_ordre")
    assert "présenté le mercredi 5 mars 2025 et non réclamé" in alerte
    assert "reçu le" not in alerte
    assert verifier(portefeuille.bureau)["intact"]


def test_an_answer_in_time_stops_the_delai(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.aller("2025-03-18")
    portefeuille.fire(REL1, "recevoir_reponse", recue_le="2025-03-18")
    portefeuille.aller("2025-03-25")
    tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "en_relation"
    assert "alerte_donneur_ordre" not in {nom for nom, _ in courriels(portefeuille)}
    ouvertes = portefeuille.rangees("SELECT code FROM tache WHERE statut = 'ouverte'")
    assert "verifier_courrier" not in {une.code for une in ouvertes}


def test_a_late_answer_opens_a_plan(en_alerte: Portefeuille) -> None:
    assert refuse(en_alerte, "retirer_alerte", recue_le="2025-03-19") == {"reponse_dans_le_delai"}
    dite = en_alerte.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-20")
    assert dite["vers"] == "plan_rattrapage"
    assert [une["message"] for une in dite["courriels"]] == ["reponse_tardive"]
    assert [une["dernier_jour"] for une in dite["echeances"]] == ["2025-04-22"]
    assert verifier(en_alerte.bureau)["intact"]


def test_an_alert_raised_wrongly_is_taken_back(en_alerte: Portefeuille) -> None:
    dite = en_alerte.fire(REL1, "retirer_alerte", recue_le="2025-03-18")
    assert dite["vers"] == "en_relation"
    assert [(une["message"], une["statut"]) for une in dite["courriels"]] == [
        ("retrait_alerte", "retenu"),
        ("liste_siae", "pret"),
    ]
    ouvertes = en_alerte.rangees("SELECT code FROM tache WHERE statut = 'ouverte'")
    assert not {"repondre_alerte", "preparer_rencontre"} & {une.code for une in ouvertes}


def test_from_the_alert_to_the_penalty(en_alerte: Portefeuille) -> None:
    p = en_alerte
    assert refuse(p, "notifier_defaillance", date_notification="2025-03-20") == {"role"}
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-20")
    p.fire(REL1, "tenir_rencontre", by="ref", date_rencontre="2025-03-20")
    p.fire(REL1, "convenir_plan", echeance="2025-04-01")
    p.fire(REL1, "plan_non_tenu")
    invitation = {**INVITATION, "invitation_recue_le": "2025-03-20"}
    engagees = p.fire(
        REL1,
        "engager_penalites",
        by="ref",
        montant="1500,50",
        faits="rien n’est fait",
        **invitation,
    )
    assert [(un["champ"], un["valeur"]) for un in engagees["nombres_lus"]] == [
        ("montant", "1500.50")
    ]
    p.aller("2025-04-04")
    tick(p.bureau)
    with pytest.raises(Refused):
        p.fire(REL1, "decider_penalite", by="ref", motif="rien reçu")
    p.aller("2025-04-07")
    tick(p.bureau)
    dite = p.fire(REL1, "decider_penalite", by="ref", motif="rien reçu")
    assert dite["vers"] == "penalite_decidee"
    assert p.timers(REL1) == set()
    assert verifier(p.bureau)["intact"]
