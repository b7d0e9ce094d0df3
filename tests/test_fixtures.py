"""The tools that the other tests stand on do what they promise."""

from __future__ import annotations

import smtplib
import ssl

import pytest
from sqlalchemy import create_engine, text

from tests.fixtures.postfix import Postfix
from tests.fixtures.smtp import SmtpServer, StartSmtp

LETTER = "From: a@exemple.test\nTo: b@exemple.test\nSubject: Essai\n\nBonjour\n"


def send(server: SmtpServer, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(server.host, server.port, timeout=5) as client:
        return client.sendmail("a@exemple.test", recipients, LETTER)


def rows(url: str) -> int:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE essai (n INTEGER)"))
        connection.execute(text("INSERT INTO essai VALUES (1)"))
        found = connection.execute(text("SELECT count(*) FROM essai")).scalar_one()
    engine.dispose()
    return int(found)


def test_database_url_is_an_empty_database_of_each_engine(database_url: str) -> None:
    assert rows(database_url) == 1


def test_postgres_db_is_a_fresh_database_each_time(postgres_db: str, postgres_url: str) -> None:
    assert postgres_db != postgres_url
    assert rows(postgres_db) == 1


def test_smtp_server_keeps_what_it_accepts(smtp_server: SmtpServer) -> None:
    assert send(smtp_server, "b@exemple.test") == {}
    assert [one["Subject"] for one in smtp_server.messages] == ["Essai"]
    assert smtp_server.received[0].recipients == ("b@exemple.test",)
    assert smtp_server.connections == 1


@pytest.mark.parametrize("answer", ["550 5.1.1 Inconnu", "451 4.2.0 Plus tard"])
def test_smtp_server_refuses_or_defers_one_recipient(smtp_server: SmtpServer, answer: str) -> None:
    smtp_server.rcpt["c@exemple.test"] = answer
    refused = send(smtp_server, "b@exemple.test", "c@exemple.test")
    assert {address: code for address, (code, _) in refused.items()} == {
        "c@exemple.test": int(answer[:3])
    }
    assert smtp_server.received[0].recipients == ("b@exemple.test",)


@pytest.mark.parametrize(("moment", "kept"), [("rcpt", 0), ("before", 0), ("after", 1)])
def test_smtp_server_cuts_the_line(smtp_server: SmtpServer, moment: str, kept: int) -> None:
    smtp_server.drop = moment
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server, "b@exemple.test")
    assert len(smtp_server.received) == kept


def test_smtp_server_defers_data(smtp_server: SmtpServer) -> None:
    smtp_server.data = "451 4.3.0 Plus tard"
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_server, "b@exemple.test")
    assert smtp_server.received == []


def test_smtp_server_speaks_starttls_and_asks_a_login(start_smtp: StartSmtp) -> None:
    server = start_smtp(tls="starttls", login="jalon", password="secret")
    with smtplib.SMTP(server.host, server.port, timeout=5) as client:
        client.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        client.login("jalon", "secret")
        client.sendmail("a@exemple.test", ["b@exemple.test"], LETTER)
    assert (server.received[0].tls, server.received[0].login) == (True, "jalon")


def test_smtp_server_refuses_a_wrong_password(start_smtp: StartSmtp) -> None:
    server = start_smtp(login="jalon", password="secret")
    with (
        smtplib.SMTP(server.host, server.port, timeout=5) as client,
        pytest.raises(smtplib.SMTPAuthenticationError),
    ):
        client.login("jalon", "faux")


def test_smtp_server_speaks_implicit_tls(start_smtp: StartSmtp) -> None:
    server = start_smtp(tls="implicit", login="jalon", password="secret")
    context = ssl.create_default_context(cafile=server.ca_file)
    with smtplib.SMTP_SSL(server.host, server.port, timeout=5, context=context) as client:
        client.login("jalon", "secret")
        client.sendmail("a@exemple.test", ["b@exemple.test"], LETTER)
    assert len(server.received) == 1


@pytest.mark.needs_postfix
def test_postfix_delivers_and_refuses_an_unknown_mailbox(postfix: Postfix) -> None:
    with smtplib.SMTP(postfix.host, postfix.port, timeout=5) as client:
        client.sendmail("a@exemple.test", ["facilitateur@exemple.test"], LETTER)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            client.sendmail("a@exemple.test", ["personne@exemple.test"], LETTER)
    assert refusal.value.recipients["personne@exemple.test"][0] == 550
    assert [one["Subject"] for one in postfix.inbox("facilitateur")] == ["Essai"]
