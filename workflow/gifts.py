"""What the dossiers of a link are opened with, out of the one that opens them."""

from __future__ import annotations

from workflow.process import MOTIF, Definition, LienDeclare


def dons(definition: Definition, lien: LienDeclare) -> frozenset[tuple[str, str]]:
    """Fields that dossiers of a link are opened with, each with the field here that it copies.

    Those that the link gives, those that an effect hands on to an opening by it, and those that an
    event emitted to it has told since: its reason is no field.
    """
    regles = (regle for etat in definition.etats.values() for regle in etat.echeances.values())
    effets = (
        *definition.ouverture.effets,
        *(un for acte in definition.evenements.values() for un in acte.effets),
        *(un for regle in regles for un in regle.effets),
    )
    transmis = (un.avec for un in effets if lien.nom in (un.lien, un.a))
    paires = (paire for dits in (lien.donne, *transmis) for paire in dits.items())
    return frozenset(une for une in paires if une[1] in definition.contexte and une[0] != MOTIF)
