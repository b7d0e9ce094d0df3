"""What can be done now on a dossier, with which fields; for what cannot, every missing condition.

Asks the kernel that decides: nothing here knows a rule of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from workflow.compiled import Acte, Compilee
from workflow.decision import Condition, Decision, Demande, Snapshot
from workflow.expressions import Comparaison, Nom, parties
from workflow.history import RETABLISSEMENT
from workflow.kernel import decide
from workflow.process import AUJOURD_HUI, ETAT, Champ, Garde
from workflow.refusals import ROLE, SELON
from workflow.restoring import etats_retablissables
from workflow.scope import Portee
from workflow.sentences import a_qui
from workflow.values import ROLES_DU_MOTEUR, TempsLegal

PASSE, AVENIR = "passe", "avenir"
COTES = {"<": PASSE, "<=": PASSE, ">": AVENIR, ">=": AVENIR}
"""On which side of today a comparison with it leaves a date."""
SANS_RETOUR = Condition(ETAT, "Le dossier n’a quitté aucun état auquel vous puissiez revenir.")


@dataclass(frozen=True, kw_only=True)
class SaisieAttendue:
    """A field of the form: its type, whether it is compulsory, its values with their labels.

    ``cote`` says of a date on which side of today it has to stand, when it has to.
    """

    champ: str
    libelle: str
    type: str
    obligatoire: bool
    personnel: bool
    court: bool = False
    reference: bool = False
    format: str = ""
    valeurs: tuple[tuple[str, str], ...] = ()
    min: int | None = None
    max: int | None = None
    cote: str = ""


@dataclass(frozen=True, kw_only=True)
class Possible:
    """An event that can be done now, once its fields are filled."""

    evenement: str
    libelle: str
    consequence: str
    par: tuple[str, ...]
    saisies: tuple[SaisieAttendue, ...]


@dataclass(frozen=True, kw_only=True)
class Impossible:
    """An event that cannot be done now, and every reason why."""

    evenement: str
    libelle: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Explication:
    """What somebody can and cannot do, in the order of the definition."""

    possibles: tuple[Possible, ...]
    impossibles: tuple[Impossible, ...]


def expliquer(
    compilee: Compilee,
    snapshot: Snapshot,
    roles: frozenset[str] | None,
    now: datetime,
    temps: TempsLegal,
) -> Explication:
    """Sort the events of a machine into possible and impossible, now.

    Parameters:
        compilee: the machine of the dossier.
        snapshot: the dossier, with its whole history.
        roles: those of the person who asks; ``None`` asks for whoever may act.
        now: the instant of the question.
        temps: legal time.
    """
    retours = _retours(compilee, snapshot, roles)
    portee = compilee.portee(snapshot, now, temps)
    possibles: list[Possible] = []
    impossibles: list[Impossible] = []
    for acte in compilee.actes.values():
        conditions = _conditions(compilee, snapshot, acte, _role(acte, roles), portee)
        if not conditions and acte.declare.operation == RETABLISSEMENT and not retours:
            conditions = (_sans_retour(compilee, snapshot, acte),)
        if conditions:
            impossibles.append(
                Impossible(evenement=acte.nom, libelle=acte.declare.libelle, conditions=conditions)
            )
        else:
            possibles.append(_possible(acte, retours, _par(compilee, snapshot, acte)))
    return Explication(possibles=tuple(possibles), impossibles=tuple(impossibles))


def _retours(
    compilee: Compilee, snapshot: Snapshot, roles: frozenset[str] | None
) -> tuple[tuple[str, str], ...]:
    """States that can be found again, with their labels."""
    etats = compilee.definition.etats
    noms = {
        nom
        for acte in compilee.actes.values()
        if acte.declare.operation == RETABLISSEMENT
        for nom in etats_retablissables(compilee, snapshot, acte.declare, _gens(acte, roles))
    }
    return tuple((nom, etat.libelle) for nom, etat in etats.items() if nom in noms)


def _par(compilee: Compilee, snapshot: Snapshot, acte: Acte) -> tuple[str, ...]:
    """Roles of people who may do it; a return, those whom these moves are left to."""
    gens = tuple(role for role in acte.declare.ordre if role not in ROLES_DU_MOTEUR)
    if acte.declare.operation != RETABLISSEMENT:
        return gens
    return tuple(un for un in gens if etats_retablissables(compilee, snapshot, acte.declare, (un,)))


def _sans_retour(compilee: Compilee, snapshot: Snapshot, acte: Acte) -> Condition:
    """Nothing to go back to; or it is for somebody else to do, and now."""
    siens = _par(compilee, snapshot, acte)
    if not siens:
        finie = bool(snapshot.fins and _par(compilee, replace(snapshot, fins=()), acte))
        return Condition(ETAT, snapshot.fins[0].phrase) if finie else SANS_RETOUR
    return Condition(ROLE, f"Le retour revient ici {a_qui(siens, compilee.roles)}.")


def _gens(acte: Acte, roles: Collection[str] | None) -> frozenset[str]:
    """Roles of people in which the event may be asked."""
    gens = acte.declare.par - ROLES_DU_MOTEUR
    return gens if roles is None else gens & frozenset(roles)


def _role(acte: Acte, roles: Collection[str] | None) -> str:
    """The role in which the event would be asked: one that may, when there is one."""
    miens = _gens(acte, roles)
    if miens:
        return min(miens)
    return min(roles) if roles else ""


def _conditions(
    compilee: Compilee,
    snapshot: Snapshot,
    acte: Acte,
    role: str,
    portee: Portee,
) -> tuple[Condition, ...]:
    """What stands in the way, whatever is entered; what an entry could change is not known yet."""
    now = portee.maintenant
    demande = Demande(evenement=acte.nom, role=role, at=now)
    reponse = decide(compilee, snapshot, demande, now, portee.temps)
    if isinstance(reponse, Decision):
        return ()
    saisis = {saisie.champ for saisie in acte.declare.saisies}
    return tuple(
        une
        for une in reponse.conditions
        if not any(portee.depend(garde.lus, saisis) for garde in _gardes(acte, une.garde))
    )


def _gardes(acte: Acte, nom: str) -> Iterator[Garde]:
    """The guard of that name; those of every way, when none was found."""
    gardes = acte.branches if nom == SELON else acte.gardes
    return (une for une in gardes if une is not None and nom in {une.nom, SELON})


def _possible(acte: Acte, retours: tuple[tuple[str, str], ...], par: tuple[str, ...]) -> Possible:
    return Possible(
        evenement=acte.nom,
        libelle=acte.declare.libelle,
        consequence=acte.declare.consequence,
        par=par,
        saisies=attendues(acte, retours),
    )


def attendues(acte: Acte, retours: tuple[tuple[str, str], ...] = ()) -> tuple[SaisieAttendue, ...]:
    """Fields that an event takes, whether or not it can be done now.

    ``retours`` are the states that can be found again, for whoever asks for one.
    """
    retour = acte.declare.operation == RETABLISSEMENT
    return tuple(
        saisie_attendue(
            champ,
            obligatoire=nom in acte.obligatoires,
            valeurs=retours if retour and nom == ETAT else (),
        )
        for nom, champ in acte.champs.items()
        if nom in acte.obligatoires or nom in {un.champ for un in acte.declare.saisies}
    )


def saisie_attendue(
    champ: Champ, *, obligatoire: bool, valeurs: tuple[tuple[str, str], ...] = ()
) -> SaisieAttendue:
    """One field of a form; ``valeurs`` are those that this dossier leaves, with their labels."""
    return SaisieAttendue(
        champ=champ.nom,
        libelle=champ.libelle,
        type=champ.type,
        obligatoire=obligatoire,
        personnel=champ.personnel,
        court=champ.court,
        reference=champ.reference,
        format=champ.format,
        valeurs=valeurs
        or tuple((valeur, champ.libelles.get(valeur, valeur)) for valeur in champ.valeurs),
        min=champ.min,
        max=champ.max,
        cote=_cote(champ),
    )


def _cote(champ: Champ) -> str:
    """``passe``, ``avenir``, or nothing: what the invariant of a date says of today."""
    termes = parties(champ.invariant) if champ.invariant else ()
    comparees = (une for une in termes if isinstance(une, Comparaison))
    dits = (
        COTES.get(une.signe, "")
        for une in comparees
        if (une.gauche, une.droite) == (Nom(champ.nom), Nom(AUJOURD_HUI))
    )
    return next(dits, "")
