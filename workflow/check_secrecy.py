"""Sentences that are stored or printed in clear name nothing that a person keeps to themselves.

A task, a refusal and an invariant's reason are copied into lists, mails of the morning and
answers: whoever reads them may have no right to the value (convention, article 3; RGPD).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.errors import Faute
from workflow.process import MOTIF, Definition
from workflow.references_effects import effets_situes, recepteurs
from workflow.sentences import noms_du_modele
from workflow.values import Fait

SOURCE = "convention, article 3 ; RGPD"


def fautes_de_secret(
    definition: Definition,
    definitions: Mapping[str, Definition] | None = None,
    faits: Mapping[str, Fait] | None = None,
) -> Iterator[Faute]:
    """Personal fields that a sentence says in clear, or that are copied where others read them.

    A date or a yes that a fact makes of them is not their value; a text is. A reason is free: it
    may name somebody. What every machine shares knows the shared fields alone: the services give
    the other names of its tasks their values.
    """
    secrets = _secrets(definition, faits or {})
    yield from _dans_les_phrases(definition, secrets)
    yield from _dans_les_copies(definition, secrets)
    yield from _dans_les_envois(definition, secrets, definitions or {})


def _secrets(definition: Definition, faits: Mapping[str, Fait]) -> frozenset[str]:
    """Names of the personal fields, and of the texts that facts make of their values."""
    textes = (
        nom
        for nom, fait in definition.calcules
        if fait in faits and faits[fait].personnel and faits[fait].type == "texte"
    )
    return definition.personnels.union(textes)


def _dans_les_phrases(definition: Definition, secrets: frozenset[str]) -> Iterator[Faute]:
    for chemin, phrase in _phrases(definition):
        commun = chemin in definition.lignes_communes
        for nom in sorted(noms_du_modele(phrase) & {*secrets, MOTIF}):
            if commun and f"contexte.{nom}" not in definition.lignes_communes:
                continue
            message = (
                f"La phrase cite « {nom} », qui est personnel [{SOURCE}] : elle s’écrit en clair, "
                "et d’autres la lisent. Retirez-le de la phrase."
            )
            yield definition.faute("phrase_personnelle", chemin, message)


def _dans_les_copies(definition: Definition, secrets: frozenset[str]) -> Iterator[Faute]:
    """A personal value that an act copies into a field that is not."""
    for evenement in definition.evenements.values():
        for vers, source in evenement.pose.items():
            if source in secrets and vers not in definition.personnels:
                yield _copie(definition, f"evenements.{evenement.nom}", source, vers)


def _dans_les_envois(
    definition: Definition, secrets: frozenset[str], definitions: Mapping[str, Definition]
) -> Iterator[Faute]:
    """A personal value that an effect hands on to a field of another dossier that is not."""
    for chemin, effet in effets_situes(definition):
        if effet.genre == "ouvre":
            cibles = [definitions[effet.nom]] if effet.nom in definitions else []
        else:
            cibles = list(recepteurs(definition, definitions, effet.a) or ()) if definitions else []
        for vers, source in effet.avec.items():
            clairs = any(vers not in {*une.personnels, MOTIF} for une in cibles)
            if source in secrets and clairs:
                yield _copie(definition, chemin, source, vers)


def _copie(definition: Definition, chemin: str, source: str, vers: str) -> Faute:
    message = (
        f"« {source} » est personnel et serait recopié dans « {vers} », qui ne l’est pas "
        f"[{SOURCE}] : déclarez « {vers} » personnel, ou ne le recopiez pas."
    )
    return definition.faute("copie_personnelle", chemin, message)


def _phrases(definition: Definition) -> Iterator[tuple[str, str]]:
    for une in definition.taches.values():
        yield from ((f"taches.{une.nom}", dit) for dit in (une.libelle, une.question))
    yield from ((f"gardes.{une.nom}", une.sinon) for une in definition.gardes.values())
    yield from ((f"contexte.{un.nom}", un.sinon) for un in definition.contexte.values())
