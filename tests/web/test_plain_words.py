"""No identifier on a page: corrections are offered, typed and refused in words."""

from __future__ import annotations

import pytest

from services.plain_words import en_mots
from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import Guichet
from web.words import elide

ACTE = f"/relations/{REL1}/actes/corriger"


@pytest.fixture
def page(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> Guichet:
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.attendre(days=2)
    guichet.entrer("fac")
    return guichet


def test_the_fields_to_correct_are_told_in_words(page: Guichet) -> None:
    texte = page.lire(ACTE).text
    assert "mars 2025)" in texte
    assert "(lrar)" not in texte
    assert "(2025-" not in texte


def test_a_corrected_date_is_typed_as_any_other(page: Guichet) -> None:
    saisie = {"champ": "courrier_recu_le", "valeur": "4 mars", "motif": "relu"}
    vu = page.envoyer(ACTE, ACTE, etape="apercu", **saisie)
    assert vu.status_code == 200
    assert "Erreur" not in vu.text.partition("</title>")[0]


def test_a_value_that_does_not_read_is_refused_in_words(page: Guichet) -> None:
    saisie = {"champ": "courrier_recu_le", "valeur": "bientôt", "motif": "relu"}
    refus = page.envoyer(ACTE, ACTE, etape="apercu", **saisie)
    assert refus.status_code == 400
    faute = refus.text.partition('class="resume-fautes"')[2].partition("</ul>")[0]
    assert "Courrier reçu le" in faute
    assert "courrier_recu_le" not in faute


def test_identifiers_are_said_by_their_labels(portefeuille_sqlite: Portefeuille) -> None:
    relation = portefeuille_sqlite.bureau.machines.courantes["relation_entreprise"].definition
    dit = en_mots(relation, "confirmez par doublon_vu=oui, ou corrigez recue_le ; a_b.c reste.")
    assert "Plusieurs courriers le même jour, c’est voulu\u00a0» : oui" in dit
    assert "«\u00a0Réponse reçue le\u00a0»" in dit
    assert "a_b" in dit
    dit = en_mots(relation, "Choisissez parmi joint, message_laisse (message laissé).")
    assert dit == "Choisissez parmi joint, «\u00a0message laissé\u00a0»."


@pytest.mark.parametrize(
    ("nom", "mot", "dit"),
    [("Idris", "de", "d’Idris"), ("Camille", "de", "de Camille"), ("Inès", "que", "qu’Inès")],
)
def test_a_name_after_a_vowel(nom: str, mot: str, dit: str) -> None:
    assert elide(nom, mot) == dit


def test_the_line_to_correct_is_chosen_by_its_day_and_its_act(page: Guichet) -> None:
    assert (
        "2025, l’entreprise a reçu le courrier" in page.lire(f"{ACTE}?champ=courrier_recu_le").text
    )


def test_a_corrected_value_is_asked_for_as_it_was_entered(page: Guichet) -> None:
    choisir = page.lire(ACTE).text
    assert 'name="valeur"' not in choisir
    date = page.lire(f"{ACTE}?champ=courrier_recu_le").text
    assert "Nouvelle valeur : courrier reçu le" in date.replace("\u00a0", " ")
    assert "Par exemple" in date.partition('id="aide-valeur"')[2].partition("</p>")[0]
    choix = page.lire(f"{ACTE}?champ=mode_envoi").text
    assert '<input type="radio" name="valeur" value="lrar"' in choix
    assert 'name="valeur"' not in page.lire(f"{ACTE}?champ=rien").text
    corrige = {"champ": "mode_envoi", "valeur": "lre", "motif": "relu"}
    apercu = page.envoyer(ACTE, ACTE, etape="apercu", **corrige)
    assert "lettre recommandée électronique" in apercu.text
