"""Facts of a candidature: age, evidence, eligibility on the day that counts (domain.md §6.3)."""

from __future__ import annotations

from datetime import date

from states.eligibility import AVEC_AGE, VALIDITES, Categorie, Validite
from states.eligibility import age_admis as admis
from workflow.values import Delai, Fait, VueFaits


def _categorie(vue: VueFaits) -> Categorie | None:
    lue = vue.donnees.get("categorie")
    return Categorie(lue) if isinstance(lue, str) else None


def _jour_de_reference(vue: VueFaits) -> date:
    """The status is judged at entry: the day of hiring, else today."""
    embauche = vue.donnees.get("date_embauche")
    return embauche if isinstance(embauche, date) else vue.aujourd_hui


def age_admis(vue: VueFaits) -> bool:
    """Whether the age fits the category that was declared; asked for and unknown, it does not."""
    categorie, naissance = _categorie(vue), vue.donnees.get("naissance")
    if categorie is None:
        return False
    if not isinstance(naissance, date):
        return categorie not in AVEC_AGE
    return admis(categorie, naissance, _jour_de_reference(vue))


def avis_requis(vue: VueFaits) -> bool:
    """Whether the category asks for a reasoned opinion, that is not given."""
    return _categorie(vue) is Categorie.AUTRE and not vue.donnees.get("avis_motive")


def justificatif_valable_jusqu_au(vue: VueFaits) -> date | None:
    """Last day on which the evidence proves; the diagnostic ends even when the evidence does not.

    An attestation is good while it is less than ``validite_justificatif`` old, a decision until
    its own end, an identity document for ever (domain.md §6.2). Whatever the category, an end that
    somebody has typed is an end: the earliest counts.
    """
    categorie = _categorie(vue)
    recente = categorie is not None and VALIDITES[categorie] is Validite.RECENTE
    termes = (
        _terme(vue, "justificatif_etabli_le", "validite_justificatif") if recente else None,
        vue.donnees.get("justificatif_fin_le"),
        _terme(vue, "valide_le", "validite_diagnostic"),
    )
    return min((un for un in termes if isinstance(un, date)), default=None)


def justificatif_valable(vue: VueFaits) -> bool:
    """Whether the evidence proves on the day that counts; without its date it does not."""
    categorie, terme = _categorie(vue), justificatif_valable_jusqu_au(vue)
    if categorie is None:
        return False
    if VALIDITES[categorie] is not Validite.PERMANENTE and _sans_date(vue, categorie):
        return False
    return terme is None or _jour_de_reference(vue) <= terme


def _sans_date(vue: VueFaits, categorie: Categorie) -> bool:
    champ = (
        "justificatif_fin_le"
        if VALIDITES[categorie] is Validite.A_TERME
        else "justificatif_etabli_le"
    )
    return not isinstance(vue.donnees.get(champ), date)


def validee_avant_embauche(vue: VueFaits) -> bool:
    """Whether the AMOI had validated the person by the day of hiring (annexe 2/A)."""
    validee, embauche = vue.donnees.get("valide_le"), vue.donnees.get("date_embauche")
    return isinstance(validee, date) and isinstance(embauche, date) and validee <= embauche


def fin_d_eligibilite(vue: VueFaits) -> date | None:
    """Last day whose hours count: so many months from the hiring, more in CDI (domain.md §6.3)."""
    cdi = vue.donnees.get("type_contrat") == "cdi"
    return _terme(vue, "date_embauche", "duree_eligibilite_cdi" if cdi else "duree_eligibilite")


def _terme(vue: VueFaits, champ: str, parametre: str) -> date | None:
    """Last day of a duration that begins on a field, that day included."""
    depart = vue.donnees.get(champ)
    if not isinstance(depart, date):
        return None
    return vue.temps.apres(depart, _delai(vue, parametre), "duree").dernier_jour


def prochain_point(vue: VueFaits) -> date | None:
    """Day of the next point of follow-up: from the hiring first, then from the last one held."""
    points = vue.historique.de("faire_point_emploi")
    tenus = [une.donnees.get("point_le") for une in points]
    jours = [un for un in tenus if isinstance(un, date)]
    embauche = vue.donnees.get("date_embauche")
    if jours:
        return _apres(vue, max(jours), "frequence_points")
    return _apres(vue, embauche, "premier_point") if isinstance(embauche, date) else None


def _apres(vue: VueFaits, depart: date, parametre: str) -> date:
    return vue.temps.apres(depart, _delai(vue, parametre), "delai_contractuel").dernier_jour


def _delai(vue: VueFaits, parametre: str) -> Delai:
    valeur = vue.parametres[parametre]
    return valeur if isinstance(valeur, Delai) else Delai.lire(str(valeur))


_VALIDITE = frozenset({"validite_justificatif", "validite_diagnostic"})
_AUCUNE: frozenset[str] = frozenset()
FAITS = (
    Fait(
        nom="age_admis",
        type="booleen",
        lit=_AUCUNE,
        calcul=age_admis,
        suit_le_temps=True,
        personnel=True,
    ),
    Fait(nom="avis_requis", type="booleen", lit=_AUCUNE, calcul=avis_requis, personnel=True),
    Fait(
        nom="justificatif_valable_jusqu_au",
        type="date",
        lit=_AUCUNE,
        calcul=justificatif_valable_jusqu_au,
        parametres=_VALIDITE,
        personnel=True,
    ),
    Fait(
        nom="justificatif_valable",
        type="booleen",
        lit=_AUCUNE,
        calcul=justificatif_valable,
        parametres=_VALIDITE,
        suit_le_temps=True,
        personnel=True,
    ),
    Fait(nom="validee_avant_embauche", type="booleen", lit=_AUCUNE, calcul=validee_avant_embauche),
    Fait(
        nom="fin_d_eligibilite",
        type="date",
        lit=_AUCUNE,
        calcul=fin_d_eligibilite,
        parametres=frozenset({"duree_eligibilite", "duree_eligibilite_cdi"}),
    ),
    Fait(
        nom="prochain_point",
        type="date",
        lit=frozenset({"faire_point_emploi"}),
        calcul=prochain_point,
        parametres=frozenset({"premier_point", "frequence_points"}),
    ),
)
"""Facts of this module; ``states/facts.py`` puts them in its table."""
