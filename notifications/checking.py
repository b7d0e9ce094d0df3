"""Checks of the templates: every message renders wherever it is sent, and no file is idle."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateNotFound, nodes

from notifications.catalogue import COMPTES, DIGEST, MESSAGES
from notifications.context import ContexteMessage
from notifications.errors import NotificationsError
from notifications.rendering import FICHIERS, Rendeur, rendeur_de_la_maison
from notifications.sources import GABARITS


def verifier_rendu(
    message: str, contextes: Iterable[ContexteMessage], rendeur: Rendeur | None = None
) -> list[str]:
    """Render a message in each context; the faults found, each once, in French."""
    post = rendeur or rendeur_de_la_maison()
    fautes: dict[str, None] = {}
    for contexte in contextes:
        try:
            rendu = post.rendre(message, contexte)
        except NotificationsError as erreur:
            fautes[str(erreur)] = None
            continue
        for fichier, texte in zip(FICHIERS, (rendu.sujet, rendu.texte, rendu.html), strict=True):
            if not texte.strip():
                fautes[f"{message}/{fichier} : le rendu est vide."] = None
    return list(fautes)


def verifier_gabarits(rendeur: Rendeur | None = None) -> list[str]:
    """Missing files of the catalogue's messages, and folders that belong to no message."""
    post = rendeur or rendeur_de_la_maison()
    attendus = {*MESSAGES, *COMPTES, DIGEST.nom}
    return [
        *_manquants(post, sorted(attendus)),
        *(faute for dossier in post.chargeur.dossiers for faute in _orphelins(dossier, attendus)),
    ]


def _manquants(post: Rendeur, noms: Iterable[str]) -> Iterable[str]:
    for nom in noms:
        for fichier in FICHIERS:
            try:
                post.chargeur.chemin(f"{nom}/{fichier}")
            except TemplateNotFound:
                yield f"{nom}/{fichier} : ce fichier manque."


def _orphelins(dossier: Path, attendus: set[str]) -> Iterable[str]:
    communs = {chemin.name for chemin in GABARITS.iterdir() if chemin.is_file()}
    for chemin in sorted(dossier.rglob("*")):
        if chemin.is_dir():
            continue
        relatif = chemin.relative_to(dossier)
        connu = (
            relatif.name in communs
            if len(relatif.parts) == 1
            else relatif.parts[0] in attendus and relatif.parts[1:] in {(un,) for un in FICHIERS}
        )
        if not connu:
            yield f"{chemin} : ce gabarit ne sert à aucun message."


@lru_cache(maxsize=1024)
def arbres(post: Rendeur, gabarit: str) -> tuple[nodes.Node, ...]:
    """A template as Jinja reads it, and the macros that it takes from others.

    Read once: a message is looked at in every state that sends it. Nobody changes the trees.
    """
    arbre = _arbre(post, gabarit)
    return (arbre, *_macros_importees(post, arbre))


@lru_cache(maxsize=1024)
def _arbre(post: Rendeur, gabarit: str) -> nodes.Template:
    source, _, _ = post.chargeur.get_source(post.environnement, gabarit)
    return post.environnement.parse(source)


def _macros_importees(post: Rendeur, arbre: nodes.Template) -> Iterable[nodes.Macro]:
    """Macros name their arguments as the context does, so that their readings count."""
    for importation in arbre.find_all(nodes.FromImport):
        if isinstance(importation.template, nodes.Const):
            for macro in _arbre(post, importation.template.value).find_all(nodes.Macro):
                if macro.name in importation.names:
                    yield macro
