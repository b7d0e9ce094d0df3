"""The second factor: codes of a telephone (RFC 6238) that serve once, and ten codes on paper."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyotp

from services.accounts.attempts import (
    au_code,
    au_papier,
    compter,
    exiger_la_patience,
    pardonner,
    reseau,
)
from services.accounts.passwords import Coffre
from services.accounts.signing_in import NAVIGATEUR_MAX, EntreeRefusee, en_attente, ouvrir_session
from services.errors import Introuvable
from services.office import Bureau
from services.secret_digests import condense
from storage import access, accounts, second_factor
from storage.access import Provenance
from storage.accounts import LigneCompte
from storage.second_factor import LigneFacteur
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

PAS_S, CHIFFRES = 30, 6
TOLERES = (0, 1)
"""Steps back that are still taken: a code typed as it changes passes, none of a minute ago."""
CODES, REPERE, RESTE = 10, 2, 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what a reader of paper mistakes: l, i, o, 0, 1."""


@dataclass(frozen=True, kw_only=True)
class Facteur:
    """Where an account stands: nothing, a secret shown that waits for its first code, or in force.

    ``secret`` and ``adresse`` (what the picture says) are there only while it waits.
    """

    actif: bool = False
    depuis: datetime | None = None
    secret: str | None = None
    adresse: str | None = None
    codes_restants: int = 0


def lire_facteur(bureau: Bureau, compte: LigneCompte) -> Facteur:
    """What the page of an account shows of it."""
    with bureau.travail.lire() as connexion:
        trouve = second_factor.lire(connexion, compte.id)
        restants = second_factor.codes_restants(connexion, compte.id)
    if trouve is None:
        return Facteur()
    if trouve.active_le is not None:
        return Facteur(actif=True, depuis=trouve.active_le, codes_restants=restants)
    secret = bureau.chiffreur.ouvrir(trouve.secret, _place(compte.id))
    adresse = pyotp.TOTP(secret).provisioning_uri(name=compte.login, issuer_name="Jalon")
    return Facteur(secret=secret, adresse=adresse)


def preparer(bureau: Bureau, compte: LigneCompte) -> None:
    """Draw a secret for a telephone; nothing is asked for until its first code comes."""
    with bureau.travail.ecrire() as connexion:
        deja = second_factor.lire(connexion, compte.id)
        if deja is None or deja.active_le is None:
            secret = bureau.chiffreur.sceller(pyotp.random_base32(), _place(compte.id))
            second_factor.preparer(connexion, compte.id, secret, bureau.horloge.reelle())


def resceller(bureau: Bureau) -> int:
    """Seal the secrets of telephones anew, under the installation's secret in force; how many.

    Raises:
        Interdit: one of them was sealed under a secret that is not given any more.
    """
    chiffreur = bureau.chiffreur
    with bureau.travail.ecrire() as connexion:
        lus = second_factor.secrets_scelles(connexion)
        for compte, scelle in lus:
            clair = chiffreur.ouvrir(scelle, _place(compte))
            second_factor.resceller(connexion, compte, chiffreur.sceller(clair, _place(compte)))
    return len(lus)


def _place(compte: int) -> str:
    """What a sealed secret is bound to."""
    return f"second_facteur:{compte}"


def activer(
    bureau: Bureau, coffre: Coffre, compte: LigneCompte, code: str, jeton: str
) -> list[str]:
    """Put it in force; the codes on paper are the answer, never to be shown again.

    Every session of the account ends but the one that asks.

    Raises:
        ValeurInvalide: not the code that the telephone shows.
    """
    codes, condenses = _tirer(coffre)
    now = bureau.horloge.reelle()
    with bureau.travail.ecrire() as connexion:
        trouve = second_factor.lire(connexion, compte.id)
        en_cours = trouve is not None and trouve.active_le is None
        pas = _pas(bureau, compte.id, trouve, code) if en_cours else None
        if pas is None:
            raise ValeurInvalide(
                "code",
                "Ce code n’est pas celui du téléphone.",
                "Vérifiez que l’heure du téléphone est juste, puis saisissez le code suivant.",
            )
        second_factor.activer(connexion, compte.id, pas, now)
        second_factor.poser_les_codes(connexion, compte.id, condenses)
        access.fermer_toutes(connexion, compte.id, sauf=condense(jeton))
    return codes


def nouveaux_codes(bureau: Bureau, coffre: Coffre, compte: LigneCompte) -> list[str]:
    """Ten other codes on paper; the older ones open nothing any more."""
    codes, condenses = _tirer(coffre)
    with bureau.travail.ecrire() as connexion:
        second_factor.poser_les_codes(connexion, compte.id, condenses)
    return codes


def retirer(bureau: Bureau, login: str) -> bool:
    """Withdraw the second factor of an account and end its sessions; whether there was one.

    Raises:
        Introuvable: no such account.
    """
    with bureau.travail.ecrire() as connexion:
        compte = accounts.par_login(connexion, login)
        if compte is None:
            raise Introuvable("compte", f"Le compte « {login} » n’existe pas.", "Voyez la liste.")
        access.fermer_toutes(connexion, compte.id)
        return second_factor.retirer(connexion, compte.id)


def entrer_avec_le_code(
    bureau: Bureau, coffre: Coffre, jeton: str, code: str, adresse: str, navigateur: str = ""
) -> str:
    """Turn a password that waits into a session, under another secret.

    Raises:
        EntreeRefusee: not the code, one that has served, or the password has waited too long.
        TropDeTentatives: too many were wrong.
    """
    compte = en_attente(bureau, jeton)
    if compte is None:
        raise EntreeRefusee
    now = bureau.horloge.reelle()
    plat = "".join(un for un in code.lower() if un.isalnum())
    sur_papier = len(plat) == REPERE + RESTE
    compteurs = (au_papier if sur_papier else au_code)(compte.login, adresse)
    with bureau.travail.lire() as connexion:
        exiger_la_patience(connexion, compteurs, now)
        lire = _lire_le_papier if sur_papier else _lire_le_telephone
        employer = lire(connexion, bureau, coffre, compte.id, plat)
    de = Provenance(reseau=reseau(adresse), navigateur=navigateur[:NAVIGATEUR_MAX])
    with bureau.travail.ecrire() as connexion:
        if employer is not None and employer(connexion):
            pardonner(connexion, compteurs)
            access.fermer(connexion, condense(jeton))
            return ouvrir_session(bureau, connexion, compte.id, de)
        compter(connexion, compteurs, now)
    raise EntreeRefusee


Emploi = Callable[[Connexion], bool]
"""Uses a code up, once; false when somebody has meanwhile."""


def _lire_le_telephone(
    connexion: Connexion, bureau: Bureau, _coffre: Coffre, compte: int, code: str
) -> Emploi | None:
    pas = _pas(bureau, compte, second_factor.lire(connexion, compte), code)
    return None if pas is None else lambda ecrit: second_factor.employer(ecrit, compte, pas)


def _lire_le_papier(
    connexion: Connexion, bureau: Bureau, coffre: Coffre, compte: int, code: str
) -> Emploi | None:
    trouve = second_factor.code(connexion, compte, code[:REPERE])
    if not coffre.verifier(code[REPERE:], trouve[1] if trouve else None) or trouve is None:
        return None
    numero = trouve[0]
    return lambda ecrit: second_factor.user(ecrit, numero, bureau.horloge.reelle())


def _pas(bureau: Bureau, compte: int, ligne: LigneFacteur | None, code: str) -> int | None:
    """The step that a code is of, this one or the one before."""
    if ligne is None:
        return None
    plat = "".join(code.split())
    secret = bureau.chiffreur.ouvrir(ligne.secret, _place(compte))
    totp = pyotp.TOTP(secret, interval=PAS_S, digits=CHIFFRES)
    pas = int(bureau.horloge.reelle().timestamp()) // PAS_S
    for recul in TOLERES:
        if secrets.compare_digest(totp.generate_otp(pas - recul).encode(), plat.encode()):
            return pas - recul
    return None


def _tirer(coffre: Coffre) -> tuple[list[str], list[tuple[str, str]]]:
    """Ten codes as they are shown, and what is kept of each."""
    tires: dict[str, str] = {}
    while len(tires) < CODES:
        tires[_alea(REPERE)] = _alea(RESTE)
    montres = [f"{debut}{fin[:4]}-{fin[4:]}" for debut, fin in tires.items()]
    return montres, [(debut, coffre.empreinte(fin)) for debut, fin in tires.items()]


def _alea(longueur: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(longueur))
