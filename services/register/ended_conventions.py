"""A convention that has ended takes no new marché; what runs under it follows article 6."""

from __future__ import annotations

from services.act import Chantier
from states.french import date_longue
from storage import links
from storage.register_people import conventions
from storage.register_values import Convention
from workflow.errors import ValeurInvalide

CONVENTION = "convention"
APRES_LE_TERME = frozenset({"terme_atteint", "en_extinction"})
"""States of a convention that is over, its running marchés still followed."""


def exiger_qu_elle_coure(chantier: Chantier, convention: int | None, machine: str) -> None:
    """Refuse a new dossier under a convention whose term is past, or whose dossier says it ended.

    Parameters:
        machine: its ``ouverture`` says whether it asks for it (``convention_en_cours``).

    Source: convention, article 6.

    Raises:
        ValeurInvalide: it has ended; the message says how, and under which one to go on.
    """
    if not chantier.bureau.machines.courantes[machine].definition.ouverture.convention_en_cours:
        return
    dite = fin_dite(chantier, convention)
    if dite is not None:
        raise ValeurInvalide("convention", *dite)


def fin_dite(chantier: Chantier, convention: int | None) -> tuple[str, str] | None:
    """How a convention ended and what to do then, in French; ``None`` while it runs."""
    connues = {une.id: une for une in conventions(chantier.connexion)}
    voulue = connues.get(convention or 0)
    souci = voulue and _souci(chantier, voulue)
    if voulue is None or souci is None:
        return None
    phrase = (
        f"La convention « {voulue.reference} » {souci} : aucun nouveau marché ne s’y ouvre "
        "(convention, article 6)."
    )
    return phrase, _remede(chantier, voulue, list(connues.values()))


def _souci(chantier: Chantier, convention: Convention) -> str | None:
    """How it ended, in a few words; ``None`` while it runs."""
    lues = links.lies(chantier.connexion, CONVENTION, [convention.id], CONVENTION)
    for un in lues[convention.id]:
        if un.final or un.state in APRES_LE_TERME:
            etats = chantier.bureau.machines.courantes[CONVENTION].definition.etats
            return f"est finie ({un.numero} : « {etats[un.state].libelle} »)"
    if convention.fin_le < chantier.entourage.jour:
        return f"a pris fin le {date_longue(convention.fin_le)}"
    return None


def _remede(chantier: Chantier, finie: Convention, connues: list[Convention]) -> str:
    """Its successors: those of the same buyer that run on that day."""
    jour = chantier.entourage.jour
    suivantes = [
        une.reference
        for une in connues
        if une.donneur_ordre == finie.donneur_ordre
        and une.effet_le <= jour
        and _souci(chantier, une) is None
    ]
    if suivantes:
        return f"Prenez la convention en cours : {', '.join(suivantes)}."
    return (
        "Ajoutez la convention qui la remplace par « jalon convention ajouter FICHIER.yaml », "
        "puis ouvrez-y le marché."
    )
