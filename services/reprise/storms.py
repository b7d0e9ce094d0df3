"""What a takeover would make fall on one day: told before, never smoothed by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from services.foresight.simulating import TEMPETE
from services.office import Bureau
from services.reprise.plans import Voulu
from states.french import date_longue
from workflow.deadlines import PRINCIPAL


def echeances_groupees(
    bureau: Bureau, fichier: str, voulus: Iterable[Voulu]
) -> Iterator[dict[str, Any]]:
    """One warning for each day on which very many dossiers of an agreement would move alone.

    Each of these moves writes to the donneur d'ordre (annexe 2/A): they stay so many acts, and
    whoever takes the portfolio over knows it.
    """
    par_jour: dict[tuple[int, Any, str], list[Voulu]] = {}
    for un in voulus:
        etat = bureau.machines.courantes[un.machine].definition.etats[un.etat]
        for timer in un.decision.armes:
            if timer.rang == PRINCIPAL and timer.regle.get("declenche") and timer.echeance:
                libelle = etat.echeances[timer.nom].libelle
                cle = (un.cadre.convention, timer.echeance.dernier_jour, libelle)
                par_jour.setdefault(cle, []).append(un)
    for (_, jour, libelle), siens in par_jour.items():
        if len(siens) > TEMPETE:
            yield {
                "fichier": fichier,
                "ligne": siens[0].ligne.numero,
                "champ": "etat_depuis",
                "motif": f"{len(siens)} dossiers ont la même échéance, « {libelle} », le "
                f"{date_longue(jour)} : sans réponse d’ici là, autant de courriels partiront "
                "le même jour ; prévenez qui les recevra (« jalon simulate » les liste)",
            }
