"""``jalon migrate``: dossiers take another version of their machine, one by one, as planned.

The plan is shown first (``workflow/migrate.py`` makes it); applying goes by batches, each its own
transaction. A dossier that has taken the version is not looked at again: cut short, the same call
goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.act import Acte, Auteur, Chantier, commencer
from services.effects import ECHEANCE_PASSEE, executer
from services.errors import Interdit
from services.foresight.migration_rows import Migration, Prevu, Rangee, dire, phrase
from services.loading import Charge, charger_snapshot
from services.noting import verrouiller
from services.office import Bureau
from services.opening import vider
from services.recording import inscrire
from storage import definitions, portfolio
from storage import dossiers as depot
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from workflow.awaited import veiller
from workflow.compiled import Compilee
from workflow.decision import Decision
from workflow.errors import ValeurInvalide
from workflow.migrate import Passage, Plan, Sort, planifier
from workflow.process import Effet
from workflow.values import SYSTEME, Ligne

LOT = 100
MIGRATION = "migration"
EVENEMENT = "migrer"


def migrer(bureau: Bureau, voulue: Migration, *, appliquer: bool = False) -> list[Rangee]:
    """Plan for every dossier of the old version; with ``appliquer``, carry it out by batches.

    Raises:
        ValeurInvalide: no such machine, or its version in place is not the one that is wanted.
        Interdit: a délai announced to a third party would be lengthened and no reason is given.
    """
    nouvelle = _nouvelle(bureau, voulue)
    if not appliquer:
        with bureau.travail.lire() as connexion:
            chantier = commencer(bureau, connexion)
            prevus = [un for lot in _lots(chantier, voulue) for un in _plans(chantier, voulue, lot)]
            return [dire(voulue, un, applique=False) for un in prevus]
    return list(_appliquer(bureau, voulue, nouvelle))


def _nouvelle(bureau: Bureau, voulue: Migration) -> Compilee:
    nouvelle = bureau.machines.courantes.get(voulue.machine)
    if nouvelle is None:
        connues = ", ".join(bureau.machines.courantes)
        raise ValeurInvalide(
            "machine", f"La machine « {voulue.machine} » n’existe pas.", f"Connues : {connues}."
        )
    en_place = nouvelle.definition.version
    if en_place != voulue.vers:
        raise ValeurInvalide(
            "--to",
            f"--to : la version en place de « {voulue.machine} » est la {en_place}, pas la "
            f"{voulue.vers}.",
            f"Écrivez --to {en_place}, ou mettez en place l’autre définition.",
        )
    inconnus = sorted(set(voulue.etats.values()) - set(nouvelle.definition.etats))
    if inconnus:
        raise ValeurInvalide(
            "--etat",
            f"--etat : « {inconnus[0]} » n’est pas un état de la version {en_place}.",
            f"États connus : {', '.join(nouvelle.definition.etats)}.",
        )
    return nouvelle


def _lots(chantier: Chantier, voulue: Migration) -> Iterator[list[LigneDossier]]:
    """Dossiers that still run the old version, by pages."""
    empreinte = chantier.bureau.machines.courantes[voulue.machine].definition.empreinte
    en_place = definitions.chercher(chantier.connexion, voulue.machine, empreinte)
    versions: dict[int, int] = {}
    pages = portfolio.vivants(
        chantier.connexion, LOT, machine=voulue.machine, sauf_version=en_place
    )
    for page in pages:
        for un in page:
            if un.definition not in versions:
                versions[un.definition] = definitions.version_de(chantier.connexion, un.definition)
        lot = [un for un in page if versions[un.definition] == voulue.de]
        if lot:
            yield lot


def _plans(chantier: Chantier, voulue: Migration, lot: Sequence[LigneDossier]) -> Iterator[Prevu]:
    chantier.entourage.annoncer(lot)
    nouvelle = chantier.bureau.machines.courantes[voulue.machine]
    for dossier in lot:
        yield _prevoir(chantier, voulue, nouvelle, dossier)


def _prevoir(
    chantier: Chantier, voulue: Migration, nouvelle: Compilee, dossier: LigneDossier
) -> Prevu:
    ancienne = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    try:
        charge = charger_snapshot(chantier, dossier, nouvelle)
    except (ValueError, ArithmeticError) as erreur:  # a stored value that the new type cannot hold
        refus = f"Une valeur du dossier ne se lit plus : {erreur}."
        return Prevu(dossier, nouvelle, Plan(de=dossier.state, vers="", refus=(refus,)), None)
    entree = charge.temps.jour_civil(lire_instant(dossier.moved_at or dossier.opened_at))
    plan = planifier(
        Passage(
            ancienne=ancienne.definition,
            nouvelle=nouvelle,
            snapshot=charge.snapshot,
            entree=entree,
            etats=voulue.etats,
            now=chantier.now,
            temps=charge.temps,
        )
    )
    return Prevu(dossier, nouvelle, plan, charge)


def _appliquer(bureau: Bureau, voulue: Migration, nouvelle: Compilee) -> Iterator[Rangee]:
    with bureau.travail.lire() as connexion:
        chantier = commencer(bureau, connexion)
        lots = list(_lots(chantier, voulue))
        for lot in lots:
            for prevu in _plans(chantier, voulue, lot):
                _exiger_un_motif(prevu, voulue)
    for lot in lots:
        yield from _appliquer_un_lot(
            bureau, voulue, nouvelle, [un.id for un in sorted(lot, key=lambda un: un.tete)]
        )


def _exiger_un_motif(prevu: Prevu, voulue: Migration) -> None:
    allonge = next((un for un in prevu.plan.sorts if un.allonge), None)
    if allonge is not None and not voulue.motif:
        raise Interdit(
            "motif",
            f"{prevu.dossier.numero} : le délai « {allonge.nom} », annoncé à un tiers, serait "
            "allongé.",
            "Ajoutez --motif.",
        )


def _appliquer_un_lot(
    bureau: Bureau, voulue: Migration, nouvelle: Compilee, ids: list[int]
) -> list[Rangee]:
    """One batch in one transaction; what changed since the plan is planned again."""
    dites: list[Rangee] = []
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        identifiant, _ = bureau.machines.courante(connexion, voulue.machine, chantier.now)
        for cle in ids:
            verrouiller(connexion, cle)
            dossier = depot.par_id(connexion, cle)
            if dossier is None or dossier.definition == identifiant or dossier.final:
                continue
            prevu = _prevoir(chantier, voulue, nouvelle, dossier)
            _exiger_un_motif(prevu, voulue)
            faisable = not prevu.plan.refus and prevu.charge is not None
            if faisable:
                definitions.attribuer(connexion, [cle], identifiant)
                _passer(chantier, voulue, prevu)
            dites.append(dire(voulue, prevu, applique=faisable))
    return dites


def _passer(chantier: Chantier, voulue: Migration, prevu: Prevu) -> None:
    """Write the line, the state and the deadlines of one dossier."""
    charge = prevu.charge
    if charge is None:
        raise LookupError(prevu.dossier.numero)
    acte = Acte(
        dossier=prevu.dossier,
        compilee=prevu.compilee,
        snapshot=charge.snapshot,
        decision=_decision(chantier, voulue, prevu, charge),
        auteur=Auteur(acteur=voulue.acteur),
        temps=charge.temps,
    )
    inscrire(chantier, acte, timers=charge.timers)
    executer(chantier, acte)
    vider(chantier)


def _decision(chantier: Chantier, voulue: Migration, prevu: Prevu, charge: Charge) -> Decision:
    plan, snapshot = prevu.plan, charge.snapshot
    donnees = {"de_version": voulue.de, "vers_version": voulue.vers}
    ligne = Ligne(
        seq=prevu.dossier.seq + 1,
        evenement=EVENEMENT,
        de=plan.de,
        vers=plan.vers,
        role=SYSTEME,
        at=chantier.now,
        recorded_at=chantier.now,
        donnees={**donnees, **({"motif": voulue.motif} if voulue.motif else {})},
        kind=MIGRATION,
    )
    apres = prevu.compilee.portee(snapshot, chantier.now, charge.temps)
    apres.etat = plan.vers
    remplaces = (Sort.ANNULE, Sort.RECALCULE)
    armes = (Sort.ARME, Sort.RECALCULE)
    decision = Decision(
        ligne=ligne,
        de=plan.de,
        vers=plan.vers,
        donnees=snapshot.donnees,
        changes=frozenset({"definition"}),
        attente=snapshot.attente,
        annules=tuple(un.avant for un in plan.sorts if un.sort in remplaces and un.avant),
        armes=tuple(un.apres for un in plan.sorts if un.sort in armes and un.apres),
        effets=tuple(Effet(genre=ECHEANCE_PASSEE, nom=nom) for nom in plan.retenus or ()),
        faits=prevu.compilee.faits_de(apres),
        explication=tuple(phrase(un) for un in plan.sorts if un.sort is not Sort.GARDE),
    )
    return veiller(decision, apres, snapshot.timers)
