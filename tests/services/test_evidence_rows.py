"""The rows that the journal answers for: mails, live deadlines and letters changed by hand show."""

# ruff: noqa: S608 # SQL of the tests themselves

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.evidence.verifying import verifier
from services.mail.delivering import livrer
from services.mail.releasing import liberer
from states.calendars import Calendriers
from states.office_hours import HeuresDeBureau
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.services.clockwork import PosteDocile, Sort, courriels, incidents
from tests.tampering import DE_REL1, DE_REL3, frauder, rupture

DEMANDE = "demande_accord_courrier"
SIEN = f"WHERE message = '{DEMANDE}' AND dossier = {DE_REL1}"
ECHEANCE = f"WHERE status = 'arme' AND rung = 1 AND name = 'expiration' AND dossier = {DE_REL1}"


@pytest.fixture
def envoye(portefeuille: Portefeuille) -> Portefeuille:
    """A relation whose délai runs; its mails have left."""
    mener(portefeuille, "courrier_recu")
    assert livrer(portefeuille.bureau, PosteDocile())["envoyes"]
    assert verifier(portefeuille.bureau)["premiere_rupture"] is None
    return portefeuille


def un(portefeuille: Portefeuille) -> int:
    return int(courriels(portefeuille, DEMANDE)[0].id)


@pytest.mark.parametrize(
    ("ordre", "motif"),
    [
        (f"UPDATE outbox SET statut = 'pret' {SIEN}", "est « pret », le journal le dit « envoye »"),
        (
            f"UPDATE outbox SET statut = 'ecarte' {SIEN}",
            "est « ecarte », le journal le dit « envoye »",
        ),
        (
            f"UPDATE outbox SET envoye_le = '2025-01-01T00:00:00.000000Z' {SIEN}",
            "n’est plus daté de l’envoi que dit le journal",
        ),
        (
            f"UPDATE outbox SET message = 'courrier_accepte' {SIEN}",
            "a changé de dossier, de ligne ou de message depuis qu’il est écrit",
        ),
        (
            f"UPDATE outbox SET message_id = '<autre@ville.test>' {SIEN}",
            "n’est plus celui dont parle le journal",
        ),
        (
            (
                "UPDATE outbox SET contenu = (SELECT min(empreinte) FROM contenu"
                f" WHERE empreinte <> outbox.contenu) {SIEN}"
            ),
            "n’a plus le texte dont parle le journal",
        ),
        (
            f"UPDATE outbox SET seq = 1 {SIEN}",
            "a changé de dossier, de ligne ou de message depuis qu’il est écrit",
        ),
        (
            f"UPDATE outbox SET dossier = {DE_REL3} {SIEN}",
            "dont parle le journal n’est plus dans ce dossier",
        ),
        (f"DELETE FROM outbox {SIEN}", "dont parle le journal n’est plus dans ce dossier"),
    ],
)
def test_a_changed_mail_shows(envoye: Portefeuille, ordre: str, motif: str) -> None:
    identifiant = un(envoye)
    dite = rupture(frauder(envoye, ordre))
    assert dite[::2] == (REL1, f"le courriel {identifiant} {motif}")


def test_an_emptied_outbox_shows(envoye: Portefeuille) -> None:
    assert frauder(envoye, "DELETE FROM outbox")["ruptures"] >= len(
        envoye.rangees("SELECT 1 FROM journal WHERE event = 'courriel_envoye'")
    )


def test_a_mail_said_to_have_left_without_a_line_shows(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    dite = frauder(portefeuille, f"UPDATE outbox SET statut = 'envoye' {SIEN}")
    motif = f"le courriel {un(portefeuille)} est « envoye », aucune ligne du journal ne le dit"
    assert rupture(dite) == (REL1, None, motif)


def test_a_mail_put_back_by_hand_does_not_leave_twice(envoye: Portefeuille) -> None:
    [avant] = courriels(envoye, DEMANDE)
    frauder(envoye, f"UPDATE outbox SET statut = 'pret', envoye_le = NULL {SIEN}")
    poste = PosteDocile()

    assert livrer(envoye.bureau, poste)["envoyes"] == 0

    assert poste.lettres == []
    [apres] = courriels(envoye, DEMANDE)
    assert (apres.statut, apres.envoye_le) == ("envoye", avant.envoye_le)
    [dit] = incidents(envoye, "courriel_change")
    assert "Rien n’est parti" in dit.message
    assert verifier(envoye.bureau)["intact"]


def test_a_doubt_is_lifted_by_a_person_only(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    livrer(portefeuille.bureau, PosteDocile(sort=Sort.INCERTAIN))
    assert verifier(portefeuille.bureau)["premiere_rupture"] is None
    frauder(portefeuille, f"UPDATE outbox SET statut = 'pret' {SIEN}")
    livrer(portefeuille.bureau, PosteDocile())
    assert [une.statut for une in courriels(portefeuille, DEMANDE)] == ["incertain"]

    liberer(portefeuille.bureau, un(portefeuille), "fac", "cli:test")
    livrer(portefeuille.bureau, PosteDocile())

    assert [une.statut for une in courriels(portefeuille, DEMANDE)] == ["envoye"]
    assert verifier(portefeuille.bureau)["premiere_rupture"] is None


@pytest.mark.parametrize(
    ("ordre", "motif"),
    [
        (
            "UPDATE timer SET due_at = '2030-01-01T13:00:00.000000Z'",
            "l’échéance « expiration » est armée pour",
        ),
        (
            "UPDATE timer SET due_at = '2025-03-10T13:00:00.000000Z'",
            "l’échéance « expiration » est armée pour",
        ),
        ("UPDATE timer SET anchor = '2024-01-01'", "l’échéance « expiration » est armée pour"),
        ("UPDATE timer SET rule = '{}'", "l’échéance « expiration » ne se lit plus"),
        ("UPDATE timer SET rule = 'x'", "l’échéance « expiration » ne se lit plus"),
        ("UPDATE timer SET due_at = 'x'", "l’échéance « expiration » ne se lit plus"),
    ],
)
def test_a_changed_deadline_shows(envoye: Portefeuille, ordre: str, motif: str) -> None:
    dite = rupture(frauder(envoye, f"{ordre} {ECHEANCE}"))
    assert dite[0] == REL1
    assert dite[2].startswith(motif)


def test_an_office_that_closes_moves_no_deadline_and_accuses_nobody(envoye: Portefeuille) -> None:
    """Nothing is recomputed by itself: the gap is told, and is no breach."""
    bureau = HeuresDeBureau(fermetures=((date(2025, 3, 10), date(2025, 3, 28)),))
    ferme = replace(envoye.bureau, calendriers=lambda zone: Calendriers(zone, bureau))

    dite = verifier(ferme)

    assert dite["intact"], dite["premiere_rupture"]
    ecarts = {(un["dossier"], un["champ"], un["certain"]) for un in dite["ecarts_de_faits"]}
    assert (REL1, "échéance « expiration », rang 1", False) in ecarts


def test_a_letter_that_disappears_shows(envoye: Portefeuille) -> None:
    [(seq,)] = envoye.rangees(
        f"SELECT seq FROM document WHERE nom = 'courrier_rappel' AND dossier = {DE_REL1}"
    )
    dite = frauder(envoye, "DELETE FROM document WHERE nom = 'courrier_rappel'")
    assert rupture(dite) == (REL1, seq, "la lettre « courrier_rappel » a disparu")


def test_a_letter_that_has_left_disappears_and_shows(envoye: Portefeuille) -> None:
    dite = frauder(envoye, "DELETE FROM document WHERE nom = 'courrier_envoye'")
    assert rupture(dite)[::2] == (REL1, "la lettre « courrier_envoye » a disparu")


@pytest.mark.parametrize("table", ["sceau", "outbox", "timer", "battement"])
def test_a_table_that_is_gone_is_told(envoye: Portefeuille, table: str) -> None:
    dite = frauder(envoye, f"DROP TABLE {table}{_cascade(envoye)}")
    assert rupture(dite) == (None, None, f"la table « {table} » a disparu")


def test_a_column_that_is_gone_is_told(envoye: Portefeuille) -> None:
    dite = frauder(envoye, "ALTER TABLE document DROP COLUMN titre")
    assert rupture(dite) == (None, None, "la colonne « titre » de la table « document » a disparu")


def _cascade(portefeuille: Portefeuille) -> str:
    moteur = portefeuille.bureau.travail.moteurs.ecriture
    return " CASCADE" if moteur.dialect.name == "postgresql" else ""


@pytest.mark.parametrize(
    ("avant", "apres"), [("temps_restant", "date_fixe"), ("2025-03-05", "2025-02-05")]
)
def test_a_changed_hold_shows(portefeuille: Portefeuille, avant: str, apres: str) -> None:
    mener(portefeuille, "courrier_recu")
    portefeuille.aller("2025-03-05")
    portefeuille.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="congés")
    portefeuille.aller("2025-03-06")
    portefeuille.fire(MAR, "suspendre", date_effet="2025-03-06", motif="ordre de service")
    assert verifier(portefeuille.bureau)["intact"]
    change = f"UPDATE dossier SET hold = replace(hold, '{avant}', '{apres}') WHERE id = {DE_REL1}"
    dite = rupture(frauder(portefeuille, change))
    assert dite[::2] == (REL1, "la pause n’est pas celle que le journal dit")
