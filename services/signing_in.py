"""Who signs in, for how long, and how many wrong tries: sessions kept by the server."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta

from services.errors import ServiceError
from services.office import Bureau
from services.passwords import Coffre, exiger_solide
from services.people import compte_de
from storage import access, accounts
from storage.accounts import LigneCompte
from storage.unit_of_work import Connexion

INACTIVITE, DUREE_MAX = timedelta(hours=2), timedelta(hours=12)
"""A session ends after two hours unused, and after a day's work whatever happens."""
TOUCHER_APRES = timedelta(minutes=5)
FENETRE = timedelta(minutes=15)
PAR_COMPTE_ET_ADRESSE, PAR_ADRESSE = 5, 40
"""Wrong tries in a window. Never per account alone: anybody could shut its owner out."""
PREFIXE_IPV6 = 64


class EntreeRefusee(ServiceError):
    """Wrong login or password: never said which."""


class TropDeTentatives(ServiceError):
    """Too many wrong tries from there: to be tried again later."""


@dataclass(frozen=True, kw_only=True)
class Visiteur:
    """Somebody who has signed in."""

    compte: LigneCompte
    roles: frozenset[str]

    @property
    def login(self) -> str:
        """How the journal names the person."""
        return self.compte.login


def entrer(bureau: Bureau, coffre: Coffre, login: str, secret: str, adresse: str) -> str:
    """Sign in; the answer is the secret that the browser keeps, which the database never holds.

    Raises:
        EntreeRefusee: login or password is wrong, or the account is closed.
        TropDeTentatives: from this address, too many were.
    """
    now = bureau.horloge.reelle()
    login = login.strip().lower()
    cles = {f"{login}|{_reseau(adresse)}": PAR_COMPTE_ET_ADRESSE, _reseau(adresse): PAR_ADRESSE}
    with bureau.travail.lire() as connexion:
        for cle, permis in cles.items():
            if access.echecs(connexion, _condense(cle), now - FENETRE) >= permis:
                raise TropDeTentatives
        compte = accounts.par_login(connexion, login)
        empreinte = access.mot_de_passe(connexion, compte.id) if compte else None
    juste = coffre.verifier(secret, empreinte)
    with bureau.travail.ecrire() as connexion:
        if compte is not None and juste and compte.actif:
            access.effacer_les_echecs(connexion, _condense(next(iter(cles))))
            return _ouvrir(bureau, connexion, compte)
        for cle in cles:
            access.compter_un_echec(connexion, _condense(cle), now - FENETRE, now)
    raise EntreeRefusee


def _ouvrir(bureau: Bureau, connexion: Connexion, compte: LigneCompte) -> str:
    jeton = secrets.token_urlsafe(32)
    now = bureau.horloge.reelle()
    access.oublier(connexion, now - DUREE_MAX)
    access.ouvrir(connexion, _condense(jeton), compte.id, now)
    return jeton


def reconnaitre(bureau: Bureau, jeton: str) -> Visiteur | None:
    """Who bears a session's secret; nobody when it is over or its account closed."""
    now = bureau.horloge.reelle()
    cle = _condense(jeton)
    with bureau.travail.lire() as connexion:
        trouvee = access.session(connexion, cle)
    if trouvee is None:
        return None
    ouverte_le, vue_le, compte = trouvee
    if not compte.actif or now - ouverte_le > DUREE_MAX or now - vue_le > INACTIVITE:
        return None
    if now - vue_le > TOUCHER_APRES:
        with bureau.travail.ecrire() as connexion:
            access.toucher(connexion, cle, now)
    return Visiteur(compte=compte, roles=frozenset(json.loads(compte.roles)))


def sortir(bureau: Bureau, jeton: str) -> None:
    """End a session."""
    with bureau.travail.ecrire() as connexion:
        access.fermer(connexion, _condense(jeton))


def poser_mot_de_passe(bureau: Bureau, coffre: Coffre, login: str, secret: str) -> None:
    """Give an account its password; every session that it had is over.

    Raises:
        Introuvable: no such account, or one that is closed.
        ValeurInvalide: the password would be guessed.
    """
    exiger_solide(secret, login)
    empreinte = coffre.empreinte(secret)
    with bureau.travail.ecrire() as connexion:
        compte = compte_de(connexion, login)
        access.poser_mot_de_passe(connexion, compte.id, empreinte, bureau.horloge.reelle())
        access.fermer_toutes(connexion, compte.id)


def _condense(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _reseau(adresse: str) -> str:
    """The address; of IPv6 the network that one subscriber has whole."""
    try:
        lue = ipaddress.ip_address(adresse)
    except ValueError:
        return "?"
    if isinstance(lue, ipaddress.IPv4Address):
        return str(lue)
    return str(ipaddress.ip_network((lue, PREFIXE_IPV6), strict=False))
