"""One field at a time: what a published value means, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from stdnum import luhn
from stdnum.fr import siret as numero_siret

from services.importing.records import Rebut
from states.french import PARIS

PREMIERE_ANNEE = 1990
ANNEES_A_VENIR = 10
DUREE_MAX = 1200
MONTANT_MAX = Decimal(10) ** 12
TEXTE_MAX = 10_000
CHIFFRES_SIRET = 14
SIREN_NUL = "000000000"
EXTRAIT = 40

_SANS_NOMBRE = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
"""Words by which programs write a number that there is not."""
_VIDES = frozenset({"", "null", "none", "nan", "nil", "infinity", "-infinity"})
_COMMANDES = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_SAUTS = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")
_BLANCS_SIRET = re.compile(r"[\s.\-'’]")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DATE_FR = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T]\d{1,2}[:h]\d{2}(?::\d{2})?)?")
_DATE_SERREE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIE = re.compile(r"([34567]\d{4})(?:[.,]\d+)?")
"""Days since 30/12/1899, as a spreadsheet keeps a date: from 1982 to 2118."""
_ORIGINE_DES_SERIES = date(1899, 12, 30)
_MONTANT = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_AMBIGU = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""As words: thousands for some, three decimals for others."""
_ENTIER_DECIMALE_NULLE = re.compile(r"(\d+)[.,]0+")
_SIRET = re.compile(r"[0-9]{14}")
_SCIENTIFIQUE = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_CPV = re.compile(r"[0-9]{8}(?:-[0-9])?")


@dataclass
class Constats:
    """What is found while one record is read."""

    fichier: str
    ligne: int
    aujourd_hui: date
    rang: int | None = None
    fautes: list[Rebut] = field(default_factory=list)
    avertissements: list[Rebut] = field(default_factory=list)

    def faute(self, champ: str, motif: str) -> None:
        """The record cannot be taken."""
        self.fautes.append(self.rebut(champ, motif))

    def avertir(self, champ: str, motif: str) -> None:
        """The record is taken, the field is set aside or mended."""
        self.avertissements.append(self.rebut(champ, motif))

    def rebut(self, champ: str, motif: str) -> Rebut:
        """What stands against the record, with its place in the file."""
        return Rebut(self.fichier, self.ligne, champ, motif, self.rang)


def montrer(valeur: Any) -> str:
    """A short quotation of a value, for a message."""
    if isinstance(valeur, bool):
        return "un booléen"
    if isinstance(valeur, dict | list):  # may be nested beyond what can be written out
        return "un objet" if isinstance(valeur, dict) else "une liste"
    texte = " ".join(nettoyer(str(valeur)[: 4 * EXTRAIT]).split())
    return f"« {texte if len(texte) <= EXTRAIT else texte[:EXTRAIT] + '…'} »"


def trouver(valeur: Any) -> str:
    """What was found in the place of what was awaited."""
    return f"{montrer(valeur)} {'trouvée' if isinstance(valeur, list) else 'trouvé'}"


def nettoyer(texte: str) -> str:
    """On one line, without control signs (PostgreSQL refuses NUL), canonical accents.

    Nothing of a register spans lines; a line break would break every list that shows it.
    """
    if not texte.isprintable():
        texte = _COMMANDES.sub("", _SAUTS.sub(" ", texte))
    return (texte if texte.isascii() else unicodedata.normalize("NFC", texte)).strip()


def lire_texte(constats: Constats, champ: str, valeur: Any) -> str | None:
    """A text; a number is written out, anything nested is set aside."""
    if valeur is None:
        return None
    if isinstance(valeur, str):
        texte = nettoyer(valeur)
        return None if texte.lower() in _VIDES else texte[:TEXTE_MAX]
    if isinstance(valeur, int | Decimal) and not isinstance(valeur, bool):
        return _ecrire_nombre(valeur)
    constats.avertir(champ, f"texte attendu, {trouver(valeur)}")
    return None


def dire_le_manque(quoi: str, valeur: Any) -> str:
    """Why there is no text: nothing was written, or something that is none."""
    if isinstance(valeur, dict | list | bool):
        return f"{quoi} illisible : texte attendu, {trouver(valeur)}"
    return f"{quoi} absent"


def _ecrire_nombre(valeur: int | Decimal) -> str:
    """A number as its digits; one too long to write is nothing."""
    try:
        return str(valeur)[:TEXTE_MAX]
    except ValueError:
        return ""


@lru_cache(maxsize=1 << 16)
def siret_valide(chiffres: str) -> bool:
    """Luhn over the 14 digits, with the exception of La Poste (domain.md §2.4).

    python-stdnum knows La Poste but also wants the SIREN's own key, which the rule does not ask.
    """
    if not _SIRET.fullmatch(chiffres) or chiffres.startswith(SIREN_NUL):
        return False
    return bool(luhn.is_valid(chiffres) or numero_siret.is_valid(chiffres))


def lire_siret(valeur: str) -> tuple[str | None, str]:
    """A SIRET and what was mended, or nothing and what is wrong, with the value.

    Spreadsheets lose leading zeros and add ``.0``: mended only when the key then agrees.
    """
    chiffres = _BLANCS_SIRET.sub("", _ENTIER_DECIMALE_NULLE.sub(r"\1", valeur))
    if siret_valide(chiffres):
        return chiffres, ""
    complet = chiffres.zfill(14)
    if chiffres.isdigit() and len(chiffres) in {12, 13} and siret_valide(complet):
        return complet, f"zéro initial perdu : {montrer(valeur)} lu {complet}"
    return None, f"{defaut_de_siret(valeur)} : {montrer(valeur)}"


def defaut_de_siret(valeur: str) -> str:
    """What is wrong with a SIRET, the value aside: whoever says it names it once."""
    chiffres = _BLANCS_SIRET.sub("", _ENTIER_DECIMALE_NULLE.sub(r"\1", valeur))
    if _SCIENTIFIQUE.fullmatch(valeur.strip()):
        return "SIRET dont un tableur a perdu des chiffres"
    if not chiffres.isdigit() or len(chiffres) != CHIFFRES_SIRET:
        return "SIRET qui n’a pas 14 chiffres"
    return "SIRET dont la clé de contrôle est fausse"


def lire_date(constats: Constats, champ: str, valeur: Any) -> tuple[date | None, str]:
    """A civil day, or nothing and what is wrong; an instant is taken in Paris time."""
    if isinstance(valeur, dict | list | bool):
        return None, dire_le_manque("date", valeur)
    texte = lire_texte(constats, champ, valeur)
    if texte is None:
        return None, "date absente"
    try:
        serie = _SERIE.fullmatch(texte)
        jour = _de_serie(constats, champ, serie) if serie else _convertir_date(texte)
    except ValueError:
        return None, f"date inconnue du calendrier : {montrer(texte)}"
    if jour is None:
        return None, f"date attendue sous la forme AAAA-MM-JJ, {montrer(texte)} trouvé"
    if not PREMIERE_ANNEE <= jour.year <= constats.aujourd_hui.year + ANNEES_A_VENIR:
        return None, f"date invraisemblable : {montrer(texte)}"
    return jour, ""


def _de_serie(constats: Constats, champ: str, serie: re.Match[str]) -> date:
    jour = _ORIGINE_DES_SERIES + timedelta(days=int(serie[1]))
    motif = f"nombre d’un tableur : {montrer(serie[0])} lu {jour:%d/%m/%Y}"
    constats.avertir(champ, motif)
    return jour


@lru_cache(maxsize=1 << 12)
def _convertir_date(texte: str) -> date | None:
    if iso := _DATE.fullmatch(texte):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if francaise := _DATE_FR.fullmatch(texte):
        return date(int(francaise[3]), int(francaise[2]), int(francaise[1]))
    if serree := _DATE_SERREE.fullmatch(texte):
        return date(int(serree[1]), int(serree[2]), int(serree[3]))
    if not _DATE.match(texte):
        return None
    instant = datetime.fromisoformat(texte)
    try:
        return instant.astimezone(PARIS).date() if instant.tzinfo else instant.date()
    except OverflowError as erreur:
        raise ValueError(texte) from erreur


def lire_date_facultative(constats: Constats, champ: str, valeur: Any) -> date | None:
    """A day that the record can do without."""
    jour, motif = lire_date(constats, champ, valeur)
    if jour is None and valeur not in (None, ""):
        constats.avertir(champ, motif)
    return jour


def _sans_nombre(valeur: Any) -> bool:
    return isinstance(valeur, str) and valeur.strip().lower() in _SANS_NOMBRE


def lire_montant(constats: Constats, champ: str, valeur: Any) -> Decimal | None:
    """An amount in euros, to the cent; never negative."""
    if _sans_nombre(valeur):
        constats.avertir(champ, f"montant illisible : {montrer(valeur)}")
        return None
    texte = lire_texte(constats, champ, valeur)
    if texte is None:
        return None
    if isinstance(valeur, str) and _AMBIGU.fullmatch(texte):
        entier, decimal = texte.replace(".", ""), texte.replace(".", ",")
        motif = f"montant ambigu : {montrer(texte)} ; écrivez {entier} ou {decimal}"
        constats.avertir(champ, motif)
        return None
    nombre = _convertir_montant(texte)
    if nombre is None:
        constats.avertir(champ, f"montant illisible : {montrer(texte)}")
    elif nombre < 0 or nombre > MONTANT_MAX:
        constats.avertir(champ, f"montant invraisemblable : {montrer(texte)}")
    else:
        return nombre.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return None


def _convertir_montant(texte: str) -> Decimal | None:
    """``1 234,56``, ``1.234,56`` and ``1,234.56``; ``1,234`` could be either: nothing."""
    brut = re.sub(r"[\s’']|€|EUR", "", texte.removesuffix("HT"))
    if "," in brut and "." in brut:
        milliers = "." if brut.rfind(",") > brut.rfind(".") else ","
        brut = brut.replace(milliers, "")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+", brut):
        return None
    brut = brut.replace(",", ".")
    try:
        return Decimal(brut) if _MONTANT.fullmatch(brut) and brut.isascii() else None
    except InvalidOperation:
        return None


def lire_duree(constats: Constats, champ: str, valeur: Any) -> int | None:
    """Months, rounded up."""
    if _sans_nombre(valeur):
        constats.avertir(champ, f"durée en mois illisible : {montrer(valeur)}")
        return None
    texte = lire_texte(constats, champ, valeur)
    if texte is None:
        return None
    nombre = _convertir_montant(texte)
    if nombre is None or not 0 < nombre <= DUREE_MAX:
        constats.avertir(champ, f"durée en mois illisible ou invraisemblable : {montrer(texte)}")
        return None
    return int(nombre.to_integral_value(ROUND_CEILING))


def lire_cpv(constats: Constats, champ: str, valeur: Any) -> str | None:
    """A CPV code of eight digits, with or without its check digit."""
    texte = lire_texte(constats, champ, valeur)
    if texte is None or _CPV.fullmatch(texte):
        return texte
    if _CPV.fullmatch(f"0{texte}"):  # 03… lost its zero
        return f"0{texte}"
    constats.avertir(champ, f"code CPV de huit chiffres attendu, {montrer(texte)} trouvé")
    return None


def lire_choix(constats: Constats, champ: str, valeur: Any, choix: Mapping[str, str]) -> str | None:
    """One of the published wordings, whatever its case and accents; others are kept."""
    texte = lire_texte(constats, champ, valeur)
    if texte is None:
        return None
    return choix.get(simplifier(texte), texte)


def simplifier(texte: str) -> str:
    """Letters and digits only, small, without accents: for comparing wordings and columns."""
    plat = unicodedata.normalize("NFKD", texte.lower())
    return "".join(
        lettre for lettre in plat if lettre.isalnum() and not unicodedata.combining(lettre)
    )
