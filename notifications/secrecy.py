"""What a template reads that its reader may not see, in whatever branch it stands.

A rendering proves the branches it takes; here the template itself is read. A subject stands in
lists, on locked screens and in the servers it passes through: it names nothing of a person, and
no reason as somebody typed it (convention, article 3; RGPD).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from jinja2 import nodes

from notifications.checking import arbres
from notifications.rendering import FICHIERS, Rendeur

SOURCE = "convention, article 3 ; RGPD"
SUJET, PERSONNELLES = FICHIERS[0], "personnelles"
_TUS_AU_SUJET = (PERSONNELLES, "motif")


def secrets_lus(
    message: str, personnels: Collection[str], montres: Collection[str], rendeur: Rendeur
) -> Iterator[str]:
    """Personal values that a message would say, in French.

    Parameters:
        personnels: personal fields of the machine that sends it.
        montres: those that the machine shows to the role that receives it.
    """
    for fichier in FICHIERS:
        for arbre in arbres(rendeur, f"{message}/{fichier}"):
            if fichier == SUJET:
                yield from _au_sujet(message, arbre)
            for nom in sorted(champs_lus(arbre, PERSONNELLES) - {*montres}):
                yield _dire(
                    message, fichier, nom, "la personne qui reçoit ce message ne le voit pas"
                )
            for nom in sorted(champs_lus(arbre, "donnees") & {*personnels}):
                yield _dire(message, fichier, nom, "il est personnel")


def _au_sujet(message: str, arbre: nodes.Node) -> Iterator[str]:
    lus = _noms_lus(arbre)
    for nom in _TUS_AU_SUJET:
        if nom in lus:
            yield _dire(message, SUJET, nom, "un objet se lit dans les listes et sur les écrans")


def _dire(message: str, fichier: str, nom: str, pourquoi: str) -> str:
    return f"{message}/{fichier} : « {nom} » s’écrirait en clair, {pourquoi} ({SOURCE})."


@lru_cache(maxsize=1024)
def _noms_lus(arbre: nodes.Node) -> frozenset[str]:
    return frozenset(un.name for un in arbre.find_all(nodes.Name))


@lru_cache(maxsize=4096)
def champs_lus(arbre: nodes.Node, table: str) -> frozenset[str]:
    """Names that a template reads in a table of its context; the table's own when it takes all."""
    attributs = [un.attr for un in arbre.find_all(nodes.Getattr) if _est(un.node, table)]
    crochets = [un.arg for un in arbre.find_all(nodes.Getitem) if _est(un.node, table)]
    nommes = [un.value if isinstance(un, nodes.Const) else table for un in crochets]
    entiers = sum(_est(un, table) for un in arbre.find_all(nodes.Name))
    tout = {table} if entiers > len(attributs) + len(crochets) else set()
    return frozenset((*attributs, *map(str, nommes), *tout))


def _est(noeud: nodes.Node, table: str) -> bool:
    return isinstance(noeud, nodes.Name) and noeud.name == table and noeud.ctx == "load"
