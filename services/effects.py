"""Carries out the effects of a decision: tasks, letters, mails, follow-ons, openings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from notifications.catalogue import MESSAGES
from notifications.message import QUI_A_RECU
from services.act import Acte, Chantier, Ouvrage, Suite
from services.followed_corrections import faire_suivre
from services.given_tasks import annoncer, debout
from services.inscriptions import INSCRIPTIONS
from services.link_gifts import donnees_du_lien
from services.mail.following import ecrire_la_suite
from services.mail.letters import ecrire_document
from services.mail.messages import ecrire_courriel
from services.mail.rectifying import preparer_rectificatifs
from services.task_limits import echeance_qui_sonne, limite_de
from services.undone_elsewhere import defaire_ailleurs
from services.undone_tasks import deja_sur_le_bureau
from states.french import PARIS
from storage import awaiting, dossiers, links, tasks
from storage.links import Cible
from storage.statements import civil
from storage.stored_json import ecrire_json
from workflow.corrections import CORRECTION_SUIVIE
from workflow.deadlines import calculer, manquee
from workflow.finished_tasks import COMPLETER_ADRESSE, DECIDER_ECHEANCE, RETOURS, deja_demande
from workflow.process import DE_LIEN_EN_LIEN, PARENT, Effet
from workflow.restoring import DEMEURE_AILLEURS
from workflow.scope import en_francais
from workflow.task_days import TACHE

RECTIFICATIF = "rectificatif"
ECHEANCE_PASSEE = "echeance_passee"
CORRECTION_A_REPORTER = "correction_a_reporter"


def executer(chantier: Chantier, acte: Acte) -> None:
    """Carry out every effect of an act, documents before the mails that attach them."""
    for effet in sorted(acte.decision.effets, key=lambda un: un.genre != "document"):
        _EFFETS[effet.genre](chantier, acte, effet)


def mettre_au_bureau(
    chantier: Chantier,
    acte: Acte,
    code: str,
    valeurs: Mapping[str, str] | None = None,
    *,
    cle: str = "",
    timer: str | None = None,
) -> None:
    """Put a task on the right desk; one task of a kind stays open at a time."""
    tache = acte.compilee.definition.taches[code]
    compte = chantier.entourage.compte_de_la_tache(acte.dossier, tache.pour)
    libelle = tache.libelle.format_map(_Valeurs(acte, valeurs or {}, chantier.now))
    limite = limite_de(chantier, acte, code, cle)
    chantier.lot.taches.append(
        {
            "cle": f"{acte.cle}:{code}{cle}",
            "dossier": acte.dossier.id,
            "code": f"{code}{cle}",
            "libelle": libelle,
            "role": tache.pour,
            "compte": compte,
            "statut": "ouverte",
            "echeance": civil(chantier.connexion, limite),
            "timer": timer,
            "cree_le": chantier.instant(),
            "faite_le": None,
            "faite_par": None,
            "reponse": None,
            "figee_le": None,
        }
    )
    depuis, jour = debout(chantier, acte, f"{code}{cle}", limite) or (None, limite)
    annoncer(chantier, acte, chantier.lot.taches[-1], jour, depuis=depuis)


class _Valeurs(dict[str, str]):
    """What a task's sentence may name, in French; it never breaks on a name it does not know."""

    def __init__(self, acte: Acte, propres: Mapping[str, str], now: datetime) -> None:
        super().__init__(propres)
        self._connues = (acte.decision.ligne.donnees, acte.decision.donnees, acte.decision.faits)
        self._acte, self._now = acte, now

    def __missing__(self, nom: str) -> str:
        connue = next((une for une in self._connues if nom in une), None)
        if connue is not None:
            return en_francais(connue[nom])
        compilee = self._acte.compilee
        if all(nom != calcule for calcule, _ in compilee.definition.calcules):
            return "…"
        # a record tells it, and no copy is kept
        return en_francais(compilee.portee(self._acte.snapshot, self._now, self._acte.temps)[nom])


def _tache(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    definition, etat = acte.compilee.definition, acte.decision.vers
    valeurs: dict[str, str] = {}
    sonne = echeance_qui_sonne(acte)
    if effet.nom in RETOURS or (sonne is not None and manquee(sonne)):  # else the look is spared
        ouvertes = tasks.limites(chantier.connexion, acte.dossier.id)
        if deja_demande(definition, etat, effet.nom, ouvertes, sonne):
            return
    if sonne is not None:
        echeance = calculer(sonne.regle, sonne.ancre, acte.temps)
        valeurs["dernier_jour"] = en_francais(echeance.dernier_jour)
        regle = acte.compilee.definition.echeance(acte.decision.de, sonne.nom)
        valeurs["echeance"] = regle.libelle if regle else sonne.nom
    # one that is asked for a day of its own stands beside the others of its kind
    propre = acte.compilee.definition.taches[effet.nom].jusqu_a in acte.decision.ligne.donnees
    cle = f":{acte.decision.ligne.seq}" if propre else ""
    mettre_au_bureau(
        chantier, acte, effet.nom, valeurs, cle=cle, timer=sonne.nom if sonne else None
    )


def _echeance_passee(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    if deja_sur_le_bureau(chantier, acte, effet.nom):
        return
    regle = acte.compilee.definition.etats[acte.decision.vers].echeances[effet.nom]
    mettre_au_bureau(
        chantier,
        acte,
        DECIDER_ECHEANCE,
        {"echeance": regle.libelle},
        cle=f":{effet.nom}",
        timer=effet.nom,
    )


def _mail(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    if MESSAGES[effet.nom].audience == QUI_A_RECU:
        ecrire_la_suite(chantier, acte, effet.nom)
        return
    for manque in ecrire_courriel(chantier, acte, effet.nom):
        mettre_au_bureau(chantier, acte, COMPLETER_ADRESSE, manque, cle=f":{effet.nom}")


def _document(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    ecrire_document(chantier, acte, effet.nom)


def _emet(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    """Inside the root the event follows in this transaction; another root's waits for the clock."""
    saisies = acte.decision.transmis(effet, acte.compilee.definition)
    for cible in _cibles(chantier, acte, effet.a):
        if cible.tete == acte.dossier.tete:
            chantier.suites.append(
                Suite(
                    dossier=cible.id,
                    evenement=effet.nom,
                    saisies=saisies,
                    emetteur=acte.dossier,
                    at=_instant_du_fait(chantier, acte, effet, cible),
                )
            )
        else:
            chantier.lot.evenements.append(_attendu(chantier, acte, effet.nom, cible.id, saisies))


def _instant_du_fait(chantier: Chantier, acte: Acte, effet: Effet, cible: Cible) -> datetime | None:
    """The beginning of a past day that the act names as that of the fact; else it is now.

    A stop that is undone never was, where the days of stops are counted: it ends as it began.
    Elsewhere it is over today: nobody was asked for anything while it stood.
    """
    connues = {**acte.decision.faits, **acte.decision.donnees, **acte.decision.ligne.donnees}
    if acte.decision.annule_lignes and effet.nom == acte.compilee.reprise:
        connues = dict(acte.snapshot.donnees) if _compte_les_arrets(chantier, cible) else {}
    jour = connues.get(effet.le)
    if not isinstance(jour, date) or jour >= acte.temps.jour_civil(chantier.now):
        return None
    return datetime.combine(jour, time(), PARIS)


def _compte_les_arrets(chantier: Chantier, cible: Cible) -> bool:
    dossier = dossiers.par_id(chantier.connexion, cible.id)
    assert dossier is not None  # noqa: S101 # it was found a moment ago
    machines = chantier.bureau.machines
    return machines.par_id(chantier.connexion, dossier.definition).compte_les_arrets


def _attendu(
    chantier: Chantier, acte: Acte, evenement: str, cible: int, saisies: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "cle": f"{acte.cle}:{evenement}:{cible}",
        "dossier": cible,
        "evenement": evenement,
        "saisies": ecrire_json(saisies),
        "emetteur": acte.dossier.id,
        "seq": acte.decision.ligne.seq,
        "au_nom_de": acte.auteur.au_nom_de or acte.auteur.acteur,
        "statut": awaiting.A_TRAITER,
        "cree_le": chantier.instant(),
        "traite_le": None,
        "tentatives": 0,
        "retry_at": None,
    }


def _cibles(chantier: Chantier, acte: Acte, vers: str) -> list[Cible]:
    """Live dossiers behind a link, and the links that follow; or the one that opened this one."""
    premier, *suivants = vers.split(DE_LIEN_EN_LIEN)
    cibles = _lies(chantier, acte, premier)
    for lien in suivants:  # only what each has opened itself: ``jalon check`` sees to it
        cibles = [
            une for cible in cibles for une in links.enfants(chantier.connexion, cible.id, lien)
        ]
    return cibles


def _lies(chantier: Chantier, acte: Acte, vers: str) -> list[Cible]:
    connexion, dossier = chantier.connexion, acte.dossier
    if vers == PARENT:
        return links.parent(connexion, dossier.parent) if dossier.parent is not None else []
    lien = acte.compilee.definition.liens[vers]
    if lien.trouve_par == PARENT:
        return links.enfants(connexion, dossier.id, vers)
    commun = getattr(dossier, lien.trouve_par)
    if commun is None:
        return []
    autres = links.partagent(connexion, lien.trouve_par, commun, lien.machine)
    return [une for une in autres if une.id != dossier.id]


def _ouvre(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    definition = acte.compilee.definition
    dons = donnees_du_lien(definition.liens[effet.lien], acte.decision.donnees)
    donnees = {**dons, **acte.decision.transmis(effet, definition)}
    chantier.ouvrages.append(Ouvrage(effet=effet, parent=acte.dossier, donnees=donnees))


def _inscrit(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    INSCRIPTIONS[effet.nom](chantier, acte)


def _rectifier(chantier: Chantier, acte: Acte, _effet: Effet) -> None:
    preparer_rectificatifs(chantier, acte, acte.decision.annule_lignes)


def _correction_suivie(chantier: Chantier, acte: Acte, _effet: Effet) -> None:
    for rang, valeurs in enumerate(faire_suivre(chantier, acte)):
        cle = f":{acte.decision.ligne.seq}:{rang}"
        mettre_au_bureau(chantier, acte, CORRECTION_A_REPORTER, valeurs, cle=cle)


def _demeure_ailleurs(chantier: Chantier, acte: Acte, effet: Effet) -> None:
    valeurs = defaire_ailleurs(chantier, acte)
    if valeurs:
        cle = f":{acte.decision.ligne.seq}"  # each return leaves its own
        mettre_au_bureau(chantier, acte, effet.nom, valeurs, cle=cle)


_EFFETS: Mapping[str, Callable[[Chantier, Acte, Effet], Any]] = {
    TACHE: _tache,
    "mail": _mail,
    "document": _document,
    "emet": _emet,
    "ouvre": _ouvre,
    "inscrit": _inscrit,
    RECTIFICATIF: _rectifier,
    ECHEANCE_PASSEE: _echeance_passee,
    CORRECTION_SUIVIE: _correction_suivie,
    DEMEURE_AILLEURS: _demeure_ailleurs,
}
