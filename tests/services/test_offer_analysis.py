"""The ville is asked to invite the facilitation to the offer analysis (convention, article 4)."""

from __future__ import annotations

import pytest

from services.clock.ticking import tick
from services.errors import Refused
from tests.portfolio import Portefeuille
from tests.services.test_convention import PROCEDURE, courriels, piece
from tests.services.test_marche_life import PROGRAMME, preconiser
from tests.services.test_taken_over import taches

ATTENDUE, AVIS = "invitation_analyse_attendue", "analyse_sans_invitation_avis"
SANS_ANALYSE = PROCEDURE + "  analyse_conviee: non\n"


def notifier(p: Portefeuille) -> None:
    p.fire(PROGRAMME, "notifier", by="ref", date_notification="2025-03-03")


@pytest.mark.parametrize("disposition", ["reserve_iae", "clause_et_critere", "marche_insertion"])
def test_the_invitation_is_asked_for_and_reminded(
    portefeuille_sqlite: Portefeuille, disposition: str
) -> None:
    p = portefeuille_sqlite
    preconiser(p, disposition)
    p.fire(PROGRAMME, "publier")
    assert len(courriels(p, ATTENDUE)) == 1
    assert "inviter_a_l_analyse" in taches(p, PROGRAMME)
    p.aller("2025-03-19")
    tick(p.bureau)
    assert len(courriels(p, ATTENDUE)) == 2
    p.fire(PROGRAMME, "ouvrir_analyse", by="ref")
    assert "inviter_a_l_analyse" not in taches(p, PROGRAMME)
    notifier(p)
    assert courriels(p, AVIS) == []


def test_a_notification_without_invitation_goes_through_and_is_told(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    preconiser(p, "reserve_iae")
    p.fire(PROGRAMME, "publier")
    notifier(p)
    assert p.etat(PROGRAMME) == "notifie"
    assert [un.adresse for un in courriels(p, AVIS)] == ["fac@exemple.test"]
    assert "inviter_a_l_analyse" not in taches(p, PROGRAMME)


@pytest.mark.parametrize(
    ("disposition", "procedure"),
    [("clause_execution", PROCEDURE), ("reserve_iae", SANS_ANALYSE)],
)
def test_nothing_is_asked_when_it_was_not_agreed(
    portefeuille_sqlite: Portefeuille, disposition: str, procedure: str
) -> None:
    p = portefeuille_sqlite
    preconiser(p, disposition, procedure)
    p.fire(PROGRAMME, "publier")
    notifier(p)
    assert courriels(p, ATTENDUE) == courriels(p, AVIS) == []
    assert "inviter_a_l_analyse" not in taches(p, PROGRAMME)


@pytest.mark.parametrize("comment", [{"analyse": "avis envoyé le 3 mars, dossier papier"}, {}])
def test_the_analysis_is_given_back_and_its_reminder_ends(
    portefeuille_sqlite: Portefeuille, comment: dict[str, str]
) -> None:
    """A document, or where it is written; then the notification is what is waited for."""
    p = portefeuille_sqlite
    preconiser(p, "reserve_iae")
    p.fire(PROGRAMME, "publier")
    p.fire(PROGRAMME, "ouvrir_analyse", by="ref")
    with pytest.raises(Refused) as levee:
        p.fire(PROGRAMME, "rendre_analyse")
    assert levee.value.refus.saisies_manquantes == ("analyse",)
    pieces = {} if comment else {"analyse": piece("analyse.pdf")}
    p.fire(PROGRAMME, "rendre_analyse", _pieces=pieces, **comment)
    assert [un.adresse for un in courriels(p, "analyse_rendue")] == ["ref@exemple.test"]
    assert "analyser_offres" not in taches(p, PROGRAMME)
    assert p.timers(PROGRAMME) == {("notification_attendue", 1)}
    notifier(p)
    assert courriels(p, AVIS) == []
