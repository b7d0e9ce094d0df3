"""The letter to post by the command line: the project, the accepted one, the one that left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.reading import reading_files
from tests.jalon.ligne import Ligne
from tests.portfolio import REL1, REL2, ouvrir_bureau


def proposer(jalon: Ligne) -> None:
    """The letter of the first relation is proposed on 3 March."""
    jalon.fire(REL1, "signaler_difficulte", motif="ne répond pas")
    for moyen in ("telephone", "courriel"):
        contact = {"sens": "sortant", "resultat": "pas_de_reponse", "moyen": moyen}
        jalon.fire(REL1, "consigner_contact", date="2025-03-01", **contact)
    jalon.fire(REL1, "proposer_courrier")


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page itself in the place of its PDF: what is printed can be read."""
    monkeypatch.setattr(reading_files, "en_pdf", lambda html: html.encode())


def texte(chemin: str) -> str:
    """What somebody reads on the page."""
    corps = Path(chemin).read_text("utf-8").partition("<body")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", corps).replace("\u00a0", " ").split())


@pytest.mark.usefixtures("pages")
def test_each_letter_is_stamped_as_what_it_is(jalon: Ligne) -> None:
    proposer(jalon)
    assert jalon.json("courrier", REL1, "--sortie", "projet.pdf")["nom"] == "courrier_rappel"
    jalon.fire(REL1, "accepter_courrier", by="ref")
    jalon.maintenant = "2025-03-05T09:30+01:00"
    dit = jalon.json("courrier", REL1, "--sortie", "a-poster.pdf")
    jalon.maintenant = "2025-03-06T09:30+01:00"
    envoi = {"mode_envoi": "lrar", "courrier_envoye_le": "2025-03-05", "numero": "1A 000 1"}
    jalon.fire(REL1, "envoyer_courrier", **envoi)
    jalon.maintenant = "2025-03-20T09:30+01:00"
    jalon.json("courrier", REL1, "--sortie", "parti.pdf")
    assert dit["fichier"] == "a-poster.pdf"
    assert "Projet du lundi 3 mars 2025" in texte("projet.pdf")
    for chemin in ("a-poster.pdf", "parti.pdf"):
        assert "Le mercredi 5 mars 2025" in texte(chemin)
        assert "Projet" not in texte(chemin)
    liste = jalon.json("courrier", REL1)["courriers"]
    assert [un["nom"] for un in liste] == [
        "courrier_rappel",
        "courrier_a_envoyer",
        "courrier_envoye",
    ]
    # posted on the 5th, told on the 6th
    assert [un["du"][:10] for un in liste] == ["2025-03-03", "2025-03-03", "2025-03-05"]
    jalon.json("courrier", REL1, "--numero", liste[0]["id"], "--sortie", "encore.pdf")
    assert "Projet du lundi 3 mars 2025" in texte("encore.pdf")


def test_people_read_a_list_and_where_the_file_is(jalon: Ligne) -> None:
    assert jalon.dire("courrier", REL1).stdout == f"{REL1} n’a pas encore de courrier.\n"
    proposer(jalon)
    dit = jalon.dire("courrier", REL1).stdout
    assert "Courrier de rappel des obligations d’insertion" in dit
    assert f"« jalon courrier {REL1} --sortie FICHIER.pdf »" in dit.replace("\u00a0", " ")
    assert f"« jalon courrier {REL1} »" in jalon.dire("dossier", REL1).stdout.replace("\u00a0", " ")
    assert "écrit dans un.pdf" in jalon.dire("courrier", REL1, "--sortie", "un.pdf").stdout
    assert Path("un.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("arguments", "champ", "mot", "code"),
    [
        ((REL2, "--sortie", "un.pdf"), "dossier", "n’a pas encore de courrier", 2),
        ((REL1, "--numero", "999", "--sortie", "un.pdf"), "courrier", "n’est pas de", 2),
        ((REL1, "--numero", "1"), "--sortie", "Où écrire", 2),
        ((REL1, "--numero", "un", "--sortie", "un.pdf"), "--numero", "ne convient pas", 2),
        (("REL-9", "--sortie", "un.pdf"), "dossier", "n’existe pas", 2),
        ((REL1, "--sortie", "la.pdf"), None, "existe déjà", 1),
    ],
)
def test_what_cannot_be_given_is_refused(
    jalon: Ligne, arguments: tuple[str, ...], champ: str | None, mot: str, code: int
) -> None:
    proposer(jalon)
    Path("la.pdf").write_bytes(b"rien")
    erreur = jalon.refus("courrier", *arguments, code=code)
    assert mot in erreur["message"], erreur
    assert erreur["champ"] == champ, erreur
    assert not Path("un.pdf").exists()


def test_an_erased_letter_is_told(jalon: Ligne) -> None:
    proposer(jalon)
    portefeuille = ouvrir_bureau(jalon.url)
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE contenu SET corps = NULL WHERE genre LIKE 'document:%'")
    portefeuille.fermer()
    assert "a été effacé" in jalon.refus("courrier", REL1, "--sortie", "un.pdf")["message"]
