"""What happened to a dossier since the revision that a person has seen, and whether it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from services.errors import Conflit
from services.line_labels import JALON, auteur, libelle
from states.french import denombre
from storage import dossiers as depot
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Refus
from workflow.history import CORRECTION, RETABLISSEMENT

if TYPE_CHECKING:
    from services.commands import Commande


MONTREES = 5
"""Lines of what happened meanwhile that are told; the journal has them all."""


def entre_temps(
    connexion: Connexion, dossier: LigneDossier, compilee: Compilee, commande: Commande
) -> list[dict[str, Any]]:
    """Lines since the revision that the person has seen; none when nothing has moved.

    Raises:
        Conflit: a field that the person typed has changed, the revision does not exist, the
            command asks for that very one, or confirms a preview that another has made stale.
    """
    if commande.rev is None or commande.rev == dossier.rev:
        return []
    if commande.rev > dossier.rev:
        raise Conflit(
            f"Le dossier en est à la révision {dossier.rev}, pas à la {commande.rev}.",
            "Relisez le dossier.",
        )
    lignes = depot.lignes_depuis_rev(connexion, dossier.id, commande.rev)
    vues = [_vue(compilee, une) for une in lignes]
    perimee = commande.relue and any(_change_l_apercu(une, commande) for une in lignes)
    if (
        perimee
        or commande.rev_exacte
        or _typees(compilee, commande) & _touches(connexion, dossier, compilee, lignes)
    ):
        raise conflit(vues, None)
    return vues


def _change_l_apercu(ligne: Any, commande: Commande) -> bool:
    """Whether a line is another person's, or has moved the dossier: a mail that left does not."""
    qui = ligne.on_behalf_of or ligne.actor
    if qui == JALON:
        return bool(ligne.from_state != ligne.to_state)
    return bool(qui != commande.compte)


def _vue(compilee: Compilee, ligne: Any) -> dict[str, Any]:
    return {
        "seq": ligne.seq,
        "evenement": ligne.event,
        "libelle": libelle(compilee.definition, ligne.event, ligne.from_state),
        "par": ligne.on_behalf_of or ligne.actor,
        "le": ligne.recorded_at,
        "de": ligne.from_state,
        "vers": ligne.to_state,
    }


def _typees(compilee: Compilee, commande: Commande) -> set[str]:
    """Fields that the person changes: of a correction, the one that it names."""
    declare = compilee.definition.evenements.get(commande.evenement)
    if declare is not None and declare.operation == CORRECTION:
        return {str(commande.saisies.get("champ"))}
    return set(commande.saisies) | set(commande.pieces)


def _touches(
    connexion: Connexion, dossier: LigneDossier, compilee: Compilee, lignes: Iterable[Any]
) -> set[str]:
    """Fields that have changed since: neither notes nor what stays on its own line."""
    touches: set[str] = set()
    for ligne in lignes:
        payload = lire_json(ligne.payload)
        if ligne.kind == CORRECTION:
            touches.update([payload["champ"], *(une["champ"] for une in payload.get("copies", ()))])
        elif ligne.kind == RETABLISSEMENT:
            touches.update(_annules(connexion, dossier, payload["annule"]))
        else:
            touches.update(_durables(compilee, ligne.event, payload))
    return touches


def _annules(connexion: Connexion, dossier: LigneDossier, seqs: list[int]) -> Iterator[str]:
    for ligne in depot.lignes(connexion, [dossier.id], None)[dossier.id]:
        if ligne.seq in seqs:
            yield from lire_json(ligne.payload)


def _durables(compilee: Compilee, evenement: str, payload: dict[str, Any]) -> Iterator[str]:
    """Fields that a line leaves to the dossier; of an operation (a hold, an assignment), all."""
    declare = compilee.definition.evenements.get(evenement)
    operation = declare is not None and declare.operation
    contexte = compilee.definition.contexte
    return (nom for nom in payload if operation or (nom in contexte and not contexte[nom].passager))


def en_bref(vues: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What happened, acts of people before those of the clock; then how many lines are left out."""
    montrees = sorted(vues, key=lambda une: une["par"] == JALON)[:MONTREES]
    for une in sorted(montrees, key=lambda une: int(une["seq"])):
        yield f"« {une['libelle']} » par {auteur(une['par'])}"
    if len(vues) > MONTREES:
        yield f"et {denombre(len(vues) - MONTREES, 'autre ligne', 'autres lignes')} du journal"


def conflit(vues: list[dict[str, Any]], refus: Refus | None) -> Conflit:
    """The conflict that tells what happened meanwhile."""
    qui = ", ".join(en_bref(vues))
    detail: dict[str, Any] = {"entre_temps": vues}
    if refus is not None:
        detail["conditions"] = [une.phrase for une in refus.conditions]
    return Conflit(
        f"Le dossier a changé depuis votre lecture : {qui}. Rien n’est écrit.",
        "Relisez le dossier, puis recommencez si l’acte reste juste.",
        detail=detail,
    )
