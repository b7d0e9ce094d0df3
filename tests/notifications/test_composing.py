"""Composing: what any mail reader will understand, and bytes that never vary."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifications.composing import Courriel, PieceJointe, aplatir
from workflow.errors import ValeurInvalide

COURRIEL = Courriel(
    message_id="<REL-2026-00042.7.alerte@trois-vallees.test>",
    de_nom="Camille Daubrac, Maison de l’insertion des Trois-Vallées",
    de_adresse="clauses@trois-vallees.test",
    a_nom="Nadia Orsel",
    a_adresse="n.orsel@Valbrenne.test",
    sujet="Votre accord pour un courrier à Maçonnerie Talancieux (École Jean-Zay, lot 2)",
    texte="Bonjour,\n\n.point\nFrom là\n",
    html="<!doctype html><p>Bonjour à vous</p>\n",
    date=datetime(2026, 11, 3, 13, 0, tzinfo=UTC),
    repondre_a="c.daubrac@trois-vallees.test",
)
PDF = PieceJointe(nom="Courrier à l’entreprise.pdf", type="application/pdf", contenu=b"%PDF-1.7")


def lu(courriel: Courriel) -> EmailMessage:
    message = message_from_bytes(aplatir(courriel), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [partie.defects for partie in message.walk()] == [[]] * len([*message.walk()])
    return message


def test_the_headers_of_a_mail() -> None:
    message = lu(COURRIEL)

    assert {nom: str(valeur) for nom, valeur in message.items() if nom != "Content-Type"} == {
        "From": '"Camille Daubrac, Maison de l’insertion des  Trois-Vallées" '
        "<clauses@trois-vallees.test>",
        "To": "Nadia Orsel <n.orsel@valbrenne.test>",
        "Reply-To": "c.daubrac@trois-vallees.test",
        "Subject": COURRIEL.sujet,
        "Date": "Tue, 03 Nov 2026 13:00:00 +0000",
        "Message-ID": COURRIEL.message_id,
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_the_text_comes_first_then_the_page() -> None:
    parties = [
        (une.get_content_type(), une.get_content().replace("\r\n", "\n"))
        for une in lu(COURRIEL).iter_parts()
    ]

    assert parties == [("text/plain", COURRIEL.texte), ("text/html", COURRIEL.html)]


def test_an_attached_letter_keeps_its_name_and_its_bytes() -> None:
    (piece,) = lu(dataclasses.replace(COURRIEL, pieces=(PDF,))).iter_attachments()

    assert piece.get_content_type() == "application/pdf"
    assert (piece.get_filename(), piece.get_content()) == (PDF.nom, PDF.contenu)


def test_the_bytes_are_the_same_twice_seven_bits_and_short_lines() -> None:
    courriel = dataclasses.replace(COURRIEL, pieces=(PDF,), texte="é" * 5000)
    octets = aplatir(courriel)

    assert octets == aplatir(courriel)
    assert octets.isascii()
    assert max(len(ligne) for ligne in octets.split(b"\r\n")) <= 998
    assert b"\n" not in octets.replace(b"\r\n", b"")


def test_a_long_thread_is_never_encoded() -> None:
    fil = tuple(f"<{'x' * 100}.{rang}@trois-vallees.test>" for rang in range(5))
    octets = aplatir(dataclasses.replace(COURRIEL, en_reponse_a=fil[-1], references=fil))

    assert f"In-Reply-To: {fil[-1]}\r\n".encode() in octets
    assert (
        f"References: {' '.join(fil)}\r\n".replace(" <", "\r\n <")
        .replace(":\r\n <", ": <")
        .encode()
        in octets
    )


@pytest.mark.parametrize(
    ("nom", "entete"),
    [
        ("Nadia Orsel", "Nadia Orsel\r\n <n@v.test>"),
        ('Nadia "N" Orsel, \\o', '"Nadia \\"N\\" Orsel, \\\\o"\r\n <n@v.test>'),
        ("", "n@v.test"),
        ("=?utf-8?q?x?=", "=?utf-8?b?PT91dGYtOD9xP3g/PQ==?=\r\n <n@v.test>"),
        ("A\r\nBcc: x@y.test", '"A Bcc: x@y.test"\r\n <n@v.test>'),
    ],
)
def test_a_name_cannot_break_its_header(nom: str, entete: str) -> None:
    octets = aplatir(dataclasses.replace(COURRIEL, a_nom=nom, a_adresse="n@v.test"))

    assert f"\r\nTo: {entete}\r\n".encode() in octets


def test_a_subject_cannot_begin_another_header() -> None:
    message = lu(dataclasses.replace(COURRIEL, sujet="A\r\nBcc: x@y.test\u2028b"))

    assert (str(message["Subject"]), message["Bcc"]) == ("A Bcc: x@y.test b", None)


def test_a_long_accented_subject_is_cut_between_characters() -> None:
    sujet = "é€𝄞" * 40

    assert str(lu(dataclasses.replace(COURRIEL, sujet=sujet))["Subject"]) == sujet


def test_an_accented_address_stays_as_it_is() -> None:
    octets = aplatir(dataclasses.replace(COURRIEL, a_adresse="élodie@mairie-été.fr"))

    assert "<élodie@xn--mairie-t-h1ab.fr>".encode() in octets


@pytest.mark.parametrize(
    "defaut",
    [
        {"a_adresse": "nadia"},
        {"de_adresse": ""},
        {"repondre_a": "a b@c.fr"},
        {"message_id": "sans-chevrons@x.test"},
        {"en_reponse_a": "<a@b>\r\nBcc: x@y.test"},
        {"references": ("<a@b>", "")},
    ],
)
def test_what_cannot_be_written_is_refused(defaut: dict[str, object]) -> None:
    with pytest.raises(ValeurInvalide):
        aplatir(dataclasses.replace(COURRIEL, **defaut))
