"""A portfolio made through the public services: register, people, dossiers, and their clones."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from jalon.assembly import assembler
from jalon.clock import HorlogeDecalee, HorlogeReelle
from jalon.settings import Base, Reglages
from services.act import Auteur, Chantier
from services.importing.decp import importer_decp
from services.installing import installer
from services.office import Bureau
from services.opening import NouveauDossier, ouvrir_dossier
from services.register.register_conventions import ajouter_convention, lire_convention
from services.register.registering import (
    CompteSaisi,
    InterlocuteurSaisi,
    ReferentSaisi,
    ajouter_compte,
    ajouter_interlocuteur,
    designer_referent,
)
from services.surroundings import Entourage
from storage import register_queries as registre
from storage.register_people import compte_par_login, convention_par_reference

MACHINE = "relation_entreprise"
FACILITATEUR, REFERENT = "facilitatrice", "referente"
DEPART = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
"""A Monday: the day the portfolio is opened, and that of W1."""
VILLE = "20010274700017"
_CONVENTION = """
reference: BANC-2026
structure:
  siret: "13000354400033"
  nom: Maison de l'emploi
  zone: metropole
  courriel: contact@maison.test
  telephone: "04 00 00 00 00"
  adresse: 24 rue du Port, Lyon
donneur_ordre: {nom: Ville du banc, identites: [{siret: "20010274700017", nom: Ville du banc}]}
effet_le: 2025-07-25
duree: 4 ans
"""
_PAR_MARCHE = 3
_PAR_TRANSACTION = 500
Ouverture = Callable[[int], Mapping[str, Any]]
"""What each relation is opened with, by its rank."""


def bureau_de(url: str, mode: str, instant: datetime = DEPART) -> Bureau:
    """The desk as an installation assembles it, its civil clock running from ``instant``."""
    base = Base.model_validate({"url": url, "mode": mode})
    reglages = Reglages(environnement="test", database=base)
    return a_l_heure(assembler(reglages), instant)


def a_l_heure(bureau: Bureau, instant: datetime) -> Bureau:
    """The same desk at another civil time."""
    return replace(bureau, horloge=HorlogeDecalee(instant))


def construire(url: str, nombre: int, ouverture: Ouverture) -> None:
    """Install a database and open ``nombre`` relations, each with its own company's contact."""
    installer(url, "test", HorlogeReelle().reelle())
    bureau = bureau_de(url, "normal")
    _inscrire(bureau)
    marches = -(-nombre // _PAR_MARCHE)
    _importer(bureau, marches)
    for rang in range(max(marches, _PAR_MARCHE)):
        ajouter_interlocuteur(
            bureau.travail,
            InterlocuteurSaisi(
                entreprise=_siret(rang),
                nom=f"Dominique Martin {rang}",
                du=date(2025, 7, 25),
                courriel=f"insertion@entreprise{rang}.test",
            ),
        )
    _ouvrir(bureau, nombre, ouverture)
    bureau.travail.moteurs.fermer()


def _inscrire(bureau: Bureau) -> None:
    ajouter_convention(bureau.travail, lire_convention(_CONVENTION))
    for saisie in (
        CompteSaisi(
            login=FACILITATEUR, nom="Camille Daubrac", roles=("facilitateur",),
            courriel="camille@maison.test", telephone="04 00 00 00 01",
        ),
        CompteSaisi(
            login=REFERENT, nom="Nadia Orsel", roles=("referent",), courriel="nadia@ville.test",
            donneur_ordre=VILLE,
        ),
    ):  # fmt: skip # one account a block
        ajouter_compte(bureau.travail, saisie)
    designer_referent(
        bureau.travail,
        ReferentSaisi(
            donneur_ordre=VILLE,
            nom="Nadia Orsel",
            du=date(2025, 7, 25),
            courriel="nadia@ville.test",
        ),
    )


def _siret(rang: int) -> str:
    """A SIRET that passes its two controls."""
    siren = _luhn(f"{40_000_000 + rang}")
    return _luhn(f"{siren}0001")


def _luhn(chiffres: str) -> str:
    somme = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        double = int(chiffre) * (2 if rang % 2 == 0 else 1)
        somme += double - 9 if double > 9 else double  # noqa: PLR2004 # Luhn: two digits are added
    return f"{chiffres}{-somme % 10}"


def marche_decp(rang: int, marches: int) -> dict[str, Any]:
    """One record of the official JSON format."""
    titulaires = [(rang + decalage) % max(marches, _PAR_MARCHE) for decalage in range(_PAR_MARCHE)]
    return {
        "id": f"2026B{rang:06d}",
        "_type": "Marché",
        "acheteur": {"id": VILLE},
        "nature": "Marché",
        "objet": f"Réhabilitation du groupe scolaire n° {rang} : gros œuvre, façades et toiture",
        "codeCPV": "45214200",
        "procedure": "Appel d'offres ouvert",
        "lieuExecution": {"code": "69", "typeCode": "Code département"},
        "dureeMois": 18,
        "dateNotification": "2026-02-25",
        "datePublicationDonnees": "2026-02-27",
        "montant": 1_250_000.0 + rang,
        "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
        "titulaires": [
            {"titulaire": {"typeIdentifiant": "SIRET", "id": _siret(un)}} for un in titulaires
        ],
        "modifications": [],
    }


def ecrire_decp(chemin: Path, marches: int) -> None:
    """A file of ``marches`` records, written one by one."""
    with chemin.open("w", encoding="utf-8") as sortie:
        sortie.write('{"marches": {"marche": [')
        for rang in range(marches):
            sortie.write("," if rang else "")
            json.dump(marche_decp(rang, marches), sortie, ensure_ascii=False)
        sortie.write("]}}")


def _importer(bureau: Bureau, marches: int) -> None:
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "decp.json"
        ecrire_decp(chemin, marches)
        bilan = importer_decp(bureau, [chemin])
    assert bilan.nouveaux == marches, bilan


def _ouvrir(bureau: Bureau, nombre: int, ouverture: Ouverture) -> None:
    rangs = iter(range(nombre))
    while lot := list(islice(rangs, _PAR_TRANSACTION)):
        with bureau.travail.ecrire() as connexion:
            now = bureau.horloge.maintenant()
            chantier = Chantier(
                connexion=connexion, bureau=bureau, now=now,
                entourage=Entourage(connexion, now.date()),
            )  # fmt: skip # a call on two lines
            for nouveau in _nouveaux(chantier, lot, nombre, ouverture):
                ouvrir_dossier(chantier, nouveau)


def _nouveaux(
    chantier: Chantier, rangs: list[int], nombre: int, ouverture: Ouverture
) -> Iterator[NouveauDossier]:
    convention = convention_par_reference(chantier.connexion, "BANC-2026")
    compte = compte_par_login(chantier.connexion, FACILITATEUR)
    assert convention is not None
    assert compte is not None
    entreprises = max(-(-nombre // _PAR_MARCHE), _PAR_MARCHE)
    for rang in rangs:
        marche = registre.marche_par_cle(chantier.connexion, f"2026B{rang // _PAR_MARCHE:06d}")
        assert marche is not None
        siret = _siret((rang % _PAR_MARCHE + rang // _PAR_MARCHE) % entreprises)
        entreprise = registre.entreprise_par_identifiant(chantier.connexion, siret)
        yield NouveauDossier(
            machine=MACHINE,
            sujet=f"{marche.objet}",
            convention=convention.id,
            marche=marche.id,
            entreprise=entreprise,
            assigned=compte.id,
            auteur=Auteur(acteur="bench", au_nom_de=FACILITATEUR),
            role="facilitateur",
            **ouverture(rang),
        )
