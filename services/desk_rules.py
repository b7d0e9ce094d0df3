"""Which deadlines speak for a desk: the one rule of the day, the team's counts and the mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.office import Bureau
from states.roles import FACILITATEUR
from storage.desks import ReglesDesBureaux, cle, definitions_ouvertes
from storage.unit_of_work import Connexion
from workflow.finished_tasks import DECIDER_ECHEANCE
from workflow.process import Definition, RegleEcheance
from workflow.task_days import est_du_bureau, redemandees


def regles_des_bureaux(
    bureau: Bureau, connexion: Connexion, definitions: Iterable[int] | None = None
) -> ReglesDesBureaux:
    """What the deadlines of some definitions ask for; of all that open dossiers run by default.

    A task without a day of its own has that of the live deadline that asks for it again. A deadline
    by whose day the facilitation is to act stands on its desk until a task says it.
    """
    if definitions is None:
        definitions = definitions_ouvertes(connexion)
    regles = [
        regles_de(numero, bureau.machines.par_id(connexion, numero).definition)
        for numero in sorted(set(definitions))
    ]
    return ReglesDesBureaux(*(frozenset().union(*une) for une in zip(AUCUNE, *regles, strict=True)))


AUCUNE = ReglesDesBureaux(frozenset(), frozenset(), frozenset(), frozenset())
_CONNUES: dict[tuple[int, str], ReglesDesBureaux] = {}
"""By the id and the digest of a definition, which never changes: every page asks for them."""


def regles_de(numero: int, definition: Definition) -> ReglesDesBureaux:
    """What the deadlines of one definition ask for, under the number that its keys bear."""
    sienne = (numero, definition.empreinte)
    if sienne not in _CONNUES:
        _CONNUES[sienne] = _lire(numero, definition)
    return _CONNUES[sienne]


def _lire(numero: int, definition: Definition) -> ReglesDesBureaux:
    regles = [
        (etat, regle, cle(numero, etat.nom, regle.nom))
        for etat in definition.etats.values()
        for regle in etat.echeances.values()
    ]
    attendues = [
        (etat, regle, sienne)
        for etat, regle, sienne in regles
        if est_du_bureau(definition, etat, regle, FACILITATEUR)
    ]
    return ReglesDesBureaux(
        redemandees=frozenset(
            cle(sienne, une) for _, regle, sienne in regles for une in redemandees(regle)
        ),
        attendues=frozenset(sienne for _, _, sienne in attendues),
        dites=frozenset(
            cle(sienne, une) for _, regle, sienne in attendues for une in _disent(definition, regle)
        ),
        etats=frozenset((numero, etat.nom) for etat, _, _ in attendues),
    )


def demandees(definition: Definition, regle: RegleEcheance) -> Iterator[str]:
    """Tasks of the facilitation that a deadline asks for."""
    siennes = redemandees(regle)
    return (une for une in _de_la_facilitation(definition) if une in siennes)


def _disent(definition: Definition, regle: RegleEcheance) -> Iterator[str]:
    """Tasks that, open, say a deadline: those it asks for; any, where it asks for none.

    So does the one by which it is decided of, when it was past as the dossier was taken: its
    reminders have no day of their own, unless each is a date.
    """
    if not (regle.repeter and regle.repeter.periodique):
        yield f"{DECIDER_ECHEANCE}:{regle.nom}"
    siennes = [*demandees(definition, regle)]
    yield from siennes or _de_la_facilitation(definition)


def _de_la_facilitation(definition: Definition) -> Iterator[str]:
    return (une.nom for une in definition.taches.values() if une.pour == FACILITATEUR)
