"""From YAML text to frozen definitions: strict, all faults together, each with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from workflow.building import construire
from workflow.errors import DefinitionInvalide, Faute
from workflow.process import Definition
from workflow.references import Vocabulaire, verifier_references
from workflow.strict_yaml import Document, lire


@dataclass(frozen=True)
class Chargement:
    """The machines that load, by name, and every fault found."""

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    fautes: tuple[Faute, ...] = ()

    def exiger(self) -> Mapping[str, Definition]:
        """The machines.

        Raises:
            DefinitionInvalide: a fault of level ``erreur`` was found.
        """
        erreurs = [faute for faute in self.fautes if faute.niveau == "erreur"]
        if erreurs:
            raise DefinitionInvalide(erreurs)
        return self.definitions


def charger(
    textes: Mapping[str, str], vocabulaire: Vocabulaire, *, generiques: str = ""
) -> Chargement:
    """Load the machines of one installation.

    Parameters:
        textes: file name → YAML text, one machine each.
        vocabulaire: roles, messages, documents, facts and calendars that exist.
        generiques: text of ``generiques.yaml``, merged into every machine.
    """
    communs = lire(generiques, "generiques.yaml") if generiques else Document({})
    fautes: list[Faute] = []
    definitions: dict[str, Definition] = {}
    for fichier, texte in textes.items():
        document = lire(texte, fichier)
        definition = construire(document, communs, empreinte=empreinte(texte, generiques))
        machine = definition.machine if definition else ""
        fautes.extend(replace(faute, machine=machine) for faute in document.fautes)
        if definition is None:
            continue
        if definition.machine in definitions:
            autre = definitions[definition.machine].fichier
            message = f"La machine « {definition.machine} » est déjà déclarée dans {autre}."
            fautes.append(Faute("machine_double", message, fichier, 1, definition.machine))
        definitions[definition.machine] = definition
    fautes.extend(communs.fautes)
    for definition in definitions.values():
        fautes.extend(verifier_references(definition, definitions, vocabulaire))
    return Chargement(definitions, _ranger(fautes))


def empreinte(texte: str, generiques: str) -> str:
    """Hash that identifies a definition for ever: its text and the generic events it was given."""
    return hashlib.sha256(f"{texte}\0{generiques}".encode()).hexdigest()


@lru_cache(maxsize=64)
def identite(texte: str) -> tuple[str | None, int | None]:
    """Machine and version that a text says it is."""
    dit = lire(texte).valeur
    return (dit.get("machine"), dit.get("version")) if isinstance(dit, dict) else (None, None)


def _ranger(fautes: Sequence[Faute]) -> tuple[Faute, ...]:
    """Once each (what stands in the generic file is read with every machine), by place."""
    uniques = {(une.fichier, une.ligne, une.code, une.message): une for une in reversed(fautes)}
    return tuple(sorted(uniques.values(), key=lambda une: (une.fichier, une.ligne, une.code)))
