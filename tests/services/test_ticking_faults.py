"""A timer that fails: an incident with back-off on the real clock, and nobody else waits."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from notifications.rendering import Rendeur
from services.clock.ticking import tick
from tests.portfolio import REL1, REL2, REL3, Portefeuille
from tests.services.clockwork import (
    EXPIRATION,
    a,
    courriels,
    courrier_recu,
    deux_aiguilles,
    evenements,
    incidents,
    taches,
)


def casser(portefeuille: Portefeuille, dossier: Path, message: str) -> Portefeuille:
    """The same desk, the template of one message broken."""
    (dossier / message).mkdir(parents=True)
    for fichier in ("sujet.txt", "corps.txt", "corps.html"):
        (dossier / message / fichier).write_text("{{ inconnue }}", "utf-8")
    return portefeuille.avec(rendeur=Rendeur(dossier))


def changer(portefeuille: Portefeuille, requete: str, **valeurs: object) -> None:
    """Reach into the database, as only a broken installation would."""
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text(requete), valeurs)


def test_a_poison_timer_becomes_an_incident_and_blocks_nobody(
    portefeuille: Portefeuille, tmp_path: Path
) -> None:
    courrier_recu(portefeuille)
    malade, horloge = deux_aiguilles(casser(portefeuille, tmp_path, "alerte_donneur_ordre"))

    dite = a(malade, f"{EXPIRATION}T14:00")

    assert dite["incidents"] == 1
    assert malade.etat(REL1) == "courrier_recu"
    assert {"premier_contact_attendu"} <= set(evenements(malade, REL2))
    [incident] = incidents(malade, "echeance_en_echec")
    assert "GabaritInvalide" in incident.detail
    assert tick(malade.bureau)["incidents"] == 0  # not before its back-off is over
    horloge.instant += timedelta(days=1)
    assert tick(malade.bureau)["incidents"] == 0  # civil time does not wear it
    horloge.reel += timedelta(minutes=1)
    assert tick(malade.bureau)["incidents"] == 1
    [incident] = incidents(malade, "echeance_en_echec")
    assert incident.occurrences == 2
    horloge.reel += timedelta(minutes=1)
    assert tick(malade.bureau)["incidents"] == 0  # twice as long the second time


def test_a_mended_timer_fires_and_its_incident_closes(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    courrier_recu(portefeuille_sqlite)
    malade, horloge = deux_aiguilles(casser(portefeuille_sqlite, tmp_path, "alerte_donneur_ordre"))
    a(malade, f"{EXPIRATION}T14:00")
    gueri = malade.avec(rendeur=Rendeur())
    horloge.reel += timedelta(minutes=1)

    assert tick(gueri.bureau)["declenches"] == 1
    tick(gueri.bureau)

    assert gueri.etat(REL1) == "alerte"
    assert len(courriels(gueri, "alerte_donneur_ordre")) == 1
    assert incidents(gueri, "echeance_en_echec") == []


def test_the_incident_closes_when_a_human_moves_the_dossier_on(
    portefeuille_sqlite: Portefeuille, tmp_path: Path
) -> None:
    courrier_recu(portefeuille_sqlite)
    malade, _ = deux_aiguilles(casser(portefeuille_sqlite, tmp_path, "alerte_donneur_ordre"))
    a(malade, f"{EXPIRATION}T14:00")
    malade.fire(REL1, "recevoir_reponse", recue_le="2025-03-18")

    tick(malade.bureau)

    assert incidents(malade, "echeance_en_echec") == []


def test_a_state_whose_deadline_vanished_is_an_incident(portefeuille: Portefeuille) -> None:
    changer(
        portefeuille,
        "UPDATE timer SET name = 'disparue' WHERE name = 'premier_contact_attendu' AND dossier ="
        " (SELECT id FROM dossier WHERE numero = :n)",
        n=REL3,
    )

    dite = a(portefeuille, "2025-04-30T09:00+02:00")

    assert dite["incidents"] == 1
    assert dite["declenches"] >= 2
    assert "KeyError" in incidents(portefeuille, "echeance_en_echec")[0].detail


def test_the_move_waits_for_a_verification_that_failed(portefeuille_sqlite: Portefeuille) -> None:
    courrier_recu(portefeuille_sqlite)
    malade, horloge = deux_aiguilles(portefeuille_sqlite)
    a(malade, "2025-03-18T16:00")
    regle = "UPDATE timer SET rule = replace(rule, :avant, :apres) WHERE rung = 0"
    changer(malade, regle, avant="verifier_courrier", apres="inconnue")

    assert a(malade, f"{EXPIRATION}T09:00")["incidents"] == 1
    assert a(malade, f"{EXPIRATION}T14:00")["incidents"] == 1
    assert malade.etat(REL1) == "courrier_recu"

    changer(malade, regle, avant="inconnue", apres="verifier_courrier")
    horloge.reel += timedelta(hours=1)
    tick(malade.bureau)
    assert len(taches(malade, "verifier_courrier")) == 1
    assert malade.etat(REL1) == "courrier_recu"  # somebody must have time to look
    a(malade, "2025-03-20T14:00")
    assert malade.etat(REL1) == "alerte"


def test_the_lot_s_size_changes_nothing(portefeuille_sqlite: Portefeuille) -> None:
    petits = portefeuille_sqlite.avec(
        reglages=dataclasses.replace(portefeuille_sqlite.bureau.reglages, lot=1)
    )
    courrier_recu(petits)

    a(petits, f"{EXPIRATION}T14:00")

    assert petits.etat(REL1) == "alerte"
    assert "premier_contact_attendu" in evenements(petits, REL3)
