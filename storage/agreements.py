"""What an agreement becomes: its frozen procedure, its term, its marchés and operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from storage import register_tables as r
from storage import tables as t
from storage.stored_json import ecrire_json, lire_json


def derniere_version(connexion: Connection, convention: int) -> int:
    """Number of the last frozen procedure; 0 when none is."""
    p = r.convention_procedure.c
    requete = select(func.coalesce(func.max(p.version), 0)).where(p.convention == convention)
    return int(connexion.execute(requete).scalar_one())


def figer_procedure(  # noqa: PLR0913 # one keyword per column
    connexion: Connection,
    *,
    convention: int,
    applicable_le: date,
    parametres: Mapping[str, Any],
    origine: str,
    fichier: str,
    now: datetime,
) -> int:
    """Add a dated version of the parameters agreed; its number."""
    version = derniere_version(connexion, convention) + 1
    connexion.execute(
        r.convention_procedure.insert().values(
            convention=convention,
            version=version,
            applicable_le=applicable_le,
            parametres=ecrire_json(parametres),
            origine=origine,
            fichier=fichier,
            cree_le=now,
        )
    )
    return version


def redater_procedure(connexion: Connection, convention: int, version: int, jour: date) -> None:
    """The day from which a frozen procedure applies, as an agreed correction says."""
    p = r.convention_procedure
    elle = (p.c.convention == convention, p.c.version == version)
    connexion.execute(update(p).where(*elle).values(applicable_le=jour))


def procedures(connexion: Connection, convention: int) -> list[dict[str, Any]]:
    """Frozen versions of the procedure, oldest first."""
    p = r.convention_procedure
    lues = connexion.execute(
        select(p).where(p.c.convention == convention).order_by(p.c.version)
    ).mappings()
    return [{**une, "parametres": lire_json(une["parametres"])} for une in lues]


def fixer_les_dates(connexion: Connection, convention: int, dates: Mapping[str, date]) -> None:
    """First or last day of an agreement, as an avenant or an agreed correction says."""
    c = r.convention
    connexion.execute(update(c).where(c.c.id == convention).values(**dates))


def duree_ecrite(connexion: Connection, convention: int) -> str:
    """How long an agreement lasts as its file last said: a file is known again by it."""
    c = r.convention.c
    return str(connexion.execute(select(c.duree).where(c.id == convention)).scalar_one())


def changer_de_convention(connexion: Connection, racine: int, convention: int) -> None:
    """Put a root and all its dossiers under another agreement."""
    d = t.dossier.c
    voulus = (d.id == racine) | (d.racine == racine)
    connexion.execute(update(t.dossier).where(voulus).values(convention=convention))


def rattacher_au_registre(connexion: Connection, racine: int, marche: int) -> None:
    """Tell which marché of the register a root and its dossiers are about."""
    d = t.dossier.c
    voulus = (d.id == racine) | (d.racine == racine)
    connexion.execute(update(t.dossier).where(voulus).values(marche=marche))


def creer_operation(connexion: Connection, *, reference: str, nom: str, donneur_ordre: int) -> int:
    """Add an operation to the register; its id."""
    valeurs = {"reference": reference, "nom": nom, "donneur_ordre": donneur_ordre}
    creee = r.operation.insert().values(**valeurs).returning(r.operation.c.id)
    return int(connexion.execute(creee).scalar_one())


def rattacher_a_l_operation(connexion: Connection, racine: int, operation: int) -> None:
    """Put a root and its dossiers into an operation."""
    d = t.dossier.c
    voulus = (d.id == racine) | (d.racine == racine)
    connexion.execute(update(t.dossier).where(voulus).values(operation=operation))


def designer_mandataire(connexion: Connection, marche: int, entreprise: int) -> None:
    """Tell which titulaire speaks for the groupement: there is one."""
    tit = r.titulaire
    ceux = update(tit).where(tit.c.marche == marche)
    connexion.execute(ceux.values(mandataire=tit.c.entreprise == entreprise))
