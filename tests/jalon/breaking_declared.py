"""Breaks the properties that close a list or say how an element is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflow.declared import Repetition
from workflow.expressions import Non
from workflow.process import Definition, Effet, Evenement, Saisie
from workflow.properties import Propriete
from workflow.property_names import RAPPELS, SECTIONS, Designe, designer
from workflow.references_effects import effets_situes
from workflow.values import Delai, Unite

Machines = Mapping[str, Definition]
AILLEURS = "ailleurs"
_SIECLES = Delai(300, Unite.ANS)


def premier(propriete: Propriete, machines: Machines) -> Designe:
    """The first element that the table names."""
    nom = next(iter(propriete.effets or propriete.table))
    return designer(propriete, nom, machines)


def element(machines: Machines, designe: Designe, **champs: Any) -> dict[str, Definition]:
    """The machines with attributes of one element changed."""
    definition = designe.definition
    section = SECTIONS[designe.genre]
    tous = dict(getattr(definition, section))
    tous[designe.nom] = replace(tous[designe.nom], **champs)
    return {**machines, definition.machine: replace(definition, **{section: tous})}


def ouverture(machines: Machines, designe: Designe, **champs: Any) -> dict[str, Definition]:
    """The machines with the opening of one changed."""
    definition = designe.definition
    autre = replace(definition, ouverture=replace(definition.ouverture, **champs))
    return {**machines, definition.machine: autre}


def _second_chemin(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    definition = designe.definition
    origine = next(nom for nom in definition.etats if nom != designe.nom)
    raccourci = Evenement(
        nom="raccourci",
        libelle="Raccourci",
        de=frozenset({origine}),
        par=frozenset({"facilitateur"}),
        vers=designe.nom,
    )
    tous = {**definition.evenements, "raccourci": raccourci}
    return {**machines, definition.machine: replace(definition, evenements=tous)}


def _plus_tot(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    de = designe.definition.evenements[designe.nom].de
    ailleurs = de - {min(de)} if len(de) > 1 else frozenset({AILLEURS})
    return element(machines, designe, de=ailleurs)


def _ailleurs(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    return element(machines, premier(propriete, machines), vers=AILLEURS, selon=())


def _contraire(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    return element(machines, designe, si=Non(designe.definition.gardes[designe.nom].si))


def _autres_gardes(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    gardes = designe.definition.evenements[designe.nom].gardes
    return element(machines, designe, gardes=() if gardes else (AILLEURS,))


def _sans_effet(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    if designe.genre == "ouverture":
        return ouverture(machines, designe, effets=())
    if designe.genre == "echeance":
        return echeance(machines, designe, effets=(), declenche=None)
    return element(machines, designe, effets=())


def _sans_cause(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    """Nothing brings the event or the dossier about any more; another event bears the effect."""
    designe = premier(propriete, machines)
    if designe.genre == "effet":
        return _ailleurs_aussi(propriete, machines, designe)
    nom = designe.definition.machine if designe.genre == "ouverture" else designe.nom
    return {machine: _muette(une, nom) for machine, une in machines.items()}


def _ailleurs_aussi(
    propriete: Propriete, machines: Machines, designe: Designe
) -> dict[str, Definition]:
    definition = designe.definition
    effet = next(un for _, un in effets_situes(definition) if un.nom == designe.nom)
    permis = {un.rpartition(".")[2] for un in next(iter(propriete.table.values()))}
    evenement = next(un for un in definition.evenements.values() if un.nom not in permis)
    porteur = Designe(definition, evenement.nom, "evenement")
    return element(machines, porteur, effets=(*evenement.effets, effet))


def _muette(une: Definition, nom: str) -> Definition:
    def sans(effets: tuple[Effet, ...]) -> tuple[Effet, ...]:
        return tuple(un for un in effets if un.nom != nom)

    return replace(
        une,
        ouverture=replace(une.ouverture, effets=sans(une.ouverture.effets)),
        evenements={cle: replace(un, effets=sans(un.effets)) for cle, un in une.evenements.items()},
        etats={
            cle: replace(
                un,
                echeances={
                    autre: replace(regle, effets=sans(regle.effets), declenche=None)
                    for autre, regle in un.echeances.items()
                },
            )
            for cle, un in une.etats.items()
        },
    )


def _ecrit_ailleurs(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    permis = propriete.table[designe.nom]
    evenement = next(nom for nom in designe.definition.evenements if nom not in permis)
    saisies = (Saisie(champ=designe.nom, obligatoire=False),)
    return element(machines, Designe(designe.definition, evenement, "evenement"), saisies=saisies)


_DECLARES: Mapping[str, Mapping[str, Any]] = {
    "champ": {"type": "autre", "personnel": False, "fait": "autre", "libelles": {}},
    "reglable": {"valeurs": (AILLEURS,), "min": 77, "max": 77},
    "lien": {"machine": AILLEURS, "nombre": "0..9"},
    "tache": {"pour": AILLEURS},
    "etat": {
        "detenteur": AILLEURS,
        "initial": None,
        "final": None,
        "sans_pause": "",
        "sans_retour": "",
    },
    "evenement": {
        "operation": AILLEURS,
        "pose": {AILLEURS: AILLEURS},
        "consequence": AILLEURS,
        "libelle": AILLEURS,
        "temps_arrete_depuis": AILLEURS,
        "temps_repris_le": AILLEURS,
    },
}


def _autrement(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    if designe.genre == "ouverture":
        definition = designe.definition
        dite = definition.ouverture
        seule = replace(
            dite, unique=not dite.unique, convention_en_cours=not dite.convention_en_cours
        )
        autre = replace(definition, ouverture=seule, racine=not definition.racine)
        return {**machines, definition.machine: autre}
    return element(machines, designe, **_DECLARES[propriete.forme])


def _sans_fin(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = premier(propriete, machines)
    if designe.genre == "echeance":
        repeter = Repetition(tous=_SIECLES, max=2)
        return echeance(machines, designe, delai=_SIECLES, repeter=repeter)
    if designe.genre == "tache":
        return element(machines, designe, dans=_SIECLES)
    entier = isinstance(designe.definition.parametres[designe.nom].defaut, int)
    return element(machines, designe, defaut=300 if entier else _SIECLES)


def echeance(machines: Machines, designe: Designe, **champs: Any) -> dict[str, Definition]:
    """The machines with attributes of one deadline changed."""
    definition, regle = designe.definition, replace(designe.regle, **champs)
    nom, _, court = designe.nom.partition(".")
    if nom == RAPPELS:
        autre = replace(definition, rappels={**definition.rappels, court: regle})
        return {**machines, definition.machine: autre}
    etat = definition.etats[nom]
    regles = {**etat.echeances, court: regle}
    etats = {**definition.etats, nom: replace(etat, echeances=regles)}
    return {**machines, definition.machine: replace(definition, etats=etats)}


CASSEURS = {
    "entre_seulement_par": _second_chemin,
    "part_de": _plus_tot,
    "mene_a": _ailleurs,
    "condition": _contraire,
    "garde": _autres_gardes,
    "porte_effets": _sans_effet,
    "provoque_seulement_par": _sans_cause,
    "ecrit_seulement_par": _ecrit_ailleurs,
    **dict.fromkeys(_DECLARES, _autrement),
    "borne": _sans_fin,
}
"""Form → what breaks it."""
