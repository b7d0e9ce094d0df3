"""A framework agreement from its YAML file: structure, buyer, dates and parameters, all or none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from services.register import register_fields as champs
from services.register.known_names import refuser_de_renommer
from services.register.register_donneurs import DonneurOrdreSaisi, poser_donneur
from services.register.register_identities import IdentiteSaisie
from services.register.registering import Enregistre, poser
from states.civil_dates import decaler, fin_de_duree
from states.holidays_fr import libelle_de_zone
from storage import links
from storage.agreements import derniere_version, duree_ecrite
from storage.register_people import convention_par_reference
from storage.register_values import Convention
from storage.stored_json import ecrire_json
from storage.unit_of_work import Connexion, Travail
from workflow.errors import ValeurInvalide
from workflow.values import Delai, Unite

ZONE, CONVENTION = "metropole", "convention"
REFERENCE_MAX = 60
_REFERENCE = re.compile(rf"\w[\w .-]{{0,{REFERENCE_MAX - 1}}}")
_UNITES = frozenset({Unite.MOIS, Unite.ANS})
_CLES = {
    "": "reference structure donneur_ordre effet_le duree zone parametres source",
    "structure": "siret nom adresse telephone courriel zone",
    "donneur_ordre": "nom siret identites",
    "donneur_ordre.identites": "siret nom du au",
}


@dataclass(frozen=True, kw_only=True)
class ConventionSaisie:
    """An agreement as its file says."""

    reference: str
    structure: Mapping[str, str | None]
    donneur_ordre: DonneurOrdreSaisi
    effet_le: date
    duree: Delai
    zone: str
    parametres: Mapping[str, Any]
    source: str | None


class _Lecteur(yaml.BaseLoader):
    """Every scalar stays the text that was written: 01000 and 12:30 are never numbers."""


def _sans_doublon(lecteur: _Lecteur, noeud: yaml.MappingNode) -> dict[Any, Any]:
    cles = [lecteur.construct_object(cle, deep=True) for cle, _ in noeud.value]
    for cle in cles:
        if not isinstance(cle, str) or cles.count(cle) > 1:
            ligne = noeud.start_mark.line + 1
            raise ValeurInvalide(str(cle), f"« {cle} » est écrit deux fois (bloc ligne {ligne}).")
    return lecteur.construct_mapping(noeud, deep=True)


_Lecteur.add_constructor("tag:yaml.org,2002:map", _sans_doublon)


def ajouter_convention(
    travail: Travail, saisie: ConventionSaisie, *, nouvelle: bool = False
) -> Enregistre[Convention]:
    """Add an agreement, its structure and its buyer, or change what differs, in one transaction.

    Natural key: the reference. Parameter values are kept as written; the engine gives their type.
    ``nouvelle`` is for whoever means to add one: an agreement that stands is not changed.

    Raises:
        ValeurInvalide: a SIRET, an address or a phone number is no good; one that is known says
            something else, and a new one was meant; a new one names otherwise its structure, or a
            buyer that another agreement names.
    """
    structure = _structure(saisie)
    terme = decaler(saisie.effet_le, saisie.duree)
    valeurs = {
        "effet_le": saisie.effet_le,
        "duree": str(saisie.duree),
        "fin_le": fin_de_duree(saisie.effet_le, terme, saisie.duree),
        "zone": saisie.zone,
        "parametres": ecrire_json(saisie.parametres),
        "source": saisie.source,
    }
    with travail.ecrire() as connexion:
        _refuser_si_arretee(connexion, saisie)
        valeurs |= _dates_suivies(connexion, saisie)
        if nouvelle:
            refuser_de_renommer(connexion, saisie, structure)
        cle, s_cree, s_modifie = poser(
            connexion, "structure", {"siret": structure.pop("siret")}, structure
        )
        donneur = poser_donneur(connexion, saisie.donneur_ordre)
        liens = {"structure": cle, "donneur_ordre": donneur.objet.id}
        _, cree, modifie = poser(
            connexion, "convention", {"reference": saisie.reference}, valeurs | liens
        )
        if nouvelle and modifie:  # the transaction is undone
            raise ValeurInvalide(
                "reference",
                f"La convention « {saisie.reference} » est déjà au registre, avec d’autres termes.",
                "Donnez une autre référence ; ses termes changent par son propre dossier.",
            )
        convention = convention_par_reference(connexion, saisie.reference)
    if convention is None:
        raise LookupError("row written and gone within one transaction")
    suites = s_cree or s_modifie or donneur.cree or donneur.modifie
    return Enregistre(convention, cree, (modifie or suites) and not cree)


def _refuser_si_arretee(connexion: Connexion, saisie: ConventionSaisie) -> None:
    """Once the parties have agreed on a procedure, its file changes no parameter any more."""
    connue = convention_par_reference(connexion, saisie.reference)
    if (
        connue is not None
        and dict(connue.parametres) != dict(saisie.parametres)
        and derniere_version(connexion, connue.id)
    ):
        raise ValeurInvalide(
            "parametres",
            "La procédure de cette convention est arrêtée : son fichier ne la change plus.",
            "Passez par l’événement modifier_procedure du dossier, avec l’accord écrit.",
        )


def _dates_suivies(connexion: Connexion, saisie: ConventionSaisie) -> dict[str, date]:
    """The last day that the dossier of an agreement has given it: its file says the first one.

    Raises:
        ValeurInvalide: the file gives other dates to an agreement that its own dossier follows.
    """
    connue = convention_par_reference(connexion, saisie.reference)
    if connue is None:
        return {}
    suivie = links.lies(connexion, CONVENTION, [connue.id], CONVENTION)[connue.id]
    if not suivie:
        return {}
    terme = fin_de_duree(saisie.effet_le, decaler(saisie.effet_le, saisie.duree), saisie.duree)
    if (saisie.effet_le, terme) == (connue.effet_le, connue.fin_le):
        return {}  # the file says the dates that the dossier has given
    for champ, vaut, ecrit, change in (
        ("effet_le", connue.effet_le, saisie.effet_le, connue.effet_le != saisie.effet_le),
        ("duree", connue.duree, saisie.duree, not _deja_dite(connexion, connue, saisie)),
    ):
        if change:
            raise ValeurInvalide(
                champ,
                f"Les dates de cette convention sont suivies par son dossier ({suivie[0].numero}) "
                f": son fichier ne les change plus ({champ} : {ecrit}, au registre {vaut}).",
                "Passez par l’événement signer_avenant du dossier, ou par corriger avec l’accord "
                "écrit.",
            )
    return {"fin_le": connue.fin_le}


def _deja_dite(connexion: Connexion, connue: Convention, saisie: ConventionSaisie) -> bool:
    """Whether a file says the duration that it had said before its dossier moved the term."""
    return duree_ecrite(connexion, connue.id) == str(saisie.duree)


def _structure(saisie: ConventionSaisie) -> dict[str, str | None]:
    lue = saisie.structure
    return {
        "siret": champs.siret("structure.siret", lue.get("siret")),
        "nom": champs.exiger("structure.nom", lue.get("nom")),
        "adresse": champs.facultatif("structure.adresse", lue.get("adresse")),
        "telephone": champs.telephone("structure.telephone", lue.get("telephone")),
        "courriel": champs.courriel("structure.courriel", lue.get("courriel")),
        "zone": lue.get("zone") or saisie.zone,
    }


def lire_fichier(chemin: Path) -> ConventionSaisie:
    """Read the file of an agreement.

    Raises:
        ValeurInvalide: it cannot be opened, or as :func:`lire_convention`.
    """
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as erreur:
        raise ValeurInvalide(
            "fichier", f"« {chemin} » ne peut pas être lu.", "Un fichier YAML en UTF-8 est attendu."
        ) from erreur
    return lire_convention(texte)


def lire_convention(texte: str) -> ConventionSaisie:
    """Read the text of an agreement.

    Raises:
        ValeurInvalide: no YAML, unknown or repeated key, missing or wrong field.
    """
    return convention_saisie(_charger("fichier", texte))


def _charger(champ: str, texte: str) -> Any:
    try:
        return yaml.load(texte, Loader=_Lecteur)  # noqa: S506 # texts, lists and mappings only
    except (yaml.YAMLError, RecursionError) as erreur:
        marque = getattr(erreur, "problem_mark", None)
        ou = f" ligne {marque.line + 1}" if marque else ""
        raise ValeurInvalide(
            champ, f"{champ} : le YAML ne se lit pas{ou}.", "Vérifiez les retraits."
        ) from erreur


def convention_saisie(lu: Any) -> ConventionSaisie:
    """An agreement out of the blocks of its file, or of a form that asks for the same.

    Raises:
        ValeurInvalide: unknown key, missing or wrong field.
    """
    objet = _bloc("", lu)
    duree = _duree(objet.get("duree"))
    zone = champs.facultatif("zone", _texte("zone", objet.get("zone"))) or ZONE
    libelle_de_zone(zone)
    return ConventionSaisie(
        reference=_reference(objet.get("reference")),
        structure=_textes("structure", objet.get("structure")),
        donneur_ordre=_donneur(objet.get("donneur_ordre")),
        effet_le=_jour_exige("effet_le", objet.get("effet_le")),
        duree=duree,
        zone=zone,
        parametres=_parametres(objet.get("parametres")),
        source=champs.facultatif("source", _texte("source", objet.get("source"))),
    )


def lire_parametres(champ: str, texte: str) -> dict[str, Any]:
    """Read a file of parameters: ``parametres: {machine: {nom: valeur}}`` and nothing else.

    Raises:
        ValeurInvalide: no YAML, unknown or repeated key, nothing that is a block.
    """
    lu = _charger(champ, texte)
    if not isinstance(lu, dict) or set(lu) != {"parametres"}:
        raise ValeurInvalide(
            champ,
            f"{champ} : le fichier doit contenir la seule clé « parametres ».",
            "Exemple : parametres: {relation_entreprise: {delai_courrier: 15 j}}",
        )
    return _parametres(lu["parametres"])


def _reference(valeur: Any) -> str:
    reference = champs.exiger("reference", _texte("reference", valeur))
    if not _REFERENCE.fullmatch(reference):
        raise ValeurInvalide(
            "reference",
            f"« {reference} » n’est pas la référence d’une convention.",
            f"Donnez {REFERENCE_MAX} lettres, chiffres, tirets ou points au plus : VALBRENNE-2026.",
        )
    return reference


def _duree(valeur: Any) -> Delai:
    try:
        duree = Delai.lire(champs.exiger("duree", _texte("duree", valeur)))
    except ValueError as erreur:
        raise ValeurInvalide("duree", str(erreur), "Exemple : duree: 4 ans") from erreur
    if duree.unite not in _UNITES or duree.nombre == 0:
        raise ValeurInvalide(
            "duree", f"« {duree} » n’est pas la durée d’une convention.", "Exemple : duree: 4 ans"
        )
    return duree


def _donneur(valeur: Any) -> DonneurOrdreSaisi:
    lu = _bloc("donneur_ordre", valeur)
    nom = champs.exiger("donneur_ordre.nom", _texte("donneur_ordre.nom", lu.get("nom")))
    bruts = lu.get("identites") or [{"siret": lu.get("siret") or ""}]
    if not isinstance(bruts, list) or ("identites" in lu and "siret" in lu):
        raise ValeurInvalide(
            "donneur_ordre.identites",
            "Donnez soit siret, soit identites (une liste).",
            "Exemple : identites: [{siret: …, au: 2023-12-31}, {siret: …, du: 2024-01-01}]",
        )
    return DonneurOrdreSaisi(nom, tuple(_identite(un) for un in bruts))


def _identite(valeur: Any) -> IdentiteSaisie:
    champ = "donneur_ordre.identites"
    lue = _textes(champ, valeur)
    return IdentiteSaisie(
        siret=lue.get("siret") or "",
        nom=lue.get("nom"),
        du=champs.jour(f"{champ}.du", lue.get("du")),
        au=champs.jour(f"{champ}.au", lue.get("au")),
    )


def _bloc(champ: str, valeur: Any) -> dict[str, Any]:
    """A mapping with known keys only."""
    connues = _CLES[champ].split()
    if not isinstance(valeur, dict):
        raise ValeurInvalide(
            champ or "fichier", "Un bloc de champs est attendu.", f"Champs : {', '.join(connues)}."
        )
    for cle in valeur:
        if cle not in connues:
            raise ValeurInvalide(
                f"{champ}.{cle}".strip("."),
                f"Champ inconnu : {cle}.",
                f"Champs : {', '.join(connues)}.",
            )
    return valeur


def _textes(champ: str, valeur: Any) -> dict[str, str | None]:
    return {cle: _texte(f"{champ}.{cle}", un) for cle, un in _bloc(champ, valeur).items()}


def _texte(champ: str, valeur: Any) -> str | None:
    if valeur is None or isinstance(valeur, str):
        return valeur
    raise ValeurInvalide(champ, f"{champ} : un texte est attendu.", "Écrivez-le sur une ligne.")


def _jour_exige(champ: str, valeur: Any) -> date:
    jour = champs.jour(champ, _texte(champ, valeur))
    if jour is None:
        raise ValeurInvalide(champ, f"{champ} est obligatoire.", "Exemple : effet_le: 2022-07-25")
    return jour


def _parametres(valeur: Any) -> dict[str, Any]:
    if valeur in (None, ""):
        return {}
    if not isinstance(valeur, dict):
        raise ValeurInvalide(
            "parametres", "Un bloc « nom : valeur » est attendu.", "Exemple : delai_courrier: 15 j"
        )
    return valeur
