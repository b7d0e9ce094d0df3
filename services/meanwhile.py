"""What happened to a dossier since the revision that a person has seen, and whether it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from services.errors import Conflit
from services.line_labels import JALON, auteur, libelle
from states.french import denombre
from states.roles import REFERENT
from storage import dossiers as depot
from storage.accounts import noms
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.decision import Refus
from workflow.history import CORRECTION, RETABLISSEMENT

if TYPE_CHECKING:
    from services.commands import Commande


NOTER = "noter"
NOTES = frozenset({NOTER, "demander_un_rappel"})
"""Acts by which somebody notes a thing for their own people: a note, a reminder."""
MONTREES = 5
"""Lines of what happened meanwhile that are told; the journal has them all."""


def entre_temps(
    connexion: Connexion, dossier: LigneDossier, compilee: Compilee, commande: Commande
) -> list[dict[str, Any]]:
    """Lines since the revision that the person has seen; none when nothing has moved.

    What leaves the revision as it is, a contact or a note, counts when another person wrote it: it
    comes before a preview that is confirmed, and in the answer of a program.

    Raises:
        Conflit: a field that the person typed has changed, the revision does not exist, the
            command asks for that very one, or confirms a preview that another has made stale.
    """
    if commande.rev is None:
        return []
    if commande.rev > dossier.rev:
        raise Conflit(
            f"Le dossier en est à la révision {dossier.rev}, pas à la {commande.rev}.",
            "Relisez le dossier.",
        )
    if commande.rev == dossier.rev and not _a_relire(dossier, commande):
        return []
    seq = _derniere_vue(connexion, dossier, commande)
    lues = depot.lignes_depuis_rev(connexion, dossier.id, commande.rev, seq)
    lignes = [une for une in lues if une.rev > commande.rev or _d_une_autre(une, commande)]
    connus = noms(connexion, {_qui(une) for une in lignes})
    vues = [_vue(compilee, une, connus) for une in lignes]
    perimee = commande.relue and any(_change_l_apercu(une, commande) for une in lignes)
    bougees = [une for une in lignes if une.rev > commande.rev]
    if (
        perimee
        or (commande.rev_exacte and bougees)
        or _typees(compilee, commande) & _touches(connexion, dossier, compilee, bougees)
    ):
        raise conflit(vues, None)
    return vues


def _a_relire(dossier: LigneDossier, commande: Commande) -> bool:
    """Whether lines that left the revision as it is may be new to whoever asks."""
    return commande.rev_exacte or (commande.seq is not None and commande.seq < dossier.seq)


def _derniere_vue(connexion: Connexion, dossier: LigneDossier, commande: Commande) -> int | None:
    """The last line seen; a program says its revision alone: the line that made it."""
    if commande.seq is not None or not commande.rev_exacte:
        return commande.seq
    return depot.ligne_de_la_rev(connexion, dossier.id, int(commande.rev or 0))


def _d_une_autre(ligne: Any, commande: Commande) -> bool:
    """Whether another person wrote a line, that this one may read."""
    tue = commande.sans_les_notes and ligne.event in NOTES and ligne.role != REFERENT
    return _qui(ligne) not in {JALON, commande.compte} and not tue


def _change_l_apercu(ligne: Any, commande: Commande) -> bool:
    """Whether a line is another person's, or has moved the dossier: a mail that left does not."""
    if _qui(ligne) == JALON:
        return bool(ligne.from_state != ligne.to_state)
    return bool(_qui(ligne) != commande.compte)


def _qui(ligne: Any) -> str:
    return str(ligne.on_behalf_of or ligne.actor)


def _vue(compilee: Compilee, ligne: Any, connus: Mapping[str, str]) -> dict[str, Any]:
    qui = _qui(ligne)
    return {
        "seq": ligne.seq,
        "evenement": ligne.event,
        "libelle": libelle(compilee.definition, ligne.event, ligne.from_state),
        "par": qui,
        "nom": connus.get(qui, auteur(qui)),
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
        yield f"« {une['libelle']} » par {une.get('nom') or auteur(une['par'])}"
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
