"""A letter on its way: what several tests of the kernel begin with."""

from __future__ import annotations

from tests.workflow.machines import GENERIQUES, LETTRE
from tests.workflow.support import Dossier, compiler, le

COMPILEE = compiler(LETTRE, generiques=GENERIQUES)


def recu() -> Dossier:
    """A letter received on 8 January: verification on the 24th at 9, move at 14."""
    un = Dossier.neuf(COMPILEE)
    un.faire("essayer", le(2), resultat="absent")
    un.faire("essayer", le(3), resultat="absent")
    un.faire("envoyer", le(5), "chef", envoye_le="2026-01-05")
    un.faire("recevoir", le(8), recu_le="2026-01-08")
    return un
