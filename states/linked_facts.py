"""Facts that count what stands behind one link of a dossier."""

from __future__ import annotations

from collections.abc import Callable

from workflow.values import Fait, VueFaits


def compte_du_lien(nom: str, lien: str, calcul: Callable[[VueFaits], int]) -> Fait:
    """A whole number drawn from the dossiers behind ``lien``, and from nothing else."""
    return Fait(nom=nom, type="entier", lit=frozenset(), calcul=calcul, liens=frozenset({lien}))
