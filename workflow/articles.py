"""The articles of the agreement: what a source cites, and which properties serve each sentence.

``states/proprietes`` lists the sentences that oblige somebody, article by article, each with the
properties that prove it, or with what is left to people. A property that disappears, an article
that does not exist, a quotation that is in no sentence are then faults of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.form import Section

CONVENTION, PREAMBULE = "convention", "préambule"
_CITATION = re.compile(r"«\s*(.*?)\s*»(?!\s*»)")
_REFERENCE = re.compile(r"(?:(article|annexe)s? )?(\d+)(?:/([A-Z]))?(?: à (\d+))?")
_COUPURE = re.compile(r"\[…\]|\.\.\.|…")


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """A sentence of the agreement, and what proves it."""

    article: str
    phrase: str
    proprietes: tuple[str, ...]
    personnes: str
    fichier: str
    ligne: int


def lire_obligations(section: Section) -> tuple[Obligation, ...]:
    """Read the sentences, article by article; a sentence that nothing serves is a fault."""
    lues: list[Obligation] = []
    for article in section.contenu:
        if articles_cites(f"{CONVENTION}, {article}") != (article,):
            section.faute("article", article, f"« {article} » ne nomme pas un article.")
        for une in section.lignes(article):
            une.cles(obligatoires=("phrase",), permises=("phrase", "proprietes", "personnes"))
            if not une.liste("proprietes") and not une.texte("personnes"):
                dit = "Donnez à cette phrase une propriété, ou dites ce qui revient aux personnes."
                une.faute("article", "", f"{article} : « {une.texte('phrase')} » {dit}")
            lues.append(
                Obligation(
                    article=article,
                    phrase=une.texte("phrase"),
                    proprietes=une.liste("proprietes"),
                    personnes=une.texte("personnes"),
                    fichier=section.document.fichier,
                    ligne=section.document.ligne(une.chemin),
                )
            )
    return tuple(lues)


def articles_cites(source: str) -> tuple[str, ...] | None:
    """Articles of the agreement that a source names; ``None`` when it cannot be read.

    A source is ``convention, article 3 et annexe 2/A : …``; other texts follow a semicolon.
    """
    cites: list[str] = []
    for partie in source.split(";"):
        nom, _, reste = " ".join(partie.split()).partition(", ")
        if nom != CONVENTION:
            continue
        genre = ""
        for une in re.split(r", | et ", re.split(r" ?:| \(", reste)[0]):
            if une.strip() == PREAMBULE:
                cites.append(PREAMBULE)
                continue
            lue = _REFERENCE.fullmatch(une.strip())
            if lue is None or not (genre or lue[1]):
                return None
            genre = lue[1] or genre
            lettre = f"/{lue[3]}" if lue[3] else ""
            numeros = range(int(lue[2]), int(lue[4] or lue[2]) + 1)
            cites.extend(f"{genre} {un}{lettre}" for un in numeros)
    return tuple(cites)


def de_l_article(article: str) -> str:
    """The article after « de »: « du préambule », « de l’annexe 2/A »."""
    return f"du {article}" if article == PREAMBULE else f"de l’{article}"


def citations(source: str) -> Iterator[str]:
    """Pieces of the agreement that a source quotes, what it leaves out apart."""
    if not source.startswith(CONVENTION):
        return
    for citation in _CITATION.findall(source):
        yield from (_mots(une) for une in _COUPURE.split(citation) if _mots(une))


def se_lit_dans(citation: str, phrases: Iterable[str]) -> bool:
    """Whether a quoted piece stands in one of the sentences, typography aside."""
    return any(citation in _mots(phrase) for phrase in phrases)


def _mots(texte: str) -> str:
    return " ".join(re.sub(r"[^\w%]+", " ", texte.casefold()).split())
