"""Whose an entry is: what somebody else decided, or what was agreed, is not corrected alone."""

from __future__ import annotations

from workflow.history import CORRECTION
from workflow.process import Champ, Definition, Evenement
from workflow.values import ROLES_DU_MOTEUR, Ligne


def reservee_a(definition: Definition, ligne: Ligne, role: str) -> Evenement | None:
    """The act that made an entry, when neither this role nor the first corrector may do it.

    As a return (design, « Corrections »): who may do an act puts its entry right. What the engine
    copied, or a dossier was opened with, is the first corrector's; the field may say otherwise.
    """
    acte = definition.evenements.get(ligne.evenement)
    if acte is None or ligne.role in ROLES_DU_MOTEUR:
        return None
    return acte if acte.par.isdisjoint({role, *_premier(definition)}) else None


def se_corrige_seul(definition: Definition, champ: Champ) -> bool:
    """Whether the first corrector puts some entry of a field right without anybody's agreement."""
    premier = _premier(definition)
    if not premier or champ.accord or not champ.saisi:
        return False
    libres = {*premier, *ROLES_DU_MOTEUR}
    return any(une.champ == champ.nom for une in definition.ouverture.saisies) or any(
        champ.nom in {*un.pose, *(une.champ for une in un.saisies)} and un.par & libres
        for un in definition.evenements.values()
    )


def deja_servie(definition: Definition, ligne: Ligne, champ: Champ) -> Evenement | None:
    """The act that has done with an entry all that it does: a correction would change nothing.

    What the engine has acted upon (a hold, an assignment, a correction), and what a task that the
    act opened says, or falls on. A file is put right all the same.
    """
    acte = definition.evenements.get(ligne.evenement)
    if acte is None or not champ.passager or champ.type == "piece":
        return None
    if acte.operation is not None:
        return acte
    taches = (definition.taches[un.nom] for un in acte.effets if un.genre == "tache")
    dit = f"{{{champ.nom}}}"
    return acte if any(une.jusqu_a == champ.nom or dit in une.libelle for une in taches) else None


def _premier(definition: Definition) -> tuple[str, ...]:
    """The first role of the act that corrects, if the machine has one."""
    acte = definition.evenement_de(CORRECTION)
    return acte.ordre[:1] if acte else ()
