"""A machine as a picture: states with who holds the ball and until when, events between them.

Pure: gives the text that Graphviz lays out (``documents/drawing.py`` runs it). Events that stay in
their state, and those that are open from most states, stand in a legend: drawn, they would hide
the process.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap

from workflow.process import ENTREE, Definition, Etat, Evenement, RegleEcheance
from workflow.values import HORLOGE, SYSTEME, Delai

POLICE = "DejaVu Sans"
LARGEUR_ETAT, LARGEUR_ARC, LARGEUR_LEGENDE = 34, 24, 92
SOURCES_MAX = 5
"""An event from more states than that stands in the legend; to an end, from more than half."""
ENCRE, FOND, VIF, VECU, TRAIT = "#1b1f24", "#ffffff", "#ffd166", "#e3eefc", "#1d4ed8"
GRIS = "#5b6470"
INSECABLE = "\u00a0"
_ROLES_DU_MOTEUR = {HORLOGE: "horloge", SYSTEME: "suite d’un autre dossier"}


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
    ]
    legende = "".join(_legende(definition, absents, roles))
    titre = f"{definition.libelle} — version {definition.version}"
    return "\n".join(
        [
            "digraph {",
            "  graph [rankdir=TB, nodesep=0.45, ranksep=0.3, pad=0.3, outputorder=edgesfirst,",
            f'    fontname="{POLICE}",',
            "    fontsize=10, labelloc=b, labeljust=l, splines=true, bgcolor=white,",
            f"    tooltip={_texte(titre)}, label=<{legende}>];",
            f'  node [shape=plain, fontname="{POLICE}", fontsize=10, fontcolor="{ENCRE}"];',
            f'  edge [fontname="{POLICE}", fontsize=8, fontcolor="{ENCRE}", color="{GRIS}",',
            "    arrowsize=0.7];",
            '  depart [shape=circle, width=0.16, label="", style=filled, fillcolor=black,',
            '    tooltip="Ouverture"];',
            f'  depart -> {definition.etat_initial} [tooltip="Ouverture"];',
            *corps,
            _au_bas(definition),
            "}",
        ]
    )


def _en_legende(definition: Definition) -> frozenset[str]:
    """Events that are not drawn: those that stay, and those that come from most states."""
    return frozenset(
        un.nom
        for un in definition.evenements.values()
        if not un.destinations or _de_partout(definition, un)
    )


def _de_partout(definition: Definition, evenement: Evenement) -> bool:
    finit = all(definition.etats[un].final for un in evenement.destinations)
    return len(evenement.de) > (SOURCES_MAX // 2 if finit else SOURCES_MAX)


def _au_bas(definition: Definition) -> str:
    finaux = " ".join(nom for nom, etat in definition.etats.items() if etat.final)
    return f"  {{rank=sink; {finaux}}}" if finaux else ""


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
    lignes = [_rangee(etat.libelle, LARGEUR_ETAT, gras=True, taille=11)]
    if vif:
        lignes.append(_rangee("◀ le dossier en est ici", LARGEUR_ETAT))
    if etat.detenteur:
        qui = roles.get(etat.detenteur, etat.detenteur)
        lignes.append(_rangee(f"La main{INSECABLE}: {qui}", LARGEUR_ETAT, couleur=GRIS))
    lignes.extend(
        _rangee(echeance_dite(definition, regle), LARGEUR_ETAT, puce="• ")
        for regle in etat.echeances.values()
    )
    if etat.sans_echeance:
        raison = f"Sans échéance{INSECABLE}: {etat.sans_echeance}"
        lignes.append(_rangee(raison, LARGEUR_ETAT, couleur=GRIS))
    table = (
        f'<TABLE BORDER="{trait}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" '
        f'STYLE="ROUNDED" BGCOLOR="{fond}" COLOR="{ENCRE}">{"".join(lignes)}</TABLE>'
    )
    attributs = f"id={_texte('etat_' + etat.nom)}, tooltip={_texte(etat.libelle)}"
    return f"  {etat.nom} [{attributs}, label=<{table}>];"


def _rangee(
    texte: str,
    largeur: int,
    *,
    gras: bool = False,
    couleur: str = ENCRE,
    puce: str = "",
    taille: int = 9,
) -> str:
    lignes = wrap(texte, largeur, initial_indent=puce, subsequent_indent=" " * len(puce))
    dit = '<BR ALIGN="LEFT"/>'.join(escape(une) for une in lignes)
    dit = f"<B>{dit}</B>" if gras else dit
    return (
        f'<TR><TD ALIGN="LEFT" BALIGN="LEFT"><FONT POINT-SIZE="{taille}" COLOR="{couleur}">'
        f"{dit}</FONT></TD></TR>"
    )


def echeance_dite(definition: Definition, regle: RegleEcheance) -> str:
    """A deadline in a few words: how long, from when, what it does, how often it comes back."""
    delai, ancre = _delai(definition, regle.delai), _ancre(definition, regle.depuis)
    dite = f"{regle.libelle or regle.nom.replace('_', ' ')}{INSECABLE}: "
    if delai.startswith("0 "):
        dite += f"dès {ancre} passé"
    else:
        dite += f"{_duree(delai)} {'après' if regle.sens == 'apres' else 'avant'} {ancre}"
    if regle.declenche:
        dite += f" → {definition.evenements[regle.declenche].libelle.lower()}"
    if regle.repeter:
        tous = _delai(definition, regle.repeter.tous)
        dite += f", puis {_chaque(tous)} ({regle.repeter.max} fois)"
    return dite


def _ancre(definition: Definition, depuis: str) -> str:
    if depuis == ENTREE:
        return "l’entrée"
    parametre = definition.parametres.get(depuis)
    nom = str(parametre.defaut) if parametre is not None else depuis
    champ = definition.contexte.get(nom)
    return (
        f"«{INSECABLE}{champ.libelle}{INSECABLE}»" if champ is not None else nom.replace("_", " ")
    )


def _delai(definition: Definition, delai: Delai | str) -> str:
    return str(delai if isinstance(delai, Delai) else definition.parametres[delai].defaut)


_UNITES = {"j": "jour", "jo": "jour ouvré", "sem": "semaine", "mois": "mois", "ans": "an"}


def _duree(delai: str) -> str:
    nombre, unite = delai.split()
    mot = _UNITES[unite]
    pluriel = " ".join(un if un.endswith("s") else f"{un}s" for un in mot.split())
    return f"{nombre}{INSECABLE}{mot if nombre == '1' else pluriel}"


def _chaque(delai: str) -> str:
    nombre, unite = delai.split()
    if nombre == "1":
        return f"chaque {_UNITES[unite]}"
    return f"{'toutes' if unite == 'sem' else 'tous'} les {_duree(delai)}"


def _trace(arc: _Arc, roles: Mapping[str, str], vecu: Vecu | None) -> str:
    """An edge in two halves around its label: as a node, no other edge runs over it."""
    passes = set(vecu.mouvements) if vecu is not None else set()
    vecue = any((arc.de, un.nom, arc.vers) in passes for un in arc.evenements)
    seule_horloge = all(un.par == {HORLOGE} for un in arc.evenements)
    couleur = TRAIT if vecue else ENCRE
    lignes = [
        _rangee(f"{un.libelle} ({_qui(un, roles)})", LARGEUR_ARC, couleur=couleur, taille=8)
        for un in arc.evenements
    ]
    nom = f"par_{arc.de}_{arc.vers}"
    table = (
        '<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="1" BGCOLOR="white">'
        f"{''.join(lignes)}</TABLE>"
    )
    trait = f"color={_texte(couleur if vecue else GRIS)}, penwidth={3 if vecue else 1}"
    trait += ", style=dashed" if seule_horloge else ""
    bulle = f"tooltip={_texte(arc.evenements[0].libelle)}"
    return (
        f"  {nom} [{bulle}, label=<{table}>];\n"
        f"  {arc.de} -> {nom} [{trait}, {bulle}, arrowhead=none];\n"
        f"  {nom} -> {arc.vers} [{trait}, {bulle}];"
    )


def _qui(evenement: Evenement, roles: Mapping[str, str]) -> str:
    noms = {**roles, **_ROLES_DU_MOTEUR}
    return ", ".join(noms.get(un, un) for un in evenement.ordre)


def _legende(
    definition: Definition, absents: Collection[str], roles: Mapping[str, str]
) -> Iterator[str]:
    """What is not drawn, and how to read what is."""
    lignes = [
        f"{definition.libelle} — version {definition.version} — {definition.source}",
        f"Trait tireté{INSECABLE}: l’horloge agit seule.",
        f"Bord épais{INSECABLE}: le dossier se termine.",
    ]
    for nom in (un for un in definition.evenements if un in absents):
        evenement = definition.evenements[nom]
        if f"evenements.{nom}" in definition.lignes_communes:
            continue  # every machine has it: said once in the documentation
        buts = " ou ".join(definition.etats[un].libelle for un in evenement.destinations)
        vers = f" → {buts}" if buts else ""
        lignes.append(
            f"{evenement.libelle} ({_qui(evenement, roles)}){vers}, "
            f"depuis{INSECABLE}: {_depuis(definition, evenement)}"
        )
    yield '<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2">'
    for ligne in lignes:
        yield _rangee(ligne, LARGEUR_LEGENDE, couleur=GRIS)
    yield "</TABLE>"


def _depuis(definition: Definition, evenement: Evenement) -> str:
    vivants = [nom for nom, etat in definition.etats.items() if not etat.final]
    manquent = [nom for nom in vivants if nom not in evenement.de]
    if not manquent:
        return "tous les états"
    if len(manquent) < len(vivants) / 3:
        noms = ", ".join(definition.etats[un].libelle for un in manquent)
        return f"tous les états sauf {noms}"
    return ", ".join(definition.etats[un].libelle for un in definition.etats if un in evenement.de)


def _texte(texte: str) -> str:
    return '"' + texte.replace("\\", "\\\\").replace('"', '\\"') + '"'
