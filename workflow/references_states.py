"""Names that states and their deadlines use."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.errors import Faute
from workflow.process import ENTREE, Definition, Etat, RegleEcheance
from workflow.references_context import faute_d_ancre, faute_de_role
from workflow.values import HORLOGE, Delai
from workflow.vocabulary import Vocabulaire


def fautes_des_etats(definition: Definition, vocabulaire: Vocabulaire) -> Iterator[Faute]:
    """The initial state that is not one, unknown holders, and what the deadlines name."""
    initiaux = [etat.nom for etat in definition.etats.values() if etat.initial]
    if len(initiaux) != 1:
        trouves = (
            f"en voici {len(initiaux)} : {', '.join(initiaux)}" if initiaux else "aucun ne l’est"
        )
        message = f"Un état et un seul porte initial: oui ; {trouves}."
        yield definition.faute("etat_initial", "etats", message)
    for etat in definition.etats.values():
        chemin = f"etats.{etat.nom}"
        if etat.detenteur and etat.detenteur not in vocabulaire.personnes:
            yield faute_de_role(
                definition, etat.detenteur, f"{chemin}.detenteur", vocabulaire.personnes
            )
        for regle in etat.echeances.values():
            yield from _echeance(definition, etat, regle, vocabulaire)
    for regle in definition.rappels.values():
        yield from _comptee(definition, regle, f"rappels.{regle.nom}", vocabulaire)


def _echeance(
    definition: Definition, etat: Etat, regle: RegleEcheance, vocabulaire: Vocabulaire
) -> Iterator[Faute]:
    chemin = f"etats.{etat.nom}.echeances.{regle.nom}"
    yield from _comptee(definition, regle, chemin, vocabulaire)
    yield from _declenche(definition, etat, regle, f"{chemin}.declenche")


def _comptee(
    definition: Definition, regle: RegleEcheance, chemin: str, vocabulaire: Vocabulaire
) -> Iterator[Faute]:
    """What a deadline names, whatever it fires."""
    if regle.calendrier and regle.calendrier not in vocabulaire.calendriers:
        message = (
            f"Le calendrier « {regle.calendrier} » n’existe pas ; calendriers connus : "
            f"{', '.join(sorted(vocabulaire.calendriers))}."
        )
        yield definition.faute("calendrier_inconnu", f"{chemin}.calendrier", message)
    yield from _delai(definition, regle.delai, f"{chemin}.{regle.sens}")
    if regle.repeter is not None:
        yield from _delai(definition, regle.repeter.tous, f"{chemin}.repeter.tous")
    yield from _ancre(definition, regle, f"{chemin}.depuis")
    if regle.verification and regle.verification not in definition.taches:
        yield faute_de_tache(definition, regle.verification, f"{chemin}.verification")
    if regle.opposable_a and regle.opposable_a not in vocabulaire.personnes:
        yield faute_de_role(
            definition, regle.opposable_a, f"{chemin}.opposable_a", vocabulaire.personnes
        )
    if regle.ensuite and regle.ensuite not in vocabulaire.personnes:
        yield faute_de_role(definition, regle.ensuite, f"{chemin}.ensuite", vocabulaire.personnes)
    yield from faute_de_si_parametre(definition, regle.si_parametre, f"{chemin}.si_parametre")


def _delai(definition: Definition, delai: Delai | str, chemin: str) -> Iterator[Faute]:
    if isinstance(delai, Delai):
        return
    parametre = definition.parametres.get(delai)
    if parametre is None:
        message = (
            f"Le paramètre « {delai} » n’est pas déclaré ; écrivez un délai (15 j) ou son nom."
        )
        yield definition.faute("parametre_inconnu", chemin, message)
    elif parametre.type not in {"delai", "duree"}:
        message = f"Le paramètre « {delai} » est de type {parametre.type}, pas delai ni duree."
        yield definition.faute("parametre_type", chemin, message)


def _ancre(definition: Definition, regle: RegleEcheance, chemin: str) -> Iterator[Faute]:
    parametre = definition.parametres.get(regle.depuis)
    if regle.depuis in {ENTREE, ""}:  # absent: told by the reader
        return
    if parametre is None:
        yield from faute_d_ancre(definition, regle.depuis, chemin)
    elif parametre.type != "champ":
        message = f"Le paramètre « {parametre.nom} » est de type {parametre.type}, pas champ."
        yield definition.faute("parametre_type", chemin, message)


def _declenche(
    definition: Definition, etat: Etat, regle: RegleEcheance, chemin: str
) -> Iterator[Faute]:
    if regle.declenche is None:
        return
    evenement = definition.evenements.get(regle.declenche)
    if evenement is None:
        message = f"L’événement « {regle.declenche} » n’est pas déclaré."
        yield definition.faute("evenement_inconnu", chemin, message)
        return
    if HORLOGE not in evenement.par:
        message = f"« {evenement.nom} » n’est pas ouvert à l’horloge ; ajoutez-la à par."
        yield definition.faute("declenche_role", chemin, message)
    if etat.nom not in evenement.de:
        message = f"« {evenement.nom} » ne part pas de « {etat.nom} » ; ajoutez cet état à de."
        yield definition.faute("declenche_etat", chemin, message)


def faute_de_tache(definition: Definition, nom: str, chemin: str) -> Faute:
    """The fault of a task that is not declared."""
    message = f"La tâche « {nom} » n’est pas déclarée dans taches."
    return definition.faute("tache_inconnue", chemin, message)


def faute_de_si_parametre(definition: Definition, nom: str | None, chemin: str) -> Iterator[Faute]:
    """The fault of a switch that is no boolean parameter."""
    if nom is None:
        return
    parametre = definition.parametres.get(nom)
    if parametre is None:
        message = f"Le paramètre « {nom} » n’est pas déclaré dans parametres."
        yield definition.faute("parametre_inconnu", chemin, message)
    elif parametre.type != "booleen":
        message = f"« {nom} » est de type {parametre.type} ; il faut un paramètre booleen."
        yield definition.faute("parametre_type", chemin, message)
