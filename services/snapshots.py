"""From stored rows to the snapshot that the kernel reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from storage.column_types import lire_instant
from storage.dossiers import LigneDossier, LigneTimer
from storage.stored_json import ecrire_json, lire_json
from workflow.compiled import Compilee
from workflow.decision import TEMPS_RESTANT, Attente, Snapshot, Timer
from workflow.fields import depuis_personnel, depuis_texte
from workflow.history import CORRECTION, donnees_de, effectif
from workflow.process import Champ
from workflow.values import Donnees, Lien, Ligne, Valeur

Personnelles = Mapping[str, str | None]
"""Id that the journal holds → value; empty for the machines that keep no personal field."""
AUCUNE: Personnelles = {}


def snapshot(  # noqa: PLR0913 # one keyword per part of a snapshot
    compilee: Compilee,
    dossier: LigneDossier,
    *,
    timers: Iterable[LigneTimer],
    lignes: Iterable[Any],
    parametres: Donnees,
    liens: Mapping[str, tuple[Lien, ...]] | None = None,
    registre: Mapping[str, Any] | None = None,
    personnelles: Personnelles = AUCUNE,
) -> Snapshot:
    """The dossier as the kernel sees it; ``lignes`` are the journal rows it needs.

    ``personnelles`` are the values that the journal names by their id alone.
    """
    historique = effectif(lire_ligne(compilee, une, personnelles) for une in lignes)
    donnees = lire_donnees(compilee, lire_json(dossier.data))
    return Snapshot(
        numero=dossier.numero,
        etat=dossier.state,
        rev=dossier.rev,
        seq=dossier.seq,
        donnees=donnees_de(historique, donnees, compilee.definition.personnels_gardes),
        parametres=parametres,
        attente=lire_attente(dossier.hold),
        timers=tuple(lire_timer(un) for un in timers),
        liens=liens or {},
        historique=historique,
        dernier_mouvement=lire_instant(dossier.moved_at) if dossier.moved_at else None,
        ouvert_le=lire_instant(dossier.opened_at),
        registre=registre or {},
    )


def lire_donnees(compilee: Compilee, stockees: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of stored fields; what the machine does not declare stays as it is."""
    contexte = compilee.definition.contexte
    return {
        nom: depuis_texte(contexte[nom].type, valeur) if nom in contexte else valeur
        for nom, valeur in stockees.items()
    }


def lire_attente(texte: str | None) -> Attente | None:
    """The hold of a dossier."""
    if texte is None:
        return None
    garde = lire_json(texte)
    jusqu_au, personne = garde["jusqu_au"], garde.get("personne", False)
    de_l_arret = not personne and garde["mode"] == TEMPS_RESTANT  # as written before it was said
    arret = garde.get("arret", garde["depuis"] if de_l_arret else None)
    return Attente(
        depuis=datetime.fromisoformat(garde["depuis"]),
        jusqu_au=date.fromisoformat(jusqu_au) if jusqu_au else None,
        mode=garde["mode"],
        contestees=tuple(garde.get("contestees", ())),
        personne=personne,
        arret=datetime.fromisoformat(arret) if arret else None,
    )


def ecrire_attente(attente: Attente | None) -> str | None:
    """Stored form of a hold."""
    if attente is None:
        return None
    jusqu_au = attente.jusqu_au.isoformat() if attente.jusqu_au else None
    garde: dict[str, Any] = {
        "depuis": attente.depuis.isoformat(),
        "jusqu_au": jusqu_au,
        "mode": attente.mode,
    }
    if attente.contestees:
        garde["contestees"] = list(attente.contestees)
    if attente.personne:
        garde["personne"] = True
    if attente.arret:
        garde["arret"] = attente.arret.isoformat()
    return ecrire_json(garde)


def lire_timer(ligne: LigneTimer) -> Timer:
    """A stored timer; its working is computed when somebody asks for it."""
    return Timer(
        nom=ligne.name,
        rang=ligne.rung,
        regle=lire_regle(ligne.rule),
        ancre=ligne.anchor,
        du_le=ligne.due_at,
        generation=ligne.generation,
    )


@lru_cache(maxsize=1024)
def lire_regle(texte: str) -> Mapping[str, Any]:
    """A stored rule: thousands of timers bear the same text, and nobody changes what was read."""
    return MappingProxyType(lire_json(texte))


def lire_ligne(compilee: Compilee, rangee: Any, personnelles: Personnelles = AUCUNE) -> Ligne:
    """A stored line of the journal, its values typed."""
    stockees = lire_json(rangee.payload)
    if rangee.kind == CORRECTION:
        champ = compilee.champ(str(stockees["champ"]))
        valeur = stockees["valeur"]
        en_clair = _en_clair(champ, valeur, personnelles)
        donnees = {
            **stockees,
            "valeur": depuis_texte(champ.type, valeur) if en_clair is None else en_clair,
        }
    else:
        donnees = lire_donnees(compilee, stockees)
        if personnelles:
            donnees |= {
                nom: _en_clair(compilee.champ(nom), stockees[nom], personnelles)
                for nom in compilee.definition.personnels & stockees.keys()
            }
    return ligne_portant(rangee, donnees)


def ligne_portant(rangee: Any, donnees: Mapping[str, Any]) -> Ligne:
    """A stored line of the journal, with values that somebody has read of it."""
    return Ligne(
        seq=rangee.seq,
        evenement=rangee.event,
        de=rangee.from_state,
        vers=rangee.to_state,
        role=rangee.role,
        at=_instant(rangee.at),
        recorded_at=_instant(rangee.recorded_at),
        donnees=donnees,
        kind=rangee.kind,
    )


def _en_clair(champ: Champ, stockee: Any, personnelles: Personnelles) -> Valeur:
    """The value behind the digest that stands on a line; ``None`` once erased."""
    cle = stockee.get("dp") if isinstance(stockee, dict) else None
    return depuis_personnel(champ.type, personnelles.get(str(cle)))


def _instant(valeur: str | datetime) -> datetime:
    return lire_instant(valeur) if isinstance(valeur, str) else valeur
