"""Rendering: approved texts, both bodies alike, nothing that breaks a header, broken overrides."""

from __future__ import annotations

import dataclasses
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from documents.letters import DOCUMENTS
from notifications.catalogue import COMPTES, DIGEST, FACILITATEUR, MESSAGES
from notifications.checking import verifier_rendu
from notifications.context import ContexteMessage, Entreprise
from notifications.errors import GabaritInvalide, MessageInconnu
from notifications.rendering import Rendeur, Rendu
from tests.notifications.contexts import (
    DONNEES,
    PERSONNELLES,
    compte_plein,
    compte_vide,
    contexte_plein,
    contexte_vide,
    digest_plein,
    digest_vide,
    variables_lues,
)

APPROUVES = Path(__file__).parent.parent / "approved"
NOMS = sorted(MESSAGES)


@pytest.fixture(scope="module")
def rendeur() -> Rendeur:
    return Rendeur()


def rendus(rendeur: Rendeur, nom: str) -> tuple[Rendu, Rendu]:
    if nom == DIGEST.nom:
        return rendeur.rendre_digest(digest_plein()), rendeur.rendre_digest(digest_vide())
    if nom in COMPTES:
        return rendeur.rendre_compte(nom, compte_plein()), rendeur.rendre_compte(nom, compte_vide())
    return rendeur.rendre(nom, contexte_plein(nom)), rendeur.rendre(nom, contexte_vide(nom))


@pytest.mark.parametrize("nom", [*NOMS, *COMPTES, DIGEST.nom])
def test_a_message_reads_as_approved(rendeur: Rendeur, nom: str) -> None:
    """Set JALON_APPROUVER=1 to write the texts anew, then read the difference as a reader would."""
    plein, vide = rendus(rendeur, nom)
    obtenu = "\n".join(
        f"{'=' * 20} {titre} {'=' * 20}\nObjet : {rendu.sujet}\n\n{rendu.texte}"
        for titre, rendu in (("tout est connu", plein), ("le moins possible", vide))
    )
    fichier = APPROUVES / f"{nom}.txt"
    if os.environ.get("JALON_APPROUVER"):
        fichier.write_text(obtenu, encoding="utf-8")

    assert obtenu == fichier.read_text(encoding="utf-8")


def test_no_approved_text_outlives_its_message() -> None:
    approuves = {un.stem for un in APPROUVES.glob("*.txt")}

    assert approuves == {*NOMS, *COMPTES, DIGEST.nom, *DOCUMENTS}


class _Mots(HTMLParser):
    """The words of a page, as a reader of the text version would meet them."""

    def __init__(self) -> None:
        super().__init__()
        self.mots: list[str] = []
        self._muet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        self._muet = tag in {"title", "style"} or classes == "entete" or "forme" in classes

    def handle_endtag(self, tag: str) -> None:
        self._muet = False

    def handle_data(self, data: str) -> None:
        if not self._muet:
            self.mots += re.findall(r"[\w’]+", data)


@pytest.mark.parametrize("nom", NOMS)
def test_both_bodies_say_the_same(rendeur: Rendeur, nom: str) -> None:
    for rendu in rendus(rendeur, nom):
        lecteur = _Mots()
        lecteur.feed(rendu.html)

        assert lecteur.mots == re.findall(r"[\w’]+", rendu.texte)


@pytest.mark.parametrize("nom", [*NOMS, *COMPTES, DIGEST.nom])
def test_the_words_of_the_house(rendeur: Rendeur, nom: str) -> None:
    for rendu in rendus(rendeur, nom):
        for texte in (rendu.sujet, rendu.texte):
            assert not re.search(r"!|Veuillez|Attention|J\+|None|'", texte)
            assert "timer" not in texte
        assert "·" not in rendu.sujet
        assert 0 < len(rendu.sujet) <= 120
        assert rendu.html.startswith('<!DOCTYPE html><html lang="fr">')
        assert rendu.html.index('<meta charset="utf-8">') < 200
        assert "@media (prefers-color-scheme: dark)" in rendu.html
        assert 'style="max-width: 600px' in rendu.html


@pytest.mark.parametrize("nom", NOMS)
def test_a_number_does_not_leave_its_unit(rendeur: Rendeur, nom: str) -> None:
    coupe = re.compile(r"\d (?:jours?|semaines?|mois|ans?|heures?)\b|(?:n°|\bM\.|\bMme) \w")
    for rendu in rendus(rendeur, nom):
        assert coupe.findall(rendu.sujet + rendu.texte + rendu.html) == []


def test_a_text_has_no_hole(rendeur: Rendeur) -> None:
    for nom in NOMS:
        for rendu in rendus(rendeur, nom):
            assert not re.search(r"\n{3}|  | ,|\( |\(\)|[.]{2}", rendu.texte), nom


def test_the_signature_is_for_others_than_the_facilitateur(rendeur: Rendeur) -> None:
    for nom, message in MESSAGES.items():
        texte = rendeur.rendre(nom, contexte_plein(nom)).texte
        assert ("Téléphone" in texte) is (message.audience != FACILITATEUR)


def test_a_link_is_shown_when_there_is_one(rendeur: Rendeur) -> None:
    contexte = dataclasses.replace(contexte_plein("rappel_alerte"), lien="https://jalon.test/r/42")
    rendu = rendeur.rendre("rappel_alerte", contexte)
    digest = rendeur.rendre_digest(
        dataclasses.replace(
            digest_plein(),
            lien="https://jalon.test/j",
            en_retard=(
                dataclasses.replace(digest_plein().en_retard[0], lien="https://jalon.test/r/17"),
            ),
        )
    )

    assert "Lire et répondre\u00a0: https://jalon.test/r/42" in rendu.texte
    assert "sert une fois" in rendu.texte
    assert 'href="https://jalon.test/r/42"' in rendu.html
    assert "  https://jalon.test/r/17\n" in digest.texte
    assert 'href="https://jalon.test/r/17"' in digest.html


def avec_entreprise(nom: str) -> ContexteMessage:
    return dataclasses.replace(contexte_plein("rappel_alerte"), entreprise=Entreprise(nom=nom))


def test_a_value_cannot_begin_a_header(rendeur: Rendeur) -> None:
    rendu = rendeur.rendre("rappel_alerte", avec_entreprise("Bât\r\nBcc: tous@ville.test\x00\x85"))

    assert rendu.sujet == (
        "Rappel\u00a0: alerte en attente de votre décision, "
        "Bât Bcc: tous@ville.test  (École Jean-Zay, lot 2 gros œuvre)"
    )
    assert not re.search(r"[\x00\x85\r]", rendu.texte + rendu.html)


def test_a_value_is_escaped_in_html_and_kept_in_text(rendeur: Rendeur) -> None:
    rendu = rendeur.rendre("rappel_alerte", avec_entreprise("<b>Béton</b> & fils"))

    assert "<b>Béton</b> & fils" in rendu.texte
    assert "&lt;b&gt;Béton&lt;/b&gt; &amp; fils" in rendu.html


def test_a_long_object_is_cut_between_two_words_in_the_subject(rendeur: Rendeur) -> None:
    base = contexte_plein("rappel_alerte")
    assert base.marche is not None
    long = "Réhabilitation thermique et extension du groupe scolaire " * 3
    contexte = dataclasses.replace(base, marche=dataclasses.replace(base.marche, objet=long))

    sujet = rendeur.rendre("rappel_alerte", contexte).sujet
    assert sujet.endswith("(Réhabilitation thermique et extension du groupe scolaire…)")


@pytest.mark.parametrize(
    ("delai", "mots"), [("1 j", "1\u00a0jour"), ("3 mois", "3\u00a0mois"), ("2 ans", "2\u00a0ans")]
)
def test_a_delay_is_written_in_its_own_unit(rendeur: Rendeur, delai: str, mots: str) -> None:
    contexte = dataclasses.replace(
        contexte_plein("demande_accord_courrier"), parametres={"delai_courrier": delai}
    )

    assert f"dans un délai de {mots} (" in rendeur.rendre("demande_accord_courrier", contexte).texte


def test_an_unknown_message_is_refused(rendeur: Rendeur) -> None:
    with pytest.raises(MessageInconnu, match="« inconnu »"):
        rendeur.rendre("inconnu", contexte_plein("rappel_alerte"))


def test_variables_are_found_through_the_macros() -> None:
    assert variables_lues("alerte_donneur_ordre")["donnees"] == {
        *("courrier_envoye_le", "courrier_presente_le", "courrier_recu_le"),
        *("numero", "refus_ecrit_le"),
        "piece",
        "preuve",
    }
    assert variables_lues("demande_accord_courrier") == {
        "donnees": frozenset(),
        "dites": frozenset(),
        "personnelles": frozenset(),
        "faits": {"contacts_non_aboutis", "dont_ecrits"},
        "parametres": {"delai_courrier"},
    }
    assert {un for nom in NOMS for un in variables_lues(nom)["donnees"]} == set(DONNEES)
    lues = {un for nom in NOMS for un in variables_lues(nom)["personnelles"]}
    assert lues == set(PERSONNELLES)


def test_no_mail_to_the_donneur_d_ordre_names_a_person() -> None:
    nominatifs = {nom for nom in NOMS if variables_lues(nom)["personnelles"]}
    assert {MESSAGES[nom].audience for nom in nominatifs} == {"prescripteur", "entreprise"}


def surcharger(dossier: Path, nom: str, texte: str) -> Path:
    fichier = dossier / nom
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def test_an_override_wins_and_is_set_in_french_typography(tmp_path: Path) -> None:
    surcharger(
        tmp_path, "rappel_alerte/sujet.txt", "L'alerte de l'{{ entreprise.nom }} : {# a: b #}fin\n"
    )

    rendu = Rendeur(tmp_path).rendre("rappel_alerte", avec_entreprise("Été 'a : b'"))
    assert rendu.sujet == "L’alerte de l’Été 'a : b'\u00a0: fin"


@pytest.mark.parametrize(
    ("texte", "faute"),
    [
        ("a\n{% if %}", ":2 : syntaxe incorrecte ("),
        ("a\n\n{{ donnees.inconnue }}", ":3 : variable inconnue ("),
        ("a\n{{ donnees.courrier_envoye_le|euros }}", ":2 : valeur impossible à écrire ("),
        ("a\n{{ 'x'|inconnu }}", ":2 : syntaxe incorrecte ("),
    ],
)
def test_a_broken_override_says_its_file_and_line(tmp_path: Path, texte: str, faute: str) -> None:
    fichier = surcharger(tmp_path, "rappel_alerte/corps.txt", texte)

    with pytest.raises(GabaritInvalide) as leve:
        Rendeur(tmp_path).rendre("rappel_alerte", contexte_plein("rappel_alerte"))
    assert str(leve.value).startswith(f"{fichier}{faute}")


def test_an_override_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    fichier = surcharger(tmp_path, "rappel_alerte/corps.txt", "")
    fichier.write_bytes(b"\xe9t\xe9")

    assert verifier_rendu(
        "rappel_alerte", [contexte_plein("rappel_alerte")], Rendeur(tmp_path)
    ) == [f"{fichier} : le fichier n’est pas en UTF-8."]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    rendeur = Rendeur()
    rendeur.chargeur.dossiers = (tmp_path,)

    assert verifier_rendu("rappel_alerte", [contexte_plein("rappel_alerte")], rendeur) == [
        "rappel_alerte/sujet.txt : ce fichier manque."
    ]


def test_an_empty_rendering_is_a_fault_and_each_fault_is_told_once(tmp_path: Path) -> None:
    surcharger(tmp_path, "rappel_alerte/sujet.txt", "{# rien #}\n")
    contextes = [contexte_plein("rappel_alerte"), contexte_vide("rappel_alerte")]

    assert verifier_rendu("rappel_alerte", contextes, Rendeur(tmp_path)) == [
        "rappel_alerte/sujet.txt : le rendu est vide."
    ]
    assert verifier_rendu("rappel_alerte", contextes) == []


@pytest.mark.parametrize(
    ("preuve", "piece", "mots"),
    [
        ("AR n° 1A 2", None, "selon ce que Maison de l’insertion des Trois-Vallées a noté"),
        ("ar.pdf (sha256:1f2e, 1f2e3d4c5b6a)", None, "La preuve de réception est conservée"),
        (None, "pli.pdf (sha256:1f2e, 1f2e3d4c5b6a)", "Le pli revenu non réclamé est conservé"),
        (None, None, ""),
    ],
)
def test_the_alert_tells_of_the_proofs_that_are_held(
    rendeur: Rendeur, preuve: str | None, piece: str | None, mots: str
) -> None:
    """The city founds its notification on this mail (domain §9.4)."""
    plein = contexte_plein("alerte_donneur_ordre")
    donnees = {**plein.donnees, "preuve": preuve, "piece": piece}
    rendu = rendeur.rendre("alerte_donneur_ordre", dataclasses.replace(plein, donnees=donnees))
    for corps in (rendu.texte, rendu.html):
        assert mots in corps
        assert ("à votre disposition" in corps) == bool(piece or "sha256" in (preuve or ""))
        assert "sha256" not in corps


@pytest.mark.parametrize(
    ("heures", "dites"),
    [
        (None, "833\u00a0heures d’insertion\u00a0;"),
        ("commune", "d’insertion, dues ensemble par les membres du groupement\u00a0;"),
        ("par_membre", "d’insertion, réparties entre les membres du groupement\u00a0;"),
    ],
)
def test_the_hours_of_a_groupement_are_told_as_they_are_owed(
    rendeur: Rendeur, heures: str | None, dites: str
) -> None:
    contexte = contexte_plein("liste_siae")
    assert contexte.marche is not None
    marche = dataclasses.replace(contexte.marche, heures_du_groupement=heures)
    rendu = rendeur.rendre("liste_siae", dataclasses.replace(contexte, marche=marche))

    assert dites in rendu.texte
    assert dites in rendu.html
