"""What a compiled machine knows of its events: the records that each one looks at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.machines import LETTRE
from tests.workflow.support import FAITS, VOCABULAIRE, compiler
from tests.workflow.test_loading import COMPLETE
from workflow.compiled import Compilee


def test_a_compiled_machine_knows_which_records_its_guards_read() -> None:
    compilee = compiler(COMPLETE)
    assert compilee.registre_lu("recevoir") == frozenset()
    assert compilee.registre_lu("inconnu") == frozenset()
    fiche = replace(FAITS["nombre_d_essais"], registre="fiches")
    avec = Compilee(
        compilee.definition, replace(VOCABULAIRE, faits={**FAITS, "nombre_d_essais": fiche})
    )
    assert avec.registre_lu("recevoir") == {"fiches"}
    assert avec.registre_lu("noter") == frozenset()


@pytest.mark.parametrize(
    "ou", ["selon: [{si: grosse_somme", "effets: [{mail: avis, si: grosse_somme"]
)
def test_the_records_that_a_way_or_an_effect_depends_on_are_read_too(ou: str) -> None:
    assert ou in LETTRE
    compilee = compiler(LETTRE.replace(ou, ou.replace("grosse_somme", "assez_d_essais"), 1))
    fiche = replace(FAITS["nombre_d_essais"], registre="fiches")
    vocabulaire = replace(VOCABULAIRE, faits={**FAITS, "nombre_d_essais": fiche})
    assert compilee.registre_lu("statuer") == frozenset()
    assert Compilee(compilee.definition, vocabulaire).registre_lu("statuer") == {"fiches"}
