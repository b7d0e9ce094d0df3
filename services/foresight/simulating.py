"""``jalon simulate``: what the clock would do to the portfolio, and what a change would change.

The stored portfolio is read once; the same kernel then runs it forward in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.act import Chantier, commencer
from services.counter.long_work import Avance, sans_avance
from services.foresight.simulated_deadlines import EcheancesNues
from services.foresight.simulated_mornings import Matins, taches_ouvertes
from services.foresight.simulated_portfolio import Hypothese, Portefeuille
from services.foresight.simulated_rows import Rangee, Rangees
from services.office import Bureau
from states.french import denombre
from workflow.simulate import Simulation
from workflow.simulated import COURRIEL
from workflow.simulated_tasks import Taches

TEMPETE = 10
"""More mails than that to one person on one day is a storm."""


def simuler(bureau: Bureau, hypothese: Hypothese, avance: Avance = sans_avance) -> list[Rangee]:
    """What would happen; when something is changed, only what differs from today, then its sum.

    ``avance`` hears how many days have been lived, of how many.

    Raises:
        ValeurInvalide: a parameter that no machine declares, or that does not fit.
    """
    with bureau.travail.lire() as connexion:
        chantier = commencer(bureau, connexion)
        futurs = 2 if hypothese.change else 1
        rangees = _courir(chantier, hypothese, avance, 0, futurs)
        if not hypothese.change:
            return [*rangees, *_tempetes(rangees)]
        sans = replace(hypothese, definitions={}, parametres={})
        return _ecarts(_courir(chantier, sans, avance, 1, futurs), rangees)


def _courir(
    chantier: Chantier, hypothese: Hypothese, avance: Avance, vecus: int, futurs: int
) -> list[Rangee]:
    """One future, of those that are compared; as many were lived before."""
    jours = (hypothese.fin - chantier.now).days + 1

    def vivre(instant: datetime) -> None:
        avance(vecus * jours + (instant - chantier.now).days, futurs * jours)

    lecture = Portefeuille(chantier, hypothese)
    portefeuille = {un.numero: un for un in lecture.dossiers()}
    taches, nues = Taches(taches_ouvertes(chantier)), EcheancesNues()
    simulation = Simulation(
        portefeuille=portefeuille,
        machines={**chantier.bureau.machines.courantes, **hypothese.definitions},
        scenario=hypothese.scenario,
        depart=chantier.now,
        fin=hypothese.fin,
        parametres=lecture.parametres_courants,
        chaque_jour=vivre,
        taches=taches,
        a_change=lambda un, le: nues.voir(un, taches.ouvertes(un.numero), le),
    )
    constats = [*lecture.refus, *simulation.courir()]
    dites = Rangees(chantier, lecture.lignes, taches)
    matins = Matins(chantier, lecture.lignes, hypothese.fin)
    rangees = [une for un in constats for une in dites.dire(un)]
    rangees += matins.dire(constats, taches.toutes, nues.toutes)
    return sorted(rangees, key=lambda une: str(une["le"]))


def _tempetes(rangees: Iterable[Rangee]) -> Iterator[Rangee]:
    """People who would receive very many mails on one day."""
    comptes = Counter(
        (une["le"][:10], une["destinataire"]) for une in rangees if une["effet"] == COURRIEL
    )
    for (jour, personne), nombre in sorted(comptes.items()):
        if nombre > TEMPETE:
            yield {
                "le": jour,
                "dossier": None,
                "effet": "tempete",
                "destinataire": personne,
                "message": f"{nombre} courriels le même jour",
                "pourquoi": "Étalez les échéances, ou passez ces messages au courriel du matin.",
            }


def _ecarts(avant: Sequence[Rangee], apres: Sequence[Rangee]) -> list[Rangee]:
    """Rows that only one of the two futures has, then what the change comes to."""
    rangees = [
        *({**une, "ecart": "supprime"} for une in _en_plus(avant, apres)),
        *({**une, "ecart": "ajoute"} for une in _en_plus(apres, avant)),
    ]
    rangees.sort(key=lambda une: (une["le"], une["dossier"] or ""))
    courriels = Counter(une["ecart"] for une in rangees if une["effet"] == COURRIEL)
    return [*rangees, *_tempetes(apres), _bilan(courriels, len(rangees), len(apres))]


def _bilan(courriels: Mapping[str, int], ecarts: int, prevus: int) -> Rangee:
    phrase = (
        f"Cette modification supprime {denombre(courriels.get('supprime', 0), 'courriel')} et en "
        f"ajoute {courriels.get('ajoute', 0)}."
    )
    if not ecarts:
        phrase = (
            "Cette modification ne change rien d’ici là : les effets prévus "
            f"({prevus}) restent les mêmes ; un délai déjà armé garde sa date."
        )
    return {
        "le": None,
        "dossier": None,
        "effet": "bilan",
        "destinataire": None,
        "message": phrase,
        "pourquoi": f"{denombre(ecarts, 'différence')} en tout",
    }


def _en_plus(unes: Sequence[Rangee], autres: Sequence[Rangee]) -> Iterator[Rangee]:
    restants = Counter(map(_cle, autres))
    for une in unes:
        if restants[_cle(une)]:
            restants[_cle(une)] -= 1
        else:
            yield une


def _cle(une: Rangee) -> tuple[Any, ...]:
    return une["le"][:10], une["dossier"], une["effet"], une["destinataire"], une["message"]
