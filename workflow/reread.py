"""The rules that a person has read over: their digests, article by article.

The properties are what the machines are judged by: whoever weakens both at once would be told
nothing. Any change of the rules of an article is told until somebody says that they read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from workflow.articles import de_l_article
from workflow.errors import Faute
from workflow.form import Section
from workflow.properties import ARTICLE
from workflow.strict_yaml import lire

CODE = "regles_non_relues"
MACHINE = "relu"
_ARTICLES = "articles"
_REMEDE = (
    "Annulez ce changement ; s’il vient d’un avenant à la convention, relisez ces règles, "
    "puis lancez « jalon check --relu »."
)
_ENTETE = (
    "# Empreinte des règles de chaque article (states/proprietes), une fois relues.\n"
    "# Écrit par « jalon check --relu ».\n"
)


def fautes_de_relecture(proprietes: Mapping[str, str], relu: str, fichier: str) -> Iterator[Faute]:
    """Articles whose rules are not those that were read over.

    Parameters:
        proprietes: YAML text of the rules, by file.
        relu: the digests as they were written.
        fichier: the file that holds them.
    """
    document = lire(relu, fichier)
    tete = Section.racine(document)
    relues: Mapping[str, str] = {}
    if tete is not None:
        tete.cles(obligatoires=("machine", _ARTICLES), permises=("machine", _ARTICLES))
        relues = tete.sous(_ARTICLES).textes()
    yield from document.fautes
    ecrites = _empreintes(proprietes)
    for article in sorted(relues.keys() | ecrites.keys()):
        ou, empreinte = ecrites.get(article, (fichier, ""))
        if not empreinte:
            dit = f"Les règles {de_l_article(article)} ne sont plus là."
        elif article not in relues:
            dit = f"Les règles {de_l_article(article)} n’ont pas été relues."
        elif empreinte != relues[article]:
            dit = f"Les règles {de_l_article(article)} ne sont plus celles qui ont été relues."
        else:
            continue
        yield Faute(CODE, f"{dit} {_REMEDE}", ou, 1, ou=f"proprietes.{article}")


def relecture(proprietes: Mapping[str, str]) -> str:
    """The digests to write once the rules have been read over."""
    lignes = [f"  {nom}: {un}" for nom, (_, un) in sorted(_empreintes(proprietes).items())]
    return "\n".join([f"{_ENTETE}machine: {MACHINE}", f"{_ARTICLES}:", *lignes, ""])


def _empreintes(proprietes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Article → its file, and the digest of what it says; comments and layout do not count."""
    trouvees: dict[str, tuple[str, str]] = {}
    for fichier, texte in proprietes.items():
        valeur = lire(texte, fichier).valeur
        article = valeur.get(ARTICLE) if isinstance(valeur, dict) else None
        nom = article if isinstance(article, str) else "ensemble des articles"
        dite = json.dumps(valeur, ensure_ascii=False).encode()
        trouvees[nom] = fichier, f"sha256-{hashlib.sha256(dite).hexdigest()}"
    return trouvees
