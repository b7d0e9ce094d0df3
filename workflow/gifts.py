"""What the dossiers of a link are opened with, out of the one that opens them."""

from __future__ import annotations

from datetime import date, timedelta

from workflow.process import MOTIF, Definition, LienDeclare
from workflow.values import Delai, TempsLegal, Unite


def dons(definition: Definition, lien: LienDeclare) -> frozenset[tuple[str, str]]:
    """Fields that dossiers of a link are opened with, each with the field here that it copies.

    Those that the link gives, those that an effect hands on to an opening by it, and those that an
    event emitted to it has told since: its reason is no field. An anniversary counts from one too.
    """
    regles = (regle for etat in definition.etats.values() for regle in etat.echeances.values())
    effets = (
        *definition.ouverture.effets,
        *(un for acte in definition.evenements.values() for un in acte.effets),
        *(un for regle in regles for un in regle.effets),
    )
    transmis = (un.avec for un in effets if lien.nom in (un.lien, un.a))
    paires = (
        paire for dits in (lien.donne, lien.anniversaire_de, *transmis) for paire in dits.items()
    )
    return frozenset(une for une in paires if une[1] in definition.contexte and une[0] != MOTIF)


def anniversaire_deplace(temps: TempsLegal, jour: date, avant: date, apres: date) -> date:
    """Where a day that is an anniversary of ``avant`` stands once that date is ``apres``.

    It is the nearest one, so that a wrong year renames no year; it keeps the days that stops had
    added to it.
    """
    if jour < avant:  # it never was one
        return jour
    rang = jour.year - avant.year
    rang -= _anniversaire(temps, avant, rang) > jour
    ajoutes = jour - _anniversaire(temps, avant, rang)
    proches = (jour.year - apres.year + ecart for ecart in (-1, 0, 1))
    possibles = (_anniversaire(temps, apres, un) + ajoutes for un in proches if un >= 0)
    return min(possibles, key=lambda un: abs(un - jour), default=apres)


def _anniversaire(temps: TempsLegal, debut: date, rang: int) -> date:
    if not rang:
        return debut
    fin = temps.apres(debut, Delai(rang, Unite.ANS), "duree").dernier_jour
    return fin + timedelta(days=1)
