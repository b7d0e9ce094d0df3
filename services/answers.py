"""The answer of an act, in French keys: what changed, what leaves, what falls due next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from services.act import Acte, Chantier
from services.line_labels import libelle
from services.moved_deadlines import libelle_de
from states.french import (
    a_paris,
    date_et_heure,
    date_longue,
    date_simple,
    depuis,
    typographie,
)
from storage import outbox
from storage.dossiers import LigneDossier
from workflow.arming import FIN_D_ATTENTE, PENDANT_LA_PAUSE
from workflow.deadlines import calcul_de, echeance_dite, manquee
from workflow.decision import Timer
from workflow.fields import en_texte
from workflow.values import TempsLegal


def reponse(
    chantier: Chantier,
    acte: Acte,
    apres: LigneDossier,
    suites: list[dict[str, Any]],
    entre_temps: list[dict[str, Any]],
) -> dict[str, Any]:
    """The answer of ``fire`` (design §8)."""
    decision = acte.decision
    dite: dict[str, Any] = {
        "dossier": apres.numero,
        "evenement": decision.ligne.evenement,
        "de": decision.de,
        "vers": decision.vers,
        "rev": apres.rev,
        "seq": apres.seq,
        "courriels": chantier.courriels,
        "taches": chantier.taches,
        "echeances": _echeances_nommees(acte),
        "suites": suites,
    }
    if lus := _nombres_lus(acte):
        dite["nombres_lus"] = lus
    if entre_temps:
        dite["entre_temps"] = entre_temps
    if decision.contestees:
        dite["contestees"] = [
            {
                "seq": une.seq,
                "evenement": une.evenement,
                "libelle": libelle(acte.compilee.definition, une.evenement, une.de),
                "de": une.de,
                "vers": une.vers,
                "le": a_paris(une.at).isoformat(),
            }
            for une in decision.contestees
        ]
        dite["courriels_partis"] = _partis(chantier, acte)
    if decision.annule_lignes:
        dite["lignes_annulees"] = list(decision.annule_lignes)
    return dite


def _echeances_nommees(acte: Acte) -> list[dict[str, Any]]:
    """What the act arms, by its label: a reminder's day is not the limit of a task."""
    definition, vers = acte.compilee.definition, acte.decision.vers
    return [
        {**une, "libelle": libelle_de(definition, vers, une["nom"])}
        for une in echeances(acte.decision.armes, acte.temps)
    ]


def _nombres_lus(acte: Acte) -> list[dict[str, Any]]:
    """Amounts and hours of the line as they were understood: a comma misplaced is seen at once."""
    contexte = acte.compilee.definition.contexte
    return [
        {"champ": nom, "libelle": contexte[nom].libelle, "valeur": en_texte(valeur)}
        for nom, valeur in acte.decision.ligne.donnees.items()
        if isinstance(valeur, Decimal) and nom in contexte and not contexte[nom].personnel
    ]


def _partis(chantier: Chantier, acte: Acte) -> list[dict[str, Any]]:
    """Mails that the contested moves had sent: whoever decides knows who was told."""
    seqs = [une.seq for une in acte.decision.contestees]
    return [
        {"destinataire": un.nom, "sujet": un.sujet, "le": a_paris(un.envoye_le).isoformat()}
        for un in outbox.partis(chantier.connexion, acte.dossier.id, seqs)
    ]


def echeances(
    timers: tuple[Timer, ...], temps: TempsLegal, *, pause: bool = False
) -> list[dict[str, Any]]:
    """Deadlines with their working, soonest first; the verification stays in the background.

    ``pause`` says that the dossier is on hold: all stop, but those of the hold itself.
    """
    principaux = sorted((un for un in timers if un.rang >= 1), key=lambda un: un.du_le)
    return [
        _echeance(un, temps, arrete=pause and un.nom not in PENDANT_LA_PAUSE) for un in principaux
    ]


def _echeance(timer: Timer, temps: TempsLegal, *, arrete: bool) -> dict[str, Any]:
    echeance = echeance_dite(timer, temps)
    rappel = temps.jour_civil(timer.du_le) if manquee(timer) else None
    return {
        "nom": timer.nom,
        "rang": timer.rang,
        "depart": en_texte(timer.ancre),
        "dernier_jour": echeance.dernier_jour.isoformat(),
        "prochain_rappel": rappel.isoformat() if rappel else None,
        "expire_le": echeance.expire_le.isoformat(),
        "declenche_le": timer.du_le.isoformat(),
        "declenche": timer.regle.get("declenche"),
        "calcul": list(calcul_de(timer, echeance, arrete=arrete)),
    }


def dire_le_jour(une: Mapping[str, Any]) -> str:
    """The day of a told deadline, in words: its own once it is missed, and its next reminder's.

    « lundi 2 septembre 2024 », or « échéance le lundi 2 septembre 2024, dépassée depuis 8 jours ;
    prochain rappel le lundi 16 septembre 2024 »; a reminder whose instant has come is no next one.
    The end of a hold is no end of a day: the dossier
    runs again from an hour on, « reprise le jeudi 3 avril 2025 à 9 h ».
    """
    if finit_la_pause(une):
        return f"reprise le {date_et_heure(datetime.fromisoformat(une['declenche_le']))}"
    jour = date_longue(date.fromisoformat(une["dernier_jour"]))
    if not une["prochain_rappel"]:
        return jour
    rappel = date_longue(date.fromisoformat(une["prochain_rappel"]))
    retard = f", dépassée {depuis(une['jours_de_retard'])}" if une.get("jours_de_retard") else ""
    if une.get("attend_l_horloge") and not une.get("suspendue"):
        return typographie(f"échéance le {jour}{retard} ; rappel du {rappel} pas encore parti")
    return typographie(f"échéance le {jour}{retard} ; prochain rappel le {rappel}")


def finit_la_pause(une: Mapping[str, Any]) -> bool:
    """Whether a told deadline is the end of a hold."""
    return bool(une["nom"] == FIN_D_ATTENTE)


def jour_du_calendrier(une: Mapping[str, Any]) -> date:
    """Where a calendar places a told deadline: on the day of the next reminder, once missed."""
    return date.fromisoformat(une["prochain_rappel"] or une["dernier_jour"])


def libelle_du_rappel(libelle: str, manquee: date) -> str:
    """« Relance à faire, échéance le 2 septembre 2024 : rappel »: it passes for no deadline."""
    return typographie(f"{libelle}, échéance le {date_simple(manquee)} : rappel")
