"""Accounts as an admin keeps them: who may do what, within what; opened, changed, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from services.accounts.administering import ACTE, exiger_l_admin, noter_l_acte
from services.accounts.inviting import inviter
from services.accounts.limited_accounts import marches_choisis, marches_vus
from services.accounts.second_factor import retirer
from services.accounts.signing_in import Visiteur
from services.errors import Introuvable
from services.office import Bureau
from services.register import register_fields as champs
from services.shown_values import Montre, Trace, exiger_inchange
from states.french import jour_civil
from states.roles import ADMIN, COMPTABLE, FACILITATEUR, REFERENT, RESPONSABLE
from storage import access, account_keys, account_listing, second_factor, senders
from storage.account_listing import LigneListe
from storage.account_scope import limiter, marches_de
from storage.register_people import changer, compte_par_login, creer, tenir
from storage.stored_json import ecrire_json, lire_json
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

DE_LA_STRUCTURE = frozenset({ADMIN, COMPTABLE, FACILITATEUR, RESPONSABLE})
OUVERT, FERME, INVITE, SANS_ACCES = "ouvert", "ferme", "invite", "sans_acces"
RETENU = "retenu"
"""Invited, and the mail cannot leave: no address signs it."""
CONVENTION_A_AJOUTER = "/registre/conventions/ajouter"
"""Where a first structure gets its address: with its first agreement."""
_ACCES = {
    OUVERT: "ouvert",
    FERME: "fermé",
    INVITE: "invitation envoyée",
    RETENU: "invitation retenue",
    SANS_ACCES: "sans mot de passe",
}


@dataclass(frozen=True, kw_only=True)
class Saisie:
    """An account as its form gives it; an empty structure or buyer is none.

    ``montre`` is what the form showed of the account; ``None`` asks for no check.
    """

    login: str
    nom: str
    courriel: str = ""
    telephone: str = ""
    roles: Sequence[str] = field(default_factory=tuple)
    structure: str = ""
    donneur_ordre: str = ""
    marches: str = ""
    """Numbers of the dossiers of the only marchés that it sees; none: all of its buyer's."""
    montre: Montre | None = None


@dataclass(frozen=True, kw_only=True)
class CompteVu:
    """An account with what its list tells: how it is entered, by what, within what."""

    ligne: LigneListe
    roles: tuple[str, ...]
    etat: str
    facteur: bool
    marches: tuple[tuple[str, str], ...] = ()
    """Number and subject of the only marchés that it sees; read for one account alone."""
    remede: str = ""
    """Page that lets its invitation leave when no address signs it; read for one account alone."""

    @property
    def valeurs(self) -> dict[str, str]:
        """All that a form changes, as its fields say it."""
        noms = ("nom", "courriel", "telephone", "structure", "donneur_ordre")
        return {
            **{nom: str(getattr(self.ligne, nom) or "") for nom in noms},
            "roles": " ".join(sorted(self.roles)),
            "marches": "\n".join(numero for numero, _ in self.marches),
        }

    @property
    def acces(self) -> str:
        """How it is entered, in words."""
        return _ACCES[self.etat]

    @property
    def exterieur(self) -> bool:
        """Whether none of its roles belongs to a structure: no structure is then no right."""
        return not set(self.roles) & DE_LA_STRUCTURE


def lister(bureau: Bureau, visiteur: Visiteur) -> list[CompteVu]:
    """Every account, the open ones first.

    Raises:
        Introuvable: the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        return _vus(bureau, connexion, account_listing.comptes(connexion, _jour(bureau)))


def lire(bureau: Bureau, visiteur: Visiteur, login: str) -> CompteVu:
    """One account.

    Raises:
        Introuvable: no such account, or the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.lire() as connexion:
        return _lire(bureau, connexion, login)


def _lire(bureau: Bureau, connexion: Connexion, login: str) -> CompteVu:
    lus = account_listing.comptes(connexion, _jour(bureau), login=login)
    if not lus:
        raise _inconnu(login)
    vu = _vus(bureau, connexion, lus)[0]
    remede = _remede(connexion, vu) if vu.etat == RETENU else ""
    return replace(vu, marches=marches_vus(connexion, vu.ligne.id), remede=remede)


def _remede(connexion: Connexion, vu: CompteVu) -> str:
    structure = senders.structure_qui_signe(connexion, vu.ligne.structure)
    return CONVENTION_A_AJOUTER if structure is None else f"/registre/structures/{structure}"


def rattachements(bureau: Bureau) -> dict[str, list[tuple[str, str]]]:
    """Structures and buyers that an account may belong to: id and name."""
    with bureau.travail.lire() as connexion:
        return account_listing.rattachements(connexion, _jour(bureau))


def _jour(bureau: Bureau) -> date:
    return jour_civil(bureau.horloge.maintenant())


def _vus(bureau: Bureau, connexion: Connexion, lignes: Sequence[LigneListe]) -> list[CompteVu]:
    facteurs = second_factor.actifs(connexion)
    invites = account_keys.en_cours(connexion, bureau.horloge.reelle())
    sans_adresse = senders.il_en_manque(connexion)
    return [
        CompteVu(
            ligne=une,
            roles=tuple(lire_json(une.roles)),
            etat=_etat(une, _invitation(invites, une.id, sans_adresse=sans_adresse)),
            facteur=une.id in facteurs,
        )
        for une in lignes
    ]


def _invitation(invites: dict[int, datetime | None], compte: int, *, sans_adresse: bool) -> str:
    if compte not in invites:
        return SANS_ACCES
    return RETENU if sans_adresse and invites[compte] is None else INVITE


def _etat(ligne: LigneListe, invitation: str) -> str:
    if not ligne.actif:
        return FERME
    if ligne.mot_de_passe_le is not None:
        return OUVERT
    return invitation


def creer_compte(bureau: Bureau, visiteur: Visiteur, saisie: Saisie) -> None:
    """Add an account and invite its owner by mail.

    Raises:
        Introuvable: the reader is no admin.
        ValeurInvalide: a field is no good, the login is taken, or the address is missing.
        Interdit: the pages have no address for the mail's link.
    """
    exiger_l_admin(visiteur)
    login = champs.login(saisie.login)
    if not saisie.courriel.strip():
        raise ValeurInvalide(
            "courriel", "L’adresse manque : l’invitation part par courriel.", "Indiquez-la."
        )
    with bureau.travail.ecrire() as connexion:
        if compte_par_login(connexion, login) is not None:
            raise ValeurInvalide(
                "login", f"L’identifiant « {login} » est déjà pris.", "Choisissez-en un autre."
            )
        valeurs = _valeurs(bureau, connexion, saisie)
        marches = marches_choisis(connexion, saisie.marches, valeurs["donneur_ordre"])
        valeurs = {**valeurs, "login": login, "actif": True, "limite": bool(marches)}
        limiter(connexion, creer(connexion, "compte", valeurs), marches)
    noter_l_acte(bureau, visiteur, f"compte {login} créé : {', '.join(sorted(saisie.roles))}")
    inviter(bureau, login, visiteur.compte.nom)


def changer_compte(bureau: Bureau, visiteur: Visiteur, saisie: Saisie) -> None:
    """Change an account whole: what the form leaves empty is emptied.

    Raises:
        Introuvable: no such account, or the reader is no admin.
        Conflit: somebody has changed it since ``saisie.montre``; nothing is written.
        ValeurInvalide: a field is no good, or the last admin would go.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.ecrire() as connexion:
        valeurs = _valeurs(bureau, connexion, saisie)
        compte = compte_par_login(connexion, saisie.login)
        ligne = tenir(connexion, "compte", compte.id) if compte else None
        if compte is None or ligne is None:
            raise _inconnu(saisie.login)
        if ADMIN in compte.roles and ADMIN not in saisie.roles:
            _exiger_un_autre_admin(connexion, compte.id, "roles")
        marches = marches_choisis(connexion, saisie.marches, valeurs["donneur_ordre"])
        actuelles = _lire(bureau, connexion, saisie.login).valeurs
        valeurs["limite"] = bool(marches)
        deja = valeurs.items() <= dict(ligne).items() and marches == marches_de(
            connexion, compte.id
        )
        if deja and saisie.montre and saisie.montre.valeurs != actuelles:
            return  # the second of two clicks
        trace = Trace(quoi=ACTE, texte=_change(compte.login))
        exiger_inchange(connexion, saisie.montre, actuelles, lecteur=visiteur.login, trace=trace)
        changer(connexion, "compte", compte.id, valeurs)
        limiter(connexion, compte.id, marches)
        access.fermer_toutes(connexion, compte.id)
    noter_l_acte(bureau, visiteur, f"{_change(compte.login)} : {', '.join(sorted(saisie.roles))}")


def _change(login: str) -> str:
    """How the log of an admin's acts tells that an account was changed."""
    return f"compte {login} changé"


def fermer(bureau: Bureau, visiteur: Visiteur, login: str) -> None:
    """Close an account: it opens nothing any more; its name stays on what it did.

    Raises:
        Introuvable: no such account, or the reader is no admin.
        ValeurInvalide: it is the last admin.
    """
    _ouvrir_ou_fermer(bureau, visiteur, login, actif=False)


def rouvrir(bureau: Bureau, visiteur: Visiteur, login: str) -> None:
    """Open a closed account again, with the password it had.

    Raises:
        Introuvable: no such account, or the reader is no admin.
    """
    _ouvrir_ou_fermer(bureau, visiteur, login, actif=True)


def _ouvrir_ou_fermer(bureau: Bureau, visiteur: Visiteur, login: str, *, actif: bool) -> None:
    exiger_l_admin(visiteur)
    with bureau.travail.ecrire() as connexion:
        compte = compte_par_login(connexion, login)
        if compte is None:
            raise _inconnu(login)
        if not actif and ADMIN in compte.roles:
            _exiger_un_autre_admin(connexion, compte.id, "login")
        changer(connexion, "compte", compte.id, {"actif": actif})
        access.fermer_toutes(connexion, compte.id)
        account_keys.epuiser(connexion, compte.id, bureau.horloge.reelle())
    noter_l_acte(bureau, visiteur, f"compte {compte.login} {'rouvert' if actif else 'fermé'}")


def inviter_de_nouveau(bureau: Bureau, visiteur: Visiteur, login: str) -> None:
    """Send the invitation again; the link before serves no more.

    Raises:
        Introuvable: no such account, one that is closed, or the reader is no admin.
        Interdit: it has no mail address.
    """
    exiger_l_admin(visiteur)
    inviter(bureau, login, visiteur.compte.nom)
    noter_l_acte(bureau, visiteur, f"compte {login} invité de nouveau")


def retirer_le_facteur(bureau: Bureau, visiteur: Visiteur, login: str) -> None:
    """Withdraw a lost telephone, once its owner was recognised; its sessions end.

    Raises:
        Introuvable: no such account, or the reader is no admin.
    """
    exiger_l_admin(visiteur)
    retirer(bureau, login)
    noter_l_acte(bureau, visiteur, f"compte {login} : second facteur retiré")


def fermer_les_sessions(bureau: Bureau, visiteur: Visiteur, login: str) -> None:
    """End every session of an account.

    Raises:
        Introuvable: no such account, or the reader is no admin.
    """
    exiger_l_admin(visiteur)
    with bureau.travail.ecrire() as connexion:
        compte = compte_par_login(connexion, login)
        if compte is None:
            raise _inconnu(login)
        access.fermer_toutes(connexion, compte.id)
    noter_l_acte(bureau, visiteur, f"compte {login} : sessions fermées")


def _valeurs(bureau: Bureau, connexion: Connexion, saisie: Saisie) -> dict[str, Any]:
    roles = champs.roles(saisie.roles)
    if REFERENT in roles and not saisie.donneur_ordre:
        raise ValeurInvalide(
            "donneur_ordre",
            "Une personne référente relève d’un donneur d’ordre : il manque.",
            "Choisissez-le.",
        )
    choix = account_listing.rattachements(connexion, _jour(bureau))
    return {
        "nom": champs.exiger("nom", saisie.nom),
        "courriel": champs.courriel("courriel", saisie.courriel),
        "telephone": champs.telephone("telephone", saisie.telephone),
        "roles": ecrire_json(roles),
        "structure": _cle("structure", saisie.structure, choix["structures"]),
        "donneur_ordre": _cle("donneur_ordre", saisie.donneur_ordre, choix["donneurs"]),
    }


def _cle(champ: str, texte: str, choix: Sequence[tuple[str, str]]) -> int | None:
    if not texte:
        return None
    if texte not in dict(choix):
        raise ValeurInvalide(champ, "Ce choix n’est pas dans la liste.", "Choisissez de nouveau.")
    return int(texte)


def _exiger_un_autre_admin(connexion: Connexion, sauf: int, champ: str) -> None:
    if not account_listing.autres_admins(connexion, ADMIN, sauf):
        raise ValeurInvalide(
            champ,
            "C’est le seul compte qui administre Jalon.",
            "Donnez d’abord ce rôle à un autre compte.",
        )


def _inconnu(login: str) -> Introuvable:
    return Introuvable("login", f"Le compte « {login} » n’existe pas.", "Voyez la liste.")
