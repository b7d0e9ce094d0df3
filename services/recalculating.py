"""``jalon recalculer``: the live timers that today's parameters or calendar would change.

Nothing is recomputed by itself (design §1.4): this lists what would differ, and applies it on
demand. A délai already announced to a third party is never shortened, and is lengthened only with a
reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.act import Auteur, Chantier, commencer
from services.errors import Interdit
from services.loading import charger_snapshot
from services.moved_deadlines import deux_dates, libelle_de
from services.noting import noter, verrouiller
from services.office import Bureau
from services.opening import vider
from storage import dossiers as depot
from storage import live_timers
from storage.dossiers import LigneDossier
from workflow.arming import FIN_D_ATTENTE, Armement
from workflow.deadlines import PRINCIPAL, echeance_de
from workflow.deadlines import recalculer as recalculer_timer
from workflow.decision import Timer
from workflow.process import RegleEcheance
from workflow.rules import regles_en_ordre, renouveler
from workflow.scope import Portee
from workflow.values import TempsLegal

LOT = 500
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

    @property
    def interdit(self) -> bool:
        """Whether a third party was told a later date."""
        return self.opposable is not None and self.raccourci

    @property
    def deja_dit(self) -> bool:
        """Whether the journal says already that it is kept, and against which date."""
        return self.interdit and self.ancien.regle.get(ECARTEE) == self.nouveau.du_le.isoformat()

    @property
    def but(self) -> tuple[str, int, datetime]:
        """What would be written."""
        return self.ancien.nom, self.ancien.rang, self.nouveau.du_le

    @property
    def retenu(self) -> Timer:
        """The timer to write: a kept délai remembers the date that it was kept against."""
        if not self.interdit:
            return self.nouveau
        regle = {**self.ancien.regle, ECARTEE: self.nouveau.du_le.isoformat()}
        return replace(self.ancien, regle=regle)


def recalculer(
    bureau: Bureau, *, appliquer: bool = False, motif: str | None = None, acteur: str = "jalon"
) -> list[dict[str, Any]]:
    """List every live timer that would differ; with ``appliquer``, write the ones that may change.

    Each dossier is written in its own transaction, after another look under its lock. A délai that
    is kept although today's settings would shorten it is listed until it has been applied once:
    the journal then says that it was kept.

    Raises:
        Interdit: a délai announced to a third party would be lengthened and no reason is given.
    """
    with bureau.travail.lire() as connexion:
        par_dossier = [
            ecarts for ecarts in _tous_les_ecarts(commencer(bureau, connexion)) if ecarts
        ]
    if not appliquer:
        return [_dire(un, applique=False) for ecarts in par_dossier for un in ecarts]
    for un in (un for ecarts in par_dossier for un in ecarts):
        _exiger_un_motif(un, motif)
    return [dite for ecarts in par_dossier for dite in _appliquer(bureau, ecarts, motif, acteur)]


def _exiger_un_motif(ecart: Ecart, motif: str | None) -> None:
    if ecart.opposable and not ecart.interdit and not motif:
        raise Interdit(
            "motif",
            f"{ecart.dossier.numero} : le délai « {ecart.libelle} », annoncé à un tiers, "
            "serait allongé.",
            "Ajoutez --motif.",
        )


def _tous_les_ecarts(chantier: Chantier) -> Iterator[list[Ecart]]:
    for cle in live_timers.dossiers(chantier.connexion, LOT):
        dossier = depot.par_id(chantier.connexion, cle)
        assert dossier is not None  # noqa: S101 # a foreign key holds it
        yield _ecarts(chantier, dossier)


def _ecarts(chantier: Chantier, dossier: LigneDossier) -> list[Ecart]:
    """The timers of one dossier that differ; what counts from a kept délai is kept with it."""
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    charge = charger_snapshot(chantier, dossier, compilee)
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    vivants = {(un.nom, un.rang): un for un in charge.snapshot.timers}
    trouves: list[Ecart] = []
    for regle in (*regles_en_ordre(portee), None):
        nom = regle.nom if regle else FIN_D_ATTENTE
        vue = portee.avec_timers(vivants.values())
        for ancien in [un for un in vivants.values() if un.nom == nom]:
            ecart = _ecart(dossier, vue, regle, ancien)
            if ecart is None:
                continue
            if not ecart.interdit:
                vivants[nom, ancien.rang] = ecart.nouveau
            trouves.append(ecart)
    return [un for un in trouves if not un.deja_dit]


def _ecart(
    dossier: LigneDossier, portee: Portee, regle: RegleEcheance | None, ancien: Timer
) -> Ecart | None:
    nouveau = _aujourd_hui(portee, regle, ancien)
    if nouveau is None or (nouveau.du_le, nouveau.ancre) == (ancien.du_le, ancien.ancre):
        return None
    opposable = regle.opposable_a if regle else None
    libelle = libelle_de(portee.definition.etats[portee.etat], ancien.nom)
    fins = [echeance_de(un, portee.temps).dernier_jour for un in (ancien, nouveau)]
    raccourci = nouveau.du_le < ancien.du_le or fins[1] < fins[0]
    return Ecart(dossier, ancien, nouveau, opposable, libelle, raccourci)


def _aujourd_hui(portee: Portee, regle: RegleEcheance | None, ancien: Timer) -> Timer | None:
    """The timer as today's parameters and calendar would make it, its hold still counted."""
    if regle is None:  # the end of a hold: no parameter, only the calendar
        valeurs = {**ancien.regle, "zone": portee.temps.zone}
        return recalculer_timer(replace(ancien, regle=valeurs), portee.temps)
    return renouveler(ancien, regle, portee)


def _appliquer(
    bureau: Bureau, prevus: list[Ecart], motif: str | None, acteur: str
) -> list[dict[str, Any]]:
    """Replace the timers of a dossier under its lock, if they still differ in the same way."""
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        verrouiller(connexion, prevus[0].dossier.id)
        dossier = depot.par_id(connexion, prevus[0].dossier.id)
        ecarts = _ecarts(chantier, dossier) if dossier else []
        if [un.but for un in ecarts] != [un.but for un in prevus]:
            change = {"raison": "le dossier a changé entre-temps"}
            return [_dire(un, applique=False) | change for un in prevus]
        _remplacer(chantier, ecarts, motif, acteur)
    return [_dire(un, applique=not un.interdit) for un in prevus]


def _dire(ecart: Ecart, *, applique: bool) -> dict[str, Any]:
    echeance = ecart.nouveau.echeance
    dite = {
        "dossier": ecart.dossier.numero,
        "echeance": ecart.ancien.nom,
        "libelle": ecart.libelle,
        "rang": ecart.ancien.rang,
        "avant": ecart.ancien.du_le.isoformat(),
        "apres": ecart.nouveau.du_le.isoformat(),
        "opposable_a": ecart.opposable,
        "calcul": list(echeance.calcul) if echeance else [],
        "applique": applique,
    }
    if ecart.interdit:
        dite["raison"] = "délai annoncé à un tiers : jamais raccourci"
    return dite


def _remplacer(chantier: Chantier, ecarts: list[Ecart], motif: str | None, acteur: str) -> None:
    """Replace the timers, and keep both dates of each in one line of the journal."""
    temps = chantier.bureau.calendriers(str(ecarts[0].nouveau.regle["zone"]))
    donnees: dict[str, Any] = {
        "echeances_recalculees": [
            {
                "nom": un.ancien.nom,
                "rang": un.ancien.rang,
                "avant": un.ancien.du_le.isoformat(),
                "apres": un.nouveau.du_le.isoformat(),
                "applique": not un.interdit,
            }
            for un in ecarts
        ]
    }
    gardes = [un for un in ecarts if un.interdit and un.ancien.rang >= PRINCIPAL]
    phrases = [_garde(un, temps) for un in gardes]
    if motif:
        donnees["motif"] = motif
    noter(
        chantier,
        ecarts[0].dossier.id,
        evenement="recalculer",
        kind="recalcul",
        donnees=donnees,
        auteur=Auteur(acteur=acteur),
        armement=Armement(
            annules=tuple(un.ancien for un in ecarts),
            armes=tuple(un.retenu for un in ecarts),
            phrases=tuple(phrases),
        ),
    )
    vider(chantier)


def _garde(ecart: Ecart, temps: TempsLegal) -> str:
    reste, serait = deux_dates(ecart.ancien, ecart.nouveau, temps)
    return (
        f"« {ecart.libelle} », délai annoncé à un tiers, reste : {reste} "
        f"({serait} avec les réglages du jour)."
    )
