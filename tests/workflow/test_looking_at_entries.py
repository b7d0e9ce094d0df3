"""What a fact looks at is noted; a deadline that counts from the same day gets no stop twice."""

from __future__ import annotations

from datetime import date

from tests.workflow.letters import COMPILEE, recu
from tests.workflow.support import TEMPS, le
from workflow.arming import dates_tard
from workflow.scope import _DonneesLues


def test_whoever_walks_the_fields_has_looked_at_all_of_them() -> None:
    for marcher in (list, len):
        donnees = _DonneesLues({"a": 1}, ("a", "b"))
        assert marcher(donnees)
        assert donnees.lus == {"a", "b"}
    une = _DonneesLues({"a": 1}, ("a", "b"))
    assert (une["a"], une.lus) == (1, {"a"})


def test_a_deadline_counted_from_the_same_day_has_had_its_stops() -> None:
    un = recu()
    portee = COMPILEE.portee(un.snapshot, le(12), TEMPS)
    [regle] = [
        une
        for une in portee.definition.etats[portee.etat].echeances.values()
        if une.nom == "expiration"
    ]
    armes = [timer for timer in un.snapshot.timers if timer.nom == "expiration"]
    vus = ((date(2026, 1, 10), date(2026, 1, 12)),)
    assert dates_tard(regle, armes, portee, portee, vus) == armes
