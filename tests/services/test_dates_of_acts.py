"""The date that somebody enters for an act stands neither before what it follows, nor too far."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.clock.ticking import tick
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.reading.looking_dossier import dossier
from tests.portfolio import MAR, REFUS, REL1, Portefeuille, mener
from tests.services.asking import refuse
from tests.services.reprise_samples import prendre, relation
from workflow.errors import ValeurInvalide

ENVOI = {"mode_envoi": "lrar", "numero": "1A 1", "doublon_vu": "oui"}
ALERTE = {
    "etat": "alerte",
    "etat_depuis": "2025-02-20",
    "courrier_envoye_le": "2025-02-01",
    "courrier_recu_le": "2025-02-04",
}
"""A letter received on 4 February, whose fifteen days ended on the 19th."""


def en_alerte(p: Portefeuille) -> None:
    """Alerted on 3 March, upon a written refusal."""
    p.fire(REL1, "signaler_difficulte", motif="refus")
    p.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)


def test_no_letter_is_sent_before_the_city_accepts_it(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_accepte")

    dit = refuse(p, "envoyer_courrier", courrier_envoye_le="2024-09-02", **ENVOI)

    phrase = dit["envoi_apres_l_acceptation"]
    assert "2 septembre 2024" in phrase
    assert "3 mars 2025" in phrase
    assert "courrier_envoye_le" in phrase
    p.fire(REL1, "envoyer_courrier", courrier_envoye_le="2025-03-03", **ENVOI)


def test_a_written_acceptance_recorded_late_says_its_own_day(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_propose")
    p.aller("2025-03-10")
    for jour in ("2025-03-02", "2025-03-11"):  # before the proposal, tomorrow
        dit = refuse(p, "accepter_courrier", by="ref", accord_donne_le=jour)
        assert list(dit) == ["invariant_accord_donne_le"]

    p.fire(REL1, "accepter_courrier", by="ref", accord_donne_le="2025-03-04")

    assert dossier(p.bureau, REL1)["faits"]["courrier_accepte_le"] == "2025-03-04"
    p.fire(REL1, "envoyer_courrier", courrier_envoye_le="2025-03-05", **ENVOI)


def test_a_letter_is_presented_before_it_is_received(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_envoye")
    p.aller("2025-03-10")
    saisies = {"courrier_recu_le": "2025-03-05", "preuve": "AR 1"}

    dit = refuse(p, "constater_reception", courrier_presente_le="2025-03-06", **saisies)

    assert list(dit) == ["reception_apres_la_presentation"]
    p.fire(REL1, "constater_reception", courrier_presente_le="2025-03-04", **saisies)


def test_no_meeting_on_a_default_before_its_alert(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    en_alerte(p)
    dit = refuse(p, "tenir_rencontre", date_rencontre="2019-01-01")
    assert "3 mars 2025" in dit["rencontre_apres_l_alerte"]
    p.fire(REL1, "tenir_rencontre", date_rencontre="2025-03-03")


def test_a_plan_ends_after_it_is_agreed_and_within_two_years(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    en_alerte(p)
    p.fire(REL1, "tenir_rencontre", date_rencontre="2025-03-03")
    for jour in ("2024-01-01", "2025-03-02", "2028-06-01"):
        dit = refuse(p, "convenir_plan", echeance=jour)
        assert list(dit) == ["invariant_echeance"]
    assert p.rangees("SELECT id FROM outbox WHERE message LIKE 'plan_convenu%'") == []

    p.fire(REL1, "convenir_plan", echeance="2025-03-31")
    p.aller("2025-04-10")
    p.fire(REL1, "corriger", champ="echeance", valeur="2025-03-21", motif="faute de frappe")
    assert dossier(p.bureau, REL1)["donnees"]["echeance"] == "2025-03-21"


@pytest.mark.parametrize("annee", ["1990", "2052", "9999"])
def test_a_year_far_away_is_a_slip_whatever_the_field(
    portefeuille_sqlite: Portefeuille, annee: str
) -> None:
    """Entered, corrected, or given to an opening: the years are those of generiques.yaml."""
    p = portefeuille_sqlite
    pause = {"motif": "travaux", "mode": "date_fixe"}
    with pytest.raises(ValeurInvalide, match="trop loin d’aujourd’hui") as dit:
        p.fire(REL1, "mettre_en_attente", jusqu_au=f"{annee}-01-01", **pause)
    assert (dit.value.champ, dit.value.remede) == (
        "jusqu_au",
        "Écrivez une date des années 2010 à 2035.",
    )
    with pytest.raises(ValeurInvalide, match="trop loin d’aujourd’hui"):
        ouvrir_a_la_main(
            p.bureau,
            Ouverture(
                machine="marche",
                convention="OULLINS-2022",
                compte="fac",
                acteur="cli:test",
                saisies={"objet": "Gymnase", "publication_prevue_le": f"{annee}-01-01"},
            ),
        )
    p.fire(MAR, "recevoir_pieces", pieces_recues_le="2025-03-01")
    with pytest.raises(ValeurInvalide, match="trop loin d’aujourd’hui") as dit:
        p.fire(MAR, "corriger", champ="pieces_recues_le", valeur=f"{annee}-01-01", motif="faute")
    assert dit.value.remede == "Écrivez une date des années 2020 à 2025."


def test_a_note_is_not_older_than_its_dossier(portefeuille_sqlite: Portefeuille) -> None:
    dit = refuse(portefeuille_sqlite, "noter", texte="vu", _at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "avant l’ouverture du dossier" in dit["instant"]


def test_an_answer_received_in_time_is_no_late_answer(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    for jour in ("2025-03-19", "2025-03-20"):
        p.aller(jour)
        tick(p.bureau)
    dit = refuse(p, "recevoir_reponse_tardive", recue_le="2025-03-18")
    assert "18 mars 2025" in dit["reponse_vraiment_tardive"]
    p.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-19")


def test_a_call_from_the_company_is_not_without_answer(portefeuille_sqlite: Portefeuille) -> None:
    contact = {"date": "2025-03-01", "moyen": "telephone", "sens": "entrant"}
    dit = refuse(portefeuille_sqlite, "consigner_contact", resultat="pas_de_reponse", **contact)
    assert list(dit) == ["contact_vraisemblable"]
    portefeuille_sqlite.fire(REL1, "consigner_contact", resultat="message_laisse", **contact)


def test_a_marche_resumes_after_it_is_suspended(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "suspendre", date_effet="2025-03-01", motif="ordre de service")
    dit = refuse(p, "reprendre_execution", dossier=MAR, date_effet="2025-02-28")
    assert "1er mars 2025" in dit["reprise_apres_la_suspension"]
    p.fire(MAR, "reprendre_execution", date_effet="2025-03-03")


@pytest.mark.parametrize(
    ("changes", "champ", "mots"),
    [
        ({"etat_depuis": "2025-02-03"}, "etat_depuis", "avant « Courrier reçu le »"),
        ({"etat_depuis": "2025-02-19"}, "etat_depuis", "jusqu’au 19 février 2025"),
        ({"courrier_recu_le": ""}, "courrier_recu_le", "ou refus_ecrit_le"),
        ({"refus_ecrit_le": "2025-02-25"}, "etat_depuis", "avant « Refus écrit reçu le »"),
        (
            {"etat": "courrier_recu", "etat_depuis": "2024-12-02"},
            "etat_depuis",
            "avant « Courrier envoyé le »",
        ),
        (
            {"etat": "defaillance_notifiee", "etat_depuis": "2025-02-10"},
            "etat_depuis",
            "jusqu’au 19 février 2025",
        ),
    ],
)
def test_no_state_is_taken_over_before_the_fact_that_leads_to_it(
    leger: Portefeuille, tmp_path: Path, changes: dict[str, str], champ: str, mots: str
) -> None:
    dite = prendre(leger, tmp_path, relation(**{**ALERTE, **changes}))

    [rebut] = dite["quarantaine"]
    assert (dite["ouverts"], rebut["ligne"], rebut["champ"]) == (0, 2, champ)
    assert mots in rebut["motif"]


@pytest.mark.parametrize(
    ("changes", "fin"),
    [
        ({}, "2025-02-19"),
        ({"courrier_recu_le": "", "refus_ecrit_le": "2025-02-10"}, None),
    ],
)
def test_an_alert_taken_over_tells_the_delai_it_stands_on(
    leger: Portefeuille, tmp_path: Path, changes: dict[str, str], fin: str | None
) -> None:
    dite = prendre(leger, tmp_path, relation(**{**ALERTE, **changes}))

    [*_, prise] = dite["dossiers"]
    faits = dossier(leger.bureau, prise["dossier"])["faits"]
    assert faits["fin_delai_de_l_alerte"] == fin
    leger.fire(prise["dossier"], "notifier_defaillance", by="lyon", date_notification="2025-03-01")


def test_a_corrected_receipt_holds_back_the_default_of_an_alert_taken_over(
    leger: Portefeuille, tmp_path: Path
) -> None:
    numero = prendre(leger, tmp_path, relation(**ALERTE))["dossiers"][-1]["dossier"]
    leger.fire(numero, "corriger", champ="courrier_recu_le", valeur="2025-02-20", motif="avis relu")
    saisies = {"by": "lyon", "dossier": numero, "date_notification": "2025-03-03"}
    dit = refuse(leger, "notifier_defaillance", **saisies)
    assert "7 mars 2025" in dit["delai_vraiment_passe"]
