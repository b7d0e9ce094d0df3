"""The only door to ``transitions``: one shared, stateless machine per definition."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from transitions import EventData, Machine, MachineError, State

from workflow.process import Definition, Evenement


class _Porteur:
    """Throw-away carrier of a state; ``branche`` is the alternative that the kernel has chosen."""

    __slots__ = ("branche", "state")

    def __init__(self, state: str, branche: int) -> None:
        self.state = state
        self.branche = branche


class Automate:
    """Knows, for one definition, where an event leads from a state.

    Guards are the kernel's: it explains them. ``transitions`` owns the table of moves and refuses
    what is not in it; its callbacks do nothing.
    """

    def __init__(self, definition: Definition) -> None:
        """Compile the machine once; it keeps no model, so it serves every dossier and thread."""
        self._machine = Machine(
            model=None,
            states=list(definition.etats),
            initial=definition.etat_initial,
            auto_transitions=False,
            send_event=True,
        )
        self._connues: dict[tuple[str, str, int], str | None] = {}
        for evenement in definition.evenements.values():
            self._ajouter(evenement)

    def _ajouter(self, evenement: Evenement) -> None:
        sources: list[str | Enum | State] = [*sorted(evenement.de)]
        if not evenement.destinations:
            self._machine.add_transition(evenement.nom, sources, None)
        for rang, vers in enumerate(evenement.destinations):
            self._machine.add_transition(
                evenement.nom, sources, vers, conditions=_est_la_branche(rang)
            )

    def destination(self, etat: str, evenement: str, branche: int = 0) -> str | None:
        """State after the event, or ``None`` when the event is not open from this state.

        The table never changes: each answer is asked of ``transitions`` once.
        """
        cle = (etat, evenement, branche)
        if cle not in self._connues:
            self._connues[cle] = self._demander(*cle)
        return self._connues[cle]

    def _demander(self, etat: str, evenement: str, branche: int) -> str | None:
        porteur = _Porteur(etat, branche)
        try:
            fait = self._machine.events[evenement].trigger(porteur)
        except (MachineError, KeyError):
            return None
        return porteur.state if fait else None


def _est_la_branche(rang: int) -> Callable[[EventData], bool]:
    def condition(donnees: EventData) -> bool:
        porteur = donnees.model
        return isinstance(porteur, _Porteur) and porteur.branche == rang

    return condition
