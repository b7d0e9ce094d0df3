"""The team of a structure: who holds what, who is late, who is away and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.accounts.absences import declarer, finir, lister
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, absent, est_de_la_ville, exiger_l_equipe
from services.desk_rules import regles_des_bureaux
from services.errors import Interdit, Introuvable
from services.office import Bureau
from states.french import jour_civil
from states.role_names import ROLES_COURTS
from states.roles import RESPONSABLE
from storage import accounts
from storage import workload as depot
from storage.stored_json import lire_json
from workflow.errors import ValeurInvalide


def equipe(bureau: Bureau, visiteur: Visiteur) -> dict[str, Any]:
    """``{personnes, referents, absences}``; the buyers' own people for a responsable alone.

    A closed account (``ferme``) stands there while it holds open dossiers.

    Raises:
        Introuvable: the reader is not of the team.
    """
    exiger_l_equipe(visiteur)
    lues, villes = _gens(bureau, visiteur)
    logins = {une.login for une in (*(un for un in lues if un.actif), *villes)}
    return {
        "personnes": [
            {
                "login": une.login,
                "nom": une.nom,
                "roles": [ROLES_COURTS.get(un, un) for un in lire_json(une.roles)],
                "ferme": not une.actif,
                "facilite": une.actif and bool(EQUIPE & set(lire_json(une.roles))),
                "dossiers": une.dossiers,
                "taches": une.taches,
                "en_retard": une.en_retard,
                "remplacant": une.remplacant,
            }
            for une in lues
        ],
        "referents": [(une.login, f"{une.nom}, {une.donneur}") for une in villes],
        "absences": [une for une in lister(bureau) if une["compte"] in logins],
    }


def _gens(bureau: Bureau, visiteur: Visiteur) -> tuple[Sequence[Any], Sequence[Any]]:
    """The accounts of the reader's structure; those of its buyers, for a responsable."""
    structure, jour = visiteur.compte.structure, jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        regles = regles_des_bureaux(bureau, connexion)
        lues = depot.charge(connexion, regles, structure, jour)
        if RESPONSABLE not in visiteur.roles:
            return lues, []
        return lues, depot.des_donneurs(connexion, structure, jour)


def ses_absences(bureau: Bureau, visiteur: Visiteur) -> dict[str, Any]:
    """``{absences, collegues}`` of somebody of a buyer: their own, and who may stand in.

    Raises:
        Introuvable: the reader is of no buyer: the team's absences are on its own page.
    """
    if not est_de_la_ville(visiteur):
        raise absent()
    return {
        "absences": lister(bureau, visiteur.compte.id),
        "collegues": _collegues(bureau, visiteur),
    }


def _collegues(bureau: Bureau, visiteur: Visiteur) -> list[tuple[str, str]]:
    """Login and name of those of the same buyer who have the same roles, and see as much."""
    donneur = visiteur.compte.donneur_ordre
    assert donneur is not None  # noqa: S101 # somebody of a buyer
    with bureau.travail.lire() as connexion:
        tous = accounts.du_donneur(connexion, donneur)
    return [
        (un.login, un.nom)
        for un in tous
        if un.login != visiteur.login and visiteur.roles <= set(lire_json(un.roles))
    ]


def declarer_une_absence(
    bureau: Bureau, visiteur: Visiteur, *, login: str, delegue: str | None, du: date, au: date
) -> dict[str, Any]:
    """One's own absence; a responsable declares that of anybody of the page.

    Raises:
        Introuvable, Interdit, ValeurInvalide: as :func:`services.accounts.absences.declarer`;
            somebody of a buyer names a colleague of that buyer, or nobody.
    """
    _exiger_de_pouvoir(bureau, visiteur, login)
    if est_de_la_ville(visiteur) and delegue is not None:
        _exiger_un_collegue(bureau, visiteur, delegue)
    return declarer(bureau, login=login, delegue=delegue, du=du, au=au)


def finir_une_absence(bureau: Bureau, visiteur: Visiteur, login: str, du: date) -> bool:
    """The person is back from the absence of that first day; same people.

    Answers whether there was one: it may be over already.

    Raises:
        Introuvable: no such account, or not one of theirs.
    """
    _exiger_de_pouvoir(bureau, visiteur, login)
    try:
        finir(bureau, login, du)
    except Introuvable:
        return False
    return True


def _exiger_un_collegue(bureau: Bureau, visiteur: Visiteur, login: str) -> None:
    if login not in {un for un, _ in _collegues(bureau, visiteur)}:
        raise ValeurInvalide(
            "delegue",
            "Il manque qui vous remplace.",
            "Choisissez une personne de la liste, ou « Personne ».",
        )


def _exiger_de_pouvoir(bureau: Bureau, visiteur: Visiteur, login: str) -> None:
    if est_de_la_ville(visiteur) and login == visiteur.login:
        return
    exiger_l_equipe(visiteur)
    if login == visiteur.login:
        return
    if RESPONSABLE not in visiteur.roles:
        raise Interdit(
            "login",
            "Vous ne déclarez que votre propre absence.",
            "La personne responsable déclare celle des autres.",
        )
    if not any(une.login == login for siens in _gens(bureau, visiteur) for une in siens):
        raise Introuvable(
            "compte",
            f"Le compte « {login} » n’existe pas, ou n’est pas de votre structure.",
            "Choisissez dans la liste.",
        )
