"""The outbox against real servers: what is taken, refused, put off, and what stays in doubt."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import text

from notifications.delivery import Chiffrement, Facteur, Serveur
from notifications.post import Sort
from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from services.mail.releasing import liberer
from tests.fixtures.ports import free_port
from tests.fixtures.postfix import Postfix
from tests.fixtures.smtp import SmtpServer, StartSmtp
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import (
    PosteDocile,
    compter,
    courriels,
    deux_aiguilles,
    evenements,
    incidents,
    reglages,
    taches,
)
from tests.services.clockwork import (
    a as au_jour,
)

REF = "ref@exemple.test"


def facteur(serveur: Any, **options: Any) -> Facteur:
    """The real post towards a server of the tests."""
    choix = {"chiffrement": Chiffrement.AUCUN, "delai_s": 5, "delai_fin_s": 5} | options
    return Facteur(Serveur(hote=serveur.host, port=serveur.port, **choix))


def texte_de(message: EmailMessage) -> str:
    corps = message.get_body(("plain",))
    assert corps is not None
    return str(corps.get_content())


def multiplier(portefeuille: Portefeuille, nombre: int) -> None:
    """Copies of the first mail of the outbox."""
    modele = dict(portefeuille.rangees("SELECT * FROM outbox ORDER BY id LIMIT 1")[0]._mapping)
    del modele["id"]
    colonnes = ", ".join(modele)
    marques = ", ".join(f":{nom}" for nom in modele)
    requete = f"INSERT INTO outbox ({colonnes}) VALUES ({marques})"  # noqa: S608 # our own names
    copies = [
        modele | {"cle": f"c{rang}", "message_id": f"<c{rang}@mmie.test>"} for rang in range(nombre)
    ]
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text(requete), copies)


def test_two_hundred_mails_leave_over_one_connection(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    multiplier(portefeuille_sqlite, 199)

    dite = livrer(portefeuille_sqlite.bureau, facteur(smtp_server))

    assert dite["envoyes"] == 200
    assert smtp_server.connections == 1
    assert len({un["Message-ID"] for un in smtp_server.messages}) == 200
    assert compter(portefeuille_sqlite, "outbox", "statut = 'envoye'") == 200
    assert livrer(portefeuille_sqlite.bureau, facteur(smtp_server))["envoyes"] == 0


def test_a_mail_carries_its_letter_its_thread_and_its_people(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    livrer(portefeuille_sqlite.bureau, facteur(smtp_server))

    [message] = smtp_server.messages
    assert message["To"].addresses[0].addr_spec == REF
    assert message["From"].addresses[0].display_name == "Camille Daubrac"
    assert message["From"].addresses[0].addr_spec == "contact@mmie.test"
    assert message["Reply-To"] == "fac@exemple.test"
    assert message["Message-ID"].startswith(f"<{REL1}.")
    assert message["References"] == message["In-Reply-To"] == f"<{REL1}@mmie.test>"
    [piece] = message.iter_attachments()
    assert piece.get_filename() == f"courrier-rappel-{REL1}.pdf"
    assert piece.get_content().startswith(b"%PDF")
    assert [une for une in evenements(portefeuille_sqlite) if une.startswith("courriel")] == [
        "courriel_envoye"
    ]


def test_the_figures_of_a_morning_mail_do_not_break(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    """As received: a label of the machines and a name of the register have plain spaces."""
    p = portefeuille_sqlite
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text("UPDATE tache SET libelle = 'Facture : calibrage (50 %), 1 234,56 € dus à 9 h'")
        )
    au_jour(p, "2025-03-17T09:00")
    assert envoyer_digest(p.bureau) == {"digests": 1}
    livrer(p.bureau, facteur(smtp_server))
    [message] = [un for un in smtp_server.messages if "matinée" in un["Subject"]]
    for genre in ("plain", "html"):
        corps = message.get_body((genre,))
        assert corps is not None
        assert "Facture\u00a0: calibrage (50\u00a0%), 1\u00a0234,56\u00a0€ dus à 9\u00a0h" in (
            corps.get_content()
        )


def test_the_letter_is_printed_once_and_leaves_the_same_at_each_try(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    seul, horloge = deux_aiguilles(portefeuille_sqlite)
    smtp_server.drop = "after"  # taken, and never said
    livrer(seul.bureau, facteur(smtp_server))
    [doute] = courriels(seul, "demande_accord_courrier")
    assert doute.statut == "incertain"
    smtp_server.drop = None
    liberer(seul.bureau, doute.id, "fac", "cli:test")
    horloge.passer(minutes=5)
    livrer(seul.bureau, facteur(smtp_server))

    un, deux = smtp_server.messages
    assert un["Message-ID"] == deux["Message-ID"]
    pieces = [next(iter(une.iter_attachments())).get_content() for une in (un, deux)]
    assert pieces[0] == pieces[1]
    assert compter(seul, "contenu", "genre = 'pdf'") == 1


@pytest.mark.parametrize(
    ("code", "mots"),
    [(550, "corriger l’adresse"), (552, "trop gros pour son serveur")],
)
def test_the_task_of_a_refusal_says_what_mends_it(
    portefeuille_sqlite: Portefeuille, code: int, mots: str
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")

    livrer(portefeuille_sqlite.bureau, PosteDocile(sort=Sort.ECHEC, code=code, message="non"))

    [tache] = taches(portefeuille_sqlite, "courriel_refuse")
    assert mots in tache.libelle
    assert ("adresse ou" in tache.libelle) == (code == 550)


def test_550_is_a_failure_on_a_desk_and_in_the_journal(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille, "courrier_propose")
    smtp_server.rcpt[REF] = "550 5.1.1 Unknown user"

    assert livrer(portefeuille.bureau, facteur(smtp_server))["echecs"] == 1

    [refuse] = courriels(portefeuille, "demande_accord_courrier")
    assert (refuse.statut, refuse.loue_jusqu_a) == ("echec", None)
    assert "550" in refuse.erreur
    [tache] = taches(portefeuille, "courriel_refuse")
    assert "Nadia Orsel" in tache.libelle
    assert evenements(portefeuille)[-1] == "courriel_echec"
    assert portefeuille.etat(REL1) == "courrier_propose"
    assert livrer(portefeuille.bureau, facteur(smtp_server))["echecs"] == 0


def test_451_is_tried_again_later_and_later(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    seul, horloge = deux_aiguilles(portefeuille_sqlite)
    smtp_server.rcpt[REF] = "451 4.7.1 Greylisted"
    assert livrer(seul.bureau, facteur(smtp_server))["reportes"] == 1

    horloge.instant += timedelta(hours=2)  # the back-off is on the real clock
    assert livrer(seul.bureau, facteur(smtp_server))["reportes"] == 0
    horloge.reel += timedelta(minutes=2)
    assert livrer(seul.bureau, facteur(smtp_server))["reportes"] == 1
    horloge.reel += timedelta(minutes=2)
    assert livrer(seul.bureau, facteur(smtp_server))["reportes"] == 0
    smtp_server.rcpt.clear()
    horloge.reel += timedelta(minutes=2)
    assert livrer(seul.bureau, facteur(smtp_server))["envoyes"] == 1

    assert incidents(seul, "poste_en_panne") == []
    assert [une for une in evenements(seul) if une.startswith("courriel")] == ["courriel_envoye"]


def test_451_for_ever_ends_on_a_desk(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    smtp_server.rcpt[REF] = "451 4.7.1 Later"
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE outbox SET tentatives = 59"))

    assert livrer(portefeuille_sqlite.bureau, facteur(smtp_server))["echecs"] == 1
    assert len(taches(portefeuille_sqlite, "courriel_refuse")) == 1


def test_a_server_that_is_down_puts_all_off_and_is_one_incident(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille, "courrier_propose")
    multiplier(portefeuille, 9)
    seul, horloge = deux_aiguilles(portefeuille)
    ferme = SmtpServer(host="127.0.0.1", port=free_port())

    dite = livrer(seul.bureau, facteur(ferme))

    assert (dite["reportes"], dite["envoyes"]) == (10, 0)
    assert "Connexion impossible" in dite["panne"]
    assert len(incidents(seul, "poste_en_panne")) == 1
    horloge.passer(seconds=5)
    assert livrer(seul.bureau, facteur(ferme))["reportes"] == 10  # called again at once, once
    horloge.passer(seconds=5)
    assert livrer(seul.bureau, facteur(ferme))["serveur_au_repos_s"] == 5
    [incident] = incidents(seul, "poste_en_panne")
    assert incident.occurrences == 2
    assert compter(seul, "outbox", "tentatives > 0") == 0  # their patience is not worn

    horloge.passer(seconds=5)
    assert livrer(seul.bureau, facteur(smtp_server))["envoyes"] == 10
    assert incidents(seul, "poste_en_panne") == []


def test_a_line_that_drops_after_each_data_costs_one_doubt_a_round(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille, "courrier_propose")
    multiplier(portefeuille, 9)
    seul, horloge = deux_aiguilles(portefeuille)
    smtp_server.drop = "after"

    dite = livrer(seul.bureau, facteur(smtp_server))

    assert (dite["incertains"], dite["reportes"], dite["envoyes"]) == (1, 9, 0)
    assert len(taches(seul, "courriel_incertain")) == 1
    assert len(incidents(seul, "poste_en_panne")) == 1
    for minutes in (0, 5, 15, 60, 60):  # rarer and rarer, whoever asks
        horloge.passer(minutes=minutes, seconds=-1 if minutes else 0)
        dite = livrer(seul.bureau, facteur(smtp_server), a_la_main=True)
        if minutes:
            assert (dite["incertains"], dite["serveur_au_repos_s"]) == (0, 1)
            horloge.passer(seconds=1)
            dite = livrer(seul.bureau, facteur(smtp_server))
        assert dite["incertains"] == 1

    smtp_server.drop = None
    horloge.passer(minutes=60)
    assert livrer(seul.bureau, facteur(smtp_server))["envoyes"] == 4
    assert incidents(seul, "poste_en_panne") == []


def test_one_cut_line_costs_one_doubt_and_no_wait(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille, "courrier_propose")
    multiplier(portefeuille, 9)
    smtp_server.drop = "after"
    dite = livrer(portefeuille.bureau, facteur(smtp_server))
    assert (dite["incertains"], dite["reportes"]) == (1, 9)
    smtp_server.drop = None

    assert livrer(portefeuille.bureau, facteur(smtp_server))["envoyes"] == 9

    assert compter(portefeuille, "outbox", "statut = 'incertain'") == 1
    assert len({un["Message-ID"] for un in smtp_server.messages}) == 10


def test_a_person_who_asks_does_not_wait_for_a_server_that_was_down(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    ferme = facteur(SmtpServer(host="127.0.0.1", port=free_port()))
    seul, _ = deux_aiguilles(portefeuille_sqlite)
    for _ in range(4):
        assert livrer(seul.bureau, ferme, a_la_main=True)["reportes"] == 1

    assert livrer(seul.bureau, facteur(smtp_server))["serveur_au_repos_s"] == 60
    assert livrer(seul.bureau, facteur(smtp_server), a_la_main=True)["envoyes"] == 1


def test_a_line_cut_after_the_data_is_in_doubt_and_never_sent_again(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    mener(portefeuille, "courrier_propose")
    seul, horloge = deux_aiguilles(portefeuille)
    smtp_server.drop = "after"

    assert livrer(seul.bureau, facteur(smtp_server))["incertains"] == 1

    smtp_server.drop = None
    horloge.passer(days=2)
    livrer(seul.bureau, facteur(smtp_server))
    assert len(smtp_server.received) == 1
    assert [un.statut for un in courriels(seul, "demande_accord_courrier")] == ["incertain"]
    [tache] = taches(seul, "courriel_incertain")
    assert "peut-être parti" in tache.libelle


def test_starttls_and_a_password(portefeuille_sqlite: Portefeuille, start_smtp: StartSmtp) -> None:
    serveur = start_smtp(tls="starttls", login="jalon", password="secret")
    mener(portefeuille_sqlite, "courrier_propose")
    poste = facteur(
        serveur,
        chiffrement=Chiffrement.STARTTLS,
        identifiant="jalon",
        mot_de_passe="secret",
        ca=serveur.ca_file,
        delai_s=30,  # a handshake is long on a machine that works for others
    )

    assert livrer(portefeuille_sqlite.bureau, poste)["envoyes"] == 1
    assert (serveur.received[0].tls, serveur.received[0].login) == (True, "jalon")


def test_a_wrong_password_loses_nothing(
    portefeuille_sqlite: Portefeuille, start_smtp: StartSmtp
) -> None:
    serveur = start_smtp(tls="starttls", login="jalon", password="secret")
    mener(portefeuille_sqlite, "courrier_propose")
    poste = facteur(
        serveur,
        chiffrement=Chiffrement.STARTTLS,
        identifiant="jalon",
        mot_de_passe="faux",
        ca=serveur.ca_file,
    )

    dite = livrer(portefeuille_sqlite.bureau, poste)

    assert dite["reportes"] == 1
    assert "mot de passe" in incidents(portefeuille_sqlite, "poste_en_panne")[0].message
    assert "faux" not in dite["panne"]


def test_outside_production_everything_goes_to_one_address(
    portefeuille_sqlite: Portefeuille, smtp_server: SmtpServer
) -> None:
    detourne = reglages(portefeuille_sqlite, rediriger_vers="essais@mmie.test")
    mener(detourne, "courrier_accepte")

    livrer(detourne.bureau, facteur(smtp_server))

    assert {un.recipients for un in smtp_server.received} == {("essais@mmie.test",)}
    assert smtp_server.messages[0]["Subject"].startswith(f"[pour {REF}] ")


@pytest.mark.needs_postfix
def test_postfix_delivers_it_whole(portefeuille: Portefeuille, postfix: Postfix) -> None:
    mener(portefeuille, "courrier_propose")
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE outbox SET adresse = 'referent@exemple.test'"))
    multiplier(portefeuille, 1)
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text("UPDATE outbox SET adresse = 'personne@exemple.test' WHERE cle = 'c0'")
        )

    dite = livrer(portefeuille.bureau, facteur(postfix))

    assert (dite["envoyes"], dite["echecs"]) == (1, 1)
    [recu] = postfix.inbox("referent")
    [garde] = courriels(portefeuille, "demande_accord_courrier")[:1]
    assert recu["Subject"] == garde.sujet
    assert "é" in recu["Subject"] + texte_de(recu)
    assert recu["Message-ID"] == garde.message_id
    assert next(iter(recu.iter_attachments())).get_content().startswith(b"%PDF")
    assert "5.1.1" in courriels(portefeuille, "demande_accord_courrier")[1].erreur
