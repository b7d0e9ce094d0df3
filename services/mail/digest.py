"""The morning mail: one per person and day, instead of a shower."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from notifications.catalogue import MESSAGES
from notifications.context import ContexteDigest, Facilitateur, LigneDigest, Structure
from services.act import Chantier, commencer
from services.desk_rules import regles_des_bureaux
from services.mail.messages import corps
from services.office import Bureau
from services.opening import vider
from services.snapshots import lire_attente
from states.french import a_paris, date_longue, depuis, jour_civil, nom_du_jour
from states.roles import FACILITATEUR
from storage import clock, desks, digests, outbox
from storage.desks import ReglesDesBureaux
from storage.digests import CompteServi, LigneRecue, TacheDue
from workflow.decision import TEMPS_RESTANT, Attente

BATTEMENT = "digest"
MESSAGE = "digest"
AUJOURD_HUI = "aujourd’hui"
SEMAINE = timedelta(days=7)


def envoyer_digest(bureau: Bureau) -> dict[str, Any]:
    """Write the morning mail of everybody who has something due; once per person and office day.

    The day's first turn in office hours serves everybody: what comes later waits for the next
    morning. It waits itself for the deadlines that fall due at the opening.
    """
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        # Of two processes the second waits here, then sees the day already served.
        clock.toucher(connexion, BATTEMENT, bureau.horloge.reelle())
        jour = chantier.entourage.jour.isoformat()
        if not _a_l_heure(chantier) or clock.detail(connexion, BATTEMENT) == jour:
            return {"digests": 0}
        clock.battre(connexion, BATTEMENT, bureau.horloge.reelle(), jour)
        regles = regles_des_bureaux(bureau, connexion)
        echeances = _echeances(chantier, regles)
        comptes = [
            un
            for un in digests.a_servir(connexion, chantier.entourage.jour, echeances)
            if _ecrire(chantier, un, _du_bureau(chantier, regles, un, echeances))
        ]
        vider(chantier)
    if comptes:
        bureau.reveil()
    return {"digests": len(comptes)}


def _a_l_heure(chantier: Chantier) -> bool:
    bureau = chantier.bureau
    ouvert = bureau.calendriers(bureau.reglages.zone).ouvert(chantier.now)
    return ouvert and not clock.reste_du(chantier.connexion, chantier.now)


def _echeances(chantier: Chantier, regles: ReglesDesBureaux) -> dict[int, list[TacheDue]]:
    """By account, the deadlines of the week and the late ones that no task on its desk tells."""
    jour = chantier.entourage.jour
    bornes = (jour, jour + SEMAINE + timedelta(days=1))
    lues: dict[int, list[TacheDue]] = {}
    for une in desks.echeances(chantier.connexion, regles, bornes=bornes):
        if une["bureau"] is None:
            continue
        machine = chantier.bureau.machines.par_id(chantier.connexion, une["definition"])
        dite = TacheDue(
            libelle=machine.definition.etats[une["state"]].echeances[une["name"]].libelle,
            sujet=une["subject"],
            numero=une["numero"],
            echeance=date.fromisoformat(une["jour"]),
            cree_le=chantier.now,
        )
        lues.setdefault(une["bureau"], []).append(dite)
    return lues


def _du_bureau(
    chantier: Chantier,
    regles: ReglesDesBureaux,
    compte: CompteServi,
    echeances: dict[int, list[TacheDue]],
) -> list[TacheDue]:
    """The tasks and the deadlines of a desk, the soonest due first; those without a day last."""
    jour = chantier.entourage.jour
    taches = digests.taches(chantier.connexion, regles, compte.id, jour, jour + SEMAINE)
    return sorted(
        [*taches, *echeances.get(compte.id, ())], key=lambda une: une.echeance or date.max
    )


def _ecrire(chantier: Chantier, compte: CompteServi, taches: Sequence[TacheDue]) -> bool:
    jour = chantier.entourage.jour
    digests.reprendre(chantier.connexion, compte.id)
    attendent = digests.lignes(chantier.connexion, compte.id, jour)
    gardees = [une for une in attendent if not _garde_pour_la_reprise(une)]
    if gardees:
        digests.servir(chantier.connexion, [une.id for une in gardees], chantier.now)
    dites = [
        LigneDigest(texte=une.sujet, numero=une.numero)
        for une in gardees
        if not perimee(une) and _pause(une) is None
    ]
    lignes = tuple(dict.fromkeys(dites))  # what two mornings would have said is said once
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
        sans_echeance=_sans_echeance(taches, jour),
        recu_depuis_hier=lignes,
    )
    rendu = chantier.bureau.rendeur.rendre_digest(contexte)
    expediteur = chantier.bureau.reglages.adresse_expediteur or compte.expediteur
    domaine = (expediteur or "jalon.invalid").rpartition("@")[2]
    chantier.lot.outbox.append(
        outbox.hors_dossier(
            cle=f"digest:{compte.id}:{jour.isoformat()}",
            message=MESSAGE,
            role=FACILITATEUR,
            nom=compte.nom,
            adresse=compte.courriel,
            sujet=rendu.sujet,
            contenu=chantier.garder(corps(rendu), "courriel:digest"),
            expediteur=expediteur,
            message_id=f"<digest.{compte.id}.{jour.isoformat()}@{domaine}>",
            instant=chantier.instant(),
        )
    )
    return True


def _pause(une: LigneRecue) -> Attente | None:
    """The hold that has begun since a line was given: what it asks for is frozen."""
    pause = lire_attente(une.hold)
    return pause if pause and une.cree_le < pause.depuis else None


def _garde_pour_la_reprise(ligne: LigneRecue) -> bool:
    """Whether a line waits for the end of the hold; one whose dates move with it never comes."""
    pause = _pause(ligne)
    return pause is not None and pause.mode != TEMPS_RESTANT


def perimee(ligne: LigneRecue) -> bool:
    """Whether the message speaks of a state that was left since."""
    message = MESSAGES.get(ligne.message)
    return message is not None and message.perime_dans(ligne.etat)


def _bloc(taches: Sequence[TacheDue], jour: date, garder: Any) -> tuple[LigneDigest, ...]:
    return tuple(
        _ligne(une, _quand(une.echeance, jour))
        for une in taches
        if une.echeance is not None and garder(une.echeance)
    )


def _sans_echeance(taches: Sequence[TacheDue], jour: date) -> tuple[LigneDigest, ...]:
    """What waits without a date, since when: never told as if it were due today."""
    return tuple(
        _ligne(une, _depuis(jour_civil(une.cree_le), jour))
        for une in taches
        if une.echeance is None
    )


def _depuis(cree_le: date, jour: date) -> str:
    return "nouveau" if cree_le == jour else _quand(cree_le, jour)


def _ligne(une: TacheDue, quand: str) -> LigneDigest:
    return LigneDigest(texte=f"{une.libelle} — {une.sujet}", quand=quand, numero=une.numero)


def _quand(echeance: date, jour: date) -> str:
    """Urgency in the words of the interface (ui §5)."""
    if echeance == jour:
        return AUJOURD_HUI
    ecart = (echeance - jour).days
    if ecart == 1:
        return "demain"
    if ecart < 0:
        return depuis(-ecart)
    return nom_du_jour(echeance) if ecart < SEMAINE.days else date_longue(echeance)
