"""The work of the project, through its public services: what is prepared, and what is timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from bench import clones, portfolio
from bench.arguments import W1, W2I, Demande
from bench.bases import Base
from bench.rounds import Tour
from services.advancing import avancer
from services.clock.ticking import tick
from services.commands import Commande
from services.office import Bureau

CHAUFFE = 4
"""How many dossiers each process moves before the clock runs: templates and statements compiled."""
ETAPES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("nouer_relation", {}),
    ("signaler_difficulte", {"motif": "Pas de nouvelles depuis la réunion de lancement."}),
    ("lever_difficulte", {"motif": "Le responsable d’insertion a rappelé."}),
    ("signaler_difficulte", {"motif": "Aucune heure réalisée au premier trimestre."}),
)
"""The four transitions of W1: the first queues a mail; each retires a timer and arms another."""
ETATS = ("en_relation", "en_difficulte", "en_relation", "en_difficulte")
LENDEMAIN = datetime.fromisoformat("2026-03-03T10:00:00+01:00")
A_CONTACTER = {"donnees": {"notifie_le": "2026-02-25"}}
COURRIER_RECU = {
    "etat": "courrier_recu",
    "donnees": {
        "notifie_le": "2026-02-25",
        "mode_envoi": "lrar",
        "courrier_envoye_le": "2026-02-27",
        "numero": "1A 234 567 8901 2",
        "courrier_recu_le": "2026-03-02",
        "courrier_presente_le": "2026-03-02",
        "preuve": "avis de réception signé",
    },
}
AVANT = ("2026-03-13T10:00:00+01:00", "2026-03-18T09:05:00+01:00")
"""The reminder before the end and the verification ring on these days, before the timing."""
ECHUE = datetime.fromisoformat("2026-03-18T14:00:01+01:00")
"""15 jours after 02/03/2026: the délai of every courrier is over, nobody has answered."""


def preparer(base: Base, demande: Demande) -> int:
    """Fill an empty database; returns how many timers are armed when the work starts."""
    reserve = CHAUFFE * demande.workers
    ouverture = A_CONTACTER if demande.workload == W1 else COURRIER_RECU
    portfolio.construire(base.url, demande.n + reserve, lambda _rang: ouverture)
    modele = numero(1)
    par_dossier = clones.timers_de(base.url, modele)
    repos = demande.preload
    if demande.workload == W2I:
        repos += -(-(demande.armed - demande.n) // par_dossier)
    armes = clones.cloner(base.url, modele, repos)
    if demande.workload == W1:
        return armes + demande.n
    bureau = portfolio.bureau_de(base.url, "normal")
    for instant in AVANT:
        tick(portfolio.a_l_heure(bureau, datetime.fromisoformat(instant)))
    bureau.travail.moteurs.fermer()
    return armes + demande.n


def numero(rang: int) -> str:
    """Number of the dossier opened at that rank, from 1."""
    return f"REL-2026-{rang:05d}"


def jouer(url: str, demande: Demande) -> Iterator[Tour]:
    """Warm up, then one round a step; the first item says that the process is ready."""
    if demande.workload == W1:
        yield from _transitions(portfolio.bureau_de(url, demande.mode, LENDEMAIN), demande.n)
    else:
        yield from _sonneries(portfolio.bureau_de(url, demande.mode, ECHUE))


def _transitions(bureau: Bureau, nombre: int) -> Iterator[Tour]:
    for etape in range(len(ETAPES)):
        _avancer_tous(bureau, range(1, CHAUFFE + 1), etape)
    yield Tour(0, 0)
    for etape in range(len(ETAPES)):
        rangs = range(CHAUFFE + 1, CHAUFFE + nombre + 1)
        yield _chronometrer(partial(_avancer_tous, bureau, rangs, etape))


def _avancer_tous(bureau: Bureau, rangs: range, etape: int) -> int:
    evenement, saisies = ETAPES[etape]
    for rang in rangs:
        dite = avancer(
            bureau,
            Commande(
                dossier=numero(rang),
                evenement=evenement,
                acteur="bench",
                compte=portfolio.FACILITATEUR,
                saisies=saisies,
            ),
        )
        assert dite["vers"] == ETATS[etape], dite
    return len(rangs)


def _sonneries(bureau: Bureau) -> Iterator[Tour]:
    peu = replace(bureau, reglages=replace(bureau.reglages, lot=CHAUFFE))
    assert tick(peu, lots_max=1)["declenches"] == CHAUFFE
    yield Tour(0, 0)
    yield _chronometrer(lambda: int(tick(bureau)["declenches"]))


def _chronometrer(travail: Callable[[], int]) -> Tour:
    commence = time.perf_counter()
    ops = travail()
    return Tour(ops, time.perf_counter() - commence)


def attendus(demande: Demande) -> dict[str, Any]:
    """Rows that the work must have added or changed, by kind."""
    n = demande.n
    if demande.workload == W1:
        tours = len(ETAPES)
        return {
            "journal": tours * n, "maj_dossier": tours * n, "timer": tours * n,
            "maj_timer": tours * n, "outbox": n, "contenu": n, "donnee_personnelle": 3 * n,
        }  # fmt: skip # a table
    return {
        "journal": n, "maj_dossier": n, "timer": n, "maj_timer": n, "outbox": n, "contenu": n,
        "tache": 2 * n, "maj_tache": n,
    }  # fmt: skip # a table
