"""Checks of the templates: every message renders wherever it is sent, and no file is idle."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from jinja2 import nodes

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


def sert(gabarit: str) -> bool:
    """Whether a mail reads, in an installation's folder, the template of that path.

    It is ``<message>/<file>``, or the name of one that several messages share.
    """
    message, _, fichier = gabarit.rpartition("/")
    if not message:
        return fichier.endswith((".html", ".txt")) and (GABARITS / fichier).is_file()
    return fichier in FICHIERS and message in {*MESSAGES, *COMPTES, DIGEST.nom}


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
