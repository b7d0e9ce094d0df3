"""Facts of the support to hiring: offers, profiles, engagements, actions (annexe 1/A to 1/C)."""

from __future__ import annotations

from datetime import date

from states.linked_facts import compte_du_lien
from workflow.values import Fait, Historique, Lien, VueFaits

ASSOCIATIONS = ("associer_marche", "retirer_marche")
"""Acts that say which marchés an action collective counts for."""
ANNONCE = "annonce"
A_PREVENIR, SANS_ADRESSE = "a_prevenir", "sans_adresse"
"""What the register says of an announce to make: how many people, and who has no address."""
DATENT = ("programmer", "reporter")
"""Acts that give an action its day and its place."""
_NON_VALIDEES = frozenset({"propose", "pieces_demandees", "en_validation", "ineligible"})
_EMBAUCHEES = frozenset({"embauche", "en_parcours", "sorti", "suivi_apres_sortie", "clos"})
_PRESENTEES = _EMBAUCHEES | {"positionne"}
_PERDUES = frozenset({"expire", "sans_suite", "a_regulariser"})
_SANS_PROFIL = frozenset({"a_diffuser", "diffusee", "preselection"})


def _candidatures(vue: VueFaits) -> tuple[Lien, ...]:
    return vue.liens.get("candidatures", ())


def candidatures_recues(vue: VueFaits) -> int:
    """Candidatures centralised on the demand, whatever became of them."""
    return len(_candidatures(vue))


def candidatures_eligibles(vue: VueFaits) -> int:
    """Those that the AMOI has validated and that still hold."""
    exclues = _NON_VALIDEES | _PERDUES
    return sum(1 for une in _candidatures(vue) if une.etat not in exclues)


def candidatures_presentees(vue: VueFaits) -> int:
    """Those that are before the entreprise, or that it has hired."""
    return sum(1 for une in _candidatures(vue) if une.etat in _PRESENTEES)


def embauches(vue: VueFaits) -> int:
    """Those that the entreprise has hired."""
    return sum(1 for une in _candidatures(vue) if une.etat in _EMBAUCHEES)


def demandes_sans_profil(vue: VueFaits) -> int:
    """Demands of the entreprise to which no profile was presented yet: the delay is ours."""
    return sum(1 for une in vue.liens.get("recrutements", ()) if une.etat in _SANS_PROFIL)


def engagements_ouverts(vue: VueFaits) -> int:
    """Lines of the grille de suivi that are neither done nor given up."""
    return sum(1 for une in vue.liens.get("engagements", ()) if not une.final)


def reports(vue: VueFaits) -> int:
    """How many times the date of an engagement was put off."""
    return len(vue.historique.de("reporter"))


def realise_en_retard(vue: VueFaits) -> bool:
    """Whether an engagement was done after its date (the bilan tells done, late, given up)."""
    realise, attendu = vue.donnees.get("realise_le"), vue.donnees.get("attendu_le")
    return isinstance(realise, date) and isinstance(attendu, date) and realise > attendu


def marches_associes(vue: VueFaits) -> int:
    """Marchés that an action counts for: those joined and not taken away since."""
    return len(numeros_associes(vue.historique))


def personnes_a_prevenir(vue: VueFaits) -> int | None:
    """Those whom an action concerns, who have an address and have not been told of it."""
    prevenir: int | None = vue.registre.get(ANNONCE, {}).get(A_PREVENIR)
    return prevenir


def annonce_sans_adresse(vue: VueFaits) -> str | None:
    """Companies and buyers whom it concerns, and to whom nobody can write."""
    manquent: str | None = vue.registre.get(ANNONCE, {}).get(SANS_ADRESSE)
    return manquent


def date_prevue(vue: VueFaits) -> date | None:
    """The day of the action until an act gives it another."""
    jours = _prevus(vue, "date_action")
    return jours[-1] if jours and isinstance(jours[-1], date) else None


def lieu_prevu(vue: VueFaits) -> str | None:
    """Its place until that act."""
    lieux = _prevus(vue, "lieu")
    return str(lieux[-1]) if lieux else None


def _prevus(vue: VueFaits, champ: str) -> list[object]:
    dits = (ligne.donnees.get(champ) for ligne in vue.historique.de(*DATENT))
    return [un for un in dits if un is not None]


def numeros_associes(historique: Historique) -> tuple[str, ...]:
    """Numbers of the marchés of an action, in the order in which they were joined."""
    associes: dict[str, None] = {}
    for ligne in historique.de(*ASSOCIATIONS):
        numero = str(ligne.donnees.get("marche", "")).strip().upper()
        if ligne.evenement == "associer_marche":
            associes[numero] = None
        else:
            associes.pop(numero, None)
    return tuple(associes)


FAITS = (
    compte_du_lien("candidatures_recues", "candidatures", candidatures_recues),
    compte_du_lien("candidatures_eligibles", "candidatures", candidatures_eligibles),
    compte_du_lien("candidatures_presentees", "candidatures", candidatures_presentees),
    compte_du_lien("embauches", "candidatures", embauches),
    compte_du_lien("demandes_sans_profil", "recrutements", demandes_sans_profil),
    compte_du_lien("engagements_ouverts", "engagements", engagements_ouverts),
    Fait(nom="reports", type="entier", lit=frozenset({"reporter"}), calcul=reports),
    Fait(nom="realise_en_retard", type="booleen", lit=frozenset(), calcul=realise_en_retard),
    Fait(
        nom="personnes_a_prevenir",
        type="entier",
        lit=frozenset(),
        calcul=personnes_a_prevenir,
        registre=ANNONCE,
    ),
    Fait(
        nom="annonce_sans_adresse",
        type="texte",
        lit=frozenset(),
        calcul=annonce_sans_adresse,
        registre=ANNONCE,
    ),
    Fait(nom="date_prevue", type="date", lit=frozenset(DATENT), calcul=date_prevue),
    Fait(nom="lieu_prevu", type="texte", lit=frozenset(DATENT), calcul=lieu_prevu),
    Fait(
        nom="marches_associes",
        type="entier",
        lit=frozenset(ASSOCIATIONS),
        calcul=marches_associes,
    ),
)
"""Facts of this module; ``states/facts.py`` puts them in its table."""
