"""What a person may open by hand, where, and with which fields: the form of ``ouvrir``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, exiger_visible, lit_les_dossiers
from services.counter.opening_by_hand import parents_de
from services.errors import Introuvable
from services.link_gifts import saisies_demandees
from services.office import Bureau
from services.people import peut_y_ouvrir
from services.prescribers import prescripteurs
from services.reading.explaining import saisie_dite
from services.reading.looking import identite, trouver
from services.reading.looking_dossier import chantier_de_lecture
from states.roles import PRESCRIPTEUR
from storage import register_people as registre
from storage.register_values import Convention
from storage.unit_of_work import Connexion
from workflow.explain import saisie_attendue
from workflow.process import PARENT, Definition


@dataclass(frozen=True, kw_only=True)
class FormulaireOuverture:
    """Fields of a new dossier; ``dossier`` carries it, else one of ``conventions`` governs it."""

    definition: Definition
    dossier: Mapping[str, Any] | None = None
    conventions: tuple[tuple[str, str], ...] = ()
    saisies: list[dict[str, Any]] = field(default_factory=list)


def ouvrables(bureau: Bureau, visiteur: Visiteur) -> frozenset[str]:
    """Machines whose dossiers somebody may open under a convention, in no other dossier.

    Whoever is limited to some marchés opens none: it would be out of their sight.
    """
    if not lit_les_dossiers(visiteur) or visiteur.compte.limite:
        return frozenset()
    return frozenset(
        nom
        for nom, une in bureau.machines.courantes.items()
        if visiteur.roles & set(une.definition.ouverture.par)
        and (une.definition.racine or not parents_de(bureau, une.definition))
    )


def formulaire_sous_convention(
    bureau: Bureau, visiteur: Visiteur, machine: str
) -> FormulaireOuverture:
    """The form of a dossier that no other one carries.

    Raises:
        Introuvable: this reader may not open such a dossier there.
    """
    if machine not in ouvrables(bureau, visiteur):
        raise absent()
    definition = bureau.machines.courantes[machine].definition
    with bureau.travail.lire() as connexion:
        conventions = _conventions(connexion, visiteur)
        saisies = _saisies(bureau, definition, [])
    du_registre = definition.ouverture.de_la_convention
    return FormulaireOuverture(
        definition=definition,
        conventions=conventions,
        saisies=[une for une in saisies if une["champ"] not in du_registre],
    )


def formulaire_dans(
    bureau: Bureau, visiteur: Visiteur, cle: str, machine: str
) -> FormulaireOuverture:
    """The form of a dossier that another one carries.

    Raises:
        Introuvable: no such dossier, or nothing of that kind is opened in it by this reader.
    """
    with bureau.travail.lire() as connexion:
        try:
            vue = trouver(bureau, connexion, cle)
        except Introuvable as erreur:
            raise absent() from erreur
        chantier = chantier_de_lecture(bureau, connexion)
        exiger_visible(chantier, vue.dossier, visiteur)
        if not peut_y_ouvrir(chantier, vue.dossier, visiteur.compte, machine):
            raise absent()
        porteur = bureau.machines.par_id(connexion, vue.dossier.definition)
        cible = bureau.machines.courantes.get(machine)
        siens = prescripteurs(chantier, vue.dossier)
        saisies = _saisies(bureau, cible.definition, siens) if cible else []
    liens = bureau.machines.courantes[vue.dossier.machine].definition.liens.values()
    portees = {un.machine for un in liens if un.trouve_par == PARENT}
    if cible is None or machine not in portees:
        raise absent()
    if vue.dossier.final or not visiteur.roles & set(cible.definition.ouverture.par):
        raise absent()
    return FormulaireOuverture(
        definition=cible.definition,
        dossier=identite(vue, porteur),
        saisies=saisies,
    )


def _conventions(connexion: Connexion, visiteur: Visiteur) -> tuple[tuple[str, str], ...]:
    """References of the conventions in somebody's scope."""
    siennes = (une for une in registre.conventions(connexion) if _est_sienne(une, visiteur))
    return tuple((une.reference, une.reference) for une in siennes)


def _est_sienne(convention: Convention, visiteur: Visiteur) -> bool:
    compte = visiteur.compte
    if compte.donneur_ordre is not None:
        return convention.donneur_ordre == compte.donneur_ordre
    return compte.structure in {None, convention.structure}


def _saisies(
    bureau: Bureau, definition: Definition, nommables: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    saisies = []
    for une in saisies_demandees(bureau, definition):
        dite = saisie_dite(
            saisie_attendue(definition.contexte[une.champ], obligatoire=une.obligatoire)
        )
        choix = nommables if une.champ == PRESCRIPTEUR else _choix(dite)
        saisies.append({**dite, "choix": choix})
    return saisies


def _choix(saisie: Mapping[str, Any]) -> list[tuple[str, str]]:
    if "valeurs" in saisie:
        return [(valeur, saisie["libelles"][valeur]) for valeur in saisie["valeurs"]]
    return [("oui", "oui"), ("non", "non")] if saisie["type"] == "booleen" else []
