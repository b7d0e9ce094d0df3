"""The morning mail: one per person and day, instead of a shower."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from notifications.context import ContexteDigest, Facilitateur, LigneDigest, Structure
from services.act import Chantier
from services.office import Bureau
from services.opening import vider
from services.surroundings import Entourage
from states.french import a_paris, date_avec_jour
from storage import clock, digests
from storage.digests import CompteServi, TacheDue

BATTEMENT = "digest"
MESSAGE = "digest"
SEMAINE = timedelta(days=7)


def envoyer_digest(bureau: Bureau) -> dict[str, Any]:
    """Write the morning mail of everybody who has something due; once per person and office day."""
    now = bureau.horloge.maintenant()
    temps = bureau.calendriers(bureau.reglages.zone)
    jour = temps.jour_civil(now)
    with bureau.travail.ecrire() as connexion:
        clock.battre(connexion, BATTEMENT, bureau.horloge.reelle())
        if not temps.ouvert(now):
            return {"digests": 0}
        chantier = Chantier(
            connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
        )
        comptes = [un for un in digests.a_servir(connexion, jour) if _ecrire(chantier, un)]
        vider(chantier)
    if comptes:
        bureau.reveil()
    return {"digests": len(comptes)}


def _ecrire(chantier: Chantier, compte: CompteServi) -> bool:
    jour = chantier.entourage.jour
    lignes = digests.lignes(chantier.connexion, compte.id)
    taches = digests.taches(chantier.connexion, compte.id, jour + SEMAINE)
    if not lignes and not taches:
        return False
    contexte = ContexteDigest(
        structure=Structure(nom=compte.structure or "la structure", courriel=compte.expediteur),
        facilitateur=Facilitateur(
            nom=compte.nom, courriel=compte.courriel, telephone=compte.telephone
        ),
        maintenant=a_paris(chantier.now),
        en_retard=_bloc(taches, jour, lambda du: du < jour),
        aujourd_hui=_bloc(taches, jour, lambda du: du == jour),
        cette_semaine=_bloc(taches, jour, lambda du: du > jour),
        recu_depuis_hier=tuple(LigneDigest(texte=une.sujet, numero=une.numero) for une in lignes),
    )
    rendu = chantier.bureau.rendeur.rendre_digest(contexte)
    expediteur = chantier.bureau.reglages.adresse_expediteur or compte.expediteur
    domaine = (expediteur or "jalon.invalid").rpartition("@")[2]
    corps = json.dumps({"texte": rendu.texte, "html": rendu.html}, ensure_ascii=False).encode()
    chantier.lot.outbox.append(
        digests.rangee(
            cle=f"digest:{compte.id}:{jour.isoformat()}",
            compte=compte,
            sujet=rendu.sujet,
            contenu=chantier.garder(corps, "courriel:digest"),
            expediteur=expediteur,
            message_id=f"<digest.{compte.id}.{jour.isoformat()}@{domaine}>",
            instant=chantier.instant(),
        )
    )
    digests.servir(chantier.connexion, [une.id for une in lignes], chantier.now)
    return True


def _bloc(taches: Sequence[TacheDue], jour: date, garder: Any) -> tuple[LigneDigest, ...]:
    return tuple(
        LigneDigest(
            texte=f"{une.libelle} — {une.sujet}",
            quand=_quand(une.echeance, jour),
            numero=une.numero,
        )
        for une in taches
        if garder(une.echeance or jour)
    )


def _quand(echeance: date | None, jour: date) -> str:
    """Urgency in the words of the interface (ui §5)."""
    if echeance is None or echeance == jour:
        return "aujourd’hui"
    ecart = (echeance - jour).days
    if ecart == 1:
        return "demain"
    if ecart == -1:
        return "depuis hier"
    if ecart < 0:
        return f"depuis {-ecart} jours"
    return date_avec_jour(echeance)
