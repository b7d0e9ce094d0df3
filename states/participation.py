"""Facts of the financial participation: when its halves are due, and how much (article 7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from states.money import moities, solde
from workflow.values import OUVRIR, Fait, Historique, Ligne, VueFaits

CALIBRAGE = "calibrage"
_A_NOTIFIER = frozenset(
    {"preconisation_validee", "en_consultation", "analyse_offres", "analyse_rendue"}
)
_DEMARRE = frozenset(
    {
        "notifie",
        "lance",
        "en_suivi",
        "objectif_atteint",
        "suspendu",
        "resilie",
        "bilan_final_livre",
        "clos",
    }
)
CALIBRE = _A_NOTIFIER | _DEMARRE
"""States of a marché whose hours are calibrated: a portfolio may be taken over in any of them."""
_FINI = frozenset({"bilan_final_livre", "clos"})
_RENDUES = frozenset({"annulee", "renoncee"})
"""States of an invoice that give its milestone back (``libere_par`` of the link)."""
_PAR_GENERATEUR = {CALIBRAGE: CALIBRE, "notification": _DEMARRE}
_MOUVEMENTS = frozenset(
    {"valider_preconisation", "notifier", "livrer_bilan_final", "clore", "retenir_devis", OUVRIR}
)


def _jalon(historique: Historique, etats: frozenset[str]) -> tuple[Ligne, Decimal] | None:
    """The line at which a devis was accepted and the marché had come that far, and the devis."""
    montant: Decimal | None = None
    atteint = False
    for ligne in historique:
        propre = ligne.donnees.get("montant_devis")
        montant = propre if isinstance(propre, Decimal) else montant
        atteint = atteint or ligne.vers in etats
        if montant is not None and atteint:
            return ligne, montant
    return None


def _premier(vue: VueFaits) -> tuple[Ligne, Decimal] | None:
    return _jalon(vue.historique, _PAR_GENERATEUR[str(vue.parametres["fait_generateur_1"])])


def premiere_facture_due(vue: VueFaits) -> bool:
    """Whether the first half may be invoiced: a devis is accepted, and the hours calibrated."""
    return _premier(vue) is not None


def seconde_facture_due(vue: VueFaits) -> bool:
    """Whether the second half may be: the bilan final is delivered or the marché closed (art. 7).

    A marché declared sans suite after its calibrage never gets there: its first half stays due.
    """
    return premiere_facture_due(vue) and _jalon(vue.historique, _FINI) is not None


def factures_a_ouvrir(vue: VueFaits) -> int:
    """How many milestones are reached and have no invoice: one each at most (``cle: jalon``)."""
    dues = premiere_facture_due(vue) + seconde_facture_due(vue)
    ouvertes = [une for une in vue.liens.get("factures", ()) if une.etat not in _RENDUES]
    return max(dues - len(ouvertes), 0)


def total_au_premier_jalon(vue: VueFaits) -> Decimal | None:
    """The devis when the first half fell due; a later revision changes the second half alone."""
    premier = _premier(vue)
    return premier[1] if premier else None


def montant_du_jalon(vue: VueFaits) -> Decimal | None:
    """What the invoice asks for: half of the devis, then what is left of it (domain.md §10.1)."""
    total = vue.donnees.get("montant_total")
    if total is None:
        return None
    if vue.donnees.get("jalon") == CALIBRAGE:
        return moities(total)[0]
    au_calibrage = vue.donnees.get("total_au_calibrage")
    premiere = moities(total if au_calibrage is None else au_calibrage)[0]
    return solde(total, premiere)


def interruptions(vue: VueFaits) -> int:
    """How many times the buyer has interrupted the payment délai: once at most (R2192-28)."""
    return len(vue.historique.de("interrompre"))


def depart_du_paiement(vue: VueFaits) -> date | None:
    """Day from which the payment délai counts; missing pieces, once given, start it anew."""
    completee = vue.donnees.get("completee_le")
    recue = vue.donnees.get("mise_a_disposition_le")
    depart = completee or recue
    return depart if isinstance(depart, date) else None


FAITS = (
    Fait(
        nom="premiere_facture_due",
        type="booleen",
        lit=_MOUVEMENTS,
        calcul=premiere_facture_due,
        parametres=frozenset({"fait_generateur_1"}),
    ),
    Fait(
        nom="seconde_facture_due",
        type="booleen",
        lit=_MOUVEMENTS,
        calcul=seconde_facture_due,
        parametres=frozenset({"fait_generateur_1"}),
    ),
    Fait(
        nom="factures_a_ouvrir",
        type="entier",
        lit=_MOUVEMENTS,
        calcul=factures_a_ouvrir,
        liens=frozenset({"factures"}),
        parametres=frozenset({"fait_generateur_1"}),
    ),
    Fait(
        nom="total_au_premier_jalon",
        type="decimal",
        lit=_MOUVEMENTS,
        calcul=total_au_premier_jalon,
        parametres=frozenset({"fait_generateur_1"}),
    ),
    Fait(nom="montant_du_jalon", type="decimal", lit=frozenset(), calcul=montant_du_jalon),
    Fait(
        nom="interruptions",
        type="entier",
        lit=frozenset({"interrompre"}),
        calcul=interruptions,
    ),
    Fait(nom="depart_du_paiement", type="date", lit=frozenset(), calcul=depart_du_paiement),
)
"""Facts of this module; ``states/facts.py`` puts them in its table."""
