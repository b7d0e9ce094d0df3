"""The captured mailbox: the interface of the post, files that a person can read."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from notifications.captured import BoiteCapturee
from notifications.composing import PieceJointe, aplatir
from notifications.post import Bilan, Lettre, Resultat, Sort
from tests.notifications.captured_mailbox import CourrielLu, lire_boite
from tests.notifications.test_composing import COURRIEL, PDF


def lettre(numero: int, octets: bytes) -> Lettre:
    return Lettre(
        id=numero, expediteur="clauses@mmie.test", destinataire="n@ville.test", octets=octets
    )


def test_a_letter_becomes_a_readable_file(tmp_path: Path) -> None:
    resultats: list[Resultat] = []
    octets = aplatir(dataclasses.replace(COURRIEL, pieces=(PDF,)))
    bilan = BoiteCapturee(tmp_path / "boite").distribuer_tous([lettre(7, octets)], resultats.append)

    fichier = tmp_path / "boite" / "20261103T130000Z-00000007.eml"
    assert bilan == Bilan(comptes=Counter({Sort.ENVOYE: 1}))
    assert resultats == [Resultat(id=7, sort=Sort.ENVOYE, code=250, message=fichier.name)]
    assert lire_boite(tmp_path / "boite") == [
        CourrielLu(
            fichier=fichier,
            date=datetime(2026, 11, 3, 13, 0, tzinfo=UTC),
            de=f"{COURRIEL.de_nom} <{COURRIEL.de_adresse}>",
            a="Nadia Orsel <n.orsel@valbrenne.test>",
            destinataire="n@ville.test",
            sujet=COURRIEL.sujet,
            texte=COURRIEL.texte,
            html=COURRIEL.html,
            pieces=(PDF.nom,),
        )
    ]


def test_a_letter_delivered_twice_stands_once(tmp_path: Path) -> None:
    boite = BoiteCapturee(tmp_path)
    for _ in range(2):
        boite.distribuer_tous([lettre(7, aplatir(COURRIEL))], lambda _: None)

    assert [un.name for un in tmp_path.iterdir()] == ["20261103T130000Z-00000007.eml"]


def test_letters_are_listed_in_the_order_of_their_dates(tmp_path: Path) -> None:
    tard = dataclasses.replace(COURRIEL, date=datetime(2026, 12, 1, tzinfo=UTC), sujet="Tard")
    lettres = [lettre(1, aplatir(tard)), lettre(2, aplatir(COURRIEL))]
    BoiteCapturee(tmp_path).distribuer_tous(lettres, lambda _: None)

    assert [un.sujet for un in lire_boite(tmp_path)] == [COURRIEL.sujet, "Tard"]


def test_a_bare_mail_is_kept_too(tmp_path: Path) -> None:
    BoiteCapturee(tmp_path).distribuer_tous([lettre(1, b"\r\nsans en-tete\r\n")], lambda _: None)

    (lu,) = lire_boite(tmp_path)
    assert (lu.fichier.name, lu.sujet, lu.texte, lu.html) == (
        *("19700101T000000Z-00000001.eml", "", "sans en-tete\n", ""),
    )


def test_a_folder_that_cannot_be_written_postpones(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    resultats: list[Resultat] = []
    boite = BoiteCapturee(tmp_path / "fichier" / "boite")
    bilan = boite.distribuer_tous([lettre(1, aplatir(COURRIEL))], resultats.append)

    assert [(un.sort, un.panne) for un in resultats] == [(Sort.REPORTE, True)]
    assert bilan.panne == resultats[0].message
    assert bilan.panne.startswith("La boîte capturée ne peut pas être écrite : ")


def test_an_attachment_of_unknown_kind_is_bytes(tmp_path: Path) -> None:
    piece = PieceJointe(nom="x", type="application", contenu=b"x")
    octets = aplatir(dataclasses.replace(COURRIEL, pieces=(piece,)))

    assert b"application/octet-stream" in octets
