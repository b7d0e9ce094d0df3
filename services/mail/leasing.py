"""Leases one mail of the outbox: composed, still wanted, marked before it is handed over."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from datetime import timedelta

from notifications.catalogue import COMPTES
from notifications.composing import aplatir
from notifications.post import Lettre, Resultat, Sort
from services.accounts.inviting import armer
from services.act import Chantier, commencer
from services.link_secrets import creer_lien
from services.mail.envelopes import composer, preparer_piece
from services.mail.fates import ecrire_le_sort, perimer, retablir_selon_le_journal
from services.mail.journaled_fates import sort_dit
from services.mail.message_context import LIEN_PERSONNEL
from services.noting import verrouiller
from services.office import Bureau
from services.opening import vider
from storage import dossiers as depot
from storage import outbox
from storage.outbox import CourrielDu
from workflow.errors import ValeurInvalide

BAIL = timedelta(minutes=20)
"""Longer than the slowest conversation: RFC 5321 grants the server ten minutes at the final dot."""

journal = logging.getLogger(__name__)


def louer(bureau: Bureau, identifiant: int) -> tuple[Lettre | None, str]:
    """The letter to hand over, leased; else what became of the mail, by the name of its count."""
    try:
        du = _lire(bureau, identifiant)
        secret = secrets.token_urlsafe(32) if LIEN_PERSONNEL in du.texte else None
        parti = _avec_son_lien(du, secret) if secret else du
        octets = aplatir(composer(bureau, parti, preparer_piece(bureau, du)))
    except ValeurInvalide as erreur:
        return None, _ecarter(bureau, identifiant, Sort.ECHEC, erreur.message)
    except Exception as erreur:  # noqa: BLE001 # one mail that cannot be made must not hold up the others
        journal.exception("mail %s cannot be made", identifiant)
        return None, _ecarter(bureau, identifiant, Sort.REPORTE, f"Courriel impossible : {erreur}")
    return _prendre(bureau, du, octets, secret)


def _lire(bureau: Bureau, identifiant: int) -> CourrielDu:
    with bureau.travail.lire() as connexion:
        du = outbox.lire(connexion, identifiant)
    if not du.texte:
        raise ValeurInvalide("contenu", "Le texte de ce courriel a été effacé.")
    return du


def _avec_son_lien(du: CourrielDu, secret: str) -> CourrielDu:
    """The mail with the secret of its link: what is kept of it holds none."""
    textes = {nom: getattr(du, nom).replace(LIEN_PERSONNEL, secret) for nom in ("texte", "html")}
    return replace(du, **textes)


def _prendre(
    bureau: Bureau, du: CourrielDu, octets: bytes, secret: str | None
) -> tuple[Lettre | None, str]:
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        if du.dossier is not None:
            verrouiller(connexion, du.dossier)
        if not outbox.prendre(connexion, du):
            return None, ""
        dit = sort_dit(connexion, du)
        if dit is not None and dit.statut is not None:
            retablir_selon_le_journal(chantier, du, dit)
            return None, ""
        if _perime(chantier, du):
            perimer(chantier, du)
            vider(chantier)
            return None, "perimes"
        outbox.changer(
            connexion,
            du.id,
            statut="loue",
            tentatives=du.tentatives + 1,
            loue_jusqu_a=bureau.horloge.reelle() + BAIL,
        )
        if secret is not None and du.message in COMPTES:
            armer(chantier, du, secret)
        elif secret is not None:
            creer_lien(chantier, du, secret)
    adresse = bureau.reglages.rediriger_vers or du.adresse
    lettre = Lettre(id=du.id, expediteur=str(du.expediteur), destinataire=adresse, octets=octets)
    return lettre, ""


def _perime(chantier: Chantier, du: CourrielDu) -> bool:
    """Whether a perishable message speaks of a state that was left."""
    if not du.perime_si_quitte or du.dossier is None:
        return False
    dossier = depot.par_id(chantier.connexion, du.dossier)
    return dossier is not None and dossier.state not in du.perime_si_quitte


def _ecarter(bureau: Bureau, identifiant: int, sort: Sort, message: str) -> str:
    """A mail that cannot be made: refused for good when its address is wrong, else tried again."""
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        outbox.compter_un_essai(connexion, identifiant)
        compte = ecrire_le_sort(chantier, Resultat(id=identifiant, sort=sort, message=message))
        vider(chantier)
    return compte
