"""The table FACTS: what guards, messages and lists may ask about a dossier, as pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from states import (
    calibration,
    candidacies,
    participation,
    partnership,
    proposals,
    recruitment,
)
from states.contacts import ECHANGES, contacts_non_aboutis, dont_ecrits, refus_exprime
from workflow.deadlines import calculer
from workflow.process import DELAIS
from workflow.values import Delai, Fait, Ligne, Valeur, VueFaits

OUVRIR = "ouvrir"
EXPIRATION, FIN_OBSERVATIONS = "expiration", "fin_observations"
"""Deadlines of ``relation_entreprise`` that were announced to the entreprise."""
_ALERTES = ("delai_expire", "constater_refus_ecrit")
_ACCORDS = ("convenir_plan", "recevoir_reponse_tardive")
_NOUVEAU_DELAI = ("proposer_courrier", "constater_reception", "constater_non_reclame")
_DU_DELAI = (
    *_NOUVEAU_DELAI,
    "delai_expire",
    "recevoir_reponse",
    "constater_refus_ecrit",
    "retablir",
)


def fin_delai_courrier(vue: VueFaits) -> date | None:
    """Last day of the délai of the courrier, as it was announced; the one that ran out, after.

    The announced délai is that of the armed timer, with its own rule and its holds; once it is
    left, the journal keeps it. Today's parameter serves a délai that is not armed yet.
    """
    annoncee = vue.fins(EXPIRATION) or _fin_quittee(vue)
    if annoncee is not None:
        return annoncee
    depart = vue.donnees.get(str(vue.parametres["depart_delai"]))
    if not isinstance(depart, date):
        return None
    return vue.temps.apres(depart, _delai(vue, "delai_courrier"), "delai_contractuel").dernier_jour


def _fin_quittee(vue: VueFaits) -> date | None:
    """The end that the last line about the délai has kept, unless a new délai began since."""
    for ligne in reversed(vue.historique.de(*_DU_DELAI)):
        fin = _fin_de(vue, ligne)
        if fin is not None or ligne.evenement in _NOUVEAU_DELAI:
            return fin
    return None


def _fin_de(vue: VueFaits, ligne: Ligne) -> date | None:
    """The end of the délai that a line has left: its rule, from its fact as corrected since."""
    quitte = ligne.donnees.get(DELAIS, {}).get(EXPIRATION, ligne.donnees)
    if "dernier_jour" not in quitte:
        return None
    depart = vue.donnees.get(str(quitte["regle"]["depuis"]))
    ancre = depart if isinstance(depart, date) else date.fromisoformat(str(quitte["ancre"]))
    return calculer(quitte["regle"], ancre, vue.temps).dernier_jour


def fin_delai_de_l_alerte(vue: VueFaits) -> date | None:
    """Last day of the délai that the alert says is over; None when it stands on a refusal."""
    alertes = vue.historique.de(*_ALERTES)
    if not alertes or alertes[-1].evenement != "delai_expire":
        return None
    return _fin_de(vue, alertes[-1])


def depart_des_observations(vue: VueFaits) -> date | None:
    """Civil day from which the délai of observations counts.

    It is opposed to the entreprise, and starts when it receives the invitation (domain §9.1);
    while nobody has entered that day, when the donneur d’ordre engaged the procedure.
    """
    recue = vue.donnees.get("invitation_recue_le")
    if isinstance(recue, date):
        return recue
    return _derniere_entree(vue, "observations", "engager_penalites")


def fin_des_observations(vue: VueFaits) -> date | None:
    """Last day on which the titulaire may present observations (CCAG 2021, domain §8 row 12)."""
    annoncee = vue.fins(FIN_OBSERVATIONS)
    if annoncee is not None:
        return annoncee
    depart = depart_des_observations(vue)
    if depart is None:
        return None
    return vue.temps.apres(
        depart, _delai(vue, "delai_observations"), "delai_contractuel"
    ).dernier_jour


def alerte_le(vue: VueFaits) -> date | None:
    """Civil day of the last alert: the donneur d'ordre notifies nothing before it (annexe 2/A)."""
    return _derniere_entree(vue, "alerte", *_ALERTES)


def terme_du_plan(vue: VueFaits) -> date | None:
    """Date on which the plan de rattrapage is checked: the agreed one, else the default delay.

    None while no plan was agreed.
    """
    convenu = vue.donnees.get("echeance")
    if isinstance(convenu, date):
        return convenu
    accord = _derniere_entree(vue, "plan_rattrapage", *_ACCORDS)
    if accord is None:
        return None
    return vue.temps.apres(accord, _delai(vue, "delai_plan"), "delai_contractuel").dernier_jour


def _derniere_entree(vue: VueFaits, etat: str, *evenements: str) -> date | None:
    """Civil day of the last of those events, or of the reprise that took the dossier over there."""
    lignes = [
        une
        for une in vue.historique.de(*evenements, OUVRIR)
        if une.evenement != OUVRIR or une.vers == etat
    ]
    return vue.temps.jour_civil(lignes[-1].at) if lignes else None


def autres_courriers_du_jour(vue: VueFaits) -> int:
    """Other courriers to the same entreprise on the same day, for its other marchés (trap e)."""
    jour = vue.donnees.get("courrier_envoye_le")
    return sum(1 for autre in vue.registre.get("courriers_de_l_entreprise", ()) if autre == jour)


def relations_ouvertes(vue: VueFaits) -> int:
    """Relations of the marché that are not closed."""
    return sum(1 for lien in vue.liens.get("relations", ()) if not lien.final)


def heures_restantes(vue: VueFaits) -> Valeur:
    """Hours still owed: objective less counted hours, never below zero; empty when unknown."""
    objectif = vue.donnees.get("objectif_heures")
    if objectif is None:
        return None
    restantes = objectif - (vue.donnees.get("heures_comptabilisees") or 0)
    return max(restantes, type(restantes)(0))  # type: ignore[no-any-return]  # Decimal in, Decimal out


def analyse_sociale(vue: VueFaits) -> bool:
    """Whether the AMOI is invited to the offer analysis: critère, réservé, insertion (art. 4)."""
    return vue.donnees.get("type_disposition") in {
        "critere",
        "clause_et_critere",
        "reserve_iae",
        "reserve_handicap",
        "reserve_iae_handicap",
        "marche_insertion",
    }


def _delai(vue: VueFaits, parametre: str) -> Delai:
    valeur = vue.parametres[parametre]
    return valeur if isinstance(valeur, Delai) else Delai.lire(str(valeur))


_LISTE = (
    Fait(nom="contacts_non_aboutis", type="entier", lit=ECHANGES, calcul=contacts_non_aboutis),
    Fait(nom="dont_ecrits", type="entier", lit=ECHANGES, calcul=dont_ecrits),
    Fait(nom="refus_exprime", type="booleen", lit=ECHANGES, calcul=refus_exprime),
    Fait(
        nom="fin_delai_courrier",
        type="date",
        lit=frozenset(_DU_DELAI),
        calcul=fin_delai_courrier,
        parametres=frozenset({"depart_delai", "delai_courrier"}),
        delais=frozenset({EXPIRATION}),
    ),
    Fait(
        nom="depart_des_observations",
        type="date",
        lit=frozenset({"engager_penalites", OUVRIR}),
        calcul=depart_des_observations,
    ),
    Fait(
        nom="fin_des_observations",
        type="date",
        lit=frozenset({"engager_penalites", OUVRIR}),
        calcul=fin_des_observations,
        parametres=frozenset({"delai_observations"}),
        delais=frozenset({FIN_OBSERVATIONS}),
    ),
    Fait(
        nom="fin_delai_de_l_alerte",
        type="date",
        lit=frozenset(_ALERTES),
        calcul=fin_delai_de_l_alerte,
    ),
    Fait(nom="alerte_le", type="date", lit=frozenset({*_ALERTES, OUVRIR}), calcul=alerte_le),
    Fait(
        nom="terme_du_plan",
        type="date",
        lit=frozenset({*_ACCORDS, OUVRIR}),
        calcul=terme_du_plan,
        parametres=frozenset({"delai_plan"}),
    ),
    Fait(
        nom="autres_courriers_du_jour",
        type="entier",
        lit=frozenset(),
        calcul=autres_courriers_du_jour,
        registre="courriers_de_l_entreprise",
    ),
    Fait(
        nom="relations_ouvertes",
        type="entier",
        lit=frozenset(),
        calcul=relations_ouvertes,
        liens=frozenset({"relations"}),
    ),
    Fait(nom="heures_restantes", type="decimal", lit=frozenset(), calcul=heures_restantes),
    Fait(nom="analyse_sociale", type="booleen", lit=frozenset(), calcul=analyse_sociale),
    *participation.FAITS,
    *calibration.FAITS,
    *candidacies.FAITS,
    *recruitment.FAITS,
    *partnership.FAITS,
    *proposals.FAITS,
)
FACTS: Mapping[str, Fait] = {fait.nom: fait for fait in _LISTE}
"""Name → fact; a machine draws from it by ``contexte: {x: {fait: NOM}}``."""
