"""Reads ``docs/conformite.yaml``, holds each row against the house, writes the page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from states.role_names import ROLES_COURTS
from tests.docs.conformity_words import ENTETE, INVERSE, OBLIGES, QUESTIONS
from workflow.articles import Obligation
from workflow.diagram_words import echeance_dite
from workflow.errors import Faute
from workflow.form import Section
from workflow.process import Definition
from workflow.properties import TOUTES, Propriete
from workflow.strict_yaml import lire

RACINE = Path(__file__).resolve().parents[2]
_OUI_NON = {"True": "oui", "False": "non"}


@dataclass(frozen=True)
class Phrase:
    """A sentence of the agreement and what holds it."""

    article: str
    oblige: str
    phrase: str
    elements: tuple[str, ...]
    messages: tuple[str, ...]
    proprietes: tuple[str, ...]
    essais: tuple[str, ...]
    aucun_courriel: str
    """Why no mail serves the sentence, when none does."""
    personnes: str


@dataclass(frozen=True)
class Question:
    """What the agreement leaves open, and the parameters that answer for now."""

    question: str
    parametres: tuple[str, ...]
    reste: str
    """What is left to people, or to a setting; empty when parameters answer."""
    source: str


@dataclass(frozen=True)
class Conformite:
    """The data file."""

    phrases: tuple[Phrase, ...]
    questions: tuple[Question, ...]
    fautes: tuple[Faute, ...]


def lire_conformite(texte: str, obligations: Iterable[Obligation]) -> Conformite:
    """Read the data file strictly; the properties of a sentence are those of ``obligations``."""
    prouvent = {(une.article, une.phrase): une.proprietes for une in obligations}
    document = lire(texte, "conformite.yaml")
    tete = Section.racine(document)
    assert tete is not None
    tete.cles(obligatoires=("phrases", "questions"), permises=("phrases", "questions"))
    phrases = tuple(_phrase(une, prouvent) for une in tete.lignes("phrases"))
    questions = tuple(_question(une) for une in tete.lignes("questions"))
    return Conformite(phrases, questions, tuple(document.fautes))


def _phrase(une: Section, prouvent: Mapping[tuple[str, str], tuple[str, ...]]) -> Phrase:
    listes = ("elements", "messages", "essais")
    textes = ("article", "oblige", "phrase")
    une.cles(obligatoires=textes, permises=(*textes, *listes, "aucun_courriel", "personnes"))
    une.parmi("oblige", OBLIGES)
    cle = (titre(une.texte("article")), une.texte("phrase"))
    if cle not in prouvent:
        une.faute("phrase", "phrase", f"{cle[0]} : cette phrase n’est pas une obligation.")
    return Phrase(
        article=une.texte("article"),
        oblige=une.texte("oblige"),
        phrase=une.texte("phrase"),
        elements=une.liste("elements"),
        messages=une.liste("messages"),
        proprietes=prouvent.get(cle, ()),
        essais=une.liste("essais"),
        aucun_courriel=une.texte("aucun_courriel"),
        personnes=une.texte("personnes"),
    )


def _question(une: Section) -> Question:
    cles = ("question", "parametres", "reste", "source")
    une.cles(obligatoires=("question",), permises=cles)
    if une.texte("reste") and not une.texte("source"):
        une.faute("source", "source", f"« {une.texte('question')} » : dites d’où vient la réponse.")
    return Question(
        question=une.texte("question"),
        parametres=une.liste("parametres"),
        reste=une.texte("reste"),
        source=une.texte("source"),
    )


def titre(article: str) -> str:
    """An article as sources name it."""
    return f"article {article}" if article[:1].isdigit() else article


@dataclass(frozen=True)
class Maison:
    """What the rows are held against."""

    machines: Mapping[str, Definition]
    proprietes: Mapping[str, Propriete]
    messages: Mapping[str, str]

    def element(self, nom: str) -> str:
        """What ``machine.etat``, ``machine.evenement`` or ``machine.etat.echeance`` is, in French.

        Raises:
            KeyError: nothing bears this name.
        """
        machine, _, reste = nom.partition(".")
        definition = self.machines[machine]
        etat, _, echeance = reste.partition(".")
        if echeance:
            regle = definition.etats[etat].echeances[echeance]
            return f"échéance : {echeance_dite(definition, regle)}"
        if reste in definition.evenements:
            evenement = definition.evenements[reste]
            qui = ", ".join(ROLES_COURTS.get(un, un) for un in evenement.ordre)
            return f"événement : {evenement.libelle} ({qui})"
        return f"état : {definition.etats[reste].libelle}"

    def connait(self, nom: str) -> bool:
        """Whether something bears this name."""
        try:
            self.element(nom)
        except KeyError:
            return False
        return True

    def envoie(self, message: str, machines: Collection[str]) -> bool:
        """Whether one of the machines sends a message."""
        return any(message in _messages(self.machines[nom]) for nom in machines)


def _messages(definition: Definition) -> set[str]:
    effets = [*definition.ouverture.effets]
    effets += [un for evt in definition.evenements.values() for un in evt.effets]
    for etat in definition.etats.values():
        effets += [un for regle in etat.echeances.values() for un in regle.effets]
    return {un.nom for un in effets if un.genre == "mail"}


def essai_existe(essai: str) -> bool:
    """Whether a test file, and the function named after ``::``, exist."""
    chemin, _, fonction = essai.partition("::")
    fichier = RACINE / chemin
    if not fichier.is_file():
        return False
    return not fonction or bool(
        re.search(rf"^def {fonction}\b", fichier.read_text("utf-8"), re.MULTILINE)
    )


def manques(phrase: Phrase, maison: Maison) -> Iterator[str]:
    """Why nothing, or something that does not exist, stands behind a sentence."""
    absents = [nom for nom in phrase.elements if not maison.connait(nom)]
    yield from (f"l’élément « {nom} » n’existe pas" for nom in absents)
    machines = {nom.partition(".")[0] for nom in phrase.elements} & set(maison.machines)
    for message in phrase.messages:
        if not maison.envoie(message, machines):
            yield f"aucune machine de la ligne n’envoie « {message} »"
    yield from _proprietes(phrase, maison, machines)
    for essai in phrase.essais:
        if not essai_existe(essai):
            yield f"l’essai « {essai} » n’existe pas"
    if not phrase.elements:
        yield "aucune machine ne la porte"
    if not phrase.essais:
        yield "aucun essai ne la tient"
    if bool(phrase.messages) == bool(phrase.aucun_courriel):
        yield "nommez ses courriels, ou dites pourquoi aucun ne part (aucun_courriel)"


def _proprietes(phrase: Phrase, maison: Maison, machines: Collection[str]) -> Iterator[str]:
    for nom in phrase.proprietes:
        propriete = maison.proprietes.get(nom)
        if propriete is None:
            yield f"la propriété « {nom} » n’existe pas"
        elif not set(propriete.machines) & {TOUTES, *machines}:
            yield f"la propriété « {nom} » parle d’autres machines"


def page(conformite: Conformite, maison: Maison) -> str:
    """``docs/conformite.md``."""
    lignes = [ENTETE]
    article = ""
    for phrase in conformite.phrases:
        if phrase.article != article:
            article = phrase.article
            lignes.append(f"\n## {'Article ' if article[0].isdigit() else ''}{article}\n")
        lignes.extend(_bloc(phrase, maison))
    lignes.append(INVERSE)
    for definition in sorted(maison.machines.values(), key=lambda une: une.libelle):
        lignes.extend(_inverse(definition, conformite, maison))
    lignes.append(QUESTIONS)
    lignes.extend(_reponses(conformite, maison))
    return "\n".join(lignes) + "\n"


def _bloc(phrase: Phrase, maison: Maison) -> Iterator[str]:
    yield f"> {phrase.phrase}\n"
    yield f"*Oblige : {OBLIGES[phrase.oblige]}*\n"
    for nom in phrase.elements:
        yield f"- `{nom}` — {maison.element(nom)}"
    for message in phrase.messages:
        role = maison.messages[message]
        yield f"- courriel `{message}`, à {ROLES_COURTS.get(role, role)}"
    if phrase.aucun_courriel:
        yield f"- aucun courriel : {phrase.aucun_courriel}"
    for nom in phrase.proprietes:
        yield f"- prouvé (`{nom}`) : {maison.proprietes[nom].enonce}"
    for essai in phrase.essais:
        yield f"- essai `{essai}`"
    if phrase.personnes:
        yield f"- laissé aux personnes : {phrase.personnes}"
    yield ""


def _inverse(definition: Definition, conformite: Conformite, maison: Maison) -> Iterator[str]:
    """What each event and deadline of a machine comes from."""
    yield f"\n### {definition.libelle} (`{definition.machine}`)\n"
    yield "| élément | d’où il vient |\n|---|---|"
    for nom in _noms(definition):
        complet = f"{definition.machine}.{nom}"
        sources = [un.article for un in conformite.phrases if complet in un.elements]
        yield f"| `{nom}` — {maison.element(complet)} | {_origine(definition, nom, sources)} |"


def _noms(definition: Definition) -> Iterator[str]:
    for etat in definition.etats.values():
        yield from (f"{etat.nom}.{echeance}" for echeance in etat.echeances)
    communs = definition.lignes_communes
    yield from (nom for nom in definition.evenements if f"evenements.{nom}" not in communs)


def _origine(definition: Definition, nom: str, articles: Sequence[str]) -> str:
    if articles:
        return ", ".join(dict.fromkeys(articles))
    evenement = definition.evenements.get(nom)
    source = evenement.source if evenement is not None else ""
    return source or f"usage du service ({definition.source})"


def _reponses(conformite: Conformite, maison: Maison) -> Iterator[str]:
    yield "| question | réponse d’aujourd’hui | source |\n|---|---|---|"
    for une in conformite.questions:
        for nom in une.parametres:
            machine, _, parametre = nom.partition(".")
            declare = maison.machines[machine].parametres[parametre]
            valeur = _OUI_NON.get(str(declare.defaut), str(declare.defaut))
            yield f"| {une.question} | `{nom}` = {valeur} | {declare.source} |"
        if une.reste:
            yield f"| {une.question} | {une.reste} | {une.source} |"
