"""Invitations and forgotten passwords: a mail with a key that opens one choice of a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.catalogue import INVITATION, OUBLI
from notifications.context import ContexteCompte, Structure
from services.accounts.attempts import a_la_demande, compter, exiger_la_patience
from services.accounts.passwords import Coffre, exiger_solide
from services.act import Chantier, commencer
from services.errors import Interdit, Introuvable
from services.mail.message_context import LIEN_PERSONNEL
from services.mail.messages import corps
from services.office import Bureau
from services.opening import vider
from services.people import compte_de
from services.secret_digests import condense
from storage import access, account_keys, accounts, outbox
from storage.account_keys import LigneCle
from storage.accounts import LigneCompte
from storage.outbox import CourrielDu

CHEMIN = "/mot-de-passe/"
VALIDITES: Mapping[str, timedelta] = {
    INVITATION.nom: timedelta(hours=72),
    OUBLI.nom: timedelta(hours=1),
}
_EN_MOTS: Mapping[str, str] = {INVITATION.nom: "72 heures", OUBLI.nom: "une heure"}
ENTRE_DEUX = timedelta(minutes=5)
"""A second demand so soon sends nothing: the mail is on its way."""
HOMONYMES_MAX = 3
CONSERVATION = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Cle:
    """A key as its page shows it; ``etat``: « ouverte », « servie » or « expiree »."""

    etat: str
    invitation: bool
    login: str
    nom: str


def inviter(bureau: Bureau, login: str, par: str) -> dict[str, str]:
    """Write to an account so that its owner chooses a password; older keys serve no more.

    Raises:
        Introuvable: no such account, or one that is closed.
        Interdit: it has no mail address, or the pages have none.
    """
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        compte = compte_de(connexion, login)
        if not compte.courriel:
            raise Interdit(
                "courriel",
                f"Le compte « {login} » n’a pas d’adresse de courriel.",
                "Donnez-lui une adresse, puis invitez de nouveau.",
            )
        _ecrire(chantier, compte, INVITATION.nom, par)
    bureau.reveil()
    return {"login": compte.login, "adresse": compte.courriel}


def demander(bureau: Bureau, dit: str, adresse: str) -> None:
    """Somebody says that a password is forgotten: its owner is written to, if there is one.

    Whoever asks learns nothing: same answer, same work, whether or not the account is known.

    Raises:
        TropDeTentatives: too much was asked from there.
    """
    now = bureau.horloge.reelle()
    dit = dit.strip().lower()
    compteurs = a_la_demande(adresse)
    with bureau.travail.ecrire() as connexion:
        exiger_la_patience(connexion, compteurs, now)
        compter(connexion, compteurs, now)
        chantier = commencer(bureau, connexion)
        connu = accounts.par_login(connexion, dit)
        vises = [connu] if connu else account_keys.par_adresse(connexion, dit, HOMONYMES_MAX)
        for compte in vises:
            derniere = account_keys.derniere(connexion, compte.id)
            trop_tot = derniere is not None and now - derniere < ENTRE_DEUX
            if compte.actif and compte.courriel and not trop_tot:
                _ecrire(chantier, compte, OUBLI.nom, "")
    bureau.reveil()


def _ecrire(chantier: Chantier, compte: LigneCompte, genre: str, par: str) -> None:
    """Put the mail in the outbox, and beside it the key whose secret it will carry."""
    bureau, connexion = chantier.bureau, chantier.connexion
    if bureau.reglages.adresse_des_pages is None:
        raise Interdit(
            "web.adresse",
            "L’adresse des pages manque : ce courriel a besoin d’un lien.",
            "Écrivez-la dans config.yaml.",
        )
    now = bureau.horloge.reelle()
    nom, courriel = account_keys.signature(connexion, compte.structure)
    rendu = bureau.rendeur.rendre_compte(
        genre,
        ContexteCompte(
            structure=Structure(nom=nom, courriel=courriel),
            nom=compte.nom,
            login=compte.login,
            lien=f"{bureau.reglages.adresse_des_pages}{CHEMIN}{LIEN_PERSONNEL}",
            validite=_EN_MOTS[genre],
            par=par,
        ),
    )
    expediteur = bureau.reglages.adresse_expediteur or courriel
    marque = f"{genre}.{compte.id}.{int(now.timestamp() * 1_000_000)}"
    chantier.lot.outbox.append(
        outbox.hors_dossier(
            cle=marque,
            message=genre,
            role="compte",
            nom=compte.nom,
            adresse=compte.courriel,
            sujet=rendu.sujet,
            contenu=chantier.garder(corps(rendu), f"courriel:{genre}"),
            expediteur=expediteur,
            message_id=f"<{marque}@{(expediteur or 'jalon.invalid').rpartition('@')[2]}>",
            instant=chantier.instant(),
        )
    )
    vider(chantier)
    account_keys.epuiser(connexion, compte.id, now)
    account_keys.creer(
        connexion,
        compte=compte.id,
        genre=genre,
        courriel=outbox.du_message(connexion, marque),
        cree_le=now,
    )


def armer(chantier: Chantier, du: CourrielDu, secret: str) -> None:
    """Bind a secret to the key that its mail carries; it serves from the moment the mail leaves."""
    expire_le = chantier.bureau.horloge.reelle() + VALIDITES[du.message]
    account_keys.armer(chantier.connexion, du.id, condense(secret), expire_le)


def lire_cle(bureau: Bureau, secret: str) -> Cle:
    """Read a key; reading uses nothing up.

    Raises:
        Introuvable: no such key.
    """
    with bureau.travail.lire() as connexion:
        ligne = account_keys.lire(connexion, condense(secret))
    return _dire(_exiger(ligne), bureau.horloge.reelle())


def choisir_mot_de_passe(bureau: Bureau, coffre: Coffre, secret: str, nouveau: str) -> Cle:
    """Use a key up: its account has a new password, and no session any more.

    The second factor stays what it was: a mailbox alone opens nothing.

    Raises:
        Introuvable: no such key, or one that is over.
        ValeurInvalide: the password would be guessed; the key still serves.
    """
    with bureau.travail.lire() as connexion:
        ligne = _exiger(account_keys.lire(connexion, condense(secret)))
    exiger_solide(nouveau, ligne.compte.login)
    empreinte = coffre.empreinte(nouveau)
    now = bureau.horloge.reelle()
    with bureau.travail.ecrire() as connexion:
        relue = _exiger(account_keys.lire(connexion, condense(secret)))
        if _dire(relue, now).etat != "ouverte":
            raise _absente()
        account_keys.epuiser(connexion, relue.compte.id, now)
        access.poser_mot_de_passe(connexion, relue.compte.id, empreinte, now)
        access.fermer_toutes(connexion, relue.compte.id)
    return _dire(relue, now)


def purger(bureau: Bureau) -> int:
    """Forget the keys asked for more than thirty days ago; how many."""
    with bureau.travail.ecrire() as connexion:
        return account_keys.oublier(connexion, bureau.horloge.reelle() - CONSERVATION)


def _dire(ligne: LigneCle, now: datetime) -> Cle:
    finie = ligne.expire_le is None or now >= ligne.expire_le
    etat = "servie" if ligne.servie_le is not None else "expiree" if finie else "ouverte"
    return Cle(
        etat=etat,
        invitation=ligne.genre == INVITATION.nom,
        login=ligne.compte.login,
        nom=ligne.compte.nom,
    )


def _exiger(ligne: LigneCle | None) -> LigneCle:
    if ligne is None or not ligne.compte.actif:
        raise _absente()
    return ligne


def _absente() -> Introuvable:
    return Introuvable(
        "lien",
        "Ce lien n’ouvre rien, ou n’ouvre plus rien.",
        "Demandez-en un nouveau depuis la page de connexion.",
    )
