"""A link printed beside a letter: drawn when the slip is made, kept by its digest alone."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from documents.pdf import en_pdf
from documents.slips import rendre_feuillet
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, absent, exiger_visible
from services.errors import Interdit, Introuvable
from services.link_secrets import VALIDITE
from services.office import Bureau
from services.reading.looking import trouver
from services.reading.looking_dossier import chantier_de_lecture
from services.secret_digests import condense
from states.roles import ENTREPRISE
from storage import personal_links
from storage.unit_of_work import Connexion
from workflow.process import Definition

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nothing that is read for something else: no 0 nor o, no 1 nor l nor i."""
GROUPES, LONGUEUR = 4, 4
"""Sixteen characters, 79 bits: short enough to be typed, too long to be guessed."""


class Feuillet(NamedTuple):
    """A slip to print, and the name of its file."""

    nom: str
    pdf: bytes


def attend_l_entreprise(definition: Definition, etat: str) -> bool:
    """Whether an entreprise may write on a dossier in that state."""
    return any(ENTREPRISE in un.par and etat in un.de for un in definition.evenements.values())


def imprimer_le_feuillet(bureau: Bureau, visiteur: Visiteur, cle: str) -> Feuillet:
    """Draw a link for the entreprise of a dossier; a slip printed before stays good.

    Raises:
        Introuvable: no such dossier, or one that this reader does not follow.
        Interdit: no entreprise is waited for there, or the pages have no address.
    """
    secret = "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR)) for _ in range(GROUPES)
    )
    with bureau.travail.ecrire() as connexion:
        valeurs = _preparer(bureau, connexion, visiteur, cle, secret)
    adresse = f"{bureau.reglages.adresse_des_pages}/lien/{secret}"
    return Feuillet(f"feuillet-{valeurs['dossier']}.pdf", en_pdf(rendre_feuillet(adresse, valeurs)))


def _preparer(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, cle: str, secret: str
) -> dict[str, Any]:
    try:
        vue = trouver(bureau, connexion, cle)
    except Introuvable as erreur:
        raise absent() from erreur
    chantier = chantier_de_lecture(bureau, connexion)
    exiger_visible(chantier, vue.dossier, visiteur)
    if not visiteur.roles & EQUIPE:
        raise absent()
    definition = bureau.machines.par_id(connexion, vue.dossier.definition).definition
    adresse = bureau.reglages.adresse_des_pages
    if not vue.entreprise or not adresse or not attend_l_entreprise(definition, vue.dossier.state):
        raise Interdit(
            "dossier", "Aucune réponse d’une entreprise n’est attendue ici.", "Revenez au dossier."
        )
    expire_le = chantier.now + VALIDITE
    personnes = chantier.entourage.personnes(vue.dossier, ENTREPRISE)
    personal_links.creer(
        connexion,
        cle=condense(secret),
        courriel=None,
        dossier=vue.dossier.id,
        role=ENTREPRISE,
        nom=personnes[0].nom if personnes else vue.entreprise,
        adresse="",
        cree_le=chantier.now,
        expire_le=expire_le,
    )
    cadre = chantier.entourage.cadre(vue.dossier)
    contact = chantier.entourage.facilitateur(vue.dossier)
    return {
        "dossier": vue.dossier.numero,
        "entreprise": vue.entreprise,
        "marche": vue.marche,
        "structure": cadre.nom if cadre else "",
        "contact": contact.nom if contact else None,
        "telephone": (contact and contact.telephone) or (cadre and cadre.telephone),
        "expire_le": expire_le,
    }
