"""SIMULATION: the real marchés of the project's sample, imported, followed, lived for a year.

The sample is multiplied until it has as many relations as wanted, each copy under numbers of its
own; every buyer has its agreement. Nothing but the simulation is timed.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bench.portfolio import FACILITATEUR, bureau_de
from jalon.assembly import scenarios
from jalon.clock import HorlogeReelle
from services.foresight.simulated_portfolio import Hypothese
from services.foresight.simulating import simuler
from services.importing.decp import importer_decp
from services.installing import installer
from services.office import Bureau
from services.register.follow import Suivi, suivre_marche
from services.register.register_conventions import ajouter_convention, lire_convention
from services.register.registering import CompteSaisi, ajouter_compte
from workflow.compiled import Compilee
from workflow.scenarios import Scenario, lire_scenarios

ECHANTILLON = Path("tests/data/decp_travaux_2024S2_lyon_ain_isere_loire.csv")
DEPART = datetime.fromisoformat("2025-01-06T10:00:00+01:00")
UN_AN = timedelta(days=365)
CHANGE = {"relation_entreprise": {"relance_accord": "10 jo"}}
"""What the third run changes: its difference with today is two simulations."""
_CONVENTION = """
reference: BANC-{siret}
structure: {{siret: "13000354400033", nom: Maison de l'emploi, zone: metropole}}
donneur_ordre: {{nom: "Acheteur {siret}", siret: "{siret}"}}
effet_le: 2024-01-01
duree: 4 ans
"""


def mesurer(relations: int) -> None:
    """One JSON line for each scenario, and one for a change."""
    with tempfile.TemporaryDirectory() as dossier:
        bureau = _portefeuille(Path(dossier), relations)
        compilees = bureau.machines.courantes
        for nom, change in (("silence", {}), ("pire", {}), ("silence", CHANGE)):
            _chronometrer(bureau, _scenario(nom, compilees), change)
        bureau.travail.moteurs.fermer()


def _portefeuille(dossier: Path, relations: int) -> Bureau:
    url = f"sqlite:///{dossier / 'jalon.db'}"
    installer(url, "test", HorlogeReelle().reelle())
    bureau = bureau_de(url, "normal", DEPART)
    with ECHANTILLON.open(encoding="utf-8") as lu:
        lignes = list(csv.DictReader(lu))
    fichier = dossier / "marches.csv"
    copies = list(_multiplier(lignes, relations))
    _ecrire(fichier, copies)
    importer_decp(bureau, [fichier])
    compte = CompteSaisi(login=FACILITATEUR, nom="Camille Daubrac", roles=("facilitateur",))
    ajouter_compte(bureau.travail, compte)
    for siret in sorted({une["acheteur_id"] for une in lignes}):
        ajouter_convention(bureau.travail, lire_convention(_CONVENTION.format(siret=siret)))
    for acheteur, numero in dict.fromkeys((une["acheteur_id"], une["id"]) for une in copies):
        suivi = Suivi(
            marche=f"{acheteur}/{numero}",
            convention=f"BANC-{acheteur}",
            facilitateur=FACILITATEUR,
            acteur="bench",
        )
        suivre_marche(bureau, suivi)
    return bureau


def _multiplier(lignes: Sequence[Mapping[str, str]], relations: int) -> Iterator[dict[str, str]]:
    """As many rows as relations: each is a titulaire of a marché."""
    for rang in range(relations):
        copie, ligne = divmod(rang, len(lignes))
        une = dict(lignes[ligne])
        if copie:
            une |= {"uid": f"{une['uid']}-{copie}", "id": f"{une['id']}-{copie}"}
        yield une


def _ecrire(fichier: Path, lignes: Sequence[Mapping[str, str]]) -> None:
    with fichier.open("w", encoding="utf-8", newline="") as sortie:
        ecrivain = csv.DictWriter(sortie, fieldnames=list(lignes[0]))
        ecrivain.writeheader()
        ecrivain.writerows(lignes)


def _scenario(nom: str, compilees: Mapping[str, Compilee]) -> Scenario:
    definitions = {machine: une.definition for machine, une in compilees.items()}
    connus, _ = lire_scenarios(*scenarios(), definitions)
    return connus[nom]


def _chronometrer(
    bureau: Bureau, scenario: Scenario, change: Mapping[str, Mapping[str, str]]
) -> None:
    hypothese = Hypothese(scenario=scenario, fin=DEPART + UN_AN, parametres=change)
    mur, processeur = time.perf_counter(), time.process_time()
    rangees = simuler(bureau, hypothese)
    with bureau.travail.lire() as connexion:
        comptes = Counter(
            une[0] for une in connexion.exec_driver_sql("SELECT machine FROM dossier").all()
        )
    dite = {
        "scenario": scenario.nom,
        "change": bool(change),
        "relations": comptes["relation_entreprise"],
        "dossiers": comptes.total(),
        "rows": len(rangees),
        "effects": dict(Counter(une["effet"] for une in rangees).most_common(6)),
        "seconds": round(time.perf_counter() - mur, 1),
        "cpu": round(time.process_time() - processeur, 1),
    }
    print(json.dumps(dite, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    mesurer(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
