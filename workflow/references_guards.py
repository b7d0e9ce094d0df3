"""Names and types in guards and invariants, and names in the sentences that explain them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.errors import Faute
from workflow.expressions import Appartenance, Comparaison, Constante, Expression, Nom, atomes
from workflow.process import AUJOURD_HUI, ETAT, Definition
from workflow.sentences import ModeleInvalide, noms_du_modele

ORDONNES = frozenset({"nombre", "date", "instant"})
_FAMILLES = {"entier": "nombre", "decimal": "nombre", "piece": "texte"}


def fautes_des_gardes(definition: Definition) -> Iterator[Faute]:
    """Faults of every guard and invariant."""
    for garde in definition.gardes.values():
        chemin = f"gardes.{garde.nom}"
        yield from _expression(definition, garde.si, f"{chemin}.si")
        yield from _phrase(definition, garde.sinon, f"{chemin}.sinon")
    for champ in definition.contexte.values():
        if champ.invariant is not None:
            chemin = f"contexte.{champ.nom}"
            yield from _expression(definition, champ.invariant, f"{chemin}.invariant")
            yield from _phrase(definition, champ.sinon, f"{chemin}.sinon")


def famille(definition: Definition, nom: str) -> str | None:
    """Family of types of a name: what it may be compared with; ``None`` when it is unknown."""
    if nom == AUJOURD_HUI:
        return "date"
    if nom == ETAT:
        return "choix"
    declare = definition.contexte.get(nom) or definition.parametres.get(nom)
    return None if declare is None else _FAMILLES.get(declare.type, declare.type)


def valeurs_de(definition: Definition, nom: str) -> tuple[str, ...]:
    """Values of a choice."""
    if nom == ETAT:
        return tuple(definition.etats)
    declare = definition.contexte.get(nom) or definition.parametres[nom]
    return declare.valeurs


def _phrase(definition: Definition, modele: str, chemin: str) -> Iterator[Faute]:
    try:
        cites = noms_du_modele(modele)
    except ModeleInvalide as erreur:
        yield definition.faute("phrase", chemin, f"Phrase incomprise : {erreur}")
        return
    for nom in sorted(cites):
        if famille(definition, nom) is None:
            message = f"La phrase cite « {nom} », qui n’est ni un champ ni un paramètre."
            yield definition.faute("nom_inconnu", chemin, message)


def _expression(definition: Definition, expression: Expression, chemin: str) -> Iterator[Faute]:
    for atome in atomes(expression):
        noms = [atome.gauche]
        if isinstance(atome, Comparaison) and isinstance(atome.droite, Nom):
            noms.append(atome.droite)
        inconnus = [un.nom for un in noms if famille(definition, un.nom) is None]
        for nom in inconnus:
            message = f"« {nom} » n’est ni un champ, ni un paramètre, ni la valeur d’un choix."
            yield definition.faute("nom_inconnu", chemin, message)
        if inconnus:
            continue
        for un in noms:
            yield from _decalage(definition, un, chemin)
        if isinstance(atome, Appartenance):
            for valeur in atome.valeurs:
                yield from _constante(definition, atome.gauche, valeur, chemin)
        else:
            yield from _comparaison(definition, atome, chemin)


def _decalage(definition: Definition, nom: Nom, chemin: str) -> Iterator[Faute]:
    genre = famille(definition, nom.nom)
    if genre in {"delai", "duree"}:
        message = f"« {nom.nom} » est un délai : il ne se compare pas dans une condition."
        yield definition.faute("garde_type", chemin, message)
    elif nom.decalage and genre not in ORDONNES:
        message = f"« {nom.nom} » est de type {genre} : on ne peut rien y ajouter."
        yield definition.faute("garde_type", chemin, message)
    elif genre in {"date", "instant"} and nom.decalage % 1:
        message = f"« {nom.nom} » est une date : ajoutez un nombre entier de jours."
        yield definition.faute("garde_type", chemin, message)


def _comparaison(definition: Definition, atome: Comparaison, chemin: str) -> Iterator[Faute]:
    genre = famille(definition, atome.gauche.nom)
    if atome.signe not in {"==", "!="} and genre not in ORDONNES:
        message = f"« {atome.gauche.nom} » est de type {genre} : seuls == et != s’y appliquent."
        yield definition.faute("garde_type", chemin, message)
    if isinstance(atome.droite, Constante):
        if atome.droite.valeur is None and atome.signe not in {"==", "!="}:
            message = "« vide » ne se compare qu’avec == ou !=."
            yield definition.faute("garde_type", chemin, message)
        yield from _constante(definition, atome.gauche, atome.droite.valeur, chemin)
        return
    autre = famille(definition, atome.droite.nom)
    if autre != genre:
        message = (
            f"« {atome.gauche.nom} » ({genre}) et « {atome.droite.nom} » ({autre}) ne se "
            "comparent pas."
        )
        yield definition.faute("garde_type", chemin, message)


def _constante(definition: Definition, gauche: Nom, valeur: Any, chemin: str) -> Iterator[Faute]:
    genre = famille(definition, gauche.nom)
    if valeur is None:
        return
    if _famille_de(valeur) == "texte" and genre in {"choix", "champ"}:
        valeurs = valeurs_de(definition, gauche.nom)
        if valeur not in valeurs:
            message = (
                f"« {valeur} » n’est pas une valeur de « {gauche.nom} » ; valeurs : "
                f"{', '.join(valeurs)}."
            )
            yield definition.faute("valeur_inconnue", chemin, message)
    elif _famille_de(valeur) != genre:
        message = f"« {gauche.nom} » est de type {genre} : il ne se compare pas à « {valeur} »."
        yield definition.faute("garde_type", chemin, message)


def _famille_de(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "booleen"
    if isinstance(valeur, int | Decimal):
        return "nombre"
    return "date" if isinstance(valeur, date) else "texte"
