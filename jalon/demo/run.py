"""`jalon demo` and `jalon demo avancer`: makes the demonstration, runs it, moves it on."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from rich.console import Console

from jalon.assembly import assembler, poste
from jalon.clock import HorlogeReelle
from jalon.demo import folder, people
from jalon.demo.building import DEBUT, DEPART, passer, remplir_registre, vivre
from jalon.demo.clock import HorlogeDemo, HorlogeDeScene
from jalon.demo.durations import terme
from jalon.demo.folder import Dossier
from jalon.demo.steps import Deroulement
from jalon.demo.summary import resumer
from jalon.demo.telling import Fait, Recit, instant_long
from jalon.errors import ReglageInvalide
from jalon.proofs import Preuve
from jalon.secret_file import ecrire_s_il_manque
from jalon.serving import adresse_de, servir
from jalon.settings import Reglages
from services.installing import exiger_installation, installer
from services.office import Bureau
from states.french import a_paris, date_longue
from web.site import Demonstration

Dire = Callable[[str], None]
"""Where the lines meant for people go."""
UNE_FOIS = "JALON_DEMO_ONCE"


def lancer(port: int | None = None, *, une_fois: bool = False, dire: Dire | None = None) -> None:
    """Make a fresh demonstration, say what it is, then let time run until it is told to stop.

    ``une_fois`` makes it and leaves it standing at its first morning; the pages open on ``port``.

    Raises:
        ReglageInvalide: the folder is not ours, another demonstration runs there, or a wrong start.
    """
    parler = dire or Console(highlight=False, soft_wrap=True).print
    lieu, depart = folder.dossier(), _depart()
    folder.ouvrir(lieu)
    with lieu.reserver():
        parler("La démonstration se prépare : deux mois d’histoire à vivre, quelques secondes…\n")
        folder.vider(lieu)
        folder.ecrire_les_reglages(lieu, port or folder.PORT)
        reglages = lieu.reglages()
        installer(reglages.database.url, reglages.environnement, HorlogeReelle().reelle())
        ecrire_s_il_manque(reglages)
        _construire(lieu, reglages, depart)
        with _bureau(lieu, reglages) as (bureau, horloge):
            for ligne in resumer(bureau, lieu, horloge.maintenant()):
                parler(ligne)
            if not (une_fois or os.environ.get(UNE_FOIS)):
                _tourner(bureau, horloge, reglages, reglages.web.port, parler)


def _tourner(
    bureau: Bureau, horloge: HorlogeDemo, reglages: Reglages, port: int, parler: Dire
) -> None:
    def pret(adresse: str) -> None:
        parler(f"\nOuvrez {adresse} dans un navigateur. Le temps court.")
        parler("Ctrl-C pour arrêter ; l’heure s’arrête alors aussi.")

    for bavard in ("apscheduler", "uvicorn"):  # a late turn is of no interest here
        logging.getLogger(bavard).setLevel(logging.ERROR)
    horloge.lancer()
    try:
        servir(
            bureau,
            reglages,
            port,
            adresse=adresse_de(reglages, port),
            demonstration=Demonstration(
                comptes=people.EQUIPE,
                mot_de_passe=people.MOT_DE_PASSE,
                boite=reglages.courriel.boite,
            ),
            pret=pret,
        )
    finally:
        horloge.aller(horloge.maintenant())


def avancer(duree: str, *, dire: Dire | None = None) -> dict[str, Any]:
    """Move the demonstration on, through each due instant at its own hour; what happened.

    Works whether or not the demonstration runs: one that does follows the same clock.

    Raises:
        ReglageInvalide: no demonstration here, or no duration.
    """
    parler = dire or Console(stderr=True, highlight=False, soft_wrap=True).print
    lieu = folder.dossier()
    lieu.exiger_prete()
    reglages = lieu.reglages()
    with _bureau(lieu, reglages) as (bureau, horloge):
        depart = horloge.maintenant()
        arrivee = terme(depart, duree, bureau.calendriers(bureau.reglages.zone))
        deroulement = Deroulement(bureau, poste(reglages), horloge)
        vecus = _avancer(bureau, horloge, deroulement, arrivee)
        faits = list(_dire_au_fur_et_a_mesure(vecus, parler))
    return {
        "de": a_paris(depart).isoformat(),
        "a": a_paris(arrivee).isoformat(),
        "nous_sommes": instant_long(arrivee),
        "mouvements": _compter(faits, "mouvement"),
        "courriels": _compter(faits, "courriel"),
        "taches": _compter(faits, "tache"),
        "faits": [
            {"le": a_paris(un.le).isoformat(), "genre": un.genre, "phrase": un.phrase, **un.detail}
            for un in faits
        ],
    }


def _avancer(
    bureau: Bureau, horloge: HorlogeDemo, deroulement: Deroulement, arrivee: datetime
) -> Iterator[Fait]:
    """Step by step; a demonstration that runs stands still meanwhile, then runs on from there."""
    tournait = horloge.tourne
    horloge.aller(horloge.maintenant())
    recit = Recit(bureau)
    try:
        for instant in deroulement.jusqu_a(arrivee):
            yield from recit.suite(instant)
    finally:
        if tournait:
            horloge.lancer()


def _dire_au_fur_et_a_mesure(faits: Iterator[Fait], parler: Dire) -> Iterator[Fait]:
    jour = None
    for un in faits:
        if un.jour != jour:
            jour = un.jour
            parler(date_longue(jour).capitalize())
        parler(un.ligne())
        yield un


def _construire(lieu: Dossier, reglages: Reglages, depart: datetime) -> None:
    """Live the story; the clock of the folder then stands at its first morning."""
    scene = HorlogeDeScene(DEBUT)
    bureau = replace(assembler(reglages, preuve=Preuve(reglages.parametres)), horloge=scene)
    try:
        remplir_registre(bureau)
        deroulement = Deroulement(bureau, poste(reglages), scene)
        vivre(bureau, deroulement)
        passer(deroulement, depart)
    finally:
        bureau.travail.moteurs.fermer()
    HorlogeDemo(lieu.chemin).aller(depart)
    folder.ecrire_le_script(lieu)


@contextmanager
def _bureau(lieu: Dossier, reglages: Reglages) -> Iterator[tuple[Bureau, HorlogeDemo]]:
    horloge = HorlogeDemo(lieu.chemin)
    bureau = replace(assembler(reglages, preuve=Preuve(reglages.parametres)), horloge=horloge)
    try:
        exiger_installation(bureau.travail, reglages.database.url, reglages.environnement)
        yield bureau, horloge
    finally:
        bureau.travail.moteurs.fermer()


def _depart() -> datetime:
    """Where time starts: the first morning, or a later instant given by ``JALON_NOW``."""
    texte = os.environ.get("JALON_NOW")
    if not texte:
        return DEPART
    try:
        voulu = datetime.fromisoformat(texte)
    except ValueError:
        voulu = None
    if voulu is None or voulu.tzinfo is None or voulu < DEPART:
        raise ReglageInvalide(
            "JALON_NOW",
            f"« {texte} » : la démonstration commence le {instant_long(DEPART)}, ou après.",
            f"Retirez JALON_NOW, ou écrivez un instant comme {DEPART.isoformat()}.",
        )
    return voulu


def _compter(faits: list[Fait], genre: str) -> int:
    return sum(1 for un in faits if un.genre == genre)
