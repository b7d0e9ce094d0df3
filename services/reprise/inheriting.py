"""Who follows a line and under which agreement: said by it, else by its marché."""

from __future__ import annotations

from services.reprise.plans import Cadre, Groupe
from services.reprise.records import Ligne
from services.reprise.register import Registre
from services.reprise.resolving import compte_de, convention_de


def heriter(registre: Registre, groupe: Groupe, ligne: Ligne, chef: Ligne | None) -> Cadre | None:
    """The account and the agreement of a line; ``chef`` is the line of its marché, if any."""
    if ligne.facilitateur is None:
        ligne.facilitateur = chef.facilitateur if chef else _login(registre, groupe)
    if ligne.facilitateur is None:
        ligne.faute("facilitateur", "compte absent")
    compte = compte_de(registre, ligne) if ligne.facilitateur else None
    convention = _convention(registre, groupe, ligne)
    return Cadre(compte, convention) if compte and convention else None


def _login(registre: Registre, groupe: Groupe) -> str | None:
    assigne = groupe.parent.assigned if groupe.parent else None
    return next((un.login for un in registre.comptes.values() if un.id == assigne), None)


def _convention(registre: Registre, groupe: Groupe, ligne: Ligne) -> int | None:
    """A relation never runs under another agreement than its marché."""
    dite = convention_de(registre, ligne) if ligne.convention else None
    imposee = groupe.convention
    if dite is not None and imposee is not None and dite.id != imposee:
        ligne.faute("convention", "ce n’est pas la convention du marché")
        return None
    retenue = dite.id if dite else imposee
    if retenue is None:
        ligne.faute("convention", "convention absente")
    return retenue
