"""Delivers the outbox: at least once made once (design §6).

A mail is marked ``loue`` and committed just before it is handed over, and its answer is committed
as soon as it comes: after a crash at most one mail is ``incertain``, and it is never sent again
silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from notifications.composing import aplatir
from notifications.post import Lettre, Poste, Resultat, Sort
from services.act import Chantier
from services.envelopes import composer, preparer_piece
from services.fates import ecrire_le_sort, incertain, perimer
from services.office import Bureau
from services.opening import vider
from services.readdressing import retrouver_les_adresses
from services.surroundings import Entourage
from storage import clock, incidents, outbox
from storage import dossiers as depot
from storage.outbox import CourrielDu
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

BATTEMENT = "deliver"
BAIL = timedelta(minutes=15)
LOT = 200
INTERNES = ("facilitateur", "responsable", "comptable")
RETOUR_DE_PANNE = "retour_de_panne"


def livrer(bureau: Bureau, poste: Poste) -> dict[str, Any]:
    """Deliver what is due; the answer is that of ``jalon deliver``."""
    comptes: Counter[str] = Counter()
    with bureau.travail.ecrire() as connexion:
        chantier = _chantier(bureau, connexion)
        comptes["retenus"] = _retour_de_panne(chantier)
        clock.battre(connexion, BATTEMENT, bureau.horloge.reelle())
        comptes["incertains"] = incertain(chantier)
        retrouver_les_adresses(chantier)
        vider(chantier)
    if not _bureau_ouvert(bureau):
        return _reponse(comptes) | {"bureau_ferme": True}
    panne = _distribuer(bureau, poste, comptes)
    _signaler(bureau, panne)
    return _reponse(comptes) | ({"panne": panne} if panne else {})


def _chantier(bureau: Bureau, connexion: Connexion) -> Chantier:
    now = bureau.horloge.maintenant()
    jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
    return Chantier(
        connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
    )


def _bureau_ouvert(bureau: Bureau) -> bool:
    """Mails leave in office hours, unless the settings say otherwise."""
    if not bureau.reglages.heures_de_bureau:
        return True
    return bureau.calendriers(bureau.reglages.zone).ouvert(bureau.horloge.maintenant())


def _distribuer(bureau: Bureau, poste: Poste, comptes: Counter[str]) -> str:
    def noter_le_sort(resultat: Resultat) -> None:
        with bureau.travail.ecrire() as connexion:
            chantier = _chantier(bureau, connexion)
            comptes[ecrire_le_sort(chantier, resultat)] += 1
            vider(chantier)

    bilan = poste.distribuer_tous(_lettres(bureau, comptes), noter_le_sort)
    return bilan.panne


def _lettres(bureau: Bureau, comptes: Counter[str]) -> Iterator[Lettre]:
    """One letter at a time, each leased in its own transaction when its turn comes."""
    now, reel = bureau.horloge.maintenant(), bureau.horloge.reelle()
    vus: set[int] = set()
    while True:
        with bureau.travail.lire() as connexion:
            ids = outbox.a_envoyer(connexion, now=now, reel=reel, limite=LOT)
        neufs = [un for un in ids if un not in vus]
        if not neufs:
            return
        for identifiant in neufs:
            vus.add(identifiant)
            lettre = _louer(bureau, identifiant, comptes)
            if lettre is not None:
                yield lettre


def _louer(bureau: Bureau, identifiant: int, comptes: Counter[str]) -> Lettre | None:
    with bureau.travail.lire() as connexion:
        du = outbox.lire(connexion, identifiant)
    try:
        pieces = preparer_piece(bureau, du)
        octets = aplatir(composer(bureau, du, pieces))
    except ValeurInvalide as erreur:
        _refuser(bureau, du, erreur.message, comptes)
        return None
    with bureau.travail.ecrire() as connexion:
        if outbox.prendre(connexion, identifiant) is None:
            return None
        chantier = _chantier(bureau, connexion)
        if _perime(chantier, du):
            perimer(chantier, du)
            vider(chantier)
            comptes["perimes"] += 1
            return None
        outbox.changer(
            connexion,
            identifiant,
            statut="loue",
            tentatives=du.tentatives + 1,
            loue_jusqu_a=bureau.horloge.reelle() + BAIL,
        )
    destinataire = bureau.reglages.rediriger_vers or du.adresse
    return Lettre(id=du.id, expediteur=str(du.expediteur), destinataire=destinataire, octets=octets)


def _refuser(bureau: Bureau, du: CourrielDu, message: str, comptes: Counter[str]) -> None:
    """A mail that cannot even be written is refused like one the server refuses."""
    with bureau.travail.ecrire() as connexion:
        chantier = _chantier(bureau, connexion)
        refus = Resultat(id=du.id, sort=Sort.ECHEC, message=message)
        comptes[ecrire_le_sort(chantier, refus)] += 1
        vider(chantier)


def _perime(chantier: Chantier, du: CourrielDu) -> bool:
    """Whether a perishable message speaks of a state that was left."""
    if not du.perime_si_quitte or du.dossier is None:
        return False
    dossier = depot.par_id(chantier.connexion, du.dossier)
    return dossier is not None and dossier.state not in du.perime_si_quitte


def _retour_de_panne(chantier: Chantier) -> int:
    """After a long outage, what was to go to third parties waits for one click."""
    bureau = chantier.bureau
    reel = bureau.horloge.reelle()
    dernier = clock.dernier_battement(chantier.connexion, BATTEMENT)
    tolere = timedelta(hours=bureau.reglages.retard_de_panne_h)
    if dernier is None or reel - dernier <= tolere:
        return 0
    retenus = outbox.retenir_les_tiers(chantier.connexion, INTERNES, chantier.now)
    if retenus:
        incidents.ouvrir(
            chantier.connexion,
            cle=f"{RETOUR_DE_PANNE}:{chantier.entourage.jour}",
            genre=RETOUR_DE_PANNE,
            now=chantier.now,
            message=f"Retour de panne : {retenus} courriel(s) à des tiers attendent votre accord.",
        )
    return retenus


def _signaler(bureau: Bureau, panne: str) -> None:
    """One incident while the server is down, closed when it comes back."""
    with bureau.travail.ecrire() as connexion:
        if panne:
            incidents.ouvrir(
                connexion,
                cle="poste_en_panne",
                genre="poste_en_panne",
                message=panne,
                now=bureau.horloge.maintenant(),
            )
        else:
            incidents.resoudre(connexion, "poste_en_panne", bureau.horloge.maintenant())


def _reponse(comptes: Counter[str]) -> dict[str, Any]:
    noms = ("envoyes", "reportes", "echecs", "incertains", "perimes", "retenus")
    return {nom: comptes[nom] for nom in noms}
