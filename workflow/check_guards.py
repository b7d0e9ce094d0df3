"""What guards can say: never always the same thing, and alternatives that cover every case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from workflow.domains import TropGrand, affectations, sans_bornes
from workflow.errors import Faute
from workflow.expressions import Expression, evaluer, noms, parties
from workflow.process import ETAT, Definition, Evenement, Garde

_CONSTANTES = {
    True: ("garde_toujours_vraie", "vraie : elle ne refuse jamais rien"),
    False: ("garde_toujours_fausse", "fausse : rien ne passe jamais"),
}


def fautes_des_conditions(definition: Definition) -> Iterator[Faute]:
    """Guards and invariants that are constant, events that cannot happen, alternatives amiss."""
    prouvables: dict[str, Garde] = {}
    for garde in definition.gardes.values():
        chemin = f"gardes.{garde.nom}"
        manquent = list(_sans_bornes(definition, garde.si, chemin))
        yield from manquent
        if not manquent:
            prouvables[garde.nom] = garde
            yield from _constante(definition, garde.si, chemin, f"La garde « {garde.nom} »")
    for champ in definition.contexte.values():
        if champ.invariant is None:
            continue
        chemin = f"contexte.{champ.nom}.invariant"
        manquent = list(_sans_bornes(definition, champ.invariant, chemin))
        nom = f"L’invariant de « {champ.nom} »"
        yield from manquent or _constante(definition, champ.invariant, chemin, nom, pleins=True)
    for evenement in definition.evenements.values():
        utiles = (*evenement.gardes, *(une.si for une in evenement.selon if une.si))
        if all(nom in prouvables for nom in utiles):
            yield from _suites(definition, evenement)


def _sans_bornes(definition: Definition, condition: Expression, chemin: str) -> Iterator[Faute]:
    for nom in sans_bornes(definition, condition):
        message = (
            f"« {nom} » est un nombre lu par une condition : déclarez ses bornes min et max, "
            "la condition ne peut pas être prouvée sans elles."
        )
        yield definition.faute("bornes_absentes", chemin, message)


def _constante(
    definition: Definition, condition: Expression, chemin: str, nom: str, *, pleins: bool = False
) -> Iterator[Faute]:
    try:
        vus = {vu for (vu,) in _verdicts(definition, [condition], pleins=pleins)}
    except TropGrand:
        yield _trop_grand(definition, chemin, nom)
        return
    if len(vus) == 1:
        code, suite = _CONSTANTES[vus.pop()]
        yield definition.faute(code, chemin, f"{nom} est toujours {suite}.")


def _trop_grand(definition: Definition, chemin: str, nom: str) -> Faute:
    message = f"{nom} lit trop de variables pour être prouvée ; remplacez-en par un fait."
    return definition.faute("preuve_trop_grande", chemin, message, niveau="avertissement")


def _verdicts(
    definition: Definition,
    conditions: Sequence[Expression],
    *,
    pleins: bool = False,
    etats: Collection[str] = (),
) -> set[tuple[bool, ...]]:
    """What the conditions say together, over every joint value of what they read.

    Terms that share no variable are weighed apart and their verdicts joined: the walk grows by
    their sum, not by their product.
    ``pleins`` leaves out empty values, as invariants do; ``etats`` are the states in question.
    """
    ensemble = {tuple(True for _ in conditions)}
    for lus, termes in _independants(conditions):
        vus: set[tuple[bool, ...]] = set()
        pesees = [[terme for terme in parties(une) if terme in termes] for une in conditions]
        for valeurs in affectations(definition, termes, lus):
            if pleins and None in valeurs.values():
                continue
            if etats and valeurs.get(ETAT, next(iter(etats))) not in etats:
                continue
            vus.add(tuple(all(evaluer(terme, valeurs) for terme in une) for une in pesees))
            if len(vus) == 2 ** sum(map(bool, pesees)):
                break
        ensemble = {
            tuple(un and autre for un, autre in zip(vu, autres, strict=True))
            for vu in ensemble
            for autres in vus
        }
    return ensemble


def _independants(
    conditions: Sequence[Expression],
) -> list[tuple[frozenset[str], tuple[Expression, ...]]]:
    """The terms of the conditions by the variables that they share, with those variables."""
    groupes: list[tuple[frozenset[str], tuple[Expression, ...]]] = []
    for terme in dict.fromkeys(terme for une in conditions for terme in parties(une)):
        lus = noms(terme)
        lies = [un for un in groupes if un[0] & lus]
        groupes = [un for un in groupes if not un[0] & lus]
        groupes.append(
            (
                lus.union(*(siens for siens, _ in lies)),
                (*(un for _, siens in lies for un in siens), terme),
            )
        )
    return groupes


def _suites(definition: Definition, evenement: Evenement) -> Iterator[Faute]:
    """An event whose guards exclude each other; branches that are never taken or that miss."""
    chemin = f"evenements.{evenement.nom}"
    gardes = [definition.gardes[nom].si for nom in evenement.gardes]
    branches = [definition.gardes[une.si].si for une in evenement.selon if une.si]
    try:
        vus = _verdicts(definition, [*gardes, *branches], etats=evenement.de)
    except TropGrand:
        yield _trop_grand(definition, chemin, f"L’événement « {evenement.nom} »")
        return
    permis = {vu[len(gardes) :] for vu in vus if all(vu[: len(gardes)])}
    if gardes and not permis:
        message = f"« {evenement.nom} » est impossible : ses gardes s’excluent."
        yield definition.faute("evenement_impossible", f"{chemin}.gardes", message)
    elif evenement.selon:
        yield from _alternatives(definition, evenement, permis)


def _alternatives(
    definition: Definition, evenement: Evenement, permis: set[tuple[bool, ...]]
) -> Iterator[Faute]:
    chemin = f"evenements.{evenement.nom}.selon"
    dernier = [rang for rang, une in enumerate(evenement.selon) if une.si is None][:1]
    prises = {vu.index(True) if True in vu else None for vu in permis}
    fin = dernier[0] if dernier else len(evenement.selon)
    for rang, branche in enumerate(evenement.selon):
        prise = rang in prises if rang < fin else rang == fin and None in prises
        if not prise:
            nom = f"si: {branche.si}" if branche.si else "sinon"
            message = f"« {evenement.nom} » : la branche « {nom} » n’est jamais prise."
            yield definition.faute("branche_morte", f"{chemin}.{rang}", message)
    if not dernier and None in prises:
        message = f"« {evenement.nom} » ne prévoit pas tous les cas ; finissez selon par sinon."
        yield definition.faute("selon_incomplet", chemin, message)
