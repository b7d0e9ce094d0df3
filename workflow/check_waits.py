"""Nothing is forgotten: every wait is held and dated or justified, every anchor is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.errors import Faute
from workflow.flow import champs_surs
from workflow.process import ENTREE, Definition, Etat, RegleEcheance
from workflow.properties import Propriete
from workflow.property_names import designer
from workflow.rules import conditions


def fautes_des_attentes(definition: Definition) -> Iterator[Faute]:
    """States without holder or date, and deadlines that could stay unarmed."""
    surs = champs_surs(definition)
    for etat in definition.etats.values():
        if etat.final:
            yield from _fin(definition, etat)
            continue
        if not etat.detenteur:
            message = f"« {etat.nom} » n’a pas de détenteur : écrivez qui a la main (detenteur)."
            yield definition.faute("attente_sans_detenteur", f"etats.{etat.nom}", message)
        yield from _date(definition, etat, surs[etat.nom])
        for regle in etat.echeances.values():
            yield from _ancre(definition, etat, regle, surs[etat.nom])


def fautes_des_attentes_bornees(
    propriete: Propriete, definitions: Mapping[str, Definition]
) -> Iterator[Faute]:
    """States of a property whose wait no deadline surely bounds; a reason does not do."""
    nommes = [designer(propriete, nom, definitions) for nom in propriete.termes.get("etats", ())]
    for machine in propriete.machines:
        definition = definitions[machine]
        surs = champs_surs(definition)
        siens = [un.nom for un in nommes if un.definition is definition]
        for nom in siens if nommes else definition.etats:
            etat = definition.etats[nom]
            regles = etat.echeances.values()
            bornee = any(_toujours_armee(definition, une, surs[nom]) for une in regles)
            if not etat.final and not bornee:
                message = f"Rien ne borne l’attente à « {nom} » : donnez-lui une échéance."
                lieu = definition.lieu(f"etats.{nom}")
                yield propriete.faute("propriete_violee", message, lieu=lieu)


def _fin(definition: Definition, etat: Etat) -> Iterator[Faute]:
    if etat.echeances:
        message = f"« {etat.nom} » est final : retirez ses échéances, plus rien n’y court."
        yield definition.faute("fin_avec_echeance", f"etats.{etat.nom}.echeances", message)


def _date(definition: Definition, etat: Etat, surs: frozenset[str]) -> Iterator[Faute]:
    """A deadline that is always armed, or else a written reason; never both."""
    chemin = f"etats.{etat.nom}"
    sure = any(_toujours_armee(definition, regle, surs) for regle in etat.echeances.values())
    if sure and etat.sans_echeance:
        message = (
            f"« {etat.nom} » a une échéance qui court toujours : la raison de n’en pas avoir "
            "(sans_echeance) est de trop."
        )
        yield definition.faute("attente_deux_fois", chemin, message)
    elif not sure and not etat.sans_echeance:
        cause = (
            "aucune de ses échéances ne court dans tous les cas"
            if etat.echeances
            else "il n’a pas d’échéance"
        )
        message = (
            f"« {etat.nom} » pourrait être oublié : {cause} ; donnez-en une, ou sans_echeance."
        )
        yield definition.faute("attente_sans_date", chemin, message)


def _toujours_armee(definition: Definition, regle: RegleEcheance, surs: frozenset[str]) -> bool:
    return (
        regle.si_parametre is None
        and not conditions(regle)
        and regle.sens == "apres"
        and not _ancres_vides(definition, regle, surs)
    )


def _ancre(
    definition: Definition, etat: Etat, regle: RegleEcheance, surs: frozenset[str]
) -> Iterator[Faute]:
    """A move must be armed; a reminder may wait for its date when the state is dated otherwise."""
    vides = _ancres_vides(definition, regle, surs)
    if not vides:
        return
    autres = (une for une in etat.echeances.values() if une.nom != regle.nom)
    datee = etat.sans_echeance or any(_toujours_armee(definition, une, surs) for une in autres)
    niveau = "avertissement" if datee and not regle.declenche else "erreur"
    message = (
        f"L’échéance « {regle.nom} » de « {etat.nom} » compte depuis {', '.join(vides)}, qui peut "
        "être vide à l’entrée dans l’état ; rendez cette saisie obligatoire sur tous les chemins."
    )
    chemin = f"etats.{etat.nom}.echeances.{regle.nom}.depuis"
    yield definition.faute("ancre_vide", chemin, message, niveau=niveau)


def _ancres_vides(
    definition: Definition, regle: RegleEcheance, surs: frozenset[str]
) -> tuple[str, ...]:
    """Fields the deadline may count from that are not surely set; a fact answers for itself."""
    parametre = definition.parametres.get(regle.depuis)
    ancres = parametre.valeurs if parametre is not None else (regle.depuis,)
    return tuple(
        nom
        for nom in ancres
        if nom != ENTREE and definition.contexte[nom].fait is None and nom not in surs
    )
