"""Lives the story through the services, instant after instant, up to the first morning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources import as_file, files
from itertools import groupby

from jalon.demo import people
from jalon.demo.acts import Acte, Geste, Ouvre, Prise
from jalon.demo.steps import Deroulement
from jalon.demo.story import histoire
from services.advancing import avancer
from services.commands import Commande
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.counter.tasks import repondre
from services.importing.decp import importer_decp
from services.importing.siae import importer_siae
from services.office import Bureau
from services.reading.looking_dossier import dossier
from services.reading.looking_tasks import taches
from services.register.follow import Suivi, suivre_marche
from services.task_answers import FAIT
from states.french import PARIS
from storage.agenda import relations_de

DEBUT = datetime(2025, 1, 6, 8, 30, tzinfo=PARIS)
DEPART = datetime(2025, 3, 3, 8, 30, tzinfo=PARIS)
"""The morning on which the demonstration begins."""
PREMIER_ACTE, PAUSE = time(9, 10), timedelta(minutes=7)
ACTEUR = "demo:histoire"
A_DECIDER = "decider_echeance"
SANS_PIECE: Mapping[str, tuple[str, bytes]] = {}
DERNIER_RANGEMENT = date(2025, 2, 22)
"""What comes to the desks later is still there when the demonstration begins."""


def remplir_registre(bureau: Bureau) -> None:
    """Marchés and structures of the public data, then the people."""
    donnees = files("jalon.demo") / "data"
    with as_file(donnees / "decp_selection.csv") as chemin:
        importer_decp(bureau, [chemin])
    with as_file(donnees / "siae_rhone.csv") as chemin:
        importer_siae(bureau, [chemin])
    people.inscrire(bureau)


def vivre(bureau: Bureau, deroulement: Deroulement) -> None:
    """Every act at its hour, every deadline at its own, until the first morning."""
    scene = _Scene(bureau)
    for jour, actes in groupby(histoire(), key=lambda un: un.le):
        instant = datetime.combine(jour, PREMIER_ACTE, PARIS)
        for acte in actes:
            passer(deroulement, instant)
            scene.jouer(acte)
            instant += PAUSE
        if jour < DERNIER_RANGEMENT:
            _ranger(bureau, jour)
    passer(deroulement, DEPART)
    deroulement.tourner()


def _ranger(bureau: Bureau, jour: date) -> None:
    """Each facilitateur answers what was put on the desk on the days before."""
    for login in (people.CAMILLE, people.IDRIS):
        for tache in taches(bureau, compte=login, limite=500):
            posee = datetime.fromisoformat(str(tache["cree_le"])).date()
            if (
                posee < jour
                and str(tache["code"]).startswith(A_DECIDER)
                and FAIT in tache["reponses"]
            ):
                repondre(bureau, tache["id"], FAIT, login, ACTEUR)


def passer(deroulement: Deroulement, terme: datetime) -> None:
    """Let time run to an instant."""
    for _ in deroulement.jusqu_a(terme):
        pass


class _Scene:
    """Finds the dossier that each act speaks of."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        self._marches: dict[str, str] = {}
        self._relations: dict[tuple[str, str], str] = {}
        self._nommes: dict[str, str] = {}

    def jouer(self, acte: Prise | Geste | Ouvre | Acte) -> None:
        if isinstance(acte, Geste):
            numero = self._marches[acte.marche]
            if acte.titulaire:
                numero = self._relations[acte.marche, acte.titulaire]
            self._agir(numero, acte)
        elif isinstance(acte, Acte):
            self._agir(self._nomme(acte.dossier), acte, acte.pieces)
        elif isinstance(acte, Ouvre):
            self._ouvrir(acte)
        else:
            self._suivre(acte)

    def _suivre(self, prise: Prise) -> None:
        suivi = suivre_marche(
            self._bureau,
            Suivi(
                marche=prise.marche,
                convention=prise.convention,
                facilitateur=prise.par,
                acteur=ACTEUR,
                disposition="clause_execution",
            ),
        )
        numero = self._marches[prise.marche] = str(suivi["dossier"])
        with self._bureau.travail.lire() as connexion:
            for siret, relation in relations_de(connexion, numero):
                self._relations[prise.marche, siret] = relation

    def _ouvrir(self, acte: Ouvre) -> None:
        dans = acte.dans
        dite = ouvrir_a_la_main(
            self._bureau,
            Ouverture(
                machine=acte.machine,
                acteur=ACTEUR,
                compte=acte.par,
                dans=self._relations[dans]
                if isinstance(dans, tuple)
                else self._marches.get(dans or ""),
                convention=acte.convention,
                saisies=acte.saisies,
            ),
        )
        self._nommes[acte.nom] = str(dite["dossier"])

    def _nomme(self, nom: str) -> str:
        """A dossier by its name; « nom : lien » is the last one that it opened under a link."""
        qui, deux_points, lien = nom.partition(" : ")
        numero = self._nommes.get(qui) or self._marches[qui]
        if not deux_points:
            return numero
        liens = dossier(self._bureau, numero)["liens"]
        return str([un["numero"] for un in liens if un["lien"] == lien][-1])

    def _agir(
        self, numero: str, acte: Geste | Acte, pieces: Mapping[str, tuple[str, bytes]] = SANS_PIECE
    ) -> None:
        avancer(
            self._bureau,
            Commande(
                dossier=numero,
                evenement=acte.evenement,
                acteur=ACTEUR,
                compte=acte.par,
                saisies=acte.saisies,
                pieces=pieces,
            ),
        )
