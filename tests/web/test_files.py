"""Files given back: what was dropped, the letters as sent; to whoever reads the dossier, inert."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from PIL import Image

from services.accepted_files import verifier
from services.advancing import avancer
from services.commands import Commande
from states.roles import ENTREPRISE
from tests.fixtures.files import un_pdf, une_image
from tests.plain_text import clair
from tests.portfolio import REL1, REL2, Portefeuille, mener
from tests.services.test_convention import CONV, PRG, REU, accepter, ouvrir_convention
from tests.web.conftest import Boite, Guichet
from tests.web.test_kept_forms import caches
from workflow.errors import ValeurInvalide

BASE = f"/relations/{REL1}"
AVIS = ("l’avis reçu.pdf", b"%PDF-1.7 un avis")


def liens(guichet: Guichet, quoi: str) -> list[str]:
    return re.findall(rf'href="({BASE}/{quoi}/[^"]+)"', guichet.lire(BASE).text)


def test_a_file_comes_back_as_it_was_given(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    portefeuille_sqlite.fire(REL1, "noter", texte="vu", _pieces={"fichier": AVIS})
    guichet.entrer("fac")
    (adresse,) = liens(guichet, "pieces")
    assert AVIS[0] in guichet.lire(BASE).text
    rendu = guichet.lire(adresse)
    assert rendu.content == AVIS[1]
    entetes = rendu.headers
    assert entetes["content-type"] == "application/pdf"
    assert entetes["content-disposition"] == (
        "attachment; filename=\"l_avis re_u.pdf\"; filename*=UTF-8''l%E2%80%99avis%20re%C3%A7u.pdf"
    )
    assert entetes["content-security-policy"] == "default-src 'none'; sandbox"
    assert entetes["x-content-type-options"] == "nosniff"
    lues = portefeuille_sqlite.rangees("SELECT objet FROM acces WHERE quoi = 'fichier'")
    assert [une.objet for une in lues] == [f"{REL1}, fichier {adresse.rpartition('/')[2]}"]


@pytest.mark.parametrize("login", ["resp", "ref", "lyon", "compta", "adm"])
def test_a_file_follows_its_line(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    """The file of a note stays in the team, like the note; another's dossier is like none."""
    portefeuille_sqlite.fire(REL1, "noter", texte="vu", _pieces={"fichier": AVIS})
    guichet.entrer("fac")
    (adresse,) = liens(guichet, "pieces")
    ailleurs = adresse.replace(REL1, REL2)
    assert guichet.lire(ailleurs).status_code == 404  # not of that dossier
    assert guichet.lire(adresse.replace("/relations/", "/marches/")).status_code == 404
    assert guichet.lire(f"{BASE}/pieces/000000000000").status_code == 404
    guichet.client.cookies.clear()
    assert guichet.lire(adresse).status_code == 303
    guichet.entrer(login)
    assert guichet.lire(adresse).status_code == (200 if login == "resp" else 404)


CONTACT = {"date": "2025-03-01", "moyen": "courriel", "sens": "entrant", "resultat": "joint"}


def test_what_the_team_was_sent_is_not_the_town_s(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Neither with a contact nor by the entreprise's link; a proof that was taken up is."""
    p = portefeuille_sqlite
    mener(p, "courrier_envoye")
    contact = ("réponse Jeanne Secrete.eml", b"From: a@b.example\n\nentre nous")
    p.fire(REL1, "consigner_contact", **CONTACT, _pieces={"fichier": contact})
    ecrite = Commande(
        dossier=REL1,
        evenement="proposer_reponse",
        acteur="lien:1",
        porteur=ENTREPRISE,
        saisies={"message": "nous avons du retard"},
        pieces={"piece": ("aveu.pdf", b"%PDF-1.4 aveu")},
    )
    avancer(p.bureau, ecrite)
    p.fire(REL1, "constater_refus_ecrit", _pieces={"piece": ("refus.pdf", b"%PDF-1.4 non")})
    guichet.entrer("fac")
    adresses = {guichet.lire(une).content: une for une in liens(guichet, "pieces")}
    assert set(adresses) == {contact[1], b"%PDF-1.4 aveu", b"%PDF-1.4 non"}
    guichet.client.cookies.clear()
    guichet.entrer("ref")
    page = guichet.lire(BASE).text
    for corps, adresse in adresses.items():
        montre = corps == b"%PDF-1.4 non"
        assert guichet.lire(adresse).status_code == (200 if montre else 404)
        assert (adresse in page) is montre
    assert "Jeanne Secrete" not in page
    assert "aveu" not in page


def test_a_corrected_note_is_not_the_town_s(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "consigner_contact", **CONTACT, note="entre nous")
    [seq] = [une.seq for une in p.journal(REL1) if une.event == "consigner_contact"]
    neuve = {"champ": "note", "valeur": "toujours entre nous", "ligne": str(seq)}
    p.fire(REL1, "corriger", **neuve, motif="mal écrit")
    for login, montre in (("fac", True), ("ref", False)):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        assert ("toujours entre nous" in guichet.lire(BASE).text) is montre


def test_an_erased_file_is_gone(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.fire(REL1, "noter", texte="vu", _pieces={"fichier": AVIS})
    guichet.entrer("fac")
    (adresse,) = liens(guichet, "pieces")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE contenu SET corps = NULL WHERE genre = 'piece:fichier'")
    assert guichet.lire(adresse).status_code == 404


def test_a_file_is_dropped_with_a_note_or_a_contact(guichet: Guichet) -> None:
    guichet.entrer("fac")
    for acte in ("noter", "consigner_contact"):
        assert 'type="file"' in guichet.lire(f"{BASE}/actes/{acte}").text
    formulaire = guichet.lire(f"{BASE}/actes/noter").text
    caches = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', formulaire))
    joint = {"fichier": ("photo.png", une_image("PNG"), "image/png")}
    faux = {"fichier": ("photo.png", b"<svg onload=x>", "image/png")}
    envoi = {**caches, "texte": "la photo du chantier"}
    refuse = guichet.client.post(f"{BASE}/actes/noter", data=envoi, files=faux)
    assert refuse.status_code == 400
    assert "n’est pas un fichier admis" in refuse.text.replace("\u00a0", " ")
    fait = guichet.client.post(
        f"{BASE}/actes/noter", data=envoi, files=joint, follow_redirects=False
    )
    assert fait.status_code == 303
    (adresse,) = liens(guichet, "pieces")
    assert guichet.lire(adresse).headers["content-type"] == "image/png"


def test_a_letter_comes_back_as_it_was_sent(
    guichet: Guichet, boite: Boite, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("fac")
    (adresse,) = liens(guichet, "documents")
    assert guichet.lire(adresse).content.startswith(b"%PDF-")  # nothing has left: made to be read
    boite.relever()
    rendu = guichet.lire(adresse)
    gardes = portefeuille_sqlite.rangees("SELECT corps FROM contenu WHERE genre = 'pdf'")
    assert [rendu.content] == [bytes(une.corps) for une in gardes]
    assert guichet.lire(adresse.replace(REL1, REL2)).status_code == 404


def test_the_letter_of_a_mail_opens_from_its_page(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("fac")
    (adresse,) = liens(guichet, "documents")
    [(numero,)] = portefeuille_sqlite.rangees("SELECT id FROM outbox WHERE piece IS NOT NULL")
    assert f'href="{adresse}"' in guichet.lire(f"{BASE}/courriels/{numero}").text


def test_a_pdf_is_looked_at_to_its_end() -> None:
    assert verifier("Preuve", "avis.pdf", un_pdf("avis") + b"\n\n") == "avis.pdf"
    for corps in (b"%PDF-1.4 rien", un_pdf("avis")[:-9], b"%PDF-1.4\nstartxref\n3\n%%EOF"):
        with pytest.raises(ValeurInvalide, match="il en manque la fin"):
            verifier("Preuve", "avis.pdf", corps)
    flux = b"%PDF-1.5\n7 0 obj\n<<>>\nstartxref\n9\n%%EOF"
    assert verifier("Preuve", "avis.pdf", flux) == "avis.pdf"


def classeur() -> bytes:
    """A spreadsheet of two purchases."""
    livre, sortie = Workbook(), BytesIO()
    for rangee in (["Objet", "Montant HT"], ["École A", 1250], ["Voirie B", None]):
        livre.active.append(rangee)
    livre.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("nom", ["achats.csv", "achats.xlsx"])
def test_the_list_of_purchases_is_given_by_the_page(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, nom: str
) -> None:
    accepter(portefeuille_sqlite)
    guichet.entrer("ref")
    acte = f"/programmations/{PRG}/actes/recevoir_liste"
    formulaire = guichet.lire(acte).text
    assert 'accept=".xlsx,.csv"' in formulaire
    assert "Un tableur (.xlsx) ou un fichier CSV" in clair(formulaire)
    saisies = {**caches(formulaire), "liste_recue_le": "aujourd’hui"}
    refus = guichet.client.post(acte, data=saisies, files={"liste": ("l.pdf", un_pdf("l"))})
    assert refus.status_code == 400
    assert "Donnez un tableur (.xlsx) ou un fichier CSV." in clair(refus.text)
    corps = classeur() if nom.endswith("xlsx") else "Objet\nÉcole A\nVoirie B\n".encode()
    apercu = guichet.client.post(acte, data=saisies, files={"liste": (nom, corps)})
    assert apercu.status_code == 200
    garde = caches(apercu.text[apercu.text.index(f'action="{acte}"') :])
    assert guichet.client.post(acte, data=garde, follow_redirects=False).status_code == 303
    programmes = "SELECT count(*) FROM dossier WHERE state = 'programme'"
    assert portefeuille_sqlite.rangees(programmes)[0][0] == 2


def test_the_procedure_is_proposed_by_the_page(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    ouvrir_convention(portefeuille_sqlite)
    portefeuille_sqlite.fire(REU, "tenir", tenue_le="2025-03-03")
    guichet.entrer("fac")
    acte = f"/conventions/{CONV}/actes/proposer_procedure"
    formulaire = guichet.lire(acte).text
    procedure = {"procedure": ("p.yaml", b"parametres: {contacts_requis: 3}")}
    apercu = guichet.client.post(acte, data=caches(formulaire), files=procedure)
    assert apercu.status_code == 200
    garde = caches(apercu.text[apercu.text.index(f'action="{acte}"') :])
    assert guichet.client.post(acte, data=garde, follow_redirects=False).status_code == 303
    assert portefeuille_sqlite.etat(CONV) == "procedure_proposee"


def test_a_file_that_is_read_is_of_its_format() -> None:
    zip_nu = BytesIO()
    with ZipFile(zip_nu, "w") as archive:
        archive.writestr("autre.xml", "")
    for nom, corps, attendu in (
        ("l.csv", b"%PDF-1.4", "tableur"),
        ("l.xlsx", b"Objet", "tableur"),
        ("l.xlsx", zip_nu.getvalue(), "tableur"),
        ("l.pdf", un_pdf("l"), "tableur"),
        ("p.csv", b"parametres: {}", "yaml"),
        ("p.yaml", b"parametres: {}", ""),
    ):
        with pytest.raises(ValeurInvalide, match="n’est pas un fichier admis"):
            verifier("Liste", nom, corps, attendu=attendu)


def test_an_image_is_one_that_opens() -> None:
    """Its first bytes are not enough: a photo that no one could look at proves nothing."""
    jpeg, png = une_image("JPEG"), une_image("PNG")
    assert verifier("Preuve", "photo.jpg", jpeg) == "photo.jpg"
    assert verifier("Preuve", "photo.JPEG", jpeg) == "photo.JPEG"
    assert verifier("Preuve", "photo.png", png) == "photo.png"
    progressive = BytesIO()
    Image.radial_gradient("L").save(progressive, "JPEG", progressive=True, restart_marker_rows=2)
    telephone = progressive.getvalue() + b"SEFT: what a telephone adds"
    assert verifier("Preuve", "photo.jpg", telephone) == "photo.jpg"
    with pytest.raises(ValeurInvalide, match="n’est pas un fichier admis"):
        verifier("Preuve", "p.jpg", png)
    coupes = (
        ("p.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20),
        *(("p.jpg", jpeg[:fin]) for fin in range(3, len(jpeg), 37)),
        ("p.jpg", jpeg[:-2]),
        ("p.jpg", b"\xff\xd8\xff\xd9"),
        ("p.png", png[:20]),
        *(("p.png", png[:fin]) for fin in range(8, len(png))),
        ("p.png", png.replace(b"IDAT", b"IDAU")),
    )
    for nom, corps in coupes:
        with pytest.raises(ValeurInvalide, match="il en manque la fin") as refus:
            verifier("Preuve", nom, corps)
        assert "donnez-le de nouveau" in refus.value.remede
