"""Labels and templates that are not those that somebody read over, each with the article it serves.

A property compares what a machine does, never what its words say: an alert called « En relation »,
two labels exchanged, a letter without its délai. What was read over is kept beside the rules; the
text that changed is told with the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflow.articles import articles_cites
from workflow.check_sources import sources_de
from workflow.errors import Faute
from workflow.process import Definition
from workflow.properties import Propriete
from workflow.property_index import Tables, lire_tables
from workflow.references_effects import effets_situes
from workflow.reread import Libelles, Relu, empreinte
from workflow.texts import MACHINE, SOURCE, Textes, textes

CODE = "texte_non_relu"
COMMUNS = "generiques"
_REMEDE = (
    "Revenez au texte relu ; si le nouveau dit bien ce que fait la machine, relisez-le, puis "
    "lancez « jalon check --relu »."
)
_MOTS = {
    "libelle": "le libellé",
    "consequence": "la conséquence annoncée",
    "sinon": "la phrase montrée",
    "question": "la question",
    "sans_echeance": "la raison",
    "sans_retour": "ce qui interdit d’en revenir",
    "sans_pause": "ce qui interdit la pause",
    SOURCE: "la source",
}
"""Key of a text → how it is told; a value of a choice is named."""
_SOURCES_MAX = 3
_JAMAIS_LU = "n’a pas été relu"


@dataclass(frozen=True)
class Gabarit:
    """A template of a mail or of a letter, as it stands."""

    texte: str
    fichier: str
    """Where it stands, as people are told it."""
    message: str = ""
    """Message or document that it writes; empty for what several share."""
    de_la_maison: bool = True
    """Whether it is Jalon's own; an installation may put its own before it."""


def libelles(definitions: Iterable[Definition]) -> Libelles:
    """The texts of the machines; what all have in common stands once, under its own name."""
    lus: dict[str, dict[str, dict[str, str]]] = {}
    for definition in definitions:
        for chemin, ecrits in textes(definition):
            lus.setdefault(_nom(definition, chemin), {})[chemin] = dict(ecrits)
    return lus


def _nom(definition: Definition, chemin: str) -> str:
    """Name under which an element stands: its machine, or what every machine shares."""
    fichier, _ = definition.lieu(chemin)
    commun = bool(definition.fichier_commun) and fichier == definition.fichier_commun
    return COMMUNS if commun else definition.machine


def fautes_des_libelles(
    definitions: Mapping[str, Definition], proprietes: Iterable[Propriete], relu: Relu
) -> Iterator[Faute]:
    """Texts of an element that was read over, and are not those.

    A text of what the agreement speaks of is an error, any other a warning. What is new, or gone
    with its element, is judged by the rules.
    """
    changes: dict[tuple[str, str, str], tuple[Definition, Change]] = {}
    for definition in definitions.values():
        for chemin, ecrits in textes(definition):
            nom = _nom(definition, chemin)
            relus = relu.libelles.get(nom, {}).get(chemin, ecrits)
            for cle, avant, apres in _changes(relus, ecrits):
                changes.setdefault((nom, chemin, cle), (definition, (chemin, cle, avant, apres)))
    if not changes:
        return
    tables = lire_tables(proprietes, definitions)
    for definition, change in changes.values():
        yield _faute(tables, definition, change)


Change = tuple[str, str, str, str]
"""Path, key, what was read over, what is written."""


def _changes(relus: Textes, ecrits: Textes) -> Iterator[tuple[str, str, str]]:
    """Keys whose text is another; one more value of a choice is judged by the rules."""
    for cle in dict.fromkeys((*relus, *ecrits)):
        avant, apres = relus.get(cle, ""), ecrits.get(cle, "")
        nouvelle = not avant and cle.startswith("libelles.")
        if avant != apres and not nouvelle:
            yield cle, avant, apres


def _faute(tables: Tables, definition: Definition, change: Change) -> Faute:
    chemin, cle, avant, apres = change
    mot = _MOTS.get(cle, f"le libellé de « {cle.removeprefix('libelles.')} »")
    if chemin == MACHINE:
        source = definition.source
    else:
        source = avant if cle == SOURCE and avant else sources_de(tables, definition, chemin)
    nom = definition.machine if chemin == MACHINE else f"{definition.machine}.{_court(chemin)}"
    if not apres:
        dit = f"« {avant} » n’y est plus"
    else:
        dit = f"« {avant} » est devenu « {apres} »" if avant else f"« {apres} » s’y ajoute"
    message = f"{nom} [{source}] : {mot} a changé depuis la dernière relecture : {dit}. {_REMEDE}"
    niveau = "erreur" if articles_cites(source) else "avertissement"
    return definition.faute(CODE, chemin, message, niveau=niveau)


def _court(chemin: str) -> str:
    """Path as the other faults tell it: without the section that holds it."""
    return chemin.partition(".")[2]


def fautes_des_gabarits(
    gabarits: Mapping[str, Gabarit],
    definitions: Mapping[str, Definition],
    proprietes: Iterable[Propriete],
    relu: Relu,
    fichier: str,
) -> Iterator[Faute]:
    """Templates that are not those that were read over.

    The house's are an error; one that an installation puts before it a warning, since that is what
    it is for.

    Parameters:
        gabarits: the templates in force, by name.
        fichier: the file of what was read over.
    """
    changes = [
        nom
        for nom in sorted(gabarits.keys() | relu.gabarits.keys())
        if nom not in gabarits or empreinte(gabarits[nom].texte) != relu.gabarits.get(nom)
    ]
    if not changes:
        return
    sources = _sources_des_messages(lire_tables(proprietes, definitions), definitions)
    for nom in changes:
        un = gabarits.get(nom)
        if un is None:
            dit = f"Le gabarit {nom} a été relu, et n’est plus là. {_REMEDE}"
            yield Faute(CODE, dit, fichier, 1, ou=f"gabarits.{nom}")
            continue
        dit = "a changé depuis la dernière relecture" if nom in relu.gabarits else _JAMAIS_LU
        niveau = "erreur" if un.de_la_maison else "avertissement"
        message = f"{_nomme(nom, sources.get(un.message, {}))} {dit}. {_REMEDE}"
        yield Faute(CODE, message, un.fichier, 1, niveau=niveau, ou=f"gabarits.{nom}")


def _nomme(nom: str, sources: Iterable[str]) -> str:
    dites = " ; ".join([*sources][:_SOURCES_MAX])
    return f"Le texte {nom} [{dites}]" if dites else f"Le texte {nom}"


def _sources_des_messages(
    tables: Tables, definitions: Mapping[str, Definition]
) -> dict[str, dict[str, None]]:
    """Message or document → where the rules stand of the acts and deadlines that send it."""
    dites: dict[str, dict[str, None]] = {}
    for definition in definitions.values():
        for chemin, effet in effets_situes(definition):
            if effet.genre in {"mail", "document"}:
                porteur = chemin.rpartition(".effets.")[0] or chemin
                source = sources_de(tables, definition, porteur)
                dites.setdefault(effet.nom, {})[source] = None
    return dites
