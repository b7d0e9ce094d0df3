"""Who holds the ball of a dossier, and by what name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.snapshots import lire_attente
from states.roles import ENTREPRISE, FACILITATEUR, REFERENT, ROLES
from storage.looking import LigneVue
from storage.stored_json import lire_json
from workflow.deadlines import PRINCIPAL
from workflow.process import ENTREE, Etat, RegleEcheance


def detenteur_de(vue: LigneVue, etat: Etat, armees: Sequence[Mapping[str, Any]] | None) -> str:
    """The role that holds the ball: that of the state, unless something has handed it on.

    While a correction contests a move, whoever decides of what follows; once a deadline is over,
    the role that it names (``ensuite``). ``armees`` are the deadlines as told, when they are known.
    """
    attente = lire_attente(vue.dossier.hold)
    if attente and attente.contestees:
        return FACILITATEUR
    suivants = (
        regle.ensuite
        for regle in etat.echeances.values()
        if regle.ensuite and armees is not None and _est_passee(vue, regle, armees)
    )
    return next(suivants, etat.detenteur)


def _est_passee(vue: LigneVue, regle: RegleEcheance, armees: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a deadline that has begun is over; its reminders may have come to their end."""
    connus = lire_json(vue.dossier.data) | lire_json(vue.dossier.faits)
    commencee = regle.depuis == ENTREE or connus.get(regle.depuis) is not None
    siennes = [une for une in armees if une["nom"] == regle.nom]
    return commencee and all(une["terminee"] or une["rang"] > PRINCIPAL for une in siennes)


def nom_du_detenteur(vue: LigneVue, role: str) -> str | None:
    """Who holds the ball, by name when the register knows it."""
    if not role:
        return None
    noms = {
        FACILITATEUR: vue.facilitateur,
        REFERENT: vue.donneur_ordre,
        ENTREPRISE: vue.entreprise,
    }
    return noms.get(role) or ROLES.get(role, role)
