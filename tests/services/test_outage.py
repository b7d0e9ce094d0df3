"""A real outage: what fell due is caught up as declared, third parties wait for a click."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from services.clock.ticking import tick
from services.counter.tasks import repondre
from services.mail.delivering import livrer
from services.mail.releasing import liberer, liberer_retour_de_panne
from storage.installation import installer
from tests.portfolio import REL1, REL2, Portefeuille, mener, ouvrir_bureau
from tests.services.clockwork import (
    EXPIRATION,
    HorlogeDouble,
    PosteDocile,
    courriels,
    courrier_recu,
    deux_aiguilles,
    evenements,
    incidents,
    taches,
)


def absent(
    portefeuille: Portefeuille, jusqu_au: str, depuis: str | None = None
) -> tuple[Portefeuille, HorlogeDouble]:
    """The desk after an absence: the clock beat, then nothing ran until an instant."""
    seul, horloge = deux_aiguilles(portefeuille)
    if depuis:
        horloge.passer(seconds=(_instant(depuis) - horloge.instant).total_seconds())
    tick(seul.bureau)
    livrer(seul.bureau, PosteDocile())
    horloge.passer(seconds=(_instant(jusqu_au) - horloge.instant).total_seconds())
    return seul, horloge


def _instant(texte: str) -> datetime:
    return datetime.fromisoformat(f"{texte}+01:00")


def declarer(portefeuille: Portefeuille, avant: str, apres: str) -> Portefeuille:
    """The same portfolio under a definition one deadline of which is declared otherwise."""
    with portefeuille.bureau.travail.ecrire() as connexion:
        requete = "SELECT id, texte FROM definition WHERE machine = 'relation_entreprise'"
        une = connexion.execute(text(requete)).one()
        textes = json.loads(une.texte)
        assert avant in textes["texte"]
        textes["texte"] = textes["texte"].replace(avant, apres)
        connexion.execute(
            text("UPDATE definition SET texte = :t, hash = 'autre' WHERE id = :i"),
            {"t": json.dumps(textes, ensure_ascii=False), "i": une.id},
        )
    portefeuille.fermer()
    return ouvrir_bureau(portefeuille.url, portefeuille.horloge.instant)


def test_a_late_verification_puts_the_move_off_to_the_next_office_day(
    portefeuille: Portefeuille,
) -> None:
    courrier_recu(portefeuille)
    revenu, horloge = absent(portefeuille, "2025-03-21T15:00")  # a Friday

    assert tick(revenu.bureau)["retour_de_panne"] is True
    assert revenu.etat(REL1) == "courrier_recu"
    assert len(taches(revenu, "verifier_courrier")) == 1
    horloge.passer(hours=70, minutes=59)
    tick(revenu.bureau)
    assert revenu.etat(REL1) == "courrier_recu"
    horloge.passer(minutes=1)  # Monday at two
    tick(revenu.bureau)
    assert revenu.etat(REL1) == "alerte"
    [alerte] = courriels(revenu, "alerte_donneur_ordre")
    assert alerte.statut == "pret"  # it came at its new hour, watched


def installe(portefeuille: Portefeuille) -> tuple[Portefeuille, HorlogeDouble]:
    """The desk prepared by ``jalon init``, on the real clock too; its jobs have never run."""
    seul, horloge = deux_aiguilles(portefeuille)
    with seul.bureau.travail.ecrire() as connexion:
        installer(connexion, "test", horloge.reelle())
    return seul, horloge


def test_a_clock_that_never_ran_accuses_nobody(portefeuille: Portefeuille) -> None:
    """Its absence counts from the installation."""
    courrier_recu(portefeuille)
    seul, horloge = installe(portefeuille)
    horloge.passer(seconds=(_instant("2025-03-25T15:00") - horloge.instant).total_seconds())

    assert tick(seul.bureau)["retour_de_panne"] is True

    assert seul.etat(REL1) == "courrier_recu"
    assert len(taches(seul, "verifier_courrier")) == 1
    tiers = "SELECT DISTINCT statut, erreur FROM outbox WHERE message = 'rappel_pieces'"
    assert seul.rangees(tiers) == [("retenu", "retour_de_panne")]
    poste = PosteDocile()
    dite = livrer(seul.bureau, poste)
    assert dite["retenus"] == 1  # written on the first day, and nothing delivered since
    assert {une.destinataire for une in poste.lettres} == {"fac@exemple.test"}
    horloge.passer(hours=22, minutes=59)
    tick(seul.bureau)
    assert seul.etat(REL1) == "courrier_recu"
    horloge.passer(minutes=1)
    tick(seul.bureau)
    assert seul.etat(REL1) == "alerte"


def test_a_first_turn_soon_after_the_installation_is_no_return(
    portefeuille: Portefeuille,
) -> None:
    """Civil time alone may jump: the clock of a script was never away."""
    courrier_recu(portefeuille)
    seul, horloge = installe(portefeuille)
    horloge.passer(minutes=5)
    horloge.instant = _instant("2025-03-25T15:00")

    assert tick(seul.bureau)["retour_de_panne"] is False
    assert seul.etat(REL1) == "courrier_recu"  # nobody was asked to look at the mail before
    horloge.instant = _instant("2025-03-26T14:00")
    tick(seul.bureau)
    assert [un.statut for un in courriels(seul, "alerte_donneur_ordre")] == ["pret"]


@pytest.mark.parametrize(("retour", "moment"), [("09:50", "14:00"), ("10:15", ""), ("15:00", "")])
def test_even_a_short_absence_leaves_time_to_look(
    portefeuille_sqlite: Portefeuille, retour: str, moment: str
) -> None:
    courrier_recu(portefeuille_sqlite)
    revenu, horloge = absent(portefeuille_sqlite, f"{EXPIRATION}T{retour}", f"{EXPIRATION}T07:00")

    assert tick(revenu.bureau)["retour_de_panne"] is False
    horloge.instant = _instant(f"{EXPIRATION}T14:00") if moment else horloge.instant
    tick(revenu.bureau)

    assert revenu.etat(REL1) == ("alerte" if moment else "courrier_recu")


def test_reminders_are_merged_and_third_parties_mails_held(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    revenu, horloge = absent(portefeuille, "2025-04-02T10:00")

    tick(revenu.bureau)
    poste = PosteDocile()
    livrer(revenu.bureau, poste)

    [rappel] = courriels(revenu, "rappel_accord_courrier")  # three had fallen due
    assert (rappel.statut, rappel.erreur) == ("retenu", "retour_de_panne")
    assert poste.lettres == []
    [incident] = incidents(revenu, "retour_de_panne")
    assert "2 courriel" in incident.message  # the marché's own reminder waits too
    dite = liberer(revenu.bureau, rappel.id, "fac", "cli:test")
    assert (dite["avant"], dite["adresse"]) == ("retenu", "ref@exemple.test")
    assert "1 courriel" in incidents(revenu, "retour_de_panne")[0].message
    [autre] = liberer_retour_de_panne(revenu.bureau, "fac", "cli:test")
    assert autre["sujet"].startswith("Pièces du marché attendues")
    assert incidents(revenu, "retour_de_panne") == []
    livrer(revenu.bureau, poste)
    assert [une.destinataire for une in poste.lettres] == ["ref@exemple.test"] * 2
    horloge.passer(hours=1)
    assert livrer(revenu.bureau, poste)["retenus"] == 0


def test_mails_already_waiting_are_held_but_the_internal_ones_leave(
    portefeuille: Portefeuille,
) -> None:
    seul, horloge = deux_aiguilles(portefeuille)
    horloge.passer(hours=9)  # the office is closed: nothing leaves
    mener(seul, "courrier_accepte")
    livrer(seul.bureau, PosteDocile())
    horloge.passer(days=3)
    poste = PosteDocile()

    horloge.passer(hours=-8)
    dite = livrer(seul.bureau, poste)

    assert dite["retenus"] == 1
    assert [une.destinataire for une in poste.lettres] == ["fac@exemple.test"]
    assert len(incidents(seul, "retour_de_panne")) == 1
    [liberee] = liberer_retour_de_panne(seul.bureau, "resp", "cli:test")
    assert liberee["adresse"] == "ref@exemple.test"
    assert livrer(seul.bureau, poste)["envoyes"] == 1


def test_a_mail_written_just_now_is_not_late(portefeuille_sqlite: Portefeuille) -> None:
    revenu, _ = absent(portefeuille_sqlite, "2025-03-17T10:00")
    mener(revenu, "courrier_propose")

    assert livrer(revenu.bureau, PosteDocile())["envoyes"] == 1


def test_a_clock_that_dies_while_catching_up_is_still_late(
    portefeuille_sqlite: Portefeuille,
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    revenu, horloge = absent(portefeuille_sqlite, "2025-04-02T10:00")
    tick(revenu.bureau, lots_max=0)  # it beat, and died
    horloge.passer(seconds=20)

    assert tick(revenu.bureau)["retour_de_panne"] is True
    assert [un.statut for un in courriels(revenu, "rappel_accord_courrier")] == ["retenu"]
    horloge.passer(seconds=20)
    assert tick(revenu.bureau)["retour_de_panne"] is False


RAPPEL = "depuis: notifie_sans_contact_le, effets: [mail: premier_contact_attendu]"
FIN = "declenche: delai_expire,"


def test_what_asks_is_put_on_a_desk_and_does_nothing(portefeuille: Portefeuille) -> None:
    autre = declarer(portefeuille, RAPPEL, f"rattrapage: demander, {RAPPEL}")
    revenu, _ = absent(autre, "2025-03-28T10:00")

    tick(revenu.bureau)

    [tache] = taches(revenu, "decider_echeance", REL2)
    assert "Premier contact à prendre" in tache.libelle
    assert revenu.rangees("SELECT * FROM digest_ligne") == []
    assert ("premier_contact_attendu", 2) in revenu.timers(REL2)  # its reminders go on
    autre.fermer()


def test_what_is_skipped_leaves_a_line_only(portefeuille_sqlite: Portefeuille) -> None:
    autre = declarer(portefeuille_sqlite, RAPPEL, f"rattrapage: sauter, {RAPPEL}")
    revenu, _ = absent(autre, "2025-03-28T10:00")

    tick(revenu.bureau)

    assert taches(revenu, "decider_echeance", REL2) == []
    assert revenu.rangees("SELECT * FROM digest_ligne") == []
    [ligne] = [une for une in revenu.journal(REL2) if une.event == "premier_contact_attendu"]
    assert "sautée" in ligne.explanation
    autre.fermer()


def test_a_move_left_to_decide_is_made_by_the_answer(portefeuille_sqlite: Portefeuille) -> None:
    courrier_recu(portefeuille_sqlite)
    autre = declarer(portefeuille_sqlite, FIN, f"rattrapage: demander, {FIN}")
    revenu, horloge = absent(autre, "2025-03-28T10:00")
    tick(revenu.bureau)
    horloge.passer(days=3)
    tick(revenu.bureau)
    assert revenu.etat(REL1) == "courrier_recu"
    assert "delai_expire" not in evenements(revenu)

    [tache] = taches(revenu, "decider_echeance")
    dite = repondre(revenu.bureau, tache.id, "rien_recu", "fac", "cli:test")

    assert [une["vers"] for une in dite["suites"]] == ["alerte"]
    assert revenu.etat(REL1) == "alerte"
    autre.fermer()


def test_an_outage_shorter_than_tolerated_is_none(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    revenu, horloge = absent(portefeuille_sqlite, "2025-03-11T08:00", "2025-03-10T10:00")
    horloge.passer(hours=2)

    assert tick(revenu.bureau)["retour_de_panne"] is False
    assert horloge.instant - timedelta(hours=24) == _instant("2025-03-10T10:00")
    assert [un.statut for un in courriels(revenu, "rappel_accord_courrier")] == ["pret"]


def test_a_delay_that_is_over_is_not_said_to_end_soon(portefeuille_sqlite: Portefeuille) -> None:
    """The clock stood still over the reminder and the end: the check alone is asked for."""
    courrier_recu(portefeuille_sqlite)
    portefeuille_sqlite.horloge.instant = datetime.fromisoformat(f"{EXPIRATION}T13:30+01:00")

    tick(portefeuille_sqlite.bureau)

    [rappel] = [un for un in portefeuille_sqlite.journal(REL1) if un.event == "fin_proche"]
    assert "rappel non envoyé" in rappel.explanation
    requete = "SELECT count(*) FROM digest_ligne WHERE message = 'rappel_delai_courrier'"
    assert portefeuille_sqlite.rangees(requete)[0][0] == 0
    assert [un.statut for un in taches(portefeuille_sqlite, "verifier_courrier")] == ["ouverte"]
