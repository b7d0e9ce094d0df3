"""From the fields of one DECP record, whatever its format, to a marché or the reason of a refusal.

Refused: no usable buyer, number, day of notification or holder, or neither object nor uid. Anything
else that is wrong is set aside, named in the warnings, and the marché is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.importing.fields import (
    Constats,
    dire_le_manque,
    lire_choix,
    lire_cpv,
    lire_date,
    lire_date_facultative,
    lire_duree,
    lire_montant,
    lire_siret,
    lire_texte,
    montrer,
    simplifier,
    trouver,
)
from services.importing.records import Lecture, MarcheLu, ModificationLue, TitulaireLu

IDENTIFIANT_MAX = 100
IDENTIFIANT_OFFICIEL = 16
SANS_CONSIDERATION = "Pas de considération sociale"
_CONSIDERATIONS = {
    simplifier(nom): nom
    for nom in (
        *("Clause sociale", "Critère social", "Marché réservé", "Concession réservée"),
        SANS_CONSIDERATION,
    )
}
_NATURES = {
    simplifier(nom): nom
    for nom in (
        *("Marché", "Marché de partenariat", "Marché de défense ou de sécurité"),
        *("Accord-cadre", "Marché subséquent"),
    )
}
_GROUPEMENTS = {simplifier(nom): nom for nom in ("Conjoint", "Solidaire", "Pas de groupement")}
_TYPES = {
    simplifier(nom): nom
    for nom in ("SIRET", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE", "UE")
}
_IDENTIFIANT_ETRANGER = re.compile(r"[0-9A-Z][0-9A-Z./+*_-]{1,59}")
_RANG = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class TitulaireBrut:
    """A holder as written."""

    champ: str
    type_identifiant: Any
    identifiant: Any
    nom: Any = None


@dataclass(frozen=True)
class ModificationBrute:
    """A modification as written."""

    identifiant: Any
    notifiee_le: Any
    montant: Any
    duree_mois: Any
    titulaires: Sequence[TitulaireBrut]
    publiee_le: Any = None


@dataclass(frozen=True, kw_only=True)
class MarcheBrut:
    """A record as written, under one set of names."""

    source: str
    acheteur: Any
    identifiant: Any
    notification: Any
    titulaires: Sequence[TitulaireBrut]
    uid: Any = None
    champs: dict[str, Any] = field(default_factory=dict)
    considerations: Sequence[Any] | None = None
    modifications: Sequence[ModificationBrute] = ()
    modifications_illisibles: Sequence[Any] = ()


def lire_marche(brut: MarcheBrut, constats: Constats) -> Lecture:
    """Read a record; the key of a refused one is what stands where the key is due."""
    acheteur = _acheteur(constats, brut.acheteur)
    identifiant = _identifiant(constats, brut.identifiant)
    jour, motif = lire_date(constats, "dateNotification", brut.notification)
    if jour is None:
        constats.faute("dateNotification", motif)
    titulaires = _titulaires_exiges(constats, brut.titulaires)
    objet = lire_texte(constats, "objet", brut.champs.get("objet"))
    if objet is None and lire_texte(constats, "uid", brut.uid) is None:
        constats.faute("objet", "ni objet ni identifiant unique")
    cle = _cle(brut, acheteur, identifiant)
    if constats.fautes or acheteur is None or identifiant is None or jour is None:
        return _refus(cle, constats, brut)
    if jour > constats.aujourd_hui:
        constats.avertir("dateNotification", f"notification à venir : {jour:%d/%m/%Y}")
    marche = MarcheLu(
        acheteur=acheteur,
        identifiant=identifiant,
        date_notification=jour,
        titulaires=titulaires,
        source=brut.source,
        objet=objet,
        modifications=_modifications(constats, brut, jour),
        fichier=constats.fichier,
        ligne=constats.ligne,
        rang=constats.rang,
        considerations=_considerations(constats, brut.considerations),
        **_facultatifs(constats, brut.champs),
        date_publication=_publication(constats, brut),
    )
    return Lecture(cle, constats.ligne, marche, avertissements=tuple(constats.avertissements))


def _refus(cle: str, constats: Constats, brut: MarcheBrut) -> Lecture:
    """One refusal per record: the first field, the other reasons after it."""
    premiere, *autres = constats.fautes
    if autres:
        suite = " ; ".join(f"{faute.champ} : {faute.motif}" for faute in autres)
        premiere = replace(premiere, motif=f"{premiere.motif} ; {suite}")
    extrait = f"acheteur.id {montrer(brut.acheteur)}, id {montrer(brut.identifiant)}"
    return Lecture(cle, constats.ligne, rebut=premiere, extrait=extrait)


def _cle(brut: MarcheBrut, acheteur: str | None, identifiant: str | None) -> str:
    if acheteur and identifiant:
        return acheteur + identifiant
    simples = [valeur for valeur in (brut.acheteur, brut.identifiant) if isinstance(valeur, str)]
    connus = [valeur[:IDENTIFIANT_MAX] for valeur in simples if valeur.strip()]
    return "?" + "/".join(connus) if len(connus) > 1 else ""


def _acheteur(constats: Constats, valeur: Any) -> str | None:
    texte = lire_texte(constats, "acheteur.id", valeur)
    if texte is None:
        constats.faute("acheteur.id", dire_le_manque("SIRET de l’acheteur", valeur))
        return None
    siret, motif = lire_siret(texte)
    if siret is None:
        constats.faute("acheteur.id", motif)
    elif motif:
        constats.avertir("acheteur.id", motif)
    return siret


def _identifiant(constats: Constats, valeur: Any) -> str | None:
    texte = lire_texte(constats, "id", valeur)
    if texte is None:
        constats.faute("id", dire_le_manque("numéro du marché", valeur))
        return None
    texte = " ".join(texte.split())
    if len(texte) > IDENTIFIANT_MAX:
        constats.faute("id", f"numéro du marché démesuré : {montrer(texte)}")
        return None
    if len(texte) > IDENTIFIANT_OFFICIEL:
        constats.avertir("id", f"plus de 16 caractères : {montrer(texte)}")
    return texte


def _titulaires_exiges(
    constats: Constats, bruts: Sequence[TitulaireBrut]
) -> tuple[TitulaireLu, ...]:
    """At least one usable holder; the unusable ones beside it are named and set aside."""
    lus, fautes = _titulaires(constats, bruts)
    if not bruts:
        constats.faute("titulaires", "aucun titulaire")
    for champ, motif in fautes:
        signaler = constats.avertir if lus else constats.faute
        signaler(champ, motif)
    return lus


def _titulaires(
    constats: Constats, bruts: Sequence[TitulaireBrut]
) -> tuple[tuple[TitulaireLu, ...], list[tuple[str, str]]]:
    lus: dict[TitulaireLu, None] = {}
    fautes = []
    for brut in bruts:
        lu, motif = _titulaire(constats, brut)
        if lu is None:
            fautes.append((brut.champ, motif))
            continue
        lus[lu] = None
        if motif:
            constats.avertir(brut.champ, motif)
    return tuple(lus), fautes


def _titulaire(constats: Constats, brut: TitulaireBrut) -> tuple[TitulaireLu | None, str]:
    texte = lire_texte(constats, brut.champ, brut.identifiant)
    if texte is None:
        return None, dire_le_manque("identifiant du titulaire", brut.identifiant)
    genre = lire_choix(constats, brut.champ, brut.type_identifiant, _TYPES) or "SIRET"
    nom = lire_texte(constats, brut.champ, brut.nom)
    siret, motif = lire_siret(texte)
    if genre == "SIRET" or (genre not in _TYPES.values() and siret):
        return (TitulaireLu("SIRET", siret, nom) if siret else None), motif
    if genre not in _TYPES.values():
        return None, f"type d’identifiant inconnu : {montrer(genre)}"
    code = "".join(texte.split()).upper()
    if not _IDENTIFIANT_ETRANGER.fullmatch(code):
        return None, f"identifiant {genre} illisible : {montrer(texte)}"
    return TitulaireLu(genre, code, nom), ""


def _facultatifs(constats: Constats, champs: dict[str, Any]) -> dict[str, Any]:
    """The fields that a marché can do without."""
    return {
        "acheteur_nom": lire_texte(constats, "acheteur.nom", champs.get("acheteur_nom")),
        "nature": lire_choix(constats, "nature", champs.get("nature"), _NATURES),
        "procedure": lire_texte(constats, "procedure", champs.get("procedure")),
        "cpv": lire_cpv(constats, "codeCPV", champs.get("cpv")),
        "duree_mois": lire_duree(constats, "dureeMois", champs.get("duree_mois")),
        "montant": lire_montant(constats, "montant", champs.get("montant")),
        "lieu": lire_texte(constats, "lieuExecution", champs.get("lieu")),
        "ccag": lire_texte(constats, "ccag", champs.get("ccag")),
        "type_groupement": lire_choix(
            constats, "typeGroupementOperateurs", champs.get("type_groupement"), _GROUPEMENTS
        ),
    }


def _publication(constats: Constats, brut: MarcheBrut) -> date | None:
    """The day on which the record was published as it stands: that of its last modification."""
    premiere = lire_date_facultative(
        constats, "datePublicationDonnees", brut.champs.get("date_publication")
    )
    suivantes = (
        lire_date_facultative(
            constats, f"modifications[{rang}].datePublicationDonneesModification", une.publiee_le
        )
        for rang, une in enumerate(brut.modifications, 1)
    )
    return max((un for un in (premiere, *suivantes) if un), default=None)


def _considerations(constats: Constats, valeurs: Sequence[Any] | None) -> tuple[str, ...] | None:
    """The published social considerations; none published is not "no consideration"."""
    champ = "considerationsSociales"
    trouvees: dict[str, None] = {}
    for valeur in valeurs or ():
        texte = lire_texte(constats, champ, valeur)
        if texte is None:
            continue
        nom = _CONSIDERATIONS.get(simplifier(texte))
        if nom:
            trouvees[nom] = None
        else:
            constats.avertir(champ, f"valeur inconnue : {montrer(texte)}")
    if SANS_CONSIDERATION in trouvees and len(trouvees) > 1:
        autres = ", ".join(nom for nom in trouvees if nom != SANS_CONSIDERATION)
        constats.avertir(champ, f"« {SANS_CONSIDERATION} » publié avec {autres} : contradictoire")
    return tuple(sorted(trouvees)) or None


def _modifications(
    constats: Constats, brut: MarcheBrut, notification: date
) -> tuple[ModificationLue, ...]:
    lues: dict[str, ModificationLue] = {}
    for faux in brut.modifications_illisibles:
        constats.avertir("modifications", f"modification attendue, {trouver(faux)}")
    for rang, brute in enumerate(brut.modifications, 1):
        champ = f"modifications[{rang}]"
        identifiant = _rang(constats, champ, brute.identifiant, rang)
        if identifiant in lues:
            constats.avertir(f"{champ}.id", f"numéro {identifiant} déjà pris par une autre")
            identifiant = f"r{rang}"
        lues[identifiant] = _modification(constats, champ, identifiant, brute, notification)
    return tuple(lues.values())


def _rang(constats: Constats, champ: str, valeur: Any, rang: int) -> str:
    texte = lire_texte(constats, f"{champ}.id", valeur)
    if texte and _RANG.fullmatch(texte):
        return str(int(texte))
    if texte:
        constats.avertir(f"{champ}.id", f"entier attendu, {montrer(texte)} trouvé")
    return f"r{rang}"


def _modification(
    constats: Constats, champ: str, identifiant: str, brute: ModificationBrute, notification: date
) -> ModificationLue:
    jour, motif = lire_date(constats, f"{champ}.dateNotificationModification", brute.notifiee_le)
    if jour is None:
        constats.avertir(f"{champ}.dateNotificationModification", motif)
    elif jour < notification:
        constats.avertir(
            f"{champ}.dateNotificationModification",
            f"modification du {jour:%d/%m/%Y} antérieure à la notification",
        )
    elif jour > constats.aujourd_hui:
        constats.avertir(
            f"{champ}.dateNotificationModification",
            f"modification à venir : elle compte à partir du {jour:%d/%m/%Y}",
        )
    titulaires, fautes = _titulaires(constats, brute.titulaires)
    for ou, faute in fautes:
        constats.avertir(f"{champ}.{ou}", faute)
    return ModificationLue(
        identifiant=identifiant,
        notifiee_le=jour,
        montant=lire_montant(constats, f"{champ}.montant", brute.montant),
        duree_mois=lire_duree(constats, f"{champ}.dureeMois", brute.duree_mois),
        # a list with an unusable holder is no list of who remains
        titulaires=titulaires if titulaires and not fautes else None,
    )
