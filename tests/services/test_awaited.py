"""No wait is forgotten: once its tasks are answered, a dossier without a deadline comes back."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from sqlalchemy import text

from jalon.output_dossiers import la_main
from services.counter.tasks import repondre
from services.errors import Interdit
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from services.reading.looking import Recherche, dossiers
from services.reading.looking_health import Allure, sante
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import a
from tests.services.reprise_samples import prendre, relation

SUITE = ("suite_a_decider", 1)
RETARD = "decider_echeance:expiration"


def ouvertes(portefeuille: Portefeuille, numero: str) -> dict[str, int]:
    """Open tasks of a dossier: code and id."""
    requete = """SELECT t.code, t.id FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.statut = 'ouverte'"""
    return {une.code: une.id for une in portefeuille.rangees(requete, n=numero)}


def tout_faire(portefeuille: Portefeuille, numero: str) -> set[str]:
    """Answer « fait » wherever it is admitted; the codes of what still waits for a decision."""
    for tache in ouvertes(portefeuille, numero).values():
        with contextlib.suppress(Interdit):
            repondre(portefeuille.bureau, tache, "fait", "fac", "cli:x")
    return set(ouvertes(portefeuille, numero))


@pytest.fixture
def reprise(repris: Portefeuille, tmp_path: Path) -> tuple[Portefeuille, str]:
    """A relation taken over long after the end of the délai of its courrier."""
    passee = relation(
        etat_depuis="08/01/2025", courrier_envoye_le="06/01/2025", courrier_recu_le="2025-01-08"
    )
    return repris, prendre(repris, tmp_path, passee)["dossiers"][-1]["dossier"]


def test_a_takeover_with_a_past_delay_comes_back_until_it_moves(
    reprise: tuple[Portefeuille, str],
) -> None:
    portefeuille, numero = reprise
    assert portefeuille.timers(numero) == {SUITE}
    assert tout_faire(portefeuille, numero) == {RETARD}

    a(portefeuille, "2025-03-18T09:00+01:00")
    assert tout_faire(portefeuille, numero) == {RETARD}
    a(portefeuille, "2025-04-01T09:00+02:00")
    posees = ouvertes(portefeuille, numero)
    assert set(posees) == {RETARD}  # the move itself can still be made, from the task

    repondre(portefeuille.bureau, posees[RETARD], "rien_recu", "fac", "cli:x")
    assert portefeuille.etat(numero) == "alerte"
    assert portefeuille.timers(numero) == {("rappel_alerte", 1)}
    assert RETARD not in ouvertes(portefeuille, numero)
    assert verifier(portefeuille.bureau)["intact"]


def test_its_page_says_when_it_comes_back(reprise: tuple[Portefeuille, str]) -> None:
    portefeuille, numero = reprise

    [une] = expliquer_dossier(portefeuille.bureau, numero)["echeances"]

    assert (une["libelle"], une["dernier_jour"]) == (
        "Suite à décider, si rien n’a bougé d’ici là",
        "2025-03-17",
    )


@pytest.mark.parametrize("mode", ["temps_restant", "date_fixe"])
def test_a_resumption_gives_it_its_day_at_once(
    reprise: tuple[Portefeuille, str], mode: str
) -> None:
    """Ten office days from the 24th, left or counted anew: never the day that the hold ate."""
    portefeuille, numero = reprise
    portefeuille.fire(numero, "mettre_en_attente", mode=mode, motif="congés")
    portefeuille.aller("2025-03-24")
    portefeuille.fire(numero, "reprendre")
    [une] = expliquer_dossier(portefeuille.bureau, numero)["echeances"]
    assert une["dernier_jour"] == "2025-04-07"


def test_explain_tells_the_delay_that_was_over_and_what_to_do(
    reprise: tuple[Portefeuille, str],
) -> None:
    portefeuille, numero = reprise

    dite = expliquer_dossier(portefeuille.bureau, numero)

    [passee] = dite["echeances_passees"]
    assert (passee["libelle"], passee["dernier_jour"]) == ("Fin du délai du courrier", "2025-01-23")
    assert passee["calcul"][0].startswith("15 jours calendaires à compter du 08/01/2025")
    assert la_main(dite) == (
        "« Fin du délai du courrier » : c’était le jeudi 23 janvier 2025 à minuit. La main est à "
        "la personne facilitatrice, qui décide de la suite (« jalon taches »)."
    )
    [expire] = [un for un in dite["impossibles"] if un["evenement"] == "delai_expire"]
    assert "répondez « rien reçu » à la tâche" in expire["conditions"][0]["phrase"]


def test_it_is_late_until_somebody_decides(reprise: tuple[Portefeuille, str]) -> None:
    portefeuille, numero = reprise

    def en_retard() -> bool:
        lus = dossiers(portefeuille.bureau, Recherche(en_retard=True))["dossiers"]
        return numero in [un["numero"] for un in lus]

    assert en_retard()  # though its task is not due yet, and no deadline of its own runs
    repondre(
        portefeuille.bureau, ouvertes(portefeuille, numero)[RETARD], "rien_recu", "fac", "cli:x"
    )
    assert not en_retard()


def test_a_state_found_again_after_its_delay_comes_back(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    a(portefeuille, "2025-04-01T10:00+02:00")
    a(portefeuille, "2025-04-01T14:00+02:00")
    a(portefeuille, "2025-04-02T14:00+02:00")
    assert portefeuille.etat(REL1) == "alerte"

    portefeuille.fire(REL1, "retablir", etat="courrier_recu", motif="AR mal lu")
    assert tout_faire(portefeuille, REL1) == {RETARD}

    assert portefeuille.timers(REL1) == {SUITE}
    portefeuille.fire(REL1, "corriger", champ="courrier_recu_le", valeur="2025-04-01", motif="AR")
    assert ouvertes(portefeuille, REL1) == {}  # the délai runs again: nothing to decide
    assert SUITE not in portefeuille.timers(REL1)
    assert ("expiration", 1) in portefeuille.timers(REL1)


def test_reminders_at_their_end_leave_one_that_comes_back(portefeuille: Portefeuille) -> None:
    for semaine in range(12):
        a(portefeuille, f"2025-{3 + semaine // 4:02}-{1 + 7 * (semaine % 4):02}T18:00+02:00")
        if SUITE in portefeuille.timers(REL1):
            break
    tout_faire(portefeuille, REL1)

    a(portefeuille, "2025-06-30T10:00+02:00")

    # the late contact is on that very desk: no second row says that nothing else runs
    assert tout_faire(portefeuille, REL1) == {"premier_contact"}
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET statut = 'faite'"))
    a(portefeuille, "2025-07-31T10:00+02:00")
    assert tout_faire(portefeuille, REL1) == {"decider_de_la_suite"}
    portefeuille.fire(REL1, "noter", texte="La ville rappelle l’entreprise lundi.")
    assert ouvertes(portefeuille, REL1) == {}  # what is waited for is written: it comes back later
    a(portefeuille, "2025-08-29T10:00+02:00")
    assert "decider_de_la_suite" in ouvertes(portefeuille, REL1)
    portefeuille.fire(REL1, "nouer_relation")
    assert "decider_de_la_suite" not in ouvertes(portefeuille, REL1)
    assert portefeuille.timers(REL1) == {("releve_heures", 1)}


def test_health_tells_of_a_wait_without_a_deadline_and_a_note_mends_it(
    portefeuille: Portefeuille,
) -> None:
    allure = Allure(tick_s=20, livraison_s=20)
    assert sante(portefeuille.bureau, allure)["attentes_oubliees"] == 0
    with portefeuille.bureau.travail.ecrire() as connexion:  # as a fault of ours would leave it
        connexion.execute(text("UPDATE timer SET status = 'annule'"))

    dite = sante(portefeuille.bureau, allure)
    assert dite["attentes_oubliees"] == 4
    assert any(un.startswith("Dossiers sans échéance ni pause : 4") for un in dite["soucis"])

    portefeuille.fire(REL1, "noter", texte="vu")
    assert sante(portefeuille.bureau, allure)["attentes_oubliees"] == 3


@pytest.mark.parametrize(("invitee", "trop_tot"), [("25/01/2025", True), ("2025-01-24", False)])
def test_a_penalty_taken_over_is_followed_and_one_decided_too_early_is_told(
    repris: Portefeuille, tmp_path: Path, invitee: str, *, trop_tot: bool
) -> None:
    """Observations may be presented for 15 days: until 9 or 8 February, rolled to the 10th."""
    penalite = relation(
        etat="penalite_decidee",
        etat_depuis="10/02/2025" if trop_tot else "11/02/2025",
        montant="38600",
        invitation_recue_le=invitee,
        courrier_envoye_le="06/01/2025",
        courrier_recu_le="2025-01-08",
    )
    dite = prendre(repris, tmp_path, penalite)

    assert dite["quarantaine"] == []
    motifs = [un["motif"] for un in dite["avertissements"] if un["champ"] == "etat_depuis"]
    assert ["observations jusqu’au 10 février 2025" in un for un in motifs] == [True] * trop_tot
    attendues = {"penalite_a_deduire"} | ({"revoir_la_penalite"} if trop_tot else set())
    assert set(ouvertes(repris, dite["dossiers"][-1]["dossier"])) == attendues
