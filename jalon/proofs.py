"""What is proved before Jalon writes: its definitions, its properties, the settings over them.

A proof takes seconds: it is remembered by digest, in the process and in the base, so that only the
first command after a change pays for it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from documents.letters import GABARITS as LETTRES
from jalon import assembly
from jalon.message_proofs import preuve as preuve_des_messages
from jalon.templates_in_force import gabarits_en_vigueur, gabarits_sans_message
from notifications.sources import GABARITS as MESSAGES
from services.parameters import en_vigueur
from workflow.check import controler
from workflow.check_deadlines import fautes_des_echeances
from workflow.check_properties import fautes_des_proprietes
from workflow.check_waits import fautes_des_attentes
from workflow.errors import DefinitionInvalide, Faute, ValeurInvalide
from workflow.loading import Chargement, charger
from workflow.process import Definition
from workflow.properties import TABLES, Accord, lire_accord
from workflow.reread import fautes_de_relecture, lire_relu
from workflow.reread_texts import fautes_des_gabarits, fautes_des_libelles
from workflow.scenarios import lire_scenarios

Parametres = Mapping[str, Mapping[str, Any]]
REGLAGES = "config.yaml"
_PROCEDURE = (
    "Retirez cette ligne ; ce que les parties conviennent d’autre s’écrit dans "
    "la procédure de leur convention : « Proposer la procédure », puis « Accepter la procédure »."
)


@dataclass(frozen=True)
class Ecrits:
    """Texts of the installation, some of them replaced."""

    machines: Mapping[str, str]
    generiques: str
    proprietes: Mapping[str, str]
    scenarios: tuple[str, str]
    """Text of what people do in a simulation, and its file."""
    relu: str
    """What was read over: rules, labels, templates."""

    @classmethod
    def en_place(cls) -> Ecrits:
        """The texts as they stand."""
        return cls(
            assembly.textes(),
            assembly.generiques(),
            assembly.proprietes(),
            assembly.scenarios(),
            assembly.relu(),
        )


def fautes_de(ecrits: Ecrits, gabarits: Path | None = None) -> list[Faute]:
    """Every fault of form, of reference and of proof, once each, errors first.

    ``gabarits`` is the installation's folder of templates, which come before the house's.
    """
    vocabulaire = assembly.vocabulaire()
    chargement = charger(ecrits.machines, vocabulaire, generiques=ecrits.generiques)
    accord, fautes = lire_accord(ecrits.proprietes)
    rendre = preuve_des_messages(assembly.rendeur(gabarits))
    prouvees = controler(
        chargement.definitions,
        vocabulaire,
        rendre=rendre,
        accord=accord,
        illisibles=_illisibles(chargement),
    )
    relecture = _non_relus(ecrits, chargement, accord, gabarits)
    inutiles = _sans_message(gabarits) if gabarits else ()
    return _uniques([*chargement.fautes, *fautes, *relecture, *inutiles, *prouvees])


def _sans_message(gabarits: Path) -> Iterator[Faute]:
    """Templates of the installation that no mail reads: its words would never be seen."""
    for fichier in gabarits_sans_message(gabarits):
        message = (
            "Ce fichier ne sert à aucun courriel : un gabarit porte le dossier et le nom de celui "
            "qu’il remplace (« alerte_donneur_ordre/corps.txt »). Renommez-le, ou retirez-le."
        )
        yield Faute(
            code="gabarit_inutile",
            message=message,
            fichier=str(fichier),
            ligne=1,
            niveau="avertissement",
        )


def _non_relus(
    ecrits: Ecrits, chargement: Chargement, accord: Accord, gabarits: Path | None
) -> Iterator[Faute]:
    """Rules, labels and templates that are not those that somebody read over."""
    relu = lire_relu(ecrits.relu, assembly.RELU)
    definitions, proprietes = chargement.definitions, accord.proprietes
    yield from fautes_de_relecture(ecrits.proprietes, relu, assembly.RELU)
    yield from fautes_des_libelles(definitions, proprietes, relu)
    en_vigueur = gabarits_en_vigueur(gabarits)
    yield from fautes_des_gabarits(en_vigueur, definitions, proprietes, relu, assembly.RELU)


def fautes_des_scenarios(ecrits: Ecrits) -> list[Faute]:
    """What a simulation could not play; told once the machines are read whole.

    A simulation refuses its own file: no dossier waits for it, so it is no part of the proof.
    """
    lues = charger(ecrits.machines, assembly.vocabulaire(), generiques=ecrits.generiques)
    if _illisibles(lues):
        return []
    return list(lire_scenarios(*ecrits.scenarios, lues.definitions)[1])


def _illisibles(chargement: Chargement) -> frozenset[str]:
    """Machines of which something could not be read."""
    fautifs = {une.fichier for une in chargement.fautes if une.niveau == "erreur"}
    return frozenset(nom for nom, une in chargement.definitions.items() if une.fichier in fautifs)


def fautes_des_reglages(
    parametres: Parametres, *, fichier: str = REGLAGES, ecrits: Ecrits | None = None
) -> list[Faute]:
    """Values of ``parametres:`` that do not fit, or that break what the agreement says.

    A convention that agrees otherwise has its own procedure, dated: that one is not judged here.
    """
    if not parametres:
        return []
    ecrits = ecrits or Ecrits.en_place()
    vocabulaire = assembly.vocabulaire()
    definitions = charger(ecrits.machines, vocabulaire, generiques=ecrits.generiques).definitions
    accord, _ = lire_accord(ecrits.proprietes)
    trouvees: list[Faute] = []
    for machine, valeurs in parametres.items():
        definition = definitions.get(machine)
        if definition is None:
            connus = ", ".join(definitions)
            message = f"« {machine} » n’est pas un genre de dossier. Genres : {connus}."
            trouvees.append(_au_reglage(Faute("parametre", message), fichier, machine))
            continue
        for nom, valeur in valeurs.items():
            siennes = _en_une(_fautes_d_une_valeur(accord, definitions, definition, {nom: valeur}))
            trouvees.extend(_au_reglage(une, fichier, machine, nom, valeur) for une in siennes)
    return _uniques(trouvees)


def refus_d_un_essai(parametres: Parametres, fichier: str) -> list[str]:
    """Why a changed value would be refused, in French: what a simulation tries, settings bear."""
    return [
        une.message
        for une in fautes_des_reglages(parametres, fichier=fichier)
        if une.niveau == "erreur"
    ]


def _fautes_d_une_valeur(
    accord: Accord,
    definitions: Mapping[str, Definition],
    definition: Definition,
    valeur: Mapping[str, Any],
) -> Iterator[Faute]:
    """What is said of the machine with that value for default, and was not said before."""
    try:
        voulue = en_vigueur(definition, valeur)
    except ValeurInvalide as erreur:
        yield Faute("parametre", f"{erreur.message} {erreur.remede}".strip())
        return
    parametres = {nom: replace(un, defaut=voulue[nom]) for nom, un in definition.parametres.items()}
    changee = replace(definition, parametres=parametres)
    tables = [
        replace(une, machines=(definition.machine,)) if une.machines[0] == "toutes" else une
        for une in accord.proprietes
        if une.forme in TABLES and {definition.machine, "toutes"} & set(une.machines)
    ]
    audiences = assembly.vocabulaire().messages
    avant, apres = (
        [
            *fautes_des_proprietes(tables, {**definitions, definition.machine: une}, audiences),
            *fautes_des_echeances(une),
            *fautes_des_attentes(une),
        ]
        for une in (definition, changee)
    )
    yield from (une for une in apres if une not in avant)


def _en_une(fautes: Iterable[Faute]) -> Iterator[Faute]:
    """One line against the agreement is one fault: the first rule that it breaks, then the others.

    A rule ends with its source between brackets; what follows says how it is broken.
    """
    rompues = []
    for une in fautes:
        if une.code == "propriete_violee":
            rompues.append(une)
        else:
            yield une
    if not rompues:
        return
    premiere, *autres = rompues
    regles = dict.fromkeys(f"{une.message.partition(']')[0]}]" for une in autres)
    suite = f" De même : {' '.join(regles)}" if regles else ""
    yield replace(premiere, message=f"{premiere.message}{suite} {_PROCEDURE}")


def _au_reglage(
    faute: Faute, fichier: str, machine: str, nom: str = "", valeur: object = None
) -> Faute:
    """The fault, told of the key of the settings that brings it."""
    cle = f"parametres.{machine}" + (f".{nom}" if nom else "")
    dit = cle + (f" : {_ecrit(valeur)}" if nom else "")
    message = faute.message if cle in faute.message else f"{dit}. {faute.message}"
    ligne = _ligne(fichier, machine, nom)
    return replace(faute, message=message, fichier=fichier, ligne=ligne, machine=machine, ou=cle)


def _ligne(fichier: str, machine: str, nom: str) -> int:
    """Line of the settings that writes the key; the first when the environment gives it."""
    chemin = Path(fichier)
    lignes = chemin.read_text("utf-8").splitlines() if chemin.is_file() else []
    cherchees, trouvee = ["parametres", machine, *([nom] if nom else [])], 1
    for rang, une in enumerate(lignes, 1):
        while cherchees and re.search(rf"(?<![\w#.-]){re.escape(cherchees[0])}:", _sans_note(une)):
            trouvee = rang
            del cherchees[0]
    return 1 if cherchees else trouvee


def _sans_note(ligne: str) -> str:
    """A line of settings without its comment: the template shows every key behind a « # »."""
    return re.sub(r"(^|\s)#.*", "", ligne)


def _ecrit(valeur: object) -> str:
    return {True: "oui", False: "non"}[valeur] if isinstance(valeur, bool) else str(valeur)


def _uniques(fautes: Iterable[Faute]) -> list[Faute]:
    """Loading and checking both look at references: once each; errors first."""
    uniques = {(une.fichier, une.ligne, une.code, une.message): une for une in fautes}
    return sorted(
        uniques.values(), key=lambda une: (une.niveau != "erreur", une.fichier, une.ligne)
    )


@dataclass(frozen=True)
class Preuve:
    """The proof of an installation: its digest, and what refuses it."""

    parametres: Parametres
    fichier: str = REGLAGES
    gabarits: Path | None = None
    """Templates of the installation, before the house's."""

    @cached_property
    def empreinte(self) -> str:
        """Digest of all that the proof reads: texts, templates, settings, version of the code."""
        ecrits = Ecrits.en_place()
        lus = [
            version("jalon"),
            dict(ecrits.machines),
            ecrits.generiques,
            dict(ecrits.proprietes),
            ecrits.relu,
            [_lus(dossier) for dossier in (MESSAGES, LETTRES, self.gabarits) if dossier],
            {machine: dict(valeurs) for machine, valeurs in self.parametres.items()},
        ]
        return hashlib.sha256(json.dumps(lus, sort_keys=True).encode()).hexdigest()

    @property
    def erreurs(self) -> tuple[Faute, ...]:
        """What refuses it: proved once in a process, whoever asks."""
        nomme = self.fichier if self.parametres else ""  # else no fault names it
        return _erreurs(_Cle(self.empreinte, nomme, self))

    def exiger(self) -> None:
        """Refuse definitions or settings that break a rule.

        Raises:
            DefinitionInvalide: ``jalon check`` finds an error.
        """
        if self.erreurs:
            raise DefinitionInvalide(self.erreurs)


def _lus(dossier: Path) -> dict[str, str]:
    """Digest of every file of a folder of templates, by its path in it."""
    return {
        un.relative_to(dossier).as_posix(): hashlib.sha256(un.read_bytes()).hexdigest()
        for un in sorted(dossier.rglob("*"))
        if un.is_file()
    }


@dataclass(frozen=True)
class _Cle:
    """A proof, known by its digest, and the file of settings that its faults name."""

    empreinte: str
    fichier: str
    preuve: Preuve = field(compare=False)


@cache
def _erreurs(cle: _Cle) -> tuple[Faute, ...]:
    preuve = cle.preuve
    toutes = [
        *fautes_de(Ecrits.en_place(), preuve.gabarits),
        *fautes_des_reglages(preuve.parametres, fichier=preuve.fichier),
    ]
    return tuple(une for une in toutes if une.niveau == "erreur")
