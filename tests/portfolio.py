"""A small portfolio that tests drive through the real services: one marché, three titulaires."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from jalon.assembly import assembler
from jalon.clock import HorlogeFigee
from jalon.settings import Base, Reglages, Secret
from services.advancing import avancer
from services.commands import Commande
from services.importing.decp import importer_decp
from services.office import Bureau
from services.register.follow import Suivi, suivre_marche
from services.register.register_conventions import ajouter_convention, lire_convention
from services.register.registering import (
    CompteSaisi,
    InterlocuteurSaisi,
    ReferentSaisi,
    ajouter_compte,
    ajouter_interlocuteur,
    designer_referent,
)
from storage.migrating import migrer
from storage.schema import metadata

SECRET = Secret.model_validate({"cle": "un secret qui ne sert qu’aux tests".replace(" ", "-")})
DEBUT = datetime.fromisoformat("2025-03-03T09:30+01:00")
"""A Monday, a working day."""
VILLE, LYON = "21690149600010", "21690123100011"
A, B, C = "51944339400019", "31420941200019", "96650042300035"
MARCHE = "2025-07"
REL1, REL2, REL3 = (f"REL-2025-0000{rang}" for rang in (1, 2, 3))
MAR = "MAR-2025-00001"
_CONVENTION = f"""
reference: OULLINS-2022
structure:
  siret: "13000354400033"
  nom: Maison de l'emploi
  zone: metropole
  courriel: contact@mmie.test
  telephone: "04 00 00 00 00"
  adresse: 24 rue X
donneur_ordre: {{nom: Ville d'Oullins, siret: "{VILLE}"}}
effet_le: 2022-07-25
duree: 4 ans
"""
_COMPTES: tuple[dict[str, Any], ...] = (
    {"login": "fac", "nom": "Camille Daubrac", "roles": ("facilitateur",)},
    {"login": "resp", "nom": "Sofia Amrani", "roles": ("responsable",)},
    {"login": "ref", "nom": "Nadia Orsel", "roles": ("referent",), "donneur_ordre": VILLE},
    {"login": "lyon", "nom": "Paul Vidal", "roles": ("referent",), "donneur_ordre": LYON},
    {"login": "ent", "nom": "Une entreprise", "roles": ("entreprise",)},
    {"login": "compta", "nom": "La compta", "roles": ("comptable",)},
    {"login": "presc", "nom": "Inès Morand", "roles": ("prescripteur",)},
    {"login": "presc2", "nom": "Une autre", "roles": ("prescripteur",)},
    {"login": "adm", "nom": "Admin", "roles": ("admin",)},
)
COMPTES = {un["roles"][0]: un["login"] for un in reversed(_COMPTES)}
"""Role → an account of the portfolio that has it."""


@dataclass
class Portefeuille:
    """The desk, its clock and what the tests ask of its database."""

    bureau: Bureau
    url: str

    @property
    def horloge(self) -> HorlogeFigee:
        assert isinstance(self.bureau.horloge, HorlogeFigee)
        return self.bureau.horloge

    def attendre(self, **duree: float) -> datetime:
        """Let time pass."""
        self.horloge.instant += timedelta(**duree)
        return self.horloge.instant

    def aller(self, jour: str) -> None:
        """Go to a morning."""
        self.horloge.instant = datetime.fromisoformat(f"{jour}T09:30+01:00")

    def fire(self, dossier: str, evenement: str, by: str = "fac", **saisies: Any) -> dict[str, Any]:
        """One event, asked by an account; fields of the command itself start with ``_``."""
        options = {nom[1:]: saisies.pop(nom) for nom in tuple(saisies) if nom.startswith("_")}
        return avancer(self.bureau, commande(dossier, evenement, by, saisies, **options))

    def suivre(self, marche: str = MARCHE) -> dict[str, Any]:
        """Follow the marché."""
        return suivre_marche(
            self.bureau,
            Suivi(marche=marche, convention="OULLINS-2022", facilitateur="fac", acteur="cli:test"),
        )

    def avec(self, **autres: Any) -> Portefeuille:
        """The same database behind another desk."""
        return Portefeuille(dataclasses.replace(self.bureau, **autres), self.url)

    def rangees(self, requete: str, **valeurs: Any) -> list[Any]:
        """Rows of a query."""
        with self.bureau.travail.lire() as connexion:
            return list(connexion.execute(text(requete), valeurs))

    def etat(self, dossier: str) -> str:
        """State of a dossier."""
        return str(self.rangees("SELECT state FROM dossier WHERE numero = :n", n=dossier)[0][0])

    def timers(self, dossier: str) -> set[tuple[str, int]]:
        """Live timers of a dossier: name and rank."""
        requete = """SELECT t.name, t.rung FROM timer t JOIN dossier d ON d.id = t.dossier
            WHERE d.numero = :n AND t.status = 'arme'"""
        return {(une.name, une.rung) for une in self.rangees(requete, n=dossier)}

    def journal(self, dossier: str) -> list[Any]:
        """Lines of a dossier, payload read."""
        requete = """SELECT j.seq, j.event, j.from_state, j.to_state, j.kind, j.role, j.payload,
            j.explanation, j.actor, j.on_behalf_of, j.reason FROM journal j
            JOIN dossier d ON d.id = j.dossier WHERE d.numero = :n ORDER BY j.seq"""
        return self.rangees(requete, n=dossier)

    def tout(self) -> dict[str, list[tuple[Any, ...]]]:
        """A full dump of every table."""
        with self.bureau.travail.lire() as connexion:
            return tout(connexion)

    def fermer(self) -> None:
        self.bureau.travail.moteurs.fermer()


def tout(connexion: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, sorted."""
    requetes = {nom: text(f"SELECT * FROM {nom}") for nom in metadata.tables}  # noqa: S608 # our own
    return {
        nom: sorted((tuple(une) for une in connexion.execute(requete)), key=repr)
        for nom, requete in requetes.items()
    }


def commande(
    dossier: str, evenement: str, by: str | None, saisies: Mapping[str, Any], **options: Any
) -> Commande:
    """A command of the command line."""
    return Commande(
        dossier=dossier,
        evenement=evenement,
        acteur="cli:test",
        compte=by,
        saisies=saisies,
        **options,
    )


def ouvrir_bureau(url: str, instant: datetime = DEBUT, *, mode: str = "normal") -> Portefeuille:
    """The desk on a prepared database, its clock standing still."""
    reglages = Reglages(environnement="test", database=Base(url=url, mode=mode), secret=SECRET)  # type: ignore[arg-type] # mode is one of the two words
    bureau = dataclasses.replace(assembler(reglages), horloge=HorlogeFigee(instant))
    return Portefeuille(bureau, url)


def preparer(url: str, dossier: Path) -> None:
    """An initialised database with its register: one followed marché, three relations."""
    migrer(url)
    portefeuille = ouvrir_bureau(url)
    travail = portefeuille.bureau.travail
    importer_decp(portefeuille.bureau, [_decp(dossier)])
    ajouter_convention(travail, lire_convention(_CONVENTION))
    for compte in _COMPTES:
        adresse = f"{compte['login']}@exemple.test"
        ajouter_compte(travail, CompteSaisi(courriel=adresse, **compte))
    designer_referent(
        travail,
        ReferentSaisi(
            donneur_ordre=VILLE,
            nom="Nadia Orsel",
            du=date(2022, 7, 25),
            courriel="ref@exemple.test",
        ),
    )
    ajouter_interlocuteur(
        travail,
        InterlocuteurSaisi(
            entreprise=A, nom="Jean Maçon", du=date(2024, 1, 1), courriel="jean@btp.test"
        ),
    )
    portefeuille.suivre()
    portefeuille.fermer()


def _decp(dossier: Path) -> Path:
    chemin = dossier / "marches.json"
    titulaires = [{"titulaire": {"id": un, "typeIdentifiant": "SIRET"}} for un in (A, B, C)]
    marche = {
        "id": MARCHE,
        "_type": "Marché",
        "acheteur": {"id": VILLE},
        "nature": "Marché",
        "objet": "Réhabilitation du groupe scolaire",
        "codeCPV": "45214200-2",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "69600", "typeCode": "Code postal"},
        "dureeMois": 12,
        "dateNotification": "2025-02-28",
        "datePublicationDonnees": "2025-03-01",
        "montant": 412000.5,
        "titulaires": titulaires,
        "modifications": [],
    }
    autre = {**marche, "id": "2025-08", "acheteur": {"id": LYON}}
    chemin.write_text(json.dumps({"marches": {"marche": [marche, autre]}}), "utf-8")
    return chemin


ETAPES: Mapping[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "en_difficulte": (("signaler_difficulte", "fac", {"motif": "pas de réponse"}),),
    "courrier_propose": (
        (
            "consigner_contact",
            "fac",
            {
                "date": "2025-03-01",
                "moyen": "telephone",
                "sens": "sortant",
                "resultat": "pas_de_reponse",
            },
        ),
        (
            "consigner_contact",
            "fac",
            {
                "date": "2025-03-02",
                "moyen": "courriel",
                "sens": "sortant",
                "resultat": "pas_de_reponse",
                "note": "rien de Mme Zéphyr",
            },
        ),
        ("proposer_courrier", "fac", {}),
    ),
    "courrier_accepte": (("accepter_courrier", "ref", {}),),
    "courrier_envoye": (
        (
            "envoyer_courrier",
            "fac",
            {
                "mode_envoi": "lrar",
                "courrier_envoye_le": "2025-03-03",
                "numero": "1A 1",
                "doublon_vu": "oui",
            },
        ),
    ),
    "courrier_recu": (
        ("constater_reception", "fac", {"courrier_recu_le": "2025-03-03", "preuve": "AR 1"}),
    ),
}
"""State → the acts that lead to it from the state before, all on the first morning."""


REFUS = {"piece": ("refus.pdf", b"%PDF non")}
"""The written refusal of an entreprise, as ``_pieces``."""
INVITATION = {"mode_invitation": "lrar", "preuve_invitation": "AR 2"}
"""How the buyer invited an entreprise to present its observations; add ``invitation_recue_le``."""


def mener(portefeuille: Portefeuille, etat: str, dossier: str = REL1) -> None:
    """Lead a relation from its opening to a state of the courrier."""
    for passage, actes in ETAPES.items():
        for evenement, by, saisies in actes:
            portefeuille.fire(dossier, evenement, by, **saisies)
        if passage == etat:
            return
    raise AssertionError(etat)
