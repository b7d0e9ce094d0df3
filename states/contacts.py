"""Contacts with an entreprise: which failed, which were an exchange (annexe 2/A, domain §8 row 2).

A contact counts on its own day, whenever it was typed: what is entered late takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from workflow.values import Donnees, Historique, Ligne, TempsLegal, VueFaits

MOYENS_ECRITS = frozenset({"courriel", "courrier"})
CONTACT = "consigner_contact"
HABITUELS = {"moyen": "telephone", "sens": "sortant"}
"""How most contacts are made."""
REPONSES = frozenset({"recevoir_reponse", "recevoir_reponse_tardive", "retenir_reponse"})
ECHANGES = REPONSES | {CONTACT}
"""Events that the facts of this page read."""
_ECHANGES = tuple(sorted(ECHANGES))
_NON_ABOUTIS = frozenset({"message_laisse", "pas_de_reponse", "refus_exprime"})
_REFUS = "refus_exprime"
_ENTRANT = "entrant"


def contacts_infructueux(
    historique: Historique, donnees: Donnees, temps: TempsLegal
) -> tuple[Ligne, ...]:
    """Failed attempts of the AMOI since the last exchange with the entreprise, by their own day.

    What failed before an exchange no longer shows that the entreprise is silent (annexe 2/A), and
    a contact older than the notification of the marché shows nothing of its titulaire.
    """
    suite = _depuis_l_echange(historique, donnees, temps)
    return tuple([une for une in suite if une.donnees.get("sens") != _ENTRANT])


def contacts_non_aboutis(vue: VueFaits) -> int:
    """How many attempts failed since the last exchange, those before a reprise included."""
    return len(_infructueux(vue)) + _repris(vue, "contacts_repris")


def dont_ecrits(vue: VueFaits) -> int:
    """How many of them were in writing (annexe 2/A: « dont un écrit »)."""
    ecrits = [une for une in _infructueux(vue) if une.donnees.get("moyen") in MOYENS_ECRITS]
    return len(ecrits) + _repris(vue, "ecrits_repris")


def refus_exprime(vue: VueFaits) -> bool:
    """Whether the entreprise has said no since the last exchange, called or calling."""
    return any(
        ligne.donnees.get("resultat") == _REFUS
        for ligne in _depuis_l_echange(vue.historique, vue.donnees, vue.temps)
    )


def dernier_contact_le(vue: VueFaits) -> date | None:
    """Day of the last contact or answer, whoever began it and whatever came of it."""
    return max((une[0] for une in _datees(vue.historique.de(*_ECHANGES), vue.temps)), default=None)


def notifie_sans_contact_le(vue: VueFaits) -> date | None:
    """Day of the notification while nobody has tried to reach the entreprise; else none.

    The first contact counts from it (annexe 1/B); once made, even before a reprise, nobody is asked
    for it again.
    """
    notifie = vue.donnees.get("notifie_le")
    tente = vue.historique.de(*ECHANGES) or vue.donnees.get("contacts_repris")
    return notifie if isinstance(notifie, date) and not tente else None


def _infructueux(vue: VueFaits) -> tuple[Ligne, ...]:
    return contacts_infructueux(vue.historique, vue.donnees, vue.temps)


def _depuis_l_echange(historique: Historique, donnees: Donnees, temps: TempsLegal) -> list[Ligne]:
    """Failed attempts and refusals that no exchange has followed."""
    echanges = historique.de(*_ECHANGES)
    if not echanges:
        return []
    depuis = donnees.get("notifie_le")
    suite: list[Ligne] = []
    for jour, _, ligne in sorted(_datees(echanges, temps), key=lambda une: une[:2]):
        if _est_un_echange(ligne):
            suite.clear()
        elif ligne.donnees.get("resultat") in _NON_ABOUTIS and not (depuis and jour < depuis):
            suite.append(ligne)
    return suite


def _datees(
    echanges: Iterable[Ligne], temps: TempsLegal
) -> Iterator[tuple[date, tuple[datetime, int], Ligne]]:
    """Each line with the day of its fact; two of one day keep the order in which they came."""
    for ligne in echanges:
        dit = ligne.donnees.get("date" if ligne.evenement == CONTACT else "recue_le")
        yield dit or temps.jour_civil(ligne.at), ligne.rang, ligne


def _est_un_echange(ligne: Ligne) -> bool:
    """An answer to the courrier, somebody reached, or the entreprise that calls or writes.

    Who calls to refuse is no silence, but gives nothing to go on with either: the attempts before
    it still count, as they do before a refusal heard when calling (annexe 2/A: « refus […] après
    plusieurs contacts non aboutis »).
    """
    resultat = ligne.donnees.get("resultat")
    if ligne.evenement in REPONSES or resultat == "joint":
        return True
    return ligne.donnees.get("sens") == _ENTRANT and resultat != _REFUS


def _repris(vue: VueFaits, champ: str) -> int:
    """Contacts made before Jalon took the dossier over, until an exchange puts them to rest."""
    repris = int(vue.donnees.get(champ) or 0)
    echange = repris and any(_est_un_echange(une) for une in vue.historique.de(*_ECHANGES))
    return 0 if echange else repris
