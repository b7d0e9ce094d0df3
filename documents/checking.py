"""What prevents a letter from being written, or would say what its reader may not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from jinja2 import TemplateError, meta, nodes

from documents.context import ContexteDocument
from documents.letters import AUTRES_NOMS, DOCUMENTS, NOMS, gabarit, rendre_document, source
from workflow.numbers import ecrits

SOURCE = "convention, article 3 ; RGPD"


def soucis_du_document(
    nom: str, contextes: Iterable[ContexteDocument], personnels: Collection[str]
) -> Iterator[str]:
    """Faults of a letter's template, in French; none of a letter that is another one's page.

    Parameters:
        contextes: those in which it is written.
        personnels: personal fields of the machine that writes it.
    """
    if nom not in DOCUMENTS:
        return
    arbre = gabarit(nom).environment.parse(source(nom))
    for inconnu in sorted(meta.find_undeclared_variables(arbre) - {*NOMS, *AUTRES_NOMS}):
        yield f"{nom} : « {inconnu} » n’est pas de ce qu’un courrier peut dire ({SOURCE})."
    lus = {un.attr for un in arbre.find_all(nodes.Getattr) if _des_donnees(un.node)}
    entre_crochets = (un for un in arbre.find_all(nodes.Getitem) if _des_donnees(un.node))
    lus |= {un.arg.value for un in entre_crochets if isinstance(un.arg, nodes.Const)}
    for champ in sorted(lus & {*personnels}):
        yield f"{nom} : « {champ} » est personnel et s’écrirait en clair ({SOURCE})."
    for dit in ecrits(_texte_fixe(nom)):
        yield f"{nom} : « {dit} » est écrit dans le courrier ; montrez le paramètre qui le tient."
    yield from dict.fromkeys(_rendus(nom, contextes))


def _texte_fixe(nom: str) -> str:
    """What the letter writes whatever its context; a mark stands where a value comes."""
    lexemes = gabarit(nom).environment.lex(source(nom))
    fixe = "".join(texte if genre == "data" else "·" for _, genre, texte in lexemes)
    return fixe.partition("<body>")[2]


def _des_donnees(noeud: nodes.Node) -> bool:
    return isinstance(noeud, nodes.Name) and noeud.name == "donnees"


def _rendus(nom: str, contextes: Iterable[ContexteDocument]) -> Iterator[str]:
    for contexte in contextes:
        try:
            rendre_document(nom, contexte)
        except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as erreur:
            yield f"{nom} : ce courrier ne s’écrit pas ({erreur})."
