"""Calendars of deadlines: a secret address per person and per buyer, taken back at will.

What an address tells leaves for somebody's calendar server: the company, the marché, the deadline
and its working; never a person's name.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, est_de_la_ville, portee, portee_du_donneur
from services.office import Bureau
from services.reading.due_dates import Periode, echeances_entre
from services.secret_digests import condense
from states.french import jour_civil
from storage import absences
from storage import calendars as depot
from storage.absences import Absence
from storage.accounts import LigneCompte
from storage.looking import FiltreDossiers
from storage.register_queries import noms_donneurs
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

AVANT, APRES = timedelta(days=60), timedelta(days=550)
"""How far back and ahead a calendar looks: a deadline that is over and still runs stays in it."""


@dataclass(frozen=True, kw_only=True)
class Calendrier:
    """What an address tells."""

    nom: str
    echeances: list[dict[str, Any]]


def mes_calendriers(bureau: Bureau, visiteur: Visiteur) -> dict[str, Any]:
    """``{calendriers, donneurs}``: addresses to take back, buyers that one may be made for.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    portee(visiteur)
    with bureau.travail.lire() as connexion:
        siens = _donneurs(bureau, connexion, visiteur)
        lus = depot.visibles(
            connexion, visiteur.compte.id, [cle for cle, _ in siens], _jour(bureau)
        )
    connus = [
        {"id": un.id, "cree_le": un.cree_le, "par": un.par, "donneur_ordre": un.nom_du_donneur}
        for un in lus
    ]
    return {"calendriers": connus, "donneurs": siens}


def _donneurs(bureau: Bureau, connexion: Connexion, visiteur: Visiteur) -> list[tuple[int, str]]:
    """A buyer's people: theirs alone; the team: those of its agreements.

    Whoever is limited to some marchés has none: the buyer's address tells them all.
    """
    compte, jour = visiteur.compte, _jour(bureau)
    if compte.limite:
        return []
    if compte.donneur_ordre is not None:
        return list(noms_donneurs(connexion, [compte.donneur_ordre], jour).items())
    return depot.donneurs(connexion, compte.structure, jour)


def _jour(bureau: Bureau) -> date:
    return jour_civil(bureau.horloge.maintenant())


def creer(bureau: Bureau, visiteur: Visiteur, pour: str) -> str:
    """Make an address, one's own or a buyer's (its id); the answer is its secret, shown once.

    A new address of one's own takes the place of the one before; a buyer may have several.

    Raises:
        ValeurInvalide: no such buyer among theirs.
        Introuvable: the reader has no dossiers to see.
    """
    portee(visiteur)
    secret = secrets.token_urlsafe(32)
    with bureau.travail.ecrire() as connexion:
        donneur = _choisi(bureau, connexion, visiteur, pour)
        if donneur is None:
            depot.remplacer_la_sienne(connexion, visiteur.compte.id)
        depot.creer(
            connexion,
            cle=condense(secret),
            compte=visiteur.compte.id,
            donneur_ordre=donneur,
            cree_le=bureau.horloge.reelle(),
        )
    return secret


def _choisi(bureau: Bureau, connexion: Connexion, visiteur: Visiteur, pour: str) -> int | None:
    if not pour:
        return None
    siens = _donneurs(bureau, connexion, visiteur)
    trouve = next((cle for cle, _ in siens if str(cle) == pour), None)
    if trouve is None:
        raise ValeurInvalide(
            "pour", "Ce donneur d’ordre n’est pas des vôtres.", "Choisissez-le dans la liste."
        )
    return trouve


def revoquer(bureau: Bureau, visiteur: Visiteur, cle: int) -> None:
    """Take an address back: calendars that follow it find nothing any more."""
    with bureau.travail.ecrire() as connexion:
        siens = [donneur for donneur, _ in _donneurs(bureau, connexion, visiteur)]
        depot.revoquer(connexion, cle, visiteur.compte.id, siens)


def ouvrir(bureau: Bureau, secret: str) -> Calendrier:
    """What an address tells now.

    Raises:
        Introuvable: no such address, or one taken back; a person's dies with their account.
    """
    jour = _jour(bureau)
    with bureau.travail.lire() as connexion:
        trouve = depot.lire(connexion, condense(secret), jour)
        remplacements = absences.toutes(connexion, depuis=jour) if trouve else []
    if trouve is None:
        raise absent()
    ligne, compte = trouve
    periode = Periode(du=jour - AVANT, au=jour + APRES)
    if ligne.donneur_ordre is not None:
        nom, lues = str(ligne.nom_du_donneur), [(_du_donneur(ligne.donneur_ordre, compte), periode)]
    elif compte.actif:
        visiteur = Visiteur(compte=compte, roles=frozenset(lire_json(compte.roles)))
        nom, lues = compte.nom, [(_de_la_personne(visiteur), periode)]
        siens = [un for un in remplacements if un.delegue == compte.id]
        lues += [_du_remplace(visiteur, un, periode, jour) for un in siens]
    else:
        raise absent()
    echeances = {
        (une["dossier"], une["nom"], une["rang"]): une
        for filtre, pendant in lues
        for une in echeances_entre(bureau, filtre, pendant)
    }
    return Calendrier(nom=f"Jalon, {nom}", echeances=list(echeances.values()))


def _du_remplace(
    visiteur: Visiteur, absence: Absence, periode: Periode, jour: date
) -> tuple[FiltreDossiers, Periode]:
    """What falls in an absence, for whoever stands in; once it has begun, what is late too."""
    du = periode.du if absence.du <= jour else absence.du
    siens = FiltreDossiers(portee=portee(visiteur), facilitateurs=(absence.compte,), ouverts=True)
    return siens, Periode(du=du, au=min(absence.au, periode.au))


def _du_donneur(cle: int, compte: LigneCompte) -> FiltreDossiers:
    """Within the limits of whoever made the address."""
    return FiltreDossiers(portee=portee_du_donneur(cle, compte), ouverts=True)


def _de_la_personne(visiteur: Visiteur) -> FiltreDossiers:
    """The dossiers entrusted to somebody of the team; those of the buyer, for its people."""
    siens = () if est_de_la_ville(visiteur) else (visiteur.compte.id,)
    return FiltreDossiers(portee=portee(visiteur), facilitateurs=siens, ouverts=True)
