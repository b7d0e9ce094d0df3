"""Who holds the ball, counted: which states are whose, how many dossiers wait on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from services.accounts.signing_in import Visiteur
from services.clock.armed_instants import echeances_armees
from services.holders import detenteur_de
from services.office import Bureau
from states.french import jour_civil
from states.roles import FACILITATEUR
from storage import dossiers as depot
from storage import due
from storage import looking as vues
from storage.looking import FiltreDossiers, Nombre
from storage.missed_tasks import Lecture
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.deadlines import calculer

VOUS, PERSONNE = "vous", "personne"
REMIS_MAX = 2_000
"""Dossiers looked at one by one: those whose deadline has handed the ball on."""


@dataclass
class Main:
    """How many dossiers wait on a holder, and since when the oldest does."""

    detenteur: str
    total: int = 0
    depuis: str | None = None
    par_machine: Counter[str] = field(default_factory=Counter)


def detenteur(bureau: Bureau, connexion: Connexion, nombre: Nombre) -> str:
    """The role that holds the dossiers of a group; nobody while they are on hold."""
    if nombre.en_pause:
        return PERSONNE
    definition = bureau.machines.par_id(connexion, nombre.definition).definition
    return definition.etats[nombre.etat].detenteur or PERSONNE


def a_vous(visiteur: Visiteur, role: str, *, miens: bool) -> bool:
    """Whether a holder is the person who reads; who facilitates, for what is entrusted to them.

    Nobody entrusts a dossier to the others (the accounts, who is responsible, a buyer's people):
    what their role holds is theirs.
    """
    return role in visiteur.roles and (miens or not par_portefeuille(visiteur))


def par_portefeuille(visiteur: Visiteur) -> bool:
    """Whether only the dossiers entrusted to this reader are on their desk."""
    return FACILITATEUR in visiteur.roles


@dataclass(frozen=True)
class Remis:
    """A dossier whose ball a deadline that is over has handed on (``ensuite``)."""

    id: int
    machine: str
    de: str
    vers: str
    miens: bool
    depuis: str


def remis(
    bureau: Bureau,
    connexion: Connexion,
    filtre: FiltreDossiers,
    nombres: Iterable[Nombre],
    visiteur: Visiteur,
) -> list[Remis]:
    """Dossiers that another than their state's holder holds; nothing is asked when none could."""
    possibles = [
        un
        for un in nombres
        if not un.en_pause and _passations(bureau, connexion, un.definition, un.etat)
    ]
    if not possibles:
        return []
    machines = {un.machine for un in possibles}
    etroit = replace(
        filtre,
        machine=machines.pop() if len(machines) == 1 else filtre.machine,
        etats=tuple((un.definition, un.etat) for un in possibles),
        en_pause=False,
    )
    ids = _sans_delai_en_cours(bureau, connexion, etroit)
    if not ids:
        return []
    lues = vues.page(
        connexion,
        replace(etroit, ids=ids),
        Lecture(jour_civil(bureau.horloge.maintenant())),
        apres=None,
        limite=REMIS_MAX,
    )
    timers = depot.timers_de(connexion, [vue.dossier.id for vue in lues])
    temps, now = bureau.calendriers(bureau.reglages.zone), bureau.horloge.maintenant()
    trouves = []
    for vue in lues:
        definition = bureau.machines.par_id(connexion, vue.dossier.definition).definition
        etat = definition.etats[vue.dossier.state]
        armees = echeances_armees(timers[vue.dossier.id], temps, now)
        vers = detenteur_de(vue, etat, armees)
        if vers != etat.detenteur:
            miens = vue.dossier.assigned in visiteur.comptes
            depuis = vue.dossier.moved_at or vue.dossier.opened_at
            trouves.append(
                Remis(
                    id=vue.dossier.id,
                    machine=vue.dossier.machine,
                    de=etat.detenteur or PERSONNE,
                    vers=vers,
                    miens=miens,
                    depuis=depuis,
                )
            )
    return trouves


def _passations(bureau: Bureau, connexion: Connexion, definition: int, etat: str) -> frozenset[str]:
    """Deadlines of a state that hand the ball on once they are over."""
    declaree = bureau.machines.par_id(connexion, definition).definition.etats[etat]
    return frozenset(regle.nom for regle in declaree.echeances.values() if regle.ensuite)


def _sans_delai_en_cours(
    bureau: Bureau, connexion: Connexion, filtre: FiltreDossiers
) -> tuple[int, ...]:
    """Ids of the dossiers of which one such deadline at least does not run any more.

    Thousands may stand in those states: the same rule from the same day is computed once.
    """
    couples = filtre.etats or ()
    attendues = {un: _passations(bureau, connexion, *un) for un in couples}
    temps, now = bureau.calendriers(bureau.reglages.zone), bureau.horloge.maintenant()

    @cache
    def court(regle: str, ancre: date) -> bool:
        return calculer(lire_json(regle), ancre, temps).expire_le > now

    restent: dict[int, set[str]] = {}
    for une in due.delais_en_cours(connexion, filtre, frozenset().union(*attendues.values())):
        siens = restent.setdefault(une.id, set(attendues[une.definition, une.state]))
        if une.name is not None and court(une.rule, une.anchor):
            siens.discard(une.name)
    return tuple(un for un, noms in restent.items() if noms)[:REMIS_MAX]


def mains(
    bureau: Bureau,
    connexion: Connexion,
    nombres: Iterable[Nombre],
    visiteur: Visiteur,
    remis: Iterable[Remis] = (),
) -> dict[str, Main]:
    """Holder → how many; ``vous`` apart from the others of the same role."""
    trouvees: dict[str, Main] = {}

    def compter(role: str, machine: str, *, miens: bool, total: int, depuis: str | None) -> None:
        nom = VOUS if a_vous(visiteur, role, miens=miens) else role
        main = trouvees.setdefault(nom, Main(nom))
        main.total += total
        main.par_machine[machine] += total
        main.depuis = min(filter(None, (main.depuis, depuis)), default=None)

    for un in nombres:
        role = detenteur(bureau, connexion, un)
        compter(role, un.machine, miens=un.miens, total=un.total, depuis=un.depuis)
    for passe in remis:
        compter(passe.de, passe.machine, miens=passe.miens, total=-1, depuis=None)
        compter(passe.vers, passe.machine, miens=passe.miens, total=1, depuis=passe.depuis)
    return {nom: une for nom, une in trouvees.items() if une.total}


def etats_de(
    bureau: Bureau, connexion: Connexion, nombres: Sequence[Nombre], role: str
) -> tuple[tuple[int, str], ...]:
    """Definition and state of the dossiers that a role holds, holds set aside."""
    trouves = {
        (un.definition, un.etat)
        for un in nombres
        if not un.en_pause and detenteur(bureau, connexion, un) == role
    }
    return tuple(sorted(trouves))
