"""Nothing of the machines escapes the agreement: each act and each kept field stands in its tables.

A closed list says what an element has; here, that the element is in the list at all. What is new,
and what a property no longer names, is told with the article it comes from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from workflow.articles import articles_cites
from workflow.building_events import RATTRAPAGE
from workflow.check_additions import champ_convenu, engage, sort
from workflow.check_declared import (
    AU_MOINS,
    DECLARES,
    delai_en_vigueur,
    ouverture_dite,
    poids,
)
from workflow.check_sources import sources_de
from workflow.errors import Faute
from workflow.flow import entrants
from workflow.process import (
    MOTIF,
    OUVRIR_EN_COURS,
    PARENT,
    Definition,
    Effet,
    Evenement,
    RegleEcheance,
    Saisie,
)
from workflow.properties import Propriete
from workflow.property_index import Tables, lire_tables
from workflow.property_names import echeances
from workflow.values import OUVRIR, Delai
from workflow.vocabulary import Vocabulaire

CODE = "sans_propriete"
GENRES = {"reglable": "parametre"}
"""Form → what its names stand for, when it is not called like it."""
_ACTE = {
    "seulement_par": "qui l’accomplit",
    "part_de": "d’où il part",
    "mene_a": "où il mène",
    "garde": "ce qui le retient",
}
"""Closed lists in which every act stands, and what each says of it."""
_DECLARES = {
    "champ": ("contexte", ("type", "saisi", "libelle", "libelles")),
    "tache": ("taches", ("libelle",)),
    "lien": ("liens", ()),
    "etat": ("etats", ("libelle", "initial", "final")),
    "reglable": ("parametres", ()),
}
"""Form → section of the machine, and attributes that no rule of the agreement needs to say."""
_ABSENTS = (None, "", (), PARENT)
"""Values of an attribute that nobody wrote, beside ``non``."""
_REMEDES = {
    True: "Revenez à ce qui est convenu ; pour en changer, un avenant à la convention d’abord, "
    "puis ses règles dans states/proprietes, relues (« jalon check --relu »).",
    False: "La convention n’en dit rien : vérifiez que c’est voulu.",
}
RAPPEL_AU_PLUS_TOUS_LES = Delai.lire("5 jo")
"""A reminder that an installation adds of its own comes back once a week at most."""
_ECHEANCE = ("declenche", "verification", "opposable_a", "ensuite", "si_parametre")
"""What a deadline has only when a property says so."""


def fautes_de_completude(
    proprietes: Iterable[Propriete],
    definitions: Mapping[str, Definition],
    vocabulaire: Vocabulaire,
) -> Iterator[Faute]:
    """Acts, fields, guards and waits of the machines that no property closes.

    What the agreement asks for or speaks of, and what changes the dossier or reaches outside the
    team, is an error; the rest a warning: an installation may add an act that records, a reminder,
    a note of its own.
    """
    tables = lire_tables(proprietes, definitions)
    for definition in definitions.values():
        for evenement in definition.evenements.values():
            yield from _acte(tables, vocabulaire, definition, evenement)
        yield from _ouverture(tables, vocabulaire, definition)
        yield from _ecritures(tables, definition)
        yield from _conditions(tables, definition)
        yield from _entrees(tables, definition)
        yield from _attentes(tables, vocabulaire, definition)
        yield from _parametres(tables, definition)
        for forme in _DECLARES:
            yield from _declares(tables, vocabulaire, definition, forme)


def _faute(
    tables: Tables, definition: Definition, chemin: str, dit: str, *, grave: bool = True
) -> Faute:
    source = sources_de(tables, definition, chemin)
    nom = chemin.partition(".")[2] or OUVRIR
    message = f"{definition.machine}.{nom} [{source}] : {dit}. {_REMEDES[grave]}"
    return definition.faute(CODE, chemin, message, niveau="erreur" if grave else "avertissement")


def _acte(
    tables: Tables, vocabulaire: Vocabulaire, definition: Definition, evenement: Evenement
) -> Iterator[Faute]:
    """An act that the agreement cites or speaks of, or that binds others: closed all round."""
    chemin, nom = f"evenements.{evenement.nom}", evenement.nom
    cite = bool(articles_cites(evenement.source))
    grave = cite or engage(tables, vocabulaire, definition, evenement)
    for forme, quoi in _ACTE.items():
        if tables.dit(forme, definition, nom) is None:
            dit = f"aucune propriété ne dit {quoi} (« {forme} »)"
            yield _faute(tables, definition, chemin, dit, grave=grave)
    exiges = _exiges(evenement.saisies) | ({MOTIF} if evenement.motif else set())
    effets = evenement.effets
    for dit in (
        *_de_trop(tables, definition, nom, exiges),
        *_suites(tables, definition, nom, effets),
    ):
        yield _faute(tables, definition, chemin, dit, grave=grave)
    if evenement.operation and "operation" not in (tables.dit("evenement", definition, nom) or ()):
        dit = f"aucune propriété ne dit son « operation: {evenement.operation} »"
        yield _faute(tables, definition, chemin, dit, grave=grave)


def _exiges(saisies: Iterable[Saisie]) -> set[str]:
    return {une.champ for une in saisies if une.obligatoire}


def _de_trop(
    tables: Tables, definition: Definition, nom: str, exiges: Collection[str]
) -> Iterator[str]:
    """Compulsory fields that no rule asks for hold the act back as a guard would."""
    dits = tables.dit("exige", definition, nom) or ()
    for champ in sorted(set(exiges) - set(dits)):
        yield f"il exige « {champ} », qu’aucune propriété ne demande (« exige »)"


def _suites(
    tables: Tables, definition: Definition, nom: str, effets: Iterable[Effet]
) -> Iterator[str]:
    dits = tables.effets.get((definition.machine, nom), ())
    for effet in effets:
        if effet not in dits:
            quoi = f"{effet.genre} {effet.nom}"
            yield f"aucune propriété ne dit l’effet « {quoi} » (« porte_effets »)"


def _ouverture(tables: Tables, vocabulaire: Vocabulaire, definition: Definition) -> Iterator[Faute]:
    """What an opening asks for and brings; a task or a mail of the house's own is pointed out."""
    ouverture = definition.ouverture
    siens = [
        effet
        for effet in ouverture.effets
        if not (
            sort(vocabulaire, definition, effet) or tables.connait("tache", definition, effet.nom)
        )
    ]
    for dit in _suites(tables, definition, OUVRIR, siens):
        yield _faute(tables, definition, "ouverture", dit, grave=False)
    agreees = [effet for effet in ouverture.effets if effet not in siens]
    dits = [
        *_de_trop(tables, definition, OUVRIR, _exiges(ouverture.saisies)),
        *_suites(tables, definition, OUVRIR, agreees),
        *_suites(tables, definition, OUVRIR_EN_COURS, ouverture.en_cours),
    ]
    if ouverture.par and tables.dit("seulement_par", definition, OUVRIR) is None:
        dits.append("aucune propriété ne dit qui l’ouvre (« seulement_par »)")
    connus = tables.dit("evenement", definition, OUVRIR) or ()
    dits += (
        f"aucune propriété ne dit « {cle} » (« evenement »)"
        for cle, valeur in ouverture_dite(definition).items()
        if valeur and cle not in connus
    )
    for dit in dits:
        yield _faute(tables, definition, "ouverture", dit)


def _ecritures(tables: Tables, definition: Definition) -> Iterator[Faute]:
    """A field that a dossier keeps is written by named acts: guards, deadlines, mails read it."""
    for champ in definition.contexte.values():
        garde = champ.saisi and not champ.passager
        if garde and tables.dit("ecrit_seulement_par", definition, champ.nom) is None:
            dit = "aucune propriété ne dit qui le change (« ecrit_seulement_par »)"
            grave = champ_convenu(tables, definition, champ.nom)
            yield _faute(tables, definition, f"contexte.{champ.nom}", dit, grave=grave)


def _conditions(tables: Tables, definition: Definition) -> Iterator[Faute]:
    for nom in definition.gardes:
        if tables.dit("condition", definition, nom) is None:
            dit = "aucune propriété ne dit sa condition (« condition »)"
            yield _faute(tables, definition, f"gardes.{nom}", dit)


def _entrees(tables: Tables, definition: Definition) -> Iterator[Faute]:
    for nom, etat in definition.etats.items():
        if not etat.initial and tables.dit("entre_seulement_par", definition, nom) is None:
            dit = "aucune propriété ne dit ce qui y mène (« entre_seulement_par »)"
            menent = entrants(definition, nom)
            grave = tables.connait("etat", definition, nom) or bool(menent)
            yield _faute(tables, definition, f"etats.{nom}", dit, grave=grave)


def _attentes(tables: Tables, vocabulaire: Vocabulaire, definition: Definition) -> Iterator[Faute]:
    """Deadlines: counted, bounded, repeated as agreed; what they move or ask is said."""
    for nom, regle in echeances(definition).items():
        dits = tables.dit("echeance", definition, nom) or ()
        bornes = tables.dit("borne", definition, nom) or ()
        manquent = [cle for cle in ("calendrier", "depuis") if cle not in dits]
        manquent += [cle for cle in _ecrits(regle) if cle not in dits]
        if not {"sens", regle.sens} & {*dits}:
            manquent.append("sens")
        if regle.sens not in dits and "min" not in bornes:
            manquent.append(regle.sens)
        if regle.repeter is not None:
            manquent += [cle for cle in ("tous", "fois") if cle not in bornes]
        textes = [f"aucune propriété ne dit son « {cle} »" for cle in manquent]
        textes += _suites(tables, definition, nom, regle.effets)
        etat, _, echeance = nom.partition(".")
        chemin = f"etats.{etat}.echeances.{echeance}" if etat in definition.etats else nom
        grave = (
            tables.connait("echeance", definition, nom)
            or bool(regle.declenche)
            or any(sort(vocabulaire, definition, effet) for effet in regle.effets)
            or _harcele(definition, regle)
        )
        for dit in textes:
            yield _faute(tables, definition, chemin, dit, grave=grave)


def _harcele(definition: Definition, regle: RegleEcheance) -> bool:
    """Whether a reminder comes back so often that nobody reads the others any more."""
    if regle.repeter is None:
        return False
    return poids(delai_en_vigueur(definition, regle.repeter.tous)) < poids(RAPPEL_AU_PLUS_TOUS_LES)


def _ecrits(regle: RegleEcheance) -> Iterator[str]:
    """What somebody wrote of a deadline beside its count."""
    yield from (cle for cle in _ECHEANCE if getattr(regle, cle))
    if regle.rattrapage != RATTRAPAGE:
        yield "rattrapage"


def _parametres(tables: Tables, definition: Definition) -> Iterator[Faute]:
    """A parameter has its value or its bounds, or is the delay of a deadline that has them."""
    delais = {str(regle.delai) for regle in echeances(definition).values()}
    delais |= {str(un.repeter.tous) for un in echeances(definition).values() if un.repeter}
    for nom in definition.parametres.keys() - delais:
        if not any(tables.dit(forme, definition, nom) for forme in ("parametre", "borne")):
            dit = "aucune propriété ne dit sa valeur (« parametre » ou « borne »)"
            yield _faute(tables, definition, f"parametres.{nom}", dit)


def _declares(
    tables: Tables, vocabulaire: Vocabulaire, definition: Definition, forme: str
) -> Iterator[Faute]:
    """Attributes of fields, tasks, links and states that no property says.

    A task that stands on somebody else's desk than the team's is no note of the house.
    """
    section, libres = _DECLARES[forme]
    for nom, element in getattr(definition, section).items():
        dits = {un.partition(".")[0] for un in tables.dit(forme, definition, nom) or ()}
        dits |= {"dans"} if tables.dit("borne", definition, nom) else set()
        dits |= {"valeurs"} if AU_MOINS in dits else set()
        attributs = DECLARES[forme](element).items()
        ecrits = {cle for cle, un in attributs if un is not False and un not in _ABSENTS}
        if forme == "champ" and element.invariant is not None:
            ecrits.add("invariant")
        for cle in sorted(ecrits - dits - set(libres)):
            dit = f"aucune propriété ne dit son « {cle} » (« {forme} »)"
            connu = tables.connait(GENRES.get(forme, forme), definition, nom)
            dehors = cle == "pour" and element.pour not in vocabulaire.equipe
            grave = connu or forme == "lien" or cle == "montre_a" or dehors
            yield _faute(tables, definition, f"{section}.{nom}", dit, grave=grave)
