"""A clock with two hands, many dossiers at once, and a post that tells what it carried."""

from __future__ import annotations

import dataclasses
import logging
import multiprocessing
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import insert, select

from jalon.assembly import charger_machines
from jalon.clock import HorlogeFigee
from notifications.post import Arret, Bilan, Lettre, Resultat, Sort, SurResultat, jamais
from services.clock.ticking import tick
from storage import tables as t
from tests.portfolio import REL1, Portefeuille, mener, ouvrir_bureau

charger_machines()
FOURCHE = multiprocessing.get_context("forkserver")
"""Processes are forked from one that has loaded what they run, and the machines."""
FOURCHE.set_forkserver_preload(["tests.services.clockwork", "tests.services.test_crash"])
EXPIRATION = "2025-03-19"
"""Office day after the 15 days that run from the reception of 2025-03-03."""


class HorlogeDouble(HorlogeFigee):
    """Civil time and real time, each moved on its own."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(instant)
        self.reel = instant

    def reelle(self) -> datetime:
        return self.reel

    def passer(self, **duree: float) -> None:
        """Time passes for both hands."""
        self.instant += timedelta(**duree)
        self.reel += timedelta(**duree)


def deux_aiguilles(portefeuille: Portefeuille) -> tuple[Portefeuille, HorlogeDouble]:
    """The same desk under a clock with two hands."""
    horloge = HorlogeDouble(portefeuille.horloge.instant)
    return portefeuille.avec(horloge=horloge), horloge


def reglages(portefeuille: Portefeuille, **autres: Any) -> Portefeuille:
    """The same desk under other settings."""
    return portefeuille.avec(reglages=dataclasses.replace(portefeuille.bureau.reglages, **autres))


def a(portefeuille: Portefeuille, instant: str) -> dict[str, Any]:
    """Go to an instant, ``2025-03-19T14:00``, and let the clock turn, as it did that morning."""
    voulu = datetime.fromisoformat(instant + ("+01:00" if "+" not in instant else ""))
    matin = voulu.replace(hour=9, minute=0, second=0)
    for moment in (matin, voulu) if portefeuille.horloge.instant < matin < voulu else (voulu,):
        portefeuille.horloge.instant = moment
        dite = tick(portefeuille.bureau)
    return dite


def courrier_recu(portefeuille: Portefeuille) -> None:
    """The first relation, its letter received: the 15 days run."""
    mener(portefeuille, "courrier_recu")


def taches(portefeuille: Portefeuille, code: str, dossier: str = REL1) -> list[Any]:
    """Tasks of a kind on a dossier."""
    requete = """SELECT t.id, t.statut, t.libelle, t.echeance, t.faite_par, t.reponse FROM tache t
        JOIN dossier d ON d.id = t.dossier WHERE d.numero = :n AND t.code LIKE :c ORDER BY t.id"""
    return portefeuille.rangees(requete, n=dossier, c=f"{code}%")


def courriels(portefeuille: Portefeuille, message: str) -> list[Any]:
    """Mails of a kind, oldest first."""
    requete = "SELECT * FROM outbox WHERE message = :m ORDER BY id"
    return portefeuille.rangees(requete, m=message)


def incidents(portefeuille: Portefeuille, genre: str) -> list[Any]:
    """Incidents of a kind that are still open."""
    requete = "SELECT * FROM incident WHERE genre = :g AND resolu_le IS NULL ORDER BY id"
    return portefeuille.rangees(requete, g=genre)


def evenements(portefeuille: Portefeuille, dossier: str = REL1) -> list[str]:
    """Events of a dossier's journal."""
    return [une.event for une in portefeuille.journal(dossier)]


def cloner(portefeuille: Portefeuille, nombre: int, modele: str = REL1) -> list[str]:
    """Copies of a dossier and of its live timers, their journals still empty."""
    moteur = portefeuille.bureau.travail.moteurs.ecriture
    with moteur.begin() as connexion:
        un = connexion.execute(select(t.dossier).where(t.dossier.c.numero == modele)).one()
        vivants = connexion.execute(
            select(t.timer).where(t.timer.c.dossier == un.id, t.timer.c.status == t.ARME)
        ).all()
        numeros = [f"REL-2099-{rang:05d}" for rang in range(1, nombre + 1)]
        neuf = dict(un._mapping) | {"seq": 0, "hash": "", "racine": None, "parent": None}
        del neuf["id"]
        connexion.execute(insert(t.dossier), [neuf | {"numero": numero} for numero in numeros])
        ids = connexion.execute(
            select(t.dossier.c.id).where(t.dossier.c.numero.like("REL-2099-%"))
        ).scalars()
        timers = [dict(vivant._mapping) | {"dossier": id_} for id_ in ids for vivant in vivants]
        for timer in timers:
            del timer["id"]
        connexion.execute(insert(t.timer), timers)
    return numeros


def compter(portefeuille: Portefeuille, table: str, condition: str) -> int:
    """How many rows."""
    requete = f"SELECT count(*) FROM {table} WHERE {condition}"  # noqa: S608 # our own words
    return int(portefeuille.rangees(requete)[0][0])


def tourner_seul(url: str, instant: datetime, lot: int, fil: Connection) -> None:
    """In a process of its own: wait for a word, let the clock turn, say what it did."""
    logging.disable()
    seul = reglages(ouvrir_bureau(url, instant, mode="full"), lot=lot)
    fil.send("pret")
    fil.recv()
    fil.send(tick(seul.bureau))
    seul.fermer()


class Processus:
    """A function in a process of its own, forked from one that has loaded the house."""

    def __init__(self, fonction: Callable[..., None], *arguments: Any) -> None:
        self.fil, autre = FOURCHE.Pipe()
        self.processus = FOURCHE.Process(target=fonction, args=(*arguments, autre), daemon=True)
        self.processus.start()
        autre.close()
        assert self.fil.recv() == "pret"

    def partir(self) -> None:
        """Let it go."""
        self.fil.send("va")

    def tuer(self) -> None:
        """As ``kill -9`` does."""
        self.processus.kill()
        self.finir()

    def finir(self) -> Any:
        """What it said, if it lived to say it."""
        try:
            return self.fil.recv()
        except EOFError:
            return None
        finally:
            self.fil.close()
            self.processus.join(30)
            self.processus.close()


class PosteDocile:
    """Takes everything and keeps it, or answers what it was told to."""

    def __init__(self, **reponse: Any) -> None:
        self.lettres: list[Lettre] = []
        self.reponse = {"sort": Sort.ENVOYE} | reponse

    def distribuer_tous(
        self, lettres: Iterable[Lettre], sur_resultat: SurResultat, arret: Arret = jamais
    ) -> Bilan:
        for lettre in lettres:
            self.lettres.append(lettre)
            sur_resultat(Resultat(id=lettre.id, **self.reponse))
        return Bilan()
