"""Every name that a machine uses exists: fields, guards, roles, calendars, messages, links."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.errors import Faute
from workflow.process import Definition
from workflow.references_context import fautes_du_contexte
from workflow.references_doubles import fautes_des_doubles
from workflow.references_effects import fautes_des_effets
from workflow.references_events import fautes_des_evenements
from workflow.references_guards import fautes_des_gardes
from workflow.references_links import fautes_de_l_ouverture, fautes_des_liens
from workflow.references_states import fautes_des_etats
from workflow.vocabulary import Vocabulaire

__all__ = ["Vocabulaire", "verifier_references"]


def verifier_references(
    definition: Definition, definitions: Mapping[str, Definition], vocabulaire: Vocabulaire
) -> list[Faute]:
    """Faults of a machine's names; ``definitions`` are all the machines of the installation."""
    return [
        *fautes_du_contexte(definition, vocabulaire),
        *fautes_des_gardes(definition),
        *fautes_des_etats(definition, vocabulaire),
        *fautes_des_evenements(definition, vocabulaire),
        *fautes_de_l_ouverture(definition, vocabulaire),
        *fautes_des_liens(definition, definitions),
        *fautes_des_effets(definition, definitions, vocabulaire),
        *fautes_des_doubles(definition),
    ]
