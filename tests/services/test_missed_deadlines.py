"""A missed deadline keeps its day wherever it is read; the day of its next reminder stands apart.

A difficulty is told on Monday 3 March 2025: the firm is to be called again within 5 office days,
by Monday 10 March; the next reminder comes 10 office days on.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import text

from jalon import output_dossiers
from services.mail.digest import envoyer_digest
from services.reading.explaining import expliquer_dossier
from services.reading.looking import Recherche, dossiers
from tests.portfolio import MAR, REL1, Portefeuille
from tests.services.clockwork import a
from tests.services.test_alert_and_after import en_alerte
from tests.services.test_digest import textes
from tests.services.test_task_limits import texte

__all__ = ["en_alerte"]

RELANCE = "relance_a_faire"


@pytest.fixture
def signalee(portefeuille: Portefeuille) -> Portefeuille:
    """A difficulty, the day the portfolio begins."""
    portefeuille.fire(REL1, "signaler_difficulte", motif="Pas de réponse.")
    return portefeuille


def relance(p: Portefeuille) -> dict[str, Any]:
    dites = expliquer_dossier(p.bureau, REL1)["echeances"]
    return next(une for une in dites if une["nom"] == RELANCE)


def en_retard(p: Portefeuille) -> dict[str, Any] | None:
    lues = dossiers(p.bureau, Recherche(en_retard=True))["dossiers"]
    return next((une for une in lues if une["numero"] == REL1), None)


def test_the_day_stays_and_the_reminder_stands_apart(signalee: Portefeuille) -> None:
    a(signalee, "2025-03-11T09:05")
    a(signalee, "2025-03-18T09:05")

    dite = relance(signalee)
    assert (dite["rang"], dite["dernier_jour"]) == (2, "2025-03-10")
    assert (dite["prochain_rappel"], dite["jours_de_retard"]) == ("2025-03-25", 8)
    assert dite["terminee"] is True
    assert any("lundi 10 mars 2025" in une for une in dite["calcul"])
    assert not any("25 mars" in une for une in dite["calcul"])
    with signalee.bureau.travail.ecrire() as connexion:  # the deadline alone makes it late
        connexion.execute(text("UPDATE tache SET statut = 'faite'"))
    lue = en_retard(signalee)
    assert lue is not None
    assert lue["prochaine_echeance"]["dernier_jour"] == "2025-03-10"


def test_explain_says_it_in_words(signalee: Portefeuille) -> None:
    a(signalee, "2025-03-11T09:05")
    ecran = Console(file=StringIO(), width=200)
    output_dossiers.echeances(ecran, [relance(signalee)])
    phrase = output_dossiers.la_main(expliquer_dossier(signalee.bureau, REL1))

    jours = (
        "échéance le lundi 10 mars 2025, dépassée depuis hier\u00a0; "
        "prochain rappel le mardi 25 mars 2025"
    )
    assert f"« Relance à faire » : {jours}." in phrase
    assert f"Relance à faire : {jours}\n" in ecran.file.getvalue()


def test_before_its_end_nothing_changes(signalee: Portefeuille) -> None:
    a(signalee, "2025-03-10T09:05")

    dite = relance(signalee)
    assert (dite["dernier_jour"], dite["prochain_rappel"], dite["jours_de_retard"]) == (
        *("2025-03-10", None),
        0,
    )
    assert en_retard(signalee) is None


def test_what_comes_back_has_missed_nothing(portefeuille: Portefeuille) -> None:
    """The hours of a relation are asked for at an interval: each time is a date of its own."""
    portefeuille.fire(REL1, "nouer_relation")
    dites = expliquer_dossier(portefeuille.bureau, REL1)["echeances"]
    premier = next(une for une in dites if une["nom"] == "releve_heures")["dernier_jour"]
    a(portefeuille, "2025-12-01T09:05")

    dites = expliquer_dossier(portefeuille.bureau, REL1)["echeances"]
    dite = next(une for une in dites if une["nom"] == "releve_heures")
    assert dite["rang"] > 1
    assert dite["dernier_jour"] > "2025-12-01" > premier
    assert (dite["prochain_rappel"], dite["jours_de_retard"]) == (None, 0)


def test_the_morning_of_its_last_day_tells_it(signalee: Portefeuille) -> None:
    a(signalee, "2025-03-10T09:05")
    envoyer_digest(signalee.bureau)

    [lu] = textes(signalee)
    du_jour = lu.partition("Aujourd’hui")[2].partition("Cette semaine")[0]
    assert "- aujourd’hui : Relance à faire — " in du_jour
    assert REL1 in du_jour


def test_the_next_morning_its_task_is_late(signalee: Portefeuille) -> None:
    a(signalee, "2025-03-11T09:05")
    envoyer_digest(signalee.bureau)

    [lu] = textes(signalee)
    retard = lu.partition("En retard")[2].partition("Aujourd’hui")[0]
    assert "- depuis hier : Relancer l’entreprise, ou proposer un courrier à la ville" in retard
    [(du,)] = signalee.rangees("SELECT echeance FROM tache WHERE code = 'relancer_entreprise'")
    assert str(du) == "2025-03-10"


def test_a_reminder_to_the_city_tells_the_day_it_missed_never_its_own_next_rung(
    en_alerte: Portefeuille,
) -> None:
    """The alert of 26 March is to be answered by 2 April; its reminders come on 3 and 10 April."""
    for jour, rang in (("2025-04-03", "premier"), ("2025-04-10", "deuxième")):
        a(en_alerte, f"{jour}T09:05+02:00")
        dit = texte(en_alerte, "rappel_alerte")
        assert f"Réponse attendue depuis le mercredi 2 avril 2025 ; {rang} rappel." in dit
        assert "si possible d’ici au" not in dit


def test_launching_a_marche_gives_its_missed_pieces_no_other_day(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Notified on 28 February: due Monday 17 March; launched on the 20th, followed next."""
    p = portefeuille_sqlite
    a(p, "2025-03-18T09:05")
    for jour, acte, saisies in (
        ("2025-03-20", "lancer", {"date_lancement": "2025-03-20"}),
        ("2025-03-21", "demarrer_suivi", {"fin_prevue_le": "2027-02-28"}),
    ):
        p.aller(jour)
        p.fire(MAR, acte, **saisies)
        a(p, f"{jour}T18:00")

        dites = expliquer_dossier(p.bureau, MAR)["echeances"]
        dite = next(une for une in dites if une["nom"] == "pieces_a_transmettre")
        assert (dite["dernier_jour"], dite["prochain_rappel"]) == ("2025-03-17", "2025-04-01")
        assert len(p.rangees("SELECT 1 FROM outbox WHERE message = 'rappel_pieces'")) == 1
