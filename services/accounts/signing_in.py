"""Who signs in, and for how long: sessions kept by the server."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.accounts import known_devices
from services.accounts.attempts import (
    a_la_porte,
    compter,
    exiger_la_patience,
    pardonner,
    reseau,
)
from services.accounts.passwords import Coffre, exiger_solide
from services.errors import ServiceError
from services.office import Bureau
from services.people import compte_de
from services.secret_digests import condense
from states.french import jour_civil
from storage import access, accounts, second_factor
from storage.access import LigneSession, Provenance
from storage.accounts import LigneCompte
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

INACTIVITE, DUREE_MAX = timedelta(hours=2), timedelta(hours=12)
"""A session ends after two hours unused, and after a day's work whatever happens."""
ATTENTE_DU_CODE = timedelta(minutes=10)
"""How long the right password waits for the code."""
TOUCHER_APRES = timedelta(minutes=5)
NAVIGATEUR_MAX = 80


class EntreeRefusee(ServiceError):
    """Wrong login, password or code: never said which."""


@dataclass(frozen=True, kw_only=True)
class Visiteur:
    """Somebody who has signed in."""

    compte: LigneCompte
    roles: frozenset[str]
    second_facteur: bool = False
    remplace: tuple[int, ...] = ()
    """Accounts that are away today, and that this one stands in for."""

    @property
    def comptes(self) -> tuple[int, ...]:
        """Whose dossiers are on this desk today: one's own, and those one stands in for."""
        return (self.compte.id, *self.remplace)

    @property
    def login(self) -> str:
        """How the journal names the person."""
        return self.compte.login


@dataclass(frozen=True, kw_only=True)
class Entree:
    """The secret that the browser keeps; with ``attend_code`` it opens the page of the code."""

    jeton: str
    attend_code: bool = False


def entrer(  # noqa: PLR0913 # what a door is told
    bureau: Bureau,
    coffre: Coffre,
    login: str,
    secret: str,
    adresse: str,
    navigateur: str = "",
    *,
    appareil: str = "",
) -> Entree:
    """Sign in; the database never holds the secret of the answer.

    ``appareil`` is what the browser kept since an earlier entry (``known_devices``).

    Raises:
        EntreeRefusee: login or password is wrong, or the account is closed.
        TropDeTentatives: from there, too many were; the wait is not over.
    """
    now = bureau.horloge.reelle()
    login = login.strip().lower()
    compteurs = a_la_porte(login, adresse, known_devices.reconnaitre(bureau, login, appareil))
    with bureau.travail.lire() as connexion:
        exiger_la_patience(connexion, compteurs, now)
        compte = accounts.par_login(connexion, login)
        empreinte = access.mot_de_passe(connexion, compte.id) if compte else None
    juste = coffre.verifier(secret, empreinte)
    de = Provenance(reseau=reseau(adresse), navigateur=navigateur[:NAVIGATEUR_MAX])
    with bureau.travail.ecrire() as connexion:
        if compte is not None and juste and compte.actif:
            pardonner(connexion, compteurs)
            facteur = second_factor.lire(connexion, compte.id)
            attend = facteur is not None and facteur.active_le is not None
            return Entree(
                jeton=ouvrir_session(bureau, connexion, compte.id, de, attend_code=attend),
                attend_code=attend,
            )
        compter(connexion, compteurs, now)
    raise EntreeRefusee


def ouvrir_session(
    bureau: Bureau, connexion: Connexion, compte: int, de: Provenance, *, attend_code: bool = False
) -> str:
    """Begin a session under a new secret, and forget those that are over."""
    jeton = secrets.token_urlsafe(32)
    now = bureau.horloge.reelle()
    access.oublier(connexion, now - DUREE_MAX)
    access.ouvrir(connexion, condense(jeton), compte, now, de=de, attend_code=attend_code)
    return jeton


def reconnaitre(bureau: Bureau, jeton: str) -> Visiteur | None:
    """Who bears a session's secret; nobody when it is over or its account closed."""
    now = bureau.horloge.reelle()
    with bureau.travail.lire() as connexion:
        jour = jour_civil(bureau.horloge.maintenant())
        trouvee = access.session(connexion, condense(jeton), jour)
    if trouvee is None or trouvee.attend_code or not _vit(trouvee, now):
        return None
    if now - trouvee.vue_le > TOUCHER_APRES:
        with bureau.travail.ecrire() as connexion:
            access.toucher(connexion, condense(jeton), now)
    return Visiteur(
        compte=trouvee.compte,
        roles=frozenset(lire_json(trouvee.compte.roles)),
        second_facteur=trouvee.facteur_le is not None,
        remplace=trouvee.remplace,
    )


def _vit(une: LigneSession, now: datetime) -> bool:
    ouverte, vue = now - une.ouverte_le, now - une.vue_le
    return une.compte.actif and ouverte <= DUREE_MAX and vue <= INACTIVITE


def en_attente(bureau: Bureau, jeton: str) -> LigneCompte | None:
    """Whose right password waits for its code; nobody when it has waited too long."""
    now = bureau.horloge.reelle()
    with bureau.travail.lire() as connexion:
        jour = jour_civil(bureau.horloge.maintenant())
        trouvee = access.session(connexion, condense(jeton), jour)
    if trouvee is None or not trouvee.attend_code or not trouvee.compte.actif:
        return None
    return trouvee.compte if now - trouvee.ouverte_le <= ATTENTE_DU_CODE else None


def sortir(bureau: Bureau, jeton: str) -> None:
    """End a session."""
    with bureau.travail.ecrire() as connexion:
        access.fermer(connexion, condense(jeton))


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
