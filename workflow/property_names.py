"""What the names of a property stand for: an event, a state, a deadline, a field, a link…"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workflow.process import OUVRIR_EN_COURS, Definition, RegleEcheance
from workflow.properties import TABLES, TOUTES, Propriete
from workflow.references_effects import effets_situes
from workflow.values import OUVRIR

SECTIONS = {
    "evenement": "evenements",
    "etat": "etats",
    "parametre": "parametres",
    "champ": "contexte",
    "lien": "liens",
    "tache": "taches",
    "garde": "gardes",
}
"""Genre → section of the machine that declares it."""
RAPPELS = "rappels"
"""Stands before the name of a deadline of any state: ``rappels.pause_a_revoir``."""
_ORDRE = ("evenement", "etat", "parametre", "echeance", "ouverture")
"""What a plain name may stand for, the first that has it."""
_ATTENDUS: Mapping[str, tuple[str, ...]] = {
    "entre_seulement_par": ("etat",),
    "etat": ("etat",),
    "parametre": ("parametre",),
    "reglable": ("parametre",),
    "borne": ("parametre", "echeance", "tache"),
    "condition": ("garde",),
    "champ": ("champ",),
    "ecrit_seulement_par": ("champ",),
    "lien": ("lien",),
    "tache": ("tache",),
    "mene_a": ("evenement",),
    "part_de": ("evenement",),
    "garde": ("evenement",),
    "evenement": ("evenement", "ouverture"),
    "provoque_seulement_par": ("evenement", "ouverture", "effet"),
}
"""Form → what its names stand for, when it is not any of ``_ORDRE``."""


@dataclass(frozen=True)
class Designe:
    """What a name of a property stands for, in one of its machines."""

    definition: Definition
    nom: str
    genre: str

    @property
    def chemin(self) -> str:
        """Path of the element in its machine."""
        if self.genre == "echeance":
            etat, _, nom = self.nom.partition(".")
            return self.nom if etat == RAPPELS else f"etats.{etat}.echeances.{nom}"
        return f"{SECTIONS.get(self.genre, 'ouverture')}.{self.nom}"

    @property
    def regle(self) -> RegleEcheance:
        """The deadline that it names."""
        return echeances(self.definition)[self.nom]

    @property
    def lieu(self) -> tuple[str, int]:
        """File and line where the machine says it."""
        return self.definition.lieu(self.chemin)

    def __str__(self) -> str:
        """``machine.nom``."""
        return f"{self.definition.machine}.{self.nom}"


def designer(propriete: Propriete, nom: str, definitions: Mapping[str, Definition]) -> Designe:
    """What a name stands for.

    Raises:
        KeyError: none of the machines of the property has it.
    """
    premiere, _, reste = nom.partition(".")
    nommees = (premiere,) if reste and premiere in propriete.machines else propriete.machines
    court = reste if reste and premiere in propriete.machines else nom
    for machine in nommees:
        definition = definitions[machine]
        for genre in _ATTENDUS.get(propriete.forme, _ORDRE):
            if _existe(definition, court, genre):
                return Designe(definition, court, genre)
    raise KeyError(nom)


def _existe(definition: Definition, nom: str, genre: str) -> bool:
    if genre == "echeance":
        return nom in echeances(definition)
    if genre == "ouverture":
        return nom in {OUVRIR, OUVRIR_EN_COURS}
    if genre == "effet":
        return any(effet.nom == nom for _, effet in effets_situes(definition))
    return nom in getattr(definition, SECTIONS[genre])


def echeances(definition: Definition) -> dict[str, RegleEcheance]:
    """Every deadline of a machine as a property names it, those of any state with them."""
    lues = {
        f"{etat.nom}.{regle.nom}": regle
        for etat in definition.etats.values()
        for regle in etat.echeances.values()
    }
    return lues | {f"{RAPPELS}.{regle.nom}": regle for regle in definition.rappels.values()}


def par_machine(
    proprietes: Iterable[Propriete], definitions: Mapping[str, Definition]
) -> Iterator[Propriete]:
    """The properties; a table that speaks of every machine is read on each."""
    for une in proprietes:
        if une.machines != (TOUTES,) or une.forme not in TABLES:
            yield une
            continue
        yield from (replace(une, machines=(nom,)) for nom in definitions)
