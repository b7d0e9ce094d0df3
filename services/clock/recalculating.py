"""``jalon recalculer``: the live timers that today's parameters or calendar would change.

Nothing is recomputed by itself (design §1.4): this lists what would differ, and applies it on
demand. A délai already announced to a third party is never shortened, and is lengthened only with a
reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from services.act import Auteur, Chantier, commencer
from services.clock.setting_gaps import Ecart, ecarts_de
from services.counter.long_work import Avance, sans_avance
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

    Raises:
        Interdit: a délai announced to a third party would be lengthened and no reason is given.
        ValeurInvalide: the reason is blank.
    """
    if motif is not None:
        motif = lire_le_motif(motif)
    par_dossier = comparer(bureau)
    if not appliquer:
        return dire(par_dossier)
    return ecrire(bureau, par_dossier, motif, Auteur(acteur=acteur))


def lire_le_motif(texte: str) -> str:
    """A reason, as the journal takes it.

    Raises:
        ValeurInvalide: it is blank.
    """
    return str(convertir(CHAMPS_DU_MOTEUR[MOTIF], texte))


def comparer(bureau: Bureau, avance: Avance = sans_avance) -> list[list[Ecart]]:
    """What would differ, dossier by dossier; ``avance`` is told how many have been looked at.

    A délai that is kept although today's settings would shorten it is there until it has been
    applied once: the journal then says that it was kept.
    """
    with bureau.travail.lire() as connexion:
        total = live_timers.combien(connexion)
        trouves = []
        for rang, ecarts in enumerate(_tous_les_ecarts(commencer(bureau, connexion))):
            avance(rang, total)
            if ecarts:
                trouves.append(ecarts)
    return trouves


def dire(par_dossier: Iterable[list[Ecart]]) -> list[dict[str, Any]]:
    """The gaps as they are told, none applied."""
    return [_dire(un, applique=False) for ecarts in par_dossier for un in ecarts]


def empreinte(par_dossier: Iterable[list[Ecart]]) -> str:
    """A digest of what would be written: what was read is what is applied."""
    buts = [(un.dossier.numero, *un.but, un.interdit) for ecarts in par_dossier for un in ecarts]
    return hashlib.sha256(repr(buts).encode()).hexdigest()


def ecrire(
    bureau: Bureau,
    par_dossier: list[list[Ecart]],
    motif: str | None,
    auteur: Auteur,
    avance: Avance = sans_avance,
) -> list[dict[str, Any]]:
    """Write the gaps that may be written, and tell them all.

    Each dossier is written in its own transaction, after another look under its lock: cut short,
    the same call goes on where it stopped.

    Raises:
        Interdit: a délai announced to a third party would be lengthened and no reason is given.
    """
    for un in (un for ecarts in par_dossier for un in ecarts):
        _exiger_un_motif(un, motif)
    dites: list[dict[str, Any]] = []
    for rang, ecarts in enumerate(par_dossier):
        avance(rang, len(par_dossier))
        dites += _appliquer(bureau, ecarts, motif, auteur)
    return dites


def _exiger_un_motif(ecart: Ecart, motif: str | None) -> None:
    if ecart.allonge_une_promesse and not motif:
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
    bureau: Bureau, prevus: list[Ecart], motif: str | None, auteur: Auteur
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
        _remplacer(chantier, ecarts, motif, auteur)
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
        "demande_un_motif": ecart.allonge_une_promesse,
        "calcul": list(calcul_de(ecart.nouveau, echeance)) if echeance else [],
        "applique": applique,
    }
    if ecart.cesse:
        dite["raison"] = "plus rien à dire avec les réglages du jour"
    if ecart.interdit:
        dite["raison"] = "délai annoncé à un tiers : jamais raccourci"
    return dite


def _remplacer(chantier: Chantier, ecarts: list[Ecart], motif: str | None, auteur: Auteur) -> None:
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
        auteur=auteur,
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
