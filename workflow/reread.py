"""What a person has read over: the rules of each article, the labels, the templates.

The properties are what the machines are judged by: whoever weakens both at once would be told
nothing. Nor does any property know that a label lies, or that a mail says the contrary of what the
machine does. So any change of them is told until somebody says that they read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.articles import de_l_article
from workflow.errors import Faute
from workflow.form import Section
from workflow.properties import ARTICLE
from workflow.strict_yaml import lire

CODE = "regles_non_relues"
MACHINE = "relu"
_ARTICLES, _GABARITS, _LIBELLES = "articles", "gabarits", "libelles"
_CLES = ("machine", _ARTICLES, _GABARITS, _LIBELLES)
_REMEDE = (
    "Annulez ce changement ; s’il vient d’un avenant à la convention, relisez ces règles, "
    "puis lancez « jalon check --relu »."
)
_ENTETE = (
    "# Ce qui a été relu : l’empreinte des règles de chaque article (states/proprietes) et de\n"
    "# chaque gabarit (courriels, courriers) ; les textes des machines, en toutes lettres.\n"
    "# Écrit par « jalon check --relu ».\n"
)

Libelles = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Machine → path of an element → key of a text → what was read over."""


@dataclass(frozen=True)
class Relu:
    """What was read over, as ``states/relu.yaml`` holds it."""

    articles: Mapping[str, str] = field(default_factory=dict)
    gabarits: Mapping[str, str] = field(default_factory=dict)
    libelles: Libelles = field(default_factory=dict)
    fautes: tuple[Faute, ...] = ()
    """What could not be read of the file itself."""


def lire_relu(texte: str, fichier: str) -> Relu:
    """Read the file strictly; what is not there seals nothing."""
    document = lire(texte, fichier)
    tete = Section.racine(document)
    if tete is None:
        return Relu(fautes=_non_relues(document.fautes))
    tete.cles(obligatoires=_CLES, permises=_CLES)
    libelles = {
        machine: {chemin: un.textes() for chemin, un in _sections(une)}
        for machine, une in tete.sous(_LIBELLES).elements()
    }
    articles, gabarits = (tete.sous(cle).textes() for cle in (_ARTICLES, _GABARITS))
    return Relu(articles, gabarits, libelles, _non_relues(document.fautes))


def _sections(section: Section) -> Iterator[tuple[str, Section]]:
    """The elements of a machine, whose names are paths."""
    yield from ((chemin, section.sous(chemin)) for chemin in section.contenu)


def _non_relues(fautes: list[Faute]) -> tuple[Faute, ...]:
    """A file that does not read seals nothing: it is written anew like a seal that is broken."""
    return tuple(Faute(CODE, une.message, une.fichier, une.ligne, ou=une.ou) for une in fautes)


def fautes_de_relecture(proprietes: Mapping[str, str], relu: Relu, fichier: str) -> Iterator[Faute]:
    """Articles whose rules are not those that were read over.

    Parameters:
        proprietes: YAML text of the rules, by file.
        relu: what was read over.
        fichier: the file that holds it.
    """
    yield from relu.fautes
    relues, ecrites = relu.articles, _empreintes(proprietes)
    for article in sorted(relues.keys() | ecrites.keys()):
        ou, empreinte_ecrite = ecrites.get(article, (fichier, ""))
        if not empreinte_ecrite:
            dit = f"Les règles {de_l_article(article)} ne sont plus là."
        elif article not in relues:
            dit = f"Les règles {de_l_article(article)} n’ont pas été relues."
        elif empreinte_ecrite != relues[article]:
            dit = f"Les règles {de_l_article(article)} ne sont plus celles qui ont été relues."
        else:
            continue
        yield Faute(CODE, f"{dit} {_REMEDE}", ou, 1, ou=f"proprietes.{article}")


def relecture(
    proprietes: Mapping[str, str], gabarits: Mapping[str, str], libelles: Libelles
) -> str:
    """The file to write once all has been read over.

    Parameters:
        proprietes: YAML text of the rules, by file.
        gabarits: text of each template, by its name.
        libelles: texts of the machines.
    """
    sections = {
        _ARTICLES: [f"  {nom}: {un}" for nom, (_, un) in sorted(_empreintes(proprietes).items())],
        _GABARITS: [f"  {nom}: {empreinte(un)}" for nom, un in sorted(gabarits.items())],
        _LIBELLES: [ligne for nom in sorted(libelles) for ligne in _machine(nom, libelles[nom])],
    }
    lignes = [f"{_ENTETE}machine: {MACHINE}"]
    for nom, siennes in sections.items():
        lignes += [f"{nom}:", *siennes] if siennes else [f"{nom}: {{}}"]
    return "\n".join([*lignes, ""])


def _machine(nom: str, elements: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """An element on one line, quoted: what changes is one line of a comparison."""
    yield f"  {nom}:"
    for chemin, textes in elements.items():
        yield f"    {chemin}: {json.dumps(dict(textes), ensure_ascii=False)}"


def _empreintes(proprietes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Article → its file, and the digest of what it says; comments and layout do not count."""
    trouvees: dict[str, tuple[str, str]] = {}
    for fichier, texte in proprietes.items():
        valeur = lire(texte, fichier).valeur
        article = valeur.get(ARTICLE) if isinstance(valeur, dict) else None
        nom = article if isinstance(article, str) else "ensemble des articles"
        trouvees[nom] = fichier, empreinte(json.dumps(valeur, ensure_ascii=False))
    return trouvees


def empreinte(texte: str) -> str:
    """Digest of a text."""
    return f"sha256-{hashlib.sha256(texte.encode()).hexdigest()}"
