"""Names on a line of the journal that no field of a machine takes: what jalon itself adds to it."""

from __future__ import annotations

DELAIS = "delais"
"""On the line of a move: the délais it leaves that a third party was told of, as they were told."""
ARRETS = "arrets"
"""On the line of an opening or of a return: the stops, over by then, whose days it gives back."""
SIGNATAIRE = "signataire"
"""On the line of an act done by a link: who did it in the place of the person written to."""
_DE_L_HORLOGE = frozenset({"regle", "ancre", "dernier_jour", "echeance_declenchee"})
NOMS_DES_LIGNES = _DE_L_HORLOGE | {DELAIS, ARRETS, SIGNATAIRE}
"""What the clock, the kernel and the links add to a line, beside its fields."""
