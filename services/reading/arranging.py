"""Acts in the order in which a reader looks for them: what the state waits for comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.plain_words import en_mots
from services.written_consent import seul_le_role_manque, sur_accord_ecrit
from workflow.process import Definition, Evenement
from workflow.refusals import ROLE
from workflow.values import ROLES_DU_MOTEUR

Actes = dict[str, list[dict[str, Any]]]


def ranger(
    explication: dict[str, Any],
    definition: Definition,
    etat: str,
    roles: frozenset[str] = frozenset(),
    taches: Iterable[Mapping[str, Any]] = (),
) -> Actes:
    """Sort the acts of an explanation; ``taches`` are the open ones (``code, pour``).

    ``avancer`` moves the dossier, the probable act first, and at most the first one is
    ``premier``: one that is asked of this reader now; ``aussi`` stays in the state or is of every
    machine; ``empeches`` are of this state and lack something, ``ailleurs`` belong to other states,
    ``autres`` to other roles, ``sur_papier`` are the donneur d'ordre's, which the reader records
    with the written proof.
    """
    rangs: Actes = {
        "avancer": [],
        "aussi": [],
        "empeches": [],
        "ailleurs": [],
        "autres": [],
        "sur_papier": [],
    }
    for un in explication["possibles"]:
        rang = "avancer" if _meut(definition, un["evenement"]) else "aussi"
        rangs[rang].append({**un, "premier": False})
    for un in _sans_identifiants(explication["impossibles"], definition):
        declare = definition.evenements[un["evenement"]]
        if declare.par <= ROLES_DU_MOTEUR:
            continue
        if sur_accord_ecrit(roles, declare) and seul_le_role_manque(un["conditions"]):
            rangs["sur_papier"].append(un)
        elif roles and not declare.par & roles:
            if etat in declare.de:  # what others may do elsewhere is no news to this reader
                rangs["autres"].append(un)
        else:
            rangs["empeches" if etat in declare.de else "ailleurs"].append(un)
    siennes, autres = _partager(taches, roles)
    demandes = actes_attendus(definition, etat, siennes, _propres(definition, etat, roles))
    attendus = [
        *demandes,
        *actes_attendus(definition, etat, autres, taches_de_l_etat(definition, etat)),
    ]
    rangs["avancer"].sort(key=lambda un: _rang(definition.evenements[un["evenement"]], attendus))
    _designer_le_premier(rangs, demandes)
    return rangs


def _partager(
    taches: Iterable[Mapping[str, Any]], roles: frozenset[str]
) -> tuple[list[str], list[str]]:
    """Codes of the open tasks that stand on this reader's desk, and of the others."""
    siennes: list[str] = []
    autres: list[str] = []
    for une in taches:
        (siennes if not roles or une["pour"] in roles else autres).append(une["code"])
    return siennes, autres


def _sans_identifiants(
    impossibles: list[dict[str, Any]], definition: Definition
) -> Iterator[dict[str, Any]]:
    for un in impossibles:
        phrases = [
            {**une, "phrase": en_mots(definition, une["phrase"])} for une in un["conditions"]
        ]
        yield {**un, "conditions": phrases}


def actes_attendus(
    definition: Definition, etat: str, taches: Iterable[str], de_l_etat: Iterable[str] = ()
) -> list[str]:
    """The acts that move the dossier and finish tasks, the most probable first.

    What the state asks for comes before the tasks that are open for another reason; of each, the
    acts that make headway before those that give up, as ``faite_par`` writes them.
    """
    codes = [*de_l_etat, *(un.partition(":")[0] for un in taches)]
    declarees = [definition.taches[un] for un in dict.fromkeys(codes) if un in definition.taches]
    return list(
        dict.fromkeys(
            nom
            for une in declarees
            for nom in une.faite_par
            if etat in definition.evenements[nom].de and _meut(definition, nom)
        )
    )


def _propres(definition: Definition, etat: str, roles: frozenset[str]) -> Iterator[str]:
    """What the state asks of its holder before any deadline has rung, the end of it excepted.

    A task that says what to look at before a deadline goes out is asked for while that one runs.
    """
    declare = definition.etats[etat]
    yield from (une.verification for une in declare.echeances.values() if une.verification)
    if roles and declare.detenteur not in roles:
        return
    for code in taches_de_l_etat(definition, etat):
        actes = actes_attendus(definition, etat, [code])
        if actes and not _finit(definition, actes[0]):
            yield code


def _finit(definition: Definition, evenement: str) -> bool:
    return any(definition.etats[un].final for un in definition.evenements[evenement].destinations)


def taches_de_l_etat(definition: Definition, etat: str) -> Iterator[str]:
    """The tasks that a state asks for, in the order of its deadlines."""
    for regle in definition.etats[etat].echeances.values():
        if regle.verification:
            yield regle.verification
        yield from (effet.nom for effet in regle.effets if effet.genre == "tache")


def _meut(definition: Definition, evenement: str) -> bool:
    """Whether an act takes the dossier somewhere, from some of its states only."""
    declare = definition.evenements[evenement]
    return bool(declare.destinations) and len(declare.de) < len(definition.etats) - 1


def _rang(declare: Evenement, attendus: list[str]) -> tuple[int, int]:
    """What is waited for, then what is of few states: a suspension is of nearly all."""
    if declare.nom in attendus:
        return attendus.index(declare.nom), 0
    return len(attendus), len(declare.de)


def _designer_le_premier(rangs: Actes, demandes: list[str]) -> None:
    """Only what is asked for stands out; nothing does while that is prevented."""
    if not rangs["avancer"]:
        return
    premier = rangs["avancer"][0]
    empeches = [
        un["evenement"]
        for un in rangs["empeches"]
        if all(une["garde"] != ROLE for une in un["conditions"])
    ]
    possibles = {*empeches, *(un["evenement"] for un in rangs["avancer"])}
    voulu = next((un for un in demandes if un in possibles), None)
    premier["premier"] = premier["evenement"] == voulu
