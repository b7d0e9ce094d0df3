"""Facts of the courrier and of the alert that may follow it: their days, and the délai (2/A)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflow.deadlines import calculer
from workflow.line_names import DELAIS
from workflow.values import OUVRIR, Delai, Fait, Ligne, Valeur, VueFaits

EXPIRATION = "expiration"
"""The délai of ``relation_entreprise`` to answer the courrier, announced to the entreprise."""
_REFUSER = "constater_refus_ecrit"
_ALERTES = ("delai_expire", _REFUSER)
_PROPOSER, _ACCEPTER = "proposer_courrier", "accepter_courrier"
_DEPARTS = ("courrier_envoye_le", "courrier_presente_le", "courrier_recu_le")
"""Days that the délai of the courrier may count from, in their order in time."""
APRES_L_ALERTE = frozenset(
    {
        "alerte",
        "defaillance_notifiee",
        "rencontre",
        "plan_rattrapage",
        "observations",
        "penalite_decidee",
    }
)
_NOUVEAU_DELAI = ("proposer_courrier", "constater_reception", "constater_non_reclame")
_DU_DELAI = (
    *_NOUVEAU_DELAI,
    "delai_expire",
    "recevoir_reponse",
    _REFUSER,
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
    return _fin_depuis(vue, vue.donnees.get(str(vue.parametres["depart_delai"])))


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
    """Last day of the délai that the alert says is over; None when it stands on a refusal.

    Of a dossier taken over after its alert, it counts from the days that the reprise has given.
    """
    alertes = vue.historique.de(*_ALERTES, OUVRIR)
    if not alertes:
        return None
    if alertes[-1].evenement == OUVRIR:
        return _fin_reprise(vue, alertes[-1])
    return _fin_de(vue, alertes[-1]) if alertes[-1].evenement == "delai_expire" else None


def alerte_fondee(vue: VueFaits) -> bool:
    """Whether the alert stands on a délai that ran out, or on a written refusal (annexe 2/A).

    An alert of Jalon's own does, unless a correction now dates the letter before its acceptance; of
    a dossier taken over after its alert, what was given then says so.
    """
    alertes = vue.historique.de(*_ALERTES, OUVRIR)
    if not alertes:
        return False
    if alertes[-1].evenement == "delai_expire":
        return _parti_apres_l_accord(vue)
    if alertes[-1].evenement != OUVRIR:
        return True
    refus = alertes[-1].donnees.get("refus_ecrit_le")
    return refus is not None or _fin_reprise(vue, alertes[-1]) is not None


def _parti_apres_l_accord(vue: VueFaits) -> bool:
    parti, accord = vue.donnees.get("courrier_envoye_le"), courrier_accepte_le(vue)
    return not isinstance(parti, date) or accord is None or parti >= accord


def _fin_reprise(vue: VueFaits, reprise: Ligne) -> date | None:
    """The end counted from the start in force, else from a later day: never sooner than it was."""
    dits = reprise.donnees
    if reprise.vers not in APRES_L_ALERTE or dits.get("refus_ecrit_le") is not None:
        return None
    rang = _DEPARTS.index(str(vue.parametres["depart_delai"]))
    depart = next((dits[nom] for nom in _DEPARTS[rang:] if dits.get(nom) is not None), None)
    return _fin_depuis(vue, depart)


def _fin_depuis(vue: VueFaits, depart: Valeur) -> date | None:
    """Last day of the délai in force, from its start."""
    if not isinstance(depart, date):
        return None
    return vue.temps.apres(depart, delai(vue, "delai_courrier"), "delai_contractuel").dernier_jour


def courrier_propose_le(vue: VueFaits) -> date | None:
    """Civil day of the last proposal: the donneur d’ordre accepts nothing before it."""
    return derniere_entree(vue, "courrier_propose", _PROPOSER)


def courrier_accepte_le(vue: VueFaits) -> date | None:
    """Day on which the donneur d’ordre accepted the courrier: none is sent before it (2/A).

    Its written agreement may be recorded later; the act then says the day it was given.
    """
    accords = vue.historique.de(_ACCEPTER)
    dit = accords[-1].donnees.get("accord_donne_le") if accords else None
    return dit or derniere_entree(vue, "courrier_accepte", _ACCEPTER)


def ecart_du_courrier(vue: VueFaits) -> str | None:
    """What the letter to send no longer bears as the register says it, on the day of its sending.

    None when one of its versions bears the identities of that day, or when Jalon holds none. Names
    and addresses may be somebody's: they are named, not quoted.
    """
    registre = vue.registre.get("courrier")
    if not registre or not registre["lettres"]:
        return None
    jour = vue.donnees.get("courrier_envoye_le") or vue.aujourd_hui
    dites = [une for depuis, une in registre["inscrites"] if depuis <= jour][-1]
    ecarts = [
        {
            nom: vues
            for nom, vues in lettre.items()
            if dites.get(nom) is not None and dites[nom] not in vues
        }
        for lettre in registre["lettres"]
    ]
    if not all(ecarts):
        return None
    return ", ".join(_dire_l_ecart(nom, dites[nom]) for nom in IDENTITES if nom in ecarts[-1])


IDENTITES: Mapping[str, str] = {
    "entreprise.siret": "SIRET de l’entreprise",
    "entreprise.nom": "nom de l’entreprise",
    "entreprise.adresse": "adresse de l’entreprise",
    "donneur_ordre.nom": "nom du donneur d’ordre",
}
"""Marks of a letter (``documents/identities.py``) → what people call them."""


def _dire_l_ecart(nom: str, valeur: str) -> str:
    dit = IDENTITES[nom]
    return f"{dit} ({valeur} désormais)" if nom == "entreprise.siret" and valeur else dit


def alerte_le(vue: VueFaits) -> date | None:
    """Civil day of the last alert: the donneur d'ordre notifies nothing before it (annexe 2/A)."""
    return derniere_entree(vue, "alerte", *_ALERTES)


def refus_compte_du(vue: VueFaits) -> date | None:
    """Day that the written refusal counts from: the one entered, else that of its record."""
    dit = vue.donnees.get("refus_ecrit_le")
    if isinstance(dit, date):
        return dit
    alertes = vue.historique.de(*_ALERTES, OUVRIR)
    if not alertes or alertes[-1].evenement != _REFUSER:
        return None
    return vue.temps.jour_civil(alertes[-1].at)


def derniere_entree(vue: VueFaits, etat: str, *evenements: str) -> date | None:
    """Civil day of the last of those events, or of the reprise that took the dossier over there."""
    if vue.historique.ouvert_en == etat:
        evenements = (*evenements, OUVRIR)
    lignes = vue.historique.de(*evenements)
    return vue.temps.jour_civil(lignes[-1].at) if lignes else None


def delai(vue: VueFaits, parametre: str) -> Delai:
    valeur = vue.parametres[parametre]
    return valeur if isinstance(valeur, Delai) else Delai.lire(str(valeur))


FAITS = (
    Fait(
        nom="fin_delai_courrier",
        type="date",
        lit=frozenset(_DU_DELAI),
        calcul=fin_delai_courrier,
        parametres=frozenset({"depart_delai", "delai_courrier"}),
        delais=frozenset({EXPIRATION}),
    ),
    Fait(
        nom="fin_delai_de_l_alerte",
        type="date",
        lit=frozenset({*_ALERTES, OUVRIR}),
        calcul=fin_delai_de_l_alerte,
        parametres=frozenset({"depart_delai", "delai_courrier"}),
    ),
    Fait(
        nom="alerte_fondee",
        type="booleen",
        lit=frozenset({*_ALERTES, _ACCEPTER, OUVRIR}),
        calcul=alerte_fondee,
        parametres=frozenset({"depart_delai", "delai_courrier"}),
    ),
    Fait(
        nom="courrier_propose_le",
        type="date",
        lit=frozenset({_PROPOSER, OUVRIR}),
        calcul=courrier_propose_le,
    ),
    Fait(
        nom="courrier_accepte_le",
        type="date",
        lit=frozenset({_ACCEPTER, OUVRIR}),
        calcul=courrier_accepte_le,
    ),
    Fait(
        nom="ecart_du_courrier",
        type="texte",
        lit=frozenset(),
        calcul=ecart_du_courrier,
        registre="courrier",
        suit_le_temps=True,
    ),
    Fait(nom="alerte_le", type="date", lit=frozenset({*_ALERTES, OUVRIR}), calcul=alerte_le),
    Fait(
        nom="refus_compte_du",
        type="date",
        lit=frozenset({*_ALERTES, OUVRIR}),
        calcul=refus_compte_du,
    ),
)
