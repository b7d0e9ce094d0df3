"""A machine as a picture: states with who holds the ball and until when, events between them.

Pure: gives the text that Graphviz lays out (``documents/drawing.py`` runs it). Events that stay in
their state stand in a legend. Those that are open from most states lead to where they go from a
note that says whence: an arrow from each state would hide the process.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from workflow.diagram_words import (
    AU_CENTRE,
    ENCRE,
    GRIS,
    INSECABLE,
    depuis,
    echeance_dite,
    qui,
    rangee,
    titre,
)
from workflow.process import Definition, Etat, Evenement
from workflow.values import HORLOGE

POLICE = "DejaVu Sans"
LARGEUR_ARC, LARGEUR_RENVOI, LARGEUR_LEGENDE = 24, 38, 92
EMPILES = 3
"""As many ends that only notes lead to are drawn one above the other."""
SOURCES_MAX = 5
"""An event from more states than that leads from a note; to an end, from more than half of it."""
FOND, VIF, VECU, TRAIT = "#ffffff", "#ffd166", "#e3eefc", "#1d4ed8"


@dataclass(frozen=True, kw_only=True)
class Vecu:
    """What a dossier has been through: its present state, and its moves (from, event, to)."""

    etat: str
    mouvements: tuple[tuple[str, str, str], ...] = ()

    @property
    def etats(self) -> frozenset[str]:
        """States it has been in."""
        return frozenset(un for de, _, vers in self.mouvements for un in (de, vers) if un)


@dataclass(frozen=True)
class _Arc:
    de: str
    vers: str
    evenements: list[Evenement] = field(default_factory=list)


def dessiner(definition: Definition, roles: Mapping[str, str], vecu: Vecu | None = None) -> str:
    """The picture of a machine in the language of Graphviz; with the life of a dossier on it.

    Parameters:
        roles: role → how a label names it.
    """
    absents = _en_legende(definition)
    corps = [
        *(_noeud(definition, etat, roles, vecu) for etat in definition.etats.values()),
        *(_trace(arc, roles, vecu) for arc in _arcs(definition, absents, vecu)),
        *(_renvoi(definition, un, roles) for un in _renvois(definition, absents)),
    ]
    legende = "".join(_legende(definition, absents, roles))
    nom = f"{definition.libelle} — version {definition.version}"
    return "\n".join(
        [
            "digraph {",
            "  graph [rankdir=TB, nodesep=0.45, ranksep=0.3, pad=0.3, outputorder=edgesfirst,",
            f'    fontname="{POLICE}",',
            "    fontsize=10, labelloc=b, labeljust=l, splines=true, bgcolor=white,",
            f"    tooltip={_texte(nom)}, label=<{legende}>];",
            f'  node [shape=plain, fontname="{POLICE}", fontsize=10, fontcolor="{ENCRE}"];',
            f'  edge [fontname="{POLICE}", fontsize=8, fontcolor="{ENCRE}", color="{GRIS}",',
            "    arrowsize=0.7];",
            '  depart [shape=circle, width=0.16, label="", style=filled, fillcolor=black,',
            '    tooltip="Ouverture"];',
            f'  depart -> {definition.etat_initial} [tooltip="Ouverture"];',
            *corps,
            *_fins(definition, absents),
            "}",
        ]
    )


def _en_legende(definition: Definition) -> frozenset[str]:
    """Events without arrows from their states: those that stay, those that come from most."""
    return frozenset(
        un.nom
        for un in definition.evenements.values()
        if not un.destinations or _de_partout(definition, un)
    )


def _de_partout(definition: Definition, evenement: Evenement) -> bool:
    finit = all(definition.etats[un].final for un in evenement.destinations)
    return len(evenement.de) > (SOURCES_MAX // 2 if finit else SOURCES_MAX)


def _renvois(definition: Definition, absents: Collection[str]) -> Iterator[Evenement]:
    """Events that lead somewhere from most states, but for those that every machine has."""
    for nom, evenement in definition.evenements.items():
        commun = f"evenements.{nom}" in definition.lignes_communes
        if nom in absents and evenement.destinations and not commun:
            yield evenement


def _renvoi(definition: Definition, evenement: Evenement, roles: Mapping[str, str]) -> str:
    """A note that says what happens and from where, and its arrow to where it leads."""
    nom, origine = f"renvoi_{evenement.nom}", depuis(definition, evenement)
    lignes = [
        rangee(f"{evenement.libelle} ({qui(evenement, roles)})", LARGEUR_RENVOI, taille=8),
        rangee(f"depuis{INSECABLE}: {origine}", LARGEUR_RENVOI, couleur=GRIS, taille=8),
    ]
    table = (
        f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" STYLE="DASHED" '
        f'COLOR="{GRIS}" BGCOLOR="{FOND}">{"".join(lignes)}</TABLE>'
    )
    bulle = f"tooltip={_texte(evenement.libelle)}"
    fleches = (f"  {nom} -> {vers} [{bulle}];" for vers in dict.fromkeys(evenement.destinations))
    return "\n".join([f"  {nom} [{bulle}, label=<{table}>];", *fleches])


def _fins(definition: Definition, absents: Collection[str]) -> Iterator[str]:
    """Where the ends stand: at the bottom; one above the other, those that only notes lead to.

    Side by side, the ends of a long process would make its picture twice as wide.
    """
    atteints = {
        vers
        for un in definition.evenements.values()
        if un.nom not in absents
        for vers in un.destinations
    }
    finaux = [nom for nom, etat in definition.etats.items() if etat.final]
    seuls = [nom for nom in finaux if nom not in atteints]
    empiles = seuls if len(seuls) >= EMPILES else []
    yield f"  {{rank=sink; {' '.join(nom for nom in finaux if nom not in empiles)}}}"
    renvois = list(_renvois(definition, absents))
    for dessus, dessous in pairwise(empiles):
        for un in renvois:
            if dessous in un.destinations and dessus not in un.destinations:
                yield f"  {dessus} -> renvoi_{un.nom} [style=invis];"


def _arcs(definition: Definition, absents: Collection[str], vecu: Vecu | None) -> Iterable[_Arc]:
    """Moves between two states, all their events together, in the order of the file.

    What a dossier has been through is always drawn.
    """
    passes = frozenset(vecu.mouvements) if vecu is not None else frozenset()
    arcs: dict[tuple[str, str], _Arc] = {}
    for evenement in definition.evenements.values():
        for de in (nom for nom in definition.etats if nom in evenement.de):
            for vers in dict.fromkeys(un for un in evenement.destinations if un != de):
                if evenement.nom not in absents or (de, evenement.nom, vers) in passes:
                    arcs.setdefault((de, vers), _Arc(de, vers)).evenements.append(evenement)
    return arcs.values()


def _noeud(definition: Definition, etat: Etat, roles: Mapping[str, str], vecu: Vecu | None) -> str:
    vif = vecu is not None and vecu.etat == etat.nom
    vecue = vecu is not None and etat.nom in vecu.etats
    fond = VIF if vif else VECU if vecue else FOND
    trait = 3 if vif else 2 if etat.final else 1
    lignes = [titre(etat.libelle)]
    if vif:
        lignes.append(rangee("◀ le dossier en est ici"))
    if etat.detenteur:
        tient = roles.get(etat.detenteur, etat.detenteur)
        lignes.append(rangee(f"La main{INSECABLE}: {tient}", couleur=GRIS))
    lignes.extend(
        rangee(echeance_dite(definition, regle), puce="• ") for regle in etat.echeances.values()
    )
    if etat.sans_echeance:
        raison = f"Sans échéance{INSECABLE}: {etat.sans_echeance}"
        lignes.append(rangee(raison, couleur=GRIS))
    table = (
        f'<TABLE BORDER="{trait}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="4" '
        f'STYLE="ROUNDED" BGCOLOR="{fond}" COLOR="{ENCRE}">{"".join(lignes)}</TABLE>'
    )
    attributs = f"id={_texte('etat_' + etat.nom)}, tooltip={_texte(etat.libelle)}"
    return f"  {etat.nom} [{attributs}, label=<{table}>];"


def _trace(arc: _Arc, roles: Mapping[str, str], vecu: Vecu | None) -> str:
    """An edge in two halves around its label: as a node, no other edge runs over it."""
    passes = set(vecu.mouvements) if vecu is not None else set()
    vecue = any((arc.de, un.nom, arc.vers) in passes for un in arc.evenements)
    seule_horloge = all(un.par == {HORLOGE} for un in arc.evenements)
    lignes = [
        rangee(
            f"{un.libelle} ({qui(un, roles)})",
            LARGEUR_ARC,
            couleur=TRAIT if (arc.de, un.nom, arc.vers) in passes else ENCRE,
            taille=8,
            cote=AU_CENTRE,
        )
        for un in arc.evenements
    ]
    nom = f"par_{arc.de}_{arc.vers}"
    table = (
        '<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="1" BGCOLOR="white">'
        f"{''.join(lignes)}</TABLE>"
    )
    trait = f"color={_texte(TRAIT if vecue else GRIS)}, penwidth={3 if vecue else 1}"
    trait += ", style=dashed" if seule_horloge else ""
    bulle = f"tooltip={_texte(arc.evenements[0].libelle)}"
    return (
        f"  {nom} [{bulle}, label=<{table}>];\n"
        f"  {arc.de} -> {nom} [{trait}, {bulle}, arrowhead=none];\n"
        f"  {nom} -> {arc.vers} [{trait}, {bulle}];"
    )


def _legende(
    definition: Definition, absents: Collection[str], roles: Mapping[str, str]
) -> Iterator[str]:
    """What is not drawn, and how to read what is."""
    lignes = [
        f"{definition.libelle} — version {definition.version} — {definition.source}",
        f"Trait tireté{INSECABLE}: l’horloge agit seule.",
        f"Bord épais{INSECABLE}: le dossier se termine.",
    ]
    for nom, evenement in definition.evenements.items():
        commun = f"evenements.{nom}" in definition.lignes_communes  # said once, in the docs
        if nom in absents and not evenement.destinations and not commun:
            lignes.append(
                f"{evenement.libelle} ({qui(evenement, roles)}), "
                f"depuis{INSECABLE}: {depuis(definition, evenement)}"
            )
    yield '<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2">'
    for ligne in lignes:
        yield rangee(ligne, LARGEUR_LEGENDE, couleur=GRIS)
    yield "</TABLE>"


def _texte(texte: str) -> str:
    return '"' + texte.replace("\\", "\\\\").replace('"', '\\"') + '"'
