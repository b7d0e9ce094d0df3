"""One act in progress: the dossier, its decision, its author, and the rows being gathered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.office import Bureau
from services.surroundings import Entourage
from states.calendars import Calendriers
from storage.canonical import empreinte_salee
from storage.column_types import ecrire_instant
from storage.dossiers import LigneDossier
from storage.lots import Lot
from storage.parties import Cadre
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Decision, Snapshot
from workflow.frozen import d_un_trait
from workflow.process import Definition, Effet


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Auteur:
    """Who acts, and for whom: kept on the line of the journal.

    ``signataire`` is the name of whoever acts by a link that somebody else was sent.
    """

    acteur: str
    au_nom_de: str | None = None
    signataire: str = ""


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A follow-on event, inside the root of the act that emits it; ``at``, its fact's instant.

    ``muet``: it writes to nobody.
    """

    dossier: int
    evenement: str
    saisies: Mapping[str, Any]
    emetteur: LigneDossier
    at: datetime | None = None
    muet: bool = False


@dataclass(frozen=True, kw_only=True)
class Ouvrage:
    """A dossier that an effect opens."""

    effet: Effet
    parent: LigneDossier
    donnees: Mapping[str, Any]


@dataclass
class Chantier:
    """What one transaction gathers: rows, follow-ons, openings, and what the answer tells.

    ``apercus`` are the mails and letters whole, for the answer of a dry run.
    """

    connexion: Connexion
    bureau: Bureau
    entourage: Entourage
    now: datetime
    lot: Lot = field(default_factory=Lot)
    suites: list[Suite] = field(default_factory=list)
    ouvrages: list[Ouvrage] = field(default_factory=list)
    courriels: list[dict[str, Any]] = field(default_factory=list)
    taches: list[dict[str, Any]] = field(default_factory=list)
    apercus: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write civil now once."""
        self._instant = ecrire_instant(self.now)

    def instant(self, le: datetime | None = None) -> str:
        """An instant in its stored form: civil now, which most rows bear, is written once."""
        return self._instant if le is None or le is self.now else ecrire_instant(le)

    def parametres(self, definition: Definition, cadre: Cadre | None) -> Mapping[str, Any]:
        """Parameters in force for a machine under a convention."""
        return self.bureau.parametres.lire(definition, cadre.parametres_ecrits if cadre else None)

    def garder(self, corps: bytes, genre: str, nom: str | None = None) -> str:
        """Keep a body in ``contenu``; returns its salted digest."""
        sel = secrets.token_hex(16)
        digest = empreinte_salee(sel, corps)
        self.lot.contenus.append(
            {
                "empreinte": digest,
                "sel": sel,
                "genre": genre,
                "nom": nom,
                "corps": corps,
                "efface_le": None,
            }
        )
        return digest


def commencer(bureau: Bureau, connexion: Connexion) -> Chantier:
    """What a transaction that begins now will gather."""
    now = bureau.horloge.maintenant()
    jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
    return Chantier(
        connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
    )


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Acte:
    """A decided event on one dossier."""

    dossier: LigneDossier
    compilee: Compilee
    snapshot: Snapshot
    decision: Decision
    auteur: Auteur
    temps: Calendriers

    @property
    def cle(self) -> str:
        """Unique key of the line that this act writes."""
        return f"{self.dossier.id}:{self.decision.ligne.seq}"
