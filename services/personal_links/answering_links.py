"""Acts by a personal link: the one answer, a point d'étape, a fresh link to the known address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from services.accounts.visiting import absent
from services.act import Chantier, commencer
from services.advancing import avancer
from services.commands import Commande
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Conflit
from services.link_secrets import PORTEUR
from services.mail.messages import corps
from services.office import Bureau
from services.opening import vider
from services.personal_links.link_mails import dossier_a_bouge
from services.personal_links.links import (
    POINT,
    cle_du_point,
    exiger_en_fonction,
    ligne_de,
    point_de,
    reponse_de,
)
from services.personal_links.renewed_mail import rendre_le_renvoi
from services.reading.looking import trouver
from services.register.named_contacts import verifier_les_coordonnees
from storage import outbox, personal_links
from storage.looking import LigneVue
from storage.personal_links import LigneLien
from workflow.typed_text import lisible

QUI_MAX = 120


def repondre(
    bureau: Bureau,
    secret: str,
    evenement: str,
    *,
    saisies: Mapping[str, str],
    pieces: Mapping[str, tuple[str, bytes]],
    qui: str = "",
) -> dict[str, Any]:
    """Act by a link, once: its key is that of the one command it serves.

    ``qui`` names whoever answers in the place of the person written to; the journal keeps it.

    Raises:
        Introuvable: no such link, or one that is over.
        Conflit: it served another answer meanwhile, or whoever it was sent to is in charge no more.
        Refused, ValeurInvalide, Interdit: as :func:`services.advancing.avancer`.
    """
    verifier_les_coordonnees(saisies)  # the person is still there to mend them
    with bureau.travail.lire() as connexion:
        ligne = ligne_de(connexion, secret)
        vue = trouver(bureau, connexion, str(ligne.dossier))
        exiger_en_fonction(bureau, connexion, ligne, vue)
        servi = reponse_de(connexion, ligne) is not None
    if bureau.horloge.maintenant() >= ligne.expire_le and not servi:
        raise absent()
    return avancer(
        bureau,
        Commande(
            dossier=vue.dossier.numero,
            evenement=evenement,
            acteur=f"{PORTEUR}{ligne.id}",
            saisies=saisies,
            pieces=pieces,
            cle=f"{PORTEUR}{ligne.id}",
            porteur=ligne.role,
            signataire=nom_propre(qui),
        ),
    )


def nom_propre(qui: str) -> str:
    """A typed name, on one line, not too long.

    Raises:
        ValeurInvalide: it holds a sign that nobody sees.
    """
    return " ".join(lisible("nom", qui, une_ligne=True).split())[:QUI_MAX]


def demander_un_point(
    bureau: Bureau, secret: str, *, demande: str = "", qui: str = ""
) -> dict[str, Any]:
    """Ask for a point d'étape (convention, article 5): the answer of the link stays to be given.

    Raises:
        Introuvable: no such link, one that is over, or one that cannot ask for it.
        Conflit: whoever it was sent to is in charge no more.
        Refused: the marché takes no such dossier any more.
    """
    with bureau.travail.lire() as connexion:
        ligne = ligne_de(connexion, secret)
        vue = trouver(bureau, connexion, str(ligne.dossier))
        exiger_en_fonction(bureau, connexion, ligne, vue)
        porteur = point_de(bureau, connexion, ligne, vue)
    if porteur is None or bureau.horloge.maintenant() >= ligne.expire_le:
        raise absent()
    texte = demande.strip()
    return ouvrir_a_la_main(
        bureau,
        Ouverture(
            machine=POINT,
            acteur=f"{PORTEUR}{ligne.id}",
            compte=None,
            dans=porteur,
            saisies={"demande": texte} if texte else {},
            cle=cle_du_point(ligne),
            porteur=ligne.role,
            signataire=nom_propre(qui),
        ),
    )


def renouveler(bureau: Bureau, secret: str) -> LigneLien:
    """Send a fresh link to the address of the first one, with what the dossier asks today.

    Raises:
        Introuvable: no such link.
        Conflit: it came with a letter, nobody's address is known; or its address is out of date.
    """
    with bureau.travail.ecrire() as connexion:
        ligne = ligne_de(connexion, secret)
        if ligne.courriel is None:
            raise Conflit("Ce lien vient d’un courrier.", "Appelez la personne qui suit le marché.")
        vue = trouver(bureau, connexion, str(ligne.dossier))
        exiger_en_fonction(bureau, connexion, ligne, vue)
        chantier = commencer(bureau, connexion)
        neuf = partial(_ecrire_de_nouveau, chantier, ligne, vue)
        personal_links.renvoyer(connexion, ligne.courriel, f"lien{ligne.id}", neuf, chantier.now)
    bureau.reveil()
    return ligne


def _ecrire_de_nouveau(chantier: Chantier, ligne: LigneLien, vue: LigneVue) -> dict[str, Any]:
    """The columns of the mail that differ; the letter it joined goes with its question."""
    assert ligne.courriel is not None  # noqa: S101 # whoever renews has looked
    du = outbox.lire(chantier.connexion, ligne.courriel)
    posee = not dossier_a_bouge(chantier.connexion, ligne, vue)
    rendu = rendre_le_renvoi(chantier, ligne, vue, du, posee=posee)
    contenu = chantier.garder(corps(rendu), f"courriel:{du.message}")
    vider(chantier)
    sans_piece = {} if posee else {"piece": None, "piece_nom": None}
    return {"sujet": rendu.sujet, "contenu": contenu, "contenu_origine": None, **sans_piece}
