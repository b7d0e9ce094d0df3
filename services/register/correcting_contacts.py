"""A company's contact put right from a day on, or who answers no more: dated, and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.accounts.reading_log import REGISTRE
from services.act import Auteur, Chantier, commencer
from services.noting import noter
from services.office import Bureau
from services.opening import vider
from services.register import register_fields as champs
from services.shown_values import Montre, Trace, exiger_inchange
from states.french import date_longue, jour_civil
from storage import named_people
from storage.register_people import changer, creer, tenir
from storage.register_queries import entreprise_par_identifiant
from storage.register_values import Interlocuteur
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

LIGNE = "interlocuteur_modifie"
_LECTEURS = {
    "courriel": champs.courriel,
    "telephone": champs.telephone,
    "fonction": champs.facultatif,
}
_VEILLE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """Which row of the register, from which day, what is new; an absent key is not changed.

    ``fin`` is the last day of whoever answers no more; ``coordonnees`` are then not read.
    """

    fiche: int
    du: date | None = None
    fin: date | None = None
    coordonnees: Mapping[str, str | None]
    montre: Montre | None = None
    """What its form showed of that row, as :func:`dite` tells it."""


def dite(un: Interlocuteur) -> dict[str, str]:
    """All that a correction may change of a contact."""
    return {nom: str(getattr(un, nom) or "") for nom in (*_LECTEURS, "du", "au")}


def corriger(bureau: Bureau, correction: Correction, auteur: Auteur) -> dict[str, Any]:
    """Date the change in the register, and tell it in the journal of the open dossiers.

    What a day knew stays known: new particulars open a period, and the one before ends on its eve.
    From the very first day, they only put that period right. Returns ``{nom, phrase, dossiers}``;
    the phrase of the second of two clicks is empty: the first has told it.

    Raises:
        Conflit: somebody has put the contact right since ``montre``; its detail has ``fiche``, the
            row to put right now.
        ValeurInvalide: no such contact, a day out of its period, or a field that is no good.
    """
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        ligne = tenir(connexion, "interlocuteur", correction.fiche)
        if ligne is None:
            raise ValeurInvalide(
                "nom", "Cette personne n’est plus au registre.", "Revenez à la liste."
            )
        un = Interlocuteur(**ligne)
        if _vient_d_etre_fait(connexion, un, correction, auteur.au_nom_de or ""):
            return {"nom": un.nom, "phrase": "", "dossiers": []}
        fin = correction.fin
        phrase = _finir(chantier, un, fin) if fin else _changer(chantier, un, correction)
        dossiers = named_people.relations_ouvertes(connexion, un.entreprise, un.marche)
        for dossier in dossiers if phrase else ():
            noter(
                chantier,
                dossier.id,
                evenement=LIGNE,
                kind="note",
                donnees={"motif": f"{un.nom} : {phrase}"},  # a reason is personal, as a name is
                auteur=auteur,
            )
        vider(chantier)
    bureau.reveil()
    return {"nom": un.nom, "phrase": phrase, "dossiers": [une.numero for une in dossiers]}


def _vient_d_etre_fait(
    connexion: Connexion, un: Interlocuteur, correction: Correction, lecteur: str
) -> bool:
    """Whether a form came too late, and says nothing else than what the register says by now."""
    montre = correction.montre
    if montre is None or montre.valeurs == dite(un):
        return False
    devenu = named_people.suite_de(connexion, un) or un
    if _deja_dite(correction, devenu, neuve=devenu is not un):
        return True
    trace = Trace(quoi=REGISTRE, texte=f" : {un.nom}")
    maintenant = dite(devenu)
    exiger_inchange(connexion, montre, maintenant, lecteur=lecteur, trace=trace, fiche=devenu.id)
    return False


def _deja_dite(correction: Correction, un: Interlocuteur, *, neuve: bool) -> bool:
    """Whether a period says all that is asked; a new one begins on the day that is asked."""
    if correction.fin:
        return correction.fin == un.au
    lues = {nom: _LECTEURS[nom](nom, val) for nom, val in correction.coordonnees.items()}
    du = correction.du or un.du
    return (du == un.du if neuve else du <= un.du) and all(
        val == getattr(un, nom) for nom, val in lues.items()
    )


def _finir(chantier: Chantier, un: Interlocuteur, fin: date) -> str | None:
    """The end that is written; None when the register has it already."""
    if fin == un.au:
        return None
    if fin < un.du or (un.au is not None and fin > un.au):
        raise ValeurInvalide("jour", _hors_de_la_periode(un, fin), "Choisissez un autre jour.")
    changer(chantier.connexion, "interlocuteur", un.id, {"au": fin})
    return f"n’est plus interlocuteur·rice après le {date_longue(fin)}."


def _changer(chantier: Chantier, un: Interlocuteur, correction: Correction) -> str | None:
    """What differs, written from that day on; None when nothing does."""
    lues = {nom: _LECTEURS[nom](nom, val) for nom, val in correction.coordonnees.items()}
    neuves = {nom: val for nom, val in lues.items() if val != getattr(un, nom)}
    if not neuves:
        return None
    du = correction.du or chantier.entourage.jour
    if un.au is not None and du > un.au:
        raise ValeurInvalide("jour", _hors_de_la_periode(un, du), "Choisissez un autre jour.")
    if du <= un.du:
        changer(chantier.connexion, "interlocuteur", un.id, neuves)
    else:
        changer(chantier.connexion, "interlocuteur", un.id, {"au": du - _VEILLE})
        suite = {nom: getattr(un, nom) for nom in Interlocuteur.__dataclass_fields__ if nom != "id"}
        creer(chantier.connexion, "interlocuteur", {**suite, **neuves, "du": du})
    dites = ", ".join(f"{_MOTS[nom]} {val or 'retiré'}" for nom, val in neuves.items())
    return f"{dites}, à compter du {date_longue(max(du, un.du))}."


_MOTS = {"courriel": "courriel", "telephone": "téléphone", "fonction": "fonction"}


def _hors_de_la_periode(un: Interlocuteur, jour: date) -> str:
    fin = f" et jusqu’au {date_longue(un.au)}" if un.au else ""
    return (
        f"{un.nom} répond depuis le {date_longue(un.du)}{fin} : le {date_longue(jour)} "
        "n’en est pas."
    )


def retrouver(
    bureau: Bureau, siret: str, nom: str, marche: str | None, jour: date | None = None
) -> int:
    """The row of a contact by company and name, on a day; of a marché if named.

    Of the periods of one person, the one of that day, or else the first to come.

    Raises:
        ValeurInvalide: nobody of that name, or several.
    """
    identifiant = champs.siret("entreprise", siret)
    with bureau.travail.lire() as connexion:
        entreprise = entreprise_par_identifiant(connexion, identifiant)
        le = jour or jour_civil(bureau.horloge.maintenant())
        connus = named_people.interlocuteurs(connexion, [entreprise or 0], le)
    siens = [
        un
        for un in connus
        if un.nom.casefold() == nom.strip().casefold() and marche in (None, un.numero)
    ]
    numeros = sorted({un.numero or "tous les marchés" for un in siens})
    if len(numeros) == 1:
        return int(siens[0].id)
    if siens:
        raise ValeurInvalide(
            "marche", f"{nom} répond pour {', '.join(numeros)}.", "Précisez --marche NUMÉRO."
        )
    noms = ", ".join(un.nom for un in connus) or "personne"
    raise ValeurInvalide(
        "nom", f"{nom} n’est pas au registre de cette entreprise.", f"Y répond : {noms}."
    )
