"""A meeting counts for the year, or the convention, that asks for it: held since it began."""

from __future__ import annotations

import pytest

from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from tests.portfolio import MAR, Portefeuille
from tests.services.test_convention import (
    ANN,
    CONV,
    REU,
    accepter,
    courriels,
    ouvrir_convention,
    refuse,
)
from tests.services.test_obligatory_meetings import ouvrir, passer, reunions_de
from tests.services.test_taken_over import ANI, suivre
from workflow.errors import ValeurInvalide


def test_a_cadrage_is_not_held_before_the_convention(portefeuille: Portefeuille) -> None:
    """OULLINS-2022 takes effect on the 25th of July 2022."""
    ouvrir_convention(portefeuille)
    with refuse("ne compte pas ici"):
        portefeuille.fire(REU, "tenir", tenue_le="2022-07-24")
    portefeuille.fire(REU, "tenir", tenue_le="2022-07-25")
    assert portefeuille.etat(REU) == "tenue"
    with refuse("Corrigez tenue_le"):
        portefeuille.fire(REU, "corriger", champ="tenue_le", valeur="2022-07-01", motif="erreur")
    assert portefeuille.etat(CONV) == "a_cadrer"


def test_an_old_meeting_does_not_discharge_this_year(portefeuille_sqlite: Portefeuille) -> None:
    """Opened by its deadline or by a person, the meeting is that of the year that carries it."""
    p = portefeuille_sqlite
    accepter(p)
    a_la_main = ouvrir(p, "annuelle", dans=ANN)
    with refuse("ne compte pas ici"):
        p.fire(a_la_main, "tenir", tenue_le="2024-07-24")
    p.fire(a_la_main, "tenir", tenue_le="2024-07-25")
    assert p.etat(a_la_main) == "tenue"


def test_the_meetings_of_an_insertion_year_are_its_own(leger: Portefeuille) -> None:
    """Annexe 1/A: taken over in a year that began on the 1st of August 2024."""
    suivre(leger, "reserve_iae")
    passer(leger, "2025-07-01")
    for numero in reunions_de(leger, ANI).values():
        with refuse("ne compte pas ici"):
            leger.fire(numero, "tenir", tenue_le="2021-06-01")


def test_a_meeting_of_the_marche_is_not_held_before_its_notification(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The mise au point of annexe 1/A opens with the notification, the 28th of February 2025."""
    p = portefeuille_sqlite
    p.fire(MAR, "preciser_disposition", type_disposition="critere")
    [due] = p.rangees("SELECT numero FROM dossier WHERE data LIKE '%mise_au_point%'")
    for numero in (due.numero, ouvrir(p, "suivi")):
        with refuse("ne compte pas ici"):
            p.fire(numero, "tenir", tenue_le="2025-02-27")
        p.fire(numero, "tenir", tenue_le="2025-02-28")


def test_nobody_is_asked_for_what_the_link_gives(portefeuille_sqlite: Portefeuille) -> None:
    """The first day is that of the dossier that carries the meeting: no form asks for it."""
    p = portefeuille_sqlite
    demande = Ouverture(
        machine="reunion",
        acteur="cli:test",
        compte="fac",
        dans=MAR,
        saisies={"genre": "suivi", "a_compter_du": "2020-01-01"},
    )
    with pytest.raises(ValeurInvalide, match="n’est pas un champ d’ouverture"):
        ouvrir_a_la_main(p.bureau, demande)
    assert p.etat(ouvrir(p, "suivi")) == "a_convoquer"


def test_who_was_invited_learns_of_another_day_by_the_act_that_says_it(
    portefeuille: Portefeuille,
) -> None:
    """A correction writes to nobody: the day of a convened meeting is put off, not corrected."""
    p = portefeuille
    ouvrir_convention(p)
    p.fire(REU, "convoquer", date_reunion="2025-04-10", lieu_reunion="Mairie")
    for champ, valeur in (("date_reunion", "2025-01-01"), ("lieu_reunion", "Bron")):
        with refuse("Reporter la réunion"):
            p.fire(REU, "corriger", champ=champ, valeur=valeur, motif="faute")
    p.fire(REU, "reporter", date_reunion="2025-04-11", motif="salle prise")
    assert len(courriels(p, "invitation_reunion")) == 2
    p.fire(REU, "tenir", tenue_le="2025-03-03")
    p.fire(REU, "corriger", champ="lieu_reunion", valeur="Bron", motif="faute")


def test_a_meeting_is_not_put_off_to_where_it_stands(portefeuille_sqlite: Portefeuille) -> None:
    """Nobody is told of a change that is none; another place is one."""
    p = portefeuille_sqlite
    ouvrir_convention(p)
    p.fire(REU, "convoquer", date_reunion="2025-04-10", lieu_reunion="Mairie")
    quoi = {"date_reunion": "2025-04-10", "motif": "erreur"}
    for evenement, by in (("reporter", "fac"), ("deplacer", "ref")):
        with refuse("déjà prévue ce jour-là"):
            p.fire(REU, evenement, by=by, **quoi)
    p.fire(REU, "reporter", lieu_reunion="Salle des fêtes", **quoi)
    p.fire(REU, "deplacer", by="ref", date_reunion="2025-04-11", motif="grève")
