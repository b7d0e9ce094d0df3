"""Whether the installation is well: its clock beats, its mail leaves, its journal is guarded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.office import Bureau
from states.french import denombre
from storage import append_only, incidents
from storage import looking_health as depot
from storage.errors import JournalNonProtege
from storage.unit_of_work import Connexion
from workflow.process import Definition

PLANCHER = timedelta(minutes=2)
QUOTIDIEN = timedelta(hours=50)
"""A daily job may miss the hour at which summer time changes, never two days."""
COURRIEL_EN_SOUFFRANCE = timedelta(hours=72)
"""Office hours and a long week-end hold a mail back that long at most."""
TOURS = 3


@dataclass(frozen=True, kw_only=True)
class Allure:
    """The pace that the settings promise, in seconds."""

    tick_s: int
    livraison_s: int


def sante(bureau: Bureau, allure: Allure) -> dict[str, Any]:
    """``{sain, soucis, battements, courriels, incidents, echeances_en_retard,
    attentes_oubliees, journal_protege, anciennes_versions}``.

    A dossier keeps the version under which it was opened (design §1.8): that is no trouble, and
    whoever administers has to know. A job that never ran is a trouble, a daily one too: each turn
    of the clock asks for all.
    """
    reel, now = bureau.horloge.reelle(), bureau.horloge.maintenant()
    with bureau.travail.lire() as connexion:
        battus = depot.battements(connexion)
        lus = {
            "tick": _battement(battus.get("tick"), reel, _tolerance(allure.tick_s)),
            "deliver": _battement(battus.get("deliver"), reel, _tolerance(allure.livraison_s)),
            "digest": _battement(battus.get("digest"), reel, QUOTIDIEN),
            "seal": _battement(battus.get("seal"), reel, QUOTIDIEN),
        }
        dite = {
            "battements": lus,
            "courriels": depot.courriels_par_statut(connexion),
            "courriels_en_souffrance": depot.courriels_en_attente_depuis(
                connexion, now - COURRIEL_EN_SOUFFRANCE
            ),
            "echeances_en_retard": depot.echeances_en_retard(
                connexion, now - timedelta(hours=bureau.reglages.retard_de_panne_h)
            ),
            "attentes_oubliees": _attentes_oubliees(bureau, connexion),
            "incidents": [_incident(un) for un in incidents.ouverts(connexion)],
            "journal_protege": _protege(connexion),
            "anciennes_versions": _anciennes_versions(bureau, connexion),
        }
    soucis = _soucis(dite)
    return {"sain": not soucis, "soucis": soucis, **dite}


def _attentes_oubliees(bureau: Bureau, connexion: Connexion) -> int:
    """Dossiers that wait without a deadline, in a state that gives no reason for it."""
    return sum(
        nombre
        for (definition, etat), nombre in depot.sans_echeance(connexion).items()
        if bureau.machines.par_id(connexion, definition).definition.etats[etat].echeances
    )


def _anciennes_versions(bureau: Bureau, connexion: Connexion) -> list[dict[str, Any]]:
    """Open dossiers that run another text of their machine than the one in place, and the mend."""
    nombres: Counter[tuple[str, int]] = Counter()
    for machine, version, empreinte, nombre in depot.vivants_par_definition(connexion):
        courante = bureau.machines.courantes.get(machine)
        if courante is not None and courante.definition.empreinte != empreinte:
            nombres[machine, version] += nombre
    return [
        _ancienne(bureau.machines.courantes[machine].definition, version, nombre)
        for (machine, version), nombre in nombres.items()
    ]


def _ancienne(definition: Definition, version: int, nombre: int) -> dict[str, Any]:
    machine, en_place = definition.machine, definition.version
    commande = f"jalon migrate {machine} --from {version} --to {en_place} --dry-run"
    phrase = (
        f"{definition.libelle} : {denombre(nombre, 'dossier ouvert', 'dossiers ouverts')} sous une "
        f"définition antérieure (version {version}) : les règles d’alors continuent de valoir. "
        f"« {commande} » montre ce que la version en place ({en_place}) y changerait ; la même "
        "commande sans --dry-run les y fait passer."
    )
    return {
        "machine": machine,
        "version": version,
        "en_place": en_place,
        "dossiers": nombre,
        "commande": commande,
        "phrase": phrase,
    }


def _tolerance(pas: int) -> timedelta:
    return max(PLANCHER, timedelta(seconds=TOURS * pas))


def _battement(dernier: datetime | None, reel: datetime, tolerance: timedelta) -> dict[str, Any]:
    if dernier is None:
        return {"dernier": None, "depuis_s": None, "a_jour": False}
    ecoule = reel - dernier
    return {
        "dernier": dernier.isoformat(),
        "depuis_s": int(ecoule.total_seconds()),
        "a_jour": ecoule <= tolerance,
    }


def _incident(un: dict[str, Any]) -> dict[str, Any]:
    return {nom: un[nom] for nom in ("id", "genre", "message", "occurrences", "dernier_le")}


def _protege(connexion: Connexion) -> bool:
    try:
        append_only.verifier(connexion)
    except JournalNonProtege:
        return False
    return True


_NOMS = {
    "tick": ("L’horloge n’a jamais tourné", "L’horloge ne tourne plus"),
    "deliver": ("L’envoi des courriels n’a jamais tourné", "L’envoi des courriels ne tourne plus"),
    "digest": ("Le courriel du matin n’a jamais été demandé", "Le courriel du matin ne part plus"),
    "seal": ("Le sceau quotidien n’a jamais été posé", "Le sceau quotidien n’est plus posé"),
}
"""What is said of a job that never ran, and of one that stopped."""


def _soucis(dite: dict[str, Any]) -> list[str]:
    soucis = []
    for nom, battement in dite["battements"].items():
        if not battement["a_jour"]:
            constat = _NOMS[nom][battement["dernier"] is not None]
            soucis.append(f"{constat} : lancez « jalon worker ».")
    if not dite["journal_protege"]:
        soucis.append("Le journal n’est plus protégé : lancez « jalon verify ».")
    if dite["incidents"]:
        soucis.append(f"Incidents ouverts : {len(dite['incidents'])}.")
    if dite["echeances_en_retard"]:
        soucis.append(f"Échéances que l’horloge n’a pas traitées : {dite['echeances_en_retard']}.")
    if dite["attentes_oubliees"]:
        soucis.append(
            f"Dossiers sans échéance ni pause : {dite['attentes_oubliees']} ; une note sur chacun "
            "les remet sur un bureau."
        )
    if dite["courriels_en_souffrance"]:
        nombre = dite["courriels_en_souffrance"]
        soucis.append(f"Courriels prêts depuis plus de trois jours : {nombre}.")
    soucis += [
        f"{texte} : {dite['courriels'][statut]}."
        for statut, texte in _SORTS.items()
        if dite["courriels"].get(statut)
    ]
    return soucis


_SORTS = {
    "echec": "Courriels refusés par le serveur",
    "incertain": "Courriels au sort incertain",
    "sans_adresse": "Courriels sans adresse",
}
