"""Properties that say what an event, a state, a deadline or a parameter must have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from workflow.check_declared import (
    DECLARES,
    delai_en_vigueur,
    manques_de_borne,
    manques_de_condition,
    manques_de_destination,
    manques_declares,
)
from workflow.check_effects import EFFETS
from workflow.check_exact import ENSEMBLES, evenements, manques_de_l_ensemble
from workflow.errors import Faute
from workflow.flow import chemin_vers
from workflow.process import MOTIF, Definition, Evenement, RegleEcheance, Saisie
from workflow.properties import Propriete
from workflow.property_names import Designe, designer
from workflow.property_terms import Manque, Terme
from workflow.values import OUVRIR, Delai

_OUI_NON = {True: "oui", False: "non"}


def fautes_des_termes(
    propriete: Propriete, definitions: Mapping[str, Definition], audiences: Mapping[str, str]
) -> Iterator[Faute]:
    """What a table of the property asks for and the machine no longer has."""
    for nom in propriete.effets or propriete.table:
        terme = Terme(
            forme=propriete.forme,
            designe=designer(propriete, nom, definitions),
            attendus=propriete.table.get(nom, {}),
            effets=propriete.effets.get(nom, ()),
            definitions=definitions,
            audiences=audiences,
        )
        for dit, evenement in MANQUES[propriete.forme](terme):
            chemin = chemin_vers(terme.designe.definition, evenement) if evenement else ()
            suite = f" Chemin le plus court : {' ; '.join(chemin)}." if chemin else ""
            lieu = _lieu(terme.designe, evenement)
            yield propriete.faute("propriete_violee", f"{dit}{suite}", lieu=lieu)


def _lieu(designe: Designe, evenement: Evenement | None) -> tuple[str, int]:
    if evenement is None:
        return designe.lieu
    return designe.definition.lieu(f"evenements.{evenement.nom}")


def _exige(terme: Terme) -> Iterator[Manque]:
    for nom, saisies, evenement in _saisies(terme.designe):
        exiges = {une.champ for une in saisies if une.obligatoire}
        exiges |= {MOTIF} if evenement and evenement.motif else set()
        for champ in terme.attendus:
            if champ not in exiges:
                yield f"« {nom} » se fait sans « {champ} ».", evenement


def _saisies(designe: Designe) -> Iterator[tuple[str, Iterable[Saisie], Evenement | None]]:
    """What each event takes, or the opening."""
    if designe.genre == "ouverture":
        yield OUVRIR, designe.definition.ouverture.saisies, None
    for evenement in evenements(designe):
        yield evenement.nom, evenement.saisies, evenement


def _efface(terme: Terme) -> Iterator[Manque]:
    for evenement in evenements(terme.designe):
        for champ in terme.attendus:
            if champ not in evenement.efface:
                yield f"« {evenement.nom} » laisse « {champ} » du tour précédent.", evenement


def _parametre(terme: Terme) -> Iterator[Manque]:
    designe, attendus = terme.designe, terme.attendus
    defaut = designe.definition.parametres[designe.nom].defaut
    ecrit = _OUI_NON[defaut] if isinstance(defaut, bool) else str(defaut)
    if ecrit not in attendus:
        yield f"« {designe.nom} » vaut {ecrit} au lieu de {' ou '.join(attendus)}.", None


def _ouvert(terme: Terme) -> Iterator[Manque]:
    designe, attendus = terme.designe, terme.attendus
    for nom in attendus:
        evenement = designe.definition.evenements.get(nom)
        if evenement is None:
            raise KeyError(nom)
        if designe.nom not in evenement.de or evenement.si_parametre:
            yield f"« {nom} » n’est pas toujours ouvert depuis « {designe.nom} ».", evenement


def _echeance(terme: Terme) -> Iterator[Manque]:
    designe, attendus = terme.designe, terme.attendus
    dites = _regle(designe.definition, designe.regle)
    for cle, voulu in attendus.items():
        dite = dites.get(cle, "")
        if dite != voulu:
            sinon = f"a « {cle}: {dite} »" if dite else f"n’a pas de « {cle} »"
            yield f"L’échéance « {designe.nom} » {sinon} au lieu de « {voulu} ».", None


def _regle(definition: Definition, regle: RegleEcheance) -> dict[str, str]:
    dites = {
        regle.sens: _delai(definition, regle.delai),
        "sens": regle.sens,
        "repete": _OUI_NON[regle.repeter is not None],
        "calendrier": regle.calendrier,
        "depuis": regle.depuis,
        "declenche": regle.declenche or "",
        "verification": regle.verification or "",
        "opposable_a": regle.opposable_a or "",
        "ensuite": regle.ensuite or "",
        "si_parametre": regle.si_parametre or "",
        "rattrapage": regle.rattrapage,
    }
    if regle.repeter is not None:
        dites |= {"tous": _delai(definition, regle.repeter.tous), "max": str(regle.repeter.max)}
    return dites


def _delai(definition: Definition, delai: Delai | str) -> str:
    return str(delai_en_vigueur(definition, delai))


MANQUES: Mapping[str, Callable[[Terme], Iterator[Manque]]] = {
    **dict.fromkeys(ENSEMBLES, manques_de_l_ensemble),
    **dict.fromkeys(DECLARES, manques_declares),
    **EFFETS,
    "mene_a": manques_de_destination,
    "condition": manques_de_condition,
    "borne": manques_de_borne,
    "exige": _exige,
    "efface": _efface,
    "parametre": _parametre,
    "ouvert": _ouvert,
    "echeance": _echeance,
}
"""Form with a table → what is wrong of each of its names."""
