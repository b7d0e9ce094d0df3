"""Personal links: a person of the buyer answers from a mail, without an account, once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.acting import Formulaire
from services.advancing import Commande, avancer
from services.choices import choix
from services.explaining import saisie_dite
from services.link_secrets import PORTEUR, condense
from services.loading import charger_snapshot
from services.looking import identite, trouver
from services.looking_dossier import chantier_de_lecture
from services.office import Bureau
from services.visiting import absent
from storage import commands, personal_links
from storage import looking_details as details
from storage.personal_links import LigneLien
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.explain import expliquer
from workflow.process import Definition

OUVERT, SERVI, EXPIRE, RIEN = "ouvert", "servi", "expire", "rien"
QUI_MAX = 120


@dataclass(frozen=True, kw_only=True)
class Lien:
    """What the page of a link shows."""

    lien: LigneLien
    etat: str
    dossier: Mapping[str, Any]
    definition: Definition
    actes: list[Formulaire] = field(default_factory=list)
    lettre: str | None = None
    reponse: Mapping[str, Any] | None = None


def ouvrir(bureau: Bureau, secret: str) -> Lien:
    """Read a link; reading uses nothing up.

    Raises:
        Introuvable: no such link.
    """
    with bureau.travail.lire() as connexion:
        ligne = _ligne(connexion, secret)
        vue = trouver(connexion, str(ligne.dossier))
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        chantier = chantier_de_lecture(bureau, connexion)
        reponse = _reponse(connexion, ligne)
        actes = []
        if reponse is None:
            charge = charger_snapshot(chantier, vue.dossier, compilee)
            roles = frozenset({ligne.role})
            vues = expliquer(compilee, charge.snapshot, roles, chantier.now, charge.temps)
            for un in vues.possibles:
                if not _propose(compilee, un.evenement):
                    continue
                declare = compilee.definition.evenements[un.evenement]
                saisies = [saisie_dite(une) for une in un.saisies]
                for une in saisies:
                    une["choix"] = choix(chantier, vue, compilee.definition, declare, une)
                actes.append(_formulaire(compilee, identite(vue, compilee), un.evenement, saisies))
        return Lien(
            lien=ligne,
            etat=_etat(ligne, reponse, actes, chantier.now),
            dossier={**identite(vue, compilee), "titulaire": vue.entreprise, "marche": vue.marche},
            definition=compilee.definition,
            actes=actes,
            lettre=details.lettre(connexion, ligne.dossier, ligne.seq),
            reponse=reponse,
        )


def _ligne(connexion: Connexion, secret: str) -> LigneLien:
    ligne = personal_links.lire(connexion, condense(secret))
    if ligne is None:
        raise absent()
    return ligne


def _propose(compilee: Compilee, evenement: str) -> bool:
    """Acts of the machine itself: those of every dossier are for who has an account."""
    return f"evenements.{evenement}" not in compilee.definition.lignes_communes


def _formulaire(
    compilee: Compilee, dossier: Mapping[str, Any], nom: str, saisies: list[dict[str, Any]]
) -> Formulaire:
    return Formulaire(
        dossier=dossier,
        evenement=compilee.definition.evenements[nom],
        definition=compilee.definition,
        saisies=saisies,
        possible=True,
    )


def _reponse(connexion: Connexion, ligne: LigneLien) -> dict[str, Any] | None:
    """What was answered by this link: its key serves one command, for ever."""
    connue = commands.lire(connexion, f"{PORTEUR}{ligne.id}")
    return json.loads(connue.reponse) if connue else None


def _etat(ligne: LigneLien, reponse: Any, actes: list[Formulaire], now: datetime) -> str:
    if reponse is not None:
        return SERVI
    if now >= ligne.expire_le:
        return EXPIRE
    return OUVERT if actes else RIEN


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

    ``qui`` names whoever answers in the place of the person written to.

    Raises:
        Introuvable: no such link, or one that is over.
        Conflit: it served another answer meanwhile.
        Refused, ValeurInvalide, Interdit: as :func:`services.advancing.avancer`.
    """
    with bureau.travail.lire() as connexion:
        ligne = _ligne(connexion, secret)
        numero = trouver(connexion, str(ligne.dossier)).dossier.numero
        servi = _reponse(connexion, ligne) is not None
    if bureau.horloge.maintenant() >= ligne.expire_le and not servi:
        raise absent()
    dite = avancer(
        bureau,
        Commande(
            dossier=numero,
            evenement=evenement,
            acteur=f"{PORTEUR}{ligne.id}",
            saisies=saisies,
            pieces=pieces,
            cle=f"{PORTEUR}{ligne.id}",
            porteur=ligne.role,
        ),
    )
    if qui.strip() and not dite.get("deja_fait"):
        with bureau.travail.ecrire() as connexion:
            personal_links.noter_qui(connexion, ligne.id, " ".join(qui.split())[:QUI_MAX])
    return dite


def renouveler(bureau: Bureau, secret: str) -> LigneLien:
    """Send the same mail again to the address it was written to: a fresh link comes with it.

    Raises:
        Introuvable: no such link.
    """
    with bureau.travail.ecrire() as connexion:
        ligne = _ligne(connexion, secret)
        if _reponse(connexion, ligne) is None:
            now = bureau.horloge.maintenant()
            personal_links.renvoyer(connexion, ligne.courriel, f"lien{ligne.id}", now)
    bureau.reveil()
    return ligne
