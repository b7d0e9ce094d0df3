"""Absence and delegation: what falls in it goes to the delegate, and comes back by itself.

Tasks keep their owner: the desk where they stand is asked of the day. Mails are written to, and
signed by, whoever is there. Nothing is moved, so nothing has to be moved back. Without a delegate
everything waits where it is: the team sees who is away, and what falls meanwhile.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from services.errors import Interdit, Introuvable
from services.office import Bureau
from services.people import compte_de
from services.register import register_fields as champs
from states.french import PARIS, jour_civil
from states.role_names import ROLES_COURTS
from storage import absences as depot
from storage.absences import Absence
from storage.accounts import LigneCompte
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

UN_JOUR = timedelta(days=1)


def declarer(
    bureau: Bureau, *, login: str, delegue: str | None, du: date, au: date
) -> dict[str, Any]:
    """Declare an absence, with or without a delegate; the answer shows what falls in it.

    Declared twice alike, it is one.

    Raises:
        Introuvable: no such account, or one that is closed.
        Interdit: the delegate cannot stand in, or two absences would cross.
        ValeurInvalide: the period ends before it begins.
    """
    champs.periode("au", du, au)
    with bureau.travail.ecrire() as connexion:
        absente = compte_de(connexion, login, "compte")
        remplace = None if delegue is None else compte_de(connexion, delegue, "delegue")
        if remplace is not None:
            _exiger_un_pair(absente, remplace)
        qui = remplace.id if remplace else None
        memes = (absente.id, qui, du, au)
        deja = (un for un in depot.toutes(connexion, depuis=du) if un.compte == absente.id)
        if memes not in {(un.compte, un.delegue, un.du, un.au) for un in deja}:
            _refuser_ce_qui_se_croise(connexion, absente, remplace, du, au)
            depot.ajouter(connexion, compte=absente.id, delegue=qui, du=du, au=au)
        return {
            "compte": absente.login,
            "delegue": remplace.login if remplace else None,
            "du": du.isoformat(),
            "au": au.isoformat(),
            "tombe_dedans": _tombe_dedans(bureau, connexion, absente.id, du, au),
        }


def _exiger_un_pair(absente: LigneCompte, remplace: LigneCompte) -> None:
    if absente.id == remplace.id:
        raise Interdit(
            "delegue", "Une personne ne se remplace pas elle-même.", "Choisissez quelqu’un d’autre."
        )
    manquent = set(lire_json(absente.roles)) - set(lire_json(remplace.roles))
    if manquent:
        noms = ", ".join(ROLES_COURTS[role] for role in sorted(manquent))
        souci = f"« {remplace.login} » n’a pas les rôles de « {absente.login} » ({noms})."
    elif absente.donneur_ordre != remplace.donneur_ordre:
        souci = f"« {remplace.login} » ne relève pas du donneur d’ordre de « {absente.login} »."
    elif absente.structure and remplace.structure not in {None, absente.structure}:
        souci = f"« {remplace.login} » ne relève pas de la structure de « {absente.login} »."
    elif remplace.limite:
        souci = f"« {remplace.login} » ne voit que certains marchés."
    else:
        return
    raise Interdit(
        "delegue", souci, "Choisissez une personne du même rôle, ou complétez son compte."
    )


def _refuser_ce_qui_se_croise(
    connexion: Connexion, absente: LigneCompte, remplace: LigneCompte | None, du: date, au: date
) -> None:
    """Whoever stands in is there, and stands in for nobody who leaves: one step, never a chain."""
    for autre in depot.toutes(connexion, depuis=du):
        if autre.du > au:
            continue
        quand = f"du {autre.du:%d/%m/%Y} au {autre.au:%d/%m/%Y}"
        if autre.compte == absente.id:
            souci = f"« {absente.login} » est déjà absent·e {quand}."
        elif remplace is not None and autre.compte == remplace.id:
            souci = f"« {remplace.login} » est absent·e {quand}."
        elif autre.delegue == absente.id:
            souci = f"« {absente.login} » remplace {autre.nom} {quand}."
        else:
            continue
        raise Interdit("delegue", souci, "Changez les dates, ou choisissez quelqu’un d’autre.")


def lister(bureau: Bureau, compte: int | None = None) -> list[dict[str, Any]]:
    """Absences that run or come, each with what falls in it; of one account, when it is named."""
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        return [
            {
                "compte": une.login,
                "nom": une.nom,
                "delegue": une.delegue_nom,
                "du": une.du.isoformat(),
                "au": une.au.isoformat(),
                "en_cours": une.du <= jour,
                "tombe_dedans": _tombe_dedans(
                    bureau, connexion, une.compte, max(une.du, jour), une.au
                ),
            }
            for une in depot.toutes(connexion, depuis=jour)
            if compte in {None, une.compte}
        ]


def finir(bureau: Bureau, login: str, du: date | None = None) -> dict[str, Any]:
    """The person is back today, or the absence to come does not take place.

    ``du`` is the first day of the one that a page has shown, else it is the soonest: over already,
    by somebody else's click or by one's own, it leaves the next one alone.

    Raises:
        Introuvable: no such account, or it has no such absence that runs or comes.
    """
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.ecrire() as connexion:
        compte = compte_de(connexion, login, "compte")
        siennes = [
            un
            for un in depot.toutes(connexion, depuis=jour)
            if un.compte == compte.id and du in {None, un.du}
        ]
        if not siennes:
            raise Introuvable(
                "compte",
                f"« {compte.login} » n’a pas d’absence en cours ou à venir.",
                "« jalon absence lister » les montre.",
            )
        _finir(connexion, siennes[0], jour)
    return {"compte": compte.login, "retour_le": jour.isoformat()}


def _finir(connexion: Connexion, absence: Absence, jour: date) -> None:
    if absence.du >= jour:
        depot.retirer(connexion, absence.id)
    else:
        depot.finir(connexion, absence.id, jour - UN_JOUR)


def _tombe_dedans(
    bureau: Bureau, connexion: Connexion, compte: int, du: date, au: date
) -> list[dict[str, Any]]:
    """Tasks and deadlines that fall in a period, soonest first."""
    debut, fin = (datetime.combine(un, datetime.min.time(), PARIS) for un in (du, au + UN_JOUR))
    dites = [
        _dite(une.echeance, une.numero, une.subject, une.libelle)
        for une in depot.taches_dues(connexion, compte, au)
    ]
    for une in depot.echeances_dues(connexion, compte, debut, fin):
        compilee = bureau.machines.par_id(connexion, une.definition)
        regle = compilee.definition.echeance(une.state, une.name)
        libelle = regle.libelle if regle else une.name.replace("_", " ")
        dites.append(_dite(jour_civil(une.due_at), une.numero, une.subject, libelle))
    return sorted(dites, key=lambda une: (une["le"] is None, une["le"] or "", une["dossier"]))


def _dite(le: date | None, numero: str, sujet: str, quoi: str) -> dict[str, Any]:
    return {"le": le.isoformat() if le else None, "dossier": numero, "sujet": sujet, "quoi": quoi}
