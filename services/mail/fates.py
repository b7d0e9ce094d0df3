"""What became of a mail: written on its row, in the journal, and on a desk when it went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from notifications.post import Resultat, Sort
from services.act import Acte, Auteur, Chantier, commencer
from services.effects import mettre_au_bureau
from services.mail.journaled_fates import ENVOYE, SortDit
from services.noting import noter, verrouiller
from services.office import Bureau
from services.opening import vider
from states.french import typographie
from storage import incidents, outbox
from storage.column_types import lire_instant
from storage.outbox import CourrielDu

AUTEUR = Auteur(acteur="jalon")
RECUL = timedelta(minutes=1)
RECUL_MAX = timedelta(hours=4)
ESSAIS_MAX = 60
REFUSE, INCERTAIN = "courriel_refuse", "courriel_incertain"
REMEDE = "corriger l’adresse ou joindre la personne autrement"
REMEDES: Mapping[int | None, str] = {
    552: "le message est trop gros pour son serveur ; le remettre autrement, sans changer l’adresse"
}
"""What mends a refusal, by the code of the server; the others are about the address."""
_COMPTES: Mapping[Sort, str] = {
    Sort.ENVOYE: "envoyes",
    Sort.REPORTE: "reportes",
    Sort.ECHEC: "echecs",
    Sort.INCERTAIN: "incertains",
}


def ecrire_le_sort(chantier: Chantier, resultat: Resultat) -> str:
    """Write the answer of the server for one mail; returns the name of its count."""
    du = outbox.lire(chantier.connexion, resultat.id)
    if du.dossier is not None:
        verrouiller(chantier.connexion, du.dossier)
    sort = resultat.sort
    if sort is Sort.REPORTE and resultat.essaye and du.tentatives >= ESSAIS_MAX:
        sort = Sort.ECHEC
    outbox.changer(chantier.connexion, du.id, **_valeurs(chantier, du, resultat, sort))
    if sort is not Sort.REPORTE:
        _raconter(chantier, du, resultat, sort)
    return _COMPTES[sort]


def _valeurs(chantier: Chantier, du: CourrielDu, resultat: Resultat, sort: Sort) -> dict[str, Any]:
    valeurs: dict[str, Any] = {"statut": sort.value, "loue_jusqu_a": None, "erreur": None}
    if sort is Sort.ENVOYE:
        return valeurs | {"envoye_le": chantier.now}
    valeurs["erreur"] = resultat.message or str(resultat.code or "")
    if sort is not Sort.REPORTE:
        return valeurs
    reel = chantier.bureau.horloge.reelle()
    if not resultat.essaye:  # it keeps its turn, and its patience is not worn
        return valeurs | {"essai_le": None, "tentatives": max(du.tentatives - 1, 0)}
    return valeurs | {"essai_le": reel + min(RECUL * 2 ** min(du.tentatives, 10), RECUL_MAX)}


def _raconter(chantier: Chantier, du: CourrielDu, resultat: Resultat, sort: Sort) -> None:
    """On the dossier's journal and on a desk; a mail of no dossier becomes an incident."""
    if du.dossier is not None:
        acte = _au_journal(chantier, du, f"courriel_{sort.value}", resultat.message)
        if sort is not Sort.ENVOYE:
            _sur_un_bureau(chantier, acte, du, resultat, sort)
    elif sort is not Sort.ENVOYE:
        incidents.ouvrir(
            chantier.connexion,
            cle=f"courriel:{du.id}",
            genre=f"courriel_{sort.value}",
            message=f"« {du.sujet} » à {du.nom} n’est pas arrivé : {resultat.message}",
            now=chantier.now,
        )


def perimer(chantier: Chantier, du: CourrielDu) -> None:
    """A perishable mail whose state was left does not leave."""
    outbox.changer(chantier.connexion, du.id, statut="perime")
    if du.dossier is not None:
        _au_journal(chantier, du, "courriel_perime", "")


def retablir_selon_le_journal(chantier: Chantier, du: CourrielDu, dit: SortDit) -> None:
    """A row that would leave again, against the journal: it is put back, and somebody is told.

    No act of Jalon does that: a hand, or a copy of one table, has changed the outbox.
    """
    envoye_le = lire_instant(dit.le) if dit.statut == ENVOYE else None
    outbox.changer(chantier.connexion, du.id, statut=dit.statut, envoye_le=envoye_le)
    phrase = f"« {du.sujet} » à {du.nom} allait repartir, mais le journal dit ce qu’il est devenu"
    remede = "la base a été changée hors de Jalon. Rien n’est parti ; lancez « jalon verify »."
    incidents.ouvrir(
        chantier.connexion,
        cle=f"courriel_du_journal:{du.id}",
        genre="courriel_change",
        message=typographie(f"{phrase} (« {dit.statut} ») : {remede}"),
        dossier=du.dossier,
        now=chantier.now,
    )


def incertains(bureau: Bureau) -> int:
    """Mails whose process died between the hand-over and the answer; returns how many."""
    reel = bureau.horloge.reelle()
    with bureau.travail.lire() as connexion:
        echus = outbox.baux_echus(connexion, reel)
    return sum(_douter(bureau, identifiant, dossier, reel) for identifiant, dossier in echus)


def _douter(bureau: Bureau, identifiant: int, dossier: int | None, reel: datetime) -> bool:
    """In a transaction of its own, as every answer: the next of the same dossier reads this one."""
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        if dossier is not None:
            verrouiller(connexion, dossier)
        if not outbox.finir_le_bail(connexion, identifiant, reel):
            return False  # another delivery was quicker
        message = "Le processus s’est arrêté pendant l’envoi."
        ecrire_le_sort(chantier, Resultat(id=identifiant, sort=Sort.INCERTAIN, message=message))
        vider(chantier)
    return True


def _au_journal(chantier: Chantier, du: CourrielDu, evenement: str, message: str) -> Acte:
    donnees = {
        "courriel": du.id,
        "message": du.message,
        "message_id": du.message_id,
        "contenu": du.contenu,
        "reponse": message,
    }
    return noter(
        chantier,
        int(du.dossier or 0),
        evenement=evenement,
        kind="courriel",
        donnees=donnees,
        auteur=AUTEUR,
    )


def _sur_un_bureau(
    chantier: Chantier, acte: Acte, du: CourrielDu, resultat: Resultat, sort: Sort
) -> None:
    code = INCERTAIN if sort is Sort.INCERTAIN else REFUSE
    remede = REMEDES.get(resultat.code, REMEDE)
    valeurs = {"sujet": du.sujet, "destinataire": du.nom, "remede": remede}
    mettre_au_bureau(chantier, acte, code, valeurs, cle=f":{du.id}")
