"""Faults seeded in the templates: what a mail must show, and what it may not write itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.letters import TITRES, gabarit, source
from jalon.assembly import charger_machines
from jalon.mentions import MENTIONS, Mention, mentions_tues
from jalon.message_proofs import contextes, preuve
from notifications.catalogue import MESSAGES
from notifications.rendering import FICHIERS, Rendeur
from notifications.shown import MONTRES, valeurs_tues
from notifications.sources import GABARITS

MACHINES = charger_machines().exiger()
LIEUX = {
    "alerte_donneur_ordre": ("relation_entreprise", "alerte"),
    "demande_accord_courrier": ("relation_entreprise", "courrier_propose"),
    "liste_siae": ("relation_entreprise", "en_relation"),
    "observations_finies": ("relation_entreprise", "observations"),
    "procedure_proposee": ("convention", "procedure_proposee"),
    "positionnement_sans_suite": ("candidature", "eligible"),
    "retour_mission": ("candidature", "sorti"),
    "signalement_donneur_ordre": ("marche", "en_suivi"),
}
"""Where each message of the table leaves from."""
BASE = '{% extends "_base.txt" %}{% block corps %}'


def fautes(tmp_path: Path, message: str, fichier: str, texte: str) -> list[str]:
    """What the proof says once an installation has written a template of its own."""
    (tmp_path / message).mkdir()
    (tmp_path / message / fichier).write_text(texte, encoding="utf-8")
    machine, etat = LIEUX[message]
    return preuve(Rendeur(tmp_path))(message, MACHINES[machine], etat)


@pytest.mark.parametrize("message", sorted(MONTRES))
def test_the_house_shows_what_it_must(message: str) -> None:
    machine, etat = LIEUX[message]
    assert preuve(Rendeur())(message, MACHINES[machine], etat) == []


@pytest.mark.parametrize("message", sorted(MONTRES))
@pytest.mark.parametrize("fichier", ["corps.txt", "corps.html"])
def test_an_emptied_body_is_told_with_its_article(
    tmp_path: Path, message: str, fichier: str
) -> None:
    base = BASE.replace("txt", fichier[-4:].strip("."))
    toutes = fautes(tmp_path, message, fichier, base + "Bonjour.{% endblock %}")
    dites = [une for une in toutes if "doit montrer" in une]
    assert len(dites) == len(MONTRES[message])
    for une, dite in zip(MONTRES[message], dites, strict=True):
        assert dite.startswith(f"{message}/{fichier} : ce texte doit montrer {une.dite}")
        assert une.source in dite


def test_another_date_in_the_place_of_the_end_of_the_delai_is_told(tmp_path: Path) -> None:
    texte = (GABARITS / "alerte_donneur_ordre/corps.txt").read_text("utf-8")
    faux = texte.replace("fin.dernier_jour", "maintenant").replace("{{ calcul(fin) }}", "")
    (dite,) = fautes(tmp_path, "alerte_donneur_ordre", "corps.txt", faux)
    assert "la date de fin du délai (convention, annexe 2/A)" in dite


@pytest.mark.parametrize(
    "delai", ["8 jours", "quinze jours", "un mois", "2\u00a0semaines", "3 contacts", "50 %"]
)
def test_a_delay_written_by_hand_is_told(tmp_path: Path, delai: str) -> None:
    texte = (GABARITS / "liste_siae/corps.txt").read_text("utf-8")
    faux = texte.replace("{% endblock %}", f"Vous avez {delai} pour répondre.{{% endblock %}}")
    (dite,) = fautes(tmp_path, "liste_siae", "corps.txt", faux)
    assert "est écrit en toutes lettres" in dite


def test_a_value_that_the_reader_may_not_see_is_told_in_french(tmp_path: Path) -> None:
    faux = BASE + "{{ personnelles.nom }}{{ structures_insertion }}{% endblock %}"
    dites = fautes(tmp_path, "liste_siae", "corps.txt", faux)
    assert len(dites) == 1
    assert "variable inconnue (« nom »)" in dites[0]
    assert "convention, article 3" in dites[0]
    assert "has no attribute" not in dites[0]


@pytest.mark.parametrize(
    ("fichier", "texte", "dit"),
    [
        ("sujet.txt", "Retour {{ personnelles.nom }}", "personnelles"),
        ("sujet.txt", "Retour {{ motif }}", "motif"),
        ("sujet.txt", "X{% if not motif %}{{ personnelles }}{% endif %}", "personnelles"),
        ("corps.txt", "X{% if motif == 'x' %}{{ personnelles.categorie }}{% endif %}", "categorie"),
        ("corps.html", "X{% if motif == 'x' %}{{ donnees['nom'] }}{% endif %}", "nom"),
        ("corps.txt", "X{% for un in personnelles %}{{ un }}{% endfor %}", "personnelles"),
    ],
)  # fmt: skip
def test_a_secret_in_any_branch_of_any_template_is_told(
    tmp_path: Path, fichier: str, texte: str, dit: str
) -> None:
    dites = fautes(tmp_path, "retour_mission", fichier, texte)
    dites = [une for une in dites if f"« {dit} » s’écrirait en clair" in une]
    assert dites
    assert "convention, article 3 ; RGPD" in dites[0]


@pytest.mark.parametrize(
    ("ajout", "dit"),
    [
        ("{{ personnelles.nom }}", "« personnelles » n’est pas de ce qu’un courrier peut dire"),
        ("{% if donnees.numero == 'x' %}{{ motif }}{% endif %}", "« motif » n’est pas"),
        ("{% if donnees.numero == 'x' %}{{ donnees.note }}{% endif %}", "« note » est personnel"),
        ("{{ donnees['note'] }}", "« note » est personnel"),
        ("{{ donnees.jamais_declare }}", "ne s’écrit pas"),
        ("<p>Vous avez 8 jours.</p>", "« 8 jours » est écrit dans le courrier"),
    ],
)
def test_a_secret_in_a_letter_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ajout: str, dit: str
) -> None:
    (tmp_path / "courrier_rappel").mkdir()
    texte = source("courrier_rappel").replace("</body>", f"{ajout}</body>")
    (tmp_path / "courrier_rappel/corps.html").write_text(texte, encoding="utf-8")
    monkeypatch.setattr("documents.letters.GABARITS", tmp_path)
    gabarit.cache_clear()
    machine = MACHINES["relation_entreprise"]
    dites = preuve(Rendeur())("courrier_rappel", machine, "courrier_propose")
    gabarit.cache_clear()
    assert any(dit in une for une in dites), dites


MENTIONS_SEMEES = [(nom, une) for nom, mentions in MENTIONS.items() for une in mentions]


@pytest.mark.parametrize(("nom", "mention"), MENTIONS_SEMEES)
def test_a_sentence_taken_out_of_a_text_with_legal_effect_is_told(
    nom: str, mention: Mention
) -> None:
    if nom in TITRES:
        corps = {"corps.html": source(nom)}
    else:
        corps = {un: (GABARITS / nom / un).read_text("utf-8") for un in FICHIERS[1:]}
    assert list(mentions_tues(nom, corps)) == []
    phrase = mention.dite.split("{{")[0] or mention.dite
    sans = {un: texte.replace(phrase, "") for un, texte in corps.items()}
    dites = list(mentions_tues(nom, sans))
    assert len(dites) == len(corps)
    for une in dites:
        assert une.startswith(f"{nom}/corps.")
        assert f"ce texte doit dire « {mention.dite} » ({mention.source})." in une


def test_a_letter_without_its_delai_is_told_by_the_whole_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "courrier_rappel").mkdir()
    texte = source("courrier_rappel").replace("dans un délai de", "bientôt,")
    (tmp_path / "courrier_rappel/corps.html").write_text(texte, encoding="utf-8")
    monkeypatch.setattr("documents.letters.GABARITS", tmp_path)
    gabarit.cache_clear()
    machine = MACHINES["relation_entreprise"]
    (dite,) = preuve(Rendeur())("courrier_rappel", machine, "courrier_propose")
    gabarit.cache_clear()
    assert "dans un délai de" in dite
    assert "convention, annexe 2/A" in dite


def test_the_letters_of_the_house_are_in_order() -> None:
    machine = MACHINES["relation_entreprise"]
    for nom in TITRES:
        assert preuve(Rendeur())(nom, machine, "courrier_propose") == []


def test_every_row_of_the_table_names_a_message_and_values_of_its_machine() -> None:
    assert set(LIEUX) == set(MONTRES) <= set(MESSAGES)
    for message, (machine, etat) in LIEUX.items():
        plein, _ = contextes(MACHINES[machine], etat, MESSAGES[message].audience)
        assert list(valeurs_tues(message, plein, Rendeur())) == []
