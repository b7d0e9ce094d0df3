"""Accounts, referents and contacts entered in the register: twice the same changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from services.register import register_fields as champs
from services.trying import Essai
from states.roles import REFERENT
from storage.parties import Personne, referents
from storage.register_batches import Ligne
from storage.register_people import (
    changer,
    compte_par_login,
    creer,
    interlocuteurs,
    lire,
    titulaires_de_la_fonction,
)
from storage.register_queries import (
    MarcheAmbigu,
    donneur_ordre_par_siret,
    entreprise_par_identifiant,
    marche_par_cle,
)
from storage.register_values import Compte, Interlocuteur, Referent
from storage.stored_json import ecrire_json
from storage.unit_of_work import Connexion, Travail
from workflow.errors import ValeurInvalide

Objet = TypeVar("Objet")
_VEILLE = timedelta(days=1)


@dataclass(frozen=True)
class Enregistre(Generic[Objet]):
    """What now stands in the register, and whether this call put it there."""

    objet: Objet
    cree: bool
    modifie: bool = False
    finis: tuple[Objet, ...] = ()
    """Those whose period it has ended on the eve, as they now stand."""


@dataclass(frozen=True, kw_only=True)
class CompteSaisi:
    """An account; what is not given is not changed."""

    login: str
    nom: str
    roles: tuple[str, ...]
    courriel: str | None = None
    telephone: str | None = None
    structure: str | None = None
    """SIRET of the structure it belongs to."""
    donneur_ordre: str | None = None
    """SIRET of the buyer it belongs to."""


@dataclass(frozen=True, kw_only=True)
class ReferentSaisi:
    """The buyer's person from a day on."""

    donneur_ordre: str
    nom: str
    du: date
    courriel: str | None = None
    telephone: str | None = None
    fonction: str | None = None
    suppleant: bool = False


@dataclass(frozen=True, kw_only=True)
class InterlocuteurSaisi:
    """The company's person from a day on, for one marché or for all."""

    entreprise: str
    nom: str
    du: date
    courriel: str | None = None
    telephone: str | None = None
    fonction: str | None = None
    marche: str | None = None


def ajouter_compte(travail: Travail, saisie: CompteSaisi) -> Enregistre[Compte]:
    """Add an account or change it; natural key: the login.

    Raises:
        ValeurInvalide: a field is no good, or the structure or the buyer is unknown.
    """
    login = champs.login(saisie.login)
    roles = champs.roles(saisie.roles)
    valeurs: dict[str, Any] = {
        "nom": champs.exiger("nom", saisie.nom),
        "roles": ecrire_json(roles),
        "courriel": champs.courriel("courriel", saisie.courriel),
        "telephone": champs.telephone("telephone", saisie.telephone),
        "actif": True,  # whoever adds a closed account opens it again
    }
    with travail.ecrire() as connexion:
        if saisie.structure:
            valeurs["structure"] = _structure(connexion, saisie.structure)
        if saisie.donneur_ordre:
            valeurs["donneur_ordre"] = donneur_connu(connexion, saisie.donneur_ordre)
        _exiger_le_donneur_d_ordre(roles, valeurs, compte_par_login(connexion, login))
        _, cree, modifie = poser(connexion, "compte", {"login": login}, valeurs)
        compte = compte_par_login(connexion, login)
    return Enregistre(_present(compte), cree, modifie)


def _exiger_le_donneur_d_ordre(
    roles: Sequence[str], valeurs: Mapping[str, Any], connu: Compte | None
) -> None:
    """A referent acts for a buyer: without one the account would act for all of them."""
    deja = connu is not None and connu.donneur_ordre is not None
    if REFERENT in roles and "donneur_ordre" not in valeurs and not deja:
        raise ValeurInvalide(
            "donneur_ordre",
            "Une personne référente relève d’un donneur d’ordre : il manque.",
            "Ajoutez --donneur-ordre SIRET.",
        )


def designer_referent(
    travail: Travail, saisie: ReferentSaisi, *, essai: bool = False
) -> Enregistre[Referent]:
    """Name the buyer's referent from a day on; the previous titular ends on its eve.

    A later titular already named bounds the new period. Deputies may be several. An ``essai`` is
    answered alike and writes nothing.

    Raises:
        ValeurInvalide: a field is no good, the buyer is unknown, or somebody else is already the
            titular from that very day.
    """
    try:
        with travail.ecrire() as connexion:
            fait = _designer(connexion, saisie)
            if essai:
                raise Essai({"fait": fait})  # noqa: TRY301 # it leaves the transaction
    except Essai as tente:
        fait = tente.reponse["fait"]
    return fait


def _designer(connexion: Connexion, saisie: ReferentSaisi) -> Enregistre[Referent]:
    valeurs = _personne(saisie)
    donneur = donneur_connu(connexion, saisie.donneur_ordre)
    en_place = referents(connexion, donneur, saisie.du)
    meme = next((un for un in en_place if _est(un, saisie, saisie.suppleant)), None)
    if meme is not None and meme.fiche is not None:
        modifie = completer(connexion, "referent", meme.fiche, valeurs)
        return Enregistre(_referent(connexion, meme.fiche), cree=False, modifie=modifie)
    au, finis = (None, []) if saisie.suppleant else _succeder(connexion, donneur, saisie.du)
    cle = creer(
        connexion,
        "referent",
        {"donneur_ordre": donneur, "suppleant": saisie.suppleant, "au": au, **valeurs},
    )
    termines = tuple(_referent(connexion, un) for un in finis)
    return Enregistre(_referent(connexion, cle), cree=True, finis=termines)


def _est(un: Personne, saisie: ReferentSaisi, suppleant: bool) -> bool:  # noqa: FBT001 # a value compared
    if un.suppleant is not suppleant:
        return False
    if un.nom.casefold() == saisie.nom.strip().casefold():
        return True
    return bool(un.courriel and saisie.courriel) and (
        str(un.courriel).lower() == str(saisie.courriel).strip().lower()
    )


def _succeder(connexion: Connexion, donneur: int, du: date) -> tuple[date | None, list[int]]:
    """End the titular of the day before: who that is, and the end of the new period.

    That end is the eve of a later titular, when one is known.
    """
    finis: list[int] = []
    for un in titulaires_de_la_fonction(connexion, donneur):
        if un.du == du:
            raise ValeurInvalide(
                "du",
                f"{un.nom} est déjà référent·e à compter du {du:%d/%m/%Y}.",
                "Choisissez un autre jour, ou désignez une personne suppléante.",
            )
        if un.du > du:
            return un.du - _VEILLE, finis
        if un.au is None or un.au >= du:
            changer(connexion, "referent", un.id, {"au": du - _VEILLE})
            finis.append(un.id)
    return None, finis


def ajouter_interlocuteur(
    travail: Travail, saisie: InterlocuteurSaisi, *, essai: bool = False
) -> Enregistre[Interlocuteur]:
    """Add the company's contact; natural key: company, marché, then address or name.

    An ``essai`` is answered alike and writes nothing.

    Raises:
        ValeurInvalide: a field is no good, or the company or the marché is unknown.
    """
    try:
        with travail.ecrire() as connexion:
            fait = _ajouter(connexion, saisie)
            if essai:
                raise Essai({"fait": fait})  # noqa: TRY301 # it leaves the transaction
    except Essai as tente:
        fait = tente.reponse["fait"]
    return fait


def _ajouter(connexion: Connexion, saisie: InterlocuteurSaisi) -> Enregistre[Interlocuteur]:
    valeurs = _personne(saisie)
    entreprise = _entreprise(connexion, saisie.entreprise)
    marche = _marche(connexion, saisie.marche)
    presents = interlocuteurs(connexion, entreprise, marche, saisie.du)
    memes = (un for un in presents if un.marche == marche and _meme_personne(un, valeurs))
    meme = next(memes, None)
    if meme is not None:
        modifie = completer(connexion, "interlocuteur", meme.id, valeurs)
        return Enregistre(_interlocuteur(connexion, meme.id), cree=False, modifie=modifie)
    lien = {"entreprise": entreprise, "marche": marche, "au": None}
    cle = creer(connexion, "interlocuteur", lien | valeurs)
    return Enregistre(_interlocuteur(connexion, cle), cree=True)


def _meme_personne(un: Interlocuteur, valeurs: Mapping[str, Any]) -> bool:
    if un.courriel and valeurs["courriel"]:
        return bool(un.courriel.lower() == valeurs["courriel"].lower())
    return bool(un.nom.casefold() == valeurs["nom"].casefold())


def _personne(saisie: ReferentSaisi | InterlocuteurSaisi) -> dict[str, Any]:
    return {
        "nom": champs.exiger("nom", saisie.nom),
        "courriel": champs.courriel("courriel", saisie.courriel),
        "telephone": champs.telephone("telephone", saisie.telephone),
        "fonction": champs.facultatif("fonction", saisie.fonction),
        "du": saisie.du,
    }


def poser(
    connexion: Connexion, table: str, cle: Mapping[str, Any], valeurs: Mapping[str, Any]
) -> tuple[int, bool, bool]:
    """Add the row of a natural key, or change what differs: id, added, changed."""
    ligne = lire(connexion, table, **cle)
    if ligne is None:
        return creer(connexion, table, {**cle, **valeurs}), True, False
    return int(ligne["id"]), False, _changer_ecarts(connexion, table, ligne, valeurs)


def completer(connexion: Connexion, table: str, cle: int, valeurs: Mapping[str, Any]) -> bool:
    """Change what differs in a row, but for the day it began; whether anything did."""
    ligne = _present(lire(connexion, table, id=cle))
    utiles = {nom: valeur for nom, valeur in valeurs.items() if nom != "du"}
    return _changer_ecarts(connexion, table, ligne, utiles)


def _changer_ecarts(
    connexion: Connexion, table: str, ligne: Ligne, valeurs: Mapping[str, Any]
) -> bool:
    """Write the values that differ; nothing given erases nothing."""
    ecarts = {
        nom: valeur
        for nom, valeur in valeurs.items()
        if valeur is not None and ligne[nom] != valeur
    }
    if ecarts:
        changer(connexion, table, ligne["id"], ecarts)
    return bool(ecarts)


def donneur_connu(connexion: Connexion, valeur: str) -> int:
    """The buyer behind a SIRET, present or past."""
    siret = champs.siret("donneur_ordre", valeur)
    cle = donneur_ordre_par_siret(connexion, siret)
    if cle is None:
        raise ValeurInvalide(
            "donneur_ordre",
            f"Aucun donneur d’ordre n’a le SIRET {siret}.",
            "Enregistrez-le d’abord : jalon donneur-ordre ajouter.",
        )
    return cle


def _structure(connexion: Connexion, valeur: str) -> int:
    siret = champs.siret("structure", valeur)
    ligne = lire(connexion, "structure", siret=siret)
    if ligne is None:
        raise ValeurInvalide(
            "structure",
            f"Aucune structure n’a le SIRET {siret}.",
            "Enregistrez d’abord la convention qui la nomme : jalon convention ajouter.",
        )
    return int(ligne["id"])


def _entreprise(connexion: Connexion, valeur: str) -> int:
    identifiant = "".join(champs.exiger("entreprise", valeur).split()).upper()
    cle = entreprise_par_identifiant(connexion, identifiant)
    if cle is None:
        champs.siret("entreprise", valeur)
        raise ValeurInvalide(
            "entreprise",
            f"Aucune entreprise n’a le SIRET {identifiant}.",
            "Elle entre au registre avec son premier marché : jalon import decp.",
        )
    return cle


def _marche(connexion: Connexion, texte: str | None) -> int | None:
    if not texte:
        return None
    try:
        marche = marche_par_cle(connexion, texte)
    except MarcheAmbigu as erreur:
        raise ValeurInvalide("marche", str(erreur), "Écrivez SIRET/numéro.") from erreur
    if marche is None:
        raise ValeurInvalide(
            "marche", f"Aucun marché ne répond à « {texte} ».", "Voyez la liste : jalon marches."
        )
    return marche.id


def _referent(connexion: Connexion, cle: int) -> Referent:
    return Referent(**_present(lire(connexion, "referent", id=cle)))


def _interlocuteur(connexion: Connexion, cle: int) -> Interlocuteur:
    return Interlocuteur(**_present(lire(connexion, "interlocuteur", id=cle)))


def _present(objet: Objet | None) -> Objet:
    """What this transaction has just written or read."""
    if objet is None:
        raise LookupError("row written and gone within one transaction")
    return objet
