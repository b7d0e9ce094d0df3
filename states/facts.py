"""The table FACTS: what guards, messages and lists may ask about a dossier, as pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from states import (
    calibration,
    candidacies,
    letters_and_alerts,
    participation,
    partnership,
    proposals,
    recruitment,
    years_of_marche,
)
from states.contacts import (
    ECHANGES,
    contacts_non_aboutis,
    dernier_contact_le,
    dont_ecrits,
    notifie_sans_contact_le,
    refus_exprime,
)
from states.letters_and_alerts import delai, derniere_entree
from states.linked_facts import compte_du_lien
from workflow.values import OUVRIR, SYSTEME, Fait, Valeur, VueFaits

FIN_OBSERVATIONS = "fin_observations"
"""The délai of ``relation_entreprise`` to present observations, announced to the entreprise."""
OBSERVATIONS = "observations"
EN_PROCEDURE = frozenset(
    {
        "courrier_propose",
        "courrier_accepte",
        "courrier_envoye",
        "courrier_recu",
        "alerte",
        "defaillance_notifiee",
        "rencontre",
        "plan_rattrapage",
        OBSERVATIONS,
    }
)
"""States of a relation that the town waits on, or has been told of: their end is told to it."""
CLORE = "clore"
EN_RELATION, PLAN = "en_relation", "plan_rattrapage"
MISES_EN_RELATION = (
    "nouer_relation",
    "lever_difficulte",
    "recevoir_reponse",
    "retirer_alerte",
    "classer_alerte",
    "plan_tenu",
    "exonerer",
)
"""Events that lead to « En relation » (annexe 1/B: the list follows the first of them)."""
DEMANDER_PIECES = "demander_pieces"
DEMANDES_DE_PIECES = ("notifier", DEMANDER_PIECES)
_ACCORDS = ("convenir_plan", "recevoir_reponse_tardive")


def plan_convenu_le(vue: VueFaits) -> date | None:
    """Civil day on which the plan de rattrapage began; it ends no sooner."""
    return derniere_entree(vue, PLAN, *_ACCORDS)


def mises_en_relation(vue: VueFaits) -> int:
    """How often the entreprise came to be in relation; taken over there, it once was.

    Source: convention, annexe 1/B: the list of the SIAE and GEIQ is sent to each, once.
    """
    lignes = vue.historique.de(*MISES_EN_RELATION, OUVRIR)
    return sum(une.vers == EN_RELATION for une in lignes)


def depart_des_observations(vue: VueFaits) -> date | None:
    """Civil day from which the délai of observations counts.

    It is opposed to the entreprise, and starts when it receives the invitation (domain §9.1);
    while nobody has entered that day, when the donneur d’ordre engaged the procedure.
    """
    recue = vue.donnees.get("invitation_recue_le")
    if isinstance(recue, date):
        return recue
    return derniere_entree(vue, "observations", "engager_penalites")


def fin_des_observations(vue: VueFaits) -> date | None:
    """Last day on which the titulaire may present observations (CCAG 2021, domain §8 row 12)."""
    annoncee = vue.fins(FIN_OBSERVATIONS)
    if annoncee is not None:
        return annoncee
    depart = depart_des_observations(vue)
    if depart is None:
        return None
    return vue.temps.apres(
        depart, delai(vue, "delai_observations"), "delai_contractuel"
    ).dernier_jour


def penalite_decidee_le(vue: VueFaits) -> date | None:
    """Civil day on which the donneur d’ordre decided the penalty; taken over there, its own."""
    return derniere_entree(vue, "penalite_decidee", "decider_penalite")


def terme_du_plan(vue: VueFaits) -> date | None:
    """Date on which the plan de rattrapage is checked: the agreed one, else the default delay.

    None while no plan was agreed.
    """
    convenu = vue.donnees.get("echeance")
    if isinstance(convenu, date):
        return convenu
    accord = plan_convenu_le(vue)
    if accord is None:
        return None
    return vue.temps.apres(accord, delai(vue, "delai_plan"), "delai_contractuel").dernier_jour


def plan_en_cours(vue: VueFaits) -> bool:
    """Whether a plan de rattrapage runs: its last day is not over, nobody said that it failed."""
    terme = terme_du_plan(vue) if vue.etat == PLAN else None
    return terme is not None and vue.aujourd_hui <= terme


def autres_courriers_du_jour(vue: VueFaits) -> int:
    """Other courriers to the same entreprise on the same day, for its other marchés (trap e)."""
    jour = vue.donnees.get("courrier_envoye_le")
    autres = vue.registre.get("courrier", {}).get("autres", ())
    return sum(1 for autre in autres if autre == jour)


def procedures_en_cours(vue: VueFaits) -> int:
    """Relations of a marché in which a procedure of the donneur d'ordre is under way."""
    return sum(un.etat in EN_PROCEDURE for un in vue.liens.get("relations", ()))


def alertes_en_cours(vue: VueFaits) -> int:
    """Relations of a marché of which the town has been alerted and decides."""
    return sum(un.etat == "alerte" for un in vue.liens.get("relations", ()))


def close_avec_le_marche(vue: VueFaits) -> bool:
    """Whether a relation was closed by the end of its marché, and not by somebody for itself."""
    closes = vue.historique.de(CLORE)
    return bool(closes) and closes[-1].role == SYSTEME


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


def analyse_tenue(vue: VueFaits) -> bool:
    """Whether the AMOI took part in the offer analysis, or was taken over in it (art. 4)."""
    lignes = vue.historique.de("ouvrir_analyse", OUVRIR)
    return any(une.vers in {"analyse_offres", "analyse_rendue"} for une in lignes)


def pieces_demandees_le(vue: VueFaits) -> date | None:
    """Since when the pieces are awaited: the notification, or the day somebody asked (article 4).

    None for a marché taken over past that step: nobody is reminded of what nobody here has asked
    for. One taken over at its notification, their délai over, is asked for them on that day.
    """
    jour = None
    for ligne in vue.historique.de(*DEMANDES_DE_PIECES, OUVRIR):
        if ligne.evenement == DEMANDER_PIECES:
            jour = vue.temps.jour_civil(ligne.at)
        elif ligne.evenement != OUVRIR or ligne.vers == "notifie":
            jour = _des_la_notification(vue, vue.temps.jour_civil(ligne.recorded_at))
    return jour


def _des_la_notification(vue: VueFaits, dit_le: date) -> date:
    notifie_le = vue.donnees.get("date_notification")
    if not isinstance(notifie_le, date):
        return dit_le
    fin = vue.temps.apres(notifie_le, delai(vue, "delai_pieces"), "delai_contractuel").dernier_jour
    return dit_le if fin < dit_le else notifie_le


_LISTE = (
    Fait(nom="contacts_non_aboutis", type="entier", lit=ECHANGES, calcul=contacts_non_aboutis),
    Fait(nom="dont_ecrits", type="entier", lit=ECHANGES, calcul=dont_ecrits),
    Fait(nom="refus_exprime", type="booleen", lit=ECHANGES, calcul=refus_exprime),
    Fait(nom="dernier_contact_le", type="date", lit=ECHANGES, calcul=dernier_contact_le),
    Fait(
        nom="notifie_sans_contact_le",
        type="date",
        lit=ECHANGES,
        calcul=notifie_sans_contact_le,
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
        nom="penalite_decidee_le",
        type="date",
        lit=frozenset({"decider_penalite", OUVRIR}),
        calcul=penalite_decidee_le,
    ),
    Fait(
        nom="mises_en_relation",
        type="entier",
        lit=frozenset({*MISES_EN_RELATION, OUVRIR}),
        calcul=mises_en_relation,
    ),
    Fait(
        nom="plan_convenu_le",
        type="date",
        lit=frozenset({*_ACCORDS, OUVRIR}),
        calcul=plan_convenu_le,
    ),
    Fait(
        nom="terme_du_plan",
        type="date",
        lit=frozenset({*_ACCORDS, OUVRIR}),
        calcul=terme_du_plan,
        parametres=frozenset({"delai_plan"}),
    ),
    Fait(
        nom="plan_en_cours",
        type="booleen",
        lit=frozenset({*_ACCORDS, OUVRIR}),
        calcul=plan_en_cours,
        parametres=frozenset({"delai_plan"}),
        suit_le_temps=True,
    ),
    Fait(
        nom="autres_courriers_du_jour",
        type="entier",
        lit=frozenset(),
        calcul=autres_courriers_du_jour,
        registre="courrier",
    ),
    compte_du_lien("procedures_en_cours", "relations", procedures_en_cours),
    compte_du_lien("alertes_en_cours", "relations", alertes_en_cours),
    Fait(
        nom="close_avec_le_marche",
        type="booleen",
        lit=frozenset({CLORE}),
        calcul=close_avec_le_marche,
    ),
    compte_du_lien("relations_ouvertes", "relations", relations_ouvertes),
    Fait(nom="heures_restantes", type="decimal", lit=frozenset(), calcul=heures_restantes),
    Fait(nom="analyse_sociale", type="booleen", lit=frozenset(), calcul=analyse_sociale),
    Fait(
        nom="analyse_tenue",
        type="booleen",
        lit=frozenset({"ouvrir_analyse", OUVRIR}),
        calcul=analyse_tenue,
    ),
    Fait(
        nom="pieces_demandees_le",
        type="date",
        lit=frozenset({*DEMANDES_DE_PIECES, OUVRIR}),
        calcul=pieces_demandees_le,
        parametres=frozenset({"delai_pieces"}),
    ),
    *letters_and_alerts.FAITS,
    *participation.FAITS,
    *calibration.FAITS,
    *candidacies.FAITS,
    *recruitment.FAITS,
    *partnership.FAITS,
    *years_of_marche.FAITS,
    *proposals.FAITS,
)
FACTS: Mapping[str, Fait] = {fait.nom: fait for fait in _LISTE}
"""Name → fact; a machine draws from it by ``contexte: {x: {fait: NOM}}``."""
