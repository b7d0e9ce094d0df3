"""The people of the demonstration, all invented: a name that says the role, an address nowhere."""

from __future__ import annotations

import unicodedata
from datetime import date

from services.accounts.passwords import Coffre
from services.accounts.signing_in import poser_mot_de_passe
from services.office import Bureau
from services.register.register_conventions import ajouter_convention, lire_convention
from services.register.registering import (
    CompteSaisi,
    InterlocuteurSaisi,
    ReferentSaisi,
    ajouter_compte,
    ajouter_interlocuteur,
    designer_referent,
)
from storage.register_queries import marches, titulaires

OULLINS, ECULLY, SAINTE_FOY = "20010274700017", "21690081100011", "21690202300011"
STRUCTURE = "13000354400033"
CAMILLE, IDRIS, SOLENE, THEO = "camille", "idris", "solene", "theo"
NADIA, BRUNO, INES = "nadia", "bruno", "ines"
ALIX, PAULE = "alix", "paule"
SANS_INTERLOCUTEUR = "87818513100025"
"""A company that nobody has named a contact for: its mails wait, a task says so."""
MOT_DE_PASSE = "un-jalon-apres-l-autre"
"""Of every account: it opens nothing but invented people's pages, on this machine."""
_DOMAINE = "maison-emploi.example"
_EQUIPE = (
    (CAMILLE, "Camille Facilitatrice", ("facilitateur",)),
    (IDRIS, "Idris Facilitateur", ("facilitateur",)),
    (SOLENE, "Solène Responsable", ("responsable",)),
    (THEO, "Théo Comptable", ("comptable",)),
    (ALIX, "Alix Administratrice", ("admin",)),
    (PAULE, "Paule Prescriptrice", ("prescripteur",)),
)
_VILLES = (
    (NADIA, "Nadia Référente", OULLINS, "oullins-pierre-benite.example"),
    (BRUNO, "Bruno Référent", ECULLY, "ecully.example"),
    (INES, "Inès Référente", SAINTE_FOY, "sainte-foy.example"),
)
EQUIPE = tuple((login, nom, roles[0]) for login, nom, roles in _EQUIPE) + tuple(
    (login, f"{nom} ({domaine.removesuffix('.example')})", "referent")
    for login, nom, _, domaine in _VILLES
)
"""Login, name and role of every account."""
_STRUCTURE = f"""\
structure:
  siret: "{STRUCTURE}"
  nom: Maison de l’emploi (démonstration)
  adresse: 1 place de l’Exemple, 69000 Lyon
  telephone: "04 00 00 00 00"
  courriel: clauses@{_DOMAINE}
  zone: metropole
"""
_CONVENTIONS = (
    f"""\
reference: OULLINS-2022
{_STRUCTURE}
donneur_ordre:
  nom: Ville d’Oullins-Pierre-Bénite
  identites:
    - {{siret: "21690149600010", nom: Ville d’Oullins, au: 2023-12-31}}
    - {{siret: "{OULLINS}", nom: Ville d’Oullins-Pierre-Bénite, du: 2024-01-01}}
effet_le: 2022-07-25
duree: 4 ans
""",
    f"""\
reference: ECULLY-2023
{_STRUCTURE}
donneur_ordre: {{nom: Ville d’Écully, siret: "{ECULLY}"}}
effet_le: 2023-09-01
duree: 3 ans
""",
    f"""\
reference: SAINTE-FOY-2024
{_STRUCTURE}
donneur_ordre: {{nom: Ville de Sainte-Foy-lès-Lyon, siret: "{SAINTE_FOY}"}}
effet_le: 2024-01-01
duree: 4 ans
""",
)
_DEPUIS = date(2024, 1, 1)


def inscrire(bureau: Bureau) -> None:
    """Enter everybody through the register's services; marchés are there already."""
    travail = bureau.travail
    for texte in _CONVENTIONS:
        ajouter_convention(travail, lire_convention(texte))
    for login, nom, roles in _EQUIPE:
        adresse = f"{login}@{_DOMAINE}"
        ajouter_compte(
            travail,
            CompteSaisi(
                login=login,
                nom=nom,
                roles=roles,
                courriel=adresse,
                telephone="04 00 00 00 00",
                structure=STRUCTURE,
            ),
        )
    for login, nom, siret, domaine in _VILLES:
        adresse = f"{login}@{domaine}"
        ajouter_compte(
            travail,
            CompteSaisi(
                login=login, nom=nom, roles=("referent",), courriel=adresse, donneur_ordre=siret
            ),
        )
        designer_referent(
            travail, ReferentSaisi(donneur_ordre=siret, nom=nom, du=_DEPUIS, courriel=adresse)
        )
    _interlocuteurs(bureau)
    coffre = Coffre()
    for login, _, _ in EQUIPE:
        poser_mot_de_passe(bureau, coffre, login, MOT_DE_PASSE)


def _interlocuteurs(bureau: Bureau) -> None:
    """One contact a company, but for one."""
    with bureau.travail.lire() as connexion:
        tenus = {
            un.identifiant: un.nom
            for marche in marches(connexion, limite=100)
            for un in titulaires(connexion, marche.id, _DEPUIS.replace(year=2025))
        }
    for rang, (siret, nom) in enumerate(sorted(tenus.items())):
        if siret != SANS_INTERLOCUTEUR:
            ajouter_interlocuteur(
                bureau.travail,
                InterlocuteurSaisi(
                    entreprise=siret,
                    nom="Lou Interlocuteur·rice",
                    du=_DEPUIS,
                    courriel=f"insertion@{_mot(nom)}.example",
                    telephone=f"04 65 71 00 {rang:02d}",  # numbers kept for fiction (ARCEP)
                    fonction=f"insertion, {nom}",
                ),
            )


def _mot(nom: str) -> str:
    """A domain out of a company's name."""
    plat = unicodedata.normalize("NFKD", nom.partition("(")[0].lower())
    lettres = "".join(
        un if un.isascii() and un.isalnum() else "-"
        for un in plat
        if un.isprintable() and not unicodedata.combining(un)
    )
    return "-".join(morceau for morceau in lettres.split("-") if morceau)[:40].strip("-")
