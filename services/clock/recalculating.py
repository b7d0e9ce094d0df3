"""``jalon recalculer``: the live timers that today's parameters or calendar would change.

Nothing is recomputed by itself (design §1.4): this lists what would differ, and applies it on
demand. A délai already announced to a third party is never shortened, and is lengthened only with a
reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.act import Auteur, Chantier, commencer
from services.clock.setting_gaps import Ecart, ecarts_de
from services.errors import Interdit
from services.moved_deadlines import deux_dates
from services.noting import noter, verrouiller
from services.office import Bureau
from services.opening import vider
from storage import dossiers as depot
from storage import live_timers
from workflow.arming import Armement
from workflow.deadlines import PRINCIPAL, calcul_de
from workflow.engine_fields import CHAMPS_DU_MOTEUR
from workflow.fields import convertir
from workflow.process import MOTIF
from workflow.values import TempsLegal

LOT = 500


def recalculer(
    bureau: Bureau, *, appliquer: bool = False, motif: str | None = None, acteur: str = "jalon"
) -> list[dict[str, Any]]:
    """List every live timer that would differ; with ``appliquer``, write the ones that may change.

    Each dossier is written in its own transaction, after another look under its lock. A délai that
    is kept although today's settings would shorten it is listed until it has been applied once:
    the journal then says that it was kept.

    Raises:
        Interdit: a délai announced to a third party would be lengthened and no reason is given.
        ValeurInvalide: the reason is blank.
    """
    if motif is not None:
        motif = str(convertir(CHAMPS_DU_MOTEUR[MOTIF], motif))
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
        yield ecarts_de(chantier, dossier)


def _appliquer(
    bureau: Bureau, prevus: list[Ecart], motif: str | None, acteur: str
) -> list[dict[str, Any]]:
    """Replace the timers of a dossier under its lock, if they still differ in the same way."""
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        verrouiller(connexion, prevus[0].dossier.id)
        dossier = depot.par_id(connexion, prevus[0].dossier.id)
        ecarts = ecarts_de(chantier, dossier) if dossier else []
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
        "libelle": ecart.dit,
        "rang": ecart.nouveau.rang,
        "avant": ecart.avant,
        "apres": ecart.apres,
        "dernier_jour": [fin.isoformat() for fin in ecart.fins],
        "opposable_a": ecart.opposable,
        "calcul": list(calcul_de(ecart.nouveau, echeance)) if echeance else [],
        "applique": applique,
    }
    if ecart.cesse:
        dite["raison"] = "plus rien à dire avec les réglages du jour"
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
                "avant": un.avant,
                "apres": un.apres,
                "applique": not un.interdit,
            }
            for un in ecarts
        ]
    }
    gardes = [un for un in ecarts if un.interdit and un.ancien.rang >= PRINCIPAL]
    phrases = [_garde(un, temps) for un in gardes]
    phrases += [f"« {un.dit} » ne court plus." for un in ecarts if un.cesse and not un.interdit]
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
            armes=tuple(un for un in (ecart.retenu for ecart in ecarts) if un is not None),
            phrases=tuple(phrases),
        ),
    )
    vider(chantier)


def _garde(ecart: Ecart, temps: TempsLegal) -> str:
    reste, serait = deux_dates(ecart.ancien, ecart.nouveau, temps)
    serait = "rien" if ecart.cesse else serait
    return (
        f"« {ecart.libelle} », délai annoncé à un tiers, reste : {reste} "
        f"({serait} avec les réglages du jour)."
    )
