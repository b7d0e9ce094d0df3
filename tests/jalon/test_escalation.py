"""The whole escalation by the command line, from a first contact to a notified default."""

from __future__ import annotations

from pathlib import Path

from jalon.clock import HorlogeReelle
from services.installing import installer
from tests.fixtures.files import un_pdf
from tests.fixtures.postgres_server import Server
from tests.jalon.ligne import Ligne
from tests.portfolio import MAR, REL1


def jusqu_a_la_reception(jalon: Ligne) -> None:
    """The letter is received on Monday 10 March 2025."""
    Path("avis.pdf").write_bytes(un_pdf("avis"))
    jalon.fire(REL1, "signaler_difficulte", motif="ne répond pas")
    for moyen in ("telephone", "courriel"):
        jalon.fire(
            REL1,
            "consigner_contact",
            date="2025-03-01",
            moyen=moyen,
            sens="sortant",
            resultat="pas_de_reponse",
        )
    jalon.fire(REL1, "proposer_courrier")
    jalon.fire(REL1, "accepter_courrier", by="ref")
    jalon.fire(
        REL1,
        "envoyer_courrier",
        mode_envoi="lrar",
        courrier_envoye_le="2025-03-03",
        numero="1A 000 1",
    )
    jalon.maintenant = "2025-03-11T09:30+01:00"
    dite = jalon.fire(
        REL1, "constater_reception", courrier_recu_le="2025-03-10", preuve="@avis.pdf"
    )
    expiration = next(une for une in dite["echeances"] if une["declenche"] == "delai_expire")
    assert expiration["dernier_jour"] == "2025-03-25"
    assert expiration["declenche_le"] == "2025-03-26T14:00:00+01:00"


def test_silence_leads_to_an_alert_at_its_hour(jalon: Ligne) -> None:
    jusqu_a_la_reception(jalon)
    assert jalon.dire("dossier", REL1).stdout.replace("\u00a0", " ").startswith("La main est à ")
    assert "jusqu’au mardi 25 mars 2025 à minuit" in jalon.dire("dossier", REL1).stdout
    jalon.maintenant = "2025-03-25T23:59+01:00"
    jalon.json("tick")
    assert jalon.json("dossier", REL1)["etat"] == "courrier_recu"
    jalon.maintenant = "2025-03-26T09:00+01:00"
    assert jalon.json("tick")["declenches"] >= 1
    codes = [une["code"] for une in jalon.json("dossier", REL1)["taches"]]
    assert "verifier_courrier" in codes
    jalon.maintenant = "2025-03-26T14:00+01:00"
    tour = jalon.json("tick")
    assert tour["incidents"] == 0
    alerte = jalon.json("dossier", REL1)
    assert (alerte["etat"], alerte["detenteur"]) == ("alerte", "referent")
    assert jalon.json("tick")["declenches"] == 0
    assert "alerte_donneur_ordre" in [un["message"] for un in alerte["courriels"]]
    notifiee = jalon.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-26")
    assert notifiee["vers"] == "defaillance_notifiee"
    envoi = jalon.json("deliver")
    assert list(envoi)[:5] == ["envoyes", "reportes", "echecs", "incertains", "perimes"]
    assert envoi["envoyes"] >= 4
    assert len(list((jalon.dossier / "courriels").glob("*.eml"))) == envoi["envoyes"]
    preuve = jalon.json("verify")
    assert (preuve["intact"], preuve["premiere_rupture"], preuve["dossiers"]) == (True, None, 4)


def test_nothing_received_moves_the_dossier_at_once(jalon: Ligne) -> None:
    jusqu_a_la_reception(jalon)
    jalon.maintenant = "2025-03-26T09:05+01:00"
    jalon.json("tick")
    tache = next(une for une in jalon.json("taches") if une["code"] == "verifier_courrier")
    dite = jalon.json("tache", tache["id"], "--repondre", "rien_recu", "--by", "fac")
    assert [une["vers"] for une in dite["suites"]] == ["alerte"]
    assert jalon.json("dossier", REL1)["etat"] == "alerte"


def test_answer_in_time_stops_the_delay(jalon: Ligne) -> None:
    jusqu_a_la_reception(jalon)
    jalon.maintenant = "2025-03-26T09:30+01:00"
    dite = jalon.fire(REL1, "recevoir_reponse", recue_le="2025-03-25")
    assert dite["vers"] == "en_relation"
    jalon.maintenant = "2025-03-26T15:00+01:00"
    jalon.json("tick")
    assert jalon.json("dossier", REL1)["etat"] == "en_relation"


def test_recalculer_lists_what_would_differ(jalon: Ligne) -> None:
    jusqu_a_la_reception(jalon)
    assert jalon.json("recalculer") == []
    Path("config.yaml").write_text("parametres: {relation_entreprise: {delai_courrier: 20 j}}\n")
    ecarts = [une for une in jalon.json("recalculer") if une["echeance"] == "expiration"]
    assert ecarts
    assert not any(une["applique"] for une in ecarts)
    refus = jalon.refus("recalculer", "--appliquer", "--motif", "essai", code=1)
    assert "annexe 2/A" in refus["message"]  # a house default never differs from the agreement
    Path("config.yaml").write_text("parametres: {relation_entreprise: {preavis_fin_delai: 5 j}}\n")
    faits = jalon.json("recalculer", "--appliquer")
    assert [une["echeance"] for une in faits if une["applique"]] == ["fin_proche"]


def test_the_same_on_postgresql(
    postgres_server: Server, modele_postgresql: str, tmp_path: Path
) -> None:
    url = postgres_server.create("jalon_cli", template=modele_postgresql)
    try:
        installer(url, "test", HorlogeReelle().reelle())
        jalon = Ligne(tmp_path, url)
        jusqu_a_la_reception(jalon)
        jalon.maintenant = "2025-03-26T09:00+01:00"
        jalon.json("tick")
        jalon.maintenant = "2025-03-26T14:00+01:00"
        jalon.json("tick")
        assert [un["etat"] for un in jalon.json("dossiers", "--etat", "alerte")] == ["alerte"]
        assert jalon.json("dossiers", "--titulaire", "51944339400019", "--en-retard")
        assert jalon.json("journal", REL1)[2]["donnees"]["moyen"] == "telephone"
        assert jalon.json("explain", MAR)["possibles"]
        assert jalon.json("taches")
        assert MAR in [un["dossier"] for un in jalon.json("marches")]
        assert jalon.json("deliver")["envoyes"] >= 1
        assert jalon.json("health")["sain"] is True
        assert jalon.json("config", "verifier")["soucis"] == []
        jalon.json("backup", "copie.pg")
        neuve = Ligne(tmp_path, postgres_server.create("jalon_cli_2"))
        assert neuve.json("restore", "copie.pg")["dossiers"] == 4
        assert neuve.json("journal", REL1) == jalon.json("journal", REL1)
        assert "existe déjà" not in jalon.refus("restore", "copie.pg", code=1)["message"]
    finally:
        for nom in ("jalon_cli", "jalon_cli_2"):
            postgres_server.drop(nom)
