"""Properties that say how an element is declared: a field, a link, a task, a guard, a bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from workflow.building import mots_nus
from workflow.declared import Parametre, Tache
from workflow.expressions import Expression
from workflow.parsing import analyser
from workflow.process import Champ, Definition, Etat, Evenement, LienDeclare
from workflow.property_names import SECTIONS, Designe
from workflow.property_terms import Manque, Terme
from workflow.values import Delai, Unite

RIEN = "rien"
"""What a property writes for an attribute that the element does not have."""
AU_MOINS = "au_moins"
"""Attribute of a choice that stays open: these values, and those that an installation adds."""
RESTE = "reste"
"""Destination of an event that stays in its state."""
SINON = "sinon"
_JOURS = {
    Unite.JOURS: Decimal(1),
    Unite.JOURS_OUVRES: Decimal("1.4"),
    Unite.SEMAINES: Decimal(7),
    Unite.MOIS: Decimal("30.4"),
    Unite.ANS: Decimal(365),
}
"""Days of a unit, near enough to say whether a delay lies between two others."""


def manques_declares(terme: Terme) -> Iterator[Manque]:
    """Attributes of the element that are not what the property says.

    Raises:
        KeyError: the element has no such attribute.
    """
    designe = terme.designe
    if designe.genre == "ouverture":
        element: Any = designe.definition.ouverture
        dits = ouverture_dite(designe.definition)
    else:
        element = getattr(designe.definition, SECTIONS[designe.genre])[designe.nom]
        dits = DECLARES[terme.forme](element)
    for cle, voulu in terme.attendus.items():
        if cle == "invariant":
            yield from _condition(designe, cle, element.invariant, voulu)
            continue
        if cle == AU_MOINS and terme.forme == "champ":
            yield from _valeurs_perdues(designe, element, voulu)
            continue
        premiere, _, reste = cle.partition(".")
        valeur = dict(dits[premiere]).get(reste) if reste else dits[cle]
        dit = _ecrit(valeur)
        if _suite(dit) != _suite(voulu):
            yield f"{designe} : « {cle} » vaut {dit}, au lieu de {voulu}.", None


def _valeurs_perdues(designe: Designe, champ: Champ, voulu: str) -> Iterator[Manque]:
    """Values of an open choice that the machine no longer has; one more counts for nothing else."""
    perdues = sorted(_suite(voulu) - {*champ.valeurs})
    if perdues:
        yield f"{designe} : « valeurs » n’a plus {', '.join(perdues)}.", None


def _suite(texte: str) -> set[str]:
    return set(texte.split(", "))


def _ecrit(valeur: Any) -> str:
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case tuple() | frozenset():
            return ", ".join(sorted(map(str, valeur))) or RIEN
        case None | "":
            return RIEN
        case _:
            return str(valeur)


def _champ(un: Champ) -> dict[str, Any]:
    return {
        "type": un.type,
        "fait": un.fait,
        "saisi": un.saisi,
        "personnel": un.personnel,
        "passager": un.passager,
        "montre_a": un.montre_a,
        "reference": un.reference,
        "format": un.format,
        "court": un.court,
        "accord": un.accord,
        "corrige_si": un.corrige_si,
        "min": un.min,
        "max": un.max,
        "valeurs": un.valeurs,
        "libelle": un.libelle,
        "libelles": un.libelles,
    }


def _lien(un: LienDeclare) -> dict[str, Any]:
    return {
        "machine": un.machine,
        "nombre": un.nombre,
        "cle": un.cle,
        "libere_par": un.libere_par,
        "libre_a_la_main": un.libre_a_la_main,
        "trouve_par": un.trouve_par,
        "donne": un.donne or (),
        "anniversaire_de": un.anniversaire_de or (),
        "corrige_dans": un.corrige_dans,
        "defait_par": un.defait_par,
    }


def _tache(une: Tache) -> dict[str, Any]:
    return {
        "pour": une.pour,
        "dans": une.dans,
        "faite_par": une.faite_par,
        "survit": une.survit,
        "sans_arret": une.sans_arret,
        "decision": une.decision,
        "jusqu_a": une.jusqu_a,
        "libelle": une.libelle,
    }


def _etat(un: Etat) -> dict[str, Any]:
    return {
        "detenteur": un.detenteur,
        "initial": un.initial,
        "final": un.final,
        "sans_retour": bool(un.sans_retour),
        "sans_pause": bool(un.sans_pause),
        "libelle": un.libelle,
    }


def _evenement(un: Evenement) -> dict[str, Any]:
    return {
        "operation": un.operation,
        "premier": un.ordre[0] if un.ordre else None,
        "motif": "obligatoire" if un.motif else None,
        "pose": un.pose,
        "temps_arrete_depuis": un.temps_arrete_depuis,
        "temps_repris_le": un.temps_repris_le,
        "libelle": un.libelle,
        "consequence": un.consequence,
    }


def _parametre(un: Parametre) -> dict[str, Any]:
    return {"valeurs": un.valeurs, "min": un.min, "max": un.max}


def ouverture_dite(definition: Definition) -> dict[str, Any]:
    """What an opening says beside its fields: how many, out of what, locked by itself or not."""
    ouverture = definition.ouverture
    return {
        "unique": ouverture.unique,
        "convention_en_cours": ouverture.convention_en_cours,
        "de_la_convention": ouverture.de_la_convention,
        "racine": definition.racine,
    }


DECLARES: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "champ": _champ,
    "lien": _lien,
    "tache": _tache,
    "etat": _etat,
    "evenement": _evenement,
    "reglable": _parametre,
}
"""Forms that give attributes, and what each kind of element has."""


def manques_de_condition(terme: Terme) -> Iterator[Manque]:
    """Whether a guard says what the property says, spacing aside."""
    designe = terme.designe
    (voulu,) = terme.attendus
    yield from _condition(designe, "si", designe.definition.gardes[designe.nom].si, voulu)


def _condition(designe: Designe, cle: str, dite: Expression | None, voulu: str) -> Iterator[Manque]:
    definition = designe.definition
    mots = mots_nus(definition.contexte, definition.parametres, definition.etats)
    if dite != analyser(voulu, mots=mots):
        yield f"{designe} : « {cle} » ne dit plus « {voulu} ».", None


def manques_de_destination(terme: Terme) -> Iterator[Manque]:
    """Where an event leads; with branches, under which guard and in which order."""
    designe, attendus = terme.designe, terme.attendus
    evenement = designe.definition.evenements[designe.nom]
    if evenement.selon:
        dites = [(une.vers, une.si or SINON) for une in evenement.selon]
    else:
        vers = evenement.vers or RESTE
        dites = [(vers, vers)]
    if dites != list(attendus.items()):
        mene, voulu = (
            ", ".join(vers if si in {vers, ""} else f"{vers} ({si})" for vers, si in suite)
            for suite in (dites, attendus.items())
        )
        yield f"{designe} mène à {mene}, au lieu de {voulu}.", evenement


def manques_de_borne(terme: Terme) -> Iterator[Manque]:
    """Whether a parameter, a deadline's delay or a task's time lies between two values.

    Of a deadline that repeats, ``tous`` is the longest interval and ``fois`` the fewest reminders;
    none reminds every day, or for ever.

    Raises:
        KeyError: the property asks for something else, or of what has none.
    """
    designe = terme.designe
    mesures = {"min": _mesure(designe), "max": _mesure(designe), **_rappels(designe)}
    for cle, voulu in terme.attendus.items():
        quoi, borne, signe = _BORNES[cle]
        dite = mesures[cle]
        if dite is None:
            yield f"{designe} ne se répète plus.", None
        elif signe * (poids(dite) - poids(voulu)) < 0:
            yield f"{designe} {quoi} {dite} ; c’est {borne} {voulu}.", None
        elif cle in _EXCES and signe * (poids(dite) - poids(_EXCES[cle].voulu)) > 0:
            exces = _EXCES[cle]
            yield f"{designe} {quoi} {dite} ; c’est {exces.borne} {exces.voulu}.", None


_BORNES: Mapping[str, tuple[str, str, int]] = {
    "min": ("vaut", "au moins", 1),
    "max": ("vaut", "au plus", -1),
    "tous": ("se répète tous les", "au plus", -1),
    "fois": ("compte en tout ces rappels :", "au moins", 1),
}
"""Key of a bound → how it is told, and the side on which a value is wrong."""


class _Exces(NamedTuple):
    """What no reminder goes past on the other side, whatever the article."""

    borne: str
    voulu: str


_EXCES: Mapping[str, _Exces] = {
    "tous": _Exces("au moins", "2 jo"),
    "fois": _Exces("au plus", "120"),
}
"""More often, nobody reads the others any more; more of them outlive any convention."""


def _rappels(designe: Designe) -> dict[str, Any]:
    """Interval and number of the reminders of a deadline; empty when it tells once."""
    if designe.genre != "echeance":
        return {}
    repeter = designe.regle.repeter
    if repeter is None:
        return {"tous": None, "fois": None}
    return {"tous": delai_en_vigueur(designe.definition, repeter.tous), "fois": repeter.max}


def _mesure(designe: Designe) -> Any:
    definition = designe.definition
    if designe.genre == "parametre":
        return definition.parametres[designe.nom].defaut
    if designe.genre == "tache":
        return definition.taches[designe.nom].dans or RIEN
    return delai_en_vigueur(definition, designe.regle.delai)


def delai_en_vigueur(definition: Definition, delai: Delai | str) -> Any:
    """The delay, or the value of the parameter that holds it."""
    return delai if isinstance(delai, Delai) else definition.parametres[delai].defaut


def poids(valeur: Any) -> Decimal:
    """A number, or a delay in days.

    Raises:
        KeyError: it is neither.
    """
    texte = str(valeur)
    if texte.lstrip("-").replace(".", "", 1).isdigit():
        return Decimal(texte)
    try:
        delai = Delai.lire(texte)
    except ValueError as erreur:
        raise KeyError(texte) from erreur
    return delai.nombre * _JOURS[delai.unite]
