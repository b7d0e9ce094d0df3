"""Every parameter of the installed machines is named in French, where an admin reads it."""

from __future__ import annotations

from jalon.assembly import charger_machines


def test_every_parameter_has_words() -> None:
    muets = [
        f"{machine}.{nom}"
        for machine, definition in charger_machines().exiger().items()
        for nom, parametre in definition.parametres.items()
        if parametre.libelle == nom.replace("_", " ")
    ]
    assert muets == []
