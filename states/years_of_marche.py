"""Facts of the years of a marché (annexe 1/A): its stops give their days back; pure functions."""

from __future__ import annotations

from datetime import date, timedelta

from states.letters_and_alerts import delai
from states.partnership import REPRENDRE, SUSPENDRE, UN_AN, annee_du_jour, ordres
from workflow.line_names import ARRETS
from workflow.values import OUVRIR, SYSTEME, Echeance, Fait, Pauses, VueFaits

PRISES = frozenset({OUVRIR, "preciser_disposition"})
"""Acts that open the year of a marché already notified."""
PAUSE, REPRISE, RETOUR = "mettre_en_attente", "reprendre", "retablir"
"""What a year keeps of them; one that was put back keeps those of its absence (``ARRETS``)."""
FINIR = "finir_annee"
EN_COURS = "en_cours"
"""The state of a year in which a stop touches it: what is over does not last longer."""
MILIEU_D_ANNEE = "milieu_d_annee"


def fin_de_l_annee_du_marche(vue: VueFaits) -> date | None:
    """Last day of a year of a marché, counted from its own start, its stops given back."""
    fin = _fin(vue)
    return fin.dernier_jour if fin else None


def calcul_de_la_fin_de_l_annee(vue: VueFaits) -> str | None:
    """How the last day of a year was found, once the marché has been stopped in it."""
    fin = _fin(vue) if arrets_de_l_annee(vue) else None
    return fin.calcul[0] if fin else None


def annee_suivante_du_marche_le(vue: VueFaits) -> date | None:
    """First day of the next year of a marché."""
    fin = fin_de_l_annee_du_marche(vue)
    return fin + timedelta(days=1) if fin else None


def milieu_de_l_annee_du_marche_le(vue: VueFaits) -> date | None:
    """Day from which the individual meeting of the year is due: the year has something to give."""
    debut = vue.donnees.get("debut_le")
    if not isinstance(debut, date):  # a dossier whose opening is still being proved
        return None
    arrets = arrets_de_l_annee(vue)
    return vue.temps.apres(debut, delai(vue, MILIEU_D_ANNEE), "bureau", arrets).dernier_jour


def arrets_de_l_annee(vue: VueFaits) -> Pauses:
    """The stops that a year has seen, as its own journal tells them, in the order it was written.

    What touches a stop that begins is the same one: its resumption was taken back, or the year was
    opened in it. It ends where its last resumption says; undone, it ends where it began.
    """
    trouves: list[tuple[date, date]] = []
    debuts: list[date] = []
    lignes = vue.historique.de(OUVRIR, PAUSE, REPRISE, RETOUR)
    for ligne in sorted(lignes, key=lambda une: une.seq):
        dits = ligne.donnees.get(ARRETS, ())
        trouves += [(date.fromisoformat(debut), date.fromisoformat(fin)) for debut, fin in dits]
        if ligne.role != SYSTEME or ligne.de != EN_COURS:
            continue
        jour = vue.temps.jour_civil(ligne.at)
        if ligne.evenement == PAUSE:
            debuts = [jour]
        else:  # the marché runs again
            for debut in debuts:
                siens = [un for un in trouves if debut in un]
                depuis = min((debut, *(un[0] for un in siens)))
                trouves = [un for un in trouves if un not in siens]
                trouves += [(depuis, jour)] if depuis < jour else []
            debuts = []
    return tuple(trouves)


def annee_en_cours_du_marche_le(vue: VueFaits) -> date | None:
    """First day of its year when a marché was taken over, counted from its notification.

    An anniversary, but for the days that it stood still; no year begins while it does.
    """
    debut, prises = vue.donnees.get("date_notification"), vue.historique.de(*PRISES)
    arrets: list[tuple[date, date]] = []
    debuts: list[date] = []
    for ordre, effet in ordres(vue):
        if ordre == SUSPENDRE:
            debuts = [effet]
        else:
            arrets += [(depuis, effet) for depuis in debuts]
            debuts = []
    return annee_du_jour(vue, debut, prises, tuple(arrets), next(iter(debuts), None))


def premiere_annee_du_marche(vue: VueFaits) -> bool:
    """Whether the marché was taken over in its first year: its start meeting may still be due."""
    return annee_en_cours_du_marche_le(vue) == vue.donnees.get("date_notification")


def annee_du_marche_finie(vue: VueFaits) -> bool:
    """Whether a year went to its last day, before anything stopped its marché."""
    return bool(vue.historique.de(FINIR))


def _fin(vue: VueFaits) -> Echeance | None:
    debut = vue.donnees.get("debut_le")
    if not isinstance(debut, date):
        return None
    return vue.temps.apres(debut, UN_AN, "duree", arrets_de_l_annee(vue))


_ARRETS = frozenset({OUVRIR, PAUSE, REPRISE, RETOUR})
_PRISES = PRISES | {SUSPENDRE, REPRENDRE}
FAITS = (
    Fait(
        nom="fin_de_l_annee_du_marche",
        type="date",
        lit=_ARRETS,
        calcul=fin_de_l_annee_du_marche,
        demontre=calcul_de_la_fin_de_l_annee,
    ),
    Fait(
        nom="milieu_de_l_annee_du_marche_le",
        type="date",
        lit=_ARRETS,
        calcul=milieu_de_l_annee_du_marche_le,
        parametres=frozenset({MILIEU_D_ANNEE}),
    ),
    Fait(
        nom="annee_suivante_du_marche_le",
        type="date",
        lit=_ARRETS,
        calcul=annee_suivante_du_marche_le,
    ),
    Fait(
        nom="annee_en_cours_du_marche_le",
        type="date",
        lit=_PRISES,
        calcul=annee_en_cours_du_marche_le,
    ),
    Fait(
        nom="annee_du_marche_finie",
        type="booleen",
        lit=frozenset({FINIR}),
        calcul=annee_du_marche_finie,
    ),
    Fait(
        nom="premiere_annee_du_marche",
        type="booleen",
        lit=_PRISES,
        calcul=premiere_annee_du_marche,
    ),
)
