"""Delivery against a real SMTP server, and against one that misbehaves on purpose."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from aiosmtplib import SMTPServerDisconnected
from aiosmtplib.errors import SMTPResponseException

from notifications.connection import Conversation
from notifications.delivery import Chiffrement, Facteur, Serveur
from notifications.failures import dire
from notifications.post import Bilan, Lettre, Resultat, Sort
from tests.fixtures.ports import free_port
from tests.fixtures.smtp import SmtpServer, StartSmtp
from tests.notifications.scripted_server import COUPE, MUET, Script, ServeurScripte, serveur_scripte

OCTETS = b"Subject: essai\r\n\r\nBonjour.\r\n.point en t\xc3\xaate\r\n"


def lettre(numero: int, destinataire: str = "nadia@ville.test", octets: bytes = OCTETS) -> Lettre:
    return Lettre(id=numero, expediteur="mmie@mmie.test", destinataire=destinataire, octets=octets)


def reglages(port: int, **plus: object) -> Serveur:
    base = Serveur(
        hote="127.0.0.1",
        port=port,
        chiffrement=Chiffrement.AUCUN,
        delai_s=5,
        delai_fin_s=5,
        nom_local="jalon.test",
    )
    return dataclasses.replace(base, **plus)


def porter(serveur: Serveur, lettres: Iterable[Lettre]) -> tuple[list[Resultat], Bilan]:
    resultats: list[Resultat] = []
    return resultats, Facteur(serveur).distribuer_tous(lettres, resultats.append)


def jouer(
    *scripts: Script, lettres: Iterable[Lettre], **plus: object
) -> tuple[list[Resultat], Bilan, ServeurScripte]:
    async def scene() -> tuple[list[Resultat], Bilan, ServeurScripte]:
        async with serveur_scripte(*scripts) as serveur:
            resultats: list[Resultat] = []
            facteur = Facteur(reglages(serveur.port, **plus))
            bilan = await facteur.distribuer(lettres, resultats.append)
            return resultats, bilan, serveur

    return asyncio.run(scene())


def sorts(resultats: Iterable[Resultat]) -> list[str]:
    return [str(resultat.sort) for resultat in resultats]


def test_many_letters_travel_over_one_connection(smtp_server: SmtpServer) -> None:
    resultats, bilan = porter(reglages(smtp_server.port), [lettre(n) for n in range(1, 21)])

    assert bilan == Bilan(comptes=Counter({Sort.ENVOYE: 20}))
    assert [un.id for un in resultats] == list(range(1, 21))
    assert smtp_server.connections == 1
    assert {un.content for un in smtp_server.received} == {OCTETS}


def test_no_letter_calls_no_server() -> None:
    assert porter(reglages(free_port()), []) == ([], Bilan())


def test_letters_may_come_from_an_asynchronous_source(smtp_server: SmtpServer) -> None:
    async def source() -> AsyncIterator[Lettre]:
        for numero in (1, 2):
            yield lettre(numero)

    resultats: list[Resultat] = []
    facteur = Facteur(reglages(smtp_server.port))
    asyncio.run(facteur.distribuer(source(), resultats.append))

    assert sorts(resultats) == ["envoye", "envoye"]


@pytest.mark.parametrize(
    ("script", "sort", "code"),
    [
        ({"RCPT": "550 5.1.1 boîte inconnue"}, "echec", 550),
        ({"RCPT": "451 4.7.1 liste grise"}, "reporte", 451),
        ({"RCPT": "252 peut-être"}, "reporte", 252),
        ({"DATA": "554 pas de destinataire"}, "echec", 554),
        ({"DATA": "451 plus tard"}, "reporte", 451),
        ({"DOT": "554 5.7.1 contenu refusé"}, "echec", 554),
        ({"DOT": "452 disque plein"}, "reporte", 452),
        ({"DOT": "251 transmis"}, "envoye", 251),
        ({"MAIL": "451 plus tard"}, "reporte", 451),
        ({"MAIL": "552 5.3.4 trop gros"}, "echec", 552),
    ],
)
def test_an_answer_concerns_its_letter_alone(script: Script, sort: str, code: int) -> None:
    resultats, bilan, serveur = jouer(script, lettres=[lettre(1), lettre(2)])

    assert [(un.sort, un.code, un.panne) for un in resultats] == [(sort, code, False)] * 2
    assert (bilan.panne, serveur.connexions) == ("", 1)


def test_an_answer_that_makes_no_sense_postpones() -> None:
    resultats, _, _ = jouer({"MAIL": "charabia"}, lettres=[lettre(1), lettre(2)])

    assert sorts(resultats) == ["reporte", "reporte"]


def test_a_refused_letter_is_forgotten_before_the_next(smtp_server: SmtpServer) -> None:
    smtp_server.rcpt["partie@ville.test"] = "550 5.1.1 Unknown"

    lettres = [lettre(1, "partie@ville.test"), lettre(2)]
    resultats, _ = porter(reglages(smtp_server.port), lettres)

    assert sorts(resultats) == ["echec", "envoye"]
    assert resultats[0].message == "Le serveur d’envoi a répondu : 550 5.1.1 Unknown"
    assert [un.recipients for un in smtp_server.received] == [("nadia@ville.test",)]
    assert smtp_server.connections == 1


def test_a_refused_sender_is_a_breakdown_of_the_settings_not_of_the_letter() -> None:
    resultats, _, serveur = jouer(
        {"MAIL": "530 5.7.0 Authentication required"}, lettres=[lettre(1), lettre(2)]
    )

    assert [(un.sort, un.panne) for un in resultats] == [(Sort.REPORTE, True)] * 2
    assert sum(un.startswith("MAIL") for un in serveur.verbes) == 1


def test_a_server_that_refuses_rset_is_left_for_a_new_connection() -> None:
    resultats, _, serveur = jouer(
        {"RCPT": "550 non", "RSET": "500 inconnu"}, {}, lettres=[lettre(1), lettre(2)]
    )

    assert (sorts(resultats), serveur.connexions) == (["echec", "envoye"], 2)


def test_a_server_that_closes_between_two_letters_is_called_again() -> None:
    ferme = {"DOT": "250 pris" + COUPE}
    resultats, bilan, serveur = jouer(ferme, {}, lettres=[lettre(1), lettre(2), lettre(3)])

    assert (sorts(resultats), serveur.connexions) == (["envoye"] * 3, 2)
    assert bilan.panne == ""


@pytest.mark.parametrize("verbe", ["MAIL", "RCPT", "DATA"])
def test_a_kept_line_found_closing_is_replaced_once(verbe: str) -> None:
    async def scene() -> tuple[list[Resultat], ServeurScripte]:
        premier: Script = {}
        async with serveur_scripte(premier, {}) as serveur:
            resultats: list[Resultat] = []

            def noter(resultat: Resultat) -> None:
                resultats.append(resultat)
                premier[verbe] = "421 je ferme" + COUPE

            lettres = [lettre(1), lettre(2)]
            await Facteur(reglages(serveur.port)).distribuer(lettres, noter)
            return resultats, serveur

    resultats, serveur = asyncio.run(scene())

    assert (sorts(resultats), serveur.connexions) == (["envoye", "envoye"], 2)


@pytest.mark.parametrize(
    "script",
    [
        {"GREETING": COUPE},
        {"GREETING": "554 personne ici"},
        {"EHLO": "421 surchargé"},
        {"EHLO": COUPE},
        {"MAIL": COUPE},
        {"MAIL": "421 surchargé"},
        {"RCPT": COUPE},
        {"DATA": COUPE},
    ],
)
def test_a_breakdown_before_the_data_postpones_everything(script: Script) -> None:
    resultats, bilan, _ = jouer(script, lettres=[lettre(1), lettre(2)])

    assert [(un.sort, un.panne) for un in resultats] == [(Sort.REPORTE, True)] * 2
    assert bilan.panne == resultats[0].message != ""
    assert bilan.comptes == Counter({Sort.REPORTE: 2})


def test_a_line_cut_inside_the_data_postpones() -> None:
    enorme = b"Subject: essai\r\n\r\n" + b"x" * 70 * 2**18
    resultats, _, serveur = jouer({"BODY": COUPE}, lettres=[lettre(1, octets=enorme)])

    assert (sorts(resultats), serveur.recus) == (["reporte"], [])


@pytest.mark.parametrize("fin", [COUPE, MUET, "charabia"])
def test_no_answer_to_the_final_dot_leaves_one_doubt_and_the_others_to_send(fin: str) -> None:
    resultats, bilan, serveur = jouer(
        {"DOT": fin}, lettres=[lettre(1), lettre(2), lettre(3)], delai_fin_s=0.2
    )

    assert sorts(resultats) == ["incertain", "reporte", "reporte"]
    assert bilan.comptes == Counter({Sort.INCERTAIN: 1, Sort.REPORTE: 2})
    assert bilan.panne == resultats[0].message != ""
    assert (len(serveur.recus), serveur.connexions) == (1, 1)


def test_a_closing_answer_to_the_final_dot_is_a_refusal_not_a_doubt() -> None:
    resultats, _, serveur = jouer(
        {"DOT": "421 pas maintenant" + COUPE}, {}, lettres=[lettre(1), lettre(2)]
    )

    assert (sorts(resultats), serveur.connexions) == (["reporte", "envoye"], 2)


def test_a_silent_server_postpones_everything() -> None:
    for script in ({"GREETING": MUET}, {"RCPT": MUET}):
        resultats, bilan, _ = jouer(script, lettres=[lettre(1), lettre(2)], delai_s=0.2)
        assert sorts(resultats) == ["reporte", "reporte"]
        assert bilan.panne


def test_a_server_that_hangs_at_quit_is_dropped() -> None:
    resultats, _, _ = jouer({"QUIT": MUET}, lettres=[lettre(1)], delai_s=0.2)

    assert sorts(resultats) == ["envoye"]


def test_nobody_listens() -> None:
    port = free_port()
    resultats, bilan = porter(reglages(port), [lettre(1), lettre(2)])

    assert sorts(resultats) == ["reporte", "reporte"]
    assert bilan.panne == f"Connexion impossible à 127.0.0.1:{port} : connexion refusée"


def test_a_callback_that_fails_stops_the_delivery_and_hangs_up() -> None:
    async def scene() -> list[str]:
        async with serveur_scripte() as serveur:
            facteur = Facteur(reglages(serveur.port))
            with pytest.raises(RuntimeError):
                await facteur.distribuer([lettre(1), lettre(2)], echouer)
            return serveur.verbes

    def echouer(_: Resultat) -> None:
        raise RuntimeError

    assert asyncio.run(scene())[-1] == "QUIT"


@pytest.mark.parametrize(
    ("tls", "chiffrement"), [("starttls", Chiffrement.STARTTLS), ("implicit", Chiffrement.TLS)]
)
def test_letters_travel_protected_and_identified(
    start_smtp: StartSmtp, tls: str, chiffrement: Chiffrement
) -> None:
    serveur = start_smtp(tls=tls, login="jalon", password="secret")
    gros = (
        b"Subject: essai\r\n\r\n"
        + b"x" * 70
        + b"\r\n"
        + b"y" * 900
        + b"\r\n"
        + (b"z" * 900 + b"\r\n") * 400
    )
    resultats, bilan = porter(
        reglages(
            serveur.port,
            hote="localhost",
            chiffrement=chiffrement,
            ca=serveur.ca_file,
            identifiant="jalon",
            mot_de_passe="secret",
        ),
        [lettre(1), lettre(2, octets=gros), lettre(3)],
    )

    assert (bilan.panne, sorts(resultats)) == ("", ["envoye"] * 3)
    assert [len(un.content) for un in serveur.received] == [len(OCTETS), len(gros), len(OCTETS)]


def test_what_is_no_smtp_is_told_in_french() -> None:
    illisible = SMTPResponseException(-1, "Malformed SMTP response line")
    assert dire(illisible) == "réponse illisible : « Malformed SMTP response line »"
    assert dire(SMTPResponseException(550, "5.1.1  non")) == "550 5.1.1 non"


def test_an_unknown_certificate_is_refused_unless_told_otherwise(start_smtp: StartSmtp) -> None:
    serveur = start_smtp(tls="starttls")
    prudent = reglages(serveur.port, hote="localhost", chiffrement=Chiffrement.STARTTLS)

    resultats, bilan = porter(prudent, [lettre(1)])
    confiant = dataclasses.replace(prudent, verifier_certificat=False)

    assert (sorts(resultats), serveur.received) == (["reporte"], [])
    assert bilan.panne.startswith(f"Le certificat de localhost:{serveur.port} n’est pas accepté")
    assert "il n’a pas pu être vérifié, « " in bilan.panne  # the library's words, quoted
    assert sorts(porter(confiant, [lettre(2)])[0]) == ["envoye"]


def test_encryption_that_is_not_offered_is_never_done_without(smtp_server: SmtpServer) -> None:
    serveur = reglages(smtp_server.port, chiffrement=Chiffrement.STARTTLS)
    resultats, bilan = porter(serveur, [lettre(1)])

    assert (sorts(resultats), smtp_server.received) == (["reporte"], [])
    assert "n’offre pas le chiffrement" in bilan.panne


def test_a_missing_authority_is_a_breakdown(tmp_path: Path) -> None:
    serveur = reglages(free_port(), chiffrement=Chiffrement.TLS, ca=tmp_path / "absent.pem")

    assert sorts(porter(serveur, [lettre(1)])[0]) == ["reporte"]


def test_a_wrong_password_is_told_and_never_shown(start_smtp: StartSmtp) -> None:
    serveur = start_smtp(login="jalon", password="secret")
    faux = reglages(serveur.port, identifiant="jalon", mot_de_passe="hunter2")

    _, bilan = porter(faux, [lettre(1), lettre(2)])

    assert "refuse l’identifiant ou le mot de passe" in bilan.panne
    assert "hunter2" not in bilan.panne + repr(faux)


def test_an_accented_address_needs_a_server_that_takes_it(smtp_server: SmtpServer) -> None:
    accentuee = lettre(1, "élodie@ville.test")
    refus, _, _ = jouer({}, lettres=[accentuee, lettre(2)])

    assert sorts(refus) == ["echec", "envoye"]
    assert "adresses accentuées" in refus[0].message
    assert sorts(porter(reglages(smtp_server.port), [accentuee])[0]) == ["envoye"]
    assert smtp_server.received[0].recipients == ("élodie@ville.test",)


def test_an_accented_domain_leaves_by_any_server() -> None:
    partis, _, serveur = jouer({}, lettres=[lettre(1, "nadia@bénite.test"), lettre(2)])

    assert sorts(partis) == ["envoye", "envoye"]
    assert "RCPT TO:<nadia@xn--bnite-bsa.test>" in serveur.verbes


def test_an_impossible_address_fails_alone() -> None:
    resultats, _, _ = jouer({}, lettres=[lettre(1, "nadia@ville.test\r\nDATA"), lettre(2)])

    assert sorts(resultats) == ["echec", "envoye"]


def test_dots_and_line_ends_reach_the_reader_as_written(smtp_server: SmtpServer) -> None:
    porter(reglages(smtp_server.port), [lettre(1, octets=b"A: b\n\n.\n..\rfin")])

    assert smtp_server.received[0].content == b"A: b\r\n\r\n.\r\n..\r\nfin\r\n"


def test_a_line_already_cut_takes_neither_the_data_nor_the_dot() -> None:
    conversation = Conversation(reglages(free_port()))

    with pytest.raises(SMTPServerDisconnected):
        asyncio.run(conversation._envoyer_le_corps(OCTETS))
    with pytest.raises(SMTPServerDisconnected):
        asyncio.run(conversation._envoyer_le_point())
    asyncio.run(conversation.oublier())


def test_a_line_cut_right_after_the_go_ahead_is_never_called_delivered() -> None:
    """Whether our dot had left is a race: both honest answers are allowed, « sent » is not."""
    resultats, _, _ = jouer({"DATA": "354 go" + COUPE}, lettres=[lettre(1)])

    assert sorts(resultats)[0] in {"reporte", "incertain"}
