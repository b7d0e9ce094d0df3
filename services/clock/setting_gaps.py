"""What today's parameters or calendar would make of the live timers of one dossier.

Nothing is recomputed by itself (design §1.4): ``jalon recalculer`` lists these gaps and applies
them on demand; ``explain`` says that they are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.act import Chantier
from services.loading import Charge, charger_snapshot
from services.moved_deadlines import VERIFICATION_DU_COURRIER, libelle_de
from services.people import deduits
from states.french import a_paris
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from workflow.arming import FIN_D_ATTENTE
from workflow.deadlines import VERIFICATION, echeance_de, echeance_dite, recalculer
from workflow.decision import Timer
from workflow.process import ENTREE, RegleEcheance
from workflow.rearming import verifier_de_nouveau
from workflow.rules import (
    armer_regle,
    champ_ancre,
    conditions,
    date_d_ancrage,
    regles_en_ordre,
    renouveler,
)
from workflow.scope import Portee

ECARTEE = "ecartee"
"""In the rule of a kept délai: the earlier date that today's settings would have given it."""


@dataclass(frozen=True)
class Ecart:
    """A live timer and what it would become."""

    dossier: LigneDossier
    ancien: Timer
    nouveau: Timer
    opposable: str | None
    libelle: str
    raccourci: bool
    fins: tuple[date, date]
    """Last days before and after."""
    sonnee: bool = False
    """Whether nothing was armed any more: what rang, verification or reminder, is to come again."""
    cesse: bool = False
    """Whether nothing would be armed: switched off, or its effects and its reminders are over."""

    @property
    def interdit(self) -> bool:
        """Whether a third party was told a later date."""
        return self.opposable is not None and self.raccourci

    @property
    def allonge_une_promesse(self) -> bool:
        """Whether a third party was told an earlier date: a reason is due."""
        return self.opposable is not None and not self.raccourci

    @property
    def deja_dit(self) -> bool:
        """Whether the journal says already that it is kept, and against which date."""
        return self.interdit and self.ancien.regle.get(ECARTEE) == self.nouveau.du_le.isoformat()

    @property
    def dit(self) -> str:
        """What moves, in words: the end of the délai, or only what the office does after it."""
        if self.ancien.rang == VERIFICATION:
            return f"{self.libelle} : {VERIFICATION_DU_COURRIER}"
        if self.ancien.regle.get("verification") and self.fins[0] == self.fins[1]:
            return f"{self.libelle} : passage à l’étape suivante"
        return self.libelle

    @property
    def but(self) -> tuple[str, int, datetime]:
        """What would be written."""
        return self.ancien.nom, self.ancien.rang, self.nouveau.du_le

    @property
    def avant(self) -> str | None:
        """The armed instant, Paris offset; ``None`` when nothing was armed any more."""
        return None if self.sonnee else a_paris(self.ancien.du_le).isoformat()

    @property
    def apres(self) -> str | None:
        """The instant that today's settings give, Paris offset; ``None`` when they arm nothing."""
        return None if self.cesse else a_paris(self.nouveau.du_le).isoformat()

    @property
    def retenu(self) -> Timer | None:
        """The timer to write, if any: a kept délai remembers the date that it was kept against."""
        if not self.interdit:
            return None if self.cesse else self.nouveau
        regle = {**self.ancien.regle, ECARTEE: self.nouveau.du_le.isoformat()}
        return replace(self.ancien, regle=regle)


def ecarts_de(
    chantier: Chantier, dossier: LigneDossier, charge: Charge | None = None
) -> list[Ecart]:
    """The timers of one dossier that differ; what counts from a kept délai is kept with it.

    ``charge`` is the dossier as it was read, when it is known.
    """
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    charge = charge or charger_snapshot(chantier, dossier, compilee)
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    armes = portee.avec_timers(charge.snapshot.timers)
    vivants = {(un.nom, un.rang): un for un in charge.snapshot.timers}
    trouves: list[Ecart] = []
    for regle in (*regles_en_ordre(portee), *portee.definition.rappels.values(), None):
        nom = regle.nom if regle else FIN_D_ATTENTE
        vue = portee.avec_timers(vivants.values())
        if regle and _compte_de_l_efface(regle, portee):
            continue
        for ancien in [un for un in vivants.values() if un.nom == nom]:
            ecart = _ecart(dossier, vue, regle, ancien)
            if ecart is None:
                continue
            if not ecart.interdit and not ecart.cesse:
                vivants[nom, ancien.rang] = ecart.nouveau
                trouves.extend(_verification(ecart, vivants, chantier.now))
            trouves.append(ecart)
        if regle and not any(un.nom == nom for un in vivants.values()):
            trouves.extend(_de_nouveau(dossier, regle, armes, vue))
            if charge.snapshot.attente is None:
                trouves.extend(_rendues(dossier, regle, vue))
    return [un for un in trouves if not un.deja_dit]


def _compte_de_l_efface(regle: RegleEcheance, portee: Portee) -> bool:
    """Whether a deadline counts from what nobody can read any more: it stays as it was armed.

    What an erased value leaves is no setting: counted without it, the day would be another one.
    """
    definition, donnees = portee.definition, portee.donnees
    if champ_ancre(regle, portee) not in deduits(definition):
        return False
    return any(nom in donnees and donnees[nom] is None for nom in definition.personnels_gardes)


def _ecart(
    dossier: LigneDossier, portee: Portee, regle: RegleEcheance | None, ancien: Timer
) -> Ecart | None:
    nouveau = _aujourd_hui(portee, regle, ancien)
    if nouveau is None:
        return _qui_cesse(dossier, portee, regle, ancien)
    if (nouveau.du_le, nouveau.ancre) == (ancien.du_le, ancien.ancre):
        return None
    opposable = regle.opposable_a if regle else None
    libelle = libelle_de(portee.definition, portee.etat, ancien.nom)
    dire = echeance_de if nouveau.rang == ancien.rang else echeance_dite
    fins = [dire(un, portee.temps).dernier_jour for un in (ancien, nouveau)]
    raccourci = fins[1] < fins[0] or (dire is echeance_de and nouveau.du_le < ancien.du_le)
    return Ecart(dossier, ancien, nouveau, opposable, libelle, raccourci, (fins[0], fins[1]))


def _qui_cesse(
    dossier: LigneDossier, portee: Portee, regle: RegleEcheance | None, ancien: Timer
) -> Ecart:
    """A timer that today's settings would not arm: it would ring and do nothing, unsaid.

    One that was announced to a third party is kept, as one that would be shortened is.
    """
    fin = echeance_de(ancien, portee.temps).dernier_jour
    opposable = regle.opposable_a if regle else None
    libelle = libelle_de(portee.definition, portee.etat, ancien.nom)
    return Ecart(
        dossier, ancien, ancien, opposable, libelle, raccourci=True, fins=(fin, fin), cesse=True
    )


def _aujourd_hui(portee: Portee, regle: RegleEcheance | None, ancien: Timer) -> Timer | None:
    """The timer as today's parameters and calendar would make it, its hold still counted."""
    if regle is None:  # the end of a hold: no parameter, only the calendar
        valeurs = {**ancien.regle, "zone": portee.temps.zone}
        return recalculer(replace(ancien, regle=valeurs), portee.temps)
    return renouveler(ancien, regle, portee)


def _de_nouveau(
    dossier: LigneDossier, regle: RegleEcheance, armes: Portee, vue: Portee
) -> Iterator[Ecart]:
    """A reminder of an end that is put off after it has rung: it told a date that is no longer so.

    ``armes`` and ``vue`` see the ends of the other deadlines as they are and as they become.
    """
    if regle.depuis == ENTREE:
        return
    avant, apres = date_d_ancrage(regle, armes), date_d_ancrage(regle, vue)
    if avant is None or apres is None or apres <= avant:
        return
    libelle = libelle_de(vue.definition, vue.etat, regle.nom)
    for un in armer_regle(regle, vue, apres):
        if un.du_le > vue.maintenant:
            fin = echeance_de(un, vue.temps).dernier_jour
            yield Ecart(
                dossier, un, un, None, libelle, raccourci=False, fins=(fin, fin), sonnee=True
            )


def _rendues(dossier: LigneDossier, regle: RegleEcheance, portee: Portee) -> Iterator[Ecart]:
    """A deadline still to come that nothing armed, and to which a setting gives back its object.

    One whose day is past is not made up: nobody was told of it, and it would ring at once.
    """
    definition = portee.definition
    lus = {nom for une in conditions(regle) for nom in definition.gardes[une].lus}
    if regle.si_parametre is None and lus.isdisjoint(definition.parametres):
        return
    entree = portee.temps.jour_civil(lire_instant(dossier.moved_at or dossier.opened_at))
    libelle = libelle_de(definition, portee.etat, regle.nom)
    for un in armer_regle(regle, portee, entree):
        if un.du_le > portee.maintenant:
            fin = echeance_de(un, portee.temps).dernier_jour
            yield Ecart(
                dossier, un, un, None, libelle, raccourci=False, fins=(fin, fin), sonnee=True
            )


def _verification(
    ecart: Ecart, vivants: Mapping[tuple[str, int], Timer], now: datetime
) -> Iterator[Ecart]:
    """The verification of a move put off after it had rung: armed again with the move."""
    if (ecart.ancien.nom, VERIFICATION) in vivants:
        return
    for un in verifier_de_nouveau([ecart.nouveau], now):
        if un.rang == VERIFICATION:
            ancien = replace(ecart.ancien, rang=VERIFICATION)
            yield replace(ecart, ancien=ancien, nouveau=un, sonnee=True)
