"""A JSON object, 2022 (wrapped arrays) or 2019 (flat arrays), under one set of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services.importing.decp_record import (
    MarcheBrut,
    ModificationBrute,
    TitulaireBrut,
    lire_marche,
)
from services.importing.fields import Constats
from services.importing.json_pruning import PROFOND
from services.importing.json_records import CLES_DECP, Enregistrement
from services.importing.records import JSON_2019, JSON_2022, Lecture

PROFONDEUR = 5
MODIFICATION = "modification"
_PROPRES_A_2022 = frozenset(
    {"considerationsSociales", "considerationsEnvironnementales", "techniques", "typesPrix", "ccag"}
)


def lire(enregistrement: Enregistrement, constats: Constats) -> Lecture:
    """Read one value of a JSON file; never raises, whatever it holds."""
    objet = enregistrement.valeur
    if enregistrement.fin:
        constats.avertir("fichier", enregistrement.motif)
        return Lecture("", constats.ligne, avertissements=tuple(constats.avertissements))
    if not isinstance(objet, dict):
        motif = enregistrement.motif or "un objet { … } était attendu"
        rebut = constats.rebut("enregistrement", motif)
        return Lecture("", constats.ligne, rebut=rebut, extrait=enregistrement.extrait)
    for champ in enregistrement.ecartes:
        constats.avertir(champ, PROFOND)
    for champ in enregistrement.doubles:
        constats.avertir(champ, "donné plusieurs fois dans l’enregistrement : le dernier compte")
    return lire_marche(_marche({**objet, **dict.fromkeys(enregistrement.ecartes)}), constats)


def est_decp(enregistrement: Enregistrement) -> bool:
    """Whether it has at least one field of its own to DECP."""
    return isinstance(enregistrement.valeur, dict) and bool(
        CLES_DECP.intersection(enregistrement.valeur)
    )


def _marche(objet: Mapping[str, Any]) -> MarcheBrut:
    acheteur = _premier(objet, "acheteur", "autoriteConcedante")
    return MarcheBrut(
        source=JSON_2022 if _PROPRES_A_2022.intersection(objet) else JSON_2019,
        acheteur=_identifiant(acheteur),
        identifiant=objet.get("id"),
        uid=objet.get("uid"),
        notification=_premier(objet, "dateNotification", "dateSignature", "dateDebutExecution"),
        titulaires=_titulaires(objet),
        considerations=_mots(objet.get("considerationsSociales"), "considerationSociale"),
        modifications=[
            _modification(une) for une in _elements(objet.get("modifications"), MODIFICATION)
        ],
        modifications_illisibles=_simples(objet.get("modifications")),
        champs=_champs(objet, _objet(acheteur).get("nom")),
    )


def _champs(objet: Mapping[str, Any], acheteur_nom: Any) -> dict[str, Any]:
    return {
        "acheteur_nom": acheteur_nom,
        "objet": objet.get("objet"),
        "nature": objet.get("nature"),
        "procedure": objet.get("procedure"),
        "cpv": objet.get("codeCPV"),
        "duree_mois": objet.get("dureeMois"),
        "date_publication": _premier(objet, "datePublicationDonnees", "datePublication"),
        "montant": _premier(objet, "montant", "valeurGlobale"),
        "lieu": _lieu(objet.get("lieuExecution")),
        "ccag": objet.get("ccag"),
        "type_groupement": objet.get("typeGroupementOperateurs"),
    }


def _modification(objet: Mapping[str, Any]) -> ModificationBrute:
    return ModificationBrute(
        identifiant=objet.get("id"),
        notifiee_le=_premier(
            objet, "dateNotificationModification", "dateSignatureModification", "dateNotification"
        ),
        montant=_premier(objet, "montant", "valeurGlobale"),
        duree_mois=objet.get("dureeMois"),
        titulaires=_titulaires(objet),
        publiee_le=_premier(objet, "datePublicationDonneesModification", "datePublicationDonnees"),
    )


def _titulaires(objet: Mapping[str, Any]) -> list[TitulaireBrut]:
    valeur, enveloppe = objet.get("titulaires"), "titulaire"
    if valeur is None and "concessionnaires" in objet:
        valeur, enveloppe = objet["concessionnaires"], "concessionnaire"
    return [
        TitulaireBrut(
            f"titulaires[{rang}].id",
            un.get("typeIdentifiant"),
            un.get("id"),
            _premier(un, "denominationSociale", "nom"),
        )
        for rang, un in enumerate(_elements(valeur, enveloppe), 1)
    ]


def _elements(valeur: Any, enveloppe: str, profondeur: int = 0) -> list[Mapping[str, Any]]:
    """The objects of an array, with or without wrapper, or of a lone object; a text is an id."""
    if valeur is None or profondeur > PROFONDEUR:
        return []
    if isinstance(valeur, list):
        return [un for element in valeur for un in _elements(element, enveloppe, profondeur + 1)]
    if isinstance(valeur, dict):
        if enveloppe in valeur:
            return _elements(valeur[enveloppe], enveloppe, profondeur + 1)
        return [valeur] if valeur else []
    return [{"id": valeur}] if enveloppe != MODIFICATION else []


def _simples(valeur: Any) -> list[Any]:
    """What stands where modifications are due and is none: a word, a number."""
    return [un for un in _dedans(valeur) if un not in (None, "") and not isinstance(un, dict)]


def _dedans(valeur: Any, profondeur: int = 0) -> Iterator[Any]:
    """What the arrays and the wrappers of modifications hold, as :func:`_elements` opens them."""
    if profondeur > PROFONDEUR:
        return
    if isinstance(valeur, dict) and MODIFICATION in valeur:
        yield from _dedans(valeur[MODIFICATION], profondeur + 1)
    elif isinstance(valeur, list):
        for un in valeur:
            yield from _dedans(un, profondeur + 1)
    else:
        yield valeur


def _mots(valeur: Any, enveloppe: str, profondeur: int = 0) -> list[Any] | None:
    """The words of an array, with or without wrapper; texts joined by commas are cut."""
    if valeur is None or profondeur > PROFONDEUR:
        return None
    if isinstance(valeur, dict):
        return _mots(valeur.get(enveloppe), enveloppe, profondeur + 1)
    if isinstance(valeur, list):
        return [
            mot for element in valeur for mot in _mots(element, enveloppe, profondeur + 1) or ()
        ]
    return couper(valeur) if isinstance(valeur, str) else [valeur]


def couper(texte: str) -> list[str]:
    """Cut a list written in one cell."""
    for signe in ";|/":
        texte = texte.replace(signe, ",")
    return [mot.strip(" []\"'") for mot in texte.split(",")]


def _lieu(valeur: Any) -> Any:
    """Place of execution in one text: name, or kind and code."""
    lieu = _objet(valeur)
    if not lieu:
        return valeur if not isinstance(valeur, dict | list) else None
    morceaux = [lieu.get("nom"), lieu.get("typeCode"), lieu.get("code")]
    return " ".join(str(un) for un in morceaux if isinstance(un, str | int)) or None


def _objet(valeur: Any) -> Mapping[str, Any]:
    """The object itself, or the first of an array."""
    if isinstance(valeur, list):
        valeur = valeur[0] if valeur else None
    return valeur if isinstance(valeur, dict) else {}


def _identifiant(valeur: Any) -> Any:
    objet = _objet(valeur)
    return objet.get("id") if objet else (None if isinstance(valeur, dict | list) else valeur)


def _premier(objet: Mapping[str, Any], *cles: str) -> Any:
    """The first of the keys that holds something."""
    return next((objet[cle] for cle in cles if objet.get(cle) not in (None, "")), None)
