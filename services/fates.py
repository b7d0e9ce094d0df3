"""What became of a mail: written on its row, in the journal, and on a desk when it went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from notifications.post import Resultat, Sort
from services.act import Acte, Auteur, Chantier
from services.effects import mettre_au_bureau
from services.noting import noter
from storage import outbox
from storage.outbox import CourrielDu

AUTEUR = Auteur(acteur="jalon")
RECUL = timedelta(minutes=1)
RECUL_MAX = timedelta(hours=4)
ESSAIS_MAX = 60
_COMPTES: Mapping[Sort, str] = {
    Sort.ENVOYE: "envoyes",
    Sort.REPORTE: "reportes",
    Sort.ECHEC: "echecs",
    Sort.INCERTAIN: "incertains",
}


def ecrire_le_sort(chantier: Chantier, resultat: Resultat) -> str:
    """Write the answer of the server for one mail; returns the name of its count."""
    reel = chantier.bureau.horloge.reelle()
    du = outbox.lire(chantier.connexion, resultat.id)
    sort = resultat.sort
    if sort is Sort.REPORTE and not resultat.panne and du.tentatives >= ESSAIS_MAX:
        sort = Sort.ECHEC
    valeurs: dict[str, Any] = {"statut": sort.value, "loue_jusqu_a": None, "erreur": None}
    if sort is Sort.ENVOYE:
        valeurs["envoye_le"] = chantier.now
    else:
        valeurs["erreur"] = f"{resultat.code or ''} {resultat.message}".strip()
    if sort is Sort.REPORTE:
        valeurs["essai_le"] = reel + min(RECUL * 2 ** min(du.tentatives, 10), RECUL_MAX)
    outbox.changer(chantier.connexion, resultat.id, **valeurs)
    if sort is not Sort.REPORTE and du.dossier is not None:
        acte = _au_journal(chantier, du, f"courriel_{sort.value}", resultat.message)
        if sort is not Sort.ENVOYE:
            _sur_un_bureau(chantier, acte, du, sort)
    return _COMPTES[sort]


def perimer(chantier: Chantier, du: CourrielDu) -> None:
    """A perishable mail whose state was left does not leave."""
    outbox.changer(chantier.connexion, du.id, statut="perime")
    if du.dossier is not None:
        _au_journal(chantier, du, "courriel_perime", "")


def incertain(chantier: Chantier) -> int:
    """Mails whose process died between the hand-over and the answer; returns how many."""
    echus = outbox.baux_echus(chantier.connexion, chantier.bureau.horloge.reelle())
    for identifiant, _ in echus:
        message = "Le processus s’est arrêté pendant l’envoi."
        ecrire_le_sort(chantier, Resultat(id=identifiant, sort=Sort.INCERTAIN, message=message))
    return len(echus)


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


def _sur_un_bureau(chantier: Chantier, acte: Acte, du: CourrielDu, sort: Sort) -> None:
    code = "courriel_incertain" if sort is Sort.INCERTAIN else "courriel_refuse"
    valeurs = {"sujet": du.sujet, "destinataire": du.nom}
    mettre_au_bureau(chantier, acte, code, valeurs, cle=f":{du.id}")
