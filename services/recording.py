"""From a decision to the rows it writes: journal line, dossier, timers, finished tasks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from services.act import Acte, Chantier
from services.given_tasks import annoncer
from services.moved_deadlines import deplacements
from services.snapshots import ecrire_attente
from services.undone_tasks import defaire_les_taches
from storage import tasks
from storage.canonical import canonique, empreinte_salee
from storage.chain import maillon, premier_maillon
from storage.column_types import ecrire_instant
from storage.dossiers import LigneDossier, LigneTimer
from storage.lots import TachesFaites, TachesFigees, TachesRendues
from storage.statements import civil
from storage.stored_json import ecrire_json
from storage.tables import FIN_DE_PAUSE, JAMAIS, OPPOSABLE, RAPPEL, TU
from workflow.arming import PENDANT_LA_PAUSE
from workflow.compiled import tous_les_faits
from workflow.deadlines import VERIFICATION, jour_montre
from workflow.decision import Timer
from workflow.fields import en_texte
from workflow.finished_tasks import taches_finies
from workflow.history import ECHEANCE
from workflow.line_names import SIGNATAIRE
from workflow.process import MOTIF
from workflow.stops import Degel, Gel, suite_de_l_arret
from workflow.task_days import jours_deplaces

VALEUR = "valeur"
"""Field of a correction that holds what another field becomes."""


def inscrire(
    chantier: Chantier,
    acte: Acte,
    *,
    timers: list[LigneTimer],
    assigned: int | None = None,
    sonne: LigneTimer | None = None,
) -> LigneDossier:
    """Gather the rows of an act; ``sonne`` is the timer that rang. Returns the dossier after."""
    ligne = _ligne_du_journal(chantier, acte)
    chantier.lot.journal.append(ligne)
    dits = _timers(chantier, acte, timers, sonne)
    dossier = _dossier_apres(chantier, acte, ligne, dits, assigned)
    chantier.lot.dossiers.append(_maj(acte.dossier, dossier))
    _taches_faites(chantier, acte)
    _taches_arretees(chantier, acte)
    _taches_deplacees(chantier, acte)
    if assigned is not None:
        chantier.lot.taches_confiees.append({"b_dossier": acte.dossier.id, "compte": assigned})
    return dossier


def _ligne_du_journal(chantier: Chantier, acte: Acte) -> dict[str, Any]:
    faite = acte.decision.ligne
    donnees = {**faite.donnees, **defaire_les_taches(chantier, acte)}
    if acte.auteur.signataire:
        donnees[SIGNATAIRE] = acte.auteur.signataire
    motif = donnees.pop(MOTIF, None)
    ligne: dict[str, Any] = {
        "dossier": acte.dossier.id,
        "seq": faite.seq,
        "rev": acte.dossier.rev + int(acte.decision.bouge),
        "kind": faite.kind,
        "event": faite.evenement,
        "from_state": faite.de,
        "to_state": faite.vers,
        "role": faite.role,
        "actor": acte.auteur.acteur,
        "on_behalf_of": acte.auteur.au_nom_de,
        "reason": None if motif is None else canonique(_personnelle(chantier, acte, MOTIF, motif)),
        "payload": canonique(_payload(chantier, acte, donnees)),
        "explanation": canonique([*deplacements(acte), *acte.decision.explication]),
        "at": chantier.instant(faite.at),
        "recorded_at": chantier.instant(faite.recorded_at),
        "prev_hash": acte.dossier.hash or premier_maillon(acte.dossier.numero),
    }
    ligne["hash"] = maillon(acte.dossier.numero, ligne)
    return ligne


def _payload(chantier: Chantier, acte: Acte, donnees: Mapping[str, Any]) -> dict[str, Any]:
    personnels = acte.compilee.definition.personnels | {SIGNATAIRE}
    if donnees.get("champ") in personnels:  # the corrected value is as personal as its field
        personnels |= {VALEUR}
    stockees: dict[str, Any] = {}
    for nom, valeur in donnees.items():
        if nom in personnels and valeur is not None:
            champ = str(donnees["champ"]) if nom == VALEUR and "champ" in donnees else nom
            stockees[nom] = _personnelle(chantier, acte, champ, str(valeur))
        else:
            stockees[nom] = en_texte(valeur) if not isinstance(valeur, Mapping) else valeur
    return stockees


def _personnelle(chantier: Chantier, acte: Acte, champ: str, valeur: str) -> dict[str, str]:
    """Keep a personal value outside the journal, which holds its salted digest only (§5)."""
    tirage = secrets.token_hex(32)
    cle, sel = tirage[:32], tirage[32:]
    chantier.lot.personnelles.append(
        {
            "id": cle,
            "dossier": acte.dossier.id,
            "champ": champ,
            "sel": sel,
            "valeur": valeur,
            "efface_le": None,
        }
    )
    return {"dp": cle, "e": empreinte_salee(sel, valeur.encode())}


def _dossier_apres(
    chantier: Chantier,
    acte: Acte,
    ligne: Mapping[str, Any],
    dits: Iterable[str],
    assigned: int | None,
) -> LigneDossier:
    decision, avant = acte.decision, acte.dossier
    definition = acte.compilee.definition
    moved = decision.de != decision.vers or avant.moved_at is None
    donnees = {
        nom: valeur
        for nom, valeur in decision.donnees.items()
        if valeur is not None and nom not in definition.personnels
    }
    return avant._replace(
        state=decision.vers,
        final=int(definition.etats[decision.vers].final),
        rev=avant.rev + int(decision.bouge),
        seq=decision.ligne.seq,
        hash=str(ligne["hash"]),
        data=ecrire_json(donnees, en_texte),
        faits=ecrire_json(_copies(acte), en_texte),
        hold=ecrire_attente(decision.attente),
        assigned=avant.assigned if assigned is None else assigned,
        moved_at=str(ligne["at"]) if moved else avant.moved_at,
        recorded_at=chantier.instant(),
        shown=_jour_dit(dits, en_pause=decision.attente is not None),
    )


def _jour_dit(dits: Iterable[str], *, en_pause: bool) -> str:
    """The day that lists tell of a dossier, of what its live deadlines say (``timer.shown``).

    It is that of the délai told to somebody, else of the first one; on hold, of what ends the hold.
    """
    depuis = FIN_DE_PAUSE if en_pause else OPPOSABLE
    return min((un for un in dits if depuis <= un < TU), default=OPPOSABLE + JAMAIS)[1:]


def _copies(acte: Acte) -> dict[str, Any]:
    """The facts that lists and filters read: none that a timer or the day moves by itself."""
    copies = dict(tous_les_faits(acte.decision.faits))
    for nom in acte.compilee.faits_sans_copie:
        copies.pop(nom, None)
    return copies


def _maj(avant: LigneDossier, apres: LigneDossier) -> dict[str, Any]:
    return {
        "b_id": avant.id,
        "b_seq": avant.seq,
        "state": apres.state,
        "final": apres.final,
        "rev": apres.rev,
        "seq": apres.seq,
        "hash": apres.hash,
        "data": apres.data,
        "faits": apres.faits,
        "hold": apres.hold,
        "assigned": apres.assigned,
        "moved_at": apres.moved_at,
        "recorded_at": apres.recorded_at,
        "shown": apres.shown,
    }


def _timers(
    chantier: Chantier, acte: Acte, vivants: list[LigneTimer], sonne: LigneTimer | None
) -> list[str]:
    """Retire and arm; what the deadlines that live on tell (``timer.shown``)."""
    annules = {(un.nom, un.rang) for un in acte.decision.annules}
    if sonne is not None:
        chantier.lot.timers_retires.append({"b_id": sonne.id, "status": "declenche"})
    dits = []
    for ligne in vivants:
        if ligne == sonne:
            continue
        if (ligne.name, ligne.rung) in annules:
            chantier.lot.timers_retires.append({"b_id": ligne.id, "status": "annule"})
            continue
        dits.append(ligne.shown)
        if ligne.attempts:  # what held it may be over
            chantier.lot.timers_reveilles.append({"b_id": ligne.id})
    generations = {(un.name): un.generation for un in vivants}
    for timer in acte.decision.armes:
        rangee = _rangee_timer(chantier, acte, timer, generations.get(timer.nom, 0) + 1)
        chantier.lot.timers.append(rangee)
        dits.append(rangee["shown"])
    return dits


def ecrire_regle(timer: Timer) -> str:
    """Stored form of the rule of a timer."""
    return ecrire_json(dict(timer.regle))


def _rangee_timer(chantier: Chantier, acte: Acte, timer: Timer, generation: int) -> dict[str, Any]:
    return {
        "dossier": acte.dossier.id,
        "name": timer.nom,
        "rung": timer.rang,
        "rule": ecrire_regle(timer),
        "anchor": civil(chantier.connexion, timer.ancre),
        "due_at": ecrire_instant(timer.du_le),
        "status": "arme",
        "generation": generation,
        "attempts": 0,
        "retry_at": None,
        "shown": _montree(acte, timer),
    }


def _montree(acte: Acte, timer: Timer) -> str:
    """What lists sort and filter by: which deadline of a dossier comes first, and its told day.

    As ``services.reading.looking.principale`` chooses among those of a page.
    """
    regle = acte.compilee.definition.echeance(acte.decision.vers, timer.nom)
    genre = OPPOSABLE if regle is not None and regle.opposable_a else RAPPEL
    if timer.nom in PENDANT_LA_PAUSE:
        genre = FIN_DE_PAUSE
    if timer.rang == VERIFICATION:
        genre = TU
    return genre + jour_montre(timer, acte.temps).isoformat()


def _taches_arretees(chantier: Chantier, acte: Acte) -> None:
    dossier = acte.dossier.id
    suite = suite_de_l_arret(acte.compilee.definition, acte.snapshot, acte.decision, acte.temps)
    if isinstance(suite, Gel):
        chantier.lot.taches_figees.append(TachesFigees(dossier, suite.depuis, suite.sauf))
    elif suite is not None:
        chantier.lot.taches_rendues.append(TachesRendues(dossier, suite.jour))
        _annoncer_les_rendues(chantier, acte, suite)


def _annoncer_les_rendues(chantier: Chantier, acte: Acte, suite: Degel) -> None:
    """Who ends a stop reads what comes back to the desks, and for when; the clock reads nothing."""
    if acte.decision.ligne.kind == ECHEANCE:
        return
    definition, decision = acte.compilee.definition, acte.decision
    finies = taches_finies(definition, decision)
    deplaces = dict(jours_deplaces(definition, decision, acte.temps))
    for une in tasks.figees(chantier.connexion, acte.dossier.id):
        if finies.isdisjoint({une.code, une.code.partition(":")[0]}):
            limite = une.echeance and suite.jour(une.code, une.echeance, une.figee_le)
            limite = deplaces.get(une.code, limite)
            annoncer(chantier, acte, une._asdict(), limite, depuis=une.cree_le)


def _taches_deplacees(chantier: Chantier, acte: Acte) -> None:
    for code, jour in jours_deplaces(acte.compilee.definition, acte.decision, acte.temps):
        chantier.lot.taches_datees.append(
            {
                "b_dossier": acte.dossier.id,
                "b_code": code,
                "echeance": civil(chantier.connexion, jour),
            }
        )


def _taches_faites(chantier: Chantier, acte: Acte) -> None:
    codes = taches_finies(acte.compilee.definition, acte.decision)
    if codes:
        chantier.lot.taches_faites.append(
            TachesFaites(acte.dossier.id, codes, chantier.instant(), acte.auteur.acteur)
        )
