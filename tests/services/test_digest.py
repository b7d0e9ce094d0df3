"""The morning mail: one per person and office day, nothing lost, nothing when there is nothing."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import text

from services.clock.ticking import tick
from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from tests.portfolio import REL1, REL2, Portefeuille, mener, ouvrir_bureau
from tests.services.clockwork import PosteDocile, a, courriels, courrier_recu


def matin(portefeuille: Portefeuille, instant: str) -> int:
    """The clock turns, then the morning mail is asked for: how many were written."""
    a(portefeuille, instant)
    return int(envoyer_digest(portefeuille.bureau)["digests"])


def textes(portefeuille: Portefeuille) -> list[str]:
    """Bodies of the morning mails, oldest first, spaces made plain."""
    requete = """SELECT c.corps FROM outbox o JOIN contenu c ON c.empreinte = o.contenu
        WHERE o.message = 'digest' ORDER BY o.id"""
    corps = [json.loads(une.corps)["texte"] for une in portefeuille.rangees(requete)]
    return [un.replace("\u00a0", " ").replace("\u202f", " ") for un in corps]


def test_one_a_day_however_often_it_is_asked_for(portefeuille: Portefeuille) -> None:
    debut = datetime.fromisoformat("2025-03-17T08:00+01:00")
    ecrits = []
    for rang in range(3 * 24 * 12):  # three days, every five minutes
        portefeuille.horloge.instant = debut + timedelta(minutes=5 * rang)
        if rang % 12 == 0:
            tick(portefeuille.bureau)
        if envoyer_digest(portefeuille.bureau)["digests"]:
            ecrits.append(portefeuille.horloge.instant.isoformat()[:16])

    assert ecrits == ["2025-03-17T09:00", "2025-03-18T09:00", "2025-03-19T09:00"]
    assert {un.adresse for un in courriels(portefeuille, "digest")} == {"fac@exemple.test"}
    assert len({un.message_id for un in courriels(portefeuille, "digest")}) == 3


def test_two_processes_write_one(portefeuille: Portefeuille) -> None:
    a(portefeuille, "2025-03-17T09:00")
    bureaux = [ouvrir_bureau(portefeuille.url, portefeuille.horloge.instant) for _ in range(2)]

    with ThreadPoolExecutor(2) as fils:
        dits = list(fils.map(lambda un: envoyer_digest(un.bureau)["digests"], bureaux))
    for un in bureaux:
        un.fermer()

    assert sorted(dits) == [0, 1]
    assert len(courriels(portefeuille, "digest")) == 1


def test_nothing_at_the_weekend_and_nothing_lost(portefeuille: Portefeuille) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text(
                """INSERT INTO digest_ligne (cle, compte, dossier, message, sujet, texte, cree_le)
                SELECT 'samedi', c.id, d.id, 'premier_contact_attendu', 'Une ligne du samedi', 'x',
                '2025-03-08T10:00:00.000000Z' FROM compte c, dossier d
                WHERE c.login = 'fac' AND d.numero = :n"""
            ),
            {"n": REL2},
        )

    assert matin(portefeuille, "2025-03-08T10:00") == 0
    assert matin(portefeuille, "2025-03-09T10:00") == 0
    assert matin(portefeuille, "2025-03-10T08:59") == 0
    assert matin(portefeuille, "2025-03-10T09:00") == 1
    assert "Une ligne du samedi" in textes(portefeuille)[0]
    livrer(portefeuille.bureau, PosteDocile())
    assert matin(portefeuille, "2025-03-11T09:00") == 1  # tasks due this week
    assert "samedi" not in textes(portefeuille)[1]


def test_a_wait_on_the_city_that_nothing_reminds_of_comes_to_the_facilitateur(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """Article 4, annexe 2/A: the last reminder has left, the city is silent."""
    p = portefeuille_sqlite
    mener(p, "courrier_propose")
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET statut = 'faite'"))
    for _ in range(6):
        [[du]] = p.rangees(
            """SELECT due_at FROM timer t JOIN dossier d ON d.id = t.dossier
            WHERE t.name = 'rappel_accord' AND t.status = 'arme' AND d.numero = :n""",
            n=REL1,
        )
        a(p, f"{du[:19]}+00:00")
    assert "rappel_accord" not in {nom for nom, _ in p.timers(REL1)}
    assert envoyer_digest(p.bureau) == {"digests": 1}
    dit = textes(p)[-1]
    assert "Dernier rappel parti sans suite, « Rappel de la demande d’accord »" in dit
    assert REL1 in dit
    ouvertes = """SELECT t.code FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE t.statut = 'ouverte' AND t.code = 'rappels_finis' AND d.numero = :n"""
    assert len(p.rangees(ouvertes, n=REL1)) == 1
    p.fire(REL1, "accepter_courrier", by="ref")
    assert p.rangees(ouvertes, n=REL1) == []


def test_nothing_to_say_is_not_said(portefeuille_sqlite: Portefeuille) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET statut = 'faite'"))

    assert matin(portefeuille_sqlite, "2025-03-05T09:00") == 0
    assert courriels(portefeuille_sqlite, "digest") == []


def test_what_comes_later_in_the_day_waits_for_the_morning(
    portefeuille_sqlite: Portefeuille,
) -> None:
    assert matin(portefeuille_sqlite, "2025-03-17T09:00") == 1
    assert matin(portefeuille_sqlite, "2025-03-17T15:00") == 0
    assert matin(portefeuille_sqlite, "2025-03-18T09:00") == 1


def test_it_waits_for_the_deadlines_of_the_opening(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.horloge.instant = datetime.fromisoformat("2025-03-18T09:00+01:00")

    assert envoyer_digest(portefeuille_sqlite.bureau) == {"digests": 0}
    tick(portefeuille_sqlite.bureau)
    assert envoyer_digest(portefeuille_sqlite.bureau) == {"digests": 1}
    assert "Prendre le premier contact" in textes(portefeuille_sqlite)[0]


def test_it_says_what_is_late_due_today_and_this_week(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    a(portefeuille, "2025-03-17T08:00")
    matin(portefeuille, "2025-03-17T09:00")

    [texte] = textes(portefeuille)
    assert texte.count("Prendre contact avec l’entreprise") == 2  # two relations still to contact
    assert "aujourd’hui" in texte
    assert REL2 in texte
    poste = PosteDocile()
    livrer(portefeuille.bureau, poste)
    assert [une.destinataire for une in poste.lettres].count("fac@exemple.test") >= 1
    matin(portefeuille, "2025-03-19T09:00")
    assert "depuis 2 jours" in textes(portefeuille)[1]


def test_a_line_of_a_state_left_is_not_told(portefeuille_sqlite: Portefeuille) -> None:
    a(portefeuille_sqlite, "2025-03-18T09:00")
    portefeuille_sqlite.fire(REL1, "nouer_relation")

    assert envoyer_digest(portefeuille_sqlite.bureau) == {"digests": 1}

    recues = textes(portefeuille_sqlite)[0]
    assert REL2 in recues
    assert REL1 not in recues
    requete = "SELECT count(*) FROM digest_ligne WHERE servi_le IS NULL"
    assert portefeuille_sqlite.rangees(requete)[0][0] == 0


def sujets(portefeuille: Portefeuille, message: str) -> list[str]:
    """Subjects of the mails of a kind, oldest first, spaces made plain."""
    return [un.sujet.replace("\u00a0", " ") for un in courriels(portefeuille, message)]


def test_the_subject_never_hides_what_is_late(portefeuille_sqlite: Portefeuille) -> None:
    a(portefeuille_sqlite, "2025-03-04T09:00")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET echeance = '2025-03-03'"))

    assert envoyer_digest(portefeuille_sqlite.bureau) == {"digests": 1}

    [sujet] = sujets(portefeuille_sqlite, "digest")
    assert "en retard, rien d’autre pour aujourd’hui" in sujet


def test_what_has_no_date_is_not_due_today(portefeuille_sqlite: Portefeuille) -> None:
    a(portefeuille_sqlite, "2025-03-04T09:00")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE tache SET echeance = NULL"))

    assert envoyer_digest(portefeuille_sqlite.bureau) == {"digests": 1}

    [texte] = textes(portefeuille_sqlite)
    assert "Sans échéance" in texte
    assert "- depuis hier : " in texte
    assert "- aujourd’hui" not in texte
    assert sujets(portefeuille_sqlite, "digest")[0].endswith("rien à faire aujourd’hui")


def test_every_task_of_a_referent_is_dated(portefeuille_sqlite: Portefeuille) -> None:
    machines = portefeuille_sqlite.bureau.machines.courantes.values()
    taches = [une for machine in machines for une in machine.definition.taches.values()]
    du_referent = [une for une in taches if une.pour == "referent"]
    assert len(du_referent) >= 6
    assert [une for une in du_referent if une.dans is None] == []


def test_a_message_that_comes_again_says_so(portefeuille_sqlite: Portefeuille) -> None:
    for jour in ("2025-03-18T09:00", "2025-03-25T09:00"):
        a(portefeuille_sqlite, jour)
    lignes = portefeuille_sqlite.rangees("SELECT sujet FROM digest_ligne ORDER BY id")
    rappels = ["Rappel" in une.sujet for une in lignes]
    assert rappels.count(True) == rappels.count(False) > 0
    assert rappels == sorted(rappels)


def test_a_morning_mail_that_did_not_leave_is_told_by_the_next_one(
    portefeuille: Portefeuille,
) -> None:
    """The server was down all day: nobody reads yesterday's « aujourd’hui » this morning."""
    matin(portefeuille, "2025-03-18T09:00")
    hier = textes(portefeuille)[-1]
    assert "Prendre le premier contact" in hier

    matin(portefeuille, "2025-03-19T09:00")

    assert "Prendre le premier contact" in textes(portefeuille)[-1]
    requete = "SELECT statut FROM outbox WHERE message = 'digest' ORDER BY id"
    assert [un.statut for un in portefeuille.rangees(requete)] == ["perime", "pret"]
    poste = PosteDocile()
    livrer(portefeuille.bureau, poste)
    matin(portefeuille, "2025-03-20T09:00")
    statuts = [un.statut for un in portefeuille.rangees(requete)]
    assert statuts == ["perime", "envoye", "pret"]  # what has left is not told again
    assert "Prendre le premier contact" not in textes(portefeuille)[-1]


def test_one_act_that_is_late_is_one_row_whatever_reminds_of_it(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The last reminder of a first contact has left: its reader has the task already."""
    p = portefeuille_sqlite
    for jour in ("2025-03-18", "2025-03-25", "2025-04-01", "2025-05-02"):
        a(p, f"{jour}T09:05")
    assert p.timers(REL1) == {("suite_a_decider", 2)}
    envoyer_digest(p.bureau)
    siennes = [une for une in textes(p)[-1].splitlines() if REL1 in une]
    retard = [une for une in siennes if "Prendre contact avec l’entreprise" in une]
    assert len(retard) == 1
    assert not [une for une in siennes if "Dernier rappel" in une or "Plus aucune échéance" in une]
