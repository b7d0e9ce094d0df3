"""Effects written twice in one list: a mail sent twice, a task asked twice by the same act."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from workflow.errors import Faute
from workflow.process import Definition, Effet
from workflow.references_effects import effets_situes

_UNE_FOIS = {
    "mail": "Le courriel « {nom} » partirait deux fois",
    "document": "Le document « {nom} » s’écrirait deux fois",
    "tache": "La tâche « {nom} » s’ajouterait deux fois",
}
"""Effects of which one act has one at most, whatever their condition, and what two would do."""
_AUTRES = "« {genre}: {nom} » est écrit deux fois à l’identique"


def fautes_des_doubles(definition: Definition) -> Iterator[Faute]:
    """What an act, an opening or a deadline does twice: the store keeps one and refuses the rest.

    Two conditions may hold together: a mail, a document or a task is written once, under a guard
    that says both. What emits may differ by its link, its values or its condition; what opens may
    well open two.
    """
    vus: dict[Hashable, str] = {}
    for chemin, effet in effets_situes(definition):
        if effet.genre == "ouvre":
            continue
        cle = (chemin.rpartition(".")[0], _identite(effet))
        premier = vus.setdefault(cle, chemin)
        if premier != chemin:
            dit = _UNE_FOIS.get(effet.genre, _AUTRES).format(genre=effet.genre, nom=effet.nom)
            message = (
                f"{dit} par le même acte ou la même échéance : gardez une seule de ces lignes, "
                "avec une garde (si) qui réunit leurs conditions."
            )
            yield definition.faute("effet_double", chemin, message)


def _identite(effet: Effet) -> Hashable:
    if effet.genre in _UNE_FOIS:
        return effet.genre, effet.nom
    avec = tuple(sorted(effet.avec.items()))
    return effet.genre, effet.nom, effet.a, avec, effet.si
