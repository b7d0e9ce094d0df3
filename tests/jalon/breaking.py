"""Breaks a property of the agreement in the machines, whatever its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.jalon.breaking_declared import CASSEURS, echeance, ouverture
from workflow.process import Definition, Evenement
from workflow.properties import TOUTES, Propriete
from workflow.property_names import Designe, designer
from workflow.values import Delai, Unite

Machines = Mapping[str, Definition]


def casser(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    """The machines with one fault that the property must denounce."""
    if propriete.machines == (TOUTES,):
        propriete = replace(propriete, machines=(min(machines),))
    if propriete.forme in CASSEURS:
        return CASSEURS[propriete.forme](propriete, machines)
    if propriete.table:
        return _CASSEURS[propriete.forme](propriete, machines)
    cle = next(
        un for un in ("quand", "pendant", "sans_avant", propriete.forme) if _a(propriete, un)
    )
    return _CASSEURS[cle](propriete, machines)


def _a(propriete: Propriete, cle: str) -> bool:
    return cle in propriete.termes or cle == propriete.forme


def _evenement(machines: Machines, designe: Designe, **champs: Any) -> dict[str, Definition]:
    definition = designe.definition
    evenement = replace(definition.evenements[designe.nom], **champs)
    tous = {**definition.evenements, designe.nom: evenement}
    return {**machines, definition.machine: replace(definition, evenements=tous)}


def _entrants(designe: Designe) -> list[Designe]:
    """The event, or those that enter the state."""
    if designe.genre == "evenement":
        return [designe]
    definition = designe.definition
    return [
        Designe(definition, un.nom, "evenement")
        for un in definition.evenements.values()
        if designe.nom in un.destinations and un.de - {designe.nom}
    ]


def _premier(propriete: Propriete, machines: Machines) -> tuple[Designe, Mapping[str, str]]:
    nom, attendus = next(iter(propriete.table.items()))
    return designer(propriete, nom, machines), attendus


def _au_debut(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    """The event may happen at once, unguarded, from the initial state and all others."""
    designe = designer(propriete, propriete.termes["jamais"][0], machines)
    etats = frozenset(nom for nom, un in designe.definition.etats.items() if not un.final)
    if designe.genre == "evenement":
        roles = frozenset({"facilitateur"})
        return _evenement(machines, designe, de=etats, gardes=(), par=roles)
    definition = designe.definition
    raccourci = Evenement(
        nom="raccourci",
        libelle="Raccourci",
        de=frozenset({definition.etat_initial}),
        par=frozenset({"facilitateur"}),
        vers=designe.nom,
    )
    tous = {**definition.evenements, "raccourci": raccourci}
    return {**machines, definition.machine: replace(definition, evenements=tous)}


def _sans_garde(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe = designer(propriete, propriete.termes["jamais"][0], machines)
    return _evenement(machines, _entrants(designe)[0], gardes=())


def _sans_cle(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    return {
        nom: replace(
            une,
            liens={
                cle: replace(lien, cle="", nombre="0..n", libere_par=())
                for cle, lien in une.liens.items()
            },
            evenements={
                cle: replace(un, de=frozenset(une.etats), gardes=(), efface=())
                for cle, un in une.evenements.items()
            },
        )
        for nom, une in machines.items()
    }


def _plus_jamais(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    casse = dict(machines)
    for nom in propriete.termes["toujours_possible"]:
        designe = designer(propriete, nom, casse)
        casse = _evenement(casse, designe, de=frozenset({designe.definition.etat_initial}))
    return casse


def _sans_echeance(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    definition = machines[propriete.machines[0]]
    etats = {nom: replace(un, echeances={}) for nom, un in definition.etats.items()}
    return {**machines, definition.machine: replace(definition, etats=etats)}


def _ouvert_a_un_autre(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe, roles = _premier(propriete, machines)
    autre = "facilitateur" if "facilitateur" not in roles else "entreprise"
    if designe.genre == "ouverture":
        return ouverture(machines, designe, par=(*roles, autre))
    (entrant, *_) = _entrants(designe)
    par = entrant.definition.evenements[entrant.nom].par
    return _evenement(machines, entrant, par=par | {autre})


def _sans(champ: str) -> Callable[[Propriete, Machines], dict[str, Definition]]:
    def sans(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
        designe, _ = _premier(propriete, machines)
        if designe.genre == "echeance":
            return echeance(machines, designe, effets=(), verification=None, declenche=None)
        if designe.genre == "ouverture":
            return ouverture(machines, designe, **{champ: ()})
        (entrant, *_) = _entrants(designe)
        return _evenement(machines, entrant, **{champ: (), "motif": False})

    return sans


def _autre_delai(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe, attendus = _premier(propriete, machines)
    if {"apres", "avant"} & set(attendus):
        return echeance(machines, designe, delai=Delai(77, Unite.JOURS))
    return echeance(machines, designe, calendrier="autre", depuis="autre", declenche=None)


def _ferme(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe, attendus = _premier(propriete, machines)
    nom = next(iter(attendus))
    de = designe.definition.evenements[nom].de - {designe.nom}
    return _evenement(machines, Designe(designe.definition, nom, "evenement"), de=de)


def _autre_defaut(propriete: Propriete, machines: Machines) -> dict[str, Definition]:
    designe, _ = _premier(propriete, machines)
    definition = designe.definition
    parametre = replace(definition.parametres[designe.nom], defaut="autre")
    parametres = {**definition.parametres, designe.nom: parametre}
    return {**machines, definition.machine: replace(definition, parametres=parametres)}


_CASSEURS: Mapping[str, Callable[[Propriete, Machines], dict[str, Definition]]] = {
    "sans_avant": _au_debut,
    "pendant": _au_debut,
    "quand": _sans_garde,
    "au_plus_un": _sans_cle,
    "apres": _plus_jamais,
    "attente_bornee": _sans_echeance,
    "seulement_par": _ouvert_a_un_autre,
    "exige": _sans("saisies"),
    "efface": _sans("efface"),
    "informe": _sans("effets"),
    "mobilise": _sans("effets"),
    "entraine": _sans("effets"),
    "ouvert": _ferme,
    "parametre": _autre_defaut,
    "echeance": _autre_delai,
}
