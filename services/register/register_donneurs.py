"""Buyers and their successive legal identities (domain.md §2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.register import register_fields as champs
from services.register.register_identities import IdentiteSaisie, nommer, ordonner
from services.register.registering import Enregistre, poser
from storage.register_people import changer, creer, donneur_ordre_par_id, lire, reunir_donneurs
from storage.register_queries import donneur_ordre_par_siret
from storage.register_values import DonneurOrdre
from storage.unit_of_work import Connexion, Travail


@dataclass(frozen=True)
class DonneurOrdreSaisi:
    """A buyer under its current name, with one identity or several in succession."""

    nom: str
    identites: tuple[IdentiteSaisie, ...]


def ajouter_donneur_ordre(travail: Travail, saisie: DonneurOrdreSaisi) -> Enregistre[DonneurOrdre]:
    """Add a buyer or complete it; natural key: any of its SIRETs.

    Buyers that an import had created apart, one per SIRET, become one; their marchés follow.

    Raises:
        ValeurInvalide: a SIRET is no good, or two identities hold on the same day.
    """
    with travail.ecrire() as connexion:
        return poser_donneur(connexion, saisie)


def poser_donneur(connexion: Connexion, saisie: DonneurOrdreSaisi) -> Enregistre[DonneurOrdre]:
    """Same, inside a transaction already open."""
    nom = champs.exiger("donneur_ordre.nom", saisie.nom)
    identites = ordonner(saisie.identites, "donneur_ordre")
    sirets = [une.siret for une in identites]
    connus = {un: connu for un in sirets if (connu := _nom_connu(connexion, un))}
    cle, cree, modifie = _retrouver(connexion, sirets, nom)
    for une in nommer(identites, nom, connus):
        valeurs = {"donneur_ordre": cle, "nom": une.nom, "du": une.du, "au": une.au}
        _, ajoutee, changee = poser(
            connexion, "donneur_ordre_identite", {"siret": une.siret}, valeurs
        )
        modifie = modifie or ajoutee or changee
    donneur = donneur_ordre_par_id(connexion, cle)
    if donneur is None:
        raise LookupError("row written and gone within one transaction")
    if donneur.nom != nom:
        changer(connexion, "donneur_ordre", cle, {"nom": nom})
        donneur, modifie = replace(donneur, nom=nom), True
    return Enregistre(donneur, cree, modifie and not cree)


def _nom_connu(connexion: Connexion, siret: str) -> str | None:
    """The name that the register gives to a SIRET; a number alone is no name."""
    ligne = lire(connexion, "donneur_ordre_identite", siret=siret)
    return None if ligne is None or ligne["nom"] == siret else str(ligne["nom"])


def _retrouver(connexion: Connexion, sirets: Sequence[str], nom: str) -> tuple[int, bool, bool]:
    """The buyer of these SIRETs, made one: id, created, changed."""
    trouves = [donneur_ordre_par_siret(connexion, siret) for siret in sirets]
    connus = sorted({cle for cle in trouves if cle is not None})
    if not connus:
        return creer(connexion, "donneur_ordre", {"cle": sirets[0], "nom": nom}), True, False
    garde, *absorbes = connus
    for absorbe in absorbes:
        reunir_donneurs(connexion, garde, absorbe)
    return garde, False, bool(absorbes)
