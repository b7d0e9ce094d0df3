"""Every source names an article that exists, and every sentence of the agreement has its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workflow.articles import Obligation, articles_cites, citations, se_lit_dans
from workflow.errors import Faute
from workflow.process import Definition
from workflow.properties import Accord, Propriete


def fautes_des_articles(accord: Accord, definitions: Iterable[Definition]) -> Iterator[Faute]:
    """Sentences without proof, properties that serve none, sources that cite what is not there."""
    connues = {une.nom for une in accord.proprietes}
    for obligation in accord.obligations:
        for nom in obligation.proprietes:
            if nom not in connues:
                message = f"elle n’est plus prouvée : la propriété « {nom} » n’existe plus."
                yield _perdue(obligation, message)
    textes = _phrases(accord.obligations)
    for propriete in accord.proprietes:
        yield from _fautes_de_la_propriete(propriete, accord.obligations, textes)
    for definition in definitions:
        yield from _sources(definition, textes)


def _perdue(obligation: Obligation, message: str) -> Faute:
    return Faute(
        "obligation_sans_preuve",
        f"Convention, {obligation.article} : « {obligation.phrase} » {message}",
        obligation.fichier,
        obligation.ligne,
        ou=f"obligations.{obligation.article}",
    )


def _phrases(obligations: Iterable[Obligation]) -> dict[str, list[str]]:
    textes: dict[str, list[str]] = {}
    for une in obligations:
        textes.setdefault(une.article, []).append(une.phrase)
    return textes


def _fautes_de_la_propriete(
    propriete: Propriete, obligations: Iterable[Obligation], textes: Mapping[str, list[str]]
) -> Iterator[Faute]:
    for message in _source(propriete.source, textes):
        yield propriete.faute("source_inconnue", message)
    servis = {une.article for une in obligations if propriete.nom in une.proprietes}
    if not servis:
        message = "Elle ne sert aucune phrase de la convention : nommez-la sous obligations."
        yield propriete.faute("propriete_sans_phrase", message)
        return
    for article in articles_cites(propriete.source) or ():
        if article in textes and article not in servis:
            message = f"Aucune phrase de l’{article} ne la nomme : ajoutez-la sous obligations."
            yield propriete.faute("propriete_sans_phrase", message)


def _source(source: str, textes: Mapping[str, list[str]]) -> Iterator[str]:
    """What is wrong of a source: unreadable, an article that is not, words that are nowhere."""
    cites = articles_cites(source)
    if cites is None:
        yield f"Source illisible : « {source} » ; écrivez par exemple « convention, article 3 »."
        return
    phrases: list[str] = []
    for article in cites:
        siennes = [une for nom in textes if _dans(nom, article) for une in textes[nom]]
        if not siennes:
            yield f"« {article} » n’est pas un article de la convention."
            return
        phrases.extend(siennes)
    for citation in citations(source):
        if cites and not se_lit_dans(citation, phrases):
            yield f"« {citation} » ne se lit pas dans {', '.join(cites)}."


def _dans(article: str, cite: str) -> bool:
    """An annexe that is cited whole stands for all its parts."""
    return article == cite or article.startswith(f"{cite}/")


def _sources(definition: Definition, textes: Mapping[str, list[str]]) -> Iterator[Faute]:
    """Sources of a machine, of its events and of its parameters."""
    ecrites = {"source": definition.source}
    ecrites |= {f"evenements.{un.nom}": un.source for un in definition.evenements.values()}
    ecrites |= {f"parametres.{un.nom}": un.source for un in definition.parametres.values()}
    for chemin, source in ecrites.items():
        for message in _source(source, textes):
            yield definition.faute("source_inconnue", chemin, f"{chemin} : {message}")
