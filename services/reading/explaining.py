"""« Pourquoi ne puis-je pas avancer ? »: the same kernel, asked on a dossier for one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from services.act import Chantier
from services.link_gifts import saisies_demandees
from services.loading import Charge, charger_snapshot
from services.office import Bureau
from services.people import (
    champs_reserves,
    compte_de,
    hors_de_portee,
    peut_y_ouvrir,
    remise_refusee,
    saisie_refusee,
    sans_ce_qui_est_tu,
)
from services.reading.looking import en_attente, identite, principale, tache_manquee, trouver
from services.reading.looking_dossier import chantier_de_lecture, echeances, echeances_passees
from storage.accounts import LigneCompte
from storage.dossiers import LigneDossier
from storage.looking import LigneVue
from storage.stored_json import lire_json
from workflow.decision import Condition
from workflow.explain import (
    Explication,
    Impossible,
    Possible,
    SaisieAttendue,
    expliquer,
    saisie_attendue,
)
from workflow.fields import en_texte
from workflow.process import PARENT, Definition
from workflow.values import Delai


def expliquer_dossier(bureau: Bureau, cle: str, login: str | None = None) -> dict[str, Any]:
    """The answer of ``jalon explain`` (design §8); ``login`` narrows it to one person.

    Raises:
        Introuvable: no such dossier or account.
    """
    with bureau.travail.lire() as connexion:
        vue = trouver(bureau, connexion, cle)
        chantier = chantier_de_lecture(bureau, connexion)
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        charge = charger_snapshot(chantier, vue.dossier, compilee, tout=True)
        compte = compte_de(connexion, login) if login else None
        dite = expliquer_charge(chantier, vue, charge, compte)
        return dite | {"tache_manquee": tache_manquee(vue)}


def expliquer_charge(
    chantier: Chantier, vue: LigneVue, charge: Charge, compte: LigneCompte | None
) -> dict[str, Any]:
    """Same, on a dossier already read."""
    bureau = chantier.bureau
    compilee = bureau.machines.par_id(chantier.connexion, vue.dossier.definition)
    hors = hors_de_portee(chantier, vue.dossier, compte) if compte else None
    dites = echeances(chantier, vue, charge, compilee)
    vues = expliquer(compilee, charge.snapshot, _roles(compte), chantier.now, charge.temps)
    if compte is None:
        vues = _pour_personne(chantier, vue.dossier, compilee.definition, vues)
    elif hors is None:
        vues = _pour(chantier, vue.dossier, compilee.definition, compte, vues)
    impossibles = [_impossible(un) for un in vues.impossibles]
    possibles = [_possible(un) for un in vues.possibles]
    if hors is not None:
        impossibles = [_hors(un, hors) for un in (*possibles, *impossibles)]
        possibles = []
    dite = identite(vue, compilee, dites)
    etat = compilee.definition.etats[vue.dossier.state]
    return {
        "dossier": dite["numero"],
        **{
            nom: dite[nom]
            for nom in (
                "id",
                "machine",
                "etat",
                "etat_libelle",
                "final",
                "rev",
                "sujet",
                "detenteur",
                "detenteur_nom",
                "depuis",
            )
        },
        "en_attente": en_attente(vue),
        "par": compte.login if compte else None,
        "possibles": possibles,
        "impossibles": impossibles,
        "echeances": dites,
        "prochaine_echeance": principale([une for une in dites if not une["suspendue"]], etat),
        "echeances_passees": echeances_passees(chantier, vue, charge, compilee),
        "sans_echeance": etat.sans_echeance or None,
        "ouvertures": []
        if etat.final or hors is not None
        else [
            une
            for une in _ouvertures(bureau, compilee.definition, _roles(compte))
            if compte is None or peut_y_ouvrir(chantier, vue.dossier, compte, une["machine"])
        ],
    }


def _pour(
    chantier: Chantier,
    dossier: LigneDossier,
    definition: Definition,
    compte: LigneCompte,
    vues: Explication,
) -> Explication:
    """Same, as an account that reads the dossier may do its acts, and read why it may not.

    An act that enters what it may not read is not its own, nor are the guards of that act.
    """
    tus, actes = champs_reserves(chantier, dossier, compte), definition.evenements
    possibles: list[Possible] = []
    impossibles = [replace(un, conditions=_a_dire(un, definition, tus)) for un in vues.impossibles]
    for un in vues.possibles:
        declare = actes[un.evenement]
        refus = saisie_refusee(tus, declare) or remise_refusee(chantier, dossier, compte, declare)
        if refus is None:
            possibles.append(un)
        else:
            impossibles.append(
                Impossible(evenement=un.evenement, libelle=un.libelle, conditions=(refus,))
            )
    return Explication(possibles=tuple(possibles), impossibles=tuple(impossibles))


def _pour_personne(
    chantier: Chantier, dossier: LigneDossier, definition: Definition, vues: Explication
) -> Explication:
    """Same, when nobody says who asks: what only some may read is told to none."""
    tus = champs_reserves(chantier, dossier, None)
    impossibles = (
        replace(un, conditions=sans_ce_qui_est_tu(un.conditions, definition, tus))
        for un in vues.impossibles
    )
    return replace(vues, impossibles=tuple(impossibles))


def _a_dire(un: Impossible, definition: Definition, tus: frozenset[str]) -> tuple[Condition, ...]:
    """Why an act cannot be done now, to who may not read some of its fields."""
    refus = saisie_refusee(tus, definition.evenements[un.evenement])
    return (refus,) if refus else sans_ce_qui_est_tu(un.conditions, definition, tus)


def _hors(acte: dict[str, Any], hors: Condition) -> dict[str, Any]:
    return {
        "evenement": acte["evenement"],
        "libelle": acte["libelle"],
        "conditions": [_condition(hors)],
    }


def _ouvertures(
    bureau: Bureau, definition: Definition, roles: frozenset[str] | None
) -> Iterator[dict[str, Any]]:
    """What may be opened by hand in this dossier, by whom, with which fields."""
    for lien in definition.liens.values():
        cible = bureau.machines.courantes[lien.machine].definition
        par = [un for un in cible.ouverture.par if roles is None or un in roles]
        if lien.trouve_par == PARENT and par:
            yield {
                "machine": cible.machine,
                "libelle": cible.libelle,
                "lien": lien.nom,
                "par": par,
                "saisies": [
                    saisie_dite(
                        saisie_attendue(cible.contexte[une.champ], obligatoire=une.obligatoire)
                    )
                    for une in saisies_demandees(bureau, cible)
                ],
            }


def _roles(compte: LigneCompte | None) -> frozenset[str] | None:
    return frozenset(lire_json(compte.roles)) if compte else None


def _possible(un: Possible) -> dict[str, Any]:
    return {
        "evenement": un.evenement,
        "libelle": un.libelle,
        "consequence": un.consequence,
        "par": list(un.par),
        "saisies": [saisie_dite(une) for une in un.saisies],
    }


def saisie_dite(une: SaisieAttendue) -> dict[str, Any]:
    """A field as a form needs it."""
    dite: dict[str, Any] = {
        "champ": une.champ,
        "libelle": une.libelle,
        "type": une.type,
        "obligatoire": une.obligatoire,
        "personnel": une.personnel,
        "court": une.court,
        "reference": une.reference,
        "format": une.format,
        "cote": une.cote,
    }
    if une.valeurs:
        dite["valeurs"] = [valeur for valeur, _ in une.valeurs]
        dite["libelles"] = dict(une.valeurs)
    for nom in ("min", "max"):
        if getattr(une, nom) is not None:
            dite[nom] = getattr(une, nom)
    return dite


def _impossible(un: Impossible) -> dict[str, Any]:
    return {
        "evenement": un.evenement,
        "libelle": un.libelle,
        "conditions": [_condition(une) for une in un.conditions],
    }


def _condition(une: Condition) -> dict[str, Any]:
    valeurs = {
        nom: str(valeur) if isinstance(valeur, Delai) else en_texte(valeur)
        for nom, valeur in une.valeurs.items()
    }
    return {"garde": une.garde, "phrase": une.phrase, "valeurs": valeurs}
