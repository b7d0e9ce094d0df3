"""The words of a picture: deadlines, roles and origins, in rows that Graphviz lays out."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from textwrap import wrap

from workflow.process import ENTREE, Definition, Evenement, RegleEcheance
from workflow.values import HORLOGE, JOUR_DIT, SYSTEME, Delai

ENCRE, GRIS = "#1b1f24", "#5b6470"
INSECABLE = "\u00a0"
LARGEUR_ETAT = 34
A_GAUCHE, AU_CENTRE = "LEFT", "CENTER"
_ROLES_DU_MOTEUR = {HORLOGE: "horloge", SYSTEME: "suite d’un autre dossier"}


def titre(texte: str) -> str:
    """The row that names a state.

    Graphviz measures bold as plain: without room to spare, a title runs over its border.
    """
    lignes = [f"{escape(une)}{INSECABLE * 3}" for une in wrap(texte, LARGEUR_ETAT)]
    return _cellule([f"<B>{une}</B>" for une in lignes], ENCRE, 11, A_GAUCHE)


def rangee(
    texte: str,
    largeur: int = LARGEUR_ETAT,
    *,
    couleur: str = ENCRE,
    puce: str = "",
    taille: int = 9,
    cote: str = A_GAUCHE,
) -> str:
    """One row of a label, cut in lines of that many characters."""
    lignes = wrap(texte, largeur, initial_indent=puce, subsequent_indent=" " * len(puce))
    return _cellule([escape(une) for une in lignes], couleur, taille, cote)


def _cellule(lignes: list[str], couleur: str, taille: int, cote: str) -> str:
    dit = f'<BR ALIGN="{cote}"/>'.join(lignes)
    return (
        f'<TR><TD ALIGN="{cote}" BALIGN="{cote}"><FONT POINT-SIZE="{taille}" COLOR="{couleur}">'
        f"{dit}</FONT></TD></TR>"
    )


def echeance_dite(definition: Definition, regle: RegleEcheance) -> str:
    """A deadline in a few words: how long, from when, what it does, how often it comes back."""
    delai, ancre = _delai(definition, regle.delai), _ancre(definition, regle.depuis)
    dite = f"{regle.libelle or regle.nom.replace('_', ' ')}{INSECABLE}: "
    if delai.startswith("0 "):
        dite += f"dès {ancre}{'' if regle.calendrier == JOUR_DIT else ' passé'}"
    else:
        dite += f"{_duree(delai)} {'après' if regle.sens == 'apres' else 'avant'} {ancre}"
    if regle.declenche:
        dite += f" → {definition.evenements[regle.declenche].libelle.lower()}"
    if regle.repeter:
        tous = _delai(definition, regle.repeter.tous)
        dite += f", puis {_chaque(tous)} ({regle.repeter.max}{INSECABLE}fois)"
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


def qui(evenement: Evenement, roles: Mapping[str, str]) -> str:
    """Who may do it, as labels name them."""
    noms = {**roles, **_ROLES_DU_MOTEUR}
    return ", ".join(noms.get(un, un) for un in evenement.ordre)


def depuis(definition: Definition, evenement: Evenement) -> str:
    """The states that an event is open from, or those that it is not."""
    vivants = [nom for nom, etat in definition.etats.items() if not etat.final]
    manquent = [nom for nom in vivants if nom not in evenement.de]
    if not manquent:
        return "tous les états"
    if len(manquent) < len(vivants) / 3:
        noms = ", ".join(definition.etats[un].libelle for un in manquent)
        return f"tous les états sauf {noms}"
    return ", ".join(definition.etats[un].libelle for un in definition.etats if un in evenement.de)
