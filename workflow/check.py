"""``jalon check``: what is proved of the machines before any dossier runs them (design §3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from workflow.check_articles import fautes_des_articles
from workflow.check_complete import fautes_de_completude
from workflow.check_deadlines import fautes_des_echeances
from workflow.check_guards import fautes_des_conditions
from workflow.check_properties import avec_le_remede, fautes_des_proprietes
from workflow.check_secrecy import fautes_de_secret
from workflow.check_structure import fautes_de_structure, fautes_des_prefixes
from workflow.check_usage import (
    Rendu,
    fautes_d_usage,
    fautes_de_rendu,
    fautes_des_emissions,
    fautes_des_evenements_du_systeme,
    fautes_du_vocabulaire,
)
from workflow.check_waits import fautes_des_attentes
from workflow.errors import Faute
from workflow.numbers import fautes_des_nombres
from workflow.process import Definition
from workflow.properties import Accord
from workflow.references import verifier_references
from workflow.vocabulary import Vocabulaire


def controler(
    definitions: Mapping[str, Definition],
    vocabulaire: Vocabulaire,
    *,
    rendre: Rendu | None = None,
    accord: Accord | None = None,
    illisibles: Collection[str] = (),
) -> list[Faute]:
    """Every fault of the machines, together; a machine with unknown names is not judged further.

    Parameters:
        definitions: all the machines of the installation, by name.
        vocabulaire: roles, messages, documents, facts and calendars that exist.
        rendre: says what prevents a message from rendering in a state of a machine.
        accord: what the agreement says of the machines, proved once every name exists.
        illisibles: machines of which something could not be read and stands at a value that nobody
            wrote: nothing of the agreement is proved of them.
    """
    fautes: list[Faute] = []
    saines: list[Definition] = []
    for definition in definitions.values():
        references = verifier_references(definition, definitions, vocabulaire)
        fautes.extend(references)
        if all(faute.niveau != "erreur" for faute in references):
            saines.append(definition)
    for definition in saines:
        fautes.extend(_fautes(definition, definitions, vocabulaire, rendre))
    if len(saines) == len(definitions):
        fautes.extend(fautes_des_prefixes(definitions.values()))
        fautes.extend(fautes_du_vocabulaire(definitions.values(), vocabulaire))
        fautes.extend(fautes_des_evenements_du_systeme(definitions))
        if accord is not None:
            audiences = vocabulaire.messages
            lisibles = [une for une in accord.proprietes if not {*une.machines} & {*illisibles}]
            violees = fautes_des_proprietes(lisibles, definitions, audiences)
            fautes.extend(avec_le_remede(violees, lisibles))
            fautes.extend(fautes_de_completude(accord.proprietes, definitions, vocabulaire))
    if accord is not None:
        fautes.extend(fautes_des_nombres(accord.nombres, definitions))
        fautes.extend(fautes_des_articles(accord, definitions.values()))
    return sorted(fautes, key=lambda une: (une.niveau != "erreur", une.fichier, une.ligne))


def _fautes(
    definition: Definition,
    definitions: Mapping[str, Definition],
    vocabulaire: Vocabulaire,
    rendre: Rendu | None,
) -> Iterator[Faute]:
    yield from fautes_de_structure(definition)
    yield from fautes_des_attentes(definition)
    yield from fautes_des_echeances(definition)
    yield from fautes_des_conditions(definition)
    yield from fautes_de_secret(definition, definitions, vocabulaire.faits)
    yield from fautes_d_usage(definition, definitions, vocabulaire)
    yield from fautes_des_emissions(definition, definitions)
    if rendre is not None:
        yield from fautes_de_rendu(definition, rendre)
