"""Forms out of what an event takes: one control per field, what was typed, what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from litestar.datastructures import UploadFile

from services.accepted_files import ADMIS, LUS, verifier
from services.accounts.signing_in import Visiteur
from services.counter.deposits import deposer, reprendre
from services.errors import Interdit, Introuvable
from services.office import Bureau
from states.french import date_longue
from web.stale_forms import Perime
from web.typed_dates import lire_date
from workflow.errors import ValeurInvalide
from workflow.explain import AVENIR, PASSE
from workflow.process import MOTIF

RADIOS_MAX, LISTE_MAX = 5, 100
"""Choices up to which all are shown at once; then a list; beyond, what is typed is completed."""
NAISSANCE = "naissance"
SANS_CHOIX = {
    "operation": "Aucune opération de ce donneur d’ordre n’est ouverte : ouvrez-la d’abord.",
    "identifiant": "Aucun marché publié de ce donneur d’ordre n’attend d’être suivi.",
}
"""What a field says when the register has nothing to offer."""
_PRES_D_ICI = {PASSE: "ou hier", AVENIR: "ou demain", "": "hier ou demain"}
"""The word that the help of a date offers: a field of the past alone takes no « demain »."""
DEPOT = "_depot_"
"""Before the name of the field whose file is in hand already."""


class Formulaire(Protocol):
    """What a form is made of: the fields of an act, or those of a new dossier."""

    @property
    def saisies(self) -> list[dict[str, Any]]:
        """Each field as ``services.reading.explaining.saisie_dite`` tells it, with its choices."""


@dataclass
class Champ:
    """One field as a page draws it."""

    nom: str
    libelle: str
    controle: str
    obligatoire: bool
    valeur: str = ""
    choix: list[tuple[str, str]] = field(default_factory=list)
    aide: str = ""
    fichier: str = ""
    reference: bool = False
    accepte: str = ""


@dataclass
class Saisie:
    """What somebody typed into a form: texts as typed, values as read, files in hand, faults."""

    textes: dict[str, str] = field(default_factory=dict)
    valeurs: dict[str, str] = field(default_factory=dict)
    pieces: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    depots: dict[str, str] = field(default_factory=dict)
    erreurs: list[tuple[str, str]] = field(default_factory=list)
    vu: str = ""
    """What the form showed of what stands, where it changes that (``services.shown_values``)."""
    perime: Perime | None = None


def champs(formulaire: Formulaire, saisie: Saisie, aujourd_hui: date) -> list[Champ]:
    """The controls of a form, in the order of the machine; the reason last."""
    dessines = [_champ(une, saisie, aujourd_hui) for une in formulaire.saisies]
    return sorted(dessines, key=lambda un: un.nom == MOTIF)


def _champ(une: dict[str, Any], saisie: Saisie, aujourd_hui: date) -> Champ:
    nom, genre = une["champ"], une["type"]
    valeur = saisie.textes.get(nom, "")
    if genre == "date" and nom == "date" and nom not in saisie.textes:
        valeur = "aujourd’hui"  # most facts are told on their day
    return Champ(
        nom=nom,
        libelle=une["libelle"] or nom.replace("_", " ").capitalize(),
        controle=_controle(une),
        obligatoire=une["obligatoire"],
        valeur=valeur,
        choix=une["choix"],
        aide=_aide(une, aujourd_hui),
        reference=une["reference"],
        accepte=",".join(f".{un}" for un in LUS.get(une["format"], ADMIS)),
        fichier=saisie.pieces[nom][0] if nom in saisie.pieces else "",
    )


def _controle(une: dict[str, Any]) -> str:
    if une["choix"]:
        if len(une["choix"]) > LISTE_MAX and une["type"] == "texte":
            return "propose"
        return "touches" if len(une["choix"]) <= RADIOS_MAX else "liste"
    if une["type"] == "piece":
        return "fichier"
    if une["type"] == "texte":
        court = une["court"] or (not une["personnel"] and une["champ"] != MOTIF)
        return "texte" if court else "note"
    return "date" if une["type"] == "date" else "court"


def _aide(une: dict[str, Any], aujourd_hui: date) -> str:
    genre = une["type"]
    if not une["choix"] and une["champ"] in SANS_CHOIX:
        return SANS_CHOIX[une["champ"]]
    if genre == "date" and une["champ"] == NAISSANCE:
        return "Par exemple 12/05/1985."
    if genre == "date":
        return f"Par exemple {aujourd_hui:%d/%m/%Y}, 3 mars, {_PRES_D_ICI[une['cote']]}."
    if genre == "decimal":
        return "Par exemple 1250,50."
    return _aide_du_fichier(une) if genre == "piece" else ""


_AIDE_DES_LUS = {
    "tableur": "Un tableur (.xlsx) ou un fichier CSV, de 10 Mo au plus.",
    "yaml": "Un fichier YAML. S’il n’écarte aucun réglage, il tient en une ligne : parametres: {}",
}


def _aide_du_fichier(une: dict[str, Any]) -> str:
    if une["format"]:
        return _AIDE_DES_LUS[une["format"]]
    sinon = " ; ou le numéro d’une pièce gardée ailleurs" if une["reference"] else ""
    return f"Un PDF, une photo ou un courriel (.eml), de 10 Mo au plus{sinon}."


class Garde(Protocol):
    """Keeps a file between two pages: key to carry, name and content."""

    def garder(self, une: dict[str, Any], nom: str, corps: bytes) -> tuple[str, tuple[str, bytes]]:
        """Look at a file of the field ``une`` and keep it."""

    def reprendre(self, libelle: str, cle: str, /) -> tuple[str, bytes]:
        """The file that was kept."""


@dataclass(frozen=True)
class EnMain:
    """Files of somebody who has signed in."""

    bureau: Bureau
    visiteur: Visiteur

    def garder(self, une: dict[str, Any], nom: str, corps: bytes) -> tuple[str, tuple[str, bytes]]:
        """Keep it until the form is confirmed."""
        libelle, attendu = une["libelle"], une["format"]
        cle = deposer(self.bureau, self.visiteur, libelle, nom, corps, attendu=attendu)
        return cle, self.reprendre(libelle, cle)

    def reprendre(self, libelle: str, cle: str) -> tuple[str, bytes]:
        """Theirs alone."""
        return reprendre(self.bureau, self.visiteur, libelle, cle)


class DansLaForme:
    """Files of a form that acts at once."""

    def garder(self, une: dict[str, Any], nom: str, corps: bytes) -> tuple[str, tuple[str, bytes]]:
        """Nothing is kept beside the act."""
        return "", (verifier(une["libelle"], nom, corps, attendu=une["format"]), corps)

    def reprendre(self, libelle: str, _cle: str) -> tuple[str, bytes]:
        """Nothing was kept."""
        raise ValeurInvalide(libelle, f"{libelle} : donnez le fichier de nouveau.", "")


def lire(formulaire: Formulaire, recu: Any, garde: Garde, aujourd_hui: date) -> Saisie:
    """Read what was sent: empty fields are absent, files are looked at."""
    lue = Saisie()
    for une in formulaire.saisies:
        nom = une["champ"]
        donne = recu.get(nom)
        if isinstance(donne, UploadFile) or recu.get(f"{DEPOT}{nom}"):
            _lire_fichier(lue, une, recu, garde)
        texte = _dit(une, recu) if une["type"] == "piece" else donne
        if isinstance(texte, str) and texte.strip() and nom not in lue.pieces:
            lue.textes[nom] = texte
            lue.valeurs[nom] = lire_date(texte, aujourd_hui) if une["type"] == "date" else texte
    return lue


def _dit(une: dict[str, Any], recu: Any) -> str:
    """What stands for a file: where the paper is, when a reference will do."""
    return str(recu.get(f"{une['champ']}_dit") or "") if une["reference"] else ""


def _lire_fichier(lue: Saisie, une: dict[str, Any], recu: Any, garde: Garde) -> None:
    nom, donne = une["champ"], recu.get(une["champ"])
    cle = str(recu.get(f"{DEPOT}{nom}") or "")
    try:
        if isinstance(donne, UploadFile) and donne.filename:
            cle, lue.pieces[nom] = garde.garder(une, donne.filename, donne.file.read())
        elif cle:
            lue.pieces[nom] = garde.reprendre(une["libelle"], cle)
        if cle:
            lue.depots[nom] = cle
    except ValeurInvalide as erreur:
        lue.erreurs.append((nom, f"{erreur} {erreur.remede}".strip()))


def faute(
    formulaire: Formulaire, erreur: ValeurInvalide | Interdit | Introuvable
) -> tuple[str, str]:
    """A refused value, under the words that the page uses for its field."""
    libelles = {une["champ"]: une["libelle"] for une in formulaire.saisies}
    message = str(erreur)
    if erreur.champ in libelles:
        message = message.replace(f"{erreur.champ} : ", f"{libelles[erreur.champ]} : ", 1)
    return erreur.champ, f"{message} {erreur.remede}".strip()


def manques(formulaire: Formulaire, noms: tuple[str, ...]) -> list[tuple[str, str]]:
    """Compulsory fields left empty."""
    libelles = {une["champ"]: une["libelle"] for une in formulaire.saisies}
    return [(nom, f"Il manque : {libelles.get(nom) or nom}.") for nom in noms]


def _dite(une: Mapping[str, Any], valeur: str) -> str:
    """A value in words; a date that was not read yet, as it was typed."""
    if une["type"] == "date":
        try:
            return date_longue(date.fromisoformat(valeur))
        except ValueError:
            return valeur
    return str(dict(une["choix"]).get(valeur, valeur))


def dites(formulaire: Formulaire, saisie: Saisie) -> list[tuple[str, str]]:
    """What was typed, told back: label and words."""
    dits: list[tuple[str, str]] = []
    for une in formulaire.saisies:
        nom = une["champ"]
        if nom in saisie.pieces:
            dits.append((une["libelle"], saisie.pieces[nom][0]))
        elif nom in saisie.valeurs:
            dits.append((une["libelle"], _dite(une, saisie.valeurs[nom])))
    return dits
