"""Sources, quotations and sentences: the agreement and its proofs hold together, or it is said."""

from __future__ import annotations

import pytest

from tests.workflow.support import VOCABULAIRE, lire
from tests.workflow.test_properties import FILLE, MERE
from workflow.articles import articles_cites, citations, de_l_article
from workflow.check import controler
from workflow.properties import lire_accord

SAIN = """machine: proprietes
proprietes:
  signee: {enonce: Signée., source: "convention, article 6 : « signée par le chef »",
    machines: [mere], seulement_par: {signer: [chef]}}
obligations:
  article 6:
    - {phrase: "Elle est signée par le chef, avant terme.", proprietes: [signee]}
  annexe 2/A:
    - {phrase: "Un courrier part.", personnes: Le chef l’envoie.}
"""


def dites(texte: str, mere: str = MERE) -> list[str]:
    """What is said of sources and sentences; or of the form of the file."""
    accord, fautes = lire_accord({"proprietes.yaml": texte})
    codes = {"source_inconnue", "propriete_sans_phrase", "obligation_sans_preuve", "propriete_vide"}
    prouvees = controler(lire(mere, FILLE).definitions, VOCABULAIRE, accord=accord)
    return [une.message for une in (*fautes, *(un for un in prouvees if un.code in codes))]


def test_what_holds_together_says_nothing() -> None:
    assert dites(SAIN) == []


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("convention, article 6 :", "convention, article 99 :", "« article 99 » n’est pas un arti"),
        ("convention, article 6 :", "convention, page 6 :", "Source illisible"),
        ("« signée par le chef »", "« signée par l’agent »", "ne se lit pas dans article 6"),
        ("proprietes: [signee]}", "proprietes: [signe]}", "la propriété « signe » n’existe plus"),
        ("proprietes: [signee]}", "personnes: Le chef signe.}", "ne sert aucune phrase"),
        ("proprietes: [signee]}", "proprietes: []}", "Donnez à cette phrase une propriété"),
        ("article 6 :", "article 6 et annexe 2/A :", "Aucune phrase de l’annexe 2/A ne la nomme"),
        ("  annexe 2/A:", "  annexe deux:", "« annexe deux » ne nomme pas un article"),
        ("seulement_par: {signer: [chef]}", "exige: {signer: []}", "rien à « signer »"),
        ("{signer: [chef]}", "{}", "ne nomme rien"),
    ],
)
def test_what_no_longer_holds_together_is_told(avant: str, apres: str, dit: str) -> None:
    assert avant in SAIN
    assert dit in " ".join(dites(SAIN.replace(avant, apres, 1)))


def test_a_property_that_is_taken_out_leaves_its_sentence_without_proof() -> None:
    debut, fin = SAIN.index("  signee:"), SAIN.index("obligations:")
    (dite,) = dites(SAIN[:debut] + "  {}\n" + SAIN[fin:])
    assert dite == (
        "Convention, article 6 : « Elle est signée par le chef, avant terme. » elle n’est plus "
        "prouvée : la propriété « signee » n’existe plus."
    )


def test_a_machine_that_cites_what_is_not_there_is_told() -> None:
    mere = MERE.replace("source: article 1\n", "source: convention, annexe 9/Z\n", 1)
    assert dites(SAIN, mere) == ["source : « annexe 9/Z » n’est pas un article de la convention."]


@pytest.mark.parametrize(
    ("source", "cites"),
    [
        ("convention, article 6", ("article 6",)),
        ("convention, articles 3 à 5", ("article 3", "article 4", "article 5")),
        ("convention, articles 3 et 5, annexes 1/A et 2/B",
         ("article 3", "article 5", "annexe 1/A", "annexe 2/B")),
        ("convention, annexe 2/A ; CCAG 2021, article 3.2", ("annexe 2/A",)),
        ("convention, annexe 1/A (« Chiffrage »)", ("annexe 1/A",)),
        ("CCAG 2021, article 3.2", ()),
        ("convention, 6", None),
    ],
)  # fmt: skip
def test_articles_are_read_in_a_source(source: str, cites: tuple[str, ...] | None) -> None:
    assert articles_cites(source) == cites


def test_what_a_quotation_leaves_out_is_left_out() -> None:
    source = "convention, article 7 : « 50% au démarrage […] du « bilan final » » et « clos »"
    assert list(citations(source)) == ["50% au démarrage", "du bilan final", "clos"]
    assert list(citations("CCAG 2021 : « rien »")) == []


VIDES = [
    ("jamais: passer, quand: 'essais < 2 and essais > 5'", "n’est jamais vrai"),
    ("jamais: finir, sans_avant: [signer, noter_vu]", "« noter_vu » n’y change rien"),
]


@pytest.mark.parametrize(("forme", "dit"), VIDES)
def test_a_property_that_proves_nothing_is_told(forme: str, dit: str) -> None:
    texte = SAIN.replace("seulement_par: {signer: [chef]}", forme)
    assert dit in " ".join(dites(texte))


def test_the_preamble_is_cited_like_an_article() -> None:
    assert articles_cites("convention, préambule : « levier »") == ("préambule",)
    assert articles_cites("convention, préambule et article 2") == ("préambule", "article 2")
    assert [de_l_article(un) for un in ("préambule", "annexe 2/A")] == [
        "du préambule", "de l’annexe 2/A",
    ]  # fmt: skip
