"""Corrections and returns through the services: dates moved, moves contested, mails rectified."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from jalon.output_dossiers import la_main
from services.clock.ticking import tick
from services.errors import Refused
from services.evidence.verifying import effacer_personnelle, verifier
from services.mail.delivering import livrer
from services.reading.explaining import expliquer_dossier
from tests.portfolio import MAR, REFUS, REL1, Portefeuille, mener
from tests.services.clockwork import PosteDocile
from workflow.errors import ValeurInvalide


def _echeance(portefeuille: Portefeuille) -> tuple[str, str]:
    [ligne] = portefeuille.rangees(
        """SELECT anchor, due_at FROM timer
        WHERE name = 'expiration' AND rung = 1 AND status = 'arme'"""
    )
    return str(ligne.anchor), ligne.due_at[:10]


def tout_envoye(portefeuille: Portefeuille) -> None:
    """Every mail that was to leave has left."""
    assert livrer(portefeuille.bureau, PosteDocile())["envoyes"]


def test_a_corrected_reception_moves_the_delai(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    assert _echeance(portefeuille) == ("2025-03-03", "2025-03-19")
    portefeuille.aller("2025-03-10")
    dite = portefeuille.fire(
        REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-06", motif="mal lu"
    )
    assert _echeance(portefeuille) == ("2025-03-06", "2025-03-24")
    [expiration] = [une for une in dite["echeances"] if une["nom"] == "expiration"]
    assert expiration["dernier_jour"] == "2025-03-21"
    ligne = portefeuille.journal(REL1)[-1]
    assert (ligne.kind, ligne.event) == ("correction", "corriger")
    payload = json.loads(ligne.payload)
    assert (payload["champ"], payload["valeur"]) == ("courrier_recu_le", "2025-03-06")
    explication = json.loads(ligne.explanation)
    assert "« Fin du délai du courrier » : 18 mars 2025 → 21 mars 2025" in explication
    assert "contestees" not in dite
    assert verifier(portefeuille.bureau)["intact"]


def test_a_correction_that_undoes_the_alert_holds_the_dossier(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    for jour in ("2025-03-19", "2025-03-20"):
        portefeuille.aller(jour)
        tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "alerte"
    dite = portefeuille.fire(
        REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-12", motif="avis relu"
    )
    assert [une["evenement"] for une in dite["contestees"]] == ["delai_expire"]
    assert [une["code"] for une in dite["taches"]] == ["decider_des_suites"]
    assert portefeuille.etat(REL1) == "alerte"
    [[attente]] = portefeuille.rangees("SELECT hold FROM dossier WHERE numero = :n", n=REL1)
    assert attente is not None
    portefeuille.aller("2025-04-15")
    assert tick(portefeuille.bureau)["incidents"] == 0
    assert portefeuille.etat(REL1) == "alerte"
    assert verifier(portefeuille.bureau)["intact"]


def test_the_end_of_a_suspension_decides_of_no_correction(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    for jour in ("2025-03-19", "2025-03-20"):
        p.aller(jour)
        tick(p.bureau)
    p.fire(MAR, "suspendre", by="ref", date_effet="2025-03-20", motif="ordre de service")
    p.fire(REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-12", motif="avis relu")
    p.attendre(days=10)
    dite = p.fire(MAR, "reprendre_execution", by="ref", date_effet="2025-03-30")
    [(dossier, [phrase])] = [
        (une["dossier"], une["sans_effet"]) for une in dite["suites"] if "sans_effet" in une
    ]
    assert dossier == REL1
    assert phrase.startswith("Une correction attend qu’on décide de ses suites")
    assert _refus(p, "notifier_defaillance", date_notification="2025-03-20") == ["contestation"]


def test_no_defaillance_while_the_corrected_delai_runs(portefeuille: Portefeuille) -> None:
    p = portefeuille
    mener(p, "courrier_recu")
    for jour in ("2025-03-19", "2025-03-20"):
        p.aller(jour)
        tick(p.bureau)
    tout_envoye(p)
    dite = p.fire(REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-18", motif="relu")
    assert [une["libelle"] for une in dite["contestees"]] == [
        "Le délai du courrier est passé sans réponse"
    ]
    assert "Nadia Orsel" in {un["destinataire"] for un in dite["courriels_partis"]}
    explication = json.loads(p.journal(REL1)[-1].explanation)
    assert "« Fin du délai du courrier » : 18 mars 2025 → 2 avril 2025" in explication
    lue = expliquer_dossier(p.bureau, REL1)
    assert la_main(lue) == (
        "En pause. La main est à Camille Daubrac pour décider des suites d’une correction."
    )
    assert _refus(p, "notifier_defaillance", date_notification="2025-03-20") == ["contestation"]

    p.fire(REL1, "reprendre")

    assert _refus(p, "notifier_defaillance", date_notification="2025-03-20") == [
        "delai_vraiment_passe"
    ]
    p.fire(REL1, "tenir_rencontre", by="ref", date_rencontre="2025-03-20")
    [refus] = [
        une
        for une in expliquer_dossier(p.bureau, REL1)["impossibles"]
        if une["evenement"] == "engager_penalites"
    ]
    assert "jusqu’au 2 avril 2025" in refus["conditions"][0]["phrase"]
    suites = "SELECT statut FROM tache WHERE code = 'decider_des_suites'"
    assert [une.statut for une in p.rangees(suites)] == ["faite"]
    p.aller("2025-04-03")
    possibles = {un["evenement"] for un in expliquer_dossier(p.bureau, REL1)["possibles"]}
    assert "engager_penalites" in possibles


def test_a_written_refusal_needs_no_delai_to_be_over(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")
    p.fire(REL1, "constater_refus_ecrit", _pieces={"piece": ("refus.pdf", b"%PDF-1.4 refus")})
    p.fire(REL1, "notifier_defaillance", by="ref", date_notification="2025-03-03")
    assert p.etat(REL1) == "defaillance_notifiee"


def test_the_contested_alert_undone_gives_the_delai_back(portefeuille: Portefeuille) -> None:
    p = portefeuille
    mener(p, "courrier_recu")
    for jour in ("2025-03-19", "2025-03-20"):
        p.aller(jour)
        tick(p.bureau)
    p.fire(REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-18", motif="relu")
    p.fire(REL1, "retablir", etat="courrier_recu", motif="reçu plus tard")
    [[attente]] = p.rangees("SELECT hold FROM dossier WHERE numero = :n", n=REL1)
    assert attente is None
    assert _echeance(p) == ("2025-03-18", "2025-04-03")
    p.fire(REL1, "recevoir_reponse", recue_le="2025-03-20")
    assert p.etat(REL1) == "en_relation"
    assert verifier(p.bureau)["intact"]


def _refus(p: Portefeuille, evenement: str, **saisies: str) -> list[str]:
    with pytest.raises(Refused) as refus:
        p.fire(REL1, evenement, by="ref", **saisies)
    return [une.garde for une in refus.value.refus.conditions]


def test_a_harmless_correction_contests_nothing(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    dite = portefeuille_sqlite.fire(REL1, "corriger", champ="numero", valeur="1B", motif="lu")
    assert "contestees" not in dite
    assert dite["taches"] == []
    [[data]] = portefeuille_sqlite.rangees("SELECT data FROM dossier WHERE numero = :n", n=REL1)
    assert json.loads(data)["numero"] == "1B"


def test_a_corrected_personal_value_stays_out_of_the_journal(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_propose")
    p.fire(REL1, "corriger", champ="note", valeur="M. Ostrogoth", motif="nom mal écrit")
    tout = p.tout()
    assert "Ostrogoth" not in repr({nom: tout[nom] for nom in tout if nom != "donnee_personnelle"})
    assert verifier(p.bureau)["intact"]
    assert effacer_personnelle(p.bureau, REL1, ["note"])["effacees"] == 2
    assert verifier(p.bureau)["intact"]


def test_a_return_prepares_a_rectifying_mail(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    tout_envoye(portefeuille)
    dite = portefeuille.fire(REL1, "retablir", etat="en_difficulte", motif="proposé par erreur")
    assert portefeuille.etat(REL1) == "en_difficulte"
    assert [(une["message"], une["statut"]) for une in dite["courriels"]] == [
        ("rectificatif", "retenu")
    ]
    assert portefeuille.timers(REL1) == {("relance_a_faire", 1)}
    assert dite["lignes_annulees"] == [5]
    assert verifier(portefeuille.bureau)["intact"]


def test_a_file_is_corrected_by_a_file_alone(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_envoye")
    p.fire(REL1, "constater_refus_ecrit", _pieces={"piece": ("refus.pdf", b"%PDF-1.4 refus")})
    correction = {"champ": "piece", "motif": "le bon courrier"}
    with pytest.raises(ValeurInvalide, match="se prouve par un fichier"):
        p.fire(REL1, "corriger", valeur="le refus", **correction)
    p.fire(REL1, "corriger", **correction, _pieces={"valeur": ("bon.pdf", b"%PDF-1.4 bon")})
    assert json.loads(p.journal(REL1)[-1].payload)["valeur"].startswith("bon.pdf (sha256:")
    with pytest.raises(ValeurInvalide, match="ne prend pas de fichier"):
        p.fire(
            *(REL1, "corriger"),
            **{**correction, "champ": "courrier_envoye_le"},
            _pieces={"valeur": ("bon.pdf", b"%PDF-1.4 bon")},
        )
    assert verifier(p.bureau)["intact"]


def test_a_return_closes_the_tasks_of_what_it_undoes(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_envoye")
    refus = {"piece": ("refus.pdf", b"%PDF-1.4 refus")}
    portefeuille.fire(REL1, "constater_refus_ecrit", _pieces=refus)
    ouvertes = "SELECT t.id, t.code FROM tache t JOIN dossier d ON d.id = t.dossier "
    ouvertes += "WHERE d.numero = :n AND t.statut = 'ouverte' ORDER BY t.id"
    avant = {une.code: une.id for une in portefeuille.rangees(ouvertes, n=REL1)}
    assert {"repondre_alerte", "preparer_rencontre"} <= set(avant)
    portefeuille.fire(REL1, "retablir", etat="courrier_accepte", motif="erreur")
    apres = {une.code for une in portefeuille.rangees(ouvertes, n=REL1)}
    assert not {"repondre_alerte", "preparer_rencontre"} & apres
    closes = json.loads(portefeuille.journal(REL1)[-1].payload)["taches_closes"]
    assert {avant["repondre_alerte"], avant["preparer_rencontre"]} <= set(closes)
    assert verifier(portefeuille.bureau)["intact"]


def test_an_address_is_no_longer_asked_for_a_withdrawn_mail(portefeuille: Portefeuille) -> None:
    p = portefeuille
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(text("DELETE FROM referent"))
    mener(p, "courrier_propose")
    code = "completer_adresse:demande_accord_courrier"
    requete = "SELECT statut, libelle FROM tache WHERE code = :c"
    [tache] = p.rangees(requete, c=code)
    assert tache.libelle.startswith("Donner une adresse au courriel « ")
    assert len(tache.libelle) < 100  # one line of the day; the mail's page says where to give it
    assert [une.statut for une in p.rangees(requete, c=code)] == ["ouverte"]
    p.fire(REL1, "retablir", etat="en_difficulte", motif="erreur")
    assert [une.statut for une in p.rangees(requete, c=code)] == ["faite"]


def test_a_return_withdraws_what_has_not_left(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_propose")
    dite = p.fire(REL1, "retablir", etat="en_difficulte", motif="proposé par erreur")
    assert dite["courriels"] == []
    assert [une[0] for une in p.rangees("SELECT statut FROM outbox")] == ["perime"]


def test_a_referent_s_move_is_the_referent_s_to_undo(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_accepte")
    avant = p.tout()
    for by in ("fac", "resp", "lyon"):
        with pytest.raises(Refused):
            p.fire(REL1, "retablir", by=by, etat="courrier_propose", motif="erreur")
    assert p.tout() == avant
    p.fire(REL1, "retablir", by="ref", etat="courrier_propose", motif="erreur")
    assert p.etat(REL1) == "courrier_propose"
    with pytest.raises(Refused):  # the proposal was the team's
        p.fire(REL1, "retablir", by="ref", etat="en_difficulte", motif="erreur")
    p.fire(REL1, "refuser_courrier", by="ref", motif="non")
    assert verifier(p.bureau)["intact"]


def test_a_return_to_a_past_deadline_makes_a_task_of_it(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.fire(REL1, "recevoir_reponse", recue_le="2025-03-03")
    portefeuille.aller("2025-05-05")
    dite = portefeuille.fire(REL1, "retablir", etat="courrier_recu", motif="ce n’était pas elle")
    assert "decider_echeance" in {une["code"] for une in dite["taches"]}
    assert portefeuille.etat(REL1) == "courrier_recu"
    tick(portefeuille.bureau)
    assert portefeuille.etat(REL1) == "courrier_recu"
    assert verifier(portefeuille.bureau)["intact"]


def test_each_mail_that_had_left_is_rectified(portefeuille: Portefeuille) -> None:
    """Several mails to one person, several rectifying mails: none hides another."""
    mener(portefeuille, "courrier_envoye")
    avant = portefeuille.rangees("SELECT id FROM outbox")
    portefeuille.fire(REL1, "constater_refus_ecrit", _pieces=REFUS)
    portefeuille.fire(REL1, "recevoir_reponse_tardive", recue_le="2025-03-03")
    tout_envoye(portefeuille)
    partis = portefeuille.rangees("SELECT nom FROM outbox ORDER BY id")[len(avant) :]
    assert [une.nom for une in partis] == ["Nadia Orsel"] * 2
    dite = portefeuille.fire(REL1, "retablir", etat="courrier_accepte", motif="erreur")
    assert [une["message"] for une in dite["courriels"]] == ["rectificatif"] * 2
    assert verifier(portefeuille.bureau)["intact"]
