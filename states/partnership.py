"""Facts of the convention's life: its years, its meetings, its marchés; pure functions."""

from __future__ import annotations

from datetime import date, timedelta

from states.letters_and_alerts import delai
from states.linked_facts import compte_du_lien
from workflow.values import OUVRIR, Delai, Echeance, Fait, Ligne, Pauses, Unite, Valeur, VueFaits

UN_AN = Delai(1, Unite.ANS)
REUNIONS_FAITES = frozenset({"tenue", "restituee"})
ANNUELLES = frozenset({"annuelle"})
"""What a year of partnership holds (article 3)."""
D_INSERTION = frozenset({"individuelle_annuelle", "collective_fin_annee"})
DEMARRAGE = "collective_demarrage"
"""What a year of a réservé or insertion marché holds; the first one starts with another (1/A)."""
BILANS_TRANSMIS = frozenset({"transmis", "restitue"})
A_CIBLER = "programme"
RAPPEL_DU_TERME = "premier_rappel_du_terme"
FIN_DU_PREAVIS, PREAVIS = "fin_du_preavis", "preavis_de_denonciation"
"""Deadline of a denounced convention, and the délai that it counts."""
SUSPENDRE, REPRENDRE = "suspendre", "reprendre_execution"
"""Orders that stop a marché, and start it again."""
SUSPENDU = "suspendu"
CONVOQUENT = ("convoquer", "inviter_la_facilitation", "reporter", "deplacer")
"""Acts that call a meeting, or put it off."""
CIVILE = "civile"
FIN_DECEMBRE = (12, 31)


def cadrage_tenu(vue: VueFaits) -> bool:
    """Whether the réunion de cadrage was held (article 3)."""
    return any(un.etat in REUNIONS_FAITES for un in vue.liens.get("cadrages", ()))


def cadrage_tenu_le(vue: VueFaits) -> date | None:
    """Day on which the réunion de cadrage was held: the procedure is proposed there (article 3)."""
    tenus = [un for un in vue.liens.get("cadrages", ()) if un.etat in REUNIONS_FAITES and un.cle]
    return min((date.fromisoformat(un.cle) for un in tenus), default=None)


def premiere_annee_le(vue: VueFaits) -> date | None:
    """First day of the convention's year in which its dossier was opened: an anniversary.

    The convention lives from its effect (article 6), whatever becomes of its procedure.
    """
    debut, prises = vue.donnees.get("effet_le"), vue.historique.de(OUVRIR)
    return annee_du_jour(vue, debut, prises)


def terme_a_preparer_le(vue: VueFaits) -> date | None:
    """First day on which what becomes of the convention at its term may be said: its reminder's."""
    fin = vue.donnees.get("fin_le")
    if not isinstance(fin, date):
        return None
    return vue.temps.avant(fin, delai(vue, RAPPEL_DU_TERME), "preavis").dernier_jour


def fin_du_preavis_le(vue: VueFaits) -> date | None:
    """Last day of a convention whose préavis runs out: its own, no later than its term.

    Source: convention, article 6.
    """
    recue, terme = vue.donnees.get("denonciation_recue_le"), vue.donnees.get("fin_le")
    if not isinstance(recue, date) or not isinstance(terme, date):
        return None
    annoncee = vue.fins(FIN_DU_PREAVIS)
    fin = annoncee or vue.temps.apres(recue, delai(vue, PREAVIS), "preavis").dernier_jour
    return min(fin, terme)


def annees_ouvertes(vue: VueFaits) -> int:
    """Years of partnership that the convention has had, whatever became of them."""
    return len(vue.liens.get("annees", ()))


def marches_en_cours(vue: VueFaits) -> int:
    """Marchés that are not closed, of the convention or of the operation."""
    return sum(1 for un in vue.liens.get("marches", ()) if not un.final)


def achats_a_cibler(vue: VueFaits) -> int:
    """Purchases of the list that nobody has kept or set aside."""
    return sum(1 for un in vue.liens.get("marches", ()) if un.etat == A_CIBLER)


def liste_attendue_le(vue: VueFaits) -> date | None:
    """Day from which the list of the purchases is expected: its demand, or its year's first day.

    Demanded for a year that a correction has put off, it is expected with that year (article 4).
    """
    debut, ouvertures = vue.donnees.get("annee_du"), vue.historique.de(OUVRIR)
    if not isinstance(debut, date) or not ouvertures:
        return None
    return max(debut, vue.temps.jour_civil(ouvertures[0].at))


def fin_de_l_annee(vue: VueFaits) -> date | None:
    """Last day of a year of partnership: a year on, or the 31st of December (parameter)."""
    debut = vue.donnees.get("debut_le")
    if not isinstance(debut, date):
        return None
    if vue.parametres["annee_du_bilan"] == CIVILE:
        return date(debut.year, *FIN_DECEMBRE)
    return _dernier_jour(vue, debut)


def annee_suivante_le(vue: VueFaits) -> date | None:
    """First day of the next year of partnership."""
    fin = fin_de_l_annee(vue)
    return fin + timedelta(days=1) if fin else None


def fin_du_marche_le(vue: VueFaits) -> date | None:
    """Last day of a marché: the one that was said, else its months from its notification."""
    prevue = vue.donnees.get("fin_prevue_le")
    if isinstance(prevue, date):
        return prevue
    fin = _fin_comptee(vue)
    return fin.dernier_jour if fin else None


def calcul_de_la_fin_du_marche(vue: VueFaits) -> str | None:
    """How its months gave the last day of a marché; nothing where that day was said."""
    fin = None if isinstance(vue.donnees.get("fin_prevue_le"), date) else _fin_comptee(vue)
    return fin.calcul[0] if fin else None


def _fin_comptee(vue: VueFaits) -> Echeance | None:
    debut, mois = vue.donnees.get("date_notification"), vue.donnees.get("duree_mois")
    if not isinstance(debut, date) or not isinstance(mois, int):
        return None
    return vue.temps.apres(debut, Delai(mois, Unite.MOIS), "duree")


def duree_a_reprendre(vue: VueFaits) -> int | None:
    """Months of the publication in force that the dossier does not have; none when it has them."""
    publiee = vue.registre.get("publication", {}).get("duree_mois")
    return publiee if publiee != vue.donnees.get("duree_mois") else None


def fin_inconnue_depuis(vue: VueFaits) -> date | None:
    """Notification of a marché whose end nobody has said; nothing once its end is known."""
    debut = vue.donnees.get("date_notification")
    return debut if isinstance(debut, date) and fin_du_marche_le(vue) is None else None


def bilans_attendus(vue: VueFaits) -> int:
    """The bilan that the year owes (articles 3 and 5, annexe 1/A), until one is transmitted.

    Owed whether its dossier is open or not: what nobody opened is not given.
    """
    return 0 if any(un.etat in BILANS_TRANSMIS for un in vue.liens.get("bilans", ())) else 1


def reunions_attendues(vue: VueFaits) -> int:
    """Meetings that article 3 asks of the year and that were not held, opened or not."""
    return _non_tenues(vue, ANNUELLES)


def reunions_d_insertion_attendues(vue: VueFaits) -> int:
    """Meetings that annexe 1/A asks of the year and that were not held, opened or not."""
    de_demarrage = {DEMARRAGE} if vue.donnees.get("premiere") else set()
    return _non_tenues(vue, D_INSERTION | de_demarrage)


def _non_tenues(vue: VueFaits, genres: frozenset[str]) -> int:
    tenues = {un.cle for un in vue.liens.get("reunions", ()) if un.etat in REUNIONS_FAITES}
    return len(genres - tenues)


def avec_criteres(vue: VueFaits) -> bool:
    """Whether qualitative engagements come from the offer: critère, alone or with a clause."""
    return vue.donnees.get("type_disposition") in {"critere", "clause_et_critere"}


def suivi_annuel(vue: VueFaits) -> bool:
    """Whether the yearly meetings and the specific bilan are due: réservé à l’IAE, insertion."""
    return vue.donnees.get("type_disposition") in {
        "reserve_iae",
        "reserve_iae_handicap",
        "marche_insertion",
    }


def suspendu_en(vue: VueFaits) -> str | None:
    """State in which the marché was last suspended: where it comes back to."""
    suspensions = vue.historique.de("suspendre")
    return suspensions[-1].de if suspensions else None


def suspendu_le(vue: VueFaits) -> date | None:
    """Day from which the suspension that goes on takes effect: the marché resumes no sooner."""
    return _dernier_effet(vue, SUSPENDRE)


def repris_le(vue: VueFaits) -> date | None:
    """Day on which the last suspension ended: the next one does not begin in it."""
    return _dernier_effet(vue, REPRENDRE)


def _dernier_effet(vue: VueFaits, ordre: str) -> date | None:
    """The day of the last order, if it is of that kind: a suspension, or a resumption."""
    donnes = ordres(vue)
    return donnes[-1][1] if donnes and donnes[-1][0] == ordre else None


def ordres(vue: VueFaits) -> list[tuple[str, date]]:
    """The orders that stopped a marché or started it again, in order, each with its day of effect.

    One that was taken over while it was stopped had had its order before.
    """
    donnes = []
    for une in sorted(vue.historique.de(OUVRIR, SUSPENDRE, REPRENDRE), key=lambda une: une.seq):
        effet = une.donnees.get("date_effet")
        if effet is not None and (une.evenement != OUVRIR or une.vers == SUSPENDU):
            donnes.append((REPRENDRE if une.evenement == REPRENDRE else SUSPENDRE, effet))
    return donnes


def reunion_prevue_le(vue: VueFaits) -> date | None:
    """The day for which a meeting was last called, until an act gives it another."""
    dits = [une.donnees.get("date_reunion") for une in vue.historique.de(*CONVOQUENT)]
    return dits[-1] if dits and isinstance(dits[-1], date) else None


def reunion_prevue_a(vue: VueFaits) -> str | None:
    """Its place until that act."""
    dits = [une.donnees.get("lieu_reunion") for une in vue.historique.de(*CONVOQUENT)]
    lieux = [str(un) for un in dits if un]
    return lieux[-1] if lieux else None


def annee_du_jour(
    vue: VueFaits,
    debut: Valeur,
    prises: tuple[Ligne, ...],
    arrets: Pauses = (),
    arretee_le: date | None = None,
) -> date | None:
    """First day of the year, counted from ``debut``, in which the last of these lines fell.

    The days of the ``arrets`` are given back; nothing passes from ``arretee_le`` on.
    """
    if not isinstance(debut, date) or not prises:
        return None
    pris_le = vue.temps.jour_civil(max(une.recorded_at for une in prises))
    if arretee_le is not None:
        pris_le = min(pris_le, arretee_le)
    while (suivante := _apres_un_an(vue, debut, arrets)) <= pris_le:
        debut = suivante
    return debut


def _dernier_jour(vue: VueFaits, debut: date, arrets: Pauses = ()) -> date:
    return vue.temps.apres(debut, UN_AN, "duree", arrets).dernier_jour


def _apres_un_an(vue: VueFaits, debut: date, arrets: Pauses) -> date:
    return _dernier_jour(vue, debut, arrets) + timedelta(days=1)


_SANS_LIGNE: frozenset[str] = frozenset()
_ORDRES = frozenset({OUVRIR, SUSPENDRE, REPRENDRE})
_REUNIONS = frozenset({"reunions"})
_GENRES = {"reunions": "genre"}
FAITS = (
    Fait(nom="avec_criteres", type="booleen", lit=_SANS_LIGNE, calcul=avec_criteres),
    Fait(nom="suivi_annuel", type="booleen", lit=_SANS_LIGNE, calcul=suivi_annuel),
    Fait(nom="suspendu_en", type="choix", lit=frozenset({"suspendre"}), calcul=suspendu_en),
    Fait(nom="suspendu_le", type="date", lit=_ORDRES, calcul=suspendu_le),
    Fait(nom="repris_le", type="date", lit=_ORDRES, calcul=repris_le),
    Fait(
        nom="reunion_prevue_le",
        type="date",
        lit=frozenset(CONVOQUENT),
        calcul=reunion_prevue_le,
    ),
    Fait(
        nom="reunion_prevue_a",
        type="texte",
        lit=frozenset(CONVOQUENT),
        calcul=reunion_prevue_a,
    ),
    Fait(
        nom="cadrage_tenu",
        type="booleen",
        lit=_SANS_LIGNE,
        calcul=cadrage_tenu,
        liens=frozenset({"cadrages"}),
    ),
    Fait(
        nom="cadrage_tenu_le",
        type="date",
        lit=_SANS_LIGNE,
        calcul=cadrage_tenu_le,
        liens=frozenset({"cadrages"}),
        cles={"cadrages": "tenue_le"},
    ),
    Fait(
        nom="premiere_annee_le",
        type="date",
        lit=frozenset({OUVRIR}),
        calcul=premiere_annee_le,
    ),
    Fait(
        nom="terme_a_preparer_le",
        type="date",
        lit=_SANS_LIGNE,
        calcul=terme_a_preparer_le,
        parametres=frozenset({RAPPEL_DU_TERME}),
    ),
    Fait(
        nom="fin_du_preavis_le",
        type="date",
        lit=_SANS_LIGNE,
        calcul=fin_du_preavis_le,
        parametres=frozenset({PREAVIS}),
        delais=frozenset({FIN_DU_PREAVIS}),
    ),
    compte_du_lien("annees_ouvertes", "annees", annees_ouvertes),
    compte_du_lien("marches_en_cours", "marches", marches_en_cours),
    compte_du_lien("achats_a_cibler", "marches", achats_a_cibler),
    Fait(
        nom="liste_attendue_le",
        type="date",
        lit=frozenset({OUVRIR}),
        calcul=liste_attendue_le,
    ),
    Fait(
        nom="duree_a_reprendre",
        type="entier",
        lit=_SANS_LIGNE,
        calcul=duree_a_reprendre,
        registre="publication",
    ),
    Fait(
        nom="fin_de_l_annee",
        type="date",
        lit=_SANS_LIGNE,
        calcul=fin_de_l_annee,
        parametres=frozenset({"annee_du_bilan"}),
    ),
    Fait(
        nom="annee_suivante_le",
        type="date",
        lit=_SANS_LIGNE,
        calcul=annee_suivante_le,
        parametres=frozenset({"annee_du_bilan"}),
    ),
    Fait(
        nom="fin_du_marche_le",
        type="date",
        lit=_SANS_LIGNE,
        calcul=fin_du_marche_le,
        demontre=calcul_de_la_fin_du_marche,
    ),
    Fait(nom="fin_inconnue_depuis", type="date", lit=_SANS_LIGNE, calcul=fin_inconnue_depuis),
    compte_du_lien("bilans_attendus", "bilans", bilans_attendus),
    Fait(
        nom="reunions_attendues",
        type="entier",
        lit=_SANS_LIGNE,
        calcul=reunions_attendues,
        liens=_REUNIONS,
        cles=_GENRES,
    ),
    Fait(
        nom="reunions_d_insertion_attendues",
        type="entier",
        lit=_SANS_LIGNE,
        calcul=reunions_d_insertion_attendues,
        liens=_REUNIONS,
        cles=_GENRES,
    ),
)
