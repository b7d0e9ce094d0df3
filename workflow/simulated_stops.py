"""The stops of a simulation: read in the same lines, by the same rules, as those of the clock."""

from __future__ import annotations

from dataclasses import replace

from workflow.compiled import Compilee
from workflow.decision import Arret, Decision, Snapshot
from workflow.history import effectif
from workflow.past_stops import arrets_de, arrets_propres
from workflow.process import DE_LIEN_EN_LIEN
from workflow.simulated import Simule
from workflow.simulated_links import Reseau
from workflow.values import Ligne

_PAUSES = frozenset({"attente", "reprise"})


def arrete(dossier: Simule) -> bool:
    """Whether time stands still in a dossier: what ends there gives days back."""
    vue = dossier.snapshot
    return vue.attente is not None or vue.etat in dossier.compilee.definition.etats_arretes


def dit_un_arret(compilee: Compilee, ligne: Ligne) -> bool:
    """Whether stops are read in a line: it moves, opens, holds or resumes."""
    acte = compilee.definition.evenements.get(ligne.evenement)
    return ligne.bouge or not ligne.de or (acte is not None and acte.operation in _PAUSES)


def retenir(dossier: Simule, decision: Decision) -> None:
    """Keep the line of a decision, when a stop may be read in it."""
    if dit_un_arret(dossier.compilee, decision.ligne):
        dossier.journal = (*dossier.journal, decision.ligne)


def avec_ses_arrets(dossier: Simule, vue: Snapshot) -> Snapshot:
    """What the kernel sees of a dossier, with the stops that it has seen."""
    siens = arrets_propres(dossier.compilee.definition, dossier.journal, dossier.temps)
    arrets: tuple[Arret, ...] = tuple(siens)
    return replace(vue, arrets=arrets) if arrets else vue


def arrets_a_l_ouverture(neuve: Compilee, parent: Simule, lien: str, reseau: Reseau) -> list[Arret]:
    """The stops that what opens now finds behind it; they matter where a fact counts them."""
    arrets: list[Arret] = []
    chemin, ancetre = lien, parent if neuve.compte_les_arrets else None
    while ancetre is not None:
        definition = ancetre.compilee.definition
        arrets += arrets_de(definition, effectif(ancetre.journal), chemin, ancetre.temps)
        chemin = f"{ancetre.lien}{DE_LIEN_EN_LIEN}{chemin}"
        ancetre = None if definition.racine else reseau.dossiers.get(ancetre.parent or "")
    return arrets
