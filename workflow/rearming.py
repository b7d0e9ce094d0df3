"""Arms again the deadlines of a state that stays, when what they count from moves.

``suivre_les_ancres`` follows an act, ``corriger_les_ancres`` a correction; a delay in force when a
deadline was armed stays in force.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from workflow.arming import Armement, dates_tard, tenir_compte
from workflow.deadlines import (
    PRINCIPAL,
    VERIFICATION,
    jour_de,
    rang_suivant,
    timers,
    verification_de,
)
from workflow.decision import Arret, Timer
from workflow.past_stops import avec_les_arrets
from workflow.process import AUJOURD_HUI, ENTREE, RegleEcheance
from workflow.rules import (
    armer_regle,
    champ_ancre,
    conditions,
    date_d_ancrage,
    regles_en_ordre,
    sans_objet,
    suit_un_delai,
)
from workflow.scope import Portee

Refaire = Callable[[RegleEcheance, Portee, list[Timer]], Iterable[Timer] | None]
"""What the timers of a deadline become; ``None`` when they stay as they are."""


def suivre_les_ancres(
    avant: Portee, apres: Portee, vivants: Collection[Timer], vus: tuple[Arret, ...] = ()
) -> Armement:
    """Recompute, in a state that stays, the deadlines whose anchor, field or fact, has moved.

    Those that have nothing to say any more are over. ``vus`` are the stops that are over.
    """

    def suivre(regle: RegleEcheance, portee: Portee, _: list[Timer]) -> Iterable[Timer] | None:
        if conditions(regle) and sans_objet(regle, avant) != sans_objet(regle, portee):
            return _selon_l_objet(regle, portee)
        if regle.depuis == ENTREE or date_d_ancrage(regle, avant) == date_d_ancrage(regle, portee):
            return None
        armes = list(armer_regle(regle, portee, portee[AUJOURD_HUI]))
        return dates_tard(regle, armes, avant, portee, vus)

    return refaire(apres, vivants, suivre)


def refaire(apres: Portee, vivants: Collection[Timer], refait: Refaire) -> Armement:
    """Arm again the deadlines of a state that stays.

    What counts from the end of another deadline comes after it, and sees the new end.
    """
    armement = Armement()
    for regle in regles_en_ordre(apres):
        siens = [timer for timer in vivants if timer.nom == regle.nom]
        portee = apres
        if suit_un_delai(regle, apres):
            portee = apres.avec_timers(armement.restants(vivants))
        nouveaux = refait(regle, portee, siens)
        if nouveaux is not None:
            nouveaux = verifier_de_nouveau(nouveaux, apres.maintenant)
            armement = replace(
                armement,
                annules=(*armement.annules, *siens),
                armes=(*armement.armes, *nouveaux),
            )
    return replace(tenir_compte(apres, armement.armes), annules=armement.annules)


def verifier_de_nouveau(nouveaux: Iterable[Timer], maintenant: datetime) -> list[Timer]:
    """The timers of a deadline, its verification among them while it is still to come.

    A move put off after its verification has rung is verified again: nobody was asked to look at
    the mail of the days that were added (design §4).
    """
    tous = list(nouveaux)
    if any(un.rang == VERIFICATION for un in tous):
        return tous
    verifications = (verification_de(un) for un in tous if un.rang == PRINCIPAL)
    return [*(un for un in verifications if un and un.du_le > maintenant), *tous]


def corriger_les_ancres(
    avant: Portee,
    apres: Portee,
    vivants: Collection[Timer],
    champs: Collection[str],
    vus: tuple[Arret, ...] = (),
) -> Armement:
    """Recompute the timers anchored on corrected fields, or on facts that follow from them.

    A live timer keeps the delay in force when it was armed: the fact alone has changed. What has
    already fired is armed again only when its new date is still to come, the stops that are over
    (``vus``) given back.
    """

    def corriger(
        regle: RegleEcheance, portee: Portee, siens: list[Timer]
    ) -> Iterable[Timer] | None:
        if conditions(regle) and sans_objet(regle, avant) != sans_objet(regle, portee):
            return _selon_l_objet(regle, portee)
        ancre = str(siens[-1].regle["depuis"]) if siens else champ_ancre(regle, apres)
        deplacee = ancre in champs or (ancre != ENTREE and avant[ancre] != apres[ancre])
        if not deplacee and not fin_deplacee(regle, apres, portee):
            return None
        return _rearmer(regle, portee, siens, ancre, vus)

    return refaire(apres, vivants, corriger)


def _selon_l_objet(regle: RegleEcheance, portee: Portee) -> list[Timer]:
    """The timers of a deadline that has just lost, or found again, what it is about.

    One counted from the entry counts again from today; what is past goes on with its reminders.
    """
    armes = list(armer_regle(regle, portee, portee[AUJOURD_HUI]))
    if not armes or armes[-1].du_le > portee.maintenant:
        return armes
    suivant = rang_suivant(armes[-1], portee.temps, portee.maintenant)
    return [suivant] if suivant else []


def fin_deplacee(regle: RegleEcheance, avant: Portee, apres: Portee) -> bool:
    """Whether the end of another deadline, which this one counts from, has moved."""
    suit = suit_un_delai(regle, apres)
    return suit and date_d_ancrage(regle, avant) != date_d_ancrage(regle, apres)


def _rearmer(
    regle: RegleEcheance, apres: Portee, vivants: list[Timer], champ: str, vus: tuple[Arret, ...]
) -> Iterable[Timer]:
    jour = jour_de(apres[champ], apres.temps)
    if not vivants or jour is None:
        nouveaux = list(armer_regle(regle, apres, apres[AUJOURD_HUI]))
        nouveaux = [avec_les_arrets(vus, un, apres.temps) for un in nouveaux]
    elif vivants[-1].rang > PRINCIPAL:
        atteint = replace(vivants[-1], ancre=jour, rang=vivants[-1].rang - 1)
        suivant = rang_suivant(atteint, apres.temps, apres.maintenant)
        nouveaux = [suivant] if suivant else []
    else:
        nouveaux = list(timers(regle.nom, vivants[-1].regle, jour, apres.temps))
    rangs = {timer.rang for timer in vivants}
    return [un for un in nouveaux if un.rang in rangs or un.du_le > apres.maintenant]
