"""``jalon recalculer`` by page: compared first, then what was read is applied, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from services.accounts.administering import exiger_l_admin, noter_l_acte
from services.accounts.signing_in import Visiteur
from services.act import Auteur
from services.clock.recalculating import comparer, dire, ecrire, empreinte, lire_le_motif
from services.commands import PAGES
from services.counter.long_work import Avance, sans_avance
from services.office import Bureau
from states.french import denombre
from workflow.errors import ValeurInvalide

MONTREES = 300
"""Rows that a page shows; the sum tells the rest."""
SANS_MOTIF = "Il manque le motif. Écrivez pourquoi des délais annoncés à des tiers s’allongent."


@dataclass(frozen=True, kw_only=True)
class Recalcul:
    """What today's settings would change, or have just changed.

    ``lus`` is the digest of the gaps, which comes back with the order to apply them; ``change``
    says that they are no longer those that were read; ``erreur`` why nothing was applied.
    """

    ecarts: list[dict[str, Any]]
    lus: str = ""
    fait: bool = False
    change: bool = False
    erreur: str = ""
    motif: str = ""
    """As it was typed."""

    @property
    def appliques(self) -> int:
        """How many deadlines have moved."""
        return sum(bool(un["applique"]) for un in self.ecarts)

    @property
    def gardes(self) -> int:
        """How many stay as they are: shortened, a third party would have less than it was told."""
        return sum("raison" in un and not un["applique"] for un in self.ecarts)

    @property
    def demande_un_motif(self) -> bool:
        """Whether a délai announced to a third party would be lengthened."""
        return any(un["demande_un_motif"] for un in self.ecarts)


def comparer_les_echeances(
    bureau: Bureau, visiteur: Visiteur, avance: Avance = sans_avance
) -> Recalcul:
    """The dry run: every live deadline that today's settings would change.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    trouves = comparer(bureau, avance)
    return Recalcul(ecarts=dire(trouves), lus=empreinte(trouves))


def appliquer_les_ecarts(
    bureau: Bureau, visiteur: Visiteur, lus: str, motif: str, avance: Avance = sans_avance
) -> Recalcul:
    """Apply the gaps that were read; when they are others by now, tell them and change nothing.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    trouves = comparer(bureau, avance)
    vus = Recalcul(ecarts=dire(trouves), lus=empreinte(trouves), motif=motif)
    if vus.lus != lus:
        return replace(vus, change=True)
    if vus.demande_un_motif and not motif.strip():
        return replace(vus, erreur=SANS_MOTIF)
    try:
        lu = lire_le_motif(motif) if motif.strip() else None
    except ValeurInvalide as erreur:
        return replace(vus, erreur=f"{erreur.message} {erreur.remede}")
    auteur = Auteur(acteur=f"{PAGES}{visiteur.login}", au_nom_de=visiteur.login)
    fait = Recalcul(ecarts=ecrire(bureau, trouves, lu, auteur, avance), fait=True)
    noter_l_acte(
        bureau,
        visiteur,
        denombre(fait.appliques, "échéance recalculée", "échéances recalculées"),
    )
    return fait
